"""A report gives the same findings in every format, and with its tables in a workbook of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from eval.synthetic.case import make
from eval.synthetic.shapes import SHAPES
from tests.cases import FIXTURES
from tests.ingest.blocks import Block, Grid, blocks_of, docx_of, findings, html_of, narrative_of, xls_of, xlsx_of

REPORTS = sorted(FIXTURES.glob("documents/*/report.*"))
_SEED = 20_261_121
_SYNTHETIC = 6
_PLACES = re.compile(r"（\d+处）")  # how often a name stands depends on what counts as one paragraph


def _without_counts(found: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [tuple(_PLACES.sub("", part) for part in one) for one in found]


@cache
def _text_findings(path: Path) -> list[tuple[str, ...]]:
    return _without_counts(findings(path))


@cache
def _blocks(path: Path) -> list[Block]:
    return blocks_of(path)


@pytest.fixture(
    scope="module",
    params=[*REPORTS, *range(_SYNTHETIC)],
    ids=lambda p: p.parent.name if isinstance(p, Path) else str(p),
)
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A labelled report, or a synthetic one with faults."""
    if isinstance(request.param, Path):
        return request.param
    case = make(_SEED, request.param, faulty=True)
    path = tmp_path_factory.mktemp("synthetic") / f"report.{SHAPES[case.shape]}"
    path.write_bytes(case.text.encode())
    return path


@pytest.mark.parametrize(("suffix", "write"), [("docx", docx_of), ("html", html_of)])
def test_one_file_gives_the_findings_of_the_text(
    report: Path, suffix: str, write: Callable[[list[Block]], bytes], tmp_path: Path
) -> None:
    path = tmp_path / f"report.{suffix}"
    path.write_bytes(write(_blocks(report)))
    assert _without_counts(findings(path)) == _text_findings(report)


@pytest.mark.parametrize(("suffix", "write"), [("xlsx", xlsx_of), ("xls", xls_of)])
def test_narrative_and_workbook_give_the_findings_of_the_text(
    report: Path, suffix: str, write: Callable[[list[Block]], bytes], tmp_path: Path
) -> None:
    blocks = _blocks(report)
    if not any(isinstance(block, Grid) for block in blocks):
        return  # tables without a grid make no workbook
    path, tables = tmp_path / "说明.docx", tmp_path / f"报表.{suffix}"
    path.write_bytes(docx_of(narrative_of(blocks)))
    tables.write_bytes(write(blocks))
    assert _without_counts(findings(path, tables)) == _text_findings(report)
