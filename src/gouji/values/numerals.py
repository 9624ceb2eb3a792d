"""Chinese numerals, as section numbers and 百分之三点五 use them."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}


def integer_of(text: str) -> int | None:
    """Return the value of 十二, 二十, 一百零五 or 二〇二三; None when the text is not a numeral."""
    if not text:
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    result, digit = 0, None
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _PLACES:
            result += (1 if digit is None else digit) * _PLACES[char]
            digit = None
        else:
            return None
    return result + (digit or 0)


def decimal_of_numeral(text: str) -> Decimal | None:
    """Return the value of 三点五 or 四; None when the text is not a numeral."""
    whole, _, fraction = text.partition("点")
    integer = integer_of(whole)
    if integer is None or (fraction and any(c not in _DIGITS for c in fraction)):
        return None
    return Decimal(f"{integer}.{''.join(str(_DIGITS[c]) for c in fraction)}") if fraction else Decimal(integer)
