"""Products of a unit price and quantities as people write them: 14人×3600元/月×12个月, 40元每人每天×6人×365天=8.8万元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gouji.values.printed import Printed, decimal_of
from gouji.values.units import MONEY

TIMES = "×xX*✕"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
# A factor: words without digits or signs may stand before the number (×每人500元) and after it (元、人/月).
_WORDS = rf"[^\d{TIMES}=+\-÷;，,。:()\[\]]"
_FACTOR = rf"{_WORDS}{{0,6}}(?:{_DIGITS})(?:%|{_WORDS}{{0,12}}+)"
_CHAIN = re.compile(
    rf"(?<![\d.,\-~—÷+{TIMES}])(?P<product>{_DIGITS}(?:%|{_WORDS}{{0,12}})(?:[{TIMES}]{_FACTOR})++)"
    rf"(?:=(?P<result>{_DIGITS})(?P<unit>万元|亿元|元|万)?)?+(?![\d.{TIMES}÷+\-~—=])"
)
_NUMBER = re.compile(rf"(?P<digits>{_DIGITS})(?P<unit>%|万元|亿元|千元|元|万|亿)?")
_MOST = 2000  # characters of a cell that are looked through


@dataclass(frozen=True, slots=True)
class Product:
    """`value` in 元; `start` and `end` cover the product, `result` is what the text says it comes to, with its place."""

    value: Decimal
    text: str
    start: int
    end: int
    result: Printed | None = None
    result_start: int = 0
    result_end: int = 0


def products_of(text: str) -> Iterator[Product]:
    """Yield the products of one unit price and at least one quantity."""
    if not any(sign in text for sign in TIMES):
        return
    for match in _CHAIN.finditer(text[:_MOST]):
        value = _value(match["product"])
        if value is None:
            continue
        result = Printed(decimal_of(match["result"]), MONEY[match["unit"]]) if match["unit"] else None
        if match["result"] and result is None:
            continue
        yield Product(
            value, match["product"], match.start(), match.end(), result, match.start("result"), match.end("unit")
        )


def _value(product: str) -> Decimal | None:
    """Return the product in 元; None unless exactly one factor is an amount of money."""
    value, prices = Decimal(1), 0
    for part in re.split(f"[{TIMES}]", product):
        number = _NUMBER.search(part)
        if number is None:
            return None
        unit = number["unit"] or ""
        prices += unit.endswith("元")
        scale = Decimal("0.01") if unit == "%" else MONEY[unit].scale if unit else Decimal(1)
        value *= decimal_of(number["digits"]) * scale
    return value if prices == 1 else None
