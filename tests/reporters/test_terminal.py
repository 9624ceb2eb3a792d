"""The reviewer's page: a finding with both places, and the closing account."""

from __future__ import annotations

from dataclasses import replace

import pytest

import gouji
from gouji.model.run import Crash, Run
from gouji.reporters.plain import Style
from gouji.reporters.terminal import band, page
from tests.commands import CLEAN, FAULTY


@pytest.fixture
def run() -> Run:
    return gouji.check(str(FAULTY))


def _block(text: str, start: str) -> list[str]:
    return next(block.splitlines() for block in text.split("\n\n") if block.startswith(start))


def test_a_finding_shows_both_places_the_message_and_the_arithmetic(run: Run) -> None:
    text = page(run, {"WX02": "增减率与增减额不符"})
    header, claim, *rest = _block(text, "WX02")
    assert header.startswith("WX02 增减率与增减额不符 ")
    assert header.endswith("错误 · 把握高")
    assert claim == "  正文  第357行 一、收入支出决算总体情况说明  “增长8.18%”"
    assert "  正文  第357行 一、收入支出决算总体情况说明  “310.81万元”" in rest
    assert rest[-3:] == [
        "  算式：310.81 ÷ (3800.92 − 310.81) = 8.91%",
        "  可能原因：以本年数3800.92为分母",
        "  建议：核实后改为“增长8.91%”",
    ]


def test_a_table_cell_is_shown_with_title_row_and_column(run: Run) -> None:
    block = _block(page(run, {}), "XT01")
    assert "  表格  第128行 2023年度收入决算表“合计”财政拨款收入  “3,778.92”" in block


def test_other_places_of_the_same_root_follow(run: Run) -> None:
    assert "  又见 正文  第385行" in page(run, {})


def test_a_long_sum_names_its_first_places_and_lists_the_rest(run: Run) -> None:
    block = _block(page(run, {}), "WT01")
    assert sum(line.startswith("  表格") for line in block) == 7
    assert any(line.startswith("  另有  第290行“11.83”、") for line in block)


def test_the_closing_lines_count_every_figure(run: Run) -> None:
    run.notes, run.ignored, run.crashes = ("一条说明",), 2, (Crash("WX03", "ZeroDivisionError"),)
    closing = page(run, {}).rstrip("\n").split("\n\n")[-1].splitlines()
    assert closing[0].startswith(f"发现 {len(run.findings)} 处：错误 ")
    assert closing[0].endswith("；按设置略去 2 处。")
    assert closing[1].startswith("正文数字 ")
    assert "；已核对 " in closing[1]
    assert closing[2].startswith("另有数量（人、辆、次等）")
    assert closing[3] == "说明：一条说明"
    assert closing[4].startswith("核对 WX03 出错")


def test_a_clean_report_says_so() -> None:
    assert "没有发现不一致。" in page(gouji.check(str(CLEAN)), {})


def test_a_report_without_figures_is_not_said_to_be_checked(run: Run) -> None:
    run.ledger = ()
    assert "正文没有可核对的数额或比率。" in page(run, {})


def test_colour_marks_the_severity_and_changes_no_word(run: Run) -> None:
    import re

    colourful = page(run, {}, Style(True))
    assert "\x1b[1;31m错误 · 把握高" in colourful
    assert re.sub(r"\x1b\[[\d;]*m", "", colourful) == page(run, {})


def test_places_in_another_file_name_it(run: Run) -> None:
    document = run.document
    document.sources = (document.sources[0], replace(document.sources[0], path="报表.txt"))
    first = next(f for f in run.findings if f.check == "WT01")
    moved = replace(first.claim, place=replace(first.claim.place, span=replace(first.claim.place.span, file=1)))
    run.findings = (replace(first, claim=moved),)
    assert "表格  报表.txt 第280行" in page(run, {})


@pytest.mark.parametrize(
    ("confidence", "name"), [(1.0, "高"), (0.9, "高"), (0.899, "中"), (0.6, "中"), (0.59, "低"), (0.0, "低")]
)
def test_confidence_is_told_in_bands(confidence: float, name: str) -> None:
    assert band(confidence) == name
