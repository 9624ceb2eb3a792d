"""What a file may cost: each limit refuses a real file, names itself and the option that raises it; nothing is fetched or left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gouji.config import Limits, load_settings, with_limits
from gouji.errors import Unreadable, UsageError
from gouji.ingest.sources import read_source
from tests.commands import SHORT, gouji
from tests.ingest.ofd_file import Sheet, package, text_object, written
from tests.ingest.spanned import blocks_of
from tests.ingest.word import p, tbl, tr, word

REPORT = "# 白鹭县渡口管理站2023年度部门决算\n\n基本支出决算为110.00万元，比上年增加10.00万元，增长20.00%。\n\n" + (
    "收入决算表\n\n科目\t合计\n本年收入合计\t110.00\n"
)


def ofd() -> bytes:
    """Return a report of one page and one table as OFD."""
    return written(blocks_of(REPORT))


def long_ofd() -> bytes:
    """Return an OFD of three pages."""
    from tests.ingest.ofd_file import Habits

    return package([Sheet(objects=[text_object(20, 40, "基本支出决算为110.00万元", 4, Habits())]) for _ in range(3)])


# each file is beyond the limit at the value, and within it at the next one
CASES: list[tuple[str, Callable[[], bytes], float, float, str]] = [
    ("bytes", lambda: SHORT.encode() * 10, 500, 5000, "文件大小超过 500 字节的上限"),
    ("characters", lambda: SHORT.encode() * 10, 100, 5000, "文字超过 100 个字符的上限"),
    ("pages", long_ofd, 2, 3, "页数超过 2 页的上限"),
    ("members", ofd, 3, 10, "压缩包内的文件超过 3 个的上限"),
    ("unpacked", ofd, 1000, 1e6, "解压后的大小超过 1,000 字节的上限"),
    ("ratio", lambda: word(p("基本支出决算为110.00万元。" + " " * 3_000_000)), 100, 10_000, "压缩比超过 100 倍的上限"),
    ("depth", lambda: word("<w:sdt><w:sdtContent>" * 30 + p("a1") + "</w:sdtContent></w:sdt>" * 30), 40, 100, "嵌套层数超过 40 层的上限"),
    ("cells", lambda: word(tbl(*[tr("合计", "12.00", "3.00")] * 20)), 50, 100, "表格单元格超过 50 个的上限"),
    ("seconds", ofd, 1e-9, 60, "读取时间超过 1e-09 秒的上限"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "made", "low", "high", "says"), CASES, ids=[case[0] for case in CASES])
def test_each_limit_refuses_and_can_be_raised(
    name: str, made: Callable[[], bytes], low: float, high: float, says: str, tmp_path: Path
) -> None:
    file = tmp_path / "report"
    file.write_bytes(made())
    with pytest.raises(Unreadable) as error:
        read_source(str(file), "report", with_limits(Limits(), [f"{name}={low}"]))
    assert error.value.code == "too-large"
    assert str(error.value).startswith(f"{file}：{says}")
    assert f"--limit {name}=" in str(error.value)
    assert read_source(str(file), "report", with_limits(Limits(), [f"{name}={high}"])).text


def test_every_limit_has_its_case() -> None:
    # that on memory ends the process: test_hostile has it
    assert [*(case[0] for case in CASES), "memory"] == list(Limits.__dataclass_fields__)


def test_a_huge_empty_file_is_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "报告.pdf"
    with file.open("wb") as opened:
        opened.truncate(2 << 30)
    started = time.process_time()
    with pytest.raises(Unreadable, match="文件大小超过 104,857,600 字节"):
        read_source(str(file), "report")
    assert time.process_time() - started < 1


def test_standard_input_has_its_limit_too() -> None:
    done = gouji("check", "-", "--limit", "bytes=100", stdin=SHORT.encode())
    assert done.status == 3
    assert "标准输入：文件大小超过 100 字节" in done.err


@pytest.mark.parametrize(("limit", "read"), [(1000, True), (100, False)])
def test_a_pipe_is_read_to_its_end_or_to_the_limit(limit: int, read: bool, tmp_path: Path) -> None:
    pipe = tmp_path / "report"
    os.mkfifo(pipe)
    limits = Limits(bytes=limit)
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(pipe.write_bytes, SHORT.encode())
        if read:
            assert read_source(str(pipe), "report", limits).text == SHORT
        else:
            with pytest.raises(Unreadable, match="文件大小超过 100 字节"):
                read_source(str(pipe), "report", limits)
        assert sent.result() == len(SHORT.encode())


# options and settings


@pytest.mark.parametrize("command", ["check", "text", "figures", "tables"])
def test_every_command_that_reads_takes_limits(command: str, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(SHORT, "utf-8")
    done = gouji(command, report, "--limit", "bytes=5000", "--limit", "characters=10")
    assert done.status == 3
    assert "文字超过 10 个字符的上限；文件可信时用 --limit characters=" in done.err
    assert gouji(command, report, "--limit", "characters=1000").status in (0, 1)


@pytest.mark.parametrize("command", ["check", "text", "figures", "tables"])
def test_settings_hold_limits_and_an_option_comes_before_them(command: str, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(SHORT, "utf-8")
    (tmp_path / "gouji.toml").write_text("[limits]\ncharacters = 10\nseconds = 2.5\n", "utf-8")
    assert load_settings(str(tmp_path / "gouji.toml")).limits == Limits(characters=10, seconds=2.5)
    assert "文字超过 10 个字符" in gouji(command, report, cwd=tmp_path).err
    assert gouji(command, report, "--limit", "characters=1000", cwd=tmp_path).status in (0, 1)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("page=3", "--limit：没有“page”这个上限，相近的有 pages；可用的有 bytes、characters、"),
        ("=3", "没有“”这个上限"),
        ("pages", "--limit pages：要写成 名称=数，如 pages=2000"),
        ("pages=", "pages 的值“”要是大于 0 的数，如 pages=2000。"),
        ("pages=many", "pages 的值“many”要是大于 0 的数"),
        ("pages=0", "pages 的值“0”要是大于 0 的数"),
        ("pages=-1", "要是大于 0 的数"),
        ("seconds=inf", "要是大于 0 的数，如 seconds=60。"),
        ("bytes=nan", "要是大于 0 的数，如 bytes=104857600。"),
    ],
)
def test_a_wrong_option_is_told_before_anything_is_read(given: str, says: str) -> None:
    with pytest.raises(UsageError) as error:
        with_limits(Limits(), [given])
    assert says in str(error.value)
    assert gouji("text", "nowhere.txt", "--limit", given).status == 2


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("[limits]\npage = 3\n", "gouji.toml：设置 limits：没有“page”这个上限，相近的有 pages"),
        ("[limits]\npages = 'x'\n", "pages 的值“x”要是大于 0 的数"),
        ("[limits]\npages = true\n", "pages 的值“True”要是大于 0 的数"),
        ("[limits]\npages = [3]\n", "要是大于 0 的数"),
        ("limits = 3\n", "设置“limits”值不合要求；可用的有 select、ignore、severity（error|warning|info）、profile、[limits]"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_told_with_its_place(toml: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "gouji.toml"
    file.write_text(toml, "utf-8")
    with pytest.raises(UsageError) as error:
        load_settings(str(file))
    assert says in str(error.value)


# what reading leaves alone

_WATCHED = """
import json, os, sys
seen = []
def watch(event, given):
    if event.startswith(("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.bind", "socket.sendto", "urllib", "subprocess", "os.system", "os.exec")):
        seen.append([event, repr(given)])
        raise RuntimeError("blocked: " + event)
    flags = given[2] if event == "open" else 0
    if event == "open" and isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and given[0] != os.devnull:
        seen.append([event, repr(given)])
    if event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir"):
        seen.append([event, repr(given)])
sys.addaudithook(watch)
from gouji.__main__ import main
try:
    main()
except SystemExit:
    pass
print(json.dumps(seen), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("report.txt", lambda: REPORT.encode()),
        ("report.ofd", ofd),
        ("report.docx", lambda: word(p("基本支出决算为110.00万元，比上年增加10.00万元，增长20.00%。"))),
    ],
)
def test_a_check_opens_no_connection_and_writes_no_file(name: str, made: Callable[[], bytes], tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(made())
    before = file.stat()
    done = subprocess.run(
        [sys.executable, "-B", "-c", _WATCHED, "check", str(file)], capture_output=True, check=False, timeout=60
    )
    assert "20.00%" in done.stdout.decode()
    assert json.loads(done.stderr.decode().splitlines()[-1]) == []
    assert list(tmp_path.iterdir()) == [file]
    assert (file.stat().st_mtime_ns, file.stat().st_size) == (before.st_mtime_ns, before.st_size)
