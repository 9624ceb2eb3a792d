"""Spreadsheets to one text: the forms of every visible sheet as displayed, each cell with its sheet and name."""

from __future__ import annotations

import re
from itertools import pairwise

from gouji.errors import Unreadable
from gouji.ingest.fold import fold
from gouji.ingest.limits import Budget
from gouji.ingest.read import Read
from gouji.ingest.spreadsheet.sheet import Sheet, cell_name
from gouji.ingest.titles import is_beside, is_form_number
from gouji.ingest.writer import Piece, Writer, closed_up

_TITLE = re.compile(r"表(?:\(.{1,12}\)|[一二三四五六七八九十\d]{1,2})?$")
_DEFAULT_NAME = re.compile(r"(?:sheet|工作表)\s*\d*(?:\s*\(\d+\))?", re.I)
_WORD = re.compile("[一-鿿]")  # the numbers of columns look like the number of a form
_MOST_BESIDE = 3  # filled cells of a row that only names entity, unit and number of a form
_MOST_NAMED = 5


def read_spreadsheet(data: bytes, budget: Budget) -> Read:
    """Return the visible sheets in order."""
    if data.startswith(b"PK"):
        from gouji.ingest.spreadsheet.xlsx import XlsxReader

        reader = XlsxReader(data, budget)
        sheets, hidden = list(reader.sheets()), reader.hidden
    else:
        from gouji.ingest.spreadsheet.xls import read_xls

        sheets, hidden = read_xls(data, budget)
    out = Writer(budget)
    for sheet in sheets:
        _write(sheet, out, budget)
    if not any(sheet.rows for sheet in sheets):
        raise Unreadable(f"{budget.name}：工作簿里没有可见的内容；请给出填好的报表。", "empty")
    return out.done(notices=[f"{budget.name}：{notice}" for notice in _notices(sheets, hidden)])


def _notices(sheets: list[Sheet], hidden: list[str]) -> list[str]:
    found = []
    if hidden:
        found.append(
            f"隐藏的工作表没有读：{'、'.join(hidden[:_MOST_NAMED])}{'等' if len(hidden) > _MOST_NAMED else ''}。"
        )
    for sheet in sheets:
        if sheet.hidden:
            found.append(f"工作表“{sheet.name}”有 {sheet.hidden} 行或列隐藏着，没有读。")
        if sheet.uncomputed:
            cells = "、".join(sheet.uncomputed[:_MOST_NAMED]) + ("等" if len(sheet.uncomputed) > _MOST_NAMED else "")
            found.append(
                f"工作表“{sheet.name}”有 {len(sheet.uncomputed)} 个公式没有算出的值（{cells}），这些格没有核对；请用 Excel 或 WPS 打开后保存一次。"
            )
    return found


def _write(sheet: Sheet, out: Writer, budget: Budget) -> None:
    """Write one sheet: titles, units and notes as lines, everything between them as rows of one width."""
    _blank_covered(sheet, budget)
    rows = [sheet.rows[at] for at in sorted(sheet.rows)]
    numbers = sorted(sheet.rows)
    if not rows:
        return
    columns = sorted({c for row in rows for c in row})
    parted = _parted(numbers, sheet.hidden_rows)
    lines = _lines(rows, parted)
    budget.take_cells((len(rows) - len(lines)) * len(columns))
    out.blank()
    if not _DEFAULT_NAME.fullmatch(sheet.name) and not any(_TITLE.search(_joined(rows[at])) for at in lines):
        out.line([(sheet.name, {"sheet": sheet.name, "cell": cell_name(numbers[0], min(rows[0]))})])
    for at, (number, row) in enumerate(zip(numbers, rows, strict=True)):
        if at in parted:
            out.blank()

        def piece(column: int, number: int = number, row: dict[int, str] = row) -> list[Piece]:
            text = row.get(column)
            return [(text, {"sheet": sheet.name, "cell": cell_name(number, column)})] if text else []

        if at in lines:
            found = [(closed_up(text), place) for column in sorted(row) for text, place in piece(column)]
            out.line([(text if i == 0 else " " + text, place) for i, (text, place) in enumerate(found)])
        else:
            out.row([piece(column) for column in columns])
    out.blank()


def _parted(numbers: list[int], hidden: set[int]) -> set[int]:
    """Return which rows, by their place among the filled ones, have an empty row above them that is shown."""
    above = pairwise(numbers)
    return {at for at, (low, high) in enumerate(above, 1) if any(n not in hidden for n in range(low + 1, high))}


def _lines(rows: list[dict[int, str]], parted: set[int]) -> set[int]:
    """Return which rows stand outside the grids: above the first row and below the last that have several cells, and what heads
    a further form after an empty row."""
    several = [at for at, row in enumerate(rows) if len(row) > 1 and not _only_beside(row)]
    if not several:
        return set(range(len(rows)))
    lines = set(range(several[0])) | set(range(several[-1] + 1, len(rows)))
    heading = False
    for at in range(several[0], several[-1] + 1):
        heading = (heading or at in parted) and (_only_beside(rows[at]) or _is_title(rows[at]))
        if heading:
            lines.add(at)
    return lines


def _only_beside(row: dict[int, str]) -> bool:
    """Whether every cell names the entity, the unit or the form's number; a row that names a project is one of the form."""
    texts = ["".join(fold(text).split()) for text in row.values()]
    return len(row) <= _MOST_BESIDE and all(_WORD.search(text) and is_beside(text) for text in texts)


def _is_title(row: dict[int, str]) -> bool:
    text = _joined(row)
    return len(row) == 1 and (bool(_TITLE.search(text)) or is_form_number(text))


def _joined(row: dict[int, str]) -> str:
    """Return the cells of a row folded, without white space."""
    return "".join(fold("".join(row[column] for column in sorted(row))).split())


def _blank_covered(sheet: Sheet, budget: Budget) -> None:
    """Take out what stands under a merged cell: it is stored but not shown."""
    last = max(sheet.rows, default=-1)
    for top, left, bottom, right in sheet.merges:
        budget.take_cells(max(min(bottom, last) - top + 1, 0))
        budget.ensure_time()
        for at in range(top, min(bottom, last) + 1):
            row = sheet.rows.get(at)
            if row is None:
                continue
            covered = [c for c in row if left <= c <= right and (at, c) != (top, left)]
            for column in covered:
                del row[column]
            if not row:
                del sheet.rows[at]
