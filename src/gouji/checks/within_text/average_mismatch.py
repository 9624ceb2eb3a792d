"""平均数与总额、数量不符

核对什么：“共计支出 x 万元，接待 y 人次，人均 z 元”“保有量 y 辆，平均每辆 z 万元”里的平均数，是否等于总额除以数量；平均次数、台数等同样核对。
为什么：三个数出自同一处，不相容则至少一个印错；平均数最易随旧稿留下。
容差：总额区间除以数量，与平均数区间相交即相容；再差不到一个末位单位记为尾差。
不核对：标准、定额（“每人每天 40 元”“人均标准”）；约数；同一句里没有总额或数量；总额、数量各有几个可选而没有一组相符的；同一句说的是首批、还有其余的。
依据：平均数 = 总额 ÷ 数量。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.checks.arithmetic import QUOTIENT, attempts_of, first_agreeing, gap_text, is_tail, show
from gouji.checks.base import check
from gouji.checks.evidence import Evidence, Operand
from gouji.checks.sentences import sentence_around
from gouji.model.alignment import Why
from gouji.model.claim import Basis, Claim, Measure, Period
from gouji.model.location import Place
from gouji.model.outcome import Consistent, Contradicted, Kind, NotChecked, Outcome, Severity, Witness
from gouji.values.interval import Interval
from gouji.values.printed import HALF
from gouji.values.units import Dimension

# 人均 · 车均支出 · 平均每辆 · 每批次平均; refuses 每人每天, 人均标准, 户均不低于
_AVERAGE = re.compile(
    r"(?:平均每(?P<each>人次|批次|场次|[一-鿿])|每(?P<every>人次|批次|场次|[一-鿿])平均|(?P<head>[人户车场批])均)"
    r"(?:支出|费用|经费|开支|花费|成本|投入|配备|运行|维护|接待)*(?:为|是|:)?$"
)
# What is counted by each of these words: the measure words of the count it divides by
_COUNTED = {"人": ("人", "名", "人次", "人数", "位"), "车": ("辆", "台"), "批": ("批次", "批"), "场": ("场", "场次")}
# A count of some of those the total is for: 第一批已发放200户, 其余待核定
_OF_SOME = re.compile(r"第[一二三四五六七八九十\d]{1,2}[批期轮次]|[首前][批期轮]|其余|余下|剩余|尚未|尚有|待核定")
_NEAR = 30  # figures on either side: more than a sentence with an average has
_ACTUAL = (Basis.FINAL, Basis.NONE)


@check(code="WX22", name="average-mismatch", kind=Kind.RATIO_ERROR, severity=Severity.ERROR, since="0.1")
def average_mismatch(evidence: Evidence) -> Iterator[Outcome]:
    for claim in evidence.claims:
        if claim.dimension in (Dimension.MONEY, Dimension.COUNT):
            text, start = claim.quantity.paragraph.view.folded, claim.quantity.start
            match = _AVERAGE.search(text, max(0, start - 16), start) if "均" in text[start - 16 : start] else None
            if match:
                yield _outcome(evidence, claim, match)


def _outcome(evidence: Evidence, claim: Claim, match: re.Match[str]) -> Outcome:
    quantity = claim.quantity
    span = quantity.paragraph.view.span(match.start(), quantity.end)
    at = Witness(Place(span, quantity.paragraph.section.name), "claim", quantity.printed, quantity)
    if not claim.exact:
        return NotChecked(at, Why.APPROXIMATE)
    word = match["each"] or match["every"] or match["head"]
    at_hand = evidence.position[claim.quantity.index]
    near = evidence.claims[max(0, at_hand - _NEAR) : at_hand + _NEAR]
    scope = [c for c in near if c.scope == claim.scope]
    totals, counts = _totals(evidence, claim, scope), _counts(evidence, claim, scope, _COUNTED.get(word, (word,)))
    attempts = attempts_of([totals, counts], lambda t, n: t / n, lambda t, n: f"{t} ÷ {n}")
    if not attempts:
        return NotChecked(at, Why.NO_OPERAND)
    agreeing, tried = first_agreeing(_rounded(claim), attempts)
    if agreeing:
        return Consistent(at, tuple(o.witness for o in agreeing.operands), "arithmetic")
    if len(tried) > 1:
        return NotChecked(at, Why.TIE)
    if _OF_SOME.search(
        quantity.paragraph.view.folded, *sentence_around(quantity.paragraph.view.folded, quantity.start)
    ):
        return NotChecked(at, Why.BASIS)
    best, printed = tried[0], quantity.printed
    own = all(o.claim is not None and o.claim.group == claim.group for o in best.operands)
    shown = show(best.point, printed.unit, min(printed.exponent, -2))
    return Contradicted(
        at,
        tuple(o.witness for o in best.operands),
        f"平均数印为{printed}，按{best.formula}应约为{shown}，相差{gap_text(claim, best.point)}，三个数不能同时成立。",
        "arithmetic",
        implied=best.implied,
        point=best.point,
        relation=QUOTIENT,
        formula=f"{best.formula} = {shown}",
        tail=is_tail(claim, best.implied),
        confidence=0.88 if own else 0.75,
        severity=None if own else Severity.WARNING,
    )


def _rounded(claim: Claim) -> Interval:
    """Return the interval of an average: of counts it is rounded too, although counts are exact."""
    printed = claim.quantity.printed
    half = HALF.scaleb(printed.exponent) * printed.unit.scale if printed.exact else Decimal(0)
    return Interval(claim.interval.low - half, claim.interval.high + half)


def _totals(evidence: Evidence, claim: Claim, scope: Sequence[Claim]) -> list[Operand]:
    """Return what the average may be of, in its sentence: amounts of this year, or where it counts something counts of that."""
    if claim.dimension is Dimension.MONEY:
        pool = [c for c in scope if c.measure is Measure.LEVEL and c.basis in _ACTUAL and c.period is Period.THIS]
    else:
        pool = [c for c in scope if _counts_in(c, (claim.quantity.printed.unit.symbol,))]
    return _nearest(evidence, claim, pool, "total")


def _counts(evidence: Evidence, claim: Claim, scope: Sequence[Claim], units: tuple[str, ...]) -> list[Operand]:
    return _nearest(evidence, claim, [c for c in scope if _counts_in(c, units)], "count")


def _counts_in(claim: Claim, units: tuple[str, ...]) -> bool:
    return claim.measure is Measure.COUNT and claim.quantity.printed.unit.symbol.lstrip("万亿") in units


def _nearest(evidence: Evidence, claim: Claim, pool: Sequence[Claim], role: str) -> list[Operand]:
    """Return those of its sentence, before the average if any stand there; else those before it in the paragraph."""
    found = [c for c in pool if c is not claim and c.exact and c.value]
    before = [c for c in found if c.quantity.index < claim.quantity.index]
    own = [c for c in before if c.group == claim.group] or [c for c in found if c.group == claim.group]
    return [evidence.operand(c, role) for c in own or before]
