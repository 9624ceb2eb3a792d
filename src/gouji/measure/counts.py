"""What scoring counts, and the rates made of the counts."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Counts:
    """Whole numbers that add up over cases, and the rates made of them (None where the denominator is empty)."""

    must: int = 0
    must_found: int = 0
    should: int = 0
    should_found: int = 0
    loud: int = 0
    true: int = 0
    half: int = 0
    false: int = 0
    quiet: int = 0
    quiet_false: int = 0
    traps: int = 0
    tripped: int = 0
    repeats: int = 0
    astray: int = 0
    unplaced: int = 0
    figures: int = 0
    checked: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def recall(self) -> float | None:
        return ratio(self.must_found, self.must)

    @property
    def wide_recall(self) -> float | None:
        return ratio(self.should_found, self.should)

    @property
    def precision(self) -> float | None:
        return precision(self.true, self.half, self.loud)

    @property
    def coverage(self) -> float | None:
        return ratio(self.checked, self.figures)


def ratio(part: int, whole: int) -> float | None:
    """Return part ÷ whole, None where there is nothing to divide by."""
    return part / whole if whole else None


def precision(true: int, half: int, loud: int) -> float | None:
    """Return the share of loud findings that are true, a half one counting half."""
    return ratio(2 * true + half, 2 * loud)
