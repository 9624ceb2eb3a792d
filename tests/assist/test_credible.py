"""A contradiction that rests on the model's reading is a warning where a slip explains it, else a remark: the reading may be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.model.outcome import Severity
from gouji.model.run import Run, State
from tests.assist.reader import figure
from tests.assist.test_proposals import TABLE, labels, read

HEAD = "鹤浦县渡口管理站2023年度部门决算公开\n\n一、工作情况\n"
SUM = {"kind": "合计", "result": "F3", "operands": ["F1", "F2"], "quote": "两笔凑成⟦F3 万元⟧"}
CHANGE = {"kind": "增减额", "result": "F3", "operands": ["F1", "F2"], "quote": "添了⟦F3 万元⟧"}
SHARE = {"kind": "占比", "result": "F3", "operands": ["F1", "F2"], "quote": "占到⟦F3 %⟧"}


def severity(run: Run) -> Severity | None:
    [finding] = [f for f in run.findings if f.origin == "model"] or [None]
    return finding.severity if finding else None


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        ("修渡口30.57万元，清淤12.86万元，两笔凑成43.43万元。", SUM, None),
        ("修渡口30.57万元，清淤12.86万元，两笔凑成34.43万元。", SUM, Severity.WARNING),  # the result is swapped
        ("修渡口35.07万元，清淤12.86万元，两笔凑成43.43万元。", SUM, Severity.WARNING),  # a part is
        ("修渡口30.57万元，清淤12.86万元，两笔凑成97.18万元。", SUM, Severity.INFO),
        ("修渡口30.57万元，头一年12.86万元，添了17.17万元。", CHANGE, Severity.WARNING),  # a digit is
        ("修渡口30.57万元，头一年12.68万元，添了17.71万元。", CHANGE, Severity.WARNING),  # what is taken off is swapped
        ("修渡口30.57万元，头一年12.86万元，添了5.02万元。", CHANGE, Severity.INFO),
        ("修渡口30.57万元，一共47.93万元，占到67.38%。", SHARE, Severity.WARNING),
        ("修渡口30.57万元，一共47.93万元，占到21.40%。", SHARE, Severity.INFO),
        ("修渡口30.57万元，清淤12.86万元，两笔凑成434300.00万元。", SUM, Severity.WARNING),  # the unit is
        ("修渡口30.50万元，清淤12.00万元，两笔凑成43.50万元。", SUM, Severity.WARNING),
        (
            "修渡口30.00万元，清淤12.00万元，两笔凑成43.00万元。",
            SUM,
            Severity.INFO,
        ),  # round amounts are a digit apart by chance
    ],
)
def test_a_slip_speaks_for_the_reading(
    tmp_path: Path, text: str, relation: dict[str, object], expected: Severity | None
) -> None:
    run, _ = read(tmp_path, f"{HEAD}{text}\n", labels(relation))
    assert severity(run) is expected


def test_what_is_in_doubt_accuses_no_figure(tmp_path: Path) -> None:
    text = f"{HEAD}修渡口30.57万元，清淤12.86万元，两笔凑成97.18万元。\n"
    run, _ = read(tmp_path, text, labels(SUM))
    assert {entry.state for entry in run.ledger} == {State.NOT_CHECKED}


def test_short_numbers_speak_when_swapped_alone(tmp_path: Path) -> None:
    run, _ = read(tmp_path, f"{HEAD}修渡口0.31万元，清淤0.22万元，两笔凑成0.35万元。\n", labels(SUM))
    assert severity(run) is Severity.WARNING
    run, _ = read(tmp_path, f"{HEAD}修渡口0.31万元，清淤0.22万元，两笔凑成0.54万元。\n", labels(SUM))
    assert severity(run) is not Severity.WARNING


@pytest.mark.parametrize(
    ("printed", "expected"), [("50.31", None), ("53.01", Severity.WARNING), ("18.64", Severity.INFO)]
)
def test_a_cell_far_from_the_number_was_perhaps_not_meant(
    tmp_path: Path, printed: str, expected: Severity | None
) -> None:
    text = TABLE.replace("53.01", printed)
    _, reader = read(tmp_path, text, {"choose-row": {"choice": "无", "quote": ""}}, suffix=".md")
    [asked] = [q for q in reader.asked if q.prompt.name == "choose-row"]
    row = next(line.split()[0] for line in asked.variables["rows"].splitlines() if "教育支出｜合计" in line)
    run, _ = read(tmp_path, text, {"choose-row": {"choice": row, "quote": "孩子们上学这头"}}, suffix=".md")
    assert severity(run) is expected


@pytest.mark.parametrize(("direction", "dropped"), [("增加", 0), ("减少", 1)])
def test_a_direction_stands_in_some_word(tmp_path: Path, direction: str, dropped: int) -> None:
    text = f"{HEAD}修渡口30.57万元，头一年12.86万元，添了17.71万元。\n"
    told = figure("F3", "增减额", "修渡口", direction=direction, versus="上年")
    run, _ = read(tmp_path, text, labels(CHANGE, figures=(told,)))
    assert run.assistance is not None
    assert run.assistance.dropped["原文没有写明这一方向"] == dropped
    assert severity(run) is None
