"""Kept replies: round trips, damage, several processes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from subprocess import PIPE

import pytest

from gouji.errors import UsageError
from gouji.llm.store import Store, Stored

ROW = Stored("k1", "http://a/v1", "m", "pick", 1, "Pick", '[{"role": "user", "content": "甲\\n乙"}]', '{"a": "\u2028"}', "", 12, 3)  # fmt: skip


def test_replies_go_out_and_come_back_the_same(tmp_path: Path) -> None:
    rows = [ROW, replace(ROW, key="k0", prompt="other"), replace(ROW, key="k2", reply="行\r\n行", finish="cut-off")]
    first, second = tmp_path / "一.jsonl", tmp_path / "二.jsonl"
    with Store.open(tmp_path / "sub" / "a.sqlite") as store:
        store.put(*rows)
        assert store.export(first) == 3
    with Store.open(tmp_path / "b.sqlite") as store:
        assert store.take(first) == 3
        store.export(second)
        assert sorted(store, key=lambda row: row.key) == sorted(rows, key=lambda row: row.key)
    assert first.read_bytes() == second.read_bytes()
    assert len(first.read_bytes().split(b"\n")) == 4
    assert not list(tmp_path.glob(".*"))


def test_the_order_they_came_in_does_not_show() -> None:
    rows = [replace(ROW, key=f"k{n}") for n in range(5)]
    with Store.memory() as one, Store.memory() as two:
        one.put(*rows)
        two.put(*reversed(rows))
        assert list(one.lines()) == list(two.lines())


def test_a_later_reply_takes_the_place_of_an_earlier_one() -> None:
    with Store.memory() as store:
        store.put(ROW)
        store.put(replace(ROW, reply="new"))
        assert store.get("k1") == replace(ROW, reply="new")
        assert store.counts() == [("http://a/v1", "m", "pick", 1)]
        assert store.get("k2") is None


def test_how_an_endpoint_wants_to_be_asked_is_remembered(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.sqlite") as store:
        assert store.mode("http://a/v1", "m") == ""
        store.set_mode("http://a/v1", "m", "plain max_tokens")
    with Store.open(tmp_path / "a.sqlite") as store:
        assert store.mode("http://a/v1", "m") == "plain max_tokens"
        assert store.mode("http://a/v1", "n") == ""


@pytest.mark.parametrize(
    "line",
    [
        "{", "[]", "{}", '"x"', "[" * 5000,
        json.dumps({**dict.fromkeys(Stored.__slots__, "x"), "version": 1, "input_tokens": 1, "output_tokens": -1}),
        json.dumps({**dict.fromkeys(Stored.__slots__, "x"), "version": True, "input_tokens": 1, "output_tokens": 1}),
        json.dumps({**dict.fromkeys(Stored.__slots__, chr(0xD800)), "version": 1, "input_tokens": 1, "output_tokens": 1}),
        json.dumps({**dict.fromkeys(Stored.__slots__, "x"), "version": 10**30, "input_tokens": 1, "output_tokens": 1}),
    ],
)  # fmt: skip
def test_a_damaged_line_is_named_and_nothing_is_taken(tmp_path: Path, line: str) -> None:
    file = tmp_path / "a.jsonl"
    with Store.memory() as store:
        store.put(ROW)
        good = "".join(store.lines())
        file.write_text(good.replace("k1", "k9") + "\n" + line + "\n", "utf-8")
        with pytest.raises(UsageError, match=r"a\.jsonl：第3行"):
            store.take(file)
        assert [row.key for row in store] == ["k1"]
    with pytest.raises(UsageError, match="第3行"):
        Store.read(file)


def test_a_file_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    for data in (b"hello", b"SQLite format 3\x00" + b"\xff" * 5000):
        file.write_bytes(data)
        for opened in (Store.open, Store.read):
            with pytest.raises(UsageError, match=r"a\.sqlite"):
                opened(file)
        assert file.read_bytes() == data


def test_a_store_that_breaks_while_it_is_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    with Store.open(file) as store:
        store.put(*(replace(ROW, key=f"k{n}", input="x" * 3000) for n in range(200)))
    data = bytearray(file.read_bytes())
    data[8192:-4096] = b"\x55" * (len(data) - 8192 - 4096)
    file.write_bytes(data)
    with pytest.raises(UsageError, match="已损坏"), Store.read(file) as store:
        list(store)
    with pytest.raises(UsageError, match="已损坏"), Store.open(file) as store:
        list(store)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="打不开"):
        Store.open(tmp_path / "file" / "a.sqlite")
    with pytest.raises(UsageError, match="这是文件夹"):
        Store.open(tmp_path)
    with pytest.raises(UsageError, match="找不到"):
        Store.read(tmp_path / "none")
    with Store.memory() as store, pytest.raises(UsageError, match="写不出去"):
        store.export(tmp_path / "none" / "x.jsonl")


def test_a_store_that_is_only_read_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    with Store.open(file) as store:
        store.put(ROW)
    before = file.read_bytes()
    with Store.read(file) as store:
        assert store.get("k1") == ROW
        with pytest.raises(UsageError):
            store.put(replace(ROW, key="k2"))
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.sqlite"]


def test_what_another_process_is_writing_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    with Store.open(file) as writing:
        writing.put(ROW)
        with Store.read(file) as store:
            writing.put(replace(ROW, key="k2"))
            assert [row.key for row in store] == ["k1", "k2"]


def test_processes_that_begin_at_once_write_one_store(tmp_path: Path) -> None:
    code = """
import sys
from dataclasses import replace
from gouji.llm.store import Store
from tests.llm.test_store import ROW
for file in sys.stdin:
    with Store.open(file.strip()) as store:
        for n in range(10):
            store.put(replace(ROW, key=f"{sys.argv[1]}{n % 8}", reply=sys.argv[1]))
    print(flush=True)
"""
    command = [sys.executable, "-c", code]
    running = [subprocess.Popen([*command, name], stdin=PIPE, stdout=PIPE, text=True) for name in "abcd"]
    for number in range(12):  # opening is the moment they can be in each other's way
        file = tmp_path / f"{number}.sqlite"
        for process in running:
            assert process.stdin is not None
            print(file, file=process.stdin, flush=True)
        assert [process.stdout and process.stdout.readline() for process in running] == ["\n"] * 4
        with Store.open(file) as store:
            assert len(list(store)) == 32
    for process in running:
        process.communicate()
