"""Every figure and every cell of every document of fixtures/ leads back to its own characters."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from gouji.extract.claims import ClaimReader, Extracted
from gouji.ingest.fold import fold
from gouji.ingest.report import read_report
from gouji.model.document import Document
from gouji.model.table import Table
from gouji.tables.understand import understand
from tests.cases import FIXTURES, squeezed

REPORTS = sorted(FIXTURES.glob("documents/*/report.*"))
_MARKS = str.maketrans("", "", "*")
# A number parted from its unit by the end of a page: the lines between them are furniture.
_PAGE_BREAK = re.compile(r"\n.*第\s*\d+\s*页(?:.|\n)*\n(?=[^\n]+$)|\x0c")
_QUOTES = re.compile("[“”\"'「」《》<>（）()类款项 ]")


@cache
def _read(path: Path) -> tuple[Document, tuple[Table, ...], Extracted]:
    document, profile = read_report(str(path))
    tables = understand(document, profile)
    return document, tables, ClaimReader(document, tables, profile).read()


def _named(path: Path) -> str:
    return path.parent.name


def test_there_are_reports_of_both_shapes() -> None:
    assert {path.suffix for path in REPORTS} == {".md", ".txt"}
    assert len(REPORTS) >= 8


@pytest.mark.parametrize("path", REPORTS, ids=_named)
def test_the_source_of_a_figure_is_the_figure(path: Path) -> None:
    document, _, extracted = _read(path)
    assert len(extracted.figures) > 50
    for figure in extracted.figures:
        printed = squeezed(_PAGE_BREAK.sub("", fold(document.text(figure.span)))).translate(_MARKS)
        assert printed == squeezed(figure.paragraph.view.folded[figure.start : figure.end])


@pytest.mark.parametrize("path", REPORTS, ids=_named)
def test_each_character_of_a_paragraph_is_the_one_at_its_offset(path: Path) -> None:
    document, _, _ = _read(path)
    folded = fold(document.sources[0].text)
    for paragraph in document.paragraphs:
        view = paragraph.view
        wrong = [c for i, c in enumerate(view.folded) if c != " " and folded[view.offset(i)] != c]
        assert wrong == []


@pytest.mark.parametrize("path", REPORTS, ids=_named)
def test_the_words_of_a_subject_stand_where_it_says(path: Path) -> None:
    _, _, extracted = _read(path)
    for claim in extracted.claims:
        folded = claim.quantity.paragraph.view.folded
        for subject in claim.subjects:
            if subject.end and not claim.inherited:
                assert _QUOTES.sub("", subject.words) in _QUOTES.sub("", folded[subject.start : subject.end])


@pytest.mark.parametrize("path", REPORTS, ids=_named)
def test_the_source_of_a_cell_is_the_amount_of_the_cell(path: Path) -> None:
    document, tables, _ = _read(path)
    cells = [cell for table in tables for row in table.rows for cell in row.cells.values() if cell.printed]
    assert len(cells) > 50
    for cell in cells:
        assert cell.span is not None
        assert cell.printed is not None
        assert Decimal(squeezed(fold(document.text(cell.span))).replace(",", "")) == cell.printed.value


@pytest.mark.parametrize("path", REPORTS, ids=_named)
def test_figures_stand_in_the_order_of_the_document(path: Path) -> None:
    _, _, extracted = _read(path)
    starts = [figure.span.start for figure in extracted.figures]
    assert starts == sorted(starts)
    assert [figure.index for figure in extracted.figures] == list(range(len(starts)))
