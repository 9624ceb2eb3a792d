"""The text of pages under construction: paragraphs over lines, tables over pages, and the place of each character."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from gouji.ingest.fold import fold
from gouji.ingest.headings import numbering_of
from gouji.ingest.limits import Budget
from gouji.ingest.page import Glyph
from gouji.ingest.rows import COLUMN_GAP, Row
from gouji.ingest.titles import is_beside, loose_evidence
from gouji.model.layout import Frame, PageLayout

_WORD_GAP = 0.25  # of the em, between Latin letters or digits
_FULL = 2.0  # ems that a full line may end before the margin: a stop hangs, or a word did not fit
_SLACK = 1.0  # ems by which the margin seen may lie beyond the margin set: stops hang over it
_INDENT = 1.0  # ems from the margin at which a paragraph begins
_HEADER_ROWS = 5
_ROW_PIECES = 3  # so many pieces with white between them
_STOPS = "。！？；：:;!?"
_PART = 2  # 第一部分 and 一、 begin a line of their own wherever they stand
_BULLETS = "*•·●■◆▪"
_OPENERS = "（〔《“‘【"
_CLOSERS = "）〕》”’】，。；：、！？％"
_NOWHERE = (0.0, 0.0, 0.0, 0.0)
_KEY = re.compile(r"\d{2,7}(?![\d,.])|\d{1,2}[、.]|[一二三四五六七八九十]+、|[（(]")
_FIGURE = re.compile(r"-?[\d,]+\.\d+")
_TOTALS = ("合计", "总计", "小计")


@dataclass(slots=True)
class Cell:
    """One cell of a table, with the page it begins on."""

    glyphs: list[Glyph]
    page: int

    @property
    def text(self) -> str:
        return "".join(g.text for g in self.glyphs)


class PageWriter:
    """Builds the text and the box of each of its characters."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._pieces: list[str] = []
        self._boxes = array("f")
        self._pages = array("I")
        self._page = 0
        self._last: Row | None = None  # the line before, where the next one may go on
        self._table: list[list[Cell]] = []  # the rows of the table under way, which the next page may carry on
        self._guessed = False  # its columns were told by the white between them
        self.guessed: list[int] = []  # where the rows of such tables begin
        self._fresh = False  # nothing but furniture was met on this page yet

    def begin_page(self, number: int) -> None:
        """Begin a page; pages count from 1."""
        self._page = number
        self._fresh = True

    def line(self, row: Row, margins: tuple[float, float]) -> None:
        """Add a line of text. `margins` are the left and the right one of the prose on pages like this."""
        self._close_table()
        if self._last is not None and _goes_on(self._last, row, margins):
            if apart(self._last.glyphs[-1], row.glyphs[0], 0.0):
                self._put(" ")
        else:
            self._end()
        if row.columns() >= _ROW_PIECES and not loose_evidence(fold(row.text)):
            self._cells(row)
        else:
            self._glyphs(row.glyphs, self._page)
        self._last, self._fresh = row, False

    def _cells(self, row: Row) -> None:
        """Write a line with so much white in it that it is the row of some table, not prose."""
        start = 0
        for k in range(1, len(row.glyphs) + 1):
            if k == len(row.glyphs) or row.glyphs[k].x0 - row.glyphs[k - 1].x1 > COLUMN_GAP * row.em:
                if start:
                    self._put("\t")
                self._glyphs(row.glyphs[start:k], self._page)
                start = k

    def table(self, rows: Sequence[Sequence[Sequence[Glyph]]], *, guessed: bool = False) -> None:
        """Add a table; one at the top of a page with as many columns as that at the foot of the page before goes on with it."""
        self._budget.take_cells(len(rows) * len(rows[0]))
        new = [[Cell(list(glyphs), self._page) for glyphs in row] for row in rows]
        if self._fresh and self._table and len(self._table[0]) == len(new[0]):
            skip = 0
            while skip < min(len(new), len(self._table), _HEADER_ROWS) and _texts(new[skip]) == _texts(
                self._table[skip]
            ):
                skip += 1
            new = new[skip:]
            if new and _is_rest(self._table[-1], new[0]):
                for cell, rest in zip(self._table[-1], new.pop(0), strict=True):
                    cell.glyphs += rest.glyphs
        else:
            self._close_table()
        self._guessed = guessed or (self._guessed and bool(self._table))
        self._table += new
        self._last, self._fresh = None, False

    def _close_table(self) -> None:
        """Write the table under way, blank lines around it."""
        if not self._table:
            return
        self._end()
        for row in self._table:
            self._put("\n")
            if self._guessed:
                self.guessed.append(len(self._pages))
            for column, cell in enumerate(row):
                if column:
                    self._put("\t")
                self._glyphs(cell.glyphs, cell.page)
        self._put("\n")
        self._table, self._last = [], None

    def _glyphs(self, glyphs: Sequence[Glyph], page: int) -> None:
        boxes: list[float] = []
        before = None
        for glyph in glyphs:
            if before is not None and apart(before, glyph, _WORD_GAP):
                self._pieces.append(" ")
                boxes += _NOWHERE
            self._pieces.append(glyph.text)
            boxes += glyph.box * len(glyph.text)
            before = glyph
        self._boxes.extend(boxes)
        self._pages.extend([page] * (len(boxes) // 4))

    def _end(self) -> None:
        if self._pieces:
            self._put("\n")

    def _put(self, mark: str) -> None:
        self._pieces.append(mark)
        self._boxes.extend(_NOWHERE)
        self._pages.append(self._page)

    def finished(self, frames: Sequence[Frame | None] = ()) -> tuple[str, PageLayout]:
        """Return the text and where its characters stand."""
        self._close_table()
        self._end()
        return "".join(self._pieces), PageLayout(self._pages, self._boxes, tuple(frames))


def _texts(row: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in row]


def _is_rest(above: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """Whether a row at the top of a page is what did not fit of the last row of the page before.

    That row has a key (a code, 一、) and this one has none in the same place. What it holds goes on from what is filled above, or
    it is the figures of a row that has none.
    """
    pairs = [(before.text, cell.text) for before, cell in zip(above, row, strict=True)]
    keyed = [text for before, text in pairs if _KEY.match(before)]
    filled = [(before, text) for before, text in pairs if text]
    if not keyed or not filled or any(_KEY.match(text) for text in keyed):
        return False
    figures = any(_FIGURE.fullmatch(before) for before, _ in pairs)
    return all(text not in _TOTALS if before else _FIGURE.fullmatch(text) and not figures for before, text in filled)


def _goes_on(last: Row, row: Row, margins: tuple[float, float]) -> bool:
    """Whether `row` is the wrapped rest of the paragraph that ran up to `last`."""
    left, right = margins
    if last.columns() > 2 or row.columns() > 2 or abs(row.em - last.em) > 0.2 * last.em or row.text[0] in _BULLETS:
        return False
    numbering = numbering_of(fold(row.text))
    if numbering is not None and (numbering.level <= _PART or last.glyphs[-1].text in _STOPS):
        return False
    if is_beside(fold(last.text)) and is_beside(fold(row.text)):
        return False  # 单位：万元 at the right, 部门：… at the left below it
    if last.glyphs[-1].text in _STOPS and row.x0 > left + _INDENT * row.em:
        return False
    if last.x1 + max(_FULL * last.em, _first_word(row) + _SLACK * row.em) < right:
        return False
    if row.x0 > left + _INDENT * row.em:
        # a title over two lines is centred on both
        middle = (left + right) / 2
        return all(abs((r.x0 + r.x1) / 2 - middle) < r.em and r.x0 > left + _INDENT * r.em for r in (last, row))
    return True


def _first_word(row: Row) -> float:
    """Return the width of what no line break may divide at the start of a line: figures, brackets, one character, its stops."""
    seen = False
    for glyph in row.glyphs:
        bound = glyph.text.isascii() or glyph.text in (_CLOSERS if seen else _OPENERS)
        if not bound and seen:
            return glyph.x0 - row.x0
        seen = seen or not bound
    return row.x1 - row.x0


def apart(left: Glyph, right: Glyph, least: float) -> bool:
    """Whether white space stands between two glyphs of a line: across a column gap, or between figures and Latin words."""
    gap = right.x0 - left.x1
    if gap <= least * right.em:
        return False
    before, after = left.text[-1:], right.text[:1]
    return gap > COLUMN_GAP * right.em or (
        before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    )
