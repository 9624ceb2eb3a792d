"""The cells worth offering for an amount that no rule could place: those of the tables' main columns, the likest rows first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from gouji.model.alignment import Reading
from gouji.model.claim import Basis, Claim
from gouji.model.table import Belief, Row, Table

_MOST = 40  # rows a person would still look through
_COLUMNS = ("total", "amount", "general", "basic", "project", "initial", "adjusted", "final")
_STATED = {
    "initial": (Basis.INITIAL, Basis.BUDGET),
    "adjusted": (Basis.ADJUSTED, Basis.BUDGET),
    "budget": (Basis.INITIAL, Basis.ADJUSTED, Basis.BUDGET),
    "final": (Basis.FINAL,),
}
_SCORE = 0.75  # as a reading of its own table: the words were a person's, not the form's


def candidates(
    claim: Claim, tables: Sequence[Table], tied: Iterable[Reading], section: str | None, *, budget: bool
) -> list[Reading]:
    """Return the readings that tie, else the cells of all tables that could be meant, the likest first; never by their value.

    No cell of another 口径 than the claim's is among them. `budget`: the report is a budget, its plain columns are budgeted.

    Cells of one label and column that print the same are offered once, from the table the section explains where it is one of them.
    """
    found = list(tied) or [
        r for table in tables for row in table.rows for r in _of_row(table, row) if _fits(r.column, claim.basis, budget)
    ]
    kept = _each_once(found, section)
    if len(kept) <= _MOST:
        return kept
    from rapidfuzz import fuzz

    text, at = claim.quantity.paragraph.view.folded, claim.quantity.start
    said = text[max(0, at - 60) : at]
    order = sorted(
        range(len(kept)),
        key=lambda i: (kept[i].table.key != section, -fuzz.partial_ratio(kept[i].row.label, said), i),
    )
    return [kept[i] for i in sorted(order[:_MOST])]


def _of_row(table: Table, row: Row) -> list[Reading]:
    main = {c: cell for c, cell in row.cells.items() if c in _COLUMNS or c.startswith(("final.", "budget."))}
    return [
        Reading(table, row, column, cell, _SCORE)
        for column, cell in main.items()
        if cell.printed is not None and cell.belief is not Belief.UNCLEAR and len(cell.values) == 1
    ]


def _fits(column: str, basis: Basis, budget: bool) -> bool:
    """Whether a column may hold an amount of a 口径; one that does not tell may be any."""
    if basis is Basis.NONE:
        return True
    own = column.partition(".")[0]
    stated = _STATED.get(own, (Basis.INITIAL, Basis.ADJUSTED, Basis.BUDGET) if budget else (Basis.FINAL,))
    return basis in stated


def _each_once(readings: Sequence[Reading], section: str | None) -> list[Reading]:
    alike: dict[tuple[str, str, str], list[Reading]] = defaultdict(list)
    for reading in readings:
        alike[reading.row.code or "", reading.row.label, reading.column].append(reading)
    result = []
    for group in alike.values():
        group.sort(key=lambda r: r.table.key != section)
        seen = set()
        for reading in group:
            value = reading.cell.printed.base if reading.cell.printed else None
            if value not in seen:
                seen.add(value)
                result.append(reading)
    return sorted(result, key=lambda r: (r.table.index, r.row.index, r.row.side))
