"""Pages to one text in reading order: lines, paragraphs that go on over lines and pages, tables that go on over pages.

The reading order is that of the eye (from top to bottom, from left to right), never that in which a producer drew the characters.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

from gouji.ingest.columns import Columns, columns_of, regions_of
from gouji.ingest.fold import fold
from gouji.ingest.headings import numbering_of
from gouji.ingest.lattice import Lattice, lattices_of
from gouji.ingest.limits import Budget
from gouji.ingest.page import Glyph, Page
from gouji.ingest.read import Read
from gouji.ingest.rows import COLUMN_GAP, Row, rows_of
from gouji.ingest.titles import loose_evidence
from gouji.model.layout import PageLayout

_WORD_GAP = 0.25  # of the em, between Latin letters or digits
_FULL = 2.0  # ems that a full line may end before the margin: a stop hangs, or a word did not fit
_SLACK = 1.0  # ems by which the margin seen may lie beyond the margin set: stops hang over it
_INDENT = 1.0  # ems from the margin at which a paragraph begins
_LONG = 0.5  # of the page's width: lines that tell the margins
_EDGE = 0.09  # of the page's height: where page numbers and running headers stand
_REPEATS = 3  # pages on which a running header stands at least
_ROW_PIECES = 3  # so many pieces with white between them
_HEADER_ROWS = 5
_STOPS = "。！？；：:;!?"
_OPENERS = "（〔《“‘【"
_CLOSERS = "）〕》”’】，。；：、！？％"
_PAGE_NUMBER = re.compile(r"[—\-–―·.\s]*\d{1,4}[—\-–―·.\s]*|第?\d{1,4}页?(?:[,，/]?共?\d{1,4}页?)?")
_DIGITS = re.compile(r"\d+")


def text_of(pages: Sequence[Page], budget: Budget, notices: Iterable[str] = ()) -> Read:
    """Return the text of the pages. Raises Unreadable where a limit is exceeded."""
    writer = _Writer(budget)
    bodies = []
    for number, page in enumerate(pages):
        budget.ensure_time()
        lattices = lattices_of(page)
        inside = {id(g) for lattice in lattices for cell in lattice.cells for g in cell.glyphs}
        bodies.append((lattices, rows_of((g for g in page.glyphs if id(g) not in inside), number)))
    furniture = _furniture(pages, [rows for _, rows in bodies])
    margins = _margins(pages, [rows for _, rows in bodies])
    placed: list[int] = []
    given_up: list[int] = []
    for number, (lattices, rows) in enumerate(bodies):
        writer.begin_page()
        rows = [r for r in rows if id(r) not in furniture]
        parts: list[Row | Lattice | Columns] = [*lattices]
        for region in regions_of(rows):
            table = columns_of(region)
            rows = [r for r in rows if not any(r is x for x in region)]
            (placed if table else given_up).append(number + 1)
            parts += [table] if table else []
        parts += rows
        parts.sort(key=lambda part: part.middle if isinstance(part, Row) else part.top)
        for part in parts:
            if isinstance(part, Row):
                writer.line(part, margins[_size(pages[number])])
            else:
                writer.table(part.rows())
    said = (
        (placed, "有没有框线的表，按数字的位置分列；请对照原文件看这些表的核对结果"),
        (given_up, "有没有框线的表，分不清行列，没有核对；请给出有框线的文件，或用 --tables 给出 Excel 报表"),
    )
    told = [
        f"{budget.name}：第 {'、'.join(map(str, dict.fromkeys(where)))} 页{what}。" for where, what in said if where
    ]
    return writer.read((*notices, *told))


def _size(page: Page) -> tuple[int, int]:
    return round(page.width), round(page.height)


def _furniture(pages: Sequence[Page], bodies: Sequence[list[Row]]) -> set[int]:
    """Return the ids of lines that belong to the page: its number, and headers and footers that other pages have too."""
    edges = []
    for page, rows in zip(pages, bodies, strict=True):
        for row in rows:
            if row.middle < _EDGE * page.height or row.middle > (1 - _EDGE) * page.height:
                edges.append((row, _DIGITS.sub("0", row.text)))
    often = Counter(shape for _, shape in edges)
    return {
        id(row)
        for row, shape in edges
        if _PAGE_NUMBER.fullmatch(row.text) or (often[shape] >= _REPEATS and 2 * often[shape] >= len(pages))
    }


def _margins(pages: Sequence[Page], bodies: Sequence[list[Row]]) -> dict[tuple[int, int], tuple[float, float]]:
    """Return for each size of page the left and right margin of its prose."""
    found: dict[tuple[int, int], list[Row]] = {_size(page): [] for page in pages}
    for page, rows in zip(pages, bodies, strict=True):
        found[_size(page)] += [r for r in rows if r.x1 - r.x0 > _LONG * page.width]
    margins = {}
    for size, rows in found.items():
        lefts, rights = sorted(r.x0 for r in rows), sorted(r.x1 for r in rows)
        margins[size] = (lefts[len(lefts) // 20], rights[-1 - len(rights) // 20]) if rows else (0.0, float(size[0]))
    return margins


class _Writer:
    """Builds the text and the box of each of its characters."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._pieces: list[str] = []
        self._boxes = array("f")
        self._length = 0
        self._page_starts: list[int] = []
        self._last: Row | None = None  # the line before, where the next one may go on
        self._table: list[list[str]] | None = None  # the rows of the table before, where the next page may go on
        self._fresh = False  # nothing but furniture was met on this page yet

    def begin_page(self) -> None:
        self._page_starts.append(self._length)
        self._fresh = True

    def line(self, row: Row, margins: tuple[float, float]) -> None:
        if self._last is not None and self._goes_on(self._last, row, margins):
            if _apart(self._last.glyphs[-1], row.glyphs[0], 0.0):
                self._put(" ")
        else:
            self._end()
            if self._table is not None:
                self._end()
        if row.columns() >= _ROW_PIECES and not loose_evidence(fold(row.text)):
            self._cells(row)
        else:
            self._glyphs(row.glyphs)
        self._last, self._table, self._fresh = row, None, False

    def _cells(self, row: Row) -> None:
        """Write a line with so much white in it that it is the row of some table, not prose."""
        start = 0
        for k in range(1, len(row.glyphs) + 1):
            if k == len(row.glyphs) or row.glyphs[k].x0 - row.glyphs[k - 1].x1 > COLUMN_GAP * row.em:
                if start:
                    self._put("\t")
                self._glyphs(row.glyphs[start:k])
                start = k

    @staticmethod
    def _goes_on(last: Row, row: Row, margins: tuple[float, float]) -> bool:
        """Whether `row` is the wrapped rest of the paragraph that ran up to `last`."""
        left, right = margins
        if last.columns() > 2 or row.columns() > 2 or abs(row.em - last.em) > 0.2 * last.em:
            return False
        if last.glyphs[-1].text in _STOPS and (row.x0 > left + _INDENT * row.em or numbering_of(row.text) is not None):
            return False
        if last.x1 + max(_FULL * last.em, _first_word(row) + _SLACK * row.em) < right:
            return False
        if row.x0 > left + _INDENT * row.em:
            # a title over two lines is centred on both
            middle = (left + right) / 2
            return all(abs((r.x0 + r.x1) / 2 - middle) < r.em and r.x0 > left + _INDENT * r.em for r in (last, row))
        return True

    def table(self, rows: Sequence[Sequence[Sequence[Glyph]]]) -> None:
        texts = [["".join(g.text for g in cell) for cell in row] for row in rows]
        self._budget.take_cells(len(rows) * len(rows[0]))
        before = self._table if self._fresh and self._table and len(self._table[0]) == len(texts[0]) else None
        skip = 0
        if before is not None:
            while skip < min(len(texts), len(before), _HEADER_ROWS) and texts[skip] == before[skip]:
                skip += 1
        else:
            self._end()
            self._put("\n")
        for row in rows[skip:]:
            self._end()
            for column, cell in enumerate(row):
                if column:
                    self._put("\t")
                self._glyphs(cell)
        self._table = before + texts[skip:] if before is not None else texts
        self._last, self._fresh = None, False

    def _glyphs(self, glyphs: Sequence[Glyph]) -> None:
        for k, glyph in enumerate(glyphs):
            if k and _apart(glyphs[k - 1], glyph, _WORD_GAP):
                self._put(" ")
            self._pieces.append(glyph.text)
            self._length += len(glyph.text)
            for _ in glyph.text:
                self._boxes.extend(glyph.box)

    def _end(self) -> None:
        if self._length:
            self._put("\n")

    def _put(self, mark: str) -> None:
        self._pieces.append(mark)
        self._length += 1
        self._boxes.extend((0.0, 0.0, 0.0, 0.0))

    def read(self, notices: tuple[str, ...]) -> Read:
        self._end()
        return Read("".join(self._pieces), PageLayout(tuple(self._page_starts), self._boxes), notices)


def _first_word(row: Row) -> float:
    """Return the width of what no line break may divide at the start of a line: figures, brackets, one character, its stops."""
    seen = False
    for glyph in row.glyphs:
        bound = glyph.text.isascii() or glyph.text in (_CLOSERS if seen else _OPENERS)
        if not bound and seen:
            return glyph.x0 - row.x0
        seen = seen or not bound
    return row.x1 - row.x0


def _apart(left: Glyph, right: Glyph, least: float) -> bool:
    """Whether white space stands between two glyphs of a line: between figures and Latin words, or across a column gap."""
    gap = right.x0 - left.x1
    if gap > COLUMN_GAP * right.em:
        return True
    return (
        gap > least * right.em
        and left.text[-1:].isascii()
        and right.text[:1].isascii()
        and (left.text[-1:].isalnum() and right.text[:1].isalnum())
    )
