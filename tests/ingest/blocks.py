"""Reports as headings, paragraphs and tables, and writers that make real files of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import gouji
from gouji.ingest.fold import fold
from gouji.ingest.grids import html_rows, is_rule
from gouji.ingest.lines import Shape, lines_of
from gouji.ingest.sources import read_source

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
        table = document.add_table(0, len(block.rows[0]))
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
