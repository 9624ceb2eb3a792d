"""Reports as PDF files: our own text reports set by reportlab, as an office's word processor sets them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
)

FONT = "STSong-Light"  # a standard CID font: readers bring it, nothing is embedded
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
_MARGIN = 72.0
_BODY = ParagraphStyle(
    "body", fontName=FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK", alignment=TA_JUSTIFY
)
_CENTRED = ParagraphStyle("title", parent=_BODY, fontSize=16, firstLineIndent=0, alignment=TA_CENTER, leading=26)
_RIGHT = ParagraphStyle("unit", parent=_BODY, fontSize=10, firstLineIndent=0, alignment=TA_RIGHT)
_CELL = ParagraphStyle("cell", fontName=FONT, fontSize=8, leading=10, wordWrap="CJK")
_TITLE_CELLS = 2
_WIDE = 8  # columns from which a table takes a landscape page
_HEADING = re.compile(r"(?:第[一二三四五六]部分|[一二三四五六七八九十]+、)[^。]{0,40}$")

Block = str | list[list[str]]


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the paragraphs of a text report, and its tab-separated tables as rows."""
    table: list[list[str]] = []
    for line in text.split("\n"):
        if "\t" in line:
            table.append([cell.strip() for cell in line.split("\t")])
            continue
        if table:
            yield table
            table = []
        bare = re.sub(r"^[#*\s]+|[*\s]+$", "", line)
        if bare:
            yield bare
    if table:
        yield table


def pdf_of(text: str, *, repeat: int = 3, furniture: bool = True, ruled: bool = True) -> bytes:
    """Return a text report as PDF: titles centred, tables ruled and broken over pages, wide ones on landscape pages."""
    story: list[Flowable] = []
    wide_page = False
    for block in blocks_of(text):
        wide = not isinstance(block, str) and max(len(row) for row in block) >= _WIDE
        if not isinstance(block, str) and wide != wide_page:
            story += [NextPageTemplate("wide" if wide else "tall"), PageBreak()]
            wide_page = wide
        if isinstance(block, str):
            if wide_page and len(block) > 30:
                story += [NextPageTemplate("tall"), PageBreak()]
                wide_page = False
            story.append(Paragraph(_escaped(block), _CENTRED if block.startswith("第") and len(block) < 40 else _BODY))
        else:
            story += _table(block, (landscape(A4) if wide else A4)[0] - 2 * _MARGIN, repeat, ruled)
    out = io.BytesIO()
    document = BaseDocTemplate(out, invariant=1, title="report")

    def frame(size: tuple[float, float]) -> list[Frame]:
        width, height = size
        return [Frame(_MARGIN, _MARGIN, width - 2 * _MARGIN, height - 2 * _MARGIN, 0, 0, 0, 0)]

    def draw(canvas, template) -> None:  # type: ignore[no-untyped-def]
        if furniture:
            width, height = canvas._pagesize
            canvas.setFont(FONT, 9)
            canvas.drawCentredString(width / 2, 30, f"— {canvas.getPageNumber()} —")
            canvas.drawString(_MARGIN, height - 40, "部门决算公开文本")

    document.addPageTemplates([
        PageTemplate("tall", frame(A4), draw, pagesize=A4),
        PageTemplate("wide", frame(landscape(A4)), draw, pagesize=landscape(A4)),
    ])  # fmt: skip
    document.build(story)
    return out.getvalue()


def _table(rows: Sequence[list[str]], width: float, repeat: int, ruled: bool) -> list[Flowable]:
    """Return the flowables of a table: its title rows as lines above it, then the grid."""
    story: list[Flowable] = []
    rows = list(rows)
    while rows and sum(map(bool, rows[0])) <= _TITLE_CELLS and _is_above(rows[0]):
        filled = [cell for cell in rows.pop(0) if cell]
        story.append(Paragraph(_escaped("　　".join(filled)), _RIGHT if story else _CENTRED))
    columns = max(len(row) for row in rows)
    cells = [[Paragraph(_escaped(c), _CELL) for c in row] + [""] * (columns - len(row)) for row in rows]
    grid = Table(cells, colWidths=[width / columns] * columns, repeatRows=min(repeat, len(rows) - 1))
    if ruled:
        grid.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
    return [*story, grid]


def _is_above(row: list[str]) -> bool:
    return any(re.search(r"表$|表（|单位：|部门：|公开\d", cell) for cell in row if cell)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
