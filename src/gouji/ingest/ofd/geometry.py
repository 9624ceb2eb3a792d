"""The numbers of an OFD: boxes, transforms, the steps between characters."""

from __future__ import annotations

import math
from dataclasses import dataclass

Box = tuple[float, float, float, float]  # x, y, width, height


@dataclass(slots=True)  # frozen ones take three times as long to make, and every object makes some
class Matrix:
    """A transform as the standard writes it: x′ = ax + cy + e, y′ = bx + dy + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return a point in the space this leads to."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    @property
    def quarter(self) -> int:
        """By how many quarters, clockwise, what was level before now runs."""
        angle = math.atan2(self.b, self.a)
        return round(angle / (math.pi / 2)) % 4 if math.isfinite(angle) else 0

    def then(self, after: Matrix) -> Matrix:
        """Return the transform that applies this one first."""
        e, f = after.at(self.e, self.f)
        return Matrix(
            after.a * self.a + after.c * self.b,
            after.b * self.a + after.d * self.b,
            after.a * self.c + after.c * self.d,
            after.b * self.c + after.d * self.d,
            e,
            f,
        )


def number(word: str) -> float:
    """Return a number as written. Raises ValueError for anything else, NaN and infinity too."""
    found = float(word)
    if not math.isfinite(found):
        raise ValueError(word)
    return found


def numbers(text: str | None) -> list[float]:
    """Return the numbers of an attribute, divided by white space; what is no number ends them."""
    words = (text or "").split()
    try:
        whole = list(map(float, words))
        if all(map(math.isfinite, whole)):
            return whole
    except ValueError:
        pass
    found: list[float] = []
    for word in words:
        try:
            found.append(number(word))
        except ValueError:
            break
    return found


def box_of(text: str | None) -> Box | None:
    """Return x, y, width and height of a box, or None where the attribute holds none."""
    found = numbers(text)
    return (found[0], found[1], found[2], found[3]) if len(found) >= 4 else None


def matrix_of(text: str | None) -> Matrix:
    """Return a CTM attribute; without one, or with a broken one, nothing is transformed."""
    found = numbers(text)
    return Matrix(*found[:6]) if len(found) >= 6 else Matrix()


def offsets(text: str | None, count: int) -> list[float]:
    """Return at most `count` offsets of a DeltaX or DeltaY; `g n d` stands for n times d."""
    words = (text or "").split()
    found: list[float] = []
    at = 0
    while at < len(words) and len(found) < count:
        try:
            if words[at] == "g":
                times, step = int(number(words[at + 1])), number(words[at + 2])
                found += [step] * min(times, count - len(found))
                at += 3
            else:
                found.append(number(words[at]))
                at += 1
        except (ValueError, IndexError):
            break
    return found
