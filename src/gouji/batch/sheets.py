"""A workbook written row by row, however long: no cell of it a formula or a link, the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from gouji.reporters.xlsx.styles import fitting

MOST_ROWS = 1_048_576  # of a sheet, its head included
_DIGITS = 15  # significant digits a spreadsheet keeps; a longer number stays text
_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MADE = datetime(2000, 1, 1, tzinfo=UTC)

Sheet = tuple[str, Sequence[str], frozenset[int], Iterable[Sequence[Any]]]


def write_sheets(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write sheets, each of a name, the head, the columns whose text is a number, and rows; a long one goes on over further sheets."""
    from xlsxwriter import Workbook

    book: Any = Workbook(str(path), _OPTIONS)
    book.set_properties({"author": "gouji", "created": _MADE})
    for name, head, numbers, rows in sheets:
        coming = iter(rows)
        for part in count(1):
            if not _fill(book.add_worksheet(name if part == 1 else f"{name} {part}"), head, numbers, coming):
                break
    book.close()


def _fill(sheet: Any, head: Sequence[str], numbers: frozenset[int], rows: Iterator[Sequence[Any]]) -> bool:
    """Write one sheet; return whether it is full."""
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, head)
    line = 0
    for line in range(1, MOST_ROWS):
        row = next(rows, None)
        if row is None:
            return False
        for column, value in enumerate(row):
            _write(sheet, line, column, value, column in numbers)
    return line == MOST_ROWS - 1


def _write(sheet: Any, line: int, column: int, value: Any, number: bool) -> None:
    if value is None:
        return
    if not isinstance(value, str):
        sheet.write_number(line, column, value)
    elif number and _NUMBER.fullmatch(value) and sum(c.isdigit() for c in value) <= _DIGITS:
        sheet.write_number(line, column, float(value))
    else:
        sheet.write_string(line, column, fitting(value))
