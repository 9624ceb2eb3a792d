"""Lines whose indent is lost: which of them are members of a subtotal above, by what adds up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gouji.model.table import Cell, Identity, Term

_MOST_MEMBERS = 40  # lines below a subtotal that are tried as its members


def closes(whole: Cell, cells: Sequence[Cell]) -> bool:
    """Whether a total is the sum of these cells, a rounding residue aside."""
    trial = Identity("", whole, tuple(Term(1, c) for c in cells), "column")
    return trial.holds or trial.tail


def without_members(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells without those that make up the one above them: subtotals stand for their members."""
    result: list[Cell] = []
    at = 0
    while at < len(cells):
        whole = cells[at]
        result.append(whole)
        at += 1 + _members(whole, cells[at + 1 : at + 1 + _MOST_MEMBERS])
    return result


def _members(whole: Cell, below: Sequence[Cell]) -> int:
    """Return how many of the cells below a cell add up to it; 0 where none do."""
    if whole.printed is None or not whole.printed.value:
        return 0
    total, value = Decimal(0), whole.printed.value
    for many, cell in enumerate(below, 1):
        total += cell.printed.value if cell.printed else 0
        if total == value:
            return many
    return 0
