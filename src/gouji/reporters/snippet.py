"""The places of a finding as they are printed: the sentence with its figures underlined, the row of a table with its value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gouji.model.context import Contexts, sentence_of
from gouji.model.finding import Finding
from gouji.model.outcome import Witness
from gouji.model.run import Run
from gouji.reporters.plain import Style, clean, pad, quoted, shortened, visible, width
from gouji.reporters.spots import spot

_INDENT = " " * 8
_PRIMARY, _SECONDARY = "^", "~"  # the place the finding is about, and what it was held against
_AROUND = (40, 24, 16, 10, 6, 3)  # characters kept on either side of a figure: as many as fit
_LEAST_NAME = 8  # columns for row and column on the narrowest terminal
_CELL = re.compile(r"“(.+)”([^“”]*)$", re.S)
_BLANK = "（空）"
_SPACE = re.compile(r"\s")
_MOST = 10_000  # characters of one paragraph that are looked at; a hostile one is longer


@dataclass(slots=True)
class _Group:
    """Places that are shown together: of one sentence, or of one table. `marks` are start, end and sign in the sentence."""

    head: str
    text: str = ""
    marks: list[tuple[int, int, str]] = field(default_factory=list)
    cells: list[tuple[Witness, str]] = field(default_factory=list)


def snippets(
    run: Run, finding: Finding, witnesses: Sequence[Witness], contexts: Contexts, style: Style
) -> Iterator[str]:
    """Yield the lines that show some places of a finding: first where they stand, then what is printed there."""
    groups: dict[object, _Group] = {}
    for witness in witnesses:
        sign = _PRIMARY if witness is finding.claim else _SECONDARY
        if witness.place.table is not None:
            key: object = ("table", witness.place.span.file, witness.place.table)
            groups.setdefault(key, _Group(_head(run, witness))).cells.append((witness, sign))
            continue
        _put(groups, run, witness, sign, contexts)
    head = ""
    for group in groups.values():
        if group.head != head:
            head = group.head
            yield shortened(head, style.columns) if style.columns else head
        yield from _rows(run, group, finding, style) if group.cells else _sentence(group, finding, style)


def _head(run: Run, witness: Witness) -> str:
    place = witness.place
    source = run.document.sources[place.span.file]
    file = f"{clean(source.path)} " if place.span.file else ""
    if place.table is not None:
        return f"  表格  {file}{clean(run.tables[place.table].title) or '（无题名的表）'}"
    parts = (f"{file}{spot(run, place)}".strip(), clean(place.section or ""))
    return "  ".join(("  对照" if source.role == "prior" else "  正文", *(part for part in parts if part)))


def _put(groups: dict[object, _Group], run: Run, witness: Witness, sign: str, contexts: Contexts) -> None:
    """Add a place of the narrative to the group of its sentence; one outside paragraphs is shown as its quote alone."""
    span = witness.place.span
    found = contexts.locate(span)
    if found is None or len(found[0]) > _MOST:
        text = quoted(run.document.text(span))
        groups[span.file, span.start, span.end] = _Group(_head(run, witness), text, [(1, len(text) - 1, sign)])
        return
    text, start, end = found
    first, last = sentence_of(text, start, end)
    key = (span.file, id(text), first)  # every paragraph holds a text of its own
    group = groups.setdefault(key, _Group(_head(run, witness), _SPACE.sub(" ", visible(text[first:last]))))
    group.marks.append((start - first, end - first, sign))


def _sentence(group: _Group, finding: Finding, style: Style) -> Iterator[str]:
    """Yield the sentence, what is far from the figures left out, each line followed by one that underlines them."""
    signs = [" "] * len(group.text)
    for start, end, sign in sorted(group.marks, key=lambda m: m[2] == _PRIMARY):
        signs[start:end] = sign * (min(end, len(signs)) - start)
    room = style.room - len(_INDENT)
    text, marks = _cut(group.text, "".join(signs), room)
    for part, under in _lines(text, marks, room):
        yield _INDENT + _coloured(part, under, finding, style)
        if under.strip():
            drawn = "".join(sign * width(char) for char, sign in zip(part, under, strict=True)).rstrip()
            yield _INDENT + _coloured(drawn, drawn, finding, style)


def _cut(text: str, signs: str, room: int) -> tuple[str, str]:
    """Return text and signs without what is too far from every figure to fit on a line."""
    if width(text) <= room:
        return text, signs
    shown = (text, signs)
    for reach in _AROUND:
        shown = _near(text, signs, reach)
        if width(shown[0]) <= room:
            break
    return shown


def _near(text: str, signs: str, reach: int) -> tuple[str, str]:
    keep = bytearray(len(text))
    for match in re.finditer(r"\S+", signs):
        first, last = max(match.start() - reach, 0), min(match.end() + reach, len(text))
        keep[first:last] = b"\1" * (last - first)
    parts, marks, here = [], [], 0
    for kept in re.finditer(b"\1+", bytes(keep)):
        gap = "…" if kept.start() > here else ""
        parts.append(gap + text[kept.start() : kept.end()])
        marks.append(" " * len(gap) + signs[kept.start() : kept.end()])
        here = kept.end()
    more = "…" if here < len(text) else ""
    return "".join(parts) + more, "".join(marks) + " " * len(more)


def _lines(text: str, signs: str, room: int) -> Iterator[tuple[str, str]]:
    """Yield text and signs line by line; a figure goes to the next line rather than over its end, where one can hold it."""
    start = used = 0
    begun = 0  # where the present run of one sign began
    for index, char in enumerate(text):
        if index and signs[index] != signs[index - 1]:
            begun = index
        wide = width(char)
        if used + wide > room:
            stop = begun if signs[index] != " " and begun > start else index
            yield text[start:stop], signs[start:stop]
            start, used = stop, width(text[stop:index])
        used += wide
    yield text[start:], signs[start:]


def _coloured(text: str, signs: str, finding: Finding, style: Style) -> str:
    if not style.on:
        return text
    return "".join(
        style.severity(finding.severity.value, text[m.start() : m.end()])
        if m.group()[0] == _PRIMARY
        else style.bold(text[m.start() : m.end()])
        if m.group()[0] == _SECONDARY
        else text[m.start() : m.end()]
        for m in re.finditer(r"\^+|~+| +", signs)
    )


def _rows(run: Run, group: _Group, finding: Finding, style: Style) -> Iterator[str]:
    """Yield a line for each cell: where it stands, its row and column, and its value; values end under one another."""
    cells = [(*_cell(run, witness), sign) for witness, sign in group.cells]
    room = style.room - len(_INDENT)
    wide = [max(width(cell[i]) for cell in cells) for i in range(3)]
    place = min(wide[0], room // 3)  # a sheet may be called anything
    value = min(wide[2], room - place - _LEAST_NAME - 4)
    name = min(wide[1], room - place - value - 4)
    for at, label, shown, sign in cells:
        shown = shortened(shown, value)
        lead = f"{pad(shortened(at, place), place)}{'  ' if place else ''}{pad(shortened(label, name), name)}  {' ' * (value - width(shown))}"
        under = " " * width(lead) + sign * width(shown)
        yield (_INDENT + lead + _coloured(shown, sign * len(shown), finding, style)).rstrip()
        if sign == _PRIMARY:
            yield _INDENT + _coloured(under, under, finding, style)


def _cell(run: Run, witness: Witness) -> tuple[str, str, str]:
    """Return the spot of a cell, its row and column, and what is printed there."""
    place = witness.place
    assert place.table is not None
    words = witness.words.removeprefix(run.tables[place.table].title)
    match = _CELL.fullmatch(words)
    row, column = match.groups() if match else (words, "")
    shown = clean("".join(run.document.text(place.span).split()))
    if witness.printed is None and column and shown == "".join(clean(row).split()):
        shown = _BLANK  # its place is that of the label: there is nothing in the cell
    label = "  ".join(clean(part) for part in (row, column) if part.strip())
    return spot(run, place), "" if label == shown else label, shown
