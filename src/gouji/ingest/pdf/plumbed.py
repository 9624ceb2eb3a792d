"""The slow, independent reading of a PDF page by pdfplumber, for pages on which the fast one does not add up."""

from __future__ import annotations

import io
from typing import Any

import pdfplumber

from gouji.ingest.page import Glyph, Page, Stroke

_SQUARE = "\u2e80"


class PlumbedPages:
    """Pages of one PDF, read on demand; the file is opened at the first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._opened: Any = None

    def page(self, index: int) -> Page:
        """Return page `index` with pdfplumber's characters and edges."""
        if self._opened is None:
            self._opened = pdfplumber.open(io.BytesIO(self._data))
        read = self._opened.pages[index]
        page = Page(float(read.width), float(read.height))
        for char in read.chars:
            if char["text"].strip():
                page.glyphs.append(_glyph(char))
        for edge in read.edges:
            if edge["orientation"] == "h":
                page.horizontal.append(Stroke(float(edge["top"]), float(edge["x0"]), float(edge["x1"])))
            else:
                page.vertical.append(Stroke(float(edge["x0"]), float(edge["top"]), float(edge["bottom"])))
        read.close()
        return page

    def close(self) -> None:
        """Close the file if it was opened."""
        if self._opened is not None:
            self._opened.close()


def _glyph(char: dict[str, Any]) -> Glyph:
    x0, x1 = float(char["x0"]), float(char["x1"])
    wide = char["text"] >= _SQUARE
    return Glyph(
        char["text"], x0, x1, float(char["bottom"]) - 0.14 * float(char["size"]), (x1 - x0) * (1 if wide else 2)
    )
