"""Tables without ruling lines: columns from the white between them, rows from the distances between lines.

Figures line up in columns that nothing crosses, and a label broken over lines stands closer together than two rows do. Where either
fails to hold, there is no table to be had from the page, and the lines are given up rather than guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from gouji.ingest.fold import fold
from gouji.ingest.page import Glyph
from gouji.ingest.rows import Row
from gouji.ingest.titles import is_beside, is_note

_PIECE_GAP = 0.7  # ems of white that divide two cells of a line
_FIGURE_GAP = 0.12  # ems of white that end a figure: Excel leaves 0.18 between cells, digits stand within 0.02
_RIVER = 0.12  # ems of white that must run down the whole table between two columns
_FIGURE = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}")
_TITLE = re.compile(r"[^。，;]{2,40}表(?:\(.{1,12}\))?")
_BESIDE = 2.0  # ems between headings of one column on two lines, one centred, one not
_LEADING = 1.45  # ems: lines of one cell stand nearer, two rows of a table further apart
_LEAST_ROWS = 3  # rows with figures
_LEAST_COLUMNS = 2
_STRAY = (
    0.1  # share of the pieces of a column that may be of the other kind, figures among words or words among figures
)


@dataclass(slots=True)
class Columns:
    """One table as rows of cells of glyphs."""

    top: float
    cells: list[list[list[Glyph]]]

    def rows(self) -> list[list[list[Glyph]]]:
        """Return the glyphs of every cell in reading order."""
        return self.cells


@dataclass(slots=True)
class _Piece:
    x0: float
    x1: float
    glyphs: list[Glyph]

    @property
    def text(self) -> str:
        return "".join(g.text for g in self.glyphs)


def regions_of(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the runs of lines of a page that look like the rows of a table: cells with white between them, amounts among these."""
    regions: list[list[Row]] = []
    under: list[Row] = []
    titled = False  # a title or the unit stands just above

    def close() -> None:
        while under and len(_pieces(under[-1])) < _LEAST_COLUMNS and not _AMOUNT.search(under[-1].text):
            under.pop()
        figures = sum(any(_AMOUNT.fullmatch(p.text) for p in _pieces(row)) for row in under)
        if figures >= (1 if titled else _LEAST_ROWS):
            regions.append(list(under))
        under.clear()

    for k, row in enumerate(rows):
        text = fold(row.text)
        title = is_beside(text) or _TITLE.fullmatch(text) is not None
        if title or is_note(text) or row.is_prose or (not under and _is_single(rows, k)):
            close()
            titled = title
        else:
            under.append(row)
    close()
    return regions


def _is_single(rows: Sequence[Row], k: int) -> bool:
    """Whether a line is one piece, and no upper line of a header: the line close below is one piece too."""
    if len(_pieces(rows[k])) >= _LEAST_COLUMNS:
        return False
    below = rows[k + 1 : k + 2]
    near = bool(below) and below[0].middle - rows[k].middle < _LEADING * rows[k].em
    return not near or len(_pieces(below[0])) < _LEAST_COLUMNS


def columns_of(region: Sequence[Row]) -> Columns | None:
    """Return the table of a region, or None where its columns or rows are not plain."""
    lines = [(row.middle, _pieces(row)) for row in region]
    first = next(k for k, (_, pieces) in enumerate(lines) if any(_AMOUNT.fullmatch(p.text) for p in pieces))
    em = median(row.em for row in region)
    body = [p for _, pieces in lines[first:] for p in pieces]
    columns = _headed(_without_lone(_rivers(body, em), body, lines[:first]), lines[:first], em)
    if len(columns) < _LEAST_COLUMNS:
        return None
    near = _LEADING * em if any(b - a >= _LEADING * em for a, b in pairwise(y for y, _ in lines)) else 0.0
    cells: list[list[list[Glyph]]] = []
    last = None
    for y, pieces in lines:
        if last is None or y - last >= near:
            cells.append([[] for _ in columns])
        for piece in pieces:
            k = _column(piece, columns)
            if k is None:
                return None
            cell = cells[-1][k]
            if cell and _AMOUNT.fullmatch(piece.text):
                return None  # two rows so near each other that nothing tells them from one
            cell += piece.glyphs
        last = y
    return Columns(region[0].middle, cells) if _plain(cells[_body(cells) :]) else None


def _pieces(row: Row) -> list[_Piece]:
    pieces = [_Piece(row.glyphs[0].x0, row.glyphs[0].x1, [row.glyphs[0]])]
    for before, glyph in pairwise(row.glyphs):
        gap = glyph.x0 - before.x1
        if gap > _PIECE_GAP * row.em or (gap > _FIGURE_GAP * row.em and _AMOUNT.fullmatch(pieces[-1].text)):
            pieces.append(_Piece(glyph.x0, glyph.x1, [glyph]))
        else:
            pieces[-1].glyphs.append(glyph)
            pieces[-1].x1 = glyph.x1
    return pieces


def _rivers(pieces: Sequence[_Piece], em: float) -> list[tuple[float, float]]:
    """Return the bands of x that the pieces fill, divided by white that none of them crosses."""
    bands: list[tuple[float, float]] = []
    for piece in sorted(pieces, key=lambda p: p.x0):
        if bands and piece.x0 - bands[-1][1] < _RIVER * em:
            bands[-1] = bands[-1][0], max(bands[-1][1], piece.x1)
        else:
            bands.append((piece.x0, piece.x1))
    return bands


def _without_lone(
    bands: Sequence[tuple[float, float]], body: Sequence[_Piece], header: Sequence[tuple[float, list[_Piece]]]
) -> list[tuple[float, float]]:
    """Return the bands without those of one word that no heading stands over: 合计 in the middle of merged cells."""
    headings = _of_columns(header)

    def lone(band: tuple[float, float]) -> bool:
        inside = [p for p in body if _over(p, band)]
        return len(inside) == 1 and not _FIGURE.fullmatch(inside[0].text) and not any(_over(p, band) for p in headings)

    return [band for band in bands if not lone(band)]


def _headed(
    columns: list[tuple[float, float]], header: Sequence[tuple[float, list[_Piece]]], em: float
) -> list[tuple[float, float]]:
    """Return the columns widened over the headings beside them, and one of its own for every heading more.

    Headings set at the left over figures set at the right touch nothing below them. The last one before a column that no other
    heading of its lines stands over is that column's; the others head columns that are blank all the way down.
    """
    columns = _widened(sorted(columns), header)
    over = [{line for line, (_, pieces) in enumerate(header) if any(_over(p, c) for p in pieces)} for c in columns]
    heads = _heads(columns, header, em)
    for k, (low, high) in enumerate(columns):
        left = columns[k - 1][1] if k else 0.0
        before = [h for h in heads if h.x1 <= low and h.x0 >= left]
        if before and not before[-1].lines & over[k]:
            heads.remove(before[-1])
            columns[k] = before[-1].x0, high
    return sorted([*columns, *((h.x0, h.x1) for h in heads)])


def _of_columns(header: Sequence[tuple[float, list[_Piece]]]) -> list[_Piece]:
    """Return the headings of single columns: those on the lines with most of them."""
    most = max((len(pieces) for _, pieces in header), default=0)
    return [p for _, pieces in header if 2 * len(pieces) > most for p in pieces]


def _widened(
    columns: Sequence[tuple[float, float]], header: Sequence[tuple[float, list[_Piece]]]
) -> list[tuple[float, float]]:
    """Return the columns as wide as the headings over them alone; those of groups of columns say nothing."""
    wide = list(columns)
    for piece in _of_columns(header):
        under = [k for k, column in enumerate(columns) if _over(piece, column)]
        if len(under) == 1:
            low, high = wide[under[0]]
            wide[under[0]] = min(low, piece.x0), max(high, piece.x1)
    return wide


@dataclass(slots=True)
class _Head:
    """The headings of one column that stand beside all columns found, from the lines of the header they are on."""

    x0: float
    x1: float
    lines: set[int]


def _heads(
    columns: Sequence[tuple[float, float]], header: Sequence[tuple[float, list[_Piece]]], em: float
) -> list[_Head]:
    """Return the headings over no column, those of several lines that stand together as one."""
    loose = [
        (p.x0, p.x1, line)
        for line, (_, pieces) in enumerate(header)
        for p in pieces
        if not any(_over(p, c) for c in columns)
    ]
    heads: list[_Head] = []
    for x0, x1, line in sorted(loose):
        last = heads[-1] if heads else None
        if last is not None and line not in last.lines and x0 - last.x1 < _BESIDE * em:
            last.x1 = max(last.x1, x1)
            last.lines.add(line)
        else:
            heads.append(_Head(x0, x1, {line}))
    return heads


def _over(piece: _Piece, column: tuple[float, float]) -> bool:
    return piece.x0 < column[1] and piece.x1 > column[0]


def _column(piece: _Piece, columns: Sequence[tuple[float, float]]) -> int | None:
    """Return the first column a piece reaches into, else the last that begins left of it, where its merged cell does."""
    reached = (k for k, column in enumerate(columns) if _over(piece, column))
    before = (k for k in range(len(columns) - 1, -1, -1) if columns[k][0] <= piece.x0)
    return next(reached, next(before, None))


def _body(cells: Sequence[Sequence[Sequence[Glyph]]]) -> int:
    return next(
        k for k, row in enumerate(cells) if any(_AMOUNT.fullmatch("".join(g.text for g in cell)) for cell in row)
    )


def _plain(cells: Sequence[Sequence[Sequence[Glyph]]]) -> bool:
    """Whether every column holds figures or words, not both: two cells in one, or a column run into the next, show here."""
    for column in zip(*cells, strict=True):
        texts = ["".join(g.text for g in cell) for cell in column if cell]
        figures = sum(_FIGURE.fullmatch(text) is not None for text in texts)
        if min(figures, len(texts) - figures) > max(1, _STRAY * len(texts)):
            return False
    return True
