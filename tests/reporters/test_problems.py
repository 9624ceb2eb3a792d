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
from gouji.reporters.json import coverage_of
from gouji.reporters.problems import KINDS, SEVERITIES, Number, problems, remarks_of, tally_of
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
