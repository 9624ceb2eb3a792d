"""The program as people start it: real processes, exit statuses, bad input, consoles that cannot show every character."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cases import FIXTURES

CLEAN = FIXTURES / "documents" / "lanwan-2025-budget" / "report.md"
FAULTY = FIXTURES / "documents" / "lanjiang-office-2023-final" / "report.md"


def run(*arguments: object, stdin: bytes = b"", cwd: Path | None = None, **environment: str) -> tuple[int, bytes, str]:
    done = subprocess.run(
        [sys.executable, "-m", "gouji", *map(str, arguments)],
        input=stdin, capture_output=True, check=False, cwd=cwd, timeout=120,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )  # fmt: skip
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr.decode(environment.get("PYTHONIOENCODING", "utf-8"), "replace")


def test_findings_are_exit_status_1_and_name_place_and_arithmetic() -> None:
    status, out, _ = run("check", FAULTY)
    assert status == 1
    text = out.decode()
    assert "第357行" in text
    assert "算式：310.81万元 ÷ (3800.92 − 310.81) = 8.91%" in text
    assert "\x1b" not in text  # no colour in a pipe


def test_a_consistent_report_is_exit_status_0_and_says_how_much_was_checked() -> None:
    status, out, _ = run("check", CLEAN)
    assert status == 0
    assert "已核对" in out.decode()


@pytest.mark.parametrize(
    ("content", "status", "told"),
    [
        pytest.param(b"", 3, "空", id="empty"),
        pytest.param(bytes(range(256)) * 40, 3, "文本", id="binary"),
        pytest.param("第一部分 概况\n\n本部门负责档案工作。\n".encode(), 3, "报表", id="no table"),
        pytest.param(b"1234567890" * 200_000, 3, "", id="digits"),
    ],
)
def test_input_that_cannot_be_checked_names_the_file_and_the_reason(
    tmp_path: Path, content: bytes, status: int, told: str
) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes(content)
    code, out, err = run("check", path)
    assert code == status
    assert "报告.txt" in err + out.decode()
    assert told in err + out.decode()


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.md", tmp_path):
        code, _, err = run("check", path)
        assert code in (2, 3)
        assert str(path) in err


def test_wrong_usage_is_exit_status_2_and_offers_the_nearest_name() -> None:
    assert run("check", FAULTY, "--format", "xml")[0] == 2
    code, _, err = run("check", FAULTY, "--select", "WX2")
    assert code == 2
    assert "WX02" in err


def test_an_unknown_setting_is_refused_with_file_and_name(tmp_path: Path) -> None:
    (tmp_path / "gouji.toml").write_text('serverity = "error"\n', "utf-8")
    code, _, err = run("check", FAULTY, cwd=tmp_path)
    assert code == 2
    assert "gouji.toml" in err
    assert "serverity" in err


def test_gouji_toml_takes_away_what_a_person_has_settled(tmp_path: Path) -> None:
    (tmp_path / "gouji.toml").write_text(
        '[[ignored]]\ncheck = "WX02"\nquote = "增长8.18%"\nreason = "已核实"\n', "utf-8"
    )
    _, before, _ = run("check", FAULTY, "-f", "json", cwd=tmp_path.parent)
    _, after, _ = run("check", FAULTY, "-f", "json", cwd=tmp_path)
    assert "增长8.18%" in [f["claim"]["quote"] for f in _findings(before)]
    assert len(_findings(after)) == len(_findings(before)) - 1


@pytest.mark.parametrize("option", ["--prior", "--llm"])
def test_what_this_version_cannot_do_is_refused_not_passed_over(option: str) -> None:
    arguments = [option, FAULTY] if option == "--prior" else [option]
    code, _, err = run("check", FAULTY, *arguments)
    assert code == 2
    assert option in err


def test_json_is_the_same_every_time_and_under_any_hash_seed() -> None:
    first = run("check", FAULTY, "-f", "json", PYTHONHASHSEED="1")[1]
    assert first == run("check", FAULTY, "-f", "json", PYTHONHASHSEED="2")[1]
    assert json.loads(first)["findings"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_encodings_and_line_ends_change_no_finding(tmp_path: Path, encoding: str, line_end: str) -> None:
    path = tmp_path / "report.md"
    path.write_bytes(FAULTY.read_text("utf-8").replace("\n", line_end).encode(encoding))
    told = [(f["check"], f["claim"]["quote"]) for f in _findings(run("check", path, "-f", "json")[1])]
    assert told == [(f["check"], f["claim"]["quote"]) for f in _findings(run("check", FAULTY, "-f", "json")[1])]
    assert told


@pytest.mark.parametrize(
    "arguments", [["check", FAULTY], ["figures", FAULTY], ["tables", FAULTY], ["explain", "XT01"], ["--help"]]
)
def test_a_cp936_console_shows_every_command(arguments: list[object]) -> None:
    code, out, _ = run(*arguments, PYTHONIOENCODING="gbk")
    assert code in (0, 1)
    assert out.decode("gbk")


def test_standard_input_and_a_file_say_the_same() -> None:
    piped = _findings(run("check", "-", "-f", "json", stdin=FAULTY.read_bytes())[1])
    assert [f["message"] for f in piped] == [f["message"] for f in _findings(run("check", FAULTY, "-f", "json")[1])]


def test_narrative_and_tables_in_two_files(tmp_path: Path) -> None:
    text = FAULTY.read_text("utf-8")
    at = text.index("\n## 一、收入支出决算总体情况说明")
    (tmp_path / "表.md").write_text(text[:at], "utf-8")
    (tmp_path / "文.md").write_text(text[at:], "utf-8")
    code, out, _ = run("check", tmp_path / "文.md", "--tables", tmp_path / "表.md", "-f", "json")
    assert code == 1
    assert {"WX02", "XT01"} <= {f["check"] for f in _findings(out)}


def test_output_goes_to_a_file_and_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert run("check", FAULTY, "-f", "json", "-o", tmp_path / "out.json")[0] == 1
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["findings"]
    code, _, err = run("check", FAULTY, "-o", tmp_path / "无此目录" / "out.txt")
    assert code == 2
    assert "无此目录" in err


def _findings(out: bytes) -> list[dict[str, object]]:
    findings: list[dict[str, object]] = json.loads(out)["findings"]
    return findings
