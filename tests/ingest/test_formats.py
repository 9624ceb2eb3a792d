"""The committed files of fixtures/formats: one report, every format, several producers, the same findings."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import gouji
from fixtures.formats.write import SOURCE
from tests.cases import FIXTURES
from tests.ingest.blocks import findings

_FILES = FIXTURES / "formats"
_PLACES = re.compile(r"（共?\d+处）")
_NEEDS_OFFICE = {".doc", ".odt", ".rtf"}


def _found(path: Path, *tables: Path) -> list[tuple[str, ...]]:
    return [tuple(_PLACES.sub("", part) for part in one) for one in findings(path, *tables)]


@pytest.mark.parametrize(
    "name",
    [
        "reportlab.pdf", "libreoffice.pdf", "report.docx", "libreoffice.docx", "report.html", "report.ofd",
        *(pytest.param(f"libreoffice{suffix}", marks=pytest.mark.office) for suffix in sorted(_NEEDS_OFFICE)),
    ],
)  # fmt: skip
def test_each_gives_the_findings_of_the_text(name: str) -> None:
    if Path(name).suffix in _NEEDS_OFFICE and shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice")
    wanted = _found(SOURCE)
    assert len(wanted) > 10
    assert _found(_FILES / name) == wanted


@pytest.mark.parametrize("name", ["tables.xlsx", "tables.xls"])
def test_narrative_and_tables_in_two_files_are_one_report(name: str) -> None:
    assert _found(_FILES / "narrative.docx", _FILES / name) == _found(SOURCE)


def test_without_ruling_lines_no_finding_about_tables_is_new() -> None:
    found, wanted = _found(_FILES / "reportlab-unruled.pdf"), _found(SOURCE)
    assert len(set(found) & set(wanted)) > 8
    assert [one for one in found if one[0][:2] in ("WT", "BT", "XT") and one not in wanted] == []


def test_a_name_does_not_begin_inside_the_words_before_it(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("第二部分 柳川县档案馆2023年度部门决算表\n\n支出总计12.00万元。\n", "utf-8")
    assert gouji.check(str(path)).document.entity == "柳川县档案馆"
