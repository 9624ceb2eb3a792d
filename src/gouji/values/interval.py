"""Intervals of Decimal: what a printed number can have been before it was rounded."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(slots=True, unsafe_hash=True)
class Interval:
    """All values from `low` up to but not including `high`; `low == high` is an exact value."""

    low: Decimal
    high: Decimal

    @classmethod
    def exact(cls, value: Decimal) -> Interval:
        return cls(value, value)

    @property
    def middle(self) -> Decimal:
        return (self.low + self.high) / 2

    @property
    def is_zero(self) -> bool:
        """Whether 0 is possible, so that dividing by this interval means nothing."""
        return self.low <= ZERO <= self.high

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __mul__(self, other: Interval) -> Interval:
        corners = (self.low * other.low, self.low * other.high, self.high * other.low, self.high * other.high)
        return Interval(min(corners), max(corners))

    def __truediv__(self, other: Interval) -> Interval:
        """Return the quotient. Raises ZeroDivisionError when the divisor can be 0."""
        if other.is_zero:
            raise ZeroDivisionError("the divisor can be 0")
        if self.low > 0 and other.low > 0:  # as nearly always; dividing is the dearest of these
            return Interval(self.low / other.high, self.high / other.low)
        corners = (self.low / other.low, self.low / other.high, self.high / other.low, self.high / other.high)
        return Interval(min(corners), max(corners))

    def scaled(self, factor: Decimal) -> Interval:
        """Return the interval times an exact factor."""
        low, high = self.low * factor, self.high * factor
        return Interval(low, high) if low <= high else Interval(high, low)

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both. Intervals that only touch (…10.985 | 10.985…) do not meet."""
        if self.low == self.high:
            return other.low <= self.low < other.high or self.low == other.low
        if other.low == other.high:
            return self.low <= other.low < self.high
        return self.low < other.high and other.low < self.high

    def gap(self, other: Interval) -> Decimal:
        """Return how far apart the two are: 0 when they meet or touch."""
        return max(self.low - other.high, other.low - self.high, ZERO)


def total(parts: list[Interval]) -> Interval:
    """Return the sum; an empty list is exactly 0."""
    return Interval(sum((p.low for p in parts), ZERO), sum((p.high for p in parts), ZERO))
