"""Whether an amount is right but for its unit."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from gouji.model.alignment import Reading
from gouji.model.claim import Claim
from gouji.values.printed import Printed
from gouji.values.units import WAN, YI, YUAN, Dimension, Unit

_UNITS = (YUAN, WAN, YI)
_LEAST_DIGITS = 2


def agrees(claim: Claim, value: Printed | None) -> bool:
    """Whether an amount is what a cell prints; a blank cell is 0."""
    return claim.value == 0 if value is None else claim.interval.meets(value.interval)


def slipped(claim: Claim, readings: Iterable[Reading]) -> tuple[Reading, Unit] | None:
    """Return the reading and the unit under which the printed digits would be right, or None.

    Fewer than two significant digits agree by chance too easily and accuse no unit that is printed.
    """
    printed = claim.quantity.printed
    if printed.unit.dimension is not Dimension.MONEY or printed.value == 0:
        return None
    few = len(printed.value.normalize().as_tuple().digits) < _LEAST_DIGITS
    for unit in _UNITS:
        if unit is printed.unit:
            continue
        other = Printed(printed.value, unit)
        for reading in readings:
            if not (few and reading.table.unit_stated) and any(
                v is not None and v.value != Decimal(0) and other.interval.meets(v.interval)
                for v in reading.cell.values
            ):
                return reading, unit
    return None
