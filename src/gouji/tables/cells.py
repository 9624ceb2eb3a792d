"""Cells of a raw grid, folded, and the amounts in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from gouji.lexicon import Profile
from gouji.lexicon.profile import plain
from gouji.model.document import RawCell, RawTable
from gouji.model.location import Span
from gouji.values.printed import Printed, decimal_of
from gouji.values.units import MONEY, WAN, Unit

AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_ZERO_WORDS = ("-", "—", "--", "——", "/", "无")
_YEAR = re.compile(r"20\d{2}年度?")
CODE = re.compile(r"[123]\d{2}(?:\d{2}){0,2}")


@dataclass(slots=True, unsafe_hash=True)
class GridCell:
    """A cell's text folded without white space, its amount if it is one, and its place."""

    text: str
    amount: Decimal | None
    span: Span


def grid_of(raw: RawTable) -> list[list[GridCell]]:
    """Return the grid folded, rows without any text dropped from the end of each row only."""
    return [[_cell(c) for c in row] for row in raw.grid()]


def _cell(raw: RawCell) -> GridCell:
    if not raw.text:
        return GridCell("", None, raw.span)
    text = "".join(raw.text.split())
    amount = decimal_of(text) if text[-1:].isdigit() and AMOUNT.fullmatch(text) else None
    return GridCell("" if text in _ZERO_WORDS else text, amount, raw.span)


def unit_for(raw: RawTable) -> Unit:
    """Return the table's money unit: the one printed beside it, else 万元 as the forms have it."""
    return MONEY.get(raw.unit, WAN)


def is_column_numbers(row: list[GridCell]) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3 … (with 栏次, 类 款 项 before them)."""
    numbers = [int(c.amount) for c in row if c.amount is not None and c.amount == int(c.amount)]
    amounts = sum(c.amount is not None for c in row)
    return (
        len(numbers) == amounts >= 2
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] in (0, 1)
    )


def is_total_label(text: str) -> bool:
    """Whether a label is that of a table's total row."""
    return plain(text) in ("合计", "总计", "本年支出合计", "本年收入合计", "支出合计", "收入合计")


def header_key(text: str, columns: tuple[tuple[str, tuple[str, ...]], ...]) -> str | None:
    """Return the canonical column a header cell names, or None."""
    bare = plain(_YEAR.sub("", text))
    return next((key for key, spellings in columns if bare in spellings), None) if bare else None


def printed(amount: Decimal | None, unit: Unit) -> Printed | None:
    return None if amount is None else Printed(amount, unit)


def line_key(label: str, profile: Profile) -> str:
    """Return the canonical key of a named line such as 本年收入合计, or ''."""
    return profile.lines.get(plain(label), "")
