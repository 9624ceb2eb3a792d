"""Formulas printed under a table (27行=(1+2+…+8)行, 1栏各行=(2+3)栏各行, 1栏=2栏+3栏) as identities of that table."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from gouji.model.document import GridCell, RawTable
from gouji.model.table import Cell, Identity, Row, Table, Term
from gouji.tables.cells import is_column_numbers

_FORMULA = re.compile(
    r"第?(?P<left>\d{1,3})(?P<axis>[行栏])(?:各[行栏])?=(?P<right>[\d()+\-…⋯.行栏各第]++)(?![×*÷/%])"
)  # stops at the first sign that is no part of a sum: ; 。 or a word
_NOISE = re.compile(r"[()行栏各第]")
_SUM = re.compile(r"(?P<sign>[+-]?)(?P<number>\d{1,3})|(?P<dots>\+?(?:[…⋯]+|\.{3,}))(?=\+)")
_ROW_NUMBER = "行次"
_HEADER_ROWS = 8
_MOST_NOTES = 40


@dataclass(frozen=True, slots=True)
class Formula:
    """`left` = Σ sign × number, over rows (行) or columns (栏) as the form numbers them."""

    axis: str
    left: int
    terms: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class _Sum:
    """What a formula asks of one row or column: `left` = Σ sign × cell."""

    name: str
    left: Cell
    terms: list[tuple[int, Cell]]


@lru_cache(maxsize=256)  # the forms print the same notes in every report
def formulas_of(text: str) -> tuple[Formula, ...]:
    """Return the formulas of one folded note; a right side that is no plain sum is left out."""
    found = ((m, _terms(_NOISE.sub("", m["right"]))) for m in _FORMULA.finditer(text))
    return tuple(Formula(m["axis"], int(m["left"]), terms) for m, terms in found if terms)


def _terms(text: str) -> tuple[tuple[int, int], ...]:
    """Return (sign, number) of 1+2-3, with 1+2+…+8 filled in; () for anything else."""
    result: list[tuple[int, int]] = []
    at, dots = 0, False
    while at < len(text):
        match = _SUM.match(text, at)
        if match is None or (result and not dots and not match["dots"] and not match["sign"]):
            return ()
        at = match.end()
        if match["dots"]:
            dots = True
            continue
        number = int(match["number"])
        if dots and result:
            result += [(1, n) for n in range(result[-1][1] + 1, number)]
        result.append((-1 if match["sign"] == "-" else 1, number))
        dots = False
    return tuple(result) if not dots and len(result) == len(set(result)) else ()


def add_notes(table: Table, raw: RawTable, grid: list[list[GridCell]]) -> None:
    """Attach what the notes ask for and the table's own sums do not say yet.

    A note may be left over from another form: what fails is kept only where the same formula holds elsewhere in the table.
    """
    formulas = [f for note in raw.notes[:_MOST_NOTES] if "=" in note.folded for f in formulas_of(note.folded)]
    for axis in {f.axis for f in formulas}:
        numbers = _numbered_columns(grid) if axis == "栏" else {}
        rows = _numbered_rows(table, grid) if axis == "行" else {}
        for formula in formulas:
            if formula.axis == axis:
                _attach(table, _rows(formula, rows) if rows else _columns(table, formula, numbers))


def _attach(table: Table, sums: Iterator[_Sum]) -> None:
    """Add the sums as identities, unless the first that prints something is one of the table's own already."""
    printing = (s for s in sums if s.left.printed or any(c.printed for _, c in s.terms))
    first = next(printing, None)
    if first is None or _is_known(table, first):
        return
    made = [Identity(s.name, s.left, tuple(Term(sign, c) for sign, c in s.terms), "note") for s in (first, *printing)]
    holding = sum(i.holds or i.tail for i in made)
    table.identities += [i for i in made if i.holds or i.tail or 2 * holding > len(made)]


def _is_known(table: Table, wanted: _Sum) -> bool:
    cells = {id(c) for _, c in wanted.terms if c.printed}
    return any(
        i.left is wanted.left and {id(t.cell) for t in i.terms if t.cell.printed} == cells for i in table.identities
    )


def _numbered_columns(grid: list[list[GridCell]]) -> dict[int, int]:
    """Return the grid columns by the number the form gives them."""
    row = next((r for r in grid[:_HEADER_ROWS] if is_column_numbers(r)), [])
    return {int(c.amount): j for j, c in enumerate(row) if c.amount is not None}


def _numbered_rows(table: Table, grid: list[list[GridCell]]) -> dict[int, list[Row]]:
    """Return the rows by the number in the 行次 column of their side; a number without a row has none."""
    columns = sorted({j for row in grid[:_HEADER_ROWS] for j, c in enumerate(row) if c.text == _ROW_NUMBER})
    rows = {(r.index, r.side): r for r in table.rows}
    result: dict[int, list[Row]] = defaultdict(list)
    for i, row in enumerate(grid):
        for side, j in enumerate(columns):
            if j < len(row) and (number := row[j].amount) is not None:
                result[int(number)] += [rows[i, side]] if (i, side) in rows else []
    return result


def _columns(table: Table, formula: Formula, numbers: dict[int, int]) -> Iterator[_Sum]:
    wanted = [formula.left, *(n for _, n in formula.terms)]
    if not all(n in numbers for n in wanted):
        return
    for row in table.rows:
        cells = {c.column: c for c in row.cells.values()}
        found = [cells[numbers[n]] for n in wanted if numbers[n] in cells]
        if len(found) == len(wanted):
            terms = [(sign, c) for (sign, _), c in zip(formula.terms, found[1:], strict=True)]
            yield _Sum(f"{row.label} {formula.left}栏", found[0], terms)


def _rows(formula: Formula, numbers: dict[int, list[Row]]) -> Iterator[_Sum]:
    if not all(n in numbers for n in (formula.left, *(n for _, n in formula.terms))) or len(numbers[formula.left]) != 1:
        return
    left = numbers[formula.left][0]
    for key, cell in left.cells.items():
        parts = [(sign, r) for sign, n in formula.terms for r in numbers[n]]
        terms = [(sign, r.cells[key]) for sign, r in parts if key in r.cells]
        if terms and len(terms) == len(parts):
            yield _Sum(f"{left.label} {key}", cell, terms)
