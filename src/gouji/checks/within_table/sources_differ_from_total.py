"""附表资金总额与各项来源不符

核对什么：附表里资金总额（合计）是否等于财政拨款、结转、其他资金等各项来源之和，是否等于基本支出加项目支出；合计栏旁边的占比；“资金量”各项之和与年度资金总额的预算数。
为什么：来源改了一项而总额没有改，或者总额漏了一项，后面的执行率也跟着错。
容差：各数取舍入区间，和的区间与总额相交即相容；再差不到末位一个单位的记为尾差。
不核对：没有列到“其他资金”的来源（可能没有列全）；其中一部分来源正好加到总额（有分层的“其中”）；列位不能对齐的行。
依据：项目支出绩效自评表“年度资金总额”及其中项；部门整体绩效目标表“收入构成”“支出构成”。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gouji.checks.annexes import all_annexes, annex_witness, partly, scales_of
from gouji.checks.arithmetic import show, sum_differs
from gouji.checks.base import check
from gouji.checks.compositions import Line, columns_of, compositions, funds_lines, lines_of
from gouji.checks.evidence import Evidence
from gouji.model.annex import Annex, AnnexFigure
from gouji.model.location import Place
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Relation, Severity, Witness
from gouji.values.interval import total
from gouji.values.printed import rounded

_WHOLE = re.compile("资金总|预算合计|资金合计|预算总额|合计|总计")


@check(code="WT07", name="sources-differ-from-total", kind=Kind.TABLE_SUM_ERROR, severity=Severity.ERROR, since="0.1")
def sources_differ_from_total(evidence: Evidence) -> Iterator[Outcome]:
    for annex in all_annexes(evidence):
        words = "".join(c.text for row in annex.outside for c in row)
        outside = [line for row in annex.outside for line in lines_of(row, annex.unit)] if _WHOLE.search(words) else []
        for lines in (outside, funds_lines(annex) if len(annex.funds) > 1 else []):
            for whole, parts in compositions(lines):
                yield from _composed(annex, whole, parts)
        if "资金量" in words:
            yield from _scales(annex)


def _composed(annex: Annex, whole: Line, parts: Sequence[Line]) -> Iterator[Outcome]:
    columns = columns_of(whole, parts)
    agreeing: list[AnnexFigure] = []
    for own, others in columns:
        outcome = _summed(annex, own, others, [f for f in whole.amounts.values() if f is not own])
        if outcome is not None:
            agreeing += [own] if isinstance(outcome, Consistent) else []
            yield outcome
    if agreeing and whole.alone and whole.others and len(parts) > 1:
        yield from _blank(annex, whole, parts)
        yield from _shares(annex, whole, parts, agreeing)


def _summed(
    annex: Annex, whole: AnnexFigure, parts: Sequence[AnnexFigure], beside: Sequence[AnnexFigure]
) -> Outcome | None:
    """Return whether the parts add up to a total; None where they make up less of it, or another amount of its row (one column off)."""
    parts = [p for p in parts if p.printed.value]
    if not parts:
        return None
    at = annex_witness(annex, whole, "whole")
    operands = tuple(annex_witness(annex, p, "part") for p in parts)
    added = total([p.printed.interval for p in parts])
    if whole.printed.interval.meets(added):
        return Consistent(at, operands, "arithmetic")
    off = any(f.printed.interval.meets(added) for f in beside)
    if off or partly(whole.printed.interval, [p.printed.interval for p in parts]):
        return None
    shown, gap = (
        show(added.middle, whole.printed.unit),
        show(abs(whole.printed.base - added.middle), whole.printed.unit),
    )
    return Contradicted(
        at,
        operands,
        f"{at.words}为{whole.printed}，各项之和为{shown}，相差{gap}，表内不平。",
        "arithmetic",
        implied=added,
        formula=sum_differs([f"{p.printed.value:f}" for p in parts], shown, whole.printed),
        relation=Relation(tuple((1, i) for i in range(len(parts)))),
        tail=whole.printed.interval.gap(added) < whole.printed.quantum,
        confidence=0.9,
    )


def _shares(annex: Annex, whole: Line, parts: Sequence[Line], totals: Sequence[AnnexFigure]) -> Iterator[Outcome]:
    """Hold the shares (占比) right of amounts that add up against part ÷ total, where that of the total is 100%."""
    for j, own in whole.amounts.items():
        share = whole.shares.get(j + 1)
        if own not in totals or share is None or share.printed.base != 1 or own.printed.interval.is_zero:
            continue
        for part in parts:
            printed, amount = part.shares.get(j + 1), part.amounts.get(j)
            if printed is not None and amount is not None:
                yield _share(annex, printed, amount, own)


def _share(annex: Annex, share: AnnexFigure, amount: AnnexFigure, whole: AnnexFigure) -> Outcome:
    at = annex_witness(annex, share, "claim")
    operands = (annex_witness(annex, amount, "part"), annex_witness(annex, whole, "whole"))
    implied = amount.printed.interval / whole.printed.interval
    if share.printed.interval.meets(implied):
        return Consistent(at, operands, "arithmetic")
    right = f"{rounded(implied.middle * 100, -2):f}%"
    return Contradicted(
        at,
        operands,
        f"{at.words}的占比印为{share.printed}，按{amount.printed} ÷ {whole.printed}应为{right}，不能同时成立。",
        "arithmetic",
        implied=implied,
        formula=f"{amount.printed} ÷ {whole.printed} = {right}",
        relation=Relation(((1, 0),), ((1, 1),)),
        kind=Kind.RATIO_ERROR,
        tail=share.printed.interval.gap(implied) < share.printed.quantum and share.printed.exponent < 0,
        confidence=0.9,
    )


def _blank(annex: Annex, whole: Line, parts: Sequence[Line]) -> Iterator[Outcome]:
    """Yield the column that the total leaves blank although its parts print it, in a row that is filled in otherwise."""
    for j in sorted({j for p in parts for j in p.amounts} - whole.amounts.keys()):
        found = [p.amounts[j] for p in parts if j in p.amounts]
        added = show(total([f.printed.interval for f in found]).middle, found[0].printed.unit)
        words = f"{annex.title or '附表'}“{whole.label}”"
        yield Contradicted(
            Witness(Place(whole.cell.span, None, annex.index), "whole", None, None, words),
            tuple(annex_witness(annex, f, "part") for f in found),
            f"{words}这一栏没有填数，各项之和为{added}，而同一行别的栏都填了。",
            "arithmetic",
            expected_words=added,
            formula=f"空白 ≠ {added}",
            confidence=0.75,
            severity=Severity.WARNING,
        )


def _scales(annex: Annex) -> Iterator[Outcome]:
    """Hold the budget of the funds against the scales of funds (资金量) by source: it may not leave one of them out."""
    rows, stated = annex.funds, scales_of(annex)
    budget = rows[0].values.get("budget") if rows else None
    if budget is None or len(stated) < 2:
        return
    budget.label = rows[0].label
    at, operands = annex_witness(annex, budget, "whole"), tuple(annex_witness(annex, s, "part") for s in stated)
    added = total([s.printed.interval for s in stated])
    if budget.printed.interval.meets(added):
        yield Consistent(at, operands, "arithmetic")
        return
    left_out = [
        s for s in stated if budget.printed.interval.meets(total([o.printed.interval for o in stated if o is not s]))
    ]
    if not left_out:
        return
    shown = show(added.middle, budget.printed.unit)
    yield Contradicted(
        at,
        operands,
        f"{at.words}的预算数为{budget.printed}，资金量各项之和为{shown}，少了{left_out[0].printed}一项。",
        "arithmetic",
        implied=added,
        formula=sum_differs([str(s.printed) for s in stated], shown, budget.printed),
        relation=Relation(tuple((1, i) for i in range(len(stated)))),
        cause=f"漏计一项资金来源（{left_out[0].printed}）",
        confidence=0.88,
    )
