"""Pages to one text in reading order: lines, paragraphs that go on over lines and pages, tables that go on over pages.

The reading order is that of the eye (from top to bottom, from left to right), never that in which a producer drew the characters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from gouji.ingest.columns import Columns, columns_of, regions_of
from gouji.ingest.lattice import Lattice, lattices_of
from gouji.ingest.limits import Budget
from gouji.ingest.page import Page
from gouji.ingest.page_writer import PageWriter
from gouji.ingest.read import Read
from gouji.ingest.rows import Row, rows_of

_LONG = 0.5  # of the page's width: lines that tell the margins
_EDGE = 0.09  # of the page's height: where page numbers and running headers stand
_REPEATS = 3  # pages on which a running header stands at least
_PAGE_NUMBER = re.compile(r"[—\-–―·.\s]*\d{1,4}[—\-–―·.\s]*|第?\d{1,4}页?(?:[,，/]?共?\d{1,4}页?)?")
_DIGITS = re.compile(r"\d+")


def text_of(pages: Sequence[Page], budget: Budget, notices: Iterable[str] = ()) -> Read:
    """Return the text of the pages. Raises Unreadable where a limit is exceeded."""
    writer = PageWriter(budget)
    bodies = []
    for number, page in enumerate(pages):
        budget.ensure_time()
        lattices, outside = lattices_of(page, budget)
        bodies.append((lattices, rows_of(outside, number)))
    furniture = _furniture(pages, [rows for _, rows in bodies])
    margins = _margins(pages, [rows for _, rows in bodies])
    placed: list[int] = []
    given_up: list[int] = []
    for number, (lattices, rows) in enumerate(bodies):
        writer.begin_page(number + 1)
        rows = [r for r in rows if id(r) not in furniture]
        parts: list[Row | Lattice | Columns] = [*lattices]
        taken: set[int] = set()
        for region in regions_of(rows):
            table = columns_of(region)
            taken |= {id(row) for row in region}
            (placed if table else given_up).append(number + 1)
            parts += [table] if table else []
        parts += [r for r in rows if id(r) not in taken]
        parts.sort(key=lambda part: part.middle if isinstance(part, Row) else part.top)
        for part in parts:
            if isinstance(part, Row):
                writer.line(part, margins[_size(pages[number])])
            else:
                writer.table(part.rows(), guessed=isinstance(part, Columns))
    said = (
        (placed, "有没有框线的表，按数字的位置分列；请对照原文件看这些表的核对结果"),
        (given_up, "有没有框线的表，分不清行列，没有核对；请给出有框线的文件，或用 --tables 给出 Excel 报表"),
    )
    told = [
        f"{budget.name}：第 {'、'.join(map(str, dict.fromkeys(where)))} 页{what}。" for where, what in said if where
    ]
    text, layout = writer.finished([page.frame for page in pages])
    return Read(text, layout, (*notices, *told), guessed=frozenset(writer.guessed))


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
