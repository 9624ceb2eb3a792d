"""增减率与增减额不符

核对什么：“增加 x 万元，增长 y%”里的增减率，是否等于增减额除以基数（上年数或预算数）。
为什么：基数常要由本年数减增减额倒推，误用本年数作分母是最常见的错。
容差：本年数、增减额各取舍入区间，算得的增减率区间与印出的区间相交即相容；保留小数的增减率再差不到一个末位单位记为尾差。
不核对：约数；基数为零；找不到同一项目的本年数或基数；并列多项的“分别增长”；“预算”未注明口径而只写有年初或全年一种的，不符只作警告。
依据：增减率 = 增减额 ÷ 基数，各级预决算公开说明的通行算法。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gouji.checks.arithmetic import (
    Attempt,
    abs_interval,
    amount,
    attempts_of,
    compared_with,
    first_agreeing,
    gap_text,
    is_tail,
    number,
    of_one_basis,
    show,
    slip_between,
    unqualified_note,
)
from gouji.checks.base import check
from gouji.checks.evidence import Evidence, Operand
from gouji.model.alignment import Why
from gouji.model.claim import Basis, Claim, Comparator, Measure, Period
from gouji.model.outcome import Consistent, Contradicted, Kind, NotChecked, Outcome, Severity
from gouji.values.interval import Interval
from gouji.values.printed import rounded
from gouji.values.units import PERCENT

_ACTUAL = (Basis.FINAL, Basis.NONE, Basis.BUDGET)


@check(code="WX02", name="growth-rate-mismatch", kind=Kind.RATIO_ERROR, severity=Severity.ERROR, since="0.1")
def growth_rate_mismatch(evidence: Evidence) -> Iterator[Outcome]:
    for claim in evidence.of(Measure.GROWTH):
        if not claim.parallel:
            yield _outcome(evidence, claim)


def _outcome(evidence: Evidence, claim: Claim) -> Outcome:
    at = evidence.witness(claim)
    if not claim.exact:
        return NotChecked(at, Why.APPROXIMATE)
    change = change_beside(evidence, claim)
    if change and change.sign and claim.sign and change.sign != claim.sign:
        return NotChecked(at, Why.NO_OPERAND)
    attempts = _by_change(evidence, claim, change) if change else _by_levels(evidence, claim)
    if not attempts:
        return NotChecked(at, Why.ZERO_BASE if change and level_pool(evidence, change) else Why.NO_OPERAND)
    claimed = abs_interval(claim.interval)
    agreeing, tried = first_agreeing(claimed, attempts)
    if agreeing:
        return Consistent(at, tuple(o.witness for o in agreeing.operands), "arithmetic")
    if change and _dated_wrong(evidence, claim, change):
        return NotChecked(at, Why.NO_OPERAND)
    return _contradicted(evidence, claim, change, tried)


def _dated_wrong(evidence: Evidence, claim: Claim, change: Claim) -> bool:
    """Whether an amount given to last year fits change and rate as this year's: then its year is wrong, and not the rate."""
    if claim.comparator is not Comparator.LAST_YEAR:
        return False
    as_this = attempts_of(
        [[evidence.operand(change, "change")], _stated_base(evidence, claim)],
        lambda d, t: abs_interval(d / (t - d)),
        lambda d, t: f"{d} ÷ ({t} − {d})",
    )
    return first_agreeing(abs_interval(claim.interval), as_this)[0] is not None


def change_beside(evidence: Evidence, claim: Claim) -> Claim | None:
    """Return the change stated just before or after the rate, about the same thing and against the same base."""
    for other in (evidence.previous(claim), evidence.following(claim)):
        if other is None or other.measure is not Measure.CHANGE or not other.exact:
            continue
        near = abs(other.group - claim.group) <= 1
        same = other.subject is claim.subject or (
            other.subject and claim.subject and other.subject.key == claim.subject.key
        )
        if near and same and compared_with(evidence, other) == compared_with(evidence, claim):
            return other
    return None


def _by_change(evidence: Evidence, claim: Claim, change: Claim) -> list[Attempt]:
    """Try change ÷ (this − change); the base may also be stated itself."""
    delta = evidence.operand(change, "change")
    this = level_pool(evidence, change)
    attempts = attempts_of(
        [[delta], this],
        lambda d, t: abs_interval(d / (t - d)),
        lambda d, t: f"{d} ÷ ({t} {'−' if change.sign >= 0 else '+'} {d.lstrip('-')})",
    )
    base = _stated_base(evidence, claim)
    attempts += attempts_of([[delta], base], lambda d, b: abs_interval(d / b), lambda d, b: f"{d} ÷ {b}")
    return attempts + _by_levels(evidence, claim)


def _by_levels(evidence: Evidence, claim: Claim) -> list[Attempt]:
    """Try (this − last) ÷ last where both years are stated."""
    base = _stated_base(evidence, claim)
    attempts = attempts_of(
        [level_pool(evidence, claim), base] if base else [[], []],
        lambda t, b: abs_interval((t - b) / b),
        lambda t, b: f"({t} − {b}) ÷ {b}",
        lambda t, b: f"({b} − {t}) ÷ {b}",
    )
    return [a for a in attempts if of_one_basis(evidence, claim, *a.operands)]


def _stated_base(evidence: Evidence, claim: Claim) -> list[Operand]:
    if claim.comparator is Comparator.INITIAL_BUDGET:
        return evidence.level_operands(claim.subject, claim, "base", bases=(Basis.INITIAL,), reach="paragraph")
    if claim.comparator is Comparator.BUDGET:
        return evidence.level_operands(
            claim.subject, claim, "base", bases=(Basis.INITIAL, Basis.BUDGET, Basis.ADJUSTED), reach="paragraph"
        )
    return evidence.level_operands(
        claim.subject,
        claim,
        "base",
        bases=(Basis.FINAL, Basis.NONE, Basis.BUDGET),
        period=Period.LAST,
        reach="paragraph",
    )


def level_pool(evidence: Evidence, claim: Claim) -> list[Operand]:
    """Return this year's levels of a claim's subject: stated in the paragraph, then the section, then the tables."""
    bases = (Basis.FINAL, Basis.NONE) if claim.comparator in (Comparator.INITIAL_BUDGET, Comparator.BUDGET) else _ACTUAL
    pool = evidence.level_operands(claim.subject, claim, "this", bases=bases)
    pool += evidence.cell_operands(claim.subject, claim, "this")
    return pool or evidence.level_operands(claim.subject, claim, "this", bases=bases, reach="section")


def _contradicted(evidence: Evidence, claim: Claim, change: Claim | None, tried: list[Attempt]) -> Outcome:
    slipped = _slipped_change(evidence, claim, change, tried) if change else None
    if slipped is not None:
        return slipped
    best = (
        min(tried[:2], key=lambda a: abs_interval(claim.interval).gap(a.implied))
        if _tail_among(claim, tried)
        else tried[0]
    )
    implied = show(best.point, PERCENT, min(claim.quantity.printed.exponent, -2))
    cause = _cause(claim, change, best)
    note = unqualified_note(best.operands) if claim.comparator is Comparator.BUDGET else ""
    message = f"印为{claim.quantity.printed}，按{best.formula}应约为{implied}，相差{gap_text(claim, best.point)}{note}，两者不能同时成立。"
    return Contradicted(
        evidence.witness(claim),
        tuple(o.witness for o in best.operands),
        message,
        "arithmetic",
        implied=best.implied,
        point=best.point,
        formula=f"{best.formula} = {implied}",
        tail=is_tail(claim, best.implied),
        cause=cause,
        likelier="claim" if cause else None,
        confidence=0.8 if note else 0.97 if change else 0.9,
        severity=Severity.WARNING if note else None,
    )


def _tail_among(claim: Claim, tried: list[Attempt]) -> bool:
    return any(is_tail(claim, a.implied) for a in tried[:2])


def _cause(claim: Claim, change: Claim | None, attempt: Attempt) -> str:
    """Name the wrong denominator where it explains the printed rate exactly."""
    if change is None or len(attempt.operands) < 2:
        return ""
    delta, this = attempt.operands
    try:
        wrong = abs_interval(delta.interval / this.interval)
    except ZeroDivisionError:
        return ""
    return f"以本年数{number(this.printed)}为分母" if abs_interval(claim.interval).meets(wrong) else ""


def _slipped_change(evidence: Evidence, claim: Claim, change: Claim, tried: list[Attempt]) -> Outcome | None:
    """Blame the change where one slip of its digits (swapped, dropped, doubled, mistyped) explains the gap and the rate has no such excuse."""
    if _cause(claim, change, tried[0]) or len(tried[0].operands) < 2 or is_tail(claim, tried[0].implied):
        return None
    this = tried[0].operands[1]
    rate = (
        claim.interval
        if claim.sign >= 0
        else Interval(-abs_interval(claim.interval).high, -abs_interval(claim.interval).low)
    )
    one = Interval.exact(Decimal(1))
    try:
        needed = abs_interval(this.interval - this.interval / (one + rate))
    except ZeroDivisionError:
        return None
    printed = change.quantity.printed
    slip = slip_between(printed, needed)
    point = abs(this.interval.middle - this.interval.middle / (1 + rate.middle))
    shown_rate = rounded(tried[0].point / claim.quantity.printed.unit.scale, claim.quantity.printed.exponent)
    if not slip or slip_between(claim.quantity.printed, Interval.exact(shown_rate * claim.quantity.printed.unit.scale)):
        return None
    value = show(point, printed.unit, printed.exponent)
    own, rise = number(this.printed), f"{abs(claim.quantity.printed.value):f}%"
    formula = f"{own} − {own} ÷ (1 + {rise})" if claim.sign >= 0 else f"{own} ÷ (1 − {rise}) − {own}"
    return Contradicted(
        evidence.witness(change),
        (evidence.witness(claim, "rate"), this.witness),
        f"增减额印为{printed}，按本年数{amount(this)}和增减率{claim.quantity.printed}应约为{value}，两者不能同时成立。",
        "arithmetic",
        implied=needed,
        point=point,
        formula=f"{formula} = {value}",
        kind=Kind.DELTA_ERROR,
        cause=slip,
        confidence=0.9,
    )
