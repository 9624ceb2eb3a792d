"""All raw tables of a document to typed tables."""

from __future__ import annotations

from gouji.lexicon import Profile, TableForm
from gouji.lexicon.profile import plain
from gouji.model.document import Document, GridCell, RawTable
from gouji.model.table import Table
from gouji.tables.annexes import read_annexes
from gouji.tables.cells import unit_for
from gouji.tables.coded import read_coded
from gouji.tables.economic import is_side_by_side, read_economic
from gouji.tables.identities import add_identities, believe, give_up, is_misread
from gouji.tables.lists import read_list
from gouji.tables.loose import read_loose
from gouji.tables.notes import add_notes
from gouji.tables.sangong import read_sangong
from gouji.tables.sided import read_sided
from gouji.values.units import Unit

ANNEX = "annex"


def understand(document: Document, profile: Profile) -> tuple[Table, ...]:
    """Return the typed tables in document order. A table no form fits is kept as an annex, without columns."""
    tables = tuple(_typed(i, raw, profile) for i, raw in enumerate(document.tables))
    unclear = [f"“{t.title}”" for t in tables if t.given_up]
    if unclear:
        named = "、".join(dict.fromkeys(unclear))
        document.notices.append(
            f"{named}没有框线，按数字的位置分列后等式大多不成立，没有读清，表里的数没有核对；请用 --tables 给出 Excel 报表。"
        )
    return tables


def _typed(index: int, raw: RawTable, profile: Profile) -> Table:
    form = profile.form_of(plain(raw.title)) if raw.title else None
    table = Table(
        index,
        form.key if form and form.layout != "annex" else ANNEX,
        raw.title,
        raw.title_span,
        raw.unit or "万元",
        raw.certain and not raw.guessed,
    )
    table.unit_stated = bool(raw.unit)
    table.height = len(raw.rows) or len(raw.lines)
    table.width = max((len(r) for r in raw.rows if isinstance(r, list)), default=0)
    if form is None or form.layout == ANNEX:
        read_annexes(table, raw, profile)
        return table
    unit = unit_for(raw)
    grid = raw.grid() if raw.certain else []
    if raw.certain:
        _read_grid(grid, form, table, unit, profile)
    else:
        read_loose(raw, form, table, unit, profile)
    add_identities(table, form, profile)
    if grid and raw.notes:
        add_notes(table, raw, grid)
    believe(table)
    if raw.guessed and is_misread(table):
        give_up(table)
    return table


def _read_grid(grid: list[list[GridCell]], form: TableForm, table: Table, unit: Unit, profile: Profile) -> None:
    if form.layout == "sided":
        read_sided(grid, form, table, unit, profile)
    elif form.layout == "sangong":
        read_sangong(grid, form, table, unit)
    elif form.layout == "list":
        read_list(grid, table, unit, profile)
    elif form.key in profile.economic_tables and is_side_by_side(grid):
        read_economic(grid, table, unit)
    else:
        read_coded(grid, form, table, unit)
