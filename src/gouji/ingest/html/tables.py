"""Tables of a page: which hold data and which only lay out the page, and the rows of the former."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gouji.ingest.attributes import number_of
from gouji.ingest.limits import Budget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
SKIPPED = frozenset(
    ("script", "style", "head", "nav", "footer", "noscript", "template", "iframe", "select", "textarea", "button", "svg", "object",
     "audio", "video", "canvas", "dialog", "del", "-comment")
)  # fmt: skip
BLOCKS = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "section", "article", "main", "header",
     "aside", "blockquote", "pre", "form", "fieldset", "figure", "figcaption", "address", "center", "table", "caption", "thead",
     "tbody", "tfoot", "tr", "td", "th", "hr", "details", "summary", "body")
)  # fmt: skip
_WIDEST = 1000  # columns one cell may cover, as browsers have it
_TALLEST = 65_534
# A table of few cells, one of which holds paragraphs or much text, frames the page: forms have many cells, of few words each.
_FEW_CELLS = 6
_LONG_CELL = 300
_MANY_BLOCKS = 4


def is_hidden(node: LexborNode) -> bool:
    """Whether an element is never shown."""
    attributes = node.attributes
    return bool(attributes) and ("hidden" in attributes or bool(HIDDEN.search(attributes.get("style") or "")))


def frames_of(body: LexborNode) -> set[int]:
    """Return the tables that hold other tables, by the node's identity; found in one walk, however deep they nest."""
    frames: set[int] = set()
    if body.css_first("table table") is None:
        return frames
    inside: list[int] = []
    stack: list[LexborNode | None] = [body]
    while stack:
        node = stack.pop()
        if node is None:  # the end of the innermost table
            inside.pop()
            continue
        if node.next is not None and node.mem_id != body.mem_id:
            stack.append(node.next)
        if node.tag == "table":
            frames.update(inside[-1:])
            inside.append(node.mem_id)
            stack.append(None)
        if node.child is not None:
            stack.append(node.child)
    return frames


def is_data(table: LexborNode, frames: set[int]) -> bool:
    """Whether a table is one of figures, not a frame around the page or a part of it."""
    if table.mem_id in frames or (table.attributes.get("role") or "") in ("presentation", "none"):
        return False
    rows = [list(_cells(row)) for row in table.css("tr")]
    if not any(len(row) > 1 for row in rows):
        return False
    cells = [cell for row in rows for cell in row]
    return len(cells) > _FEW_CELLS or not any(_is_page(cell) for cell in cells)


def _is_page(cell: LexborNode) -> bool:
    blocks = sum(child.tag in BLOCKS for child in cell.iter(include_text=False))
    return blocks >= _MANY_BLOCKS or len(cell.text(deep=True)) > _LONG_CELL


def rows_of(table: LexborNode, budget: Budget) -> Iterator[list[str]]:
    """Yield the rows of a table, a cell standing once and blanks where it covers more."""
    covered: dict[int, int] = {}  # column → rows still covered from above
    for line in table.css("tr"):
        if is_hidden(line):
            continue
        row: list[str] = []
        for cell in _cells(line):
            if is_hidden(cell):
                continue
            _cover(row, covered)
            across, down = _span(cell, "colspan", _WIDEST), _span(cell, "rowspan", _TALLEST)
            for column in range(len(row), len(row) + across):
                if down > 1:
                    covered[column] = down - 1
            row += [text_of(cell), *[""] * (across - 1)]
        _cover(row, covered)
        budget.take_cells(len(row))
        budget.ensure_time()
        yield row


def _cover(row: list[str], covered: dict[int, int]) -> None:
    while covered.get(len(row), 0) > 0:
        covered[len(row)] -= 1
        row.append("")


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    return (child for child in row.iter(include_text=False) if child.tag in ("td", "th"))


def _span(cell: LexborNode, name: str, most: int) -> int:
    return min(max(number_of(cell.attributes.get(name), 1), 1), most)


def text_of(cell: LexborNode) -> str:
    """Return the text a cell shows, a space where a line or paragraph ends."""
    parts: list[str] = []
    stack = [cell.child]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        stack.append(node.next)
        if node.tag == "-text":
            parts.append(node.text_content or "")
        elif node.tag == "br":
            parts.append(" ")
        elif node.tag not in SKIPPED and not is_hidden(node):
            if node.tag in BLOCKS:
                parts.append(" ")
            stack.append(node.child)
    return "".join(parts)
