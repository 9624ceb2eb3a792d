"""Comment markers put between the bytes of a Word file's main part; runs are divided where a mark begins or ends inside one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from gouji.reporters.word.anchors import Anchor
from gouji.reporters.word.runs import Character, Runs
from gouji.reporters.word.xml import name_in

_KEPT_SPACE = re.compile(rb"\sxml:space\s*=\s*[\"']preserve[\"']")
_BLANK = b" \t\r\n"


class Between(Enum):
    """What a cut parts: runs, the contents of one run, the characters of one w:t."""

    RUNS = 0
    CONTENTS = 1
    CHARACTERS = 2


@dataclass(slots=True)
class Cut:
    """Markers to be put at one byte: those of marks that end there, then those of marks that begin."""

    between: Between
    at: Character | None
    ends: list[str] = field(default_factory=list)
    begins: list[str] = field(default_factory=list)


def with_markers(runs: Runs, marks: Iterable[tuple[str, Anchor]]) -> bytes:
    """Return the part with markers for each comment id and its anchor."""
    cuts: dict[int, Cut] = {}
    for number, anchor in marks:
        if anchor.first is not None and anchor.last is not None:
            _cut(cuts, *_before(anchor.first)).begins.append(number)
            _cut(cuts, *_behind(anchor.last)).ends.append(number)
        elif anchor.nearest is not None:
            _cut(cuts, anchor.nearest.before, Between.RUNS, None).begins.append(number)
            _cut(cuts, anchor.nearest.behind, Between.RUNS, None).ends.append(number)
    prefix = _prefix(runs)
    inserted = {at: _joined(runs, at, cut, prefix) for at, cut in cuts.items()}
    for at, cut in cuts.items():
        if cut.between is Between.CHARACTERS and cut.at is not None and _needs_space(runs.data, at, cut.at):
            element = cut.at.piece.element
            inserted[element.open - 1] = b' xml:space="preserve"'
    parts, last = [], 0
    for at in sorted(inserted):
        parts += [runs.data[last:at], inserted[at]]
        last = at
    return b"".join([*parts, runs.data[last:]])


def _cut(cuts: dict[int, Cut], at: int, between: Between, character: Character | None) -> Cut:
    return cuts.setdefault(at, Cut(between, character))


def _before(character: Character) -> tuple[int, Between, Character]:
    piece = character.piece
    element, unit = piece.element, piece.unit
    if not piece.splits or (character.start == element.open and element.start == unit.first):
        return unit.before, Between.RUNS, character
    if character.start == element.open:
        return element.start, Between.CONTENTS, character
    return character.start, Between.CHARACTERS, character


def _behind(character: Character) -> tuple[int, Between, Character]:
    piece = character.piece
    element, unit = piece.element, piece.unit
    if not piece.splits or (character.end == element.close and element.end == unit.last):
        return unit.behind, Between.RUNS, character
    if character.end == element.close:
        return element.end, Between.CONTENTS, character
    return character.end, Between.CHARACTERS, character


def _prefix(runs: Runs) -> bytes:
    """Return how the markers declare their namespace: not at all where the root has it as w, as nearly every file does."""
    root = runs.data[: runs.data.find(b"body")]
    declared = f'xmlns:w="{runs.namespace}"'.encode()
    return b"" if declared in root else b" " + declared


def _joined(runs: Runs, at: int, cut: Cut, declared: bytes) -> bytes:
    """Return the markers of a cut, and around them the tags that divide the run."""
    ends = b"".join(_END.format(d=declared.decode(), n=n).encode() for n in cut.ends)
    begins = b"".join(_BEGIN.format(d=declared.decode(), n=n).encode() for n in cut.begins)
    markers = ends + begins
    if cut.between is Between.RUNS or cut.at is None:
        return markers
    unit, element = cut.at.piece.unit, cut.at.piece.element
    closing, opening = b"</" + unit.name + b">", unit.tag + unit.properties
    if cut.between is Between.CONTENTS:
        return closing + markers + opening
    name = name_in(element.tag)
    kept = _KEPT_SPACE.search(element.tag) or _needs_space(runs.data, at, cut.at)
    text = b"<" + name + (b' xml:space="preserve"' if kept else b"") + b">"
    return b"</" + name + b">" + closing + markers + opening + text


_BEGIN = '<w:commentRangeStart{d} w:id="{n}"/>'
_END = '<w:commentRangeEnd{d} w:id="{n}"/><w:r{d}><w:commentReference w:id="{n}"/></w:r>'


def _needs_space(data: bytes, at: int, character: Character) -> bool:
    """Whether a blank that stood inside a text comes to stand at one end of it, where Word drops it unless told."""
    beside = data[at - 1 : at] in _BLANK or data[at : at + 1] in _BLANK
    return beside and not _KEPT_SPACE.search(character.piece.element.tag)
