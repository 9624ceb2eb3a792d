"""Units as the documents print them, and the scale that brings each to its base (元, or a plain fraction)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache


class Dimension(Enum):
    """What a number measures; only numbers of one dimension are ever compared."""

    MONEY = "金额"
    RATIO = "比率"
    POINTS = "百分点"
    COUNT = "数量"
    SCORE = "分值"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed. `scale` × the printed value is the value in the base unit of its dimension."""

    symbol: str
    dimension: Dimension
    scale: Decimal


YUAN = Unit("元", Dimension.MONEY, Decimal(1))
QIAN = Unit("千元", Dimension.MONEY, Decimal(1000))
WAN = Unit("万元", Dimension.MONEY, Decimal(10_000))
BAIWAN = Unit("百万元", Dimension.MONEY, Decimal(1_000_000))
YI = Unit("亿元", Dimension.MONEY, Decimal(100_000_000))
PERCENT = Unit("%", Dimension.RATIO, Decimal("0.01"))
PERMILLE = Unit("‰", Dimension.RATIO, Decimal("0.001"))
SCORE = Unit("分", Dimension.SCORE, Decimal(1))
POINTS = Unit("百分点", Dimension.POINTS, Decimal("0.01"))

MONEY = {u.symbol: u for u in (YUAN, QIAN, WAN, BAIWAN, YI)} | {"万": WAN, "亿": YI}


@lru_cache(maxsize=1_000)
def count(symbol: str) -> Unit:
    """Return the unit of a count, such as 辆 or 万件 (which counts ten thousands)."""
    many = len(symbol) > 1 and symbol[0] in "万亿"
    return Unit(symbol, Dimension.COUNT, MONEY[symbol[0]].scale if many else Decimal(1))
