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
from decimal import Decimal

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.names import LEAST_ALIKE, cut_off, keys, likeness, row_witness, same, shortened, text_witness
from gouji.lexicon.profile import spellings
from gouji.model.claim import Claim, Measure, Period
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity
from gouji.model.table import Row, Table
from gouji.values.units import WAN, YUAN, Dimension

_LEAST_NAME, _LEAST_AMOUNT, _ITEM_CODE = 6, 10, 7
_MOST_KNOWN = 0.5  # of the other items of the list
_DIGIT = re.compile(r"\d")
_Rows = dict[Decimal, dict[str, tuple[Table, Row]]]


@check(
    code="XT09",
    name="item-name-differs-from-row",
    kind=Kind.ENTITY_MISMATCH,
    severity=Severity.WARNING,
    since="0.1",
)
def item_name_differs_from_row(evidence: Evidence) -> Iterator[Outcome]:
    items = _items(evidence)
    ends = {end for _, row in items for end in _ends(row.label)}
    levels = [c for c in evidence.claims if c.measure is Measure.LEVEL and c.subjects]
    unknown = [c for c in levels if _names_nothing_known(c) and not ends.isdisjoint(_ends(_name(c)))]
    rows = _rows_by_amount(items, {c.value for c in unknown}) if unknown else {}
    for claim in unknown:
        same_amount = rows.get(claim.value, {})
        if len(same_amount) == 1 and abs(claim.quantity.printed.value) >= _LEAST_AMOUNT:
            [(table, row)] = same_amount.values()
            if _written_wrong(evidence, _name(claim), row.label) and _among_subjects(evidence, claim, items):
                yield _contradicted(claim, table, row)


def _items(evidence: Evidence) -> list[tuple[Table, Row]]:
    """Return the rows of 项."""
    return [
        (table, row)
        for table in evidence.tables
        for row in table.rows
        if len(row.code) == _ITEM_CODE and row.code[0] == "2" and row.span is not None
    ]


def _name(claim: Claim) -> str:
    assert claim.subject is not None
    return claim.subject.words


def _ends(name: str) -> tuple[str, str]:
    """Return what two names that differ by a slip share at one side or the other: their first and their last two characters."""
    return "<" + name[:2], name.removesuffix("支出")[-2:] + ">"


def _names_nothing_known(claim: Claim) -> bool:
    """Whether a claim gives an amount of this year to something that is no row and no concept."""
    subject = claim.subjects[0]
    return (
        len(subject.words) >= _LEAST_NAME
        and subject.key.startswith("words:")
        and not _DIGIT.search(subject.words)
        and claim.dimension is Dimension.MONEY
        and claim.period is Period.THIS
        and claim.exact
    )


def _rows_by_amount(items: list[tuple[Table, Row]], wanted: set[Decimal]) -> _Rows:
    """Return the rows that print one of the wanted amounts, by the amount in the base unit and the code."""
    found: _Rows = defaultdict(dict)
    printed = {
        value / unit.scale for value in wanted for unit in (YUAN, WAN)
    }  # a quick sign, before the unit is looked at
    for table, row in items:
        for cell in row.cells.values():
            if cell.printed is not None and cell.printed.value in printed:
                found[cell.printed.base].setdefault(row.code, (table, row))
    return found


def _written_wrong(evidence: Evidence, name: str, label: str) -> bool:
    if same(name, label) or cut_off(name, label) or shortened(name, label) or likeness(name, label) < LEAST_ALIKE:
        return False
    bare = min(keys(label), key=len)
    return not any(s in evidence.narrative.text for s in (*spellings(label), bare))


def _among_subjects(evidence: Evidence, claim: Claim, items: list[tuple[Table, Row]]) -> bool:
    """Whether the other items of the numbered list that the claim heads are subjects; a list of projects has names of its own."""
    own = claim.quantity.paragraph.section
    heads: dict[int, Claim] = {}
    for other in evidence.claims:
        section = other.quantity.paragraph.section
        if section.parent is own.parent and section.level == own.level:
            heads.setdefault(section.ordinal, other)
    labels = {key for _, row in items for key in keys(row.label)}
    others = [c for c in heads.values() if c is not claim]
    known = [c for c in others if c.subjects and not labels.isdisjoint(keys(c.subjects[0].words))]
    return heads.get(own.ordinal) is claim and len(known) >= max(1, _MOST_KNOWN * len(others))


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
