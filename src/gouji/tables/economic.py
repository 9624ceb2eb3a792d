"""基本支出明细: code, name and amount side by side two or three times."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile, zip_longest

from gouji.lexicon.profile import plain
from gouji.model.document import GridCell
from gouji.model.table import Row, Table
from gouji.tables.cells import CODE, amount_cell, is_label
from gouji.values.units import Unit

TOTALS = {
    "人员经费合计": "personnel", "人员经费": "personnel", "公用经费合计": "public", "公用经费": "public", "日常公用经费合计": "public",
    "合计": "basic_total", "总计": "basic_total", "基本支出合计": "basic_total", "基本支出": "basic_total",
}  # fmt: skip
_HEAD, _DETAIL = re.compile(r"3\d{2}"), re.compile(r"\d{2}")  # 301 | 01
_OF_SIDES = ("personnel", "public")


def is_side_by_side(grid: list[list[GridCell]]) -> bool:
    """Whether some row holds two subject codes."""
    return any(_pairs(row) >= 2 for row in grid)


def _joined(row: list[GridCell]) -> list[GridCell]:
    """Return the row with codes printed in two columns (301 | 01 | 基本工资) as one."""
    result: list[GridCell] = []
    skip = False
    for a, b, c in zip_longest(row, row[1:], row[2:]):
        if skip:
            skip = False
            continue
        named = b is not None and c is not None and c.text and c.amount is None
        if named and _HEAD.fullmatch(a.text) and (not b.text or _DETAIL.fullmatch(b.text)):
            a, skip = GridCell.of(a.text + b.text, a.span), True
        result.append(a)
    return result


def _pairs(row: list[GridCell]) -> int:
    row = _joined(row)
    return sum(bool(CODE.fullmatch(a.text)) and bool(b.text) and b.amount is None for a, b in pairwise(row))


def read_economic(grid: list[list[GridCell]], table: Table, unit: Unit) -> None:
    """Fill `table`: one row a subject, and the total lines under the sides."""
    sides = _sides_headed(grid)
    for i, given in enumerate(grid):
        row, j = _joined(given), 0
        totals = _totals_of_sides(row, sides)
        while j < len(row):
            label = plain(row[j].text)
            if CODE.fullmatch(row[j].text) and j + 1 < len(row) and row[j + 1].text and row[j + 1].amount is None:
                table.rows.append(_row(i, row, j + 1, row[j].text, "", unit, reach=1))
                j += 3
            elif label in TOTALS and any(c.amount is not None for c in row[j + 1 :]):
                table.rows.append(_row(i, row, j, "", totals.get(j, TOTALS[label]), unit, reach=4))
                j += 1
            else:
                j += 1
    table.columns = {"amount": 0}


def _sides_headed(grid: list[list[GridCell]]) -> list[str]:
    """Return what the sides hold where the header says so: personnel, public; else nothing."""
    header = takewhile(lambda row: not any(CODE.fullmatch(c.text) for c in row), grid)
    named = ([TOTALS.get(plain(c.text), "") for c in row] for row in header)
    return next((found for keys in named if len(found := [k for k in keys if k in _OF_SIDES]) > 1), [])


def _totals_of_sides(row: list[GridCell], sides: list[str]) -> dict[int, str]:
    """Return the keys of several 合计 in one row, each the total of its side and none that of the table."""
    at = [j for j, c in enumerate(row) if TOTALS.get(plain(c.text)) == "basic_total"]
    if len(at) <= 1:
        return {}
    return dict(zip(at, sides if len(sides) == len(at) else [""] * len(at), strict=True))


def _row(i: int, row: list[GridCell], at: int, code: str, key: str, unit: Unit, reach: int) -> Row:
    """Return one subject; its amount is in the next cell, or for totals the next cell that holds one."""
    result = Row(i, row[at].text, row[at].span, code, key)
    ahead = row[at + 1 : at + 1 + reach] if code else _until_text(row[at + 1 :])
    found = next(((at + 1 + k, c) for k, c in enumerate(ahead) if c.amount is not None), None)
    if found:
        result.cells["amount"] = amount_cell(i, found[0], found[1], unit)
    else:
        result.cells["amount"] = amount_cell(i, at + 1, _beside(row[at + 1 : at + 1 + reach]), unit)
    return result


def _beside(cells: list[GridCell]) -> GridCell | None:
    """Return the cell that says what stands where an amount should: the first, unless what is printed next is no label."""
    following = next((c for c in cells if c.text), None)
    return following if following is not None and not is_label(following) else (cells[0] if cells else None)


def _until_text(cells: list[GridCell]) -> list[GridCell]:
    result = []
    for cell in cells:
        if is_label(cell):
            break
        result.append(cell)
    return result
