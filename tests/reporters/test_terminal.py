"""The reviewer's page: a finding with both places, and the closing account."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import gouji
from gouji.model.context import Contexts
from gouji.model.finding import Finding
from gouji.model.run import Crash, Run
from gouji.reporters.plain import Style, clean, width
from gouji.reporters.terminal import _bar, band, finding_lines, page
from tests.commands import CLEAN, FAULTY
from tests.reporters.hostile import against_hostile_text
from tests.reporters.hostile import hostile as hostile_run
from tests.reporters.pages import DOCUMENTS as REPORTS
from tests.reporters.pages import hostile


@pytest.fixture
def run() -> Run:
    return gouji.check(str(FAULTY))


def _block(text: str, start: str) -> list[str]:
    return next(block.splitlines() for block in text.split("\n\n") if block.startswith(start))


def test_a_finding_shows_both_places_underlined_the_message_and_the_arithmetic(run: Run) -> None:
    text = page(run, {"WX02": "增减率与增减额不符"})
    header, *rest = _block(text, "WX02")
    number = next(f.id for f in run.findings if f.check == "WX02")
    assert header.startswith(f"WX02 增减率与增减额不符  {number} ")
    assert header.endswith("错误 · 把握高")
    assert rest[0] == "  正文  第357行  一、收入支出决算总体情况说明"
    sentence, under = rest[1:3]
    assert _underlined(sentence, under, "^") == ["增长8.18%"]
    assert _underlined(sentence, under, "~") == ["310.81万元"]
    assert rest[-3:] == [
        "  算式：310.81 ÷ (3800.92 − 310.81) = 8.91%",
        "  可能原因：以本年数3800.92为分母",
        "  建议：核实后改为“增长8.91%”",
    ]


def _underlined(line: str, under: str, sign: str) -> list[str]:
    """Return what a reader sees above each run of a sign, counting columns."""
    columns = "".join(char + "\0" * (width(char) - 1) for char in line)
    found = re.finditer(re.escape(sign) + "+", under)
    return [columns[m.start() : m.end()].replace("\0", "") for m in found]


def test_a_table_cell_is_shown_under_its_table_with_line_row_column_and_value(run: Run) -> None:
    block = _block(page(run, {}), "XT01")
    at = block.index("  表格  2023年度收入决算表")
    assert re.fullmatch(r" {8}第128行  合计  财政拨款收入 +3,778\.92", block[at + 1])


def test_the_cell_a_finding_is_about_is_underlined_and_values_end_alike(run: Run) -> None:
    block = _block(page(run, {}), "WT01")
    assert _underlined(block[2], block[3], "^") == ["193.86"]
    rows = [line for line in block if line.startswith("        第")]
    assert len({width(line) for line in rows}) == 1


def test_one_sentence_over_several_lines_is_shown_once(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(
        "白鹭县渡口管理站2023年度部门决算\n\n一、支出说明\n2023年度本单位基本支出决算为110.00\n"
        "万元，主要用于职工工资福利和日常公用开支，比上年增加\n10.00万元，增长20.00%，主要是人员增加。\n",
        "utf-8",
    )
    block = _block(page(gouji.check(str(path)), {}), "WX02")
    assert [line[:8] for line in block[1:4]] == ["  正文  第6", " " * 8, " " * 8]
    assert _underlined(block[2], block[3], "^") == ["增长20.00%"]
    assert _underlined(block[2], block[3], "~") == ["110.00万元", "10.00万元"]


def test_an_empty_cell_is_said_to_be_empty(run: Run) -> None:
    first = next(f for f in run.findings if f.check == "XT01")
    cell = first.evidence[0]
    assert cell.place.table is not None
    label = next(r for r in run.tables[cell.place.table].rows if r.label == "合计")
    assert label.span is not None
    empty = replace(cell, place=replace(cell.place, span=label.span), printed=None)
    block = list(finding_lines(run, replace(first, evidence=(empty,)), "", Style()))
    assert re.fullmatch(
        r" {8}第128行  合计  财政拨款收入  （空）", block[block.index("  表格  2023年度收入决算表") + 1]
    )


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.parent.name)
def test_no_line_is_wider_than_the_terminal_and_every_figure_stays_underlined(report: Path) -> None:
    run = gouji.check(str(report))
    for columns in (10, 40, 57, 80, 120, 200):
        _fits(run, Style(False, columns))


def _fits(run: Run, style: Style) -> None:
    lines = page(run, {}, style).splitlines()
    assert max(map(width, lines)) <= style.room <= 120
    for finding in run.findings:
        if finding.claim.figure is None:
            continue
        shown = list(finding_lines(run, finding, "", style))
        seen = "".join(
            part
            for line, under in pairwise(shown)
            if set(under) <= set(" ^~")
            for part in _underlined(line, under, "^")
        )
        assert seen == finding.claim.figure.paragraph.view.folded[slice(*_folded(finding, run))]


def _folded(finding: Finding, run: Run) -> tuple[int, int]:
    found = Contexts(run.document).locate(finding.claim.place.span)
    assert found is not None
    return found[1:]


def test_without_a_terminal_messages_stay_on_one_line(run: Run) -> None:
    text = page(run, {}, Style())
    assert all(f"\n  {clean(f.message)}\n" in text for f in run.findings)


@against_hostile_text
def test_no_word_of_a_report_acts_on_the_terminal(text: str) -> None:
    run = hostile_run(text)
    for style in (Style(True, 60), Style()):
        shown = page(run, {}, style)
        assert not re.search("[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", shown)
        assert not re.search(r"\x1b(?!\[[\d;]*m)", shown)


def test_what_a_sentence_could_do_to_a_terminal_is_gone(tmp_path: Path) -> None:
    run = hostile(tmp_path)
    text = page(run, {}, Style(True, 80))
    assert not re.search("[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", text)
    assert not re.search(r"\x1b(?!\[[\d;]*m)", text)


def test_other_places_of_the_same_root_follow(run: Run) -> None:
    assert "  又见 正文  第385行" in page(run, {})


def test_a_long_sum_names_its_first_places_and_lists_the_rest(run: Run) -> None:
    block = _block(page(run, {}), "WT01")
    assert sum(line.startswith("        第") for line in block) == 7
    assert any(line.startswith("  另有：第290行“11.83”、") for line in block)


def test_the_closing_lines_are_read_in_five_seconds(run: Run) -> None:
    run.notes, run.ignored, run.crashes = ("一条说明",), 2, (Crash("WX03", "ZeroDivisionError"),)
    closing = page(run, {"XT01": "文表数额不一致"}).rstrip("\n").split("\n\n")[-1].splitlines()
    assert closing[0].startswith(f"发现 {len(run.findings)} 处：错误 ")
    assert closing[0].endswith("；按设置略去 2 处。")
    most, counts = Counter(f.check for f in run.findings).most_common(1)[0]
    assert closing[1].startswith(f"  {most} ")
    assert f" {counts}，" in closing[1]
    assert re.fullmatch(r"  \[=+x+\.+\]  \d+% 已核对", closing[2])
    assert closing[3].startswith("正文数字 ")
    assert "；已核对 " in closing[3]
    assert closing[4].startswith("另有数量（人、辆、次等）")
    assert closing[5] == "说明：一条说明"
    assert closing[6].startswith("核对 WX03 出错")


def test_the_bar_shows_every_state_there_is(run: Run) -> None:
    bars = [
        _bar({"consistent": a, "contradicted": b, "not_checked": c}, Style())
        for a, b, c in ((997, 1, 2), (1, 0, 0), (0, 1, 3000))
    ]
    assert bars == [f"[{'=' * 20}x.]", f"[{'=' * 22}]", f"[x{'.' * 21}]"]


def test_a_clean_report_says_so() -> None:
    assert "没有发现不一致。" in page(gouji.check(str(CLEAN)), {})


def test_a_report_without_figures_is_not_said_to_be_checked(run: Run) -> None:
    run.ledger = ()
    assert "正文没有可核对的数额或比率。" in page(run, {})


def test_colour_marks_the_severity_and_changes_no_word(run: Run) -> None:
    colourful = page(run, {}, Style(True))
    assert "\x1b[1;31m错误 · 把握高" in colourful
    assert re.sub(r"\x1b\[[\d;]*m", "", colourful) == page(run, {})


def test_places_in_another_file_name_it(run: Run) -> None:
    document = run.document
    document.sources = (document.sources[0], replace(document.sources[0], path="报表.txt"))
    first = next(f for f in run.findings if f.check == "WT01")
    moved = replace(first.claim, place=replace(first.claim.place, span=replace(first.claim.place.span, file=1)))
    run.findings = (replace(first, claim=moved),)
    assert "  表格  报表.txt 2023年度一般公共预算财政拨款基本支出决算明细表" in page(run, {})


@pytest.mark.parametrize(
    ("confidence", "name"), [(1.0, "高"), (0.9, "高"), (0.899, "中"), (0.6, "中"), (0.59, "低"), (0.0, "低")]
)
def test_confidence_is_told_in_bands(confidence: float, name: str) -> None:
    assert band(confidence) == name
