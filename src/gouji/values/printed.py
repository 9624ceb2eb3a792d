"""A number as printed: its digits, its unit, and the interval it stands for."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from gouji.values.interval import Interval
from gouji.values.units import Dimension, Unit

HALF = Decimal("0.5")
_MONEY = Dimension.MONEY
_HUNDREDTH = Decimal("0.01")


def decimal_of(digits: str) -> Decimal:
    """Return the value of `1,234.56` or `-3.20`. Raises decimal.InvalidOperation on anything else."""
    return Decimal(digits.replace(",", ""))


@dataclass(slots=True, unsafe_hash=True)
class Printed:
    """`value` keeps the printed digits (190.50 is not 190.5); `unit` is the printed unit.

    `places` is the number of decimals that are meant where zeros at the end were dropped.
    """

    value: Decimal
    unit: Unit
    places: int | None = None
    _interval: Interval | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def quantum(self) -> Decimal:
        """One unit of the last printed digit, in the base unit: 0.01 万元 is 100 元. An exact number has none."""
        if self.exact:
            return Decimal(0)
        return Decimal(1).scaleb(self.exponent) * self.unit.scale

    @property
    def exact(self) -> bool:
        """Whether it stands for itself alone: a count, a whole score, and 0万元 or 0元, which say that there is nothing."""
        dimension = self.unit.dimension
        if dimension is _MONEY:
            return not self.value and self.exponent >= 0
        return dimension is Dimension.COUNT or (dimension is Dimension.SCORE and self.exponent >= 0)

    @property
    def exponent(self) -> int:
        """The power of ten of the last printed digit: -2 for 1.50. Trailing zeros before the point count as digits."""
        if self.places is not None:
            return -self.places
        if self.value.same_quantum(_HUNDREDTH):  # as nearly all amounts are, and told ten times as fast
            return -2
        exponent = self.value.as_tuple().exponent
        return exponent if isinstance(exponent, int) else 0

    @property
    def base(self) -> Decimal:
        """The printed value in the base unit: 元, or a plain fraction for ratios."""
        return self.value * self.unit.scale

    @property
    def interval(self) -> Interval:
        """Half a unit of the last digit either side, in the base unit, computed once; an exact number by itself."""
        if self._interval is None:
            self._interval = self._around()
        return self._interval

    def _around(self) -> Interval:
        unit = self.unit
        middle = self.value * unit.scale
        if self.exact:
            return Interval(middle, middle)
        half = _half(self.exponent, unit.scale)
        return Interval(middle - half, middle + half)

    def __str__(self) -> str:
        return f"{self.value}{self.unit.symbol}"


@lru_cache(maxsize=1_000)
def _half(exponent: int, scale: Decimal) -> Decimal:
    """Return half a unit of the digit at 10**exponent, in the base unit."""
    return HALF.scaleb(exponent) * scale


def rounded(value: Decimal, exponent: int) -> Decimal:
    """Return `value` with its last digit at 10**exponent, halves away from zero as the documents round."""
    return value.quantize(Decimal(1).scaleb(exponent), rounding="ROUND_HALF_UP")
