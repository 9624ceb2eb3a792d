"""A check that crashes is named; the others go on, and the exit status is 4."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import gouji
from gouji.checks.base import Check
from gouji.checks.evidence import Evidence
from gouji.checks.registry import all_checks
from gouji.cli import run
from gouji.model.outcome import Outcome
from gouji.pipeline import stages

_TEXT = """白鹭县渡口管理站2023年度部门决算
基本支出决算为110.00万元，比上年增加10.00万元，增长9.09%。
项目支出年初预算为100.00万元，支出决算为90.00万元，完成年初预算的99.00%。
"""


def _crash(_: Evidence) -> Iterator[Outcome]:
    raise ZeroDivisionError("渡口")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(_TEXT, "utf-8")
    return path


def _break(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    broken: list[Check] = [replace(c, function=_crash) if c.code == code else c for c in all_checks()]
    monkeypatch.setattr(stages, "all_checks", lambda: broken)


def test_without_a_crash_both_checks_find_what_is_wrong(report: Path) -> None:
    result = gouji.check(str(report))
    assert ([f.check for f in result.findings], result.crashes) == (["WX02", "WX03"], ())


def test_a_crash_is_named_and_the_other_checks_go_on(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _break(monkeypatch, "WX02")
    result = gouji.check(str(report))
    assert [finding.check for finding in result.findings] == ["WX03"]
    [crash] = result.crashes
    assert crash.code == "WX02"
    assert "ZeroDivisionError: 渡口" in crash.error


def test_a_crash_gives_exit_status_4_and_stands_in_what_is_printed(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(report)]) == 1
    capsys.readouterr()
    _break(monkeypatch, "WX02")
    assert run(["check", str(report)]) == 4
    printed = capsys.readouterr().out
    assert "WX02" in printed
    assert "99.00%" in printed
