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
_RIVER = 0.25  # ems of white that must run down the whole table between two columns
_FIGURE = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}")
_TITLE = re.compile(r"[^。，;]{2,40}表(?:\(.{1,12}\))?")
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
    columns = _rivers([p for _, pieces in lines[first:] for p in pieces], em)
    for _, pieces in lines[:first]:
        for piece in pieces:
            if not any(piece.x0 < high and piece.x1 > low for low, high in columns):
                columns.append((piece.x0, piece.x1))
    columns.sort()
    if len(columns) < _LEAST_COLUMNS:
        return None
    near = _LEADING * em if any(b - a >= _LEADING * em for a, b in pairwise(y for y, _ in lines)) else 0.0
    cells: list[list[list[Glyph]]] = []
    last = None
    for y, pieces in lines:
        if last is None or y - last >= near:
            cells.append([[] for _ in columns])
        for piece in pieces:
            cell = cells[-1][_column(piece, columns)]
            if cell and _AMOUNT.fullmatch(piece.text):
                return None  # two rows so near each other that nothing tells them from one
            cell += piece.glyphs
        last = y
    return Columns(region[0].middle, cells) if _plain(cells[_body(cells) :]) else None


def _pieces(row: Row) -> list[_Piece]:
    pieces = [_Piece(row.glyphs[0].x0, row.glyphs[0].x1, [row.glyphs[0]])]
    for before, glyph in pairwise(row.glyphs):
        if glyph.x0 - before.x1 > _PIECE_GAP * row.em:
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


def _column(piece: _Piece, columns: Sequence[tuple[float, float]]) -> int:
    """Return the first column a piece reaches into."""
    return next(k for k, (low, high) in enumerate(columns) if piece.x0 < high and piece.x1 > low)


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
