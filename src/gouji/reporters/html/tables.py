"""The tables as read: rows × columns where the grid is certain, else what was made of each line and the lines themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from gouji.model.document import RawTable
from gouji.model.run import Run
from gouji.model.table import Belief, Row, Table
from gouji.reporters.html.narrative import row_ranges
from gouji.reporters.html.text import Writer
from gouji.reporters.plain import clean

_CLOSES = {True: "表内等式成立", False: "表内等式不成立", None: "无表内等式可核对"}
_KEYS = {"annex": "附表"}


@dataclass(slots=True)
class TableView:
    """One table for the template. `head` and `body` are rows of cells as markup; `lines` are the printed lines where the grid was lost."""

    id: str
    title: str
    key: str
    about: str
    head: list[Markup] = field(default_factory=list)
    body: list[Markup] = field(default_factory=list)
    lines: list[Markup] = field(default_factory=list)
    open: bool = False


def table_views(run: Run, writer: Writer, columns: dict[tuple[str, str], str]) -> list[TableView]:
    """Return every table of the report. `columns` gives the Chinese name of a column by form and key."""
    return [_view(table, raw, writer, columns) for table, raw in zip(run.tables, run.document.tables, strict=True)]


def _view(table: Table, raw: RawTable, writer: Writer, columns: dict[tuple[str, str], str]) -> TableView:
    view = TableView(
        f"t{table.index + 1}", clean(table.title) or "（无题名的表）", _KEYS.get(table.key, ""), _about(table)
    )
    if raw.rows:
        _grid(view, table, raw, writer)
        return view
    view.body = list(_readings(table, writer, columns))
    before = len(writer.placed)
    view.lines = [writer.write(*place) for place in row_ranges(raw)]
    view.open = not view.body or len(writer.placed) > before
    return view


def _about(table: Table) -> str:
    columns = len(table.columns) or table.width
    size = f"{len(table.rows) or table.height} 行" + (f" × {columns} 列" if columns else "")
    unit = f"单位：{clean(table.unit)}" if table.unit_stated else "未注明单位"
    return "，".join((size, unit, _CLOSES[table.closes]))


def _grid(view: TableView, table: Table, raw: RawTable, writer: Writer) -> None:
    """Write the cells in their places; the rows above the first one that was understood are its head."""
    labels = {row.span.start for row in table.rows if row.span}
    unclear = {
        cell.span.start for row in table.rows for cell in row.cells.values()
        if cell.span and cell.belief is Belief.UNCLEAR
    }  # fmt: skip
    first = min(labels, default=None)
    for row in raw.grid():
        if not row:
            continue
        in_head = first is not None and max(c.end for c in row) <= first
        cells = []
        for cell in row:
            text = writer.write(cell.file, cell.start, cell.end)
            tag = 'th scope="col"' if in_head else 'th scope="row"' if cell.start in labels else "td"
            kind = "n" if cell.amount is not None else ""
            kind += " u" if cell.start in unclear and cell.end > cell.start else ""
            named = f' class="{kind.strip()}"' if kind else ""
            cells.append(f"<{tag}{named}>{text}</{tag[:2]}>")
        (view.head if in_head else view.body).append(Markup("<tr>" + "".join(cells) + "</tr>"))


def _readings(table: Table, writer: Writer, columns: dict[tuple[str, str], str]) -> Iterator[Markup]:
    """Yield the rows as they were read from lines whose columns were lost, one half of a two-sided table after the other."""
    heads: dict[int, list[str]] = {}
    for row in table.rows:
        keys = heads.setdefault(row.side, [])
        keys += [key for key in row.cells if key not in keys]
    for side, keys in heads.items():
        names = [columns.get((table.key, key.rpartition(".")[2])) or _plain_name(key) for key in keys]
        yield (
            Markup('<tr class="head"><th scope="col">项目</th>')
            + Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in names)
            + Markup("</tr>")
        )
        for row in table.rows:
            if row.side == side:
                yield _reading(row, keys, writer)


def _reading(row: Row, keys: list[str], writer: Writer) -> Markup:
    label = writer.write(row.span.file, row.span.start, row.span.end) if row.span else Markup.escape(clean(row.label))
    code = Markup.escape(row.code + " ") if row.code else Markup("")
    cells = [Markup('<th scope="row">{}{}</th>').format(code, label)]
    for key in keys:
        cell = row.cells.get(key)
        span = cell.span if cell else None
        text = writer.write(span.file, span.start, span.end) if span else Markup("")
        unclear = cell is not None and cell.printed is not None and cell.belief in (Belief.UNCLEAR, Belief.ALTERNATIVE)
        cells.append(Markup('<td class="n{}">{}</td>').format(" u" if unclear else "", text))
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


def _plain_name(key: str) -> str:
    return {"amount": "金额", "total": "合计"}.get(key.rpartition(".")[2], "")
