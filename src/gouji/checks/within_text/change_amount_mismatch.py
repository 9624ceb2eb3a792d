"""增减额与两数之差不符

核对什么：同一处写明了本年数与上年数（或决算数与预算数）时，“增加（减少）x 万元”是否等于两者之差。
为什么：三个数不相容则至少一个印错。
容差：两数之差的区间与增减额区间相交即相容；再差不到一个末位单位记为尾差。
不核对：约数；没有写明另一个数；口径不同的预算数；“预算”未注明口径而只写有年初或全年一种的，不符只作警告。
依据：增减额 = 本年数 − 上年数；比预算增减 = 决算数 − 预算数。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.arithmetic import (
    Attempt,
    abs_interval,
    attempts_of,
    first_agreeing,
    gap_text,
    is_tail,
    of_one_basis,
    show,
    unqualified_note,
)
from gouji.checks.base import check
from gouji.checks.evidence import Evidence, Operand
from gouji.model.alignment import Why
from gouji.model.claim import Basis, Claim, Comparator, Measure, Period
from gouji.model.document import DocumentKind
from gouji.model.outcome import Consistent, Contradicted, Kind, NotChecked, Outcome, Severity

_NEAR = 16  # characters before an amount that say it is last year's
_SAID_TO_BE_LAST = re.compile("上年|去年|[比较与同]")
_ACTUAL = (Basis.FINAL, Basis.NONE)


@check(code="WX01", name="change-amount-mismatch", kind=Kind.DELTA_ERROR, severity=Severity.ERROR, since="0.1")
def change_amount_mismatch(evidence: Evidence) -> Iterator[Outcome]:
    for claim in evidence.of(Measure.CHANGE):
        if not claim.parallel:
            yield _outcome(evidence, claim)


def _outcome(evidence: Evidence, claim: Claim) -> Outcome:
    at = evidence.witness(claim)
    if not claim.exact:
        return NotChecked(at, Why.APPROXIMATE)
    this, other = _this(evidence, claim), _other(evidence, claim)
    attempts = [
        a
        for a in _differences(this, other)
        if of_one_basis(evidence, claim, *a.operands) and not _one_number_twice(claim, *a.operands)
    ]
    if not attempts:
        return NotChecked(at, Why.NO_OPERAND)
    claimed = abs_interval(claim.interval)
    agreeing, tried = first_agreeing(claimed, attempts)
    if agreeing:
        return Consistent(at, tuple(o.witness for o in agreeing.operands), "arithmetic")
    best = tried[0]
    note = unqualified_note(other) if claim.comparator is Comparator.BUDGET else ""
    unit = claim.quantity.printed.unit
    implied = show(best.point, unit, claim.quantity.printed.exponent)
    return Contradicted(
        at,
        tuple(o.witness for o in best.operands),
        f"印为{claim.quantity.printed}，按{best.formula}应为{implied}，相差{gap_text(claim, best.point)}{note}，两者不能同时成立。",
        "arithmetic",
        implied=best.implied,
        point=best.point,
        formula=f"{best.formula} = {implied}",
        tail=is_tail(claim, best.implied),
        confidence=0.8 if note else 0.93,
        severity=Severity.WARNING if note else None,
    )


def _one_number_twice(claim: Claim, this: Operand, other: Operand) -> bool:
    """Whether last year's amount is this year's beside a change, however rounded: then a year is wrong, and not the change."""
    if (
        not this.interval.meets(other.interval)
        or other.claim is None
        or not claim.value
        or claim.comparator is not Comparator.LAST_YEAR
    ):
        return False
    quantity = other.claim.quantity
    before = quantity.paragraph.view.folded[max(0, quantity.start - _NEAR) : quantity.start]
    return not _SAID_TO_BE_LAST.search(before)


def _differences(this: list[Operand], other: list[Operand]) -> list[Attempt]:
    return attempts_of(
        [this, other], lambda t, o: abs_interval(t - o), lambda t, o: f"{t} − {o}", lambda t, o: f"{o} − {t}"
    )


def _this(evidence: Evidence, claim: Claim) -> list[Operand]:
    bases = (*_ACTUAL, Basis.BUDGET) if claim.comparator is Comparator.LAST_YEAR else _ACTUAL
    stated = evidence.level_operands(claim.subject, claim, "this", bases=bases)
    return stated + evidence.cell_operands(claim.subject, claim, "this")


def _other(evidence: Evidence, claim: Claim) -> list[Operand]:
    """Return the other side of the comparison, where the paragraph states it."""
    if claim.comparator is Comparator.LAST_YEAR:
        bases = (*_ACTUAL, Basis.BUDGET)
        stated = evidence.level_operands(claim.subject, claim, "last", bases=bases, period=Period.LAST)
        plans = claim.versus is Basis.BUDGET and evidence.document.kind is DocumentKind.BUDGET
        return stated or (evidence.last_year_operands(claim.subject, claim, "last") if plans else [])
    if claim.comparator is Comparator.INITIAL_BUDGET:
        return evidence.level_operands(claim.subject, claim, "budget", bases=(Basis.INITIAL,))
    if claim.comparator is Comparator.BUDGET:
        stated = evidence.level_operands(
            claim.subject, claim, "budget", bases=(Basis.BUDGET, Basis.INITIAL, Basis.ADJUSTED)
        )
        return stated or evidence.cell_operands(claim.subject, claim, "budget", Basis.BUDGET)
    return []
