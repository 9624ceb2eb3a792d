"""项目汇总表各项之和与合计不符

核对什么：绩效自评汇总表等逐项列出项目、最后一行为合计的附表，各项目预算数、执行数之和是否等于合计。
为什么：一个项目的数改了而合计没有改，或抄错一位，各项执行率也跟着错。
容差：各数取舍入区间，和的区间与合计相交即相容；再差不到末位一个单位的记为尾差。
不核对：没有序号，或序号不是从1起逐行连续的（可能有分层）；有一行没有读出；有一行没有填数；没有合计行。
依据：项目支出绩效自评汇总表“合计”行；合计 = Σ 各项目。
"""

from __future__ import annotations

from collections.abc import Iterator

from gouji.checks.annexes import all_annexes, annex_witness, is_total
from gouji.checks.arithmetic import show, sum_differs
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.annex import Annex, AnnexFigure, Block, BlockKind
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Relation, Severity
from gouji.values.interval import total

_MONEY = ("initial", "budget", "final")
_LEAST_ROWS = 2


@check(
    code="WT08",
    name="listed-projects-differ-from-total",
    kind=Kind.TABLE_SUM_ERROR,
    severity=Severity.ERROR,
    since="0.1",
)
def listed_projects_differ_from_total(evidence: Evidence) -> Iterator[Outcome]:
    for annex in all_annexes(evidence):
        for block in annex.of_kind(BlockKind.FUNDS):
            whole, rows = _listed(block)
            for role in _MONEY if len(rows) >= _LEAST_ROWS else ():
                parts = [row[role] for row in rows if role in row]
                if role in whole and len(parts) == len(rows):
                    yield _summed(annex, whole[role], parts)


def _listed(block: Block) -> tuple[dict[str, AnnexFigure], list[dict[str, AnnexFigure]]]:
    """Return the numbers of the closing row, and of the rows before it where they are numbered through from 1; else nothing."""
    rows: list[dict[str, AnnexFigure]] = []
    for row in block.rows:
        values = block.values(row)
        if block.number_of(row) == len(rows) + 1 and values:
            rows.append(values)
        elif is_total(next((c.text for c in row if c.text), "")):
            return values, rows
        else:
            break
    return {}, []


def _summed(annex: Annex, whole: AnnexFigure, parts: list[AnnexFigure]) -> Outcome:
    at = annex_witness(annex, whole, "whole", "合计")
    operands = tuple(annex_witness(annex, p, "part") for p in parts)
    added = total([p.printed.interval for p in parts])
    printed = whole.printed
    if printed.interval.meets(added):
        return Consistent(at, operands, "arithmetic")
    shown, gap = show(added.middle, printed.unit), show(abs(printed.base - added.middle), printed.unit)
    return Contradicted(
        at,
        operands,
        f"{at.words}为{printed}，所列{len(parts)}个项目之和为{shown}，相差{gap}，表内不平。",
        "arithmetic",
        implied=added,
        formula=sum_differs([f"{p.printed.value:f}" for p in parts], shown, printed),
        relation=Relation(tuple((1, i) for i in range(len(parts)))),
        tail=printed.interval.gap(added) < printed.quantum,
        confidence=0.9 if annex.certain else 0.85,
    )
