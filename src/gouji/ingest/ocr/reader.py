"""Pictures to text: a page image to recognised glyphs and ruling lines, a picture file to the text of its pages."""

from __future__ import annotations

import io
import itertools
import math
import warnings
from collections.abc import Iterator
from typing import Any

from gouji.errors import Unreadable
from gouji.ingest.flow import text_of
from gouji.ingest.limits import Budget
from gouji.ingest.ocr import engine
from gouji.ingest.page import Glyph, Page
from gouji.ingest.read import Read
from gouji.ingest.scans import EXTRA

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
_LONG_SIDE = 842.0  # points of an A4 page, which a picture is taken to show where it does not say its resolution
_RESOLUTIONS = (72.0, 1200.0)  # dots an inch that a scan may claim
_POINTS = 72.0
_CHANNELS = 3
_SECONDS_A_PAGE = 20.0  # that recognition may take on top of the limit; two to six are usual on two processors
_EM = 0.82  # of the height of a recognised line, whose box has some air
_BASELINE = 0.8  # of that height, from the top
_HALF = 0.5
_LATIN = "\xff"
_INSIDE = 0.5  # of the usual width of a character that a box must reach over a line to be cut there
_DOUBT = 0.9
_ROUNDING = 1e-6


def read_image(data: bytes, budget: Budget) -> Read:
    """Return the recognised text of a picture. Raises Unreadable where the extra is missing, or the file is damaged or too large."""
    if not engine.is_there():
        raise Unreadable(
            f"{budget.name}：这是图片（扫描件），没有可以复制的文字；请安装文字识别（{EXTRA}，在本机运行，不联网），"
            "或给出可以复制文字的文件。",
            "scanned",
        )
    pages: list[Page] = []
    for image, scale in _frames(data, budget):
        budget.ensure("pages", len(pages) + 1)
        pages.append(recognised(image, scale, budget))
    return text_of(pages, budget, [notice(budget.name, [p.recognised or 0.0 for p in pages])])


def recognised_picture(data: bytes, width: float, budget: Budget) -> Page | None:
    """Return what a picture shows that fills a page of this width in points; None without the extra, or where it cannot be opened."""
    if not engine.is_there():
        return None
    try:
        image, _ = next(_frames(data, budget))
    except Unreadable as error:
        if error.code == "damaged":
            return None
        raise
    return recognised(image, image.shape[1] / width, budget)


def notice(name: str, confidences: list[float], pages: list[int] | None = None) -> str:
    """Return what a run says about recognised pages: all of them, or those of these numbers."""
    mean = sum(confidences) / len(confidences)
    which = f"第 {'、'.join(map(str, pages))} 页" if pages else f"{len(confidences)} 页"
    doubt = "，把握不高" if mean < _DOUBT else ""
    shown = math.floor(mean * 1000 + _ROUNDING) / 10  # cut off, never rounded up to 100
    return f"{name}：{which}是扫描图片，文字由识别得来（平均置信度 {shown:g}%{doubt}）；涉及的结果请对照原件核实。"


def recognised(image: Any, scale: float, budget: Budget) -> Page:
    """Return the page an image shows; `image` has rows × columns × red, green, blue, and `scale` pixels a point."""
    from gouji.ingest.ocr import raster

    budget.grant(_SECONDS_A_PAGE)
    image, _ = raster.upright(raster.unstamped(image, scale))
    across, down = raster.ruled(image, scale)
    bare = raster.without(image, across, down)
    page = Page(image.shape[1] / scale, image.shape[0] / scale)
    page.horizontal, page.vertical = raster.strokes(across, scale), raster.strokes(down, scale)
    found = [word for line in engine.words(bare) for word in _cut(line, down, bare)]
    weights = sum(len(word.text) for word in found)
    page.recognised = sum(word.confidence * len(word.text) for word in found) / weights if weights else 0.0
    page.glyphs = [glyph for word in found for glyph in _glyphs(word, scale)]
    budget.ensure_time()
    return page


def _cut(line: list[engine.Word], down: list[Any], image: Any) -> Iterator[engine.Word]:
    """Yield the words of a line; one that reaches over a ruling line is recognised again in its pieces."""
    for word in line:
        height = word.y1 - word.y0
        margin = _INSIDE * _HALF * height
        cuts = sorted(
            (rule.first + rule.last) / 2
            for rule in down
            if rule.low < word.y1 - height / 3
            and rule.high > word.y0 + height / 3
            and word.x0 + margin < (rule.first + rule.last) / 2 < word.x1 - margin
        )
        if not cuts or len(word.text) == 1:
            yield word
            continue
        edges = [word.x0, *cuts, word.x1]
        for left, right in itertools.pairwise(edges):
            piece = image[max(0, int(word.y0)) : int(word.y1) + 1, max(0, int(left) + 1) : int(right)]
            for again in engine.words_of_line(piece) if piece.size else ():
                yield engine.Word(again.text, left, word.y0, right, word.y1, again.confidence)


def _glyphs(word: engine.Word, scale: float) -> Iterator[Glyph]:
    """Yield the characters of a word, spread over its box by their usual widths."""
    text = "".join(word.text.split())
    widths = [1.0 if character > _LATIN else _HALF for character in text]
    height = (word.y1 - word.y0) / scale
    x, each = word.x0 / scale, (word.x1 - word.x0) / scale / max(sum(widths), _HALF)
    for character, width in zip(text, widths, strict=True):
        yield Glyph(character, x, x + width * each, word.y0 / scale + _BASELINE * height, _EM * height)
        x += width * each


def _frames(data: bytes, budget: Budget) -> Iterator[tuple[Any, float]]:
    """Yield the pages of a picture file as arrays, each with its pixels a point."""
    import numpy as np
    from PIL import Image, ImageOps

    damaged = Unreadable(f"{budget.name}：图片已损坏，打不开；请重新扫描或另存一次。", "damaged")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pillow warns of large pictures; our own limit refuses them
            opened = Image.open(io.BytesIO(data), formats=_FORMATS)
            for number in range(getattr(opened, "n_frames", 1)):
                budget.ensure("pages", number + 1)
                opened.seek(number)
                budget.ensure("unpacked", opened.width * opened.height * _CHANNELS)
                frame = ImageOps.exif_transpose(opened)
                scale = _scale(frame)
                if frame.mode in ("RGBA", "LA", "P", "PA"):  # what is transparent is paper
                    frame = frame.convert("RGBA")
                    frame = Image.alpha_composite(Image.new("RGBA", frame.size, "white"), frame)
                yield np.asarray(frame.convert("RGB")), scale
    except Image.DecompressionBombError:
        budget.ensure("unpacked", math.inf)
    except Unreadable:
        raise
    except (
        Exception
    ) as error:  # what pillow raises on broken files is no closed set: TypeError, struct.error, IndexError …
        raise damaged from error


def _scale(frame: Any) -> float:
    """Return pixels a point: as the file says, where that is a scanner's; else as if its long side were that of A4."""
    dots = float(next(iter(frame.info.get("dpi", ())), 0))
    if _RESOLUTIONS[0] < dots <= _RESOLUTIONS[1]:
        return dots / _POINTS
    return float(max(frame.size)) / _LONG_SIDE
