"""Several forms and reports at once: which files there are, what they are called, and that none is half there."""

from __future__ import annotations

import errno
import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji import check as check_report
from gouji.__main__ import main
from gouji.errors import UsageError
from gouji.reporters import output
from gouji.reporters.delivery import names_for, safe_name
from gouji.reporters.formats import FORMATS, by_suffix, chosen
from tests.cases import FIXTURES
from tests.commands import CLEAN, FAULTY, SHORT, gouji, start


@pytest.fixture
def short(tmp_path: Path) -> Path:
    path = tmp_path / "短.txt"
    path.write_text(SHORT, "utf-8")
    return path


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# which forms


def test_every_form_is_named_in_the_help() -> None:
    page = re.sub(r"\s", "", gouji("check", "--help").out)
    assert all(format.name in page for format in FORMATS)


def test_forms_differ_in_name_and_ending() -> None:
    assert len({f.name for f in FORMATS}) == len({f.suffix for f in FORMATS}) == len(FORMATS)
    assert all(by_suffix(f"报告{f.suffix.upper()}") is f for f in FORMATS)


def test_forms_are_named_once_or_several_times_by_commas_or_by_the_ending() -> None:
    def names(words: list[str], place: str = "") -> list[str]:
        return [format.name for format in chosen(words, place)]

    assert names([]) == ["terminal"]
    assert names(["JSON, jsonl", "json"]) == ["json", "jsonl"]
    assert names(["json，terminal"]) == ["json", "terminal"]
    assert names([], "出/短.json") == ["json"]
    assert names([], "出.json/短") == ["terminal"]
    assert names(["jsonl"], "短.json") == ["jsonl"]
    with pytest.raises(UsageError, match=r"--format xml：可用的有 terminal、"):
        chosen(["json,xml"], "")


def test_the_ending_of_the_output_tells_the_form(short: Path, tmp_path: Path) -> None:
    assert gouji("check", short, "-o", tmp_path / "a.json").status == 1
    assert (tmp_path / "a.json").read_text("utf-8") == gouji("check", short, "--format", "json").out


# a folder


def test_a_folder_gets_a_file_of_each_form_for_each_report(short: Path, tmp_path: Path) -> None:
    done = gouji("check", short, CLEAN, "--format", "json,terminal", "-o", tmp_path / "出")
    assert (done.status, done.out, done.err) == (1, "", "")
    assert _files(tmp_path / "出") == ["report.json", "report.txt", "短.json", "短.txt"]
    assert json.loads((tmp_path / "出" / "短.json").read_text("utf-8"))["findings"][0]["check"] == "WX02"
    assert (tmp_path / "出" / "短.txt").read_text("utf-8") == gouji("check", short).out


def test_a_folder_may_be_named_like_a_file_when_a_slash_says_what_it_is(short: Path, tmp_path: Path) -> None:
    assert gouji("check", short, "-f", "json,csv", "-o", f"{tmp_path}/出.json/").status == 1
    assert _files(tmp_path / "出.json") == ["短.csv", "短.json"]


def test_an_old_file_is_replaced_and_a_second_run_writes_the_same(short: Path, tmp_path: Path) -> None:
    out = tmp_path / "出"
    out.mkdir()
    (out / "短.json").write_text("旧", "utf-8")
    gouji("check", short, "--format", "json", "-o", out)
    first = (out / "短.json").read_bytes()
    gouji("check", short, "--format", "json", "-o", out)
    assert (out / "短.json").read_bytes() == first
    assert _files(out) == ["短.json"]


def test_a_report_that_cannot_be_read_leaves_only_what_can_say_so(short: Path, tmp_path: Path) -> None:
    done = gouji("check", tmp_path / "没有.txt", short, "--format", "json,terminal", "-o", tmp_path / "出")
    assert done.status == 3
    assert "没有.txt：找不到这个文件" in done.err
    assert _files(tmp_path / "出") == ["没有.json", "短.json", "短.txt"]
    assert json.loads((tmp_path / "出" / "没有.json").read_text("utf-8"))["error"]["code"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("-f", "json,terminal"), "请加 -o 文件夹/"),
        (("-f", "json,terminal", "-o", "-"), "请加 -o 文件夹/"),
        (("-f", "json,terminal", "-o", "a.json"), "2 种格式写不进一个文件"),
        ((CLEAN, "-f", "json", "-o", "a.json"), "2 份报告写不进一个文件"),
        (("-f", "json,terminal", "-o", "无/有/"), "请先建立"),
        (("-f", "json,terminal", "-o", "短.txt"), "写不进一个文件"),
        (("-f", "json,terminal", "-o", "旁"), "这是文件，不是文件夹"),
        (("-f", "json,terminal", "-o", "长" * 300), "路径无效"),
        (("-f", "json", "-o", "长" * 300), "路径无效"),
    ],
)
def test_a_place_that_cannot_be_is_refused_before_any_work(
    arguments: tuple[str, ...], says: str, short: Path, tmp_path: Path
) -> None:
    (tmp_path / "旁").write_text("", "utf-8")
    done = gouji("check", short, *arguments, cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert says in done.err
    assert _files(tmp_path) == ["旁", "短.txt"]


def test_no_input_is_written_over(short: Path, tmp_path: Path) -> None:
    done = gouji("check", short, "--format", "terminal,json", "-o", f"{tmp_path}/")
    assert done.status == 1
    assert short.read_text("utf-8") == SHORT
    assert _files(tmp_path) == ["短-勾稽.json", "短-勾稽.txt", "短.txt"]


def test_no_file_beside_the_report_is_written_over(short: Path, tmp_path: Path) -> None:
    original = tmp_path / "短.docx"
    original.write_bytes(b"the Word file of the same report")
    for _ in range(2):
        gouji("check", short, "-f", "docx,csv", "-o", tmp_path)
        gouji("check", "短.txt", "-f", "docx", "-o", ".", cwd=tmp_path)
    assert original.read_bytes() == b"the Word file of the same report"
    assert _files(tmp_path) == ["短-勾稽.csv", "短-勾稽.docx", "短.docx", "短.txt"]


# names


def test_reports_called_alike_bear_the_name_of_their_folder(tmp_path: Path) -> None:
    reports = [str(FAULTY), str(CLEAN), "甲/Report.md", "乙/别.txt", str(FAULTY), "-"]
    assert names_for(reports, [".json"], tmp_path, reports) == [
        "lanjiang-office-2023-final-report",
        "lanwan-2025-budget-report",
        "甲-Report",
        "别",
        "lanjiang-office-2023-final-report-勾稽",
        "标准输入",
    ]


@given(st.lists(st.text(min_size=1).filter(lambda s: "\0" not in s), max_size=5))
def test_names_are_safe_everywhere_and_differ(reports: list[str]) -> None:
    names = names_for(reports, [".json"], Path("nowhere"), reports)
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert not re.search(r'[\x00-\x1f<>:"/\\|?*\u202e\ud800-\udfff]', name)
        assert name == name.strip(" .")
        assert len(f".{name}.json.99999.part".encode()) <= 255


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("CON", "_CON"),
        ("nul.2023", "_nul.2023"),
        ("lpt1", "_lpt1"),
        ("a:b*c?", "a_b_c_"),
        ("..", ""),
        ("决算\u202egpj", "决算gpj"),
        ("末尾. ", "末尾"),
        ("长" * 300, "长" * 60),
    ],
)
def test_a_name_that_a_system_refuses_is_changed(given: str, safe: str) -> None:
    assert safe_name(given) == safe


# whole or not at all


def test_when_one_file_fails_all_are_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "出"
    folder.mkdir()
    (folder / "a.json").write_bytes(b"old")
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if Path(target).name == "c.json":
            raise OSError(errno.ENOSPC, "no space")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    files = {folder / "a.json": b"new", folder / "b.json": b"new", folder / "c.json": b"new"}
    with pytest.raises(UsageError, match="写不出去"):
        output.write_all(files, folder)
    assert _files(folder) == ["a.json"]
    assert (folder / "a.json").read_bytes() == b"old"


def test_a_folder_made_for_files_that_fail_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(self: Path, target: Path) -> Path:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(UsageError, match="没有权限"):
        output.write_all({tmp_path / "出" / "a.json": b""}, tmp_path / "出")
    assert _files(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_in_the_folder_stays_one(short: Path, tmp_path: Path) -> None:
    out, behind = tmp_path / "出", tmp_path / "实.json"
    out.mkdir()
    behind.write_bytes(b"old")
    (out / "短.json").symlink_to(behind)
    gouji("check", short, "-f", "json", "-o", out)
    assert (out / "短.json").is_symlink()
    assert json.loads(behind.read_text("utf-8"))["schema"] == "gouji/1"


def test_a_form_that_fails_is_our_mistake_and_leaves_no_file_of_the_report(
    short: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(run: object, titles: object) -> bytes:
        raise KeyError("x")

    monkeypatch.setattr("gouji.reporters.csv.render", failing)
    assert main(["check", str(short), "-f", "json,csv", "-o", f"{tmp_path}/出/"]) == 4
    assert re.search(
        r"短\.txt：写 csv 时出错（KeyError: 'x'，test_delivery\.py:\d+），这是 gouji 的缺陷", capsys.readouterr().err
    )
    assert not (tmp_path / "出").exists()


def test_a_form_for_other_reports_is_refused_in_words(short: Path) -> None:
    only = replace(FORMATS[0], name="pdf", title="标注的 PDF", sources=("pdf",))
    with pytest.raises(UsageError, match=r"短\.txt：pdf（标注的 PDF）只能从 pdf 报告做出，这份是 text。"):
        only.render(check_report(str(short)), {})
    said = gouji("check", short, "-f", "pdf", "-o", short.with_name("出.pdf"))
    assert (said.status, said.err.partition("；")[2]) == (2, "Word 报告请用 docx，其他格式请用 notice。\n")


def test_a_form_that_is_not_for_a_report_keeps_no_other_back(short: Path, tmp_path: Path) -> None:
    word, out = FIXTURES / "formats" / "report.docx", tmp_path / "出"
    done = gouji("check", short, word, "-f", "pdf,csv,docx", "-o", out)
    assert done.status == 2
    assert _files(out) == ["report.csv", "report.docx", "短.csv", "短.docx"]
    assert done.err.count("只能从 pdf 报告做出") == 2
    assert "已写出 短.csv、短.docx；另有格式没有写成：\n" in done.err


def test_a_file_that_cannot_be_marked_still_has_its_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "报告.docx"
    report.write_bytes((FIXTURES / "formats" / "report.docx").read_bytes())
    monkeypatch.setattr("gouji.reporters.original.Path.read_bytes", lambda _: b"another file by now")
    assert main(["check", str(report), "-f", "docx,csv", "-o", f"{tmp_path}/出/"]) == 3
    assert _files(tmp_path / "出") == ["报告.csv"]


# standard output


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_a_terminal_gets_no_file_that_needs_a_program(short: Path) -> None:
    said = _on_terminal("check", short, "-f", "xlsx")
    assert "--format xlsx：Excel 问题清单不能显示在终端上；请用 -o 文件名.xlsx。" in said
    assert "PK" not in said


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("form", ["html", "svg"])
def test_a_terminal_gets_no_markup_meant_for_a_browser(form: str, short: Path) -> None:
    said = _on_terminal("check", short, "-f", form)
    assert f"不能显示在终端上；请用 -o 文件名.{form}。" in said
    assert "<" not in said


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_a_terminal_gets_text_without_what_would_drive_it(short: Path) -> None:
    assert "\ufeff" not in _on_terminal("check", short, "-f", "csv")
    assert '"version": "2.1.0"' in _on_terminal("check", short, "-f", "sarif")


@pytest.mark.parametrize("form", [f.name for f in FORMATS if not f.sources])
def test_a_pipe_gets_the_bytes_of_the_file(form: str, short: Path, tmp_path: Path) -> None:
    out = tmp_path / "出"
    report = FIXTURES / "formats" / "reportlab.pdf" if form == "pdf" else short
    piped = start("check", report, "-f", form, PYTHONIOENCODING="utf-8").stdout
    assert gouji("check", report, "-f", form, "-o", out, cwd=tmp_path).status == 1
    assert out.read_bytes() == piped
    if form not in ("terminal", "json", "jsonl"):  # which follow the encoding of the terminal
        assert start("check", report, "-f", form, PYTHONIOENCODING="gbk").stdout == piped


def _on_terminal(*arguments: object) -> str:
    import pty
    import subprocess
    import sys

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "gouji", *map(str, arguments)]
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL, env=environment):
        os.close(theirs)
        received = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # how Linux says that the other side has closed
                break
            if not part:
                break
            received += part
    os.close(ours)
    return received.decode("utf-8")


def test_a_pipe_gets_json_that_its_encoding_can_hold(short: Path) -> None:
    done = start("check", short, "-f", "json", PYTHONIOENCODING="ascii")
    plain = start("check", short, "-f", "json")
    assert done.stdout.isascii()
    assert json.loads(done.stdout) == json.loads(plain.stdout)
