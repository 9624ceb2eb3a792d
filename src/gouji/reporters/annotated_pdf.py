"""The user's own PDF with a highlight and a note on the quoted characters of each place; the file itself stays, all is appended."""

from __future__ import annotations

import ctypes
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from gouji.errors import Unreadable, UsageError
from gouji.model.document import Source
from gouji.model.layout import Frame, PageLayout
from gouji.model.outcome import Severity
from gouji.model.run import Run
from gouji.reporters.original import original
from gouji.reporters.remarks import AUTHOR, Remark, remarks_of

# red, amber and blue stay apart for the colour-blind by their lightness too; text stays readable through each
_COLOURS = {Severity.ERROR: (255, 128, 118), Severity.WARNING: (255, 205, 90), Severity.INFO: (158, 206, 255)}
_OPAQUE = 255
_PRINTED = 4  # the flag that lets an annotation appear on paper
_MAY_ANNOTATE = 1 << 5
_NO_PROTECTION = -1
_ID = re.compile(rb"/ID\s*\[\s*<[0-9A-Fa-f]*>\s*<([0-9A-Fa-f]*)>\s*\]")
_NO_CHARACTER = re.compile("[\ud800-\udfff]")
_OTHERS = {"docx": "Word 报告请用 --format docx，批注会写进 Word 文件"}
_ELSE = "其他格式请用 --format notice（整改通知）"


@dataclass(frozen=True, slots=True)
class Highlight:
    """What one annotation marks: boxes on one page, one a line, in points from the top left of the page as read."""

    page: int
    remark: Remark
    boxes: tuple[tuple[float, float, float, float], ...]


def render(run: Run, titles: Mapping[str, str]) -> bytes:
    """Return the PDF with its highlights. Raises UsageError for another format, Unreadable for a file that may not or cannot be marked."""
    source = run.document.sources[0]
    if source.format != "pdf" or not isinstance(source.layout, PageLayout):
        remedy = _OTHERS.get(source.format, _ELSE)
        raise UsageError(f"{source.path}：不是 PDF，不能输出带标注的 PDF；{remedy}。")
    data = original(source)
    marks = sorted(_highlights(source.layout, remarks_of(run, titles)), key=lambda mark: mark.page)
    if not marks:
        return data
    with _opened(data, source) as document:
        for page, found in groupby(marks, key=lambda mark: mark.page):
            frame = source.layout.frames[page - 1] if page <= len(source.layout.frames) else None
            if frame is not None:
                _mark_page(document, page - 1, frame, list(found))
        kept = io.BytesIO()
        document.save(kept, flags=pdfium.FPDF_INCREMENTAL)
    return _repeatable(kept.getvalue(), len(data))


def _highlights(layout: PageLayout, remarks: Iterator[Remark]) -> Iterator[Highlight]:
    for remark in remarks:
        boxes = layout.at(remark.span.start, remark.span.end)["boxes"]
        for page, found in groupby(boxes, key=lambda box: box[0]):
            yield Highlight(int(page), remark, tuple((x0, y0, x1, y1) for _, x0, y0, x1, y1 in found))


@contextmanager
def _opened(data: bytes, source: Source) -> Iterator[Any]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"{source.path}：PDF 打不开，不能加标注；请用原来的软件另存一次。", "damaged") from error
    try:
        protected = pdfium.FPDF_GetSecurityHandlerRevision(document.raw) != _NO_PROTECTION
        if protected and not pdfium.FPDF_GetDocPermissions(document.raw) & _MAY_ANNOTATE:
            raise Unreadable(
                f"{source.path}：这份 PDF 的权限设置不许添加批注；请用没有限制的文件，或改用 --format notice（整改通知）。",
                "no-permission",
            )
        yield document
    finally:
        document.close()


def _mark_page(document: Any, index: int, frame: Frame, marks: Sequence[Highlight]) -> None:
    handle = pdfium.FPDF_LoadPage(document.raw, index)
    if not handle:
        return
    try:
        for mark in marks:
            _annotate(handle, frame, mark)
    finally:
        pdfium.FPDF_ClosePage(handle)


def _annotate(handle: Any, frame: Frame, mark: Highlight) -> None:
    note = pdfium.FPDFPage_CreateAnnot(handle, pdfium.FPDF_ANNOT_HIGHLIGHT)
    if not note:
        return
    try:
        finding = mark.remark.finding
        colour = _colour(finding.severity, mark.remark.role)
        pdfium.FPDFAnnot_SetColor(note, pdfium.FPDFANNOT_COLORTYPE_Color, *colour, _OPAQUE)
        pdfium.FPDFAnnot_SetFlags(note, _PRINTED)
        corners = [_quad(frame, box) for box in mark.boxes]
        for quad in corners:
            points = pdfium.FS_QUADPOINTSF(*(value for point in quad for value in point))
            pdfium.FPDFAnnot_AppendAttachmentPoints(note, ctypes.byref(points))
        xs, ys = zip(*(point for quad in corners for point in quad), strict=True)
        around = pdfium.FS_RECTF(min(xs), max(ys), max(xs), min(ys))
        pdfium.FPDFAnnot_SetRect(note, ctypes.byref(around))
        _set(note, b"T", AUTHOR)
        _set(note, b"Subj", f"问题 {mark.remark.number}")
        _set(note, b"Contents", "\n".join(mark.remark.lines))
    finally:
        pdfium.FPDFPage_CloseAnnot(note)


def _colour(severity: Severity, role: str) -> tuple[int, ...]:
    """Return the colour of a severity, paler where the other side stands."""
    whole = _COLOURS[severity]
    return tuple((value + 255) // 2 for value in whole) if role == "evidence" else whole


def _quad(frame: Frame, box: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    """Return the corners in page space in the order of the format as viewers take it: of the line as it is read, top left first, bottom right last."""
    x0, y0, x1, y1 = box
    return [frame.in_file(x, y) for x, y in ((x0, y0), (x1, y0), (x0, y1), (x1, y1))]


def _set(note: Any, key: bytes, text: str) -> None:
    encoded = _NO_CHARACTER.sub("", text).encode("utf-16-le") + b"\0\0"
    kept = ctypes.create_string_buffer(encoded, len(encoded))
    pdfium.FPDFAnnot_SetStringValue(note, key, ctypes.cast(kept, ctypes.POINTER(ctypes.c_ushort)))


def _repeatable(data: bytes, old: int) -> bytes:
    """Return the file with an identifier made of its content in place of pdfium's random one, so that the same run gives the same bytes."""
    found = list(_ID.finditer(data, old))
    if not found:
        return data
    start, end = found[-1].span(1)
    told = hashlib.sha256(data[:start] + data[end:]).hexdigest().upper()
    return data[:start] + told[: end - start].encode() + data[end:]
