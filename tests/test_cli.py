"""The commands as a user starts them: output, files, settings, exit status."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from gouji import __version__
from tests.commands import CLEAN, FAULTY, SHORT, gouji


@pytest.fixture
def short(tmp_path: Path) -> Path:
    path = tmp_path / "短.txt"
    path.write_text(SHORT, "utf-8")
    return path


def _objects(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


# exit status


def test_a_clean_report_ends_with_0_and_says_how_much_was_checked() -> None:
    done = gouji("check", CLEAN)
    assert (done.status, done.err) == (0, "")
    assert "没有发现不一致" in done.out
    assert "正文数字" in done.out


def test_findings_end_with_1_and_show_both_places(short: Path) -> None:
    done = gouji("check", short)
    assert (done.status, done.err) == (1, "")
    for part in (
        "WX02 增减率与增减额不符",
        "错误 · 把握高",
        "正文  第2行",
        "增加10.00万元，增长20.00%",
        "~~~~~~~~~  ^^^^^^^^^^",
        "算式：",
    ):
        assert part in done.out


def test_the_highest_status_of_several_reports_wins(short: Path, tmp_path: Path) -> None:
    absent = tmp_path / "没有.txt"
    assert gouji("check", CLEAN, short).status == 1
    done = gouji("check", absent, short, CLEAN)
    assert done.status == 3
    assert "没有.txt：找不到这个文件" in done.err
    assert "WX02" in done.out
    assert "没有发现不一致" in done.out


def test_findings_below_the_wanted_severity_neither_show_nor_count(short: Path) -> None:
    assert "提示" in gouji("check", FAULTY).out
    done = gouji("check", FAULTY, "--severity", "error")
    assert done.status == 1
    assert "警告 ·" not in done.out
    assert "提示 ·" not in done.out
    assert gouji("check", short, "--ignore", "WX02", "--severity", "error").status == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "命令："),
        (("check",), "缺少报告"),
        (("chekc", "x"), "没有 chekc 这个命令，相近的有 check"),
        (("check", "x", "--fromat", "json"), "没有 --fromat 这个选项，相近的有 --format"),
        (("check", "x", "--format"), "--format 后面缺一个值"),
        (("check", "x", "--format", "xml"), "可用的有 terminal、json、jsonl"),
        (("check", "x", "y", "--format", "json"), "只能给一份报告"),
        (("check", "x", "--severity", "fatal"), "可用的有 error、warning、info"),
        (("check", "x", "--select", "WX9"), "没有“WX9”这个核对项，相近的有 WX09"),
        (("check", "x", "--ignore", "growth-rate"), "相近的有 growth-rate-mismatch"),
        (("check", "x", "--select", "，"), "没有给出代码"),
        (("check", "x", "--llm"), "没有设置模型服务的地址"),
        (("check", "x", "y", "--prior", "z"), "一次只能核对一份报告"),
        (("check", "x", "--config", "nowhere.toml"), "nowhere.toml：设置文件读不出来"),
        (("check", "-", "-"), "标准输入只能读一次"),
        (("check", CLEAN, "--profile", "nowhere.json"), "nowhere.json"),
        (("figures", "x", "y"), "多出的参数：y"),
        (("figures", "x", "--format", "jsonl"), "可用的有 terminal、json"),
        (("explain", "WX9"), "相近的有 WX09"),
        (("eval", "nowhere"), "nowhere：不是文件夹"),
        (("eval", "nowhere", "--sample", "3"), "--sample 只与 --mutate 同用"),
        (("eval", CLEAN, "--mutate", "--jobs", "0"), "--jobs 0：应是大于 0 的整数"),
        (("eval", CLEAN, "--mutate", "-o", CLEAN), "与要读的文件是同一个"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_remedy(arguments: tuple[str, ...], says: str, tmp_path: Path) -> None:
    done = gouji(*arguments, cwd=tmp_path)
    assert done.status == 2
    assert says in done.err
    assert done.out == ""


def test_all_help_is_in_chinese() -> None:
    for command in ([], ["check"], ["text"], ["figures"], ["tables"], ["checks"], ["explain"], ["schema"], ["eval"]):
        done = gouji(*command, "--help")
        assert (done.status, done.err) == (0, "")
        assert done.out.startswith("用法：gouji")
        for english in ("Usage", "Options", "Arguments", "Commands", "Show this", "default:", "required"):
            assert english not in done.out


def test_the_version_is_told() -> None:
    for option in ("--version", "-V"):
        assert gouji(option).out == f"gouji {__version__}\n"


# selection and settings


@pytest.mark.parametrize(
    ("arguments", "shows"),
    [
        (("--select", "WX02"), True),
        (("--select", "wx"), True),
        (("--select", "XT,growth-rate-mismatch"), True),
        (("--select", "XT", "--select", "WX02"), True),
        (("--select", "XT"), False),
        (("--ignore", "WX"), False),
        (("--ignore", "XT，WX02"), False),
        (("--select", "WX", "--ignore", "growth-rate-mismatch"), False),
    ],
)
def test_checks_are_chosen_by_code_beginning_or_name(arguments: tuple[str, ...], shows: bool, short: Path) -> None:
    done = gouji("check", short, *arguments)
    assert ("WX02" in done.out) is shows
    assert done.status == int(shows)


def _set(folder: Path, text: str, encoding: str = "utf-8") -> None:
    (folder / "gouji.toml").write_text(text, encoding)


def test_the_settings_of_the_folder_hold_and_options_win(short: Path, tmp_path: Path) -> None:
    _set(tmp_path, 'ignore = ["WX02"]\n', "utf-8-sig")
    assert gouji("check", short, cwd=tmp_path).status == 0
    assert gouji("check", short, "--ignore", "XT", cwd=tmp_path).status == 1
    assert gouji("check", short, "--config", tmp_path / "gouji.toml").status == 0


def test_an_ignored_finding_is_counted_and_told_once_it_is_gone(short: Path, tmp_path: Path) -> None:
    _set(tmp_path, '[[ignored]]\ncheck = "WX02"\nquote = "增长20.00%"\nreason = "已核实"\n')
    done = gouji("check", short, cwd=tmp_path)
    assert done.status == 0
    assert "没有发现不一致；按设置略去 1 处。" in done.out
    short.write_text(SHORT.replace("20.00%", "10.00%"), "utf-8")
    assert "忽略的 WX02“增长20.00%”没有再出现" in gouji("check", short, cwd=tmp_path).out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('ignore = ["WX99"]', "没有“WX99”这个核对项"),
        ("ignores = []", "设置“ignores”没有这个设置"),
        ('severity = "loud"', "设置“severity”值不合要求"),
        ('[[ignored]]\ncheck = "WX02"\nquote = "x"', "设置“ignored.1.reason”缺少"),
        ("severity = \nselect", "第1行第12列不合 TOML 的写法"),
    ],
)
def test_a_wrong_setting_is_named_with_what_would_be_accepted(
    text: str, says: str, short: Path, tmp_path: Path
) -> None:
    _set(tmp_path, text)
    done = gouji("check", short, cwd=tmp_path)
    assert done.status == 2
    assert says in done.err


def test_a_profile_is_looked_for_beside_the_settings_that_name_it(short: Path, tmp_path: Path) -> None:
    folder = tmp_path / "设置"
    folder.mkdir()
    _set(folder, 'profile = "本地.json"\n')
    (folder / "本地.json").write_text('{"extends": "final-account"}', "utf-8")
    assert gouji("check", short, "--config", folder / "gouji.toml", cwd=tmp_path).status == 1


# input


def test_a_report_may_come_from_standard_input(short: Path) -> None:
    done = gouji("check", "-", stdin=short.read_bytes())
    assert done.status == 1
    assert done.out.split("\n")[1:] == gouji("check", short).out.split("\n")[1:]


def test_tables_may_stand_in_another_file(tmp_path: Path) -> None:
    text, tables = tmp_path / "正文.txt", tmp_path / "报表.txt"
    text.write_text(
        "柳川县档案馆2023年度部门决算\n二、支出决算情况说明\n支出合计310.00万元，其中：基本支出200.00万元。\n", "utf-8"
    )
    tables.write_text(
        "支出决算表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t300.00\t200.00\t100.00\n201\t一般公共服务支出\t300.00\t200.00\t100.00\n",
        "utf-8",
    )
    done = gouji("check", text, "--tables", tables)
    assert done.status == 1
    assert "XT01" in done.out
    assert f"表格  {tables} 支出决算表\n        第4行  合计  合计  300.00\n" in done.out


# JSON


def test_json_is_one_object_and_jsonl_one_a_line_in_the_order_given(short: Path, tmp_path: Path) -> None:
    one = json.loads(gouji("check", short, "--format", "json").out)
    assert one["findings"][0]["claim"]["quote"] == "增长20.00%"
    done = gouji("check", CLEAN, tmp_path / "没有.txt", short, "--format", "jsonl")
    assert done.status == 3
    first, failed, last = _objects(done.out)
    assert first["findings"] == []
    assert failed["error"] == {"code": "not-found", "message": f"{tmp_path / '没有.txt'}：找不到这个文件；请核对路径。"}
    assert last == one


def test_a_single_unreadable_report_is_an_error_object_too(tmp_path: Path) -> None:
    for command in ("check", "figures", "tables"):
        done = gouji(command, tmp_path / "没有.txt", "--format", "json")
        assert done.status == 3
        assert json.loads(done.out)["error"]["code"] == "not-found"
        assert "找不到这个文件" in done.err


def test_offsets_count_in_the_text_that_is_printed(short: Path) -> None:
    for report in (short, FAULTY):
        text = gouji("text", report).out
        run = json.loads(gouji("check", report, "--format", "json").out)
        places = [p for f in run["findings"] for p in (f["claim"], *f["evidence"], *f["also"])]
        places += list(json.loads(gouji("figures", report, "--format", "json").out)["figures"])
        assert places
        for place in places:
            location = place["location"]
            assert text[location["start"] : location["end"]] == place["quote"]
            assert text.count("\n", 0, location["start"]) + 1 == location["line"]


# listings


def test_figures_are_all_listed_with_their_state(short: Path) -> None:
    page = gouji("figures", short)
    assert page.status == 0
    assert "“20.00%”" in page.out
    assert "不一致" in page.out
    data = json.loads(gouji("figures", FAULTY, "--format", "json").out)
    assert {f["state"] for f in data["figures"]} == {"consistent", "contradicted", "not_checked"}
    assert sum(f["counts_as_figure"] for f in data["figures"]) == data["coverage"]["figures"]
    assert all((f["reason"] is not None) == (f["state"] == "not_checked") for f in data["figures"])


def test_tables_are_listed_with_the_identities_that_fail() -> None:
    page = gouji("tables", FAULTY)
    assert page.status == 0
    assert "不闭合" in page.out
    assert "相差 1.80" in page.out
    data = json.loads(gouji("tables", FAULTY, "--format", "json").out)
    failing = [t for t in data["tables"] if t["identities"]["failing"]]
    assert [t["closes"] for t in failing] == [False]


# catalogue


def test_every_check_is_listed_and_explained_by_code_name_and_title() -> None:
    listed = gouji("checks").out
    for word in ("WX03", "wx03", "execution-rate-mismatch"):
        page = gouji("explain", word).out
        for part in (
            "WX03",
            "核对什么：",
            "为什么：",
            "容差：",
            "不核对：",
            "依据：",
            "应当指出的例子",
            "应当相符的例子",
            "应当不核对的例子",
        ):
            assert part in page
    assert "WX03  错误  执行率与预决算数不符" in listed


def test_labelled_cases_are_scored_one_by_one_or_by_the_folder_that_holds_them() -> None:
    one = gouji("eval", FAULTY.parent)
    assert one.status == 0
    assert "已标注案例 1 个" in one.out
    data = json.loads(gouji("eval", FAULTY.parent.parent, "--json").out)
    assert data["schema"] == "gouji-eval/1"
    assert len(data["cases"]) == len(list(FAULTY.parent.parent.iterdir()))


def test_wrong_figures_are_planted_into_reports_and_cases() -> None:
    done = gouji("eval", "--mutate", FAULTY.parent, CLEAN, "--sample", "2", "--json")
    assert done.status == 0
    assert [line.split("：")[0] for line in done.err.splitlines()] == [FAULTY.parent.name, CLEAN.parent.name]
    data = json.loads(done.out)
    assert (data["schema"], data["seed"], data["sample"]) == ("gouji-mutate/1", 0, 2)
    assert [report["name"] for report in data["reports"]] == [FAULTY.parent.name, CLEAN.parent.name]
    assert data["total"]["figures"]["planted"] == 8
    page = gouji("eval", "--mutate", CLEAN, "--sample", "1", "-j", "1", "-v")
    assert page.status == 0
    assert "1 份报告逐一植入 9 处错误" in page.out


def test_mutation_of_a_file_that_is_not_there_ends_with_3(tmp_path: Path) -> None:
    done = gouji("eval", "--mutate", "nowhere.md", cwd=tmp_path)
    assert done.status == 3
    assert "nowhere.md：没有结果，未植入。" in done.out


# files


def test_a_result_is_written_whole_and_nothing_is_left_beside_it(short: Path, tmp_path: Path) -> None:
    out = tmp_path / "出" / "结果.json"
    out.parent.mkdir()
    out.write_text("旧", "utf-8")
    done = gouji("check", short, "--format", "json", "-o", out)
    assert (done.status, done.out) == (1, "")
    assert out.read_bytes().decode() == gouji("check", short, "--format", "json").out
    assert [p.name for p in out.parent.iterdir()] == ["结果.json"]


def test_a_failure_leaves_no_file_and_no_part_of_one(short: Path, tmp_path: Path) -> None:
    folder = tmp_path / "出"
    folder.mkdir()
    for arguments in (("没有.txt",), (short, "--severity", "loud"), (short, "--select", "WX99")):
        assert gouji("check", *arguments, "-o", folder / "页.txt", cwd=tmp_path).status in (2, 3)
    assert list(folder.iterdir()) == []


def test_an_output_that_cannot_be_is_refused_before_any_work(short: Path, tmp_path: Path) -> None:
    for out, says in ((tmp_path, "这是文件夹"), (tmp_path / "无" / "页", "没有"), (short, "会把它盖掉")):
        done = gouji("check", short, "-o", out)
        assert done.status == 2
        assert says in done.err
    assert short.read_text("utf-8") == SHORT


@pytest.mark.skipif(os.name == "nt", reason="devices are files on POSIX only")
def test_a_device_is_written_to_and_not_replaced(short: Path) -> None:
    device = Path(os.devnull)
    assert gouji("check", short, "-o", device).status == 1
    assert device.is_char_device()


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_colour_is_for_terminals_that_want_it(short: Path) -> None:
    assert "\x1b" not in gouji("check", short).out
    assert "\x1b[1;31m" in _on_terminal(short)
    assert "\x1b" not in _on_terminal(short, NO_COLOR="1")
    assert "\x1b" not in _on_terminal(short, TERM="dumb")


def test_progress_is_shown_only_to_people_who_wait_for_several(short: Path) -> None:
    assert gouji("check", short, CLEAN).err == ""


def _on_terminal(report: Path, **environment: str) -> str:
    """Return what a terminal receives."""
    import pty
    import subprocess

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "gouji", "check", str(report)], stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL,
        env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "TERM": "xterm", "PYTHONIOENCODING": "utf-8", **environment},
    )  # fmt: skip
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
    process.wait(timeout=60)
    return received.decode("utf-8")


def test_checks_that_were_switched_off_are_named_by_what_ran(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("柳川县档案馆2023年度部门决算\n基本支出80.00万元，比上年增加8.00万元，增长11.11%。\n", "utf-8")
    assert "按设置只运行了 2 项核对" in gouji("check", "--select", "XT01,WX02", path).out
    assert "按设置" not in gouji("check", path).out
