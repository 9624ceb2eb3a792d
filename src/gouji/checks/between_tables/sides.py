"""Cells of the forms by their place in the profile, for comparing one table with another."""

from __future__ import annotations

from dataclasses import dataclass

from gouji.checks.evidence import Evidence
from gouji.lexicon import ConceptCell
from gouji.model.location import Place
from gouji.model.outcome import Witness
from gouji.model.table import Cell, Row, Table


@dataclass(slots=True, eq=False)
class Side:
    """One of two cells that are compared, with where it stands."""

    table: Table
    row: Row
    column: str
    cell: Cell


def by_key(evidence: Evidence) -> dict[str, Table]:
    """Return the first table of each form that was read and prints its unit."""
    return {t.key: t for t in reversed(evidence.tables) if t.rows and t.unit_stated}


def find(tables: dict[str, Table], place: ConceptCell) -> Side | None:
    """Return the cell at a place of the profile, or None where the table does not print it."""
    table = tables.get(place.table)
    for row in table.rows if table else ():
        named = place.row in (row.key, "@" + row.key, row.code)
        if table and named and place.side in (None, row.side) and place.column in row.cells:
            return Side(table, row, place.column, row.cells[place.column])
    return None


def side_witness(evidence: Evidence, side: Side) -> Witness:
    """Return the place of a cell, named as people find it."""
    cell = side.cell
    assert cell.span is not None
    words = f"{side.table.title}“{side.row.label}”{evidence.column_name(side.column, side.table.key)}"
    return Witness(Place(cell.span, None, side.table.index, cell.row, cell.column), "table", cell.printed, None, words)
