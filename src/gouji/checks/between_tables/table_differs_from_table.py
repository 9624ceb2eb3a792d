"""表间数额不符

核对什么：各报表之间应当相等的合计、类级和项级数额（如支出决算表合计等于收入支出决算总表的本年支出合计），以及一般公共预算支出不大于全部支出、基本支出表的三公科目不大于三公经费表。
为什么：各表出自同一套账，同一个数在两张表里不同，至少有一处错。
容差：两数各带末位半个单位的舍入区间，相交即一致；再差不到一个末位单位的记为尾差。
不核对：不被本表任何等式证实的数；空格；报表没有注明单位；只有一张表的报告。
依据：部门决算报表表间勾稽关系；《政府收支分类科目》类款项编码。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gouji.checks.arithmetic import show
from gouji.checks.base import check
from gouji.checks.between_tables.sides import Side, by_key, find, side_witness
from gouji.checks.evidence import Evidence
from gouji.lexicon.profile import plain
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Relation, Severity
from gouji.model.table import Belief, Table

_EQUAL, _AT_MOST = Relation(((1, 0),)), Relation(((1, 0),), at_most=True)
_CLASS = 3  # digits of the code of a 类


@check(
    code="BT01",
    name="table-differs-from-table",
    kind=Kind.CROSS_TABLE_MISMATCH,
    severity=Severity.ERROR,
    since="0.1",
)
def table_differs_from_table(evidence: Evidence) -> Iterator[Outcome]:
    tables = by_key(evidence)
    for left, relation, right in evidence.profile.between_cells:
        sides = [find(tables, place) for place in (left, right)]
        if sides[0] is not None and sides[1] is not None:
            yield from _compared(evidence, sides[0], relation, sides[1])
    for left_key, left_column, relation, right_key, right_column in evidence.profile.between_rows:
        if left_key in tables and right_key in tables:
            pairs = list(_pairs(tables[left_key], left_column, tables[right_key], right_column))
            whole = next(((a, b) for a, b in pairs if a.row.key == "@total" == b.row.key), None)
            equal = whole is not None and _comparable(*whole) and _holds(whole[0], "=", whole[1])
            relation = "=" if equal else relation  # no row larger and one total: all are equal
            for one, other in pairs:
                yield from _compared(evidence, one, relation, other)


def _pairs(left: Table, left_column: str, right: Table, right_column: str) -> Iterator[tuple[Side, Side]]:
    """Yield the rows of one subject: by code where both have codes, else by the name of the 类."""
    codes = {r.code: r for r in right.rows if r.code and right_column in r.cells}
    names = {plain(r.label): r for r in codes.values() if len(r.code) == _CLASS}
    total = right.row("@total")
    for row in left.rows:
        if left_column not in row.cells:
            continue
        other = codes.get(row.code) if row.code else total if row.key == "@total" else names.get(plain(row.label))
        if (
            other is not None
            and right_column in other.cells
            and (not row.code or plain(other.label) == plain(row.label))
        ):
            cells = row.cells[left_column], other.cells[right_column]
            yield Side(left, row, left_column, cells[0]), Side(right, other, right_column, cells[1])


def _comparable(left: Side, right: Side) -> bool:
    one, other = left.cell, right.cell
    return one.belief is other.belief is Belief.CLOSED and one.printed is not None and other.printed is not None


def _holds(left: Side, relation: str, right: Side) -> bool:
    one, other = left.cell.interval, right.cell.interval
    return one.meets(other) or (relation == "≤" and one.low < other.high)


def _gap(left: Side, right: Side) -> Decimal:
    return left.cell.interval.middle - right.cell.interval.middle


def _compared(evidence: Evidence, left: Side, symbol: str, right: Side) -> Iterator[Outcome]:
    if not _comparable(left, right):
        return
    at, operand = side_witness(evidence, left), side_witness(evidence, right)
    relation = _AT_MOST if symbol == "≤" else _EQUAL
    if _holds(left, symbol, right):
        yield Consistent(at, (operand,), "table", relation)
        return
    one, other = left.cell.interval, right.cell.interval
    assert left.cell.printed is not None
    unit, exponent = left.cell.printed.unit, min(left.cell.printed.exponent, -2)
    gap = show(abs(_gap(left, right)), unit, exponent)
    must = "应当相等" if symbol == "=" else "前者不应大于后者"
    shown = show(other.middle, unit, exponent)
    yield Contradicted(
        at,
        (operand,),
        f"{at.words}为{left.cell.printed}，{operand.words}为{shown}，{must}，相差{gap}，两表不能同时成立。",
        "table",
        implied=other,
        formula=f"{left.cell.printed} {'≠' if symbol == '=' else '>'} {shown}",
        tail=one.gap(other) < left.cell.printed.quantum and symbol == "=",
        relation=relation,
        confidence=0.92 if left.table.certain and right.table.certain else 0.8,
    )
