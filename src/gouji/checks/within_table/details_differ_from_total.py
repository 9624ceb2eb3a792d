"""支出明细与合计不符

核对什么：项目申报表等附表里，支出明细各行金额之和是否等于合计行；没有合计行的，是否等于项目当年预算或总预算；合计行与项目当年预算是否一致。
为什么：明细改了而合计没有改，或者抄错一行，项目的钱就说不清。
容差：带小数的数取舍入区间，与其他带小数的数同列的整数是精确的；再差不到末位一个单位的记为尾差。
不核对：有一行没有填金额；有“其中”“小计”的明细，其中几行已经加到合计的明细；超过十行的明细；没有网格的表；合计与预算都没有填。
依据：项目支出绩效目标申报表“支出明细”“项目当年预算”。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gouji.checks.annexes import all_annexes, annex_witness, details_of, partly
from gouji.checks.arithmetic import show, sum_differs
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.annex import Annex, AnnexFigure, figure_of
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Relation, Severity
from gouji.values.interval import Interval, total
from gouji.values.printed import Printed


@check(code="WT05", name="details-differ-from-total", kind=Kind.SUM_ERROR, severity=Severity.ERROR, since="0.1")
def details_differ_from_total(evidence: Evidence) -> Iterator[Outcome]:
    for annex in all_annexes(evidence):
        for details in details_of(annex):
            budgets = [f for label, cell in annex.pairs if (f := figure_of(cell, details.unit_of(label), label.text))]
            if details.complete and len(details.parts) > 1:
                yield from _summed(annex, details.parts, details.total, budgets)
            year = [b for b in budgets if "总" not in b.label]
            if details.total is not None and len(year) == 1:
                yield from _budgeted(annex, details.total, budgets, year[0])


def _summed(
    annex: Annex, parts: Sequence[AnnexFigure], whole: AnnexFigure | None, budgets: Sequence[AnnexFigure]
) -> Iterator[Outcome]:
    wholes = [whole] if whole is not None else list(budgets)
    if not wholes:
        return
    added = total([_meant(p.printed, parts) for p in parts])
    operands = tuple(annex_witness(annex, p, "part") for p in parts)
    agreeing = next((w for w in wholes if _meant(w.printed, [*parts, w]).meets(added)), None)
    if agreeing is not None:
        yield Consistent(annex_witness(annex, agreeing, "whole"), operands, "arithmetic")
        return
    printed = wholes[-1].printed
    meant = _meant(printed, [*parts, wholes[-1]])
    if partly(meant, [_meant(p.printed, parts) for p in parts]):
        return
    at = annex_witness(annex, wholes[-1], "whole")
    shown, gap = show(added.middle, printed.unit), show(abs(printed.base - added.middle), printed.unit)
    yield Contradicted(
        at,
        operands,
        f"{at.words}为{printed}，各行明细之和为{shown}，相差{gap}，不能同时成立。",
        "arithmetic",
        implied=added,
        formula=sum_differs([f"{p.printed.value:f}" for p in parts], shown, printed),
        relation=Relation(tuple((1, i) for i in range(len(parts)))),
        tail=meant.gap(added) < printed.quantum,
        confidence=0.93 if whole is not None else 0.85,
        severity=None if whole is not None else Severity.WARNING,
    )


def _budgeted(annex: Annex, whole: AnnexFigure, budgets: Sequence[AnnexFigure], year: AnnexFigure) -> Iterator[Outcome]:
    """Hold the total of the details against the project's budget of the year."""
    at, operand = annex_witness(annex, year, "claim"), annex_witness(annex, whole, "whole")
    if any(b.printed.interval.meets(whole.printed.interval) for b in budgets):
        yield Consistent(at, (operand,), "restatement")
        return
    gap = show(abs(whole.printed.base - year.printed.base), year.printed.unit)
    yield Contradicted(
        at,
        (operand,),
        f"{at.words}为{year.printed}，支出明细的合计为{whole.printed}，相差{gap}，不能同时成立。",
        "restatement",
        implied=whole.printed.interval,
        formula=f"{year.printed} ≠ {whole.printed}",
        tail=year.printed.interval.gap(whole.printed.interval) < year.printed.quantum,
        confidence=0.88,
    )


def _meant(printed: Printed, others: Sequence[AnnexFigure]) -> Interval:
    """Return what a number stands for: a whole one among numbers with decimals is exact, since zeros at the end are dropped."""
    mixed = any(o.printed.exponent < 0 for o in others)
    return Interval.exact(printed.base) if printed.exponent >= 0 and mixed else printed.interval
