"""所属单位合计与部门的数不符

核对什么：报表里财政拨款和“三公”经费的合计，与所属各单位（或本地区各部门）同年同类报告的同一格之和。单位齐全的应当相等，不齐全的不应超过。
为什么：部门预决算由本级和所属单位汇总而成，财政拨款在汇总时没有内部往来可以抵销。
容差：各数带末位半个单位的舍入区间，相加后相交即一致；再差不到一个末位单位记为尾差。
不核对：没有用 --prior 给出所属单位的报告；报告没有列出、也不是本级的单位；上年数、决算里的预算数；是否齐全看报告列出的名称和个数，看不出的只查是否超过，一个单位自己就超过的不算。
依据：部门预算、部门决算编制范围的规定：部门报表由所属各单位报表逐级汇总。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gouji.checks.arithmetic import number_in, show
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.yearly import KINDS, is_tail, name_of, named_cells
from gouji.model.alignment import Reading
from gouji.model.document import DocumentKind
from gouji.model.entities import is_place
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness
from gouji.values.interval import Interval, total
from gouji.values.printed import Printed

_ROWS = ("total", "data", "income_total", "expenditure_total")
_WHOLE = ("total", "amount")
# Last year the units were others; of the budgets that final accounts print each may be of another 口径.
_OTHER = ("last", "budget", "initial")
_MOST_TERMS = 6  # of a formula; a district has hundreds


@check(
    code="BU01", name="units-differ-from-total", kind=Kind.CROSS_TABLE_MISMATCH, severity=Severity.WARNING, since="0.1"
)
def units_differ_from_total(evidence: Evidence) -> Iterator[Outcome]:
    if not evidence.units.reports:
        return
    rows: dict[tuple[str, str], list[tuple[Reading, Outcome]]] = defaultdict(list)
    for reading in named_cells(evidence):
        name, printed = name_of(reading), reading.cell.printed
        if printed is not None and _is_total(evidence, name):
            at = evidence.cell_witness(reading, "claim", printed)
            parts = [unit.totals[name] for unit in evidence.units.reports if name in unit.totals]
            place = name.rpartition("/")[0], reading.column.rpartition(".")[0]
            rows[place] += ((reading, outcome) for outcome in _compared(evidence, at, parts))
    for row in rows.values():
        yield from _joined(row)


def _joined(row: Sequence[tuple[Reading, Outcome]]) -> Iterator[Outcome]:
    """Yield what came of a row; where its whole differs, what it is made of stands with that."""
    wrong = [(r, o) for r, o in row if isinstance(o, Contradicted)]
    whole = next((o for r, o in wrong if _is_whole(r.column)), None)
    yield from (o for _, o in row if not isinstance(o, Contradicted))
    if whole is None:
        yield from (o for _, o in wrong)
        return
    also = [o.at for _, o in wrong if o is not whole]
    named = "、".join(dict.fromkeys(at.words.rpartition("”")[2] for at in also))
    more = f"其中{named}也不符。" if also else ""
    yield replace(whole, message=whole.message + more, also=tuple(also))


def _is_total(evidence: Evidence, name: str) -> bool:
    table, row, _, column = name.split("/")
    other = _OTHER[:1] if evidence.document.kind is DocumentKind.BUDGET else _OTHER
    own = column.partition(".")[0] not in other
    return own and row in _ROWS and evidence.profile.scopes.get(table, "all") != "all"


def _is_whole(column: str) -> bool:
    return column.rpartition(".")[2] in _WHOLE


def _compared(evidence: Evidence, at: Witness, parts: Sequence[Witness]) -> Iterator[Outcome]:
    printed, units = at.printed, evidence.units
    assert printed is not None
    known = [part for part in parts if part.printed is not None]
    if not known:
        return
    summed = total([part.printed.interval for part in known if part.printed])
    whole = units.complete and len(parts) == len(units.reports)
    if printed.interval.meets(summed):
        yield Consistent(at, tuple(known), "arithmetic")
    elif whole or (summed.low > printed.interval.high and not _exceeds(known, printed)):
        yield _contradicted(evidence, at, known, summed, whole)


def _exceeds(parts: Sequence[Witness], printed: Printed) -> bool:
    """Whether one part alone is more than the whole: then the one is no part of the other, or they are not of the same money."""
    return any(part.printed.interval.low > printed.interval.high for part in parts if part.printed)


def _contradicted(
    evidence: Evidence, at: Witness, parts: Sequence[Witness], summed: Interval, whole: bool
) -> Contradicted:
    printed, document = at.printed, evidence.document
    assert printed is not None
    apart = show(abs(summed.middle - printed.base), printed.unit, printed.exponent)
    shown = show(summed.middle, printed.unit, printed.exponent)
    place = is_place(document.entity or "")
    count = len(evidence.units.reports if whole else parts)  # a report that does not print the cell adds nothing
    whose = f"{'本地区' if place else '所属'}{count}{'个部门' if place else '个单位'}"
    end = "汇总数应等于各单位之和" if whole else "还没有计入其余单位就已超过"
    terms = " + ".join(number_in(part.printed, printed.unit) for part in parts[:_MOST_TERMS])
    more = f" + …（共{len(parts)}个）" if len(parts) > _MOST_TERMS else ""
    return Contradicted(
        at,
        tuple(parts),
        f"{at.words}印为{printed}，{whose}的{document.year}年{KINDS[document.kind]}同一格合计{shown}，相差{apart}；{end}。",
        "arithmetic",
        implied=summed,
        formula=f"{terms}{more} = {shown} {'≠' if whole else '>'} {printed}",
        tail=is_tail(printed, printed.interval.gap(summed)),
        confidence=0.9,
    )
