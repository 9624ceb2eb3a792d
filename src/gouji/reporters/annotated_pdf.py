"""The user's own PDF with a highlight and a note on the quoted characters of each place; the file itself stays, all is appended."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import pypdfium2
import pypdfium2.raw as pdfium

from gouji.errors import Unreadable, UsageError
from gouji.model.document import Source
from gouji.model.layout import Frame, PageLayout
from gouji.model.outcome import Severity
from gouji.model.run import Run
from gouji.reporters.original import original
from gouji.reporters.pdf_append import Annotation, with_annotations
from gouji.reporters.remarks import AUTHOR, Remark, remarks_of

# red, amber and blue stay apart for the colour-blind by their lightness too; text stays readable through each
_COLOURS = {Severity.ERROR: (1.0, 0.5, 0.46), Severity.WARNING: (1.0, 0.8, 0.35), Severity.INFO: (0.62, 0.81, 1.0)}
_INKS = {Severity.ERROR: (0.65, 0.0, 0.0), Severity.WARNING: (0.5, 0.3, 0.0), Severity.INFO: (0.0, 0.25, 0.55)}
_NUMBER_SIZE, _DIGIT, _NUMBER_GAP = 5.5, 0.556, 0.4  # points; the width of a digit in ems; points above the line
_MOST_NUMBERS = 4  # at one place; the notes tell them all
_MULTIPLY = "/ExtGState<</G<</BM/Multiply>>>>"
_FONT = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
_PRINTED = 4  # the flag that lets an annotation appear on paper
_NOT_PROTECTED = -1
_OTHERS = {"docx": "Word 报告请用 --format docx，批注会写进 Word 文件"}
_ELSE = "其他格式请用 --format notice（整改通知）"
Quad = list[tuple[float, float]]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Highlight:
    """What one annotation marks: boxes on one page, one a line, in points from the top left of the page as read.

    `label` are the numbers of the findings that mark the same place, at the first of them alone.
    """

    page: int
    remark: Remark
    boxes: tuple[Box, ...]
    label: str = ""


def render(run: Run, titles: Mapping[str, str]) -> bytes:
    """Return the PDF with its highlights. Raises UsageError for another format, Unreadable for a file that may not or cannot be marked."""
    source = run.document.sources[0]
    if source.format != "pdf" or not isinstance(source.layout, PageLayout):
        remedy = _OTHERS.get(source.format, _ELSE)
        raise UsageError(f"{source.path}：不是 PDF，不能输出带标注的 PDF；{remedy}。")
    data = original(source)
    _ensure_open(data, source)
    frames = source.layout.frames
    pages: dict[int, list[Annotation]] = {}
    for mark in _labelled([*_highlights(source.layout, remarks_of(run, titles))]):
        frame = frames[mark.page - 1] if mark.page <= len(frames) else None
        if frame is not None:
            pages.setdefault(mark.page - 1, []).append(_annotation(frame, mark))
    return with_annotations(data, dict(sorted(pages.items()))) if pages else data


def _ensure_open(data: bytes, source: Source) -> None:
    """Raise for a protected file: what is added would have to be encrypted like the rest, and most such files forbid notes."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"{source.path}：PDF 打不开，不能加标注；请用原来的软件另存一次。", "damaged") from error
    protected = pdfium.FPDF_GetSecurityHandlerRevision(document.raw) != _NOT_PROTECTED
    document.close()
    if protected:
        raise Unreadable(
            f"{source.path}：这份 PDF 加了权限限制，不能加标注；请用没有限制的文件，或改用 --format notice（整改通知）。",
            "protected",
        )


def _highlights(layout: PageLayout, remarks: Iterator[Remark]) -> Iterator[Highlight]:
    for remark in remarks:
        boxes = layout.at(remark.span.start, remark.span.end)["boxes"]
        for page, found in groupby(boxes, key=lambda box: box[0]):
            yield Highlight(int(page), remark, tuple((x0, y0, x1, y1) for _, x0, y0, x1, y1 in found))


def _labelled(marks: Sequence[Highlight]) -> Iterator[Highlight]:
    """Yield the highlights with the numbers that are printed beside them."""
    numbers: dict[tuple[int, Box], list[str]] = {}
    for mark in marks:
        numbers.setdefault((mark.page, mark.boxes[0]), []).append(str(mark.remark.number))
    for mark in marks:
        here = [*dict.fromkeys(numbers.pop((mark.page, mark.boxes[0]), []))]
        yield replace(mark, label=",".join(here[:_MOST_NUMBERS]) + ("+" if len(here) > _MOST_NUMBERS else ""))


def _annotation(frame: Frame, mark: Highlight) -> Annotation:
    """Return the highlight, with its picture: not all viewers draw highlights by themselves, and none prints the number."""
    remark = mark.remark
    quads = [_quad(frame, box) for box in mark.boxes]
    number, reach = _number(quads[0], mark)
    xs, ys = zip(*(point for quad in [*quads, reach] for point in quad), strict=True)
    around = _numbers(min(xs), min(ys), max(xs), max(ys))
    colour = _numbers(*_colour(remark.finding.severity, remark.role))
    corners = " ".join(_numbers(*point) for quad in quads for point in quad)
    dictionary = (
        f"<</Type/Annot/Subtype/Highlight/F {_PRINTED}/Rect[{around}]/QuadPoints[{corners}]/C[{colour}]/AP<</N {{}}>>"
        f"/T{_text(AUTHOR)}/Subj{_text(f'问题 {remark.number}')}/Contents{_text(chr(10).join(remark.lines))}>>"
    )
    picture = f"/Type/XObject/Subtype/Form/BBox[{around}]/Group<</S/Transparency>>/Resources<<{_MULTIPLY}{_FONT}>>"
    content = f"/G gs {colour} rg\n{''.join(map(_filled, quads))}{number}"
    return Annotation(dictionary.encode(), picture.encode(), content.encode())


def _number(quad: Quad, mark: Highlight) -> tuple[str, Quad]:
    """Return what draws the number above the beginning of a line, as people read it, and the corners of that."""
    (x0, y0), (x1, y1), (x2, y2), _ = quad
    wide, high = math.hypot(x1 - x0, y1 - y0) or 1.0, math.hypot(x0 - x2, y0 - y2) or 1.0
    ax, ay, ux, uy = (x1 - x0) / wide, (y1 - y0) / wide, (x0 - x2) / high, (y0 - y2) / high
    x, y = x0 + _NUMBER_GAP * ux, y0 + _NUMBER_GAP * uy
    length = _NUMBER_SIZE * _DIGIT * len(mark.label)
    matrix = " ".join(f"{value:.3f}" for value in (ax, ay, ux, uy, x, y))
    ink = _numbers(*_INKS[mark.remark.finding.severity])
    drawn = f"BT /F {_NUMBER_SIZE} Tf {ink} rg {matrix} Tm ({mark.label}) Tj ET\n" if mark.label else ""
    return drawn, [(x, y), (x + length * ax + _NUMBER_SIZE * ux, y + length * ay + _NUMBER_SIZE * uy)] if drawn else []


def _colour(severity: Severity, role: str) -> tuple[float, ...]:
    """Return the colour of a severity, paler where the other side stands."""
    whole = _COLOURS[severity]
    return tuple((value + 1) / 2 for value in whole) if role == "evidence" else whole


def _quad(frame: Frame, box: Box) -> Quad:
    """Return the corners in page space in the order viewers take them in: of the line as it is read, top left first, bottom right last."""
    x0, y0, x1, y1 = box
    return [frame.in_file(x, y) for x, y in ((x0, y0), (x1, y0), (x0, y1), (x1, y1))]


def _filled(quad: Quad) -> str:
    first, second, third, fourth = (_numbers(*point) for point in quad)
    return f"{first} m {second} l {fourth} l {third} l h f\n"


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.2f}".rstrip("0").rstrip(".") for value in values)


def _text(text: str) -> str:
    """Return a text string in hexadecimal: no character of it can end it early."""
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"
