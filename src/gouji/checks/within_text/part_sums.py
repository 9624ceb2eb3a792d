"""Parts against their whole: whether they add up, and what is said where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gouji.checks.arithmetic import PART, number, show, sum_differs
from gouji.checks.evidence import Evidence
from gouji.checks.unit_slips import blame_unit
from gouji.model.alignment import Why
from gouji.model.claim import Claim
from gouji.model.outcome import Consistent, Contradicted, NotChecked, Outcome, Relation, Severity
from gouji.values.interval import Interval, total
from gouji.values.printed import rounded
from gouji.values.slips import digits_of, slip
from gouji.values.units import YUAN

# One number has about 130 numbers a slip of the hand away. A slip that closes a list exactly is no coincidence where the last
# digit of the whole could stand in a hundred times as many places.
_SLIPS_OF_A_NUMBER = 130
_SIGNIFICANT = 100
_SIGNIFICANT_EXCEEDING = 10  # parts that exceed their whole are suspicious already
LEAST_LISTED = 3
_WAN = Decimal(10_000)
# A list that misses less than a tenth of its whole is meant to be complete, if a slip explains the gap.
_NEARLY = Decimal("0.1")


def compared(
    evidence: Evidence, whole: Claim, parts: list[Claim], *, complete: bool, exceeding: bool = True
) -> list[Outcome]:
    """Return what a sum and its whole tell; nothing where a misprint of the whole is the tables' matter. A `complete` list has all the parts.

    A list that is not may fall short; with `exceeding` it may not be more.
    """
    intervals = [actual(evidence, c) for c in parts]
    implied = total(intervals)
    target = actual(evidence, whole)
    at = evidence.witness(whole, "whole")
    witnesses = tuple(evidence.witness(c, "part", short=True) for c in parts)
    if implied.meets(target):
        own = [c for c, i in zip(parts, intervals, strict=True) if i == c.interval]
        result: list[Outcome] = [
            Consistent(evidence.witness(c, "part"), (at,), "arithmetic", PART) for c in own if target == whole.interval
        ]
        told = sum_of(own) if len(own) == len(parts) else None
        return [*result, Consistent(at, witnesses, "arithmetic", told)] if target == whole.interval else []
    odd = _odd_unit(evidence, whole, parts, implied, target)
    if odd is not None:
        return [odd]
    quantum = max(c.quantity.printed.quantum for c in (whole, *parts))
    gap = implied.gap(target)
    if not complete and (implied.high < target.low or not exceeding):
        slipped = _slipped_part(parts, intervals, target)
        if slipped:
            return [_contradicted(evidence, whole, parts, implied, tail=False, cause=slipped)]
        return [NotChecked(evidence.witness(c, "part"), Why.OPEN_LIST) for c in parts]
    return [_contradicted(evidence, whole, parts, implied, tail=gap < quantum)]


def _slipped_part(parts: list[Claim], intervals: list[Interval], target: Interval) -> str:
    """Return the slip of one part that would make a list of three or more add up exactly; else ''.

    Any slip where that can be no coincidence, else only the commonest and where the list is nearly as large as its whole.
    """
    implied = total(intervals)
    if len(parts) < LEAST_LISTED or not target.middle:
        return ""
    near = target.low - implied.high <= target.low * _NEARLY
    for claim, interval in zip(parts, intervals, strict=True):
        printed = claim.quantity.printed
        needed = target.middle - implied.middle + interval.middle
        found = slip(
            digits_of(printed.value, printed.exponent),
            digits_of(rounded(needed / printed.unit.scale, printed.exponent), printed.exponent),
        )
        places = target.middle / printed.quantum if printed.quantum else Decimal(0)
        least = _SIGNIFICANT if implied.high < target.low else _SIGNIFICANT_EXCEEDING
        certain = places > least * _SLIPS_OF_A_NUMBER * len(parts)
        if found and (certain or (near and found.endswith(("颠倒", "漏一位数字")))):
            return f"{printed}疑{found}"
    return ""


def _odd_unit(
    evidence: Evidence, whole: Claim, parts: list[Claim], implied: Interval, target: Interval
) -> Outcome | None:
    """Blame the unit of the whole, or of one part, where the sum fits once that is read in 万元."""
    if whole.quantity.printed.unit is YUAN and implied.meets(target.scaled(_WAN)):
        others = [evidence.operand(c, "part") for c in parts]
        return blame_unit(evidence, evidence.operand(whole, "claim"), others, None)
    odd = [c for c in parts if c.quantity.printed.unit is YUAN]
    if len(odd) != 1 or whole.quantity.printed.unit is YUAN:
        return None
    rest = total([actual(evidence, c) for c in parts if c is not odd[0]])
    if not (rest + odd[0].interval.scaled(_WAN)).meets(target):
        return None
    others = [evidence.operand(c, "part") for c in (whole, *parts) if c is not odd[0]]
    return blame_unit(evidence, evidence.operand(odd[0], "claim"), others, None)


def _contradicted(
    evidence: Evidence, whole: Claim, parts: list[Claim], implied: Interval, *, tail: bool, cause: str = ""
) -> Outcome:
    unit, exponent = whole.quantity.printed.unit, min(whole.quantity.printed.exponent, -2)
    shown = show(implied.middle, unit, exponent)
    gap = show(abs(implied.middle - whole.value), unit, exponent)
    return Contradicted(
        evidence.witness(whole, "whole"),
        tuple(evidence.witness(c, "part", short=True) for c in parts),
        f"合计写{whole.quantity.printed}，所列{len(parts)}项之和为{shown}，相差{gap}，合计与分项不能同时成立。",
        "arithmetic",
        implied=implied,
        relation=sum_of(parts),
        formula=sum_differs([number(c.quantity.printed) for c in parts], shown, whole.quantity.printed),
        tail=tail,
        cause=cause,
        confidence=0.75 if cause else 0.9,
        severity=Severity.WARNING if cause else None,
    )


def sum_of(parts: Sequence[Claim]) -> Relation:
    return Relation(tuple((1, i) for i in range(len(parts))))


def actual(evidence: Evidence, claim: Claim) -> Interval:
    """Return a level, or the cell it is about where that differs, so that a misprint does not hide that the list is complete."""
    reading = evidence.corrected(claim)
    return reading.cell.interval if reading is not None else claim.interval
