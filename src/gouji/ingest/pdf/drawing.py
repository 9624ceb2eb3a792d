"""What pdfium finds on a page: characters with their places, and ruling lines."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from gouji.ingest.page import Glyph, Page, Stroke
from gouji.ingest.pdf.clipped import press_in
from gouji.model.layout import Frame

_THIN = 4.0  # points; a filled shape no thicker is a ruling line
_SHORT = 4.0  # a shape shorter than this is a corner, a dot or a dash
_MOST_SEGMENTS = 400  # of one path; more is a drawing, not a table
_DEEPEST_FORM = 8
_SQUARE = 0x2E80  # from here on characters are as wide as their em
_HALVES = (0xD800, 0xDFFF)  # a character beyond the first 65,536 comes as two of these
_SECOND = 0xDC00  # where those begin that come second
_REPLACEMENT = 0xFFFD
_BELOW = 2.0  # points a baseline may lie under the edge of the page with most of the character still on it
_HYPHENS = (0x2, 0xFFFE, 0xAD)
_IMAGE_SHARE = 0.6  # of the page, for a page without text to be a scan
_FEW_GLYPHS = 20
_QUARTER = 1.5707963
_SAMPLE = 40  # characters asked for the direction they run in
_TEXT, _PATH = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH
_IMAGE, _FORM = pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _direct(function: Any) -> Any:
    """Return the same C function without ctypes' check of each argument, which costs more than the call: for handles, references and small integers."""
    direct = type(function)(ctypes.cast(function, ctypes.c_void_p).value)
    direct.restype = function.restype
    return direct


_unicode = _direct(pdfium.FPDFText_GetUnicode)
_loose_box = _direct(pdfium.FPDFText_GetLooseCharBox)
_origin = _direct(pdfium.FPDFText_GetCharOrigin)
_text_object = _direct(pdfium.FPDFText_GetTextObject)
_text_object.restype = ctypes.c_void_p  # its address is all that is asked for
_object = _direct(pdfium.FPDFPage_GetObject)
_kind = _direct(pdfium.FPDFPageObj_GetType)
_bounds = _direct(pdfium.FPDFPageObj_GetBounds)
_segment = _direct(pdfium.FPDFPath_GetPathSegment)
_segment_point = _direct(pdfium.FPDFPathSegment_GetPoint)
_segment_kind = _direct(pdfium.FPDFPathSegment_GetType)
_segment_closes = _direct(pdfium.FPDFPathSegment_GetClose)


@dataclass(slots=True)
class Drawing:
    """A page as pdfium reads it, with what tells how far to trust that."""

    page: Page
    frame: Frame
    pictures: float = 0.0  # area covered by pictures, in square points
    shapes: int = 0  # vector shapes drawn, ruling lines or not
    lost: int = 0  # pieces of text that pdfium drew but did not report
    objects: int = 0  # all that is drawn, inside forms too
    layered: bool = False  # a picture with text over it that is not drawn: somebody's recognition
    filled: int = 0  # fields of a form, whose values are no part of the page
    turned: int = 0  # quarters by which the page as shown had to be turned clockwise

    @property
    def is_scan(self) -> bool:
        """Whether there is hardly a character and a picture over most of the page."""
        return len(self.page.glyphs) < _FEW_GLYPHS and self.covered

    @property
    def covered(self) -> bool:
        """Whether a picture, or several, covers most of the page."""
        return self.pictures > _IMAGE_SHARE * self.page.width * self.page.height


def drawing_of(document: Any, index: int) -> Drawing | None:
    """Return page `index` as people see it; None for one that cannot be loaded."""
    handle = pdfium.FPDF_LoadPage(document, index)
    if not handle:
        return None
    try:
        text = pdfium.FPDFText_LoadPage(handle)
        try:
            turn, shown = _turn(handle, text), pdfium.FPDFPage_GetRotation(handle)
            frame = Frame(*_area(handle), turn)
            drawing = Drawing(Page(frame.width, frame.height, frame=frame), frame, turned=(turn - shown) % 4)
            heard = _glyphs(text, drawing.page, frame)
            _objects(handle, heard, drawing, frame)
            drawing.layered = drawing.covered and _is_invisible(handle)
            drawing.filled = _fields(handle)
        finally:
            pdfium.FPDFText_ClosePage(text)
    finally:
        pdfium.FPDF_ClosePage(handle)
    return drawing


def shown_of(handle: Any) -> Frame:
    """Return the page as viewers show it."""
    return Frame(*_area(handle), pdfium.FPDFPage_GetRotation(handle))


def _area(handle: Any) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of what is shown of the page, in its own space: pages inherit their boxes."""
    box = pdfium.FS_RECTF()
    if pdfium.FPDF_GetPageBoundingBox(handle, ctypes.byref(box)) and box.right > box.left and box.top > box.bottom:
        return box.left, box.bottom, box.right, box.top
    return 0.0, 0.0, pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle)


def _turn(handle: Any, text: Any) -> int:
    """Return by how many quarters the page is to be turned clockwise for its text to stand upright.

    The text decides, since tables drawn sideways on upright pages and pages shown sideways both occur; without any, the page's own rotation.
    """
    count = pdfium.FPDFText_CountChars(text)
    quarters = [0, 0, 0, 0]
    for index in range(0, count, max(1, count // _SAMPLE)):
        if _unicode(text, index) > 32:
            quarters[round(-pdfium.FPDFText_GetCharAngle(text, index) / _QUARTER) % 4] += 1
    return max(range(4), key=lambda k: quarters[k]) if any(quarters) else pdfium.FPDFPage_GetRotation(handle)


def _glyphs(text: Any, page: Page, frame: Frame) -> dict[int, list[Glyph]]:
    """Add the characters of the page; return those of each text object, by its address."""
    rect, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    rect_ref, x_ref, y_ref = ctypes.byref(rect), ctypes.byref(x), ctypes.byref(y)
    add, upright = page.glyphs.append, frame.turn == 0
    left, top = frame.left, frame.top
    objects: dict[int, list[Glyph]] = {}
    own: list[Glyph] = []
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = _unicode(text, index)
        if code:
            own = objects.setdefault(_text_object(text, index), [])
        if (code <= 32 and code not in _HYPHENS) or code == 0xA0 or code == 0x3000:
            continue
        if _HALVES[0] <= code <= _HALVES[1]:
            whole = _whole(text, index, code)
            if whole is None:
                continue
            code = whole
        _loose_box(text, index, rect_ref)
        _origin(text, index, x_ref, y_ref)
        if upright:
            x0, x1, base = rect.left - left, rect.right - left, top - y.value
        else:
            (ax, _), (bx, _) = frame.point(rect.left, rect.bottom), frame.point(rect.right, rect.top)
            x0, x1, base = min(ax, bx), max(ax, bx), frame.point(x.value, y.value)[1]
        if not (0 <= (x0 + x1) / 2 <= page.width and 0 <= base <= page.height + _BELOW):
            continue  # cut off by the edge of the page: nobody sees it
        width = x1 - x0
        glyph = Glyph("-" if code in _HYPHENS else chr(code), x0, x1, base, width if code >= _SQUARE else 2 * width)
        add(glyph)
        own.append(glyph)
    return objects


def _whole(text: Any, index: int, half: int) -> int | None:
    """Return the character two halves make, at the first; None at the second. A half alone is none that any file may hold."""
    if half < _SECOND:
        after = int(_unicode(text, index + 1))
        if _SECOND <= after <= _HALVES[1]:
            return 0x10000 + ((half - _HALVES[0]) << 10) + (after - _SECOND)
    elif index and _HALVES[0] <= _unicode(text, index - 1) < _SECOND:
        return None
    return _REPLACEMENT


def _objects(handle: Any, heard: dict[int, list[Glyph]], drawing: Drawing, frame: Frame) -> None:
    """Add the ruling lines of the page; count its shapes, the area of its pictures, and the text that is not among what was `heard` of."""
    texts: list[tuple[Any, list[Glyph]]] = []
    bounds = (ctypes.c_float * 4)()
    refs = [ctypes.byref(bounds, k * ctypes.sizeof(ctypes.c_float)) for k in range(4)]

    def visit(item: Any, matrix: _Matrix, depth: int) -> None:
        drawing.objects += 1
        kind = _kind(item)
        if kind == _TEXT:
            # pdfium takes a text for a shadow of the one before when the font gives no outlines to tell them apart
            own = heard.get(ctypes.addressof(item.contents))
            if own is None and not _is_blank(item):
                drawing.lost += 1
            if own and matrix is _IDENTITY:
                texts.append((item, own))
            return
        if kind == _FORM and depth < _DEEPEST_FORM:
            inner = _product(_matrix(item), matrix)
            for index in range(pdfium.FPDFFormObj_CountObjects(item)):
                visit(pdfium.FPDFFormObj_GetObject(item, index), inner, depth + 1)  # noqa: F821 - it is there until all are visited
            return
        if kind not in (_PATH, _IMAGE) or not _bounds(item, *refs):
            return
        x0, y0, x1, y1 = bounds
        if matrix is not _IDENTITY:
            (x0, y0), (x1, y1) = _applied(matrix, x0, y0), _applied(matrix, x1, y1)
        (x0, y0), (x1, y1) = frame.point(x0, y0), frame.point(x1, y1)
        if kind == _IMAGE:
            drawing.pictures += abs(x1 - x0) * abs(y1 - y0)
            return
        drawing.shapes += 1
        if not _add(drawing.page, x0, y0, x1, y1):
            _outline(item, matrix, drawing.page, frame)

    for index in range(pdfium.FPDFPage_CountObjects(handle)):
        visit(_object(handle, index), _IDENTITY, 0)
    del visit  # it refers to itself, and nothing looks for cycles while reports are checked
    if drawing.page.vertical:
        press_in(texts, drawing.page.vertical, frame.point)


def _is_blank(item: Any) -> bool:
    """Whether a text covers no area although its font is at hand and it is to be seen: spaces of their own, as LibreOffice sets them after a number."""
    box = (ctypes.c_float * 4)()
    refs = [ctypes.byref(box, k * ctypes.sizeof(ctypes.c_float)) for k in range(4)]
    if not pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(item)) or not _bounds(item, *refs):
        return False
    x0, y0, x1, y1 = box
    return x0 == x1 and y0 == y1 and pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_FILL


def _is_invisible(handle: Any) -> bool:
    """Whether most of the text objects of a page leave no ink."""
    drawn = [0, 0]
    for index in range(pdfium.FPDFPage_CountObjects(handle)):
        item = pdfium.FPDFPage_GetObject(handle, index)
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
            drawn[mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE] += 1
    return drawn[1] > drawn[0]


def _fields(handle: Any) -> int:
    """Return how many fields to be filled in stand on a page."""
    found = 0
    for index in range(pdfium.FPDFPage_GetAnnotCount(handle)):
        note = pdfium.FPDFPage_GetAnnot(handle, index)
        if note:
            found += pdfium.FPDFAnnot_GetSubtype(note) == pdfium.FPDF_ANNOT_WIDGET
            pdfium.FPDFPage_CloseAnnot(note)
    return found


def _add(page: Page, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Add a thin shape as ruling line; False for one that is not thin."""
    wide, high = abs(x1 - x0), abs(y1 - y0)
    if high <= _THIN and wide > _SHORT and wide > high:
        page.horizontal.append(Stroke((y0 + y1) / 2, *((x0, x1) if x0 < x1 else (x1, x0))))
    elif wide <= _THIN and high > _SHORT and high > wide:
        page.vertical.append(Stroke((x0 + x1) / 2, *((y0, y1) if y0 < y1 else (y1, y0))))
    return wide <= _THIN or high <= _THIN


def _outline(item: Any, matrix: _Matrix, page: Page, frame: Frame) -> None:
    """Add the straight parts of a stroked outline, such as the frame of a cell."""
    fill, stroked = ctypes.c_int(), ctypes.c_int()
    count = pdfium.FPDFPath_CountSegments(item)
    if not pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroked)):
        return
    if not stroked.value or count > _MOST_SEGMENTS:
        return
    whole = _product(_matrix(item), matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    x_ref, y_ref = ctypes.byref(x), ctypes.byref(y)
    first = last = (0.0, 0.0)
    for index in range(count):
        segment = _segment(item, index)
        _segment_point(segment, x_ref, y_ref)
        here = frame.point(*_applied(whole, x.value, y.value))
        kind = _segment_kind(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            _add(page, *last, *here)
        last = here
        if _segment_closes(segment):
            _add(page, *last, *first)
            last = first


def _matrix(item: Any) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _applied(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _product(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """Return the matrix that applies `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    ax, ay = _applied((*outer[:4], 0.0, 0.0), a, b)
    cx, cy = _applied((*outer[:4], 0.0, 0.0), c, d)
    ex, ey = _applied(outer, e, f)
    return ax, ay, cx, cy, ex, ey
