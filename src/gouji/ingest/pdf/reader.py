"""PDF bytes to text: opened by pdfium, read page by page."""

from __future__ import annotations

import pypdfium2
from pypdfium2 import raw as pdfium

from gouji.errors import Unreadable
from gouji.ingest.flow import text_of
from gouji.ingest.limits import Budget
from gouji.ingest.pdf.drawing import page_of
from gouji.ingest.read import Read


def read_pdf(data: bytes, budget: Budget) -> Read:
    """Return the text of a PDF. Raises Unreadable for a file that is damaged, locked, only pictures, or beyond a limit."""
    document = _opened(data, budget)
    try:
        count = len(document)
        budget.ensure("pages", count)
        pages, scans = [], []
        for index in range(count):
            budget.ensure_time()
            page, scan = page_of(document.raw, index)
            pages.append(page)
            if scan:
                scans.append(index + 1)
    finally:
        document.close()
    if scans and len(scans) == count:
        raise Unreadable(
            f"{budget.name}：{count} 页都是扫描图片，没有文字；请给出可以复制文字的文件，或先做文字识别。", "scanned"
        )
    notices = []
    if scans:
        where = "、".join(map(str, scans))
        notices.append(f"{budget.name}：第 {where} 页是扫描图片，没有文字，其中的内容没有核对。")
    return text_of(pages, budget, notices)


def _opened(data: bytes, budget: Budget) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise Unreadable(f"{budget.name}：PDF 加了密码；请取消密码另存一次。", "encrypted") from error
        raise Unreadable(
            f"{budget.name}：PDF 已损坏，打不开；请重新下载，或用原来的软件另存一次。", "damaged"
        ) from error
