"""Rows of cells of an annex, with a grid or without one."""

from __future__ import annotations

import re
from itertools import zip_longest

from gouji.model.document import GridCell, RawTable, View

_BRACKETS = re.compile(r"\([^()]*(?:\)|$)")  # also one that is not closed in this cell
_SPACED = frozenset(
    {"合计", "总计", "小计", "项目", "金额", "序号", "得分", "分值", "权重"}
)  # words that forms set with a blank inside
_LONGEST_HEADER_CELL = 14
_MOST_HEADERS = 30


def rows_of(raw: RawTable) -> list[list[GridCell]]:
    """Return the rows that print something. Without a grid a line is cut where white space was left out."""
    rows = raw.grid() if raw.certain else [_cells(view) for view in raw.lines]
    return [row for row in rows if any(c.text for c in row)]


def _cells(view: View) -> list[GridCell]:
    cells: list[GridCell] = []
    for start, end in zip_longest(view.starts, view.starts[1:], fillvalue=len(view.folded)):
        text = view.folded[start:end].strip()
        if not text:
            continue
        at = view.offset(start)
        last = cells[-1] if cells else None
        if last is not None and last.text + text in _SPACED:
            cells[-1] = GridCell(last.text + text, None, last.start, at + end - start, view.file)
        else:
            cells.append(GridCell(text, None, at, at + end - start, view.file))
    return cells


def bare(text: str) -> str:
    """Return a header cell or label without what stands in brackets: 预算数(A) is 预算数."""
    while "(" in text:
        kept = _BRACKETS.sub("", text)
        if kept == text:
            break
        text = kept
    return text


def joined_header(pending: list[GridCell], row: list[GridCell]) -> list[GridCell] | None:
    """Return a header under way with another line added: brackets join the word before them. None when the line is no header.

    Without a grid a header such as 预算数(A) stands on several lines.
    """
    if len(pending) > _MOST_HEADERS:
        return None
    result = list(pending)
    for cell in row:
        if result and (result[-1].text.count("(") > result[-1].text.count(")") or cell.text.startswith("(")):
            last = result[-1]
            result[-1] = GridCell(last.text + cell.text, None, last.start, cell.end, cell.file)
        elif len(cell.text) <= _LONGEST_HEADER_CELL:
            result.append(cell)
        else:
            return None
    return result
