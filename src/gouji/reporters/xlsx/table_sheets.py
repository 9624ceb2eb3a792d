"""A sheet for each table as read: every cell where it stood, those that a finding rests on marked, with its number."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gouji.model.document import RawTable
from gouji.model.location import Span
from gouji.model.run import Run
from gouji.model.table import Table
from gouji.reporters.plain import width
from gouji.reporters.problems import Number
from gouji.reporters.xlsx.styles import Styles, fitting, height_of, printed_on_a4

# A document may hold any number of tables of any size; a workbook of more is no longer looked through.
_MOST_SHEETS, _MOST_ROWS, _MOST_COLUMNS = 80, 3000, 60
_TOP = 3  # rows above the table
_NARROWEST, _WIDEST, _MARGIN = 6, 36, 14
_UPRIGHT = 110  # characters: what still prints legibly on an upright page
_ANYWHERE = "A1:XFD1048576"
_CLOSES = {True: "表内等式都成立", False: "表内有等式不成立", None: "没有可核对的表内等式"}
_WORD = re.compile(r"\S+")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31


@dataclass(frozen=True, slots=True)
class Mark:
    """A place some finding names: its number in the list, and whether it is the claim."""

    start: int
    end: int
    number: int
    claimed: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell as shown: its text, or its number where it is an amount."""

    text: str
    value: Decimal | None
    span: Span


def write_tables(book: Any, styles: Styles, run: Run) -> int:
    """Write the forms that were recognised, and the other tables that a finding names; return how many tables have no sheet."""
    marks = _marks(run)
    wanted = [t for t in run.tables if t.rows or _within(marks, _extent(run, t))][:_MOST_SHEETS]
    for table in wanted:
        _write(book.add_worksheet(sheet_name(table)), styles, run, table, marks)
    return len(run.tables) - len(wanted)


def sheet_name(table: Table) -> str:
    """Return a name Excel takes: its number makes it one of a kind."""
    name = f"表{table.index + 1} {_FORBIDDEN.sub('_', fitting(table.title))}".strip()
    while len(name.encode("utf-16-le", "replace")) // 2 > _LONGEST_NAME:
        name = name[:-1]
    return name.rstrip("' ")


def _marks(run: Run) -> dict[int, list[Mark]]:
    """Return the places of all findings by file, in the order of the text."""
    found: dict[int, list[Mark]] = {}
    for number, finding in enumerate(run.findings, 1):
        for witness in (finding.claim, *finding.also, *finding.evidence):
            span = witness.place.span
            mark = Mark(span.start, span.end, number, witness not in finding.evidence)
            found.setdefault(span.file, []).append(mark)
    return {file: sorted(marks, key=lambda m: (m.start, m.end, m.number)) for file, marks in found.items()}


def _within(marks: dict[int, list[Mark]], span: Span | None) -> list[Mark]:
    """Return the marks that begin in a span."""
    if span is None:
        return []
    here = marks.get(span.file, [])
    first = bisect_left(here, span.start, key=lambda m: m.start)
    return here[first : bisect_left(here, span.end, first, key=lambda m: m.start)]


def _extent(run: Run, table: Table) -> Span | None:
    """Return the characters of the rows of a table; None where it has none."""
    raw = run.document.tables[table.index]
    ends: list[Span] = []
    for row in (raw.rows[0], raw.rows[-1]) if raw.rows else ():
        if isinstance(row, list):
            ends += [cell.span for cell in row]
        else:
            ends.append(Span(*row, raw.title_span.file if raw.title_span else 0))
    ends += [view.span(0, len(view.folded)) for view in (*raw.lines[:1], *raw.lines[-1:]) if view.folded]
    if not ends:
        return None
    return Span(min(s.start for s in ends), max(s.end for s in ends), ends[0].file)


def _write(sheet: Any, styles: Styles, run: Run, table: Table, marks: dict[int, list[Mark]]) -> None:
    rows = list(_rows(run, table))
    widths = [_NARROWEST] * max((len(row) for row in rows), default=1)
    cut = "" if len(rows) < _MOST_ROWS else f"；只列出前 {_MOST_ROWS} 行"
    cut += "" if table.certain else "；表格线没有读到，按文字的各行列出"
    styles.text(sheet, 0, 0, table.title or "（无题名的表）", "title")
    styles.text(sheet, 1, 0, f"单位：{table.unit}；{_CLOSES[table.closes]}{cut}", "note")
    for number, row in enumerate(rows, _TOP):
        for column, cell in enumerate(row):
            if len(cell.text) * 2 + 2 > widths[column]:
                widths[column] = max(widths[column], min(_WIDEST, width(cell.text) + 2))
        named = _write_row(sheet, styles, number, row, marks)
        if named:
            styles.text(sheet, number, len(widths), f"见问题 {'、'.join(map(str, named))}", "note")
    for number, row in enumerate(rows, _TOP):
        if any(len(cell.text) * 2 > wide for cell, wide in zip(row, widths, strict=False)):
            sheet.set_row(number, height_of([(cell.text, wide) for cell, wide in zip(row, widths, strict=False)]))
    for column, wide in enumerate([*widths, _MARGIN]):
        sheet.set_column(column, column, wide)
    sheet.ignore_errors({"number_stored_as_text": _ANYWHERE})  # codes are text on purpose
    head = next((r for r, row in enumerate(rows) if any(c.value is not None for c in row)), 0)
    sheet.freeze_panes(_TOP + head, 0)
    printed_on_a4(sheet, _TOP, _TOP + max(0, head - 1), upright=sum(widths) < _UPRIGHT)


def _write_row(sheet: Any, styles: Styles, number: int, row: list[Shown], marks: dict[int, list[Mark]]) -> list[int]:
    """Write the cells of a row; return the numbers of the findings that name some of them."""
    here = _within(marks, Span(row[0].span.start, row[-1].span.end, row[0].span.file)) if row else []
    for column, cell in enumerate(row):
        found = [m for m in here if cell.span.start <= m.start < cell.span.end]
        look = "claim" if any(m.claimed for m in found) else "evidence" if found else "cell"
        if cell.value is None:
            styles.text(sheet, number, column, cell.text, look)
        else:
            styles.number(sheet, number, column, Number(cell.value, ""), look)
    return list(dict.fromkeys(mark.number for mark in here))


def _rows(run: Run, table: Table) -> Iterator[list[Shown]]:
    raw = run.document.tables[table.index]
    amounts = {
        cell.span: cell.printed.value for row in table.rows for cell in row.cells.values() if cell.span and cell.printed
    }
    if not raw.certain or not raw.rows:
        yield from _words(run, raw, amounts)
        return
    for row in raw.grid()[:_MOST_ROWS]:
        yield [
            Shown(fitting(cell.text), _value(cell.text, cell.amount, amounts.get(cell.span)), cell.span)
            for cell in row[:_MOST_COLUMNS]
        ]


def _value(text: str, amount: Decimal | None, read: Decimal | None) -> Decimal | None:
    """Return what to write as a number: an amount that was read as one, or has decimals; codes and counts of rows stay text."""
    return read if read is not None else amount if amount is not None and "." in text else None


def _words(run: Run, raw: RawTable, amounts: dict[Span, Decimal]) -> Iterator[list[Shown]]:
    """Yield the lines of a table whose grid was guessed, a cell for each word."""
    for view in raw.lines[:_MOST_ROWS]:
        if not view.folded:
            continue
        line = view.span(0, len(view.folded))
        text = run.document.text(line)
        spans = [(m[0], Span(line.start + m.start(), line.start + m.end(), line.file)) for m in _WORD.finditer(text)]
        yield [Shown(fitting(word), amounts.get(span), span) for word, span in spans[:_MOST_COLUMNS]]
