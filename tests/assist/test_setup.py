"""What the sessions of one run have in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.assist.setup import assigning
from gouji.errors import UsageError
from gouji.llm.endpoint import Endpoint
from gouji.llm.session import Session
from gouji.llm.store import Store
from gouji.llm_settings import LlmSettings
from tests.llm.ask import GOOD, questions
from tests.llm.server import fails, says, serving


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOUJI_LLM_BASE_URL", "GOUJI_LLM_MODEL", "GOUJI_LLM_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_a_server_that_is_down_is_tried_once_a_report(tmp_path: Path) -> None:
    with serving([fails(500)]) as server:
        settings = LlmSettings(server.url, "small", retries=0, cache=str(tmp_path / "a.sqlite"))
        with assigning(settings) as assign:
            for sent in (3, 4, 5):
                replies = assign().session.ask(questions(tmp_path, *"甲乙丙丁"))
                assert replies[-1].trouble == "stopped"
                assert len(server.bodies) == sent


def test_of_recorded_replies_of_several_models_those_of_the_one_set_are_meant(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    with serving([says(GOOD)]) as server, Store.open(file) as store:
        for model in ("small", "large"):
            with Session(Endpoint(server.url, model), store) as session:
                session.ask(questions(tmp_path, "甲"))
        url = server.url
    with assigning(LlmSettings(url, "small"), replay=str(file)) as assign:
        assert assign().session.ask(questions(tmp_path, "甲"))[0].answer
    with assigning(LlmSettings(), replay=str(file)) as assign, pytest.raises(UsageError, match="来自 2 处"):
        assign()
