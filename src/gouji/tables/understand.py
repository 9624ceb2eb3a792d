"""All raw tables of a document to typed tables."""

from __future__ import annotations

from decimal import Decimal

from gouji.lexicon import Profile, TableForm
from gouji.lexicon.profile import plain
from gouji.model.document import Document, GridCell, RawTable
from gouji.model.table import Cell, Row, Table
from gouji.tables.cells import is_column_numbers, printed, unit_for
from gouji.tables.coded import read_coded
from gouji.tables.economic import is_side_by_side, read_economic
from gouji.tables.identities import add_identities
from gouji.tables.loose import read_loose
from gouji.tables.sangong import read_sangong
from gouji.tables.sided import read_sided
from gouji.values.units import Unit

ANNEX = "annex"
_NAME_HEADERS = ("项目名称", "采购品名", "名称", "项目")
_TOTAL_HEADERS = ("总计", "合计", "小计", "金额", "资金来源", "预算金额", "采购金额", "决算数", "项目支出合计")


def understand(document: Document, profile: Profile) -> tuple[Table, ...]:
    """Return the typed tables in document order. A table no form fits is kept as an annex, without columns."""
    return tuple(_typed(i, raw, profile) for i, raw in enumerate(document.tables))


def _typed(index: int, raw: RawTable, profile: Profile) -> Table:
    form = profile.form_of(plain(raw.title)) if raw.title else None
    table = Table(
        index,
        form.key if form and form.layout != "annex" else ANNEX,
        raw.title,
        raw.title_span,
        raw.unit or "万元",
        raw.certain,
    )
    table.unit_stated = bool(raw.unit)
    table.height = len(raw.rows) or len(raw.lines)
    table.width = max((len(r) for r in raw.rows if isinstance(r, list)), default=0)
    if form is None or form.layout == ANNEX:
        return table
    unit = unit_for(raw)
    if raw.certain:
        _read_grid(raw.grid(), form, table, unit, profile)
    else:
        read_loose(raw, form, table, unit, profile)
    add_identities(table, form, profile)
    return table


def _read_grid(grid: list[list[GridCell]], form: TableForm, table: Table, unit: Unit, profile: Profile) -> None:
    if form.layout == "sided":
        read_sided(grid, form, table, unit, profile)
    elif form.layout == "sangong":
        read_sangong(grid, form, table, unit)
    elif form.layout == "list":
        _read_list(grid, table, unit)
    elif form.layout == "economic" and is_side_by_side(grid):
        read_economic(grid, table, unit)
    else:
        read_coded(grid, form, table, unit)


def _read_list(grid: list[list[GridCell]], table: Table, unit: Unit) -> None:
    """Read a table that lists projects or purchases: a name column and a total column found by their headers."""
    name, amount = _header_column(grid, _NAME_HEADERS), _header_column(grid, _TOTAL_HEADERS)
    if amount is None:
        return
    table.columns = {"total": amount}
    for i, row in enumerate(grid):
        if is_column_numbers(row):
            continue
        cell = row[amount] if amount < len(row) else None
        total = any(plain(c.text) in ("合计", "总计") for c in row[:amount])
        label = row[name] if name is not None and name < len(row) else None
        if cell is None or cell.amount is None or not (total or (label and label.text)):
            continue
        result = Row(
            i,
            "合计" if total or label is None else label.text,
            label.span if label else None,
            "",
            "@total" if total else "",
        )
        result.cells["total"] = Cell(i, amount, cell.span, printed(cell.amount, unit))
        table.rows.append(result)
    if table.rows and not any(r.key == "@total" for r in table.rows):
        _add_total(table, amount, unit)


def _add_total(table: Table, column: int, unit: Unit) -> None:
    """Add the total that a list without a total row implies; it stands at the title."""
    whole = sum((c.printed.value for r in table.rows if (c := r.cells["total"]).printed), Decimal(0))
    row = Row(-1, "各行之和", table.span, "", "@total")
    row.cells["total"] = Cell(-1, column, table.span, printed(whole, unit))
    table.rows.append(row)


def _header_column(grid: list[list[GridCell]], names: tuple[str, ...]) -> int | None:
    header = [row for row in grid[:6] if not any(c.amount is not None for c in row) or is_column_numbers(row)]
    for name in names:
        for row in header:
            for j, cell in enumerate(row):
                if plain(cell.text) == name:
                    return j
    return None
