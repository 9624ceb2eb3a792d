"""Formulas printed under a table (27行=(1+2+…+8)行, 1栏各行=(2+3)栏各行, 1栏=2栏+3栏) as identities of that table."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.lexicon.profile import plain
from gouji.model.document import GridCell, RawTable
from gouji.model.table import Identity, Row, Table, Term
from gouji.tables.cells import is_column_numbers

_FORMULA = re.compile(
    r"第?(?P<left>\d{1,3})(?P<axis>[行栏])(?:各[行栏])?=(?P<right>[\d()+\-…⋯.行栏各第]++)(?![×*÷/%])"
)  # stops at the first sign that is no part of a sum: ; 。 or a word
_NOISE = re.compile(r"[()行栏各第]")
_SUM = re.compile(r"(?P<sign>[+-]?)(?P<number>\d{1,3})|(?P<dots>\+?(?:[…⋯]+|\.{3,}))(?=\+)")
_ROW_NUMBER = "行次"
_COLUMN_NUMBERS = re.compile(r"栏次|行次|类|款|项|合计")


@dataclass(frozen=True, slots=True)
class Formula:
    """`left` = Σ sign × number, over rows (行) or columns (栏) as the form numbers them."""

    axis: str
    left: int
    terms: tuple[tuple[int, int], ...]


def formulas_of(text: str) -> list[Formula]:
    """Return the formulas of one folded note; a right side that is no plain sum is left out."""
    found = ((m, _terms(_NOISE.sub("", m["right"]))) for m in _FORMULA.finditer(text))
    return [Formula(m["axis"], int(m["left"]), terms) for m, terms in found if terms]


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
    formulas = [f for note in raw.notes for f in formulas_of(note.folded)]
    if not formulas:
        return
    known = {(id(i.left), frozenset(id(t.cell) for t in i.terms if t.cell.printed)) for i in table.identities}
    rows, columns = _numbered_rows(table, grid), _numbered_columns(grid)
    for formula in formulas:
        candidates = _rows(table, formula, rows) if formula.axis == "行" else _columns(table, formula, columns)
        made = [i for i in candidates if not i.empty]
        holding = sum(i.holds or i.tail for i in made)
        new = [i for i in made if (id(i.left), frozenset(id(t.cell) for t in i.terms if t.cell.printed)) not in known]
        table.identities += [i for i in new if i.holds or i.tail or 2 * holding > len(made)]


def _numbered_columns(grid: list[list[GridCell]]) -> dict[int, int]:
    """Return the grid columns by the number the form gives them."""
    row = next((r for r in grid if is_column_numbers(r)), [])
    return {int(c.amount): j for j, c in enumerate(row) if c.amount is not None}


def _numbered_rows(table: Table, grid: list[list[GridCell]]) -> dict[int, list[Row]]:
    """Return the rows by the number in the 行次 column of their side; a number without a row has none."""
    columns = sorted({j for row in grid for j, c in enumerate(row) if plain(c.text) == _ROW_NUMBER})
    rows = {(r.index, r.side): r for r in table.rows}
    result: dict[int, list[Row]] = defaultdict(list)
    for i, row in enumerate(grid):
        for side, j in enumerate(columns):
            if j < len(row) and (number := row[j].amount) is not None and not is_column_numbers(row):
                result[int(number)] += [rows[i, side]] if (i, side) in rows else []
    return result


def _columns(table: Table, formula: Formula, numbers: dict[int, int]) -> Iterator[Identity]:
    wanted = [formula.left, *(n for _, n in formula.terms)]
    if not all(n in numbers for n in wanted):
        return
    for row in table.rows:
        cells = {c.column: c for c in row.cells.values()}
        found = [cells.get(numbers[n]) for n in wanted]
        if found[0] is not None and all(found):
            terms = tuple(Term(sign, c) for (sign, _), c in zip(formula.terms, found[1:], strict=True) if c)
            yield Identity(f"{row.label} {formula.left}栏", found[0], terms, "note")


def _rows(table: Table, formula: Formula, numbers: dict[int, list[Row]]) -> Iterator[Identity]:
    if not all(n in numbers for n in (formula.left, *(n for _, n in formula.terms))) or len(numbers[formula.left]) != 1:
        return
    left = numbers[formula.left][0]
    for key, cell in left.cells.items():
        found = [(sign, r.cells.get(key)) for sign, n in formula.terms for r in numbers[n]]
        terms = tuple(Term(sign, c) for sign, c in found if c is not None)
        if terms and len(terms) == len(found):
            yield Identity(f"{left.label} {key}", cell, terms, "note")
