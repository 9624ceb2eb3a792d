"""Reports as headings, paragraphs and tables, and writers that make real files of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import gouji
from gouji.ingest.fold import fold
from gouji.ingest.grids import html_rows, is_rule
from gouji.ingest.lines import Shape, lines_of
from gouji.ingest.sources import read_source
from gouji.ingest.titles import is_beside, is_form_number, is_note, table_title
from gouji.lexicon import load

_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,80}>|\*\*+")
_MARK = re.compile(r"^\s*(#{1,6})\s*")


@dataclass(frozen=True)
class Line:
    """A paragraph, or a heading of a level."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class Grid:
    """A table: rows of cells, all of one width."""

    rows: tuple[tuple[str, ...], ...]


Block = Line | Grid


def blocks_of(path: Path) -> list[Block]:
    """Return the blocks of a text report, Markdown marks taken off."""
    source = read_source(str(path), "report")
    folded = fold(source.text)
    blocks: list[Block] = []
    rows: list[list[str]] = []
    html_from: int | None = None
    for line in [*lines_of(folded, source.line_starts), None]:
        raw = source.text[line.start : line.end] if line else ""
        if line and line.shape is Shape.HTML:
            html_from = line.start if html_from is None else html_from
            if "</table" in raw.lower():
                rows = [[c.text for c in row] for row in html_rows(folded, html_from, line.end, 0)]
                html_from = None
            continue
        if line and line.shape is Shape.TABS:
            rows.append([_bare(cell) for cell in raw.split("\t")])
            continue
        if line and line.shape is Shape.PIPES:
            if not is_rule(folded, line.start, line.end):
                rows.append([_bare(cell) for cell in raw.strip().strip("|").split("|")])
            continue
        if rows:
            width = max(len(row) for row in rows)
            blocks.append(Grid(tuple((*row, *[""] * (width - len(row))) for row in rows)))
            rows = []
        if line and raw.strip():
            mark = _MARK.match(raw)
            blocks.append(Line(_bare(_MARK.sub("", raw)), len(mark.group(1)) if mark else 0))
    return blocks


def _bare(text: str) -> str:
    return " ".join(_TAG.sub("", text).split())


def docx_of(blocks: list[Block]) -> bytes:
    """Return a Word file of the blocks."""
    from docx import Document

    document = Document()
    for block in blocks:
        if isinstance(block, Line):
            document.add_paragraph(block.text, style=f"Heading {block.level}" if block.level else None)
            continue
        table = document.add_table(0, len(block.rows[0]), style="Table Grid")
        for row in block.rows:
            made = table._tbl.add_tr()
            for cell in row:
                made.append(_cell(cell))
    return _saved(document)


def _cell(text: str) -> Any:
    from xml.sax.saxutils import escape

    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    return parse_xml(f"<w:tc {nsdecls('w')}><w:tcPr/><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:tc>")


def _saved(document: Any) -> bytes:
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def findings(path: Path, *tables: Path) -> list[tuple[str, ...]]:
    """Return what is found in a report, without its places."""
    run = gouji.check(str(path), tables=[str(t) for t in tables])
    assert run.crashes == ()
    return sorted(
        (f.check, f.severity.value, f.message, str(f.expected), str(len(f.evidence)), str(len(f.also)))
        for f in run.findings
    )


def xlsx_of(blocks: list[Block]) -> bytes:
    """Return a workbook with the tables of a report, a form a sheet: amounts are stored as numbers that display as printed."""
    import xlsxwriter

    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False})
    formats: dict[str, Any] = {}
    for number, form in enumerate(forms_of(blocks), 1):
        sheet = book.add_worksheet(f"Sheet{number}")
        for row, column, stored, code in _cells_of(form):
            if code and code not in formats:
                formats[code] = book.add_format({"num_format": code})
            if isinstance(stored, str):
                sheet.write_string(row, column, stored)
            else:
                sheet.write_number(row, column, stored, formats[code])
    book.close()
    return kept.getvalue()


def xls_of(blocks: list[Block]) -> bytes:
    """Return the same workbook of the old kind."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, Any] = {"": xlwt.Style.default_style}
    for number, form in enumerate(forms_of(blocks), 1):
        sheet = book.add_sheet(f"Sheet{number}")
        for row, column, stored, code in _cells_of(form):
            if code not in styles:
                styles[code] = xlwt.easyxf(num_format_str=code)
            sheet.write(row, column, stored, styles[code])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _cells_of(form: list[Block]) -> Iterator[tuple[int, int, str | float, str]]:
    """Yield row, column, what is stored, and the number format."""
    rows = [row for block in form for row in (block.rows if isinstance(block, Grid) else ((block.text,),))]
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            found = _AMOUNT.fullmatch(text)
            if found:
                code = ("#,##0" if "," in text else "0") + ("." + "0" * len(found.group(1)) if found.group(1) else "")
                # What is stored goes on behind what is displayed, as after a division by ten thousand.
                yield at, column, float(text.replace(",", "")) + 0.0003, code
            elif text:
                yield at, column, text, ""


_AMOUNT = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}|[1-9]\d{3,}(?=\.))(?:\.(\d{1,2}))?")


def forms_of(blocks: list[Block]) -> list[list[Block]]:
    """Return each table with the lines above it that belong to it and the notes below it."""
    return [blocks[low:high] for low, high in _ranges(blocks)]


def narrative_of(blocks: list[Block]) -> list[Block]:
    """Return the blocks that belong to no table."""
    inside = {at for low, high in _ranges(blocks) for at in range(low, high)}
    return [block for at, block in enumerate(blocks) if at not in inside]


def _ranges(blocks: list[Block]) -> list[tuple[int, int]]:
    found = []
    for at, block in enumerate(blocks):
        if isinstance(block, Grid):
            low, high = at, at + 1
            while low and (found[-1][1] if found else 0) < low and _belongs(blocks[low - 1]):
                low -= 1
            while (
                high < len(blocks)
                and isinstance(last := blocks[high], Line)
                and is_note("".join(fold(last.text).split()))
            ):
                high += 1
            found.append((low, high))
    return found


def _belongs(block: Block) -> bool:
    text = "".join(fold(block.text).split()) if isinstance(block, Line) else ""
    return is_beside(text) or is_form_number(text) or table_title(text, load("final-account")) is not None


def html_of(blocks: list[Block]) -> bytes:
    """Return a web page: the report inside a table that lays out the page, as many sites publish it."""
    from html import escape

    made = []
    for block in blocks:
        if isinstance(block, Line):
            tag = f"h{block.level}" if block.level else "p"
            made.append(f"<{tag}>{escape(block.text).replace(' ', '&nbsp;')}</{tag}>")
        else:
            rows = ("".join(f"<td><span>{escape(cell)}</span></td>" for cell in row) for row in block.rows)
            made.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
    page = "<!DOCTYPE html><html><head><meta charset='gb2312'><title>t</title></head><body><nav>首页</nav><table><tr><td>{}</td></tr></table></body></html>"
    return page.format("\n".join(made)).encode("gb18030")
