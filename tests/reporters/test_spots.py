"""Places in words that lead to them in the file people have open."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gouji
from gouji.reporters.terminal import page
from tests.cases import FIXTURES
from tests.ingest.blocks import blocks_of, docx_of

_TEXT = """# 柳川县档案馆2023年度部门决算

支出决算表

金额单位：万元

| 科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出 |
|---|---|---|---|---|
|  | 合计 | 400.00 | 300.00 | 100.00 |
| 201 | 一般公共服务支出 | 400.00 | 300.00 | 100.00 |

## 三、支出决算情况说明

本年支出合计410.00万元。
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "report.md"
    path.write_text(_TEXT, "utf-8")
    return path


def test_a_cell_of_a_word_file_is_told_by_row_and_column_and_words_by_their_section(source: Path) -> None:
    word = source.with_suffix(".docx")
    word.write_bytes(docx_of(blocks_of(source)))
    said = page(gouji.check(str(word)), {})
    assert re.search(r"^  正文 +三、支出决算情况说明$", said, re.M), said
    assert re.search(r"^  表格  支出决算表\n +第2行第3列 ", said, re.M), said
    assert not re.search(r"第\d+段", said)


def test_lines_of_a_web_page_are_said_to_be_those_of_its_text(source: Path) -> None:
    assert "行按读出的文字计" not in page(gouji.check(str(source)), {})
    [web] = (FIXTURES / "formats").glob("report.html")
    run = gouji.check(str(web))
    assert bool(run.findings) is ("第几行按读出的文字计，见 gouji text" in page(run, {}))


def test_tables_of_another_report_are_told_before_the_findings(source: Path, tmp_path: Path) -> None:
    tables = tmp_path / "tables.md"
    tables.write_text(_TEXT.partition("## 三")[0].replace("柳川县档案馆", "平岭县水务局"), "utf-8")
    said = page(gouji.check(str(source), tables=[str(tables)]), {})
    assert said.index("请核对是不是同一份报告的表") < said.index("XT01")
    assert said.count("请核对是不是同一份报告的表") == 1
