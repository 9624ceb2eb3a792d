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
