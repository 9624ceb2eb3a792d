"""Which way a figure went, by the other numbers printed near it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.model.claim import Basis, Claim, Measure, Period
from gouji.values.interval import Interval

_NEAR = 8  # claims of the paragraph on either side; further off another subject begins, and time stays linear
_BUDGETS = frozenset((Basis.INITIAL, Basis.ADJUSTED, Basis.BUDGET))
_ONE = Interval.exact(Decimal(1))


def given_sign(claim: Claim, claims: Sequence[Claim]) -> int:
    """Return 1 or -1 where the numbers near a change or rate fit only a rise or only a fall, else 0.

    `claims` are the exact ones of the paragraph in order. Two ways: the two amounts that are compared, or an amount with the
    change and the rate. The numbers are compared by value, so this does not hang on what the checks of a run take up.
    """
    if not claim.exact or not claim.quantity.printed.value or claim not in claims:
        return 0
    at = claims.index(claim)
    near = claims[max(0, at - _NEAR) : at + _NEAR + 1]
    signs = {s for s in (1, -1) if _fits(claim, s, near)}
    return signs.pop() if len(signs) == 1 else 0


def _fits(claim: Claim, sign: int, near: Sequence[Claim]) -> bool:
    own = _signed(claim, sign)
    if claim.measure is Measure.CHANGE:
        differs = any((new - old).meets(own) for new, old in _compared(near))
    else:
        differs = any(not old.is_zero and (new / old - _ONE).meets(own) for new, old in _compared(near))
    return differs or any(_rates_fit(claim, other, sign, near) for other in near)


def _compared(near: Sequence[Claim]) -> Iterator[tuple[Interval, Interval]]:
    """Yield (this year's or final amount, last year's or budgeted amount)."""
    levels = [c for c in near if c.measure is Measure.LEVEL]
    for new in levels:
        for old in levels:
            years = new.period is Period.THIS and old.period is Period.LAST
            bases = new.period is old.period and new.basis is Basis.FINAL and old.basis in _BUDGETS
            if years or bases:
                yield new.interval, old.interval


def _rates_fit(claim: Claim, other: Claim, sign: int, near: Sequence[Claim]) -> bool:
    """Whether change ÷ (amount ∓ change) is the rate for some amount of this year."""
    if {claim.measure, other.measure} != {Measure.CHANGE, Measure.GROWTH} or claim.group != other.group:
        return False
    change, rate = (claim, other) if claim.measure is Measure.CHANGE else (other, claim)
    for level in near:
        if level.measure is Measure.LEVEL and level.period is Period.THIS:
            base = level.interval - _signed(change, sign)
            if not base.is_zero and (_signed(change, 1) / base).meets(_signed(rate, 1)):
                return True
    return False


def _signed(claim: Claim, sign: int) -> Interval:
    """Return the interval of the number with this sign, whatever its word says."""
    size = claim.quantity.printed.interval
    size = -size if size.middle < 0 else size
    return size if sign > 0 else -size
