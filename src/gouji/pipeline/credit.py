"""Which figures an agreement of the model's reading speaks for.

One number agrees with others only as far as it would have noticed that they are wrong. What `at` says is borne out; what it was
worked out from only where the arithmetic holds it fast: 4% fits every part from 3.5 to 4.5 of a hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from gouji.model.claim import Claim, Measure
from gouji.model.outcome import Checked, Consistent, Witness
from gouji.model.quantity import Modifier
from gouji.values.printed import Printed
from gouji.values.units import Dimension

_PLAY = Decimal("0.01")  # an operand that could be off by more of itself unnoticed has not been checked
_ONE = Decimal(1)


def credited(outcomes: Iterable[Checked], claims: Mapping[int, Claim]) -> Iterator[Checked]:
    """Yield the outcomes, an agreement with those operands as figures that it speaks for; none where its own number is a bound or 约数."""
    for checked in outcomes:
        outcome = checked.outcome
        if not isinstance(outcome, Consistent):
            yield checked
        elif _is_exact(outcome.at):
            claim = claims.get(outcome.at.figure.index) if outcome.at.figure else None
            growth = claim is not None and claim.measure is Measure.GROWTH
            operands = tuple(
                w if holds_fast(outcome.at.printed, w, growth=growth) else replace(w, figure=None)
                for w in outcome.operands
            )
            yield replace(checked, outcome=replace(outcome, operands=operands))


def holds_fast(printed: Printed | None, operand: Witness, *, growth: bool = False) -> bool:
    """Whether agreeing with a printed number leaves an operand no more play than its own last digit, or a hundredth of it."""
    if not _is_exact(operand):
        return False
    other = operand.printed
    if printed is None or other is None:  # agreed word for word
        return True
    width = _half(printed)
    if printed.unit.dimension is Dimension.RATIO:
        whole = abs(printed.base + (_ONE if growth else 0))
        return width <= _PLAY * whole
    if printed.unit.dimension is not other.unit.dimension:
        return True
    return width <= max(_half(other), _PLAY * abs(other.base))


def _is_exact(witness: Witness) -> bool:
    return witness.figure is None or witness.figure.modifier is Modifier.NONE


def _half(printed: Printed) -> Decimal:
    interval = printed.interval
    return (interval.high - interval.low) / 2
