"""The disclosure tables of final accounts (T), budgets (B) and the annexes (A), filled from a department's facts."""

from __future__ import annotations

from collections.abc import Callable

from . import item_tables as items
from . import sided_tables as sided
from . import subject_tables as subjects
from .cells import Cells
from .document import Piece, Table
from .formulas import of_columns

WIDE = ("合计", "总计", "项目", "行次", "栏次", "金额", "收入", "支出")
MAKERS: dict[str, Callable[[Cells, Table], None]] = {
    "T1": sided.overview, "T2": subjects.income, "T3": subjects.spending, "T4": sided.appropriation,
    "T5": subjects.general, "T6": items.economic, "T7": items.sangong, "T8": subjects.funds, "T9": subjects.state,
    "B1": sided.overview, "B2": subjects.budget_income, "B3": subjects.spending, "B4": items.budget_projects,
    "B5": sided.appropriation, "B6": subjects.general, "B7": items.economic, "B8": items.budget_sangong,
    "B9": subjects.budget_funds, "B10": subjects.state, "B11": items.purchases, "A1": items.whole, "A2": items.projects,
}  # fmt: skip


def build(cells: Cells, key: str, title: list[Piece], form: str, owner: list[Piece], note: list[Piece]) -> Table:
    """Return the table of that key, with its identities."""
    table = Table(key, title, form, owner, cells.style.table_unit, [])
    MAKERS[key](cells, table)
    if note:
        table.notes.insert(0, note)
    if cells.look.formulas and (columns := of_columns(table)):
        table.notes.append([columns])
    if cells.look.wide:
        table.head = [[spread(cell) if cell else cell for cell in row] for row in table.head]
        table.rows = [[spread(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows]
    return table


def spread(cell: str) -> str:
    """Return the cell as forms space it out: 合 计, 项 目."""
    return f"{cell[0]} {cell[1]}" if cell in WIDE else cell
