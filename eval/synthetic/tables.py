"""The disclosure tables of final accounts (T), budgets (B) and the annexes (A), filled from a department's facts."""

from __future__ import annotations

from collections.abc import Callable

from . import item_tables as items
from . import sided_tables as sided
from . import subject_tables as subjects
from .cells import Cells
from .document import Piece, Table

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
        table.notes.append(note)
    return table
