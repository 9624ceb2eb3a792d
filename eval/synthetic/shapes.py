"""A report as text in one of four shapes, with the span of every figure."""

from __future__ import annotations

from random import Random

from .document import Report
from .grids import Html, Markdown, Tabs
from .pdf_text import Pdf

SHAPES = {"markdown": "md", "tabs": "txt", "html": "md", "pdf": "txt"}


def shape(report: Report, rng: Random) -> tuple[str, dict[int, tuple[int, int]]]:
    """Return the text and the spans of its figures by id."""
    printer = {"markdown": Markdown, "tabs": Tabs, "html": Html, "pdf": Pdf}[report.shape](rng)
    for block in report.blocks:
        printer.block(block)
    return "".join(printer.text.parts), printer.text.spans
