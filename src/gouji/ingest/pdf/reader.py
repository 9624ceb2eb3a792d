"""PDF bytes to text: opened by pdfium, read page by page."""

from __future__ import annotations

import re

import pypdfium2
from pypdfium2 import raw as pdfium

from gouji.errors import Unreadable
from gouji.ingest.flow import text_of
from gouji.ingest.limits import Budget
from gouji.ingest.page import Page
from gouji.ingest.pdf.drawing import Drawing, drawing_of, shown_of
from gouji.ingest.pdf.plumbed import PlumbedPages
from gouji.ingest.read import Read
from gouji.ingest.rows import rows_of
from gouji.ingest.scans import told_of_scans

_A4 = (595.0, 842.0)  # what stands for a page that cannot be loaded
_DOTS, _POINTS = 200, 72  # an inch; finer pictures are not read better
_CHANNELS = 3
_MOST_SLOW = (
    50_000  # objects on a page for the slow reading, some ten seconds; tables of a whole page have a few thousand
)
_FEW_SHAPES = 8  # fewer make no table
_TITLE = re.compile(r"[^。，；]{2,40}表(?:[（(].{1,12}[）)])?")
# what pdfplumber and pdfminer raise on files they cannot follow is no closed set
_SLOW_FAILS = (Exception,)


def read_pdf(data: bytes, budget: Budget) -> Read:
    """Return the text of a PDF. Raises Unreadable for a file that is damaged, locked, only pictures, or beyond a limit."""
    document = _opened(data, budget)
    slow = PlumbedPages(data)
    pages, scans, broken, doubtful, layered, forms = [], [], [], [], [], []
    try:
        count = len(document)
        budget.ensure("pages", count)
        for index in range(count):
            budget.ensure_time()
            drawing = drawing_of(document.raw, index)
            if drawing is None:
                broken.append(index + 1)
                pages.append(Page(*_A4))
                continue
            layered += [index + 1] if drawing.layered else []
            forms += [index + 1] if drawing.filled else []
            if drawing.is_scan:
                page = _recognised(document, index, budget)
                if page is None:
                    scans.append(index + 1)
                else:
                    drawing.page = page
            elif not _adds_up(drawing):
                page = _plumbed(slow, drawing, index)
                if page is None:
                    doubtful.append(index + 1)
                else:
                    drawing.page = page
            pages.append(drawing.page)
    finally:
        slow.close()
        document.close()
    said = (
        (broken, "已损坏，读不出来，其中的内容没有核对"),
        (layered, "是扫描图片，文字层由别的软件识别得来，可能有错；涉及的结果请对照原件核实"),
        (forms, "有表单域，填在其中的内容没有读；请打印成 PDF 再核对"),
        (doubtful, "有些字可能没有读到，请对照原文件看核对结果"),
    )
    notices = told_of_scans(budget.name, pages, scans)
    notices += [f"{budget.name}：第 {'、'.join(map(str, where))} 页{what}。" for where, what in said if where]
    return text_of(pages, budget, notices)


def _recognised(document: pypdfium2.PdfDocument, index: int, budget: Budget) -> Page | None:
    """Return a scanned page with its recognised text, or None without the extra `ocr`."""
    from gouji.ingest.ocr import engine

    if not engine.is_there():
        return None
    from gouji.ingest.ocr.reader import recognised

    opened = document[index]
    pixels = opened.get_width() * opened.get_height() * (_DOTS / _POINTS) ** 2
    budget.ensure("unpacked", pixels * _CHANNELS)
    image = opened.render(scale=_DOTS / _POINTS).to_numpy()
    page = recognised(image[:, :, ::-1], _DOTS / _POINTS, budget)
    if page is not None:
        page.frame = shown_of(opened.raw)
    return page


def _plumbed(slow: PlumbedPages, drawing: Drawing, index: int) -> Page | None:
    """Return a page as the slow reading has it; None where that fails, or would take too long and cannot be stopped."""
    if drawing.objects > _MOST_SLOW:
        return None
    try:
        return slow.page(index, drawing.frame, drawing.turned)
    except _SLOW_FAILS:
        return None


def _adds_up(drawing: Drawing) -> bool:
    """Whether the fast reading of a page may stand: no text is missing, and under a title of a table there is a grid."""
    if drawing.lost:
        return False
    page = drawing.page
    if drawing.shapes < _FEW_SHAPES or (len(page.horizontal) > 1 and len(page.vertical) > 1):
        return True
    return not any(_TITLE.fullmatch(row.text) for row in rows_of(page.glyphs))


def _opened(data: bytes, budget: Budget) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise Unreadable(f"{budget.name}：PDF 加了密码；请取消密码另存一次。", "encrypted") from error
        raise Unreadable(
            f"{budget.name}：PDF 已损坏，打不开；请重新下载，或用原来的软件另存一次。", "damaged"
        ) from error
