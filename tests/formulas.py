"""Whether a printed formula comes out when it is worked out again with the numbers it prints, as a reader does with a calculator."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_SCALES = {"亿元": Decimal(10**8), "万元": Decimal(10**4), "元": Decimal(1)}
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(亿元|万元|元|%|)")
_WORDS = re.compile("/[一-鿿/·]+|[一-鿿]+")  # what is counted, and per what: 元/人·月
_SUM = re.compile(r"[-+*/(). 0-9D']*[0-9D')]")
_UNITS = (Decimal(1), Decimal(100), Decimal(10**4), Decimal("1e-4"))  # a share told in percent, 万元 beside 元
_HOLDS = {"≠": Decimal.__ne__, ">": Decimal.__gt__, "<": Decimal.__lt__}


def wrong_in(formula: str) -> str:
    """Return what does not come out, or '' where all does: a = b, a ≠ b, a > b and a < b must hold.

    Sums that were shortened and comparisons of words are passed over.
    """
    return next((wrong for part in formula.split("，") if (wrong := _wrong_in(part))), "")


def _wrong_in(part: str) -> str:
    if re.search("[“…：→、]|空白|预算", part):
        return ""
    sides = re.split(" ([=≠<>]) ", part)
    for left, sign, right in zip(sides[::2], sides[1::2], sides[2::2], strict=False):
        if not (re.search(r"\d", left) and re.search(r"\d", right)):
            continue
        if sign == "=" and not _comes_to(left, right):
            return f"{part}：左边是{_worked_out(left)}"
        if sign != "=" and not _HOLDS[sign](*_as_amounts(left, right)):
            return f"{part}：不成立"
    return ""


def _comes_to(left: str, told: str) -> bool:
    printed = _worked_out(told, shares=False)
    exponent = printed.as_tuple().exponent
    assert isinstance(exponent, int)
    quantum = Decimal(1).scaleb(exponent)
    value = _worked_out(left)
    return any((value * unit).quantize(quantum, ROUND_HALF_UP) == printed for unit in _UNITS)


def _as_amounts(left: str, right: str) -> tuple[Decimal, Decimal]:
    """Return two sides as amounts of one unit; a unit that one of them lacks is a difference of its own."""
    one, two = (next((s for u, s in _SCALES.items() if side.endswith(u)), Decimal(1)) for side in (left, right))
    return _worked_out(left, shares=False) * one, _worked_out(right, shares=False) * two


def _worked_out(side: str, *, shares: bool = True) -> Decimal:
    """Return what the numbers of one side come to; a percentage is a hundredth, where it is a factor."""
    text = side.replace("×", "*").replace("÷", "/").replace("−", "-").replace("≥", "").replace("≤", "")
    hundredth = shares and re.search("[*/]", text) is not None
    text = _NUMBER.sub(lambda m: f"D('{m[1].replace(',', '')}')" + "*D('0.01')" * (hundredth and m[2] == "%"), text)
    text = _WORDS.sub("", text).strip()
    assert _SUM.fullmatch(text), f"{side}：不是算式"
    return Decimal(eval(text, {"__builtins__": {}}, {"D": Decimal}))  # nothing but numbers and signs got this far
