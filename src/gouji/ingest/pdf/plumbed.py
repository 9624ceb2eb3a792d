"""The slow, independent reading of a PDF page by pdfplumber, for pages on which the fast one does not add up."""

from __future__ import annotations

import io
import logging
from contextlib import suppress
from typing import Any

import pdfplumber

from gouji.ingest.page import Glyph, Page, Stroke

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what it cannot follow is told by the reader, once
_SQUARE = "\u2e80"
_DESCENT = 0.14  # of the height of a character's box


class PlumbedPages:
    """Pages of one PDF, read on demand; the file is opened at the first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._opened: Any = None

    def page(self, index: int, turned: int = 0) -> Page:
        """Return page `index` with pdfplumber's characters and edges, turned clockwise by so many quarters."""
        if self._opened is None:
            self._opened = pdfplumber.open(io.BytesIO(self._data))
        read = self._opened.pages[index]
        wide, high = float(read.width), float(read.height)
        page = Page(*((high, wide) if turned % 2 else (wide, high)))
        for char in read.chars:
            if char["text"].strip():
                x0, y0, x1, y1 = _turned(char, wide, high, turned)
                square = char["text"] >= _SQUARE
                page.glyphs.append(
                    Glyph(char["text"], x0, x1, y1 - _DESCENT * (y1 - y0), (x1 - x0) * (1 if square else 2))
                )
        for edge in read.edges:
            x0, y0, x1, y1 = _turned(edge, wide, high, turned)
            if x1 - x0 > y1 - y0:
                page.horizontal.append(Stroke((y0 + y1) / 2, x0, x1))
            else:
                page.vertical.append(Stroke((x0 + x1) / 2, y0, y1))
        read.close()
        return page

    def close(self) -> None:
        """Close the file if it was opened."""
        if self._opened is not None:
            with suppress(Exception):  # closing reads the pages once more, and fails where reading them did
                self._opened.close()


def _turned(item: dict[str, Any], wide: float, high: float, quarters: int) -> tuple[float, float, float, float]:
    """Return the box of an item on the page turned clockwise."""
    x0, y0, x1, y1 = float(item["x0"]), float(item["top"]), float(item["x1"]), float(item["bottom"])
    for _ in range(quarters):
        x0, y0, x1, y1 = high - y1, x0, high - y0, x1
        wide, high = high, wide
    return x0, y0, x1, y1
