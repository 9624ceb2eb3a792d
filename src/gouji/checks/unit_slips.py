"""A misprinted unit found by arithmetic: the rate or sum is right once one amount is read ten thousand times larger or smaller."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gouji.checks.arithmetic import Attempt, amount
from gouji.checks.evidence import Evidence, Operand
from gouji.model.claim import Claim
from gouji.model.outcome import Contradicted, Kind
from gouji.values.units import WAN, YUAN

_FACTOR = Decimal(10_000)


def unit_slip_among(evidence: Evidence, claim: Claim, tried: Sequence[Attempt]) -> Contradicted | None:
    """Return the contradiction that blames an operand's unit, where reading 元 as 万元 (or the reverse) makes a ratio exact."""
    for attempt in tried:
        for factor in (_FACTOR, 1 / _FACTOR):
            if claim.interval.meets(attempt.implied.scaled(factor)):
                odd = next(
                    (o for o in attempt.operands if o.claim is not None and o.claim.quantity.printed.unit is YUAN), None
                )
                if odd is not None:
                    return blame_unit(evidence, odd, tuple(o for o in attempt.operands if o is not odd), claim)
    return None


def blame_unit(evidence: Evidence, odd: Operand, others: Sequence[Operand], claim: Claim | None) -> Contradicted:
    """Return the contradiction that an amount in 元 has to be in 万元, given the statements it does not fit."""
    assert odd.claim is not None
    printed = odd.claim.quantity.printed
    fitting = [amount(o) for o in others] + ([str(claim.quantity.printed)] if claim else [])
    witnesses = [o.witness for o in others] + ([evidence.witness(claim, "rate")] if claim else [])
    return Contradicted(
        evidence.witness(odd.claim),
        tuple(witnesses),
        f"写作{printed}，按{'、'.join(list(dict.fromkeys(fitting))[:4])}应为{printed.value:f}{WAN.symbol}，相差一万倍，不能同时成立。",
        "arithmetic",
        implied=odd.interval.scaled(_FACTOR),
        expected_words=f"{printed.value:f}{WAN.symbol}",
        formula=f"{printed} × 10000 = {printed.value:f}{WAN.symbol}",
        kind=Kind.UNIT_ERROR,
        cause=f"单位应为{WAN.symbol}，误写为{YUAN.symbol}",
        likelier="claim",
        confidence=0.93,
    )
