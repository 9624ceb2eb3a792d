"""What a finding says beyond its check: severity, cause, the likelier side, the suggestion, its id."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gouji.judge.judge import judge
from gouji.model.location import Place
from gouji.model.outcome import Checked, Contradicted, Kind, Severity, Witness
from gouji.model.run import State
from tests.judge.build import expenditure_table, run

_HEADING = "## 三、支出决算情况说明"


def test_a_table_that_closes_makes_the_text_the_likelier_slip_and_gives_the_right_words(tmp_path: Path) -> None:
    [finding] = run(tmp_path, expenditure_table(), _HEADING, "本年支出合计305.00万元。").findings
    assert (finding.likelier, finding.suggestion) == ("claim", "本年支出合计350.00万元")
    assert finding.cause == "相邻两位数字颠倒"


def test_a_table_without_any_sum_to_support_it_blames_nobody(tmp_path: Path) -> None:
    lonely = "支出决算表\n\n单位：万元\n\n| 科目编码 | 科目名称 | 本年支出合计 |\n|---|---|---|\n| | 合计 | 350.00 |"
    [finding] = run(tmp_path, lonely, _HEADING, "本年支出合计305.00万元。").findings
    assert (finding.likelier, finding.suggestion) == (None, None)


def test_a_cell_that_only_failing_sums_speak_of_is_no_witness(tmp_path: Path) -> None:
    table = expenditure_table(c合计_2="305.00")
    result = run(tmp_path, table, _HEADING, "本年支出合计350.00万元。", select=("XT",))
    assert result.findings == ()
    assert [entry.state for entry in result.ledger] == [State.NOT_CHECKED]


def test_a_rounding_residue_is_a_note_and_the_figure_counts_as_consistent(tmp_path: Path) -> None:
    result = run(tmp_path, expenditure_table(), _HEADING, "本年支出合计350.01万元。")
    [finding] = result.findings
    assert (finding.kind, finding.severity, finding.likelier) == (Kind.ROUNDING, Severity.INFO, None)
    assert [entry.state for entry in result.ledger] == [State.CONSISTENT]


def test_every_finding_can_be_walked_back_to_characters_on_both_sides(tmp_path: Path) -> None:
    result = run(tmp_path, expenditure_table(), _HEADING, "本年支出合计305.00万元。")
    [finding] = result.findings
    assert result.document.text(finding.claim.place.span) == "本年支出合计305.00万元"
    assert [result.document.text(witness.place.span) for witness in finding.evidence] == ["350.00"]
    place = finding.evidence[0].place
    assert (place.table, place.row, place.column) == (0, 1, 2)


def test_the_expected_number_has_bounds_that_hold_it(tmp_path: Path) -> None:
    [finding] = run(tmp_path, "差旅费年初预算为200.00万元，支出决算为190.50万元，完成年初预算的59.25%。").findings
    assert finding.expected is not None
    assert (finding.expected.value, finding.expected.unit) == ("95.25", "%")
    assert finding.expected.low is not None
    assert finding.expected.high is not None
    assert float(finding.expected.low) < 95.25 < float(finding.expected.high)
    assert finding.formula == "190.50 ÷ 200.00 = 95.25%"


@pytest.mark.parametrize("more", ["新馆尚未启用。", "另有库房2间。"])
def test_an_id_does_not_change_with_what_is_written_elsewhere(tmp_path: Path, more: str) -> None:
    said = "本年支出合计305.00万元。"
    [before] = run(tmp_path, expenditure_table(), _HEADING, said).findings
    [after] = run(tmp_path, more, expenditure_table(), _HEADING, said, more).findings
    assert before.id == after.id


def test_two_findings_never_share_an_id(tmp_path: Path) -> None:
    said = "差旅费年初预算为{0}.00万元，支出决算为190.50万元，完成年初预算的59.25%。"
    result = run(tmp_path, _HEADING, said.format(200), said.format(210))
    assert len({finding.id for finding in result.findings}) == len(result.findings) == 2


def test_the_same_input_gives_the_same_output(tmp_path: Path) -> None:
    parts = (expenditure_table(c2012604_4="99.00"), _HEADING, "本年支出合计305.00万元，增长5.00%。")
    first, second = run(tmp_path, *parts), run(tmp_path, *parts)
    assert first.findings == second.findings or [f.id for f in first.findings] == [f.id for f in second.findings]
    assert [f.message for f in first.findings] == [f.message for f in second.findings]


def test_the_ledger_holds_every_figure_once_and_in_order(tmp_path: Path) -> None:
    said = "本年支出合计350.00万元，其中：基本支出260.00万元，占74.29%，慰问老干部12人。"
    result = run(tmp_path, expenditure_table(), _HEADING, said)
    assert [result.document.text(entry.figure.span) for entry in result.ledger] == [
        "350.00万元",
        "260.00万元",
        "74.29%",
        "12人",
    ]
    assert [entry.state for entry in result.ledger] == [State.CONSISTENT] * 3 + [State.NOT_CHECKED]
    assert all((entry.why is None) is (entry.state is not State.NOT_CHECKED) for entry in result.ledger)


@pytest.mark.parametrize(
    ("confidence", "tail", "severity"),
    [
        (0.95, False, Severity.ERROR),
        (0.6, False, Severity.ERROR),
        (0.59, False, Severity.INFO),
        (0.95, True, Severity.INFO),
    ],
)
def test_what_is_doubtful_or_a_rounding_residue_is_a_note(
    tmp_path: Path, confidence: float, tail: bool, severity: Severity
) -> None:
    read = run(tmp_path, "差旅费支出8.00万元。")
    [entry] = read.ledger
    at = Witness(Place(entry.figure.span, None), "claim", entry.figure.printed, entry.figure)
    outcome = Contradicted(at, (replace(at, role="whole"),), "两处不能同时成立。", "arithmetic", tail=tail, confidence=confidence)  # fmt: skip
    catalogue = {"WX01": ("change-amount-mismatch", Kind.DELTA_ERROR, Severity.ERROR)}
    [finding], _ = judge(read.document, read.tables, [entry.claim], [Checked("WX01", outcome)], catalogue)
    assert (finding.severity, finding.confidence) == (severity, confidence)


def test_a_count_that_is_expected_keeps_its_decimals(tmp_path: Path) -> None:
    said = "云雾岭茶文化展览馆累计接待研学团队和散客共{0}万人次，秩序良好。"
    [finding] = run(tmp_path, "春季以来，" + said.format("73.6"), "据全年统计，" + said.format("76.3")).findings
    assert finding.expected is not None
    assert (finding.expected.value, finding.expected.low, finding.expected.high) == ("73.6", "73.6", "73.6")


@pytest.mark.parametrize(("printed", "cause"), [("305.00", "相邻两位数字颠倒"), ("358.00", "一位数字不同")])
def test_a_digit_slip_against_a_table_is_named_as_the_cause(tmp_path: Path, printed: str, cause: str) -> None:
    [finding] = run(tmp_path, expenditure_table(), _HEADING, f"本年支出合计{printed}万元。").findings
    assert finding.cause == cause
