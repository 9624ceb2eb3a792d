"""The looks of cells, each made once, and the ways of writing that keep text text and numbers numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from gouji.reporters.plain import clean, width
from gouji.reporters.problems import Number

LONGEST = 32_767  # characters of a cell, by Excel's limits
_MOST_DIGITS = 15  # that a spreadsheet keeps
_MOST_PLACES = 10
_FONT = "宋体"
_UNIT = re.compile(r'[^"\\\x00-\x1f]{0,8}')
# Typed over, such a text would be calculated: the mark makes spreadsheets keep it as text.
_CALCULATED = frozenset("=+-@＝＋－＠")
_SURELY_FITS = 8000
_LINE = 13.5  # points of a line of text
_TALLEST = 409  # points of a row, by Excel's limits

INK: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#404040"},
    "head": {
        "bold": True,
        "bg_color": "#E7E6E6",
        "border": 1,
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
    },
    "cell": {"border": 1, "text_wrap": True, "valign": "top"},
    "middle": {"border": 1, "text_wrap": True, "valign": "top", "align": "center"},
    "error": {"border": 1, "valign": "top", "align": "center", "bold": True, "font_color": "#B00000"},
    "warning": {"border": 1, "valign": "top", "align": "center", "bold": True, "font_color": "#8A5A00"},
    "info": {"border": 1, "valign": "top", "align": "center", "font_color": "#404040"},
    "whole": {"border": 1, "bold": True, "top": 2},
    "claim": {"border": 1, "text_wrap": True, "valign": "top", "bg_color": "#F8CBAD", "bold": True},
    "evidence": {"border": 1, "text_wrap": True, "valign": "top", "bg_color": "#FFE699"},
}


class Styles:
    """Formats of one workbook by the name of their look and the pattern of their numbers."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str, bool], Any] = {}
        book.formats[0].set_font_name(_FONT)
        book.formats[0].set_font_size(10)

    def get(self, look: str, pattern: str = "", quoted: bool = False) -> Any:
        """Return the format; `quoted` marks a text that looks like a formula."""
        key = (look, pattern, quoted)
        if key not in self._made:
            more = {"num_format": pattern} if pattern else {}
            self._made[key] = self._book.add_format(
                {"font_name": _FONT, "font_size": 10, **INK[look], **more, "quote_prefix": quoted}
            )
        return self._made[key]

    def text(self, sheet: Any, row: int, column: int, text: str, look: str = "cell") -> None:
        """Write text, never anything else, cut where a cell can hold no more."""
        if not text:
            sheet.write_blank(row, column, None, self.get(look))
            return
        text = fitting(text)
        sheet.write_string(row, column, text, self.get(look, "@", quoted=text[:1] in _CALCULATED))

    def number(
        self, sheet: Any, row: int, column: int, number: Number | str, look: str = "cell", grouped: bool = True
    ) -> None:
        """Write a number with its printed decimals and unit; as text where a spreadsheet would change it."""
        if not isinstance(number, Number):
            self.text(sheet, row, column, number, look)
            return
        pattern = pattern_of(number.value, number.unit, grouped)
        if pattern is None:
            self.text(sheet, row, column, str(number), look)
        else:
            sheet.write_number(row, column, float(number.value), self.get(look, pattern))


def fitting(text: str) -> str:
    """Return text that a cell holds: on one line, without hidden characters, its end cut off where it is too long."""
    if text.isprintable() and len(text) < _SURELY_FITS:  # as nearly all cells are, and told fifty times as fast
        return text
    text = "".join(c for c in clean(text) if c not in "\ufffe\uffff")
    return text if units(text) < LONGEST else f"{text[: LONGEST // 2]}…"


def units(text: str) -> int:
    """Return the length of a text as Excel counts it, in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def height_of(cells: Sequence[tuple[str, float]]) -> float:
    """Return the height of a row in points: that of the cell with most lines, each given with the width of its column.

    Spreadsheets do not agree on whether to work this out for themselves when they open a file.
    """
    return min(_TALLEST, _LINE * max(_lines(text, wide) for text, wide in cells) + 1.5)


def _lines(text: str, wide: float) -> int:
    return sum(max(1, -(-width(line) // max(2, int(wide) - 1))) for line in text.split("\n"))


def pattern_of(value: Decimal, unit: str = "", grouped: bool = True) -> str | None:
    """Return the pattern that shows a number as printed; None where it has more digits than a spreadsheet keeps, or a strange unit."""
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or exponent > 0 or exponent < -_MOST_PLACES or len(digits) > _MOST_DIGITS:
        return None
    if not _UNIT.fullmatch(unit):
        return None
    whole = "#,##0" if grouped else "0"
    return whole + ("." + "0" * -exponent if exponent else "") + (f'"{unit}"' if unit else "")


def printed_on_a4(sheet: Any, first: int, last: int, *, upright: bool = False) -> None:
    """Set up printing: A4 as wide as a page, on its side unless `upright`, the head rows on each, pages numbered."""
    (sheet.set_portrait if upright else sheet.set_landscape)()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first, last)
    sheet.set_footer("&C第 &P 页，共 &N 页")
