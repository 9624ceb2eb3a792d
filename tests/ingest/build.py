"""Documents made from a few lines, for the tests of reading."""

from __future__ import annotations

from functools import cache

from gouji.ingest.decode import source_of
from gouji.ingest.report import document_of
from gouji.model.document import Document

COVER = "柳川县档案馆2023年度部门决算\n\n"


@cache
def document(text: str, path: str = "report.txt") -> Document:
    """Return the document of one decoded text."""
    return document_of([source_of(text, path=path, sha256="", encoding="utf-8", role="report")])[0]


def paragraphs(text: str, path: str = "report.txt") -> list[str]:
    """Return the narrative paragraphs, folded, without headings."""
    return [p.view.folded for p in document(text, path).paragraphs if not p.is_heading]


def headings(text: str, path: str = "report.txt") -> list[tuple[int, str, str]]:
    """Return level, number and title of every section."""
    return [(s.level, s.number, s.title) for s in document(text, path).sections]
