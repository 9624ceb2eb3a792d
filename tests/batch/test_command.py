"""The commands as a user starts them: what is printed, the exit status, what is refused."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from gouji.batch import progress
from gouji.batch.progress import Progress, told
from gouji.batch.store import Store
from gouji.errors import UsageError
from tests.batch.reports import batch, rows, write_reports
from tests.commands import gouji


def test_a_batch_ends_with_a_table_and_the_failures(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 3)
    (tmp_path / "in" / "空.txt").write_text("", "utf-8")
    done = gouji("batch", "in", "-o", "out", "-j", 1, "--format", "json", cwd=tmp_path)
    assert done.status == 3
    assert [line.split()[:2] for line in done.out.splitlines()[:4]] == [
        ["报告", "4"],
        ["相符", "2"],
        ["有错误或警告", "1"],
        ["没有核成", "1"],
    ]
    assert "in/空.txt：文件是空的" in done.out
    assert len(list((tmp_path / "out" / "reports" / "in").iterdir())) == 4
    again = gouji("batch", "in", "-o", "out", cwd=tmp_path)
    assert "其中 4 份早已核对" in again.out
    exported = gouji("export", "out", "-f", "csv", "--table", "reports,findings", "-o", "csv", cwd=tmp_path)
    assert exported.status == 0
    assert {p.name for p in (tmp_path / "csv").iterdir()} == {"reports.csv", "findings.csv"}


def test_findings_alone_are_status_one_and_none_zero(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 1)
    assert gouji("batch", "in", "-o", "one", cwd=tmp_path).status == 1
    assert gouji("batch", "in", "-o", "two", "--ignore", "WX02", cwd=tmp_path).status == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["in"], "没有给出放结果的文件夹"),
        (["nowhere", "-o", "out"], "找不到"),
        (["in", "-o", "in"], "另放一个文件夹"),
        (["in", "-o", "out", "-j", "0"], "大于 0"),
        (["in", "-o", "out", "-j", "2", "--scheduler", "tcp://x:1"], "不能同用"),
        (["in", "-o", "out", "--format", "jpg"], "可用的有"),
        (["in", "-o", "out", "--profile", "没有.json"], "没有.json"),
        (["in", "-o", "out", "--select", "ZZ99"], "ZZ99"),
        (["empty", "-o", "out"], "没有可核对的文件"),
    ],
)
def test_what_cannot_be_is_refused_before_any_work(tmp_path: Path, arguments: list[str], told: str) -> None:
    write_reports(tmp_path / "in", 1)
    (tmp_path / "empty").mkdir()
    done = gouji("batch", *arguments, cwd=tmp_path)
    assert done.status == 2
    assert told in done.err


def test_two_batches_do_not_write_into_one_store(tmp_path: Path) -> None:
    with Store(tmp_path / "out"), pytest.raises(UsageError, match="另一个 gouji batch"):
        Store(tmp_path / "out")
    with Store(tmp_path / "out"):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_a_name_that_is_no_text_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (path,) = write_reports(Path("in"), 1)
    os.rename(path, os.path.join(b"in", "报告.txt".encode("gbk")))  # noqa: PTH104, PTH118 - bytes
    assert batch(Path("in"), out=Path("out"), formats=("json",)).with_findings == 1
    assert rows(Path("out"), "SELECT path, status FROM reports") == [("in/\\udcb1\\udca8\\udcb8\\udce6.txt", "done")]
    assert batch(Path("in"), out=Path("out"), formats=("json",)).unchanged == 1


def test_progress_is_told_in_lines_where_nobody_watches(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 5.0, 12.0, 15.0, 30.0])
    monkeypatch.setattr(progress, "perf_counter", lambda: next(clock))
    with Progress("核对", 100) as tell:
        for done in (10, 24, 30, 60):
            tell(done, 0)
    assert capsys.readouterr().err.splitlines() == [
        "核对 24/100，每秒 2.0 份，还要约 38 秒",
        "核对 60/100，每秒 2.0 份，还要约 20 秒",
    ]
    assert told("核对", 1000, 40000, 3, 10.0) == "核对 1,000/40,000，每秒 10.0 份，还要约 1 小时 5 分，没有核成 3"
