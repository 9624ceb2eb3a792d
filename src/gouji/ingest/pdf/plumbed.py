"""The slow, independent reading of a PDF page by pdfplumber, for pages on which the fast one does not add up."""

from __future__ import annotations

import io
import logging
from contextlib import suppress
from typing import Any

import pdfplumber

from gouji.ingest.page import Glyph, Page, Stroke
from gouji.model.layout import Frame

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what it cannot follow is told by the reader, once
_SQUARE = "\u2e80"
_DESCENT = 0.14  # of the height of a character's box


class PlumbedPages:
    """Pages of one PDF, read on demand; the file is opened at the first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._opened: Any = None

    def page(self, index: int, frame: Frame, turned: int = 0) -> Page:
        """Return page `index` with pdfplumber's characters and edges, turned clockwise by so many quarters, within `frame`."""
        if self._opened is None:
            self._opened = pdfplumber.open(io.BytesIO(self._data))
        read = self._opened.pages[index]
        page = Page(frame.width, frame.height, frame=frame)
        paper = _Paper(read, frame, turned)
        for char in read.chars:
            if char["text"].strip():
                x0, y0, x1, y1 = paper.box(char)
                square = char["text"] >= _SQUARE
                page.glyphs.append(
                    Glyph(char["text"], x0, x1, y1 - _DESCENT * (y1 - y0), (x1 - x0) * (1 if square else 2))
                )
        for edge in read.edges:
            x0, y0, x1, y1 = paper.box(edge)
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


class _Paper:
    """Boxes as pdfplumber gives them, from the top left of the whole sheet, to boxes within the frame of the page."""

    def __init__(self, read: Any, frame: Frame, turned: int) -> None:
        self._left, self._top = float(read.mediabox[0]), float(read.mediabox[1])
        self._wide, self._high = float(read.width), float(read.height)
        self._turned = turned
        left, bottom, right, top = map(float, read.page_obj.mediabox)
        sheet = Frame(left, bottom, right, top, frame.turn)
        self._shift = sheet.point(*frame.in_file(0.0, 0.0))

    def box(self, item: dict[str, Any]) -> tuple[float, float, float, float]:
        """Return the box of an item."""
        x0, x1 = float(item["x0"]) - self._left, float(item["x1"]) - self._left
        y0, y1 = float(item["top"]) - self._top, float(item["bottom"]) - self._top
        wide, high = self._wide, self._high
        for _ in range(self._turned):
            x0, y0, x1, y1 = high - y1, x0, high - y0, x1
            wide, high = high, wide
        dx, dy = self._shift
        return x0 - dx, y0 - dy, x1 - dx, y1 - dy
