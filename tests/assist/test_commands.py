"""The assistant from the command line: what is sent, said and kept, against a real server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.assist.test_proposals import SUM, TEXT
from tests.commands import Done, gouji
from tests.llm.server import Server, Step, says, serving

ANSWER = json.dumps({"figures": [], "relations": [SUM]}, ensure_ascii=False)
UNSET = dict.fromkeys(
    ("GOUJI_LLM_BASE_URL", "GOUJI_LLM_MODEL", "GOUJI_LLM_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_KEY"), ""
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "报告 一.txt"
    path.write_text(TEXT, "utf-8")
    return path


def answers(body: dict[str, Any], _: int = 0) -> Step:
    """Return the careful reader's answer to a question about figures, a sentence to one about a correction."""
    asked = body["messages"][-1]["content"]
    return says('{"sentence": "请核实后更正。"}' if "更正" in asked else ANSWER)


def run(folder: Path, server: Server | None, *arguments: object, **environment: str) -> Done:
    """Return what gouji does with the server set, or with none."""
    reached = {"GOUJI_LLM_BASE_URL": server.url, "GOUJI_LLM_MODEL": "small"} if server else {}
    cache = str(folder / "cache")
    return gouji(
        *arguments, cwd=folder, **{**UNSET, "XDG_CACHE_HOME": cache, "LOCALAPPDATA": cache, **reached, **environment}
    )


def test_looking_at_what_would_be_sent_sends_nothing(tmp_path: Path, report: Path) -> None:
    with serving(answers) as server:
        refused = run(tmp_path, server, "check", report, "--llm-show")
        assert refused.status == 2
        assert "--dry-run" in refused.err
        assert "--llm" in refused.err
        looked = run(tmp_path, server, "check", report, "--llm-show", "--dry-run")
        assert "（不发送）会送往模型" in looked.err
        assert "⟦F1 万元⟧" in looked.err
        assert not server.bodies
        sent = run(tmp_path, server, "check", report, "--llm-show", "--llm")
        assert "── 送往模型" in sent.err
        assert server.bodies


def test_an_estimate_needs_no_model(tmp_path: Path, report: Path) -> None:
    done = run(tmp_path, None, "check", report, "--dry-run")
    assert (done.status, done.err) == (0, "")
    assert "要问 1 次" in done.out
    assert "录下的回复不计在内" in done.out


def test_what_the_assistant_checked_is_listed(tmp_path: Path, report: Path) -> None:
    report.write_text(TEXT.replace("43.50", "42.50"), "utf-8")
    kept = tmp_path / "kept.jsonl"
    with serving(answers) as server:
        listed = run(tmp_path, server, "figures", report, "--llm")
        assert listed.out.count("模型辅助读出") == 3
        data = json.loads(run(tmp_path, server, "check", report, "--llm", "-f", "json").out)
    assert [f["quote"] for f in data["llm"]["added"]["figures"]] == ["30.50万元", "12.00万元", "42.50万元"]
    assert run(tmp_path, None, "replies", "export", kept).status == 0
    assert run(tmp_path, None, "figures", report, "--llm-replay", kept).out == listed.out
    assert "模型辅助" not in run(tmp_path, None, "figures", report).out


def test_every_exchange_can_be_seen_and_a_finding_named_by_its_beginning(tmp_path: Path, report: Path) -> None:
    other = dict(SUM, quote="没有这几个字⟦F3 万元⟧")
    spoiled = json.dumps({"figures": [], "relations": [SUM, other | {"kind": "相同", "operands": ["F1"]}]})
    with serving(lambda body, n: answers(body) if "更正" in str(body["messages"][-1]) else says(spoiled)) as server:
        found = json.loads(run(tmp_path, server, "check", report, "--llm", "-f", "json").out)["findings"]
        page = run(tmp_path, server, "explain-finding", report).out
        assert "未采用：引文不在原文" in page
        assert "次问答" in page
        short = run(tmp_path, server, "explain-finding", report, found[0]["id"][:6])
        assert "程序所取" in short.out
    unknown = run(tmp_path / "..", None, "explain-finding", report, found[0]["id"], XDG_CACHE_HOME=str(tmp_path / "x"))
    assert unknown.status == 2
    assert "--llm-replay" in unknown.err
