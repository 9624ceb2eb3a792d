"""What single cells of a grid say: a header, a total, a named line, a code."""

from __future__ import annotations

import re
from decimal import Decimal

from gouji.lexicon import Profile
from gouji.lexicon.profile import plain
from gouji.model.document import GridCell, RawTable
from gouji.values.printed import Printed
from gouji.values.units import MONEY, WAN, Unit

_YEAR = re.compile(r"20\d{2}年度?")
_LEAST_NUMBERED = 2
CODE = re.compile(r"[123]\d{2}(?:\d{2}){0,2}")


def unit_for(raw: RawTable) -> Unit:
    """Return the table's money unit: the one printed beside it, else 万元 as the forms have it."""
    return MONEY.get(raw.unit, WAN)


def is_column_numbers(row: list[GridCell]) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3 … (with 栏次, 类 款 项 before them)."""
    amounts = [c.amount for c in row if c.amount is not None]
    if len(amounts) < _LEAST_NUMBERED or amounts[0] not in (0, 1):
        return False
    return all(amount == i for i, amount in enumerate(amounts, int(amounts[0])))


def is_total_label(text: str) -> bool:
    """Whether a label is that of a table's total row."""
    return plain(text) in ("合计", "总计", "本年支出合计", "本年收入合计", "支出合计", "收入合计")


def header_key(text: str, columns: tuple[tuple[str, tuple[str, ...]], ...]) -> str | None:
    """Return the canonical column a header cell names, or None."""
    bare = plain(_YEAR.sub("", text) if "20" in text else text)
    return next((key for key, spellings in columns if bare in spellings), None) if bare else None


def printed(amount: Decimal | None, unit: Unit) -> Printed | None:
    return None if amount is None else Printed(amount, unit)


def line_key(label: str, profile: Profile) -> str:
    """Return the canonical key of a named line such as 本年收入合计, or ''."""
    return profile.lines.get(plain(label), "")
