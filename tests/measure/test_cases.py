"""What a user reads when a case folder cannot be scored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gouji.errors import InputError, UsageError
from gouji.measure.cases import load_case
from gouji.measure.evaluate import evaluate
from tests.measure.build import case, label, run

GOOD = label("a", "增长6.40%", 3)


def test_a_case_is_read_with_its_labels_and_traps(tmp_path: Path) -> None:
    trap = {"id": "N1", "kind": "rounding", "quote": "66.03%", "line": 8, "why_ok": "210÷318"}
    read = load_case(case(tmp_path / "xikou", [{**GOOD, "evidence": [{"quote": "20.50万元", "line": 3}]}], [trap]))
    assert (read.name, read.report.name) == ("xikou", "report.txt")
    assert [passage.quote for passage in read.labels[0].evidence] == ["20.50万元"]
    assert [trap.why_ok for trap in read.traps] == ["210÷318"]


def test_blank_lines_a_byte_order_mark_and_a_saved_run_are_no_trouble(tmp_path: Path) -> None:
    folder = case(tmp_path, [])
    (folder / "labels.jsonl").write_text(
        "\n" + json.dumps({**GOOD, "quote": "a\u2028b"}, ensure_ascii=False) + "\n\n", "utf-8-sig"
    )
    (folder / "report.json").write_text("{}")
    assert [x.passage.quote for x in load_case(folder).labels] == ["a\u2028b"]


def test_a_missing_folder_says_what_a_case_holds(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere：不是文件夹；请给出含 report\.\*、labels\.jsonl 的案例文件夹"):
        load_case(tmp_path / "nowhere")


def test_a_folder_without_report_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"没有报告；请放入 report\.txt 或 report\.md"):
        load_case(tmp_path)


def test_two_reports_are_declined(tmp_path: Path) -> None:
    (case(tmp_path, []) / "report.md").write_text("# 决算")
    with pytest.raises(UsageError, match=r"有 2 份报告（report\.md、report\.txt）.*请只留一份"):
        load_case(tmp_path)


def test_a_folder_without_labels_is_told_how_to_say_there_are_none(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("决算")
    with pytest.raises(UsageError, match=r"缺少 labels\.jsonl.*放一个空的"):
        load_case(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": ""}, 'id 应是非空的文字，现为 ""'),
        ({"id": "a0"}, "id a0 已经用过；每条的 id 应各不相同"),
        ({"kind": "ratio"}, '现为 "ratio"'),
        ({"kind": None}, "kind 应是 value-mismatch、unit-error、ratio-error"),
        ({"severity": "fatal"}, 'severity 应是 error、warning、info 之一，现为 "fatal"'),
        ({"confidence": 0.9}, "confidence 应是 certain、arguable 之一，现为 0.9"),
        ({"quote": None}, "quote 应是非空的文字，现为 空缺"),
        ({"line": "3"}, 'line 应是从 1 起的行号，现为 "3"；分页的报告改用 page'),
        ({"line": 0}, "line 应是从 1 起的行号，现为 0"),
        ({"evidence": "20.50万元"}, "evidence 应是对象的列表"),
        ({"evidence": [{"quote": "20.50万元"}]}, "evidence 第 1 项：line 应是从 1 起的行号，现为 空缺"),
    ],
)
def test_a_bad_label_is_named_by_file_and_line(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    folder = case(tmp_path, [label("a0", "x", 1), {**GOOD, **change}])
    with pytest.raises(InputError) as error:
        load_case(folder)
    assert f"{folder / 'labels.jsonl'} 第 2 行" in str(error.value)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'{"id": "a",', "第 1 行第 12 个字符起不是 JSON；每行应是一个完整的 JSON 对象"),
        (b"[1]", "第 1 行：应是一个 JSON 对象，现为 [1]"),
        ("增长".encode("gb18030"), "不是 UTF-8 编码；请另存为 UTF-8，每行一个 JSON 对象"),
    ],
)
def test_a_file_that_is_not_json_lines_says_what_would_be(tmp_path: Path, text: bytes, message: str) -> None:
    (case(tmp_path, []) / "traps.jsonl").write_bytes(text)
    with pytest.raises(InputError) as error:
        load_case(tmp_path)
    assert "traps.jsonl" in str(error.value)
    assert message in str(error.value)


def test_no_case_and_a_case_given_twice_are_declined_before_anything_runs(tmp_path: Path) -> None:
    ran: list[Path] = []
    folder = case(tmp_path, [])
    with pytest.raises(UsageError, match="没有案例"):
        evaluate([], lambda path: run())
    with pytest.raises(UsageError, match="给了两次，会重复计数"):
        evaluate([folder, tmp_path / "." / ""], lambda path: ran.append(path) or run())
    assert ran == []
