"""Plants in names of budget subjects: one character, in the narrative and in the rows of tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from gouji.measure.mutation.entities import changed
from gouji.measure.mutation.plants import Dice, Group, Plant
from gouji.model.document import Paragraph
from gouji.model.location import Span
from gouji.model.run import Run
from gouji.model.table import Row

# Frequent in names of subjects.
_CHARACTERS = "业务管理支出经费保障服务建设公共行政事机关社会教育"
_LEAST = 3  # characters; shorter names are words of any sentence (奖金)
_LEAST_ALONE = 4  # where nothing beside it says that it is a subject
_NUMBER = re.compile(r"^[\d.、]+")
_LEVEL = re.compile(r"[(（](?:类|款|项)")
_CODE = re.compile(r"(?<!\d)\d{3,7}[(（]?$")
_LISTING = re.compile("包括|其中|用于")  # a list of reasons or of work done names no rows
_LONGEST_LIST = 400
_LISTED_BEFORE, _LISTED_AFTER = frozenset("、:：，(（及和"), frozenset("、，。;；)）等及和")


def subject_plants(run: Run, seed: int) -> Iterator[Plant]:
    """Yield one plant for every name in the narrative that is spelled as a coded row of a table.

    Bound are those with their level behind them (…（项）), beside a code, or in a list that follows an amount.
    """
    names = {n for row in _coded(run) for n in _spellings(row)}
    if not names:
        return
    pattern = re.compile("|".join(sorted(map(re.escape, names), key=lambda n: (-len(n), n))))
    amounts = _first_amounts(run)
    for paragraph in run.document.paragraphs:
        for match in pattern.finditer(paragraph.view.folded):
            bound = _is_bound(match, amounts.get(paragraph.index))
            if bound or len(match.group()) >= _LEAST_ALONE:
                yield _in_narrative(paragraph, match, bound, seed)


def label_plants(run: Run, seed: int) -> Iterator[Plant]:
    """Yield one plant for every coded row of a table, bound where another table names the code too."""
    counts = Counter((row.code, _bare(row)) for row in _coded(run))
    for row in _coded(run):
        name = _bare(row)
        at = run.document.text(row.span).find(name) if row.span else -1
        if row.span is None or at < 0 or len(name) < _LEAST:
            continue
        index, old, new = changed(name, _CHARACTERS, Dice(seed, Group.LABEL.value, row.span.start))
        start = row.span.start + at + index
        span = Span(start, start + 1, row.span.file)
        yield Plant(Group.LABEL, span, new, row.span, f"{old}→{new}", counts[row.code, name] > 1)


def _coded(run: Run) -> list[Row]:
    return [row for table in run.tables for row in table.rows if row.code]


def _bare(row: Row) -> str:
    """Return the label without a code or number before it."""
    return _NUMBER.sub("", row.label)


def _spellings(row: Row) -> Iterator[str]:
    """Yield the name, and as sentences spell a 类 also without 支出."""
    name = _bare(row)
    yield from (n for n in dict.fromkeys((name, name.removesuffix("支出"))) if len(n) >= _LEAST)


def _first_amounts(run: Run) -> dict[int, int]:
    """Return by paragraph where its first amount or ratio ends."""
    ends: dict[int, int] = {}
    for entry in run.ledger:
        if entry.figure.counts_as_figure:
            ends.setdefault(entry.figure.paragraph.index, entry.figure.end)
    return ends


def _is_bound(match: re.Match[str], amount: int | None) -> bool:
    text, start, end = match.string, match.start(), match.end()
    if _LEVEL.match(text, end) or _CODE.search(text[max(0, start - 8) : start]):
        return True
    listed = text[start - 1 : start] in _LISTED_BEFORE and text[end : end + 1] in _LISTED_AFTER
    sentence = text[max(text.rfind("。", 0, start), start - _LONGEST_LIST, 0) : start]
    return listed and amount is not None and amount <= start and bool(_LISTING.search(sentence))


def _in_narrative(paragraph: Paragraph, match: re.Match[str], bound: bool, seed: int) -> Plant:
    place = paragraph.view.span(match.start(), match.end())
    index, old, new = changed(match.group(), _CHARACTERS, Dice(seed, Group.SUBJECT.value, place.start))
    span = paragraph.view.span(match.start() + index, match.start() + index + 1)
    return Plant(Group.SUBJECT, span, new, place, f"{old}→{new}", bound)
