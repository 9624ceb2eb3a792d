"""What every list of problems says of a finding, whichever form it takes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

import gouji
from gouji.model.assistance import Assistance
from gouji.model.outcome import Kind, Severity
from gouji.model.run import Run
from gouji.reporters import csv, junit, markdown, xlsx
from gouji.reporters.by_section import WHOLE, shares
from gouji.reporters.formats import FORMATS
from gouji.reporters.json import coverage_of
from gouji.reporters.problems import KINDS, SEVERITIES, Number, files_of, problems, remarks_of, tally_of, where
from gouji.reporters.remarks import place_words
from tests.cases import FIXTURES
from tests.commands import CLEAN, FAULTY

REPORTS = sorted((FIXTURES / "documents").glob("*/report.*"))


@pytest.fixture
def run() -> Run:
    return gouji.check(str(FAULTY))


def test_every_kind_and_severity_has_its_words() -> None:
    assert {*KINDS} == {*Kind}
    assert len({*KINDS.values()}) == len(Kind)
    assert {*SEVERITIES} == {*Severity}


def test_a_number_keeps_its_printed_decimals(run: Run) -> None:
    rate = next(p for p in problems(run, {}) if p.finding.check == "WX02")
    assert rate.stated == Number(Decimal("8.18"), "%")
    assert str(rate.expected) == "8.91%"


def test_a_name_stands_against_a_name(run: Run) -> None:
    name = next(p for p in problems(run, {}) if p.finding.check == "WX09")
    assert (name.stated, name.expected) == ("松和县", "松禾县")


def test_the_places_in_one_table_stand_together(run: Run) -> None:
    total = next(p for p in problems(run, {}) if p.finding.check == "WT01")
    [line] = total.evidence
    assert line.startswith(
        "2023年度一般公共预算财政拨款基本支出决算明细表：“办公费”金额 第281行 “21.36”、“印刷费”金额 第282行 “3.48”、"
    )
    assert line.count("“") == 2 * len(total.finding.evidence)


def test_what_the_model_read_or_worded_is_told_as_such_everywhere(run: Run) -> None:
    finding = replace(run.findings[2], origin="model")
    run.findings = (finding,)
    run.assistance = Assistance(model="某模型", corrections={finding.id: "改成这样。"})
    assert problems(run, {})[0].origin == "模型辅助"
    assert remarks_of(run)[0].startswith("模型辅助（某模型）")
    for form in (csv, junit, markdown):
        page = form.render(run, {}).decode()
        assert "模型拟" in page
        assert "改成这样。" in page
    strings = xlsx.render(run, {})
    assert strings != xlsx.render(replace(run, assistance=None), {})


@pytest.mark.parametrize("folder", ["/home/someone/桌面/", "", "../"])
def test_a_file_is_named_without_the_folders_it_lay_in(folder: str, run: Run) -> None:
    made = _in_two_files(run, f"{folder}说明.md", f"{folder}附表.xlsx")
    assert files_of(made) == "说明.md、附表.xlsx"
    [found] = made.findings[:1]
    assert where(made, found.claim)[1].startswith("附表.xlsx ")
    assert place_words(made, found.claim).startswith("附表.xlsx ")
    shown = [f.render(made, {}).decode() for f in FORMATS if f.name in ("html", "md", "csv", "junit", "svg")]
    assert not any("桌面" in page or "../" in page for page in shown)


def test_files_called_alike_keep_their_folders(run: Run) -> None:
    made = _in_two_files(run, "甲/报告.md", "乙/报告.md")
    assert files_of(made) == "甲/报告.md、乙/报告.md"
    assert files_of(_in_two_files(run, "-", "甲/报告.md")) == "标准输入、报告.md"


def _in_two_files(run: Run, first: str, second: str) -> Run:
    """Return the run as if the claim of its first finding stood in a second file with the same text."""
    [source] = run.document.sources
    sources = (replace(source, path=first), replace(source, path=second))
    finding = run.findings[0]
    place = replace(finding.claim.place, span=replace(finding.claim.place.span, file=1))
    moved = replace(finding, claim=replace(finding.claim, place=place))
    return replace(run, document=replace(run.document, sources=sources), findings=(moved, *run.findings[1:]))


def test_the_tally_counts_severities_and_what_was_left_out(run: Run) -> None:
    assert tally_of(run) == "发现 23 处：错误 16，警告 6，提示 1。"
    run.ignored = 2
    assert tally_of(run).endswith("；按设置略去 2 处。")
    assert tally_of(gouji.check(str(CLEAN))) == "没有发现不一致。"


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.parent.name)
def test_the_shares_of_the_sections_are_those_of_the_run(report: object) -> None:
    run = gouji.check(str(report))
    *sections, whole = shares(run)
    told = coverage_of(run)
    assert whole.section == WHOLE
    assert (whole.figures, whole.checked) == (told["figures"], told["checked"])
    assert sum(s.figures for s in sections) == whole.figures
    assert {why.slug: n for why, n in whole.reasons.items()} == told["reasons"]
