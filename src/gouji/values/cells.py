"""Cells of free forms that print one number and nothing else: 38万, 4570.51万元, 97.37%, 19.47分."""

from __future__ import annotations

import re

from gouji.values.printed import Printed, decimal_of
from gouji.values.units import MONEY, PERCENT, SCORE, Unit

_NUMBER = re.compile(r"(?P<digits>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<unit>亿元|万元|元|万|%|分)?")


def printed_cell(text: str, unit: Unit) -> Printed | None:
    """Return the number a cell prints whole, in the unit it names or else in `unit`; None for words, ranges and limits."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    named = match["unit"]
    own = PERCENT if named == "%" else SCORE if named == "分" else MONEY[named] if named else unit
    return Printed(decimal_of(match["digits"]), own)
