"""所用科目与表不符

核对什么：名词解释“本部门使用的支出功能分类科目（到项级）”所列的项级科目，与各支出决算（预算）表的项级科目是否一致。
为什么：这一节照抄旧年度或别的部门，就会列出没有用过的科目，漏掉真用了的科目，或沿用旧名称。
容差：标点、括号内的限定语、有无“支出”和“的”字不同，视为相同；列举中的名称与表中没有列出的一项只差一字，或以它结尾而前面多字的，按名称不符提出。
不核对：标题没有写明是本部门（单位）使用的科目；所列科目能在表里找到的不足一半；漏列的超过三分之一（只选列了一部分）；没有读到全部资金的收入、支出表的，不说多列；报表没有项级编码。
依据：《政府收支分类科目》；各表项级（七位编码）科目。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.names import LEAST_ALIKE, keys, likeness, one_character, row_witness, text_witness
from gouji.model.document import Paragraph
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity
from gouji.model.table import Cell, Row, Table

_HEADING = re.compile(
    r"(?:本|我)?(?:部门|单位)(?:本年度?)?(?:所)?(?:使用|涉及|用到)的?(?:主要)?(?:支出)?(?:功能)?(?:分类)?科目"
)
_MARK = re.compile(r"(?<!到)\(?(?<!到)项级?\)")
_STOPS = ("(类)", "(款)", "，", "。", ";", ":")
_LEAD = re.compile(r"^[、.)和及\d]+")
_ITEM_CODE = 7  # digits
_LEAST_KNOWN = 0.5
_LEAST_COVERED = 0.66  # of the rows: a list that goes through most of them is meant to go through all
_LEAST_ENDING = 4
_MOST_SHOWN = 8
_Found = tuple[Table, Row]


@dataclass(frozen=True, slots=True)
class _Item:
    """A 项 the list names: its words from the 款 on, and the row it is, if any; `exact` says that the names are the same."""

    paragraph: Paragraph
    name: str
    start: int
    end: int
    row: _Found | None
    exact: bool


@check(
    code="XT06",
    name="subject-list-differs-from-table",
    kind=Kind.LIST_MISMATCH,
    severity=Severity.WARNING,
    since="0.1",
)
def subject_list_differs_from_table(evidence: Evidence) -> Iterator[Outcome]:
    paragraphs = evidence.document.paragraphs
    rows: list[_Found] | None = None
    for heading in evidence.narrative.with_words("分类科目"):
        if not _HEADING.search(heading.section.title) or heading.section.title not in heading.view.folded:
            continue
        rows = _rows(evidence) if rows is None else rows
        names = {k: r for r in rows for k in keys(r[1].label)}
        items = [i for p in _inside(paragraphs, heading) for i in _items(p, rows, names)]
        if items and rows and sum(i.exact for i in items) >= _LEAST_KNOWN * len(items):
            yield from _compared(evidence, heading, items, rows)


def _inside(paragraphs: Sequence[Paragraph], heading: Paragraph) -> Iterator[Paragraph]:
    """Yield the paragraphs of the section that a heading opens."""
    return takewhile(lambda p: heading.section in p.section.path, paragraphs[heading.index :])


def _rows(evidence: Evidence) -> list[_Found]:
    """Return a row for every 项 that some table prints an amount for."""
    found: dict[str, _Found] = {}
    for table in evidence.tables:
        for row in table.rows:
            known = len(row.code) != _ITEM_CODE or row.code in found or row.span is None
            if not known and row.code[0] == "2" and any(_used(cell) for cell in row.cells.values()):
                found[row.code] = table, row
    return list(found.values())


def _used(cell: Cell) -> bool:
    return any(value is not None and value.value for value in cell.values)


def _items(paragraph: Paragraph, rows: list[_Found], names: dict[str, _Found]) -> Iterator[_Item]:
    text, low = paragraph.view.folded, 0
    for match in _MARK.finditer(text):
        stops = (at + len(stop) for stop in _STOPS if (at := text.rfind(stop, low, match.start())) >= 0)
        start = max(stops, default=low)
        name = _LEAD.sub("", text[start : match.start()])
        low = match.end()
        if name:
            found = next((names[k] for k in sorted(keys(name)) if k in names), None)
            near = found or next((r for r in rows if _alike(name, r[1].label)), None)
            yield _Item(paragraph, name, match.start() - len(name), match.end(), near, found is not None)


def _alike(name: str, label: str) -> bool:
    """Whether a name is a row's with one character wrong, or with words before it, as 归口管理的行政单位离退休.

    其他行政单位医疗 is another subject than 行政单位医疗.
    """
    if len(name) >= _LEAST_ENDING and one_character(name, label):
        return True
    endings = [k for k in keys(label) if len(k) >= _LEAST_ENDING]
    return not name.startswith("其他") and any(said.endswith(k) for said in keys(name) for k in endings)


def _all_funds_read(evidence: Evidence) -> bool:
    """Whether the items of a table of all funds were read."""
    whole = (t for t in evidence.tables if evidence.profile.scopes.get(t.key) == "all")
    return any(len(row.code) == _ITEM_CODE for table in whole for row in table.rows)


def _wholly_read(table: Table) -> bool:
    return table.certain and not any(cell.lost for row in table.rows for cell in row.cells.values())


def _compared(evidence: Evidence, heading: Paragraph, items: list[_Item], rows: list[_Found]) -> Iterator[Outcome]:
    listed = {i.row[1].code for i in items if i.row}
    exact = {i.row[1].code for i in items if i.row and i.exact}
    sure, whole = all(_wholly_read(table) for table, _ in rows), _all_funds_read(evidence)
    for item in items:
        if item.row is None or (not item.exact and item.row[1].code in exact):
            if not whole:
                continue  # it may be paid from the funds of a table that was not read
            if sure or not any(likeness(item.name, r.label) >= LEAST_ALIKE for _, r in rows):
                yield _unused(item, rows)
        elif not item.exact:
            yield _named_otherwise(item, *item.row)
        else:
            yield Consistent(text_witness(item.paragraph, item.start, item.end), (row_witness(*item.row),), "table")
    names = {k for i in items if i.row for k in keys(i.row[1].label)}
    missing = [(t, r) for t, r in rows if r.code not in listed and keys(r.label).isdisjoint(names)]
    read = sure or all(i.row for i in items)  # a label broken by lost columns is neither unused nor missing
    if missing and read and len(missing) <= (1 - _LEAST_COVERED) * len(rows):
        yield _missing(heading, missing)


def _unused(item: _Item, rows: list[_Found]) -> Outcome:
    at = text_witness(item.paragraph, item.start, item.end)
    table = rows[0][0]
    return Contradicted(
        at,
        (row_witness(*rows[0]),),
        f"列为本部门使用的“{item.name}（项）”，在{table.title}等各表里没有数，所列与表不能同时成立。",
        "table",
        formula=f"{item.name}（项）：各表中无数",
        confidence=0.9,
    )


def _named_otherwise(item: _Item, table: Table, row: Row) -> Outcome:
    return Contradicted(
        text_witness(item.paragraph, item.start, item.end),
        (row_witness(table, row),),
        f"列为本部门使用的“{item.name}（项）”，{table.title}里没有这个名称，相近的是{row.code}“{row.label}”。",
        "table",
        expected_words=row.label,
        formula=f"“{item.name}” ≠ {row.code}“{row.label}”",
        confidence=0.85,
        kind=Kind.ENTITY_MISMATCH,
    )


def _missing(heading: Paragraph, missing: list[_Found]) -> Outcome:
    names = "、".join(r.label for _, r in missing[:_MOST_SHOWN]) + ("等" if len(missing) > _MOST_SHOWN else "")
    title = heading.section.title
    at = heading.view.folded.index(title)
    return Contradicted(
        text_witness(heading, at, at + len(title)),
        tuple(row_witness(*m) for m in missing[:_MOST_SHOWN]),
        f"“{title}”没有列出表里有数的{names}（{len(missing)}项），所列与表不能同时成立。",
        "table",
        expected_words=names,
        formula=f"{names}：列举中无",
        confidence=0.85,
    )
