"""The user's own PDF with a highlight and a note on the quoted characters of each place; the file itself stays, all is appended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
_PRINTED = 4  # the flag that lets an annotation appear on paper
_NOT_PROTECTED = -1
_OTHERS = {"docx": "Word 报告请用 --format docx，批注会写进 Word 文件"}
_ELSE = "其他格式请用 --format notice（整改通知）"
Point = tuple[float, float]


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
    _ensure_open(data, source)
    frames = source.layout.frames
    pages: dict[int, list[Annotation]] = {}
    for mark in _highlights(source.layout, remarks_of(run, titles)):
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


def _annotation(frame: Frame, mark: Highlight) -> Annotation:
    """Return the highlight, with its picture for the viewers that do not draw highlights by themselves."""
    remark = mark.remark
    quads = [_quad(frame, box) for box in mark.boxes]
    xs, ys = zip(*(point for quad in quads for point in quad), strict=True)
    around = _numbers(min(xs), min(ys), max(xs), max(ys))
    colour = _numbers(*_colour(remark.finding.severity, remark.role))
    corners = " ".join(_numbers(*point) for quad in quads for point in quad)
    dictionary = (
        f"<</Type/Annot/Subtype/Highlight/F {_PRINTED}/Rect[{around}]/QuadPoints[{corners}]/C[{colour}]/AP<</N {{}}>>"
        f"/T{_text(AUTHOR)}/Subj{_text(f'问题 {remark.number}')}/Contents{_text(chr(10).join(remark.lines))}>>"
    )
    picture = f"/Type/XObject/Subtype/Form/BBox[{around}]/Group<</S/Transparency>>/Resources<</ExtGState<</G<</BM/Multiply>>>>>>"
    drawn = "".join(_filled(quad) for quad in quads)
    return Annotation(dictionary.encode(), picture.encode(), f"/G gs {colour} rg\n{drawn}".encode())


def _colour(severity: Severity, role: str) -> tuple[float, ...]:
    """Return the colour of a severity, paler where the other side stands."""
    whole = _COLOURS[severity]
    return tuple((value + 1) / 2 for value in whole) if role == "evidence" else whole


def _quad(frame: Frame, box: tuple[float, float, float, float]) -> list[Point]:
    """Return the corners in page space in the order viewers take them in: of the line as it is read, top left first, bottom right last."""
    x0, y0, x1, y1 = box
    return [frame.in_file(x, y) for x, y in ((x0, y0), (x1, y0), (x0, y1), (x1, y1))]


def _filled(quad: list[Point]) -> str:
    first, second, third, fourth = (_numbers(*point) for point in quad)
    return f"{first} m {second} l {fourth} l {third} l h f\n"


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.2f}".rstrip("0").rstrip(".") for value in values)


def _text(text: str) -> str:
    """Return a text string in hexadecimal: no character of it can end it early."""
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"
