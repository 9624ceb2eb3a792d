"""Batches with real processes: what one bad file costs, what a second run does, what never changes a result."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.poison import FUNCTION, POISONS, write_poison
from gouji.config import Settings
from gouji.errors import UsageError
from tests.batch.reports import batch, contents, rows, write_reports


def test_poisoned_files_are_named_and_the_rest_is_unharmed(tmp_path: Path) -> None:
    folder = tmp_path / "报告"
    healthy = write_reports(folder, 30)
    for poison in POISONS:
        write_poison(folder, poison)
    (folder / "空.txt").write_text("", "utf-8")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    (folder / "别的.txt").write_text("请假条", "utf-8")
    done = batch(folder, out=tmp_path / "out", function=FUNCTION)
    reasons = {Path(f.path).stem: f.reason for f in done.failures}
    assert reasons == {
        **{f"坏-{poison}": reason for poison, reason in POISONS.items()},
        "空": "unreadable",
        "坏": "unreadable",
        "别的": "nothing-to-check",
    }
    assert (done.clean, done.with_findings) == (20, 10)
    assert {p for (p,) in rows(tmp_path / "out", "SELECT path FROM reports WHERE status = 'done'")} == {
        str(p) for p in healthy
    }
    assert done.status == 4
    assert not rows(
        tmp_path / "out", "SELECT * FROM reports WHERE key IS NULL OR status = 'failed' AND message IS NULL"
    )


def test_neither_workers_nor_order_nor_the_folder_asked_from_change_a_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(tmp_path / "a", 8)
    write_poison(tmp_path / "a", "exit")
    write_reports(tmp_path / "b", 4, first=8)
    batch(Path("a"), Path("b"), out=Path("one"), jobs=1, function=FUNCTION)
    batch(Path("b"), Path("a"), Path("a"), out=Path("three"), jobs=3, function=FUNCTION)
    monkeypatch.chdir(tmp_path / "a")
    again = batch(Path("../b"), Path(), out=Path("../three"), function=FUNCTION)
    monkeypatch.chdir(tmp_path)
    assert contents(Path("one")) == contents(Path("three"))
    assert again.unchanged == 13
    assert contents(Path("one"))["reports"][0][0] == "a/坏-exit.txt"


def test_only_what_is_new_or_changed_is_done_again(tmp_path: Path) -> None:
    first, second, third, _ = write_reports(tmp_path / "in", 4)
    out = tmp_path / "out"
    batch(tmp_path / "in", out=out)
    first.write_text(first.read_text("utf-8").replace("20.00%", "10.00%"), "utf-8")
    second.unlink()
    write_reports(tmp_path / "in", 1, first=9)
    done = batch(tmp_path / "in", out=out)
    assert (done.reports, done.unchanged, done.gone) == (4, 2, 1)
    assert rows(out, f"SELECT status, entity FROM reports WHERE path = '{second}'") == [("gone", None)]
    assert not rows(out, "SELECT * FROM figures JOIN reports USING (report) WHERE status <> 'done'")
    assert not rows(out, f"SELECT * FROM findings JOIN reports USING (report) WHERE path = '{first}'")
    other = batch(tmp_path / "in", out=out, settings=Settings(ignore=("WX02",)))
    assert other.unchanged == 0
    assert batch(third, out=out, settings=Settings(ignore=("WX02",))).unchanged == 1


def test_what_failed_stays_failed_until_it_is_asked_for_again(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 2)
    write_poison(tmp_path / "in", "exit")
    out = tmp_path / "out"
    assert len(batch(tmp_path / "in", out=out, function=FUNCTION).failures) == 1
    assert batch(tmp_path / "in", out=out).unchanged == 3
    healed = batch(tmp_path / "in", out=out, retry=True)
    assert (healed.unchanged, healed.failures) == (2, ())


def test_a_list_names_reports_and_the_files_of_their_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one, two = write_reports(tmp_path / "in", 2)
    (tmp_path / "in" / "表.txt").write_text(
        "收入支出决算总表\n单位：万元\n项目\t决算数\n本年支出合计\t110.00\n", "utf-8"
    )
    (tmp_path / "清单.txt").write_text(f"# 说明与报表\nin/{one.name}\tin/表.txt\n{two}\nin/没有.txt\n", "utf-8")
    done = batch(Path("清单.txt"), out=Path("out"))
    assert done.reports == 3
    assert [(f.path, f.reason) for f in done.failures] == [("in/没有.txt", "unreadable")]
    assert rows(Path("out"), "SELECT path, role FROM sources WHERE report = (SELECT min(report) FROM sources)") == [
        (f"in/{one.name}", "report"),
        ("in/表.txt", "tables"),
    ]


def test_hidden_files_locks_and_the_results_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(tmp_path / "in" / "内层", 2)
    for name in (".隐藏.txt", "~$渡口站.docx"):
        (tmp_path / "in" / name).write_text("x", "utf-8")
    (tmp_path / "in" / ".git").mkdir()
    (tmp_path / "in" / ".git" / "x.txt").write_text("x", "utf-8")
    assert batch(Path("in"), out=Path("in/out")).reports == 2
    assert batch(Path("in"), out=Path("in/out"), formats=("json",)).reports == 2
    assert batch(Path("in"), out=Path("in/out")).unchanged == 2


def test_the_page_of_a_report_is_what_a_check_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.commands import gouji

    monkeypatch.chdir(tmp_path)
    write_reports(Path("in"), 1)
    (tmp_path / "in" / "空.txt").write_text("", "utf-8")
    done = batch(Path("in"), out=Path("out"), formats=("json", "terminal", "html", "pdf"))
    assert done.pages_missing == 1  # a PDF is made of a PDF alone
    for format, suffix in (("json", ".json"), ("terminal", ".txt"), ("html", ".html")):
        printed = gouji("check", "in/渡口站0000.txt", "--format", format, cwd=tmp_path).out
        assert Path(f"out/reports/in/渡口站0000.txt{suffix}").read_text("utf-8") == printed
    assert json.loads(Path("out/reports/in/空.txt.json").read_text("utf-8"))["error"]["code"] == "empty"
    assert batch(Path("in"), out=Path("out"), formats=("json", "pdf")).unchanged == 2
    Path("out/reports/in/渡口站0000.txt.json").unlink()
    assert batch(Path("in"), out=Path("out"), formats=("json",)).unchanged == 1
    assert Path("out/reports/in/渡口站0000.txt.json").is_file()


def test_results_are_not_written_over_what_is_read(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 1)
    with pytest.raises(UsageError, match="另放一个文件夹"):
        batch(tmp_path / "in", out=tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "gouji.sqlite").write_bytes(b"not a store at all" * 100)
    with pytest.raises(UsageError, match="不是 gouji 的库"):
        batch(tmp_path / "in", out=tmp_path / "out")
