"""表内合计不符

核对什么：报表里必须成立的等式：合计等于各栏之和，合计等于各类之和，类、款等于下级之和，收支总计相等，项目表的总计等于各项资金来源之和；以及表下注明的栏次、行次公式。
为什么：表是正文的依据，表内不平则有一格印错。
容差：各格取舍入区间，和的区间与合计区间相交即成立；再差不到一个末位单位记为尾差。
不核对：从 PDF 取出时空格丢失、列位不能确定的格；读不清的表；表下公式在全表都不成立（多半是别的表样留下的）。
依据：各表栏目构成（合计栏、收支总计）；类、款、项编码层级；表下注明的公式。
"""

from __future__ import annotations

from collections.abc import Iterator

from gouji.checks.arithmetic import show, sum_differs
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.location import Place, Span
from gouji.model.outcome import Contradicted, Kind, Outcome, Relation, Severity, Witness
from gouji.model.table import Cell, Identity, Row, Table
from gouji.values.units import WAN


@check(code="WT01", name="table-identity-fails", kind=Kind.TABLE_SUM_ERROR, severity=Severity.ERROR, since="0.1")
def table_identity_fails(evidence: Evidence) -> Iterator[Outcome]:
    for table in evidence.tables:
        for identity in table.identities:
            if not identity.empty and (identity.fails or (identity.tail and not identity.open)):
                yield _contradicted(evidence, table, identity)


def _contradicted(evidence: Evidence, table: Table, identity: Identity) -> Outcome:
    rows = {id(c): r for r in table.rows for c in r.cells.values()}
    columns = {id(c): k for r in table.rows for k, c in r.cells.items()}
    signs = {id(t.cell): "+" if t.coefficient > 0 else "−" for t in identity.terms}
    filled = [t.cell for t in identity.terms if t.cell.printed]
    unit = (
        identity.left.printed.unit
        if identity.left.printed
        else filled[0].printed.unit
        if filled and filled[0].printed
        else WAN
    )
    shown = show(identity.implied.middle, unit)
    left = f"{identity.left.printed.value:f}{unit.symbol}" if identity.left.printed else "空白"
    terms = [f"{signs[id(c)]} {c.printed.value:f}".removeprefix("+ ") for c in filled if c.printed]
    rule = "按表下公式" if identity.source == "note" else "各项之和"
    said = f"{rule}为{shown}" if filled else "所列各项都是空白"
    names = {i: evidence.column_name(key.rpartition(".")[2], table.key) for i, key in columns.items()}
    where = f"{table.title}“{rows[id(identity.left)].label}”{names[id(identity.left)]}"
    return Contradicted(
        _witness(table, rows[id(identity.left)], identity.left, "whole", names[id(identity.left)]),
        tuple(_witness(table, rows[id(c)], c, "part", names[id(c)]) for c in filled),
        f"{where}为{left}，{said}，相差{show(abs(identity.left.interval.middle - identity.implied.middle), unit)}，表内不平。",
        "arithmetic",
        implied=identity.implied,
        formula=sum_differs(terms, shown, left) if len(filled) > 1 else f"{shown if filled else '各项空白'} ≠ {left}",
        relation=Relation(tuple((1 if signs[id(c)] == "+" else -1, i) for i, c in enumerate(filled))),
        tail=identity.tail,
        confidence=0.95 if table.certain else 0.8,
    )


def _witness(table: Table, row: Row, cell: Cell, role: str, column: str) -> Witness:
    blank = cell.span is None or cell.span.start == cell.span.end
    span = (row.span or table.span or Span(0, 0)) if blank else cell.span
    assert span is not None
    return Witness(
        Place(span, None, table.index, cell.row, cell.column),
        role,
        cell.printed,
        None,
        f"{table.title}“{row.label}”{column}",
    )
