"""Text wider than its cell: a spreadsheet cuts it off at the cell's edge, but the characters cut off are still in the file."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pypdfium2.raw as pdfium

from gouji.ingest.page import Glyph, Stroke

_OVER = 2.0  # points by which a text must run over a line to have run over it
Point = Callable[[float, float], tuple[float, float]]


def press_in(texts: Iterable[tuple[Any, Sequence[Glyph]]], lines: Sequence[Stroke], point: Point) -> None:
    """Press the characters of every text that is cut off at the edge of a cell into the part of it that is seen.

    The whole text belongs to the cell it is seen in, though its ends lie under others. `texts` are the text objects of a page with
    their characters, `lines` its vertical lines; `point` turns page space into the upright page.
    """
    lines = sorted(lines, key=lambda line: line.at)
    places = [line.at for line in lines]
    for item, glyphs in texts:
        left, right = glyphs[0].x0, glyphs[-1].x1
        crossed = lines[bisect_right(places, left + _OVER) : bisect_right(places, right - _OVER)]
        if not any(line.low <= glyphs[0].middle <= line.high for line in crossed):
            continue
        low, high = _seen(item, point)
        low, high = max(low, left), min(high, right)
        if low < high and (low > left or high < right):
            scale = (high - low) / (right - left)
            for glyph in glyphs:
                glyph.x0, glyph.x1 = low + (glyph.x0 - left) * scale, low + (glyph.x1 - left) * scale


def _seen(item: Any, point: Point) -> tuple[float, float]:
    """Return from where to where a text is not cut off."""
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    x, y = ctypes.c_float(), ctypes.c_float()
    low, high = float("-inf"), float("inf")
    for path in range(max(pdfium.FPDFClipPath_CountPaths(clip), 0) if clip else 0):
        xs = []
        for at in range(max(pdfium.FPDFClipPath_CountPathSegments(clip, path), 0)):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, at)
            if pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
                xs.append(point(x.value, y.value)[0])
        if xs:
            low, high = max(low, min(xs)), min(high, max(xs))
    return low, high
