"""The baseline: what a person has accepted, with a reason, stays accepted until it is another matter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import gouji
from gouji.compare.baseline import applied, load, written
from gouji.config import Settings
from gouji.model.run import Run
from tests.cases import FIXTURES
from tests.commands import gouji as command
from tests.compare.test_recheck import FALL, OLD, RATE, SHARE

REPORTS = sorted((FIXTURES / "documents").glob("*/report.*"))


def _report(folder: Path, text: str = OLD) -> Path:
    file = folder / "report.md"
    file.write_text(text, "utf-8")
    return file


def _baseline(folder: Path, text: str = OLD, reason: str = "口径如此") -> Path:
    file = folder / "baseline.json"
    file.write_text(json.dumps(written(gouji.check(str(_report(folder, text))), reason)), "utf-8")
    return file


def _checked(folder: Path, text: str, **settings: Any) -> Run:
    accepted = load(str(folder / "baseline.json"))
    return gouji.check(str(_report(folder, text)), settings=Settings(accepted=accepted, **settings))


def _quotes(run: Run) -> list[str]:
    return [run.document.text(f.claim.place.span) for f in run.findings]


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.parent.name)
def test_accepted_findings_are_not_listed_but_counted(report: Path, tmp_path: Path) -> None:
    before = gouji.check(str(report))
    (tmp_path / "baseline.json").write_text(json.dumps(written(before, "已核实")), "utf-8")
    run = gouji.check(str(report), settings=Settings(accepted=load(str(tmp_path / "baseline.json"))))
    assert (run.findings, run.ignored) == ((), len(before.findings))
    assert [f.id for f in run.suppressed] == [f.id for f in before.findings]
    assert run.notes == before.notes


def test_edits_elsewhere_do_not_bring_them_back(tmp_path: Path) -> None:
    _baseline(tmp_path)
    new = (
        OLD.replace("## 一、", "导言。\n\n## 一、")
        .replace("三、机关", "八、机关")
        .replace("主要是人员", "主要原因是人员")
    )
    run = _checked(tmp_path, new)
    assert (run.findings, run.ignored) == ((), 3)


def test_another_figure_is_another_matter(tmp_path: Path) -> None:
    _baseline(tmp_path)
    run = _checked(tmp_path, OLD.replace(RATE, "增长21.00%").replace("减少5.00万元", "减少6.00万元"))
    assert _quotes(run) == ["增长21.00%", FALL]
    assert run.ignored == 1
    assert f"基线里的 WX02“{RATE}”已经改动而仍不符，重新列出。" in run.notes
    assert f"基线里的 WX02“{FALL}”已经改动而仍不符，重新列出。" in run.notes


def test_what_no_longer_matches_is_reported(tmp_path: Path) -> None:
    _baseline(tmp_path)
    run = _checked(tmp_path, OLD.replace(RATE, "增长10.00%"))
    assert f"基线里的 WX02“{RATE}”没有再出现，可以删去。" in run.notes


def test_a_check_that_does_not_run_leaves_its_entries_alone(tmp_path: Path) -> None:
    _baseline(tmp_path)
    run = _checked(tmp_path, OLD, ignore=("WX02",))
    assert not any("没有再出现" in note for note in run.notes)


def test_without_a_reason_nothing_is_accepted(tmp_path: Path) -> None:
    _baseline(tmp_path, reason=" ")
    run = _checked(tmp_path, OLD)
    assert (len(run.findings), run.ignored) == (3, 0)
    assert "基线里有 3 处没有写明理由，照样列出；用 gouji accept 写明理由。" in run.notes


@pytest.mark.parametrize("check", ["WX02", "growth-rate-mismatch"])
def test_an_entry_written_by_hand_needs_check_quote_and_reason(tmp_path: Path, check: str) -> None:
    entry = {"check": check, "quote": RATE, "reason": "上年数含一次性支出"}
    (tmp_path / "baseline.json").write_text(json.dumps({"schema": "gouji-baseline/1", "accepted": [entry]}), "utf-8")
    assert _quotes(_checked(tmp_path, OLD)) == [SHARE, FALL]
    named = {**entry, "section": "三、机关运行经费支出说明"}
    (tmp_path / "baseline.json").write_text(json.dumps({"schema": "gouji-baseline/1", "accepted": [named]}), "utf-8")
    assert _quotes(_checked(tmp_path, OLD)) == [RATE, SHARE, FALL]


def test_one_entry_accepts_one_finding(tmp_path: Path) -> None:
    run = gouji.check(str(_report(tmp_path)))
    _baseline(tmp_path)
    entries = load(str(tmp_path / "baseline.json"))[:1]
    accepted, _ = applied(run, run.findings, entries)
    assert accepted == {run.findings[0].id}


def test_from_writing_to_a_silent_check(tmp_path: Path) -> None:
    report, file = _report(tmp_path), tmp_path / "gouji-baseline.json"
    done = command("baseline", "write", report, cwd=tmp_path)
    assert done.status == 0
    assert "写出 3 处，3 处还没有理由" in done.err
    ids = [entry["id"] for entry in json.loads(file.read_text("utf-8"))["accepted"]]
    assert command("check", report, "--baseline", file).status == 1
    for number in ids:
        assert command("accept", file, number, "--reason", "历史数据").status == 0
    done = command("check", report, "--baseline", file)
    assert done.status == 0
    assert "没有发现不一致；按设置略去 3 处。" in done.out
    before = file.read_bytes()
    assert command("baseline", "write", report, cwd=tmp_path).status == 0
    assert file.read_bytes() == before  # reasons are kept
    assert command("recheck", report, report, "--baseline", file).status == 0


def test_accept_asks_for_a_known_finding_and_a_reason(tmp_path: Path) -> None:
    file = _baseline(tmp_path)
    done = command("accept", file, "nothing", "--reason", "x")
    assert (done.status, "没有编号为 nothing 的发现" in done.err) == (2, True)
    done = command("accept", file, "nothing")
    assert (done.status, "--reason" in done.err) == (2, True)


@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", "{}", '{"schema": "gouji-baseline/1"}', '{"schema": "gouji-baseline/1", "accepted": [1]}',
        '{"schema": "gouji-baseline/1", "accepted": [{"check": "WX02"}]}',
        '{"schema": "gouji-baseline/1", "accepted": [{"check": "WX02", "quote": "a", "reson": "b"}]}',
        '{"schema": "gouji-baseline/1", "accepted": [{"check": "WX02", "quote": 3, "reason": "b"}]}',
        '{"schema": "gouji-baseline/1", "accepted": [{"check": "WX02", "quote": "a", "evidence": "b"}]}',
    ],
)  # fmt: skip
def test_what_is_no_baseline_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    (tmp_path / "baseline.json").write_text(text, "utf-8")
    done = command("check", _report(tmp_path), "--baseline", tmp_path / "baseline.json")
    assert done.status == 2
    assert "baseline.json：" in done.err
