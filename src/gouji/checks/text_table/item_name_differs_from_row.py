"""名称与数额相同的科目不符

核对什么：正文按科目列举的编号各项里，有没有一项，数额与报表中一个项级科目逐位相同，名称却与这一科目相近而不同。
为什么：数额抄对、名称写错，读者就会找不到这一科目，或以为是另一项支出。
容差：数额的舍入区间相交、名称多半相同，两样都有才提出；标点、括号内的限定语、有无“支出”和“的”字不同，视为相同。
不核对：列举的其他各项多数不是项级科目（项目另有名称）；简称（各字依次含在科目名称里）和加了前后缀的全称；不足六个字的名称；不足 10 的数；这一科目的名称在正文别处写对了的；数额相同的科目不止一个。
依据：《政府收支分类科目》项级科目名称；各表科目编码、科目名称两栏。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.names import (
    LEAST_ALIKE,
    core,
    cut_off,
    keys,
    likeness,
    one_character,
    row_witness,
    same,
    shortened,
    text_witness,
)
from gouji.lexicon.profile import spellings
from gouji.model.claim import Claim, Measure, Period
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity
from gouji.model.table import Row, Table
from gouji.values.units import Dimension

_LEAST_DIGITS = 3  # of an amount that is no coincidence beside a name that is nearly the row's
_LEAST_NAME, _LEAST_AMOUNT, _ITEM_CODE = 6, 10, 7
_LONGEST_NUMBER = 6  # characters of the number of an item: （十二）
_MOST_NEAR = 400  # rows or items looked through; no report has as many
_MOST_KNOWN = 0.5  # of the other items of the list
_DIGIT = re.compile(r"\d")
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


def _one_character_off(evidence: Evidence) -> Iterator[Outcome]:
    """Accuse a name that is the label of a row but for one character, beside the very amount of that row."""
    for claim in evidence.claims:
        subject = claim.subject
        if subject is None or not subject.key.startswith("words:") or not claim.exact or _digits(claim) < _LEAST_DIGITS:
            continue
        for reading in evidence.alignments[claim.quantity.index].readings:
            names = spellings(reading.row.label)
            mistyped = reading.row.span is not None and any(one_character(subject.words, name) for name in names)
            if mistyped and _prints(reading.row, claim) and _unsaid_here(claim, reading.row.label):
                yield _contradicted(claim, reading.table, reading.row)
                break


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
