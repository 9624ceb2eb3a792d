"""Numbers as printed: amounts in a unit, rates, and the slips of the hand that change them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from random import Random

UNITS = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}


@dataclass(frozen=True, slots=True)
class Style:
    """How a report prints: places, separators, trailing zeros, blanks, spaces."""

    unit: str = "万元"
    table_unit: str = "万元"
    separator: bool = False
    table_separator: bool = True
    trim: bool = False
    table_trim: bool = False
    rate_places: int = 2
    rate_trim: bool = False
    zero: str = ""  # what an empty cell holds: nothing, "0.00", "0" or "—"
    percent: str = "%"
    half: bool = False  # half-width brackets and commas in the narrative


def rounded(value: Fraction, places: int) -> str:
    """Return the value rounded half away from zero to so many places."""
    scale = 10**places
    scaled = abs(value) * scale
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    digits = str(whole).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 and whole else text


def printed(value: Fraction, places: int, *, separator: bool = False, trim: bool = False) -> str:
    text = rounded(value, places)
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    if separator:
        whole, dot, rest = text.partition(".")
        text = f"{int(whole):,}{dot}{rest}"
    return text


def slipped(text: str, rng: Random, neighbours: list[str]) -> str:
    """Return the number misprinted as a hand would: digits swapped, doubled, dropped or wrong, or another number."""
    kind = rng.choice(["swap", "swap", "double", "drop", "digit", "digit", "neighbour", "neighbour"])
    if kind == "neighbour" and neighbours:
        return rng.choice(neighbours)
    at = [i for i, char in enumerate(text) if char.isdigit()]
    pairs = [(a, b) for a, b in itertools.pairwise(at) if text[a] != text[b]]
    if kind == "swap" and pairs:
        a, b = rng.choice(pairs)
        return _lead(text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :])
    if kind == "double":
        a = rng.choice(at)
        return _regroup(text[: a + 1] + text[a] + text[a + 1 :]) if a < (text + ".").index(".") else text
    if kind == "drop" and len(at) > 3:
        a = rng.choice(at)
        return _regroup(text[:a] + text[a + 1 :]) if a < (text + ".").index(".") else text
    a = rng.choice(at)
    return _lead(text[:a] + str((int(text[a]) + rng.randint(1, 9)) % 10) + text[a + 1 :])


def _lead(text: str) -> str:
    """Return the number, unless it now begins with a zero that no one would print."""
    plain = text.replace(",", "")
    return "" if len(plain) > 1 and plain[0] == "0" and plain[1] != "." else text


def _regroup(text: str) -> str:
    """Return the number with its separators where they belong."""
    plain = text.replace(",", "")
    whole, dot, rest = plain.partition(".")
    if not whole or _lead(plain) == "":
        return ""
    return f"{int(whole):,}{dot}{rest}" if "," in text else plain


def read(text: str) -> Fraction:
    return Fraction(text.replace(",", "").rstrip("%"))
