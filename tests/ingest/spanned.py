"""A Markdown report as paragraphs and tables with their merged cells, for the tests that draw it on pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

_TAG = re.compile(r"<[^>]+>")
_CELL = re.compile(r"<t[dh]([^>]*)>(.*?)</t[dh]>", re.S)
_SPAN = re.compile(r'(col|row)span="(\d+)"')
_MARKS = re.compile(r"^(?:#+\s*|- )|\*\*")


@dataclass(frozen=True)
class Cell:
    """What a cell prints, and over how many columns and rows it is merged."""

    text: str
    across: int = 1
    down: int = 1


Table = list[list[Cell]]
Block = str | Table


def blocks_of(markdown: str) -> list[Block]:
    """Return the blocks of a report in order, marks and tags left out."""
    blocks: list[Block] = []
    table: Table = []
    for line in markdown.split("\n"):
        row = _row(line if "\t" in line else line.strip())
        if row is not None:
            table += row
            continue
        if table:
            blocks.append(table)
            table = []
        text = _TAG.sub("", _MARKS.sub("", line.strip()))
        if text:
            blocks.append(unescape(text))
    return [*blocks, table] if table else blocks


def _row(line: str) -> Table | None:
    """Return the rows a line adds to a table (a rule or a tag by itself adds none), or None for prose."""
    if line.startswith("|"):
        cells = [part.strip() for part in line.strip("|").split("|")] if len(line) > 1 else []
        return [] if all(re.fullmatch(":?-+:?", c) for c in cells) else [[Cell(_MARKS.sub("", c)) for c in cells]]
    if "\t" in line:
        return [[Cell(part.strip()) for part in line.split("\t")]]
    if not line.startswith(("<table", "<tr", "</t", "<th", "<tb")):
        return None
    cells = []
    for attributes, text in _CELL.findall(line):
        spans = {kind: int(number) for kind, number in _SPAN.findall(attributes)}
        cells.append(Cell(unescape(_TAG.sub("", text)).strip(), spans.get("col", 1), spans.get("row", 1)))
    return [cells] if cells else []


@dataclass(frozen=True)
class Placed:
    """A cell with its place in the grid."""

    cell: Cell
    row: int
    column: int


def placed(table: Table) -> list[Placed]:
    """Return the cells of a table with their rows and columns, those below a merged one moved aside."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, cells in enumerate(table):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            taken |= {(row + y, column + x) for y in range(cell.down) for x in range(cell.across)}
            found.append(Placed(cell, row, column))
            column += cell.across
    return found
