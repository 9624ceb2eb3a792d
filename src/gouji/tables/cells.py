"""What single cells of a grid say: a header, a total, a named line, a code."""

from __future__ import annotations

import re
from decimal import Decimal

from gouji.lexicon import Profile
from gouji.lexicon.profile import plain
from gouji.model.document import UNCOMPUTED, GridCell, RawTable
from gouji.model.table import Belief, Cell
from gouji.values.printed import Printed
from gouji.values.units import MONEY, WAN, Unit

_YEAR = re.compile(r"20\d{2}年度?")
_LEAST_NUMBERED = 2
# an error, a formula without its value, a figure with signs, a unit or a slip about it
_NO_LABEL = re.compile(
    rf"{re.escape(UNCOMPUTED)}|#[A-Z0/!?]{{2,}}|#+|[^一-鿿]{{0,9}}\d[^一-鿿]{{0,9}}\.[^一-鿿]{{0,9}}\d[^一-鿿]{{0,9}}(?:[百千万亿]*元)?|[-+]?\d[\d,.]*[%％]"
)
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


def amount_cell(row: int, column: int, cell: GridCell | None, unit: Unit) -> Cell:
    """Return the cell of an amount. One that prints something that is no amount was not read: it is not blank, and nothing rests on it."""
    if cell is None:
        return Cell(row, column, None, None)
    if cell.text and cell.amount is None:
        return Cell(row, column, cell.span, None, Belief.UNCLEAR, lost=True)
    return Cell(row, column, cell.span, printed(cell.amount, unit))


def is_label(cell: GridCell) -> bool:
    """Whether a cell holds words, not an amount nor what stands in the place of one (#N/A, 12.5万元, 38%)."""
    text = cell.text
    return bool(text) and cell.amount is None and ("一" <= text[0] <= "鿿" or not _NO_LABEL.fullmatch(text))


def line_key(label: str, profile: Profile) -> str:
    """Return the canonical key of a named line such as 本年收入合计, or ''."""
    return profile.lines.get(plain(label), "")
