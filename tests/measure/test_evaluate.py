"""The evaluation of several cases: rates, empty denominators, tables, and JSON that stays the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gouji.errors import Unreadable, UsageError
from gouji.measure.evaluate import Evaluation, evaluate, to_json, to_table
from tests.measure.build import case, finding, label, place, run

GROWTH = label("g", "增长6.40%", 3)
SUM = label("s", "支出合计318.00万元", 5, kind="sum-error", why="分项合计319.00")
ARGUABLE = label("u", "66.03%", 8, severity="warning", confidence="arguable")
TAIL = label("t", "33.96%", 8, kind="rounding", severity="info")
TRAP = {"id": "N1", "kind": "value-mismatch", "quote": "共计109.00万元", "line": 6, "why_ok": "同一个数"}


@pytest.fixture
def evaluation(tmp_path: Path) -> Evaluation:
    """Two cases: one with a hit, a half, a false alarm in a trap and a quiet hit; one clean report with nothing found."""
    rich = case(tmp_path / "rich", [GROWTH, SUM, ARGUABLE, TAIL], [TRAP])
    clean = case(tmp_path / "clean", [])
    runs = {
        "rich": run(
            finding(place("增长6.40%", 3)),
            finding(place("33.96%", 8), check="WX01", confidence=0.7, severity="warning"),
            finding(
                place("109.00万元", 6), check="XT01", kind="value-mismatch", confidence=0.6, message="表内为108.00万元"
            ),
            finding(place("66.03%", 8), check="WX01", severity="info", confidence=0.4),
            figures=8,
            checked=6,
        ),
        "clean": run(figures=4, checked=4),
    }
    return evaluate([rich, clean], lambda path: runs[path.parent.name])


def test_the_total_adds_up_the_cases(evaluation: Evaluation) -> None:
    total = to_json(evaluation)["total"]
    assert (total["must_found"], total["must"], total["recall"]) == (1, 2, 0.5)
    assert (total["should_found"], total["should"], total["wide_recall"]) == (2, 3, 0.6667)
    assert (total["loud"], total["true"], total["half"], total["false"], total["precision"]) == (3, 1, 1, 1, 0.5)
    assert (total["quiet"], total["quiet_false"]) == (1, 0)
    assert (total["traps"], total["tripped"]) == (1, 1)
    assert (total["checked"], total["figures"], total["coverage"]) == (10, 12, 0.8333)


def test_kinds_count_labels_and_those_found_at_any_severity(evaluation: Evaluation) -> None:
    kinds = to_json(evaluation)["kinds"]
    assert list(kinds) == ["ratio-error", "sum-error", "rounding"]
    assert kinds["ratio-error"] == {"recall": 1.0, "labels": 2, "found": 2, "certain": 1, "certain_found": 1}
    assert kinds["sum-error"] == {"recall": 0.0, "labels": 1, "found": 0, "certain": 1, "certain_found": 0}
    assert kinds["rounding"] == {"recall": None, "labels": 1, "found": 1, "certain": 0, "certain_found": 0}


def test_checks_count_verdicts_on_loud_findings(evaluation: Evaluation) -> None:
    checks = to_json(evaluation)["checks"]
    assert list(checks) == ["WX01", "WX02", "XT01"]
    assert checks["WX01"] == {
        "precision": 0.5, "loud": 1, "true": 0, "half": 1, "false": 0, "quiet": 1, "quiet_true": 1,
    }  # fmt: skip
    assert (checks["XT01"]["precision"], checks["XT01"]["false"]) == (0.0, 1)


def test_bands_of_confidence_have_their_own_precision(evaluation: Evaluation) -> None:
    bands = to_json(evaluation)["bands"]
    assert {band: (counts["loud"], counts["precision"]) for band, counts in bands.items()} == {
        "high": (1, 1.0),
        "medium": (2, 0.25),
        "low": (0, None),
    }


def test_the_lists_name_place_and_reason(evaluation: Evaluation) -> None:
    rich, clean = to_json(evaluation)["cases"]
    assert [x["what"] for x in rich["missed"]] == ["s"]
    false = {"what": "XT01", "kind": "value-mismatch", "line": 6, "quote": "109.00万元", "message": "表内为108.00万元"}
    assert rich["false"] == [false]
    assert [x["what"] for x in rich["tripped"]] == ["N1"]
    assert (clean["missed"], clean["false"], clean["failed"]) == ([], [], None)


def test_json_is_the_same_every_time_and_names_tool_and_cases(evaluation: Evaluation) -> None:
    result = to_json(evaluation)
    assert json.dumps(result) == json.dumps(to_json(evaluation))
    assert result["tool"] == {"name": "gouji", "version": "0.1.0"}
    assert [x["name"] for x in result["cases"]] == ["rich", "clean"]
    assert all(value == round(value, 4) for value in _floats(result))


def _floats(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [x for item in value.values() for x in _floats(item)]
    if isinstance(value, list):
        return [x for item in value for x in _floats(item)]
    return [value] if isinstance(value, float) else []


def test_the_table_shows_counts_beside_rates(evaluation: Evaluation) -> None:
    rows = {line.split()[0]: line.split()[1:] for line in to_table(evaluation).splitlines() if line.strip()}
    assert rows["合计"] == ["1/2", "50.0%", "2/3", "66.7%", "3", "1", "50.0%", "1/1", "1/1", "0", "0", "10/12", "83.3%"]
    assert rows["sum-error"] == ["1", "0", "0/1", "0.0%"]
    assert rows["WX01"] == ["1", "0", "1", "0", "50.0%", "1/1"]
    assert rows["中"] == ["2", "0", "1", "1", "25.0%", "0/0"]


def test_an_empty_denominator_prints_a_dash(evaluation: Evaluation) -> None:
    rows = {line.split()[0]: line.split()[1:] for line in to_table(evaluation).splitlines() if line.strip()}
    assert rows["clean"] == ["0/0", "–", "0/0", "–", "0", "0", "–", "0/0", "0/0", "0", "0", "4/4", "100.0%"]
    assert rows["低"][4] == "–"


def test_a_case_without_labels_and_findings_still_prints(tmp_path: Path) -> None:
    nothing = evaluate([case(tmp_path, [])], lambda path: run())
    assert "按问题类型\n（无）" in to_table(nothing)
    assert to_json(nothing)["total"]["recall"] is None


def test_verbose_lists_each_miss_false_alarm_and_trap(evaluation: Evaluation) -> None:
    short, long = to_table(evaluation), to_table(evaluation, verbose=True)
    assert "漏报" not in short
    assert "  漏报的确定错误（1）\n    s sum-error 第 5 行 “支出合计318.00万元” 分项合计319.00" in long
    assert "  误报（1）\n    XT01 value-mismatch 第 6 行 “109.00万元” 表内为108.00万元" in long
    assert "N1 value-mismatch 第 6 行 “共计109.00万元” 同一个数" in long


def test_wide_characters_line_up(evaluation: Evaluation) -> None:
    lines = to_table(evaluation).split("\n\n")[1].split("\n")
    widths = {sum(2 if ord(c) > 0x2E80 else 1 for c in line) for line in lines}
    assert len(widths) == 1


def test_a_report_that_cannot_be_read_fails_alone(tmp_path: Path) -> None:
    def run_or_fail(path: Path) -> dict[str, Any]:
        if path.parent.name == "bad":
            raise Unreadable("bad/report.txt：认不出文字编码")
        return run(finding(place("增长6.40%", 3)))

    folders = [case(tmp_path / "bad", [GROWTH]), case(tmp_path / "good", [GROWTH])]
    result = evaluate(folders, run_or_fail)
    assert [(x["failed"], x["counts"]["must_found"]) for x in to_json(result)["cases"]] == [
        ("bad/report.txt：认不出文字编码", 0),
        (None, 1),
    ]
    assert "bad：没有结果，标注全部计为漏报。bad/report.txt：认不出文字编码" in to_table(result)


def test_a_saved_error_counts_as_no_result(tmp_path: Path) -> None:
    saved = {"schema": "gouji/1", "error": {"code": "empty", "message": "文件是空的"}}
    result = to_json(evaluate([case(tmp_path, [GROWTH])], lambda path: saved))
    assert (result["cases"][0]["failed"], result["total"]["recall"]) == ("文件是空的", 0.0)


def test_a_wrong_setting_ends_the_evaluation(tmp_path: Path) -> None:
    def declined(path: Path) -> dict[str, Any]:
        raise UsageError("没有名为 x 的核对项")

    with pytest.raises(UsageError, match="没有名为"):
        evaluate([case(tmp_path, [])], declined)


def test_a_quote_that_is_not_in_the_report_is_noted(tmp_path: Path) -> None:
    result = evaluate([case(tmp_path, [label("a", "没有这句", 3)])], lambda path: run())
    assert "有 1 条标注或陷阱的引文不在报告中" in to_table(result)
