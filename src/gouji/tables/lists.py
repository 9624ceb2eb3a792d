"""Tables that list projects or purchases, each with its total and the sources of its money (项目支出表, 政府采购预算表)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from gouji.lexicon import Profile
from gouji.lexicon.profile import plain
from gouji.model.document import GridCell
from gouji.model.table import Cell, Identity, Row, Table, Term
from gouji.tables.cells import amount_cell, is_column_numbers, is_label, printed
from gouji.tables.subtotals import closes, without_members
from gouji.values.slips import explains
from gouji.values.units import Unit

_NAMES = ("项目名称", "采购品名", "采购类别", "采购项目", "名称", "项目")
_NUMBER = ("序号", "编号")
_TOTALS = (
    "总计", "合计", "小计", "金额", "资金来源", "预算金额", "采购金额", "决算数", "项目支出合计",
)  # fmt: skip
_SOURCE = re.compile(
    r"拨款|公共预算|政府性基金|国有资本|事业收入|经营收入|其他收入|其他资金|单位资金|上级补助|附属单位|结转|结余|专户|自有资金"
)
_ALL = "@total"
_HEADER_ROWS = 6
_LEAST_CLOSING = 2


def read_list(grid: list[list[GridCell]], table: Table, unit: Unit, profile: Profile) -> None:
    """Read a list: a name column and a total column found by their headers, and the columns of the sources right of it."""
    header = [
        row for row in grid[:_HEADER_ROWS] if not any(c.amount is not None for c in row) or is_column_numbers(row)
    ]
    name, amount, number = _column(header, _NAMES), _column(header, _TOTALS), _column(header, _NUMBER)
    amount = _only_amounts(grid, number) if amount is None else amount
    if amount is None:
        return
    sources = _sources(header, amount)
    table.columns = {"total": amount, **{f"source{j}": j for j in sources}}
    complete = _read_rows(grid, table, name, unit)
    name_rows(table, profile)
    if table.rows and not any(r.key == _ALL for r in table.rows):
        _add_total(table, amount, unit)
    _add_identities(table, grid[len(header) :], complete=complete, flat=_numbered(grid, table, number))


def _read_rows(grid: list[list[GridCell]], table: Table, name: int | None, unit: Unit) -> bool:
    """Read the rows; return whether every row with a total was named, so that the list can be summed."""
    amount, complete = table.columns["total"], True
    for i, row in enumerate(grid):
        cell = row[amount] if amount < len(row) else None
        if cell is None or cell.amount is None or is_column_numbers(row):
            complete = complete and (cell is None or not cell.text or is_label(cell))
            continue
        total = any(plain(c.text) in ("合计", "总计") for c in row[:amount])
        label = row[name] if name is not None and name < len(row) else None
        if not (total or (label and label.text)):
            complete = False
            continue
        named = "合计" if total or label is None else label.text
        result = Row(i, named, label.span if label else None, "", _ALL if total else "")
        for key, j in table.columns.items():
            if j < len(row):
                result.cells[key] = amount_cell(i, j, row[j], unit)
        complete = complete and not any("小计" in c.text for c in row[:amount])
        table.rows.append(result)
    return complete


def name_rows(table: Table, profile: Profile) -> None:
    """Give the rows whose label names a concept (货物类) its key, where the table has one such row."""
    named = [profile.names.get(plain(r.label), "") if not r.key else "" for r in table.rows]
    for row, key in zip(table.rows, named, strict=True):
        if key and named.count(key) == 1:
            row.key = key


def _only_amounts(grid: list[list[GridCell]], number: int | None) -> int | None:
    """Return the only column that prints amounts, that of the row numbers aside; None where there is more than one."""
    found = {j for row in grid if not is_column_numbers(row) for j, c in enumerate(row) if c.amount is not None}
    found -= {number}
    return found.pop() if len(found) == 1 else None


def _numbered(grid: list[list[GridCell]], table: Table, number: int | None) -> bool:
    """Whether the rows are numbered through from 1, so that none of them is a part of another."""
    items = [r.index for r in table.rows if r.key != _ALL]
    texts = [grid[i][number].text if number is not None and number < len(grid[i]) else "" for i in items]
    return len(items) > 1 and texts == [str(k) for k in range(1, len(items) + 1)]


def _sources(header: list[list[GridCell]], amount: int) -> list[int]:
    """Return the columns right of the total whose lowest header names a source of money."""
    lowest: dict[int, str] = {}
    for row in header:
        for j, cell in enumerate(row[amount + 1 :], amount + 1):
            if cell.text and cell.amount is None:
                lowest[j] = cell.text
    return [j for j, text in lowest.items() if _SOURCE.search(text)]


def _add_identities(table: Table, body: list[list[GridCell]], *, complete: bool, flat: bool) -> None:
    """Attach the sums that the table itself shows it obeys: a row's sources where most rows close, a column where others close or the rows are `flat`."""
    sources = [key for key in table.columns if key != "total"]
    known = set(table.columns.values())
    unread = any(
        c.amount is not None and j > table.columns["total"] and j not in known for r in body for j, c in enumerate(r)
    )
    across = [] if unread else [
        Identity(f"{row.label} total", row.cells["total"], tuple(Term(1, row.cells[k]) for k in sources if k in row.cells), "row")
        for row in table.rows
    ]  # fmt: skip
    across = [i for i in across if i.terms]
    closing = sum(i.holds for i in across)
    if closing >= _LEAST_CLOSING and 2 * closing > len(across):
        table.identities += across
    if complete:
        _add_columns(table, flat=flat)


def _add_columns(table: Table, *, flat: bool) -> None:
    whole = [r for r in table.rows if r.key == _ALL and r.index >= 0]
    items = [r for r in table.rows if r.key != _ALL]
    if len(whole) != 1 or not items:
        return
    summed = items if flat else _summed(whole[0], items)
    down = [
        Identity(
            f"合计 {key}", whole[0].cells[key], tuple(Term(1, r.cells[key]) for r in summed if key in r.cells), "column"
        )
        for key in table.columns
        if key in whole[0].cells and whole[0].cells[key].printed is not None
    ]
    closing = sum(i.holds or i.tail for i in down)
    table.identities += [i for i in down if flat or closing >= _LEAST_CLOSING or i.holds or i.tail or _slipped(i)]


def _summed(whole: Row, items: list[Row]) -> list[Row]:
    """Return the rows that the total sums: without the members of subtotals where it closes only so."""
    cells = [r.cells["total"] for r in items]
    heads = without_members(cells)
    if closes(whole.cells["total"], cells) or not closes(whole.cells["total"], heads):
        return items
    kept = {id(c) for c in heads}
    return [r for r in items if id(r.cells["total"]) in kept]


def _slipped(identity: Identity) -> bool:
    """Whether one slip of the hand, in the total or in one item, explains why a sum fails."""
    cells = identity.cells
    gap = identity.implied.middle - identity.left.interval.middle
    wanted = [(cells[0], gap), *((c, -gap) for c in cells[1:])]
    return any(
        explains(c.printed.value, low, low, c.printed.exponent)
        for c, change in wanted
        if c.printed is not None and (low := c.printed.value + change / c.printed.unit.scale) > 0
    )


def _add_total(table: Table, column: int, unit: Unit) -> None:
    """Add the total that a list without a total row implies; it stands at the title."""
    whole = sum((c.printed.value for r in table.rows if (c := r.cells["total"]).printed), Decimal(0))
    row = Row(-1, "各行之和", table.span, "", _ALL)
    row.cells["total"] = Cell(-1, column, table.span, printed(whole, unit))
    table.rows.append(row)


def _column(header: Sequence[list[GridCell]], names: tuple[str, ...]) -> int | None:
    for name in names:
        for row in header:
            for j, cell in enumerate(row):
                if plain(cell.text) == name:
                    return j
    return None
