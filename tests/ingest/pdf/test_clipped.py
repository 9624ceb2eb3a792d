"""Text wider than its cell, cut off at the edges of the cell as spreadsheets print it."""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from gouji.config import Limits
from gouji.ingest.limits import Budget
from gouji.ingest.pdf.reader import read_pdf
from tests.ingest.pdf.build import FONT

_ROWS = [
    ["科目编码", "科目名称", "合计"],
    ["201", "一般公共服务支出", "350.00"],
    ["2080505", "机关事业单位基本养老保险缴费支出", "86.24"],
    ["2210201", "住房公积金", "50.00"],
]
_WIDTHS, _HEIGHT, _SIZE = (60, 60, 60), 20, 10


def _pdf(*, clipped: bool) -> bytes:
    """Return a page with a ruled table, names in the middle of cells too narrow for them."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    edges = [50 + sum(_WIDTHS[:k]) for k in range(len(_WIDTHS) + 1)]
    canvas.grid(edges, [700 - _HEIGHT * k for k in range(len(_ROWS) + 1)])
    for k, row in enumerate(_ROWS):
        for left, width, text in zip(edges, _WIDTHS, row, strict=False):
            canvas.saveState()
            canvas.setFont(FONT, _SIZE)
            if clipped:
                path = canvas.beginPath()
                path.rect(left, 700 - _HEIGHT * len(_ROWS), width, _HEIGHT * len(_ROWS))
                canvas.clipPath(path, stroke=0, fill=0)
            canvas.drawString(left + (width - stringWidth(text, FONT, _SIZE)) / 2, 686 - _HEIGHT * k, text)
            canvas.restoreState()
    canvas.save()
    return out.getvalue()


def test_text_that_is_cut_off_is_that_of_the_cell_it_is_seen_in() -> None:
    read = read_pdf(_pdf(clipped=True), Budget("表.pdf", Limits()))
    assert [line.split("\t") for line in read.text.split("\n") if "\t" in line] == _ROWS
    at = read.text.index("机关")
    assert read.layout is not None
    [box] = read.layout.at(at, at + len(_ROWS[2][1]))["boxes"]
    assert 110 <= box[1] < box[3] <= 170  # its box is what is seen of it


def test_without_a_cut_the_places_stand() -> None:
    text = read_pdf(_pdf(clipped=False), Budget("表.pdf", Limits())).text
    assert ["2080505", "机关事业单位基本养老保险缴费支出", "86.24"] not in [r.split("\t") for r in text.split("\n")]
