"""`gouji prompts` and `gouji replies`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gouji.llm.prompts import all_prompts
from gouji.llm.store import Store
from tests.commands import gouji
from tests.llm.test_store import ROW


def test_the_prompts_are_listed_and_printed() -> None:
    listed = gouji("prompts")
    assert (listed.status, listed.err) == (0, "")
    for prompt in all_prompts():
        for part in (prompt.name, f"第 {prompt.version} 版", prompt.title, prompt.schema, prompt.sha[:12]):
            assert part in listed.out
        assert gouji("prompts", prompt.name).out == prompt.text
    done = gouji("prompts", "nothing")
    assert done.status == 2
    assert "没有“nothing”这个提示词" in done.err


def test_replies_are_counted_exported_and_imported(tmp_path: Path) -> None:
    first, second, lines = tmp_path / "a.sqlite", tmp_path / "b.sqlite", tmp_path / "a.jsonl"
    with Store.open(first) as store:
        store.put(ROW, replace(ROW, key="k2"), replace(ROW, key="k3", prompt="other"))
    counted = gouji("replies", "--cache", first).out
    assert "2 条" in counted
    assert "共 3 条回复" in counted
    done = gouji("replies", "--cache", first, "export", lines)
    assert (done.status, done.out) == (0, "")
    assert "写出 3 条" in done.err
    assert gouji("replies", "--cache", first, "export", "-").out == lines.read_text("utf-8")
    done = gouji("replies", "--cache", second, "import", lines)
    assert (done.status, done.out) == (0, "")
    assert "收进 3 条" in done.err
    assert gouji("replies", "--cache", second, "export", "-").out == lines.read_text("utf-8")
    assert "共 3 条回复" in gouji("replies", "--cache", lines).out


def test_the_cache_is_where_the_system_or_the_settings_put_it(tmp_path: Path) -> None:
    done = gouji("replies", cwd=tmp_path, XDG_CACHE_HOME=str(tmp_path / "cache"), LOCALAPPDATA=str(tmp_path / "cache"))
    assert "共 0 条回复" in done.out
    assert not list(tmp_path.iterdir())
    (tmp_path / "gouji.toml").write_text('[llm]\ncache = "kept/a.sqlite"\n', "utf-8")
    with Store.open(tmp_path / "kept" / "a.sqlite") as store:
        store.put(ROW)
    assert "共 1 条回复" in gouji("replies", "--config", tmp_path / "gouji.toml").out


def test_what_cannot_be_done_is_told(tmp_path: Path) -> None:
    cache = tmp_path / "a.sqlite"
    for arguments, says in (
        (("import", tmp_path / "none"), "找不到这个文件"),
        (("export", tmp_path / "x.jsonl"), "找不到这个文件"),
        (("exprot",), "没有 exprot 这个命令，相近的有 export"),
        (("export",), "缺少文件"),
    ):
        done = gouji("replies", "--cache", cache, *arguments)
        assert (done.status, done.out) == (2, "")
        assert says in done.err
    assert not list(tmp_path.iterdir())
    cache.write_bytes(b"hello")
    assert "第1行不是一个 JSON 对象" in gouji("replies", "--cache", cache).err
    (tmp_path / "b.jsonl").write_text("", "utf-8")
    assert "不是 gouji 的回复缓存" in gouji("replies", "--cache", cache, "import", tmp_path / "b.jsonl").err


def test_the_help_is_in_chinese() -> None:
    for command in (["prompts"], ["replies"], ["replies", "export"], ["replies", "import"]):
        done = gouji(*command, "--help")
        assert (done.status, done.err) == (0, "")
        assert done.out.startswith("用法：gouji")
        for english in ("Usage", "Options", "Arguments", "Commands", "Show this", "default:", "required"):
            assert english not in done.out
