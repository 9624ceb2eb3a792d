"""Slips of the hand in a printed number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

from gouji.measure.mutation.plants import Dice

LEAST_UNITS = 2  # of the last printed digit; one unit may be a rounding residue, which is no error


def slipped(digits: str, dice: Dice) -> tuple[str, str] | None:
    """Return (the number after one slip, the slip's name); None where no slip makes another number of it.

    `digits` is a number as printed, 1,234.56. Every kind of slip is as likely as the others; the result is a number people
    would print, at least LEAST_UNITS units of the last digit away (that of the number with fewer decimals: 3.9 may be 3.92).
    """
    bare = digits.replace(",", "")
    for name in dice.shuffled(list(_SLIPS)):
        wrong = [number for number in dict.fromkeys(_SLIPS[name](bare)) if _is_other(bare, number)]
        if wrong:
            return _grouped(dice.pick(wrong), "," in digits), name
    return None


def _is_other(right: str, wrong: str) -> bool:
    whole, point, rest = wrong.partition(".")
    if not whole or (point and not rest) or (len(whole) > 1 and whole[0] == "0"):
        return False
    unit = Decimal(1).scaleb(-min(len(right.partition(".")[2]), len(rest)))
    return abs(Decimal(wrong) - Decimal(right)) >= LEAST_UNITS * unit


def _grouped(number: str, commas: bool) -> str:
    whole, point, rest = number.partition(".")
    return f"{int(whole):,}{point}{rest}" if commas else number


def _changed(number: str) -> Iterator[str]:
    for at, old in enumerate(number):
        if old != ".":
            yield from (number[:at] + new + number[at + 1 :] for new in "0123456789")


def _swapped(number: str) -> Iterator[str]:
    places = [i for i, c in enumerate(number) if c != "."]
    for one, two in pairwise(places):
        yield number[:one] + number[two] + number[one + 1 : two] + number[one] + number[two + 1 :]


def _dropped(number: str) -> Iterator[str]:
    yield from ((number[:i] + number[i + 1 :]).rstrip(".") for i, c in enumerate(number) if c != ".")


def _doubled(number: str) -> Iterator[str]:
    yield from (number[:i] + c + number[i:] for i, c in enumerate(number) if c != ".")


def _point_moved(number: str) -> Iterator[str]:
    whole, point, rest = number.partition(".")
    if point:
        yield f"{(whole + rest[0]).lstrip('0') or '0'}.{rest[1:]}".rstrip(".")
        yield f"{whole[:-1] or '0'}.{whole[-1]}{rest}"


_SLIPS: dict[str, Callable[[str], Iterator[str]]] = {
    "一位不同": _changed,
    "相邻两位颠倒": _swapped,
    "漏一位": _dropped,
    "多一位": _doubled,
    "小数点移位": _point_moved,
}
