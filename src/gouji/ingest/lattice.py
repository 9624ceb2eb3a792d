"""Ruled tables: ruling lines to a grid of cells, glyphs into cells.

A cell is whatever the lines enclose: elementary fields without a line between them are one merged cell. The lines decide alone; no
text is looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from gouji.ingest.limits import Budget
from gouji.ingest.page import Glyph, Page, Stroke
from gouji.ingest.rows import in_order

_NEAR = 3.0  # points; lines so near are one line, gaps so small are none: Word leaves its corner squares undrawn
_COVER = 0.6  # share of a field's side that must be drawn to divide it from its neighbour


@dataclass(slots=True)
class LatticeCell:
    """One cell of a grid, merged over `height` rows and `width` columns from its first row and column."""

    row: int
    column: int
    height: int = 1
    width: int = 1
    glyphs: list[Glyph] = field(default_factory=list)


@dataclass(slots=True)
class Lattice:
    """One ruled table. `xs` and `ys` ascend and bound its columns and rows; `fields[row][column]` is the cell that covers the field."""

    xs: list[float]
    ys: list[float]
    fields: list[list[LatticeCell]]
    cells: list[LatticeCell]

    @property
    def top(self) -> float:
        """Where the table begins."""
        return self.ys[0]

    def glyphs(self, row: int, column: int) -> list[Glyph]:
        """Return the glyphs of the cell that begins at a field in reading order; nothing where a merged cell goes on."""
        cell = self.fields[row][column]
        if (cell.row, cell.column) != (row, column):
            return []
        return in_order(cell.glyphs)

    def rows(self) -> list[list[list[Glyph]]]:
        """Return the glyphs of every field."""
        return [[self.glyphs(row, column) for column in range(len(self.xs) - 1)] for row in range(len(self.fields))]

    def texts(self) -> list[list[str]]:
        """Return the text of every field, blank where a merged cell goes on."""
        return [["".join(g.text for g in cell) for cell in row] for row in self.rows()]

    def taken(self, glyphs: Iterable[Glyph]) -> list[Glyph]:
        """Put each glyph into the cell that holds its middle; return those that stand outside."""
        xs, ys, fields = self.xs, self.ys, self.fields
        outside = []
        for glyph in glyphs:
            column = bisect_right(xs, (glyph.x0 + glyph.x1) / 2) - 1
            row = bisect_right(ys, glyph.middle) - 1
            if 0 <= row < len(fields) and 0 <= column < len(xs) - 1:
                fields[row][column].glyphs.append(glyph)
            else:
                outside.append(glyph)
        return outside


def lattices_of(page: Page, budget: Budget) -> tuple[list[Lattice], list[Glyph]]:
    """Return the ruled tables of a page from top to bottom, each with its glyphs, and the glyphs outside them.

    Raises Unreadable for grids beyond the limit.
    """
    if len(page.horizontal) < 2 or len(page.vertical) < 2:
        return [], page.glyphs
    horizontal, vertical = _joined(page.horizontal), _joined(page.vertical)
    found = []
    for rows, columns in _connected(horizontal, vertical, budget):
        lattice = _lattice(rows, columns, budget)
        if lattice is not None:
            found.append(lattice)
    found.sort(key=lambda lattice: (lattice.top, lattice.xs[0]))
    outside = page.glyphs
    for lattice in found:
        outside = lattice.taken(outside)
    return found, outside


def _joined(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Return strokes with those on one line made one wherever they meet or nearly meet."""
    lines: list[list[Stroke]] = []
    for stroke in sorted(strokes, key=lambda s: s.at):
        if lines and stroke.at - lines[-1][-1].at <= _NEAR and stroke.at - lines[-1][0].at <= 2 * _NEAR:
            lines[-1].append(stroke)
        else:
            lines.append([stroke])
    joined = []
    for line in lines:
        at = sum(s.at for s in line) / len(line)
        line.sort(key=lambda s: s.low)
        low, high = line[0].low, line[0].high
        for stroke in line[1:]:
            if stroke.low <= high + _NEAR:
                high = max(high, stroke.high)
            else:
                joined.append(Stroke(at, low, high))
                low, high = stroke.low, stroke.high
        joined.append(Stroke(at, low, high))
    return joined


def _connected(
    horizontal: list[Stroke], vertical: list[Stroke], budget: Budget
) -> list[tuple[list[Stroke], list[Stroke]]]:
    """Return the groups of lines that cross or touch one another, each as its horizontal and its vertical lines."""
    group = list(range(len(horizontal) + len(vertical)))

    def root(k: int) -> int:
        while group[k] != k:
            group[k] = group[group[k]]
            k = group[k]
        return k

    for i, row in enumerate(horizontal):
        budget.ensure_time()
        for j, column in enumerate(vertical, len(horizontal)):
            if column.low - _NEAR <= row.at <= column.high + _NEAR and row.low - _NEAR <= column.at <= row.high + _NEAR:
                group[root(j)] = root(i)
    groups: dict[int, tuple[list[Stroke], list[Stroke]]] = {}
    for i, row in enumerate(horizontal):
        groups.setdefault(root(i), ([], []))[0].append(row)
    for j, column in enumerate(vertical, len(horizontal)):
        groups.setdefault(root(j), ([], []))[1].append(column)
    return [lines for lines in groups.values() if len(lines[0]) >= 2 and len(lines[1]) >= 2]


def _lattice(horizontal: list[Stroke], vertical: list[Stroke], budget: Budget) -> Lattice | None:
    ys, xs = _positions(horizontal), _positions(vertical)
    budget.ensure("cells", len(ys) * len(xs))  # as many fields are made before any cell is written
    if len(ys) < 2 or len(xs) < 2:
        return None
    above = _walls(horizontal, ys, xs)  # above[k][column]: a line at ys[k] over that column
    beside = _walls(vertical, xs, ys)  # beside[k][row]: a line at xs[k] beside that row
    rows, columns = len(ys) - 1, len(xs) - 1
    cells: list[LatticeCell] = []
    fields: list[list[LatticeCell | None]] = [[None] * columns for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if fields[row][column] is not None:
                continue
            cell = LatticeCell(row, column)
            while column + cell.width < columns and not beside[column + cell.width][row]:
                if fields[row][column + cell.width] is not None:
                    break
                cell.width += 1
            while row + cell.height < rows and not any(
                above[row + cell.height][k] for k in range(column, column + cell.width)
            ):
                cell.height += 1
            for y in range(row, row + cell.height):
                for x in range(column, column + cell.width):
                    fields[y][x] = cell
            cells.append(cell)
    return Lattice(xs, ys, fields, cells)  # type: ignore[arg-type]  # every field has been given its cell


def _positions(strokes: list[Stroke]) -> list[float]:
    places: list[float] = []
    for stroke in sorted(strokes, key=lambda s: s.at):
        if not places or stroke.at - places[-1] > _NEAR:
            places.append(stroke.at)
    return places


def _walls(strokes: list[Stroke], places: list[float], across: list[float]) -> list[list[bool]]:
    """Return for every place whether each field across is walled there."""
    walls = [[False] * (len(across) - 1) for _ in places]
    for stroke in strokes:
        k = min(range(len(places)), key=lambda i: abs(places[i] - stroke.at))
        for field_number, (low, high) in enumerate(pairwise(across)):
            if min(high, stroke.high) - max(low, stroke.low) > _COVER * (high - low):
                walls[k][field_number] = True
    return walls
