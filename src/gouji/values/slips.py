"""Slips of the hand: which single mistake of its digits turns one printed number into another."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

_ONE_DIGIT = "一位数字不同"
_LEAST_DIGITS = 2
_MOST_NUMBERS = 200


def slip(printed: str, right: str) -> str:
    """Return the mistake that made `printed` out of `right` in Chinese, or '' when it takes more than one. Both are digits alone."""
    if len(printed) == len(right):
        different = [i for i, (a, b) in enumerate(zip(printed, right, strict=True)) if a != b]
        if len(different) == 1:
            return _ONE_DIGIT
        swapped = (
            len(different) == 2
            and printed[different[0]] == right[different[1]]
            and printed[different[1]] == right[different[0]]
        )
        return "相邻两位数字颠倒" if swapped and different[1] == different[0] + 1 else "两位数字互换" if swapped else ""
    longer, shorter = (printed, right) if len(printed) > len(right) else (right, printed)
    if len(longer) != len(shorter) + 1 or not any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))):
        return ""
    return "多一位数字" if longer is printed else "漏一位数字"


def telling(printed: str, right: str) -> str:
    """Return the slip between two numbers where it alone speaks for a misprint, or ''.

    Round amounts that are related (a budget and its account, one with and one without some small item) often differ by a
    round sum, and then in one digit: that is no evidence. Amounts to the last digit seldom do.
    """
    mistake = slip(printed, right)
    return "" if mistake == _ONE_DIGIT and printed[-1] == right[-1] == "0" else mistake


def digits_of(value: Decimal, exponent: int) -> str:
    """Return the digits of a value written with its last digit at 10**exponent, so that 21.4 and 21.40 compare as written alike."""
    return f"{abs(value).quantize(Decimal(1).scaleb(exponent)):f}".replace(".", "").lstrip("0")


def explains(printed: Decimal, low: Decimal, high: Decimal, exponent: int, by: Callable[[str, str], str] = slip) -> str:
    """Return the slip under which some number from `low` to `high`, written with that many decimals, was printed as `printed`.

    It decides between two sides of a contradiction that stands anyway; the wider the range, the less it means.
    """
    step = Decimal(1).scaleb(exponent)
    first = (low / step).to_integral_value(rounding="ROUND_CEILING")
    count = int((high / step).to_integral_value(rounding="ROUND_FLOOR") - first) + 1
    own = digits_of(printed, exponent)
    if not 0 < count <= _MOST_NUMBERS or len(own) < _LEAST_DIGITS:
        return ""
    return next((s for k in range(count) if (s := by(own, digits_of((first + k) * step, exponent)))), "")
