"""名称与数额相同的科目、项目不符

核对什么：正文里给了数额的科目、项目名称，是不是表、清单或附表里与这个数写在一起的名称错了一个字；正文按科目列举的编号各项里，有没有一项，数额与报表中一个项级科目逐位相同，名称却与这一科目相近而不同。
为什么：数额抄对、名称写错，读者就会找不到这一科目或项目，或以为是另一项支出。
容差：只差一字的，数额的有效数字（三位以上）须在那个名称后面逐位印出；其余的，数额的舍入区间相交、名称多半相同，两样都有才提出；标点、括号内的限定语、有无“支出”和“的”字不同，视为相同。
不核对：同一段里两个名称都有的；正文的名称在别处单独成格不止一次，或在同一张表里也与这个数写在一起的；只差序数、方位的（一期、二期）；列举的其他各项多数不是项级科目（项目另有名称）；简称（各字依次含在科目名称里）和加了前后缀的全称；不足 10 的数；这一科目的名称在正文别处写对了的；数额相同的科目不止一个。
依据：《政府收支分类科目》项级科目名称；各表科目编码、科目名称两栏。
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.names import (
    LEAST_ALIKE,
    core,
    cut_off,
    keys,
    likeness,
    row_witness,
    same,
    shortened,
    text_witness,
)
from gouji.lexicon.profile import spellings
from gouji.model.claim import Claim, Measure, Period
from gouji.model.document import View
from gouji.model.location import Place, Span
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness
from gouji.model.table import Row, Table
from gouji.values.units import Dimension

_LEAST_DIGITS = 3  # of an amount that is no coincidence beside a name that is nearly the row's
_LEAST_NAME, _LEAST_AMOUNT, _ITEM_CODE = 6, 10, 7
_LONGEST_NUMBER = 6  # characters of the number of an item: （十二）
_MOST_NEAR = 400  # rows or items looked through; no report has as many
_MOST_KNOWN = 0.5  # of the other items of the list
_DIGIT = re.compile(r"\d")
_LONGEST_RUN = 30
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LEAST_RUN = 4
_WINDOW = 300  # characters behind a name: the rest of its row, or the first rows of a form
# Where the amounts of a name end: its sentence, or in a list the next item
_END = re.compile("。|(?<=元)[;；、]")
_MOST_ALIKE = 40  # names with one half looked at; keeps a list of one name linear
_COUNTS = frozenset("一二三四五六七八九十东西南北中前后上下大小初高新老甲乙丙")
_Found = tuple[Table, Row]


@check(
    code="XT09",
    name="item-name-differs-from-row",
    kind=Kind.ENTITY_MISMATCH,
    severity=Severity.WARNING,
    since="0.1",
)
def item_name_differs_from_row(evidence: Evidence) -> Iterator[Outcome]:
    yield from _one_character_off(evidence)
    items = _items(evidence)
    by_end: dict[str, list[str]] = defaultdict(list)
    for label in items:
        for end in _ends(label):
            by_end[end].append(label)
    heads: dict[int, list[Claim]] | None = None
    for claim in evidence.of(Measure.LEVEL):
        if not _names_nothing_known(claim):
            continue
        near = (label for end in _ends(_name(claim)) for label in by_end.get(end, ())[:_MOST_NEAR])
        alike = (label for label in near if _written_wrong(_name(claim), label))
        found = next((f for label in alike for f in items[label] if _prints(f[1], claim)), None)
        if found is None or not _alone(found[1], claim, items) or not _unsaid(evidence, found[1].label):
            continue
        heads = _heads(evidence) if heads is None else heads
        if _among_subjects(claim, heads, items):
            yield _contradicted(claim, *found)


@dataclass(frozen=True, slots=True)
class _Said:
    """A name the text gives to an amount, and no row that the amount may be held against has: folded[start:end]."""

    claim: Claim
    name: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.name)


def _one_character_off(evidence: Evidence) -> Iterator[Outcome]:
    """Accuse a name that, but for one character, stands elsewhere beside the very same digits: in a table, a list or a form."""
    names = _told(evidence)
    halves: dict[tuple[int, str], list[_Said]] = defaultdict(list)
    for said in names:
        for half in _halves(said.name):
            if len(halves[half]) < _MOST_ALIKE:
                halves[half].append(said)
    if not halves:
        return
    lengths = {length for length, _ in halves}
    accused: set[int] = set()
    names_alone = re.compile(f"[一-鿿]{{{min(_LONGEST_RUN, *lengths)},{_LONGEST_RUN}}}")
    for file, source in enumerate(evidence.document.sources):
        runs = Counter(names_alone.findall(source.text))
        starts: list[int] | None = None
        for other in runs:
            if len(other) not in lengths:
                continue
            for said in (s for half in _halves(other) for s in halves.get(half, ())):
                figure = said.claim.quantity.index
                if figure in accused or runs[said.name] > 1:
                    continue
                if not _mistyped(said, other) or not (at := _beside(said.claim, source.text, other)):
                    continue
                accused.add(figure)
                starts = _starts(evidence, file) if starts is None else starts
                table = bisect_right(starts, at)
                low, high = [0, *starts][table], [*starts, len(source.text)][table]
                if not _beside(said.claim, source.text, said.name, low, high):  # else two things of the same amount
                    yield _stands_otherwise(said, other, Span(at, at + len(other), file))


def _told(evidence: Evidence) -> list[_Said]:
    """Return the names of the exact amounts of this year, as printed, that are none of a row's the amount was aligned with."""
    found = []
    for claim in evidence.claims:
        subject = claim.subject
        if claim.measure is not Measure.LEVEL or subject is None or subject.end <= 0 or not claim.exact:
            continue
        if not subject.key.startswith(("words:", "label:")) or _digits(claim) < _LEAST_DIGITS:
            continue
        text = claim.quantity.paragraph.view.folded
        readings = evidence.alignments[claim.quantity.index].readings
        if not any(same(subject.words, r.row.label) for r in readings):
            start = text.find(subject.words, subject.start, subject.end + 1)
            words = subject.words + "支出" * text.startswith("支出", start + len(subject.words))
            for name in dict.fromkeys((words, words.removesuffix("支出"))):
                if start >= 0 and len(name) >= _LEAST_RUN:
                    found.append(_Said(claim, name, start))
    return found


def _halves(name: str) -> tuple[tuple[int, str], tuple[int, str]]:
    """Return what a name of this length shares with one that differs in one character: its first half or its last."""
    middle = len(name) // 2
    return (len(name), "<" + name[:middle]), (len(name), name[middle:] + ">")


def _mistyped(said: _Said, other: str) -> bool:
    """Whether two names differ in one character, which is no count or quarter (一期 and 二期), and the text has but the one."""
    differing = [(a, b) for a, b in zip(said.name, other, strict=True) if a != b]
    counted = any(a in _COUNTS and b in _COUNTS for a, b in differing)
    return len(differing) == 1 and not counted and _unsaid_here(said.claim, other)


def _starts(evidence: Evidence, file: int) -> list[int]:
    """Return where the tables of a file start."""
    found = []
    for table in evidence.document.tables:
        first = table.rows[0] if table.rows else table.lines[0] if table.lines else None
        if table.title_span is not None:
            found += [table.title_span.start] * (table.title_span.file == file)
        elif isinstance(first, View):
            found += [first.offset(0)] * (first.file == file)
        elif first:
            found.append(first[0] if isinstance(first, tuple) else first[0].start)
    return sorted(found)


def _beside(claim: Claim, text: str, name: str, first: int = 0, last: int | None = None) -> int:
    """Return where a name stands a little before the digits of an amount, in its row, form or sentence, whatever their unit; or 0.

    A row with a number is all there is of the name; one without is the head of a form, whose amounts stand further down.
    """
    quantity = claim.quantity
    own = quantity.paragraph.view.offset(quantity.start)
    wanted = _significant(str(abs(quantity.printed.value)))
    alone = re.compile(f"(?<![一-鿿]){re.escape(name)}")  # not the end of a longer name
    for found in alone.finditer(text, first, len(text) if last is None else last):
        low = found.end()
        window = _END.split(text[low : min(low + _WINDOW, own if own >= low else len(text))], maxsplit=1)[0]
        row = window.partition("\n")[0]
        window = row if _NUMBER.search(row) else window
        if any(_significant(number) == wanted for number in _NUMBER.findall(window)):
            return found.start()
    return 0


def _significant(number: str) -> str:
    return number.replace(",", "").replace(".", "").strip("0")


def _stands_otherwise(said: _Said, right: str, span: Span) -> Outcome:
    printed = said.claim.quantity.printed
    return Contradicted(
        text_witness(said.claim.quantity.paragraph, said.start, said.end),
        (Witness(Place(span), "table", words=right),),
        f"正文写“{said.name}”{printed}，别处与这个数写在一起的是“{right}”，只差一字，名称不能同时成立。",
        "table",
        expected_words=right,
        formula=f"“{said.name}” ≠ “{right}”",
        confidence=0.85,
        likelier="claim",
    )


def _digits(claim: Claim) -> int:
    return len(claim.quantity.printed.value.normalize().as_tuple().digits)


def _unsaid_here(claim: Claim, label: str) -> bool:
    return label not in claim.quantity.paragraph.view.folded


def _items(evidence: Evidence) -> dict[str, list[_Found]]:
    """Return the rows of 项 by their labels."""
    items: dict[str, list[_Found]] = defaultdict(list)
    for table in evidence.tables:
        for row in table.rows:
            if len(row.code) == _ITEM_CODE and row.code[0] == "2" and row.span is not None:
                items[row.label].append((table, row))
    return items


def _name(claim: Claim) -> str:
    assert claim.subject is not None
    return claim.subject.words


def _ends(name: str) -> tuple[str, str]:
    """Return what two names that differ by a slip share at one side or the other: their first and their last two characters."""
    return "<" + name[:2], name.removesuffix("支出")[-2:] + ">"


def _names_nothing_known(claim: Claim) -> bool:
    """Whether a claim gives an amount of this year to something at the head of its paragraph that is no row and no concept."""
    subject = claim.subjects[0] if claim.subjects else None
    return (
        subject is not None
        and subject.start <= _LONGEST_NUMBER
        and subject.end > 0
        and subject.key.startswith("words:")
        and len(subject.words) >= _LEAST_NAME
        and not _DIGIT.search(subject.words)
        and claim.dimension is Dimension.MONEY
        and claim.period is Period.THIS
        and claim.exact
    )


def _prints(row: Row, claim: Claim) -> bool:
    value = claim.quantity.printed.base
    return any(c.printed is not None and c.printed.base == value for c in row.cells.values())


def _alone(row: Row, claim: Claim, items: dict[str, list[_Found]]) -> bool:
    """Whether an amount of some size is that of one 项 alone."""
    large = abs(claim.quantity.printed.value) >= _LEAST_AMOUNT
    return large and all(
        r.code == row.code for found in islice(items.values(), _MOST_NEAR) for _, r in found[:1] if _prints(r, claim)
    )


def _written_wrong(name: str, label: str) -> bool:
    if same(name, label) or cut_off(name, label) or shortened(name, label):
        return False
    return likeness(name, label) >= LEAST_ALIKE


def _unsaid(evidence: Evidence, label: str) -> bool:
    """Whether the text nowhere has the name of the row."""
    names = {*spellings(label), core(label)}
    return not any(name in evidence.narrative.text for name in names)


def _heads(evidence: Evidence) -> dict[int, list[Claim]]:
    """Return the first claim of each numbered item, by the section above the items."""
    heads: dict[int, list[Claim]] = defaultdict(list)
    for claim in evidence.claims:
        section = claim.quantity.paragraph.section
        above = heads[section.parent.ordinal if section.parent else -1]
        if not above or above[-1].quantity.paragraph.section is not section:
            above.append(claim)
    return heads


def _among_subjects(claim: Claim, heads: dict[int, list[Claim]], items: dict[str, list[_Found]]) -> bool:
    """Whether the other items of the numbered list that the claim heads are subjects; a list of projects has names of its own."""
    own = claim.quantity.paragraph.section
    beside = heads[own.parent.ordinal if own.parent else -1][:_MOST_NEAR]
    others = [c for c in beside if c is not claim and c.quantity.paragraph.section.level == own.level]
    labels = {key for label in islice(items, _MOST_NEAR) for key in keys(label)}
    known = [c for c in others if c.subjects and not labels.isdisjoint(keys(c.subjects[0].words))]
    return claim in beside and len(known) >= max(1, _MOST_KNOWN * len(others))


def _contradicted(claim: Claim, table: Table, row: Row) -> Outcome:
    assert claim.subject is not None
    at = text_witness(claim.quantity.paragraph, claim.subject.start, claim.subject.end)
    return Contradicted(
        at,
        (row_witness(table, row),),
        f"正文写“{at.words}”{claim.quantity.printed}，{table.title}里这个数是{row.code}“{row.label}”的，名称不能同时成立。",
        "table",
        expected_words=row.label,
        formula=f"“{at.words}” ≠ {row.code}“{row.label}”",
        confidence=0.8,
    )
