"""XLS files of the old kind to sheets: calamine reads the cells, the records say how they display."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from gouji.errors import Unreadable
from gouji.ingest.limits import Budget
from gouji.ingest.spreadsheet.biff import Display, displays_of, locked
from gouji.ingest.spreadsheet.sheet import Sheet


def read_xls(data: bytes, budget: Budget) -> tuple[list[Sheet], list[str]]:
    """Return the visible sheets and the names of the hidden ones."""
    import python_calamine as calamine

    try:
        displays = displays_of(data, budget)  # first: it asks what the library would take
        book = calamine.load_workbook(BytesIO(data))
        sheets, hidden = [], []
        for entry, display in zip(book.sheets_metadata, displays, strict=True):
            if entry.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            if entry.visible != calamine.SheetVisibleEnum.Visible:
                hidden.append(entry.name)
                continue
            sheets.append(_sheet(entry.name, book.get_sheet_by_name(entry.name), display, budget))
    except calamine.PasswordError as error:
        raise locked(budget) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged(budget, error) from error
    except BaseException as error:  # a panic of the library is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(budget, error) from error
    return sheets, hidden


def _damaged(budget: Budget, error: BaseException) -> Unreadable:
    return Unreadable(f"{budget.name}：文件已损坏（{error}）；请重新下载，或用 Excel、WPS 另存一次。", "damaged")


def _sheet(name: str, read: Any, display: Display, budget: Budget) -> Sheet:
    sheet = Sheet(name)
    if read.start is None:
        return sheet
    top, left = read.start
    left_out: set[int] = set()
    for row, values in enumerate(read.to_python(skip_empty_area=True), top):
        budget.ensure_time()
        cells: dict[int, str] = {}
        for column, value in enumerate(values, left):
            text = display.numbers.get((row, column))
            if text is None:
                text = ("TRUE" if value else "FALSE") if isinstance(value, bool) else str(value)
            if text.strip():
                cells[column] = text
        budget.take_cells(len(cells))
        if cells and row in display.hidden_rows:
            sheet.hidden += 1
            sheet.hidden_rows.add(row)
            continue
        for column in display.hidden_columns.intersection(cells):
            left_out.add(column)
            del cells[column]
        if cells:
            sheet.rows[row] = cells
    sheet.hidden += len(left_out)
    sheet.merges = [(*low, *high) for low, high in read.merged_cell_ranges or ()]
    return sheet
