"""A session as a whole: order, caps, kept replies, replay, dry runs."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gouji.errors import InternalError, UsageError
from gouji.llm.budget import Budget
from gouji.llm.endpoint import Caps, Endpoint, Prices
from gouji.llm.exchange import Spending
from gouji.llm.session import Question, Session
from gouji.llm.store import Store
from tests.llm.ask import GOOD, KEY, Pick, ask, endpoint, prompt, questions
from tests.llm.server import Step, fails, says, serving

_PARAGRAPHS = [f"第{n}段" for n in range(12)]


def _paragraph(body: dict[str, Any]) -> int:
    """Return which paragraph a request is about."""
    return next(n for n, text in reversed([*enumerate(_PARAGRAPHS)]) if text in body["messages"][3]["content"])


def _mixed(body: dict[str, Any], _: int) -> Step:
    """Answer in a time and way of each question's own: some well, some after a repair, some never, some not at all."""
    number = _paragraph(body)
    time.sleep(random.random() * 0.02)
    if number % 5 == 4:
        return fails(500)
    if number % 4 == 1 and len(body["messages"]) == 4:
        return says("啊", usage=(number, 1))
    if number % 6 == 3:
        return says('{"choice": 1}', usage=(number, 2))
    return says(json.dumps({"choice": f"R{number % 10}", "title": ""}), usage=(number, 3))


def test_nothing_depends_on_which_thread_is_first(tmp_path: Path) -> None:
    seen = set()
    with serving(_mixed) as server:
        for concurrency in (1, 4, 4, 4):
            with Store.memory() as store:
                replies, session = ask(tmp_path, server, *_PARAGRAPHS, store=store, at={"concurrency": concurrency})
                seen.add(repr([replies, session.usage, list(store)]))
            chosen = [r.answer.model_dump()["choice"] if r.answer else r.trouble for r in replies]
            assert chosen == [
                "R0", "R1", "R2", "wrong-schema", "server-error", "R5",
                "R6", "R7", "R8", "server-error", "R0", "R1",
            ]  # fmt: skip
    assert len(seen) == 1


def test_questions_are_under_way_together(tmp_path: Path) -> None:
    with serving(lambda *_: Step(says(GOOD).body, wait=0.05)) as server:
        ask(tmp_path, server, *_PARAGRAPHS, at={"concurrency": 4})
    assert server.at_once == 4


# caps


@pytest.mark.parametrize("concurrency", [1, 4])
def test_no_call_passes_a_cap(tmp_path: Path, concurrency: int) -> None:
    at = {"concurrency": concurrency}
    [most] = _estimates(tmp_path, _PARAGRAPHS[0])
    prices = Prices(Decimal(1), Decimal(10), "元")
    one_cost = prices.cost(20, 10)
    for caps, stopped in (
        (Caps(calls=3), "calls"),
        (Caps(tokens=most.input_tokens + most.output_tokens + 2 * 30), "tokens"),
        (Caps(cost=prices.cost(most.input_tokens, most.output_tokens) + 2 * one_cost), "cost"),
    ):
        with serving([says(GOOD, usage=(20, 10))]) as server:
            replies, session = ask(tmp_path, server, *_PARAGRAPHS[:9], at=at, caps=caps, prices=prices)
            assert len(server.bodies) == 3
        assert [r.trouble for r in replies] == [""] * 3 + ["capped"] * 6
        assert (session.usage.stopped, session.usage.calls) == (stopped, 3)
        assert session.usage.cost == 3 * one_cost


def _estimates(folder: Path, *paragraphs: str) -> list[Any]:
    found = []
    for text in paragraphs:
        with Session(None, Store.memory(), dry=True) as session:
            session.ask(questions(folder, text))
            found.append(session.usage.estimate)
    return found


def test_a_repair_is_made_only_where_it_fits_too(tmp_path: Path) -> None:
    with serving([says("啊")]) as server:
        [reply], session = ask(tmp_path, server, "甲", caps=Caps(calls=1))
        assert len(server.bodies) == 1
    assert (reply.trouble, session.usage.calls, session.usage.stopped) == ("not-json", 1, "")


def test_what_is_set_aside_for_a_repair_is_given_back(tmp_path: Path) -> None:
    with serving([says(GOOD)]) as server:
        replies, _ = ask(tmp_path, server, *_PARAGRAPHS[:6], caps=Caps(calls=6), at={"concurrency": 4})
    assert [r.trouble for r in replies] == [""] * 6


def test_a_long_question_waits_for_what_the_short_ones_give_back(tmp_path: Path) -> None:
    paragraphs = ["甲", "乙", "丙", "丁" * 1500]
    [most] = _estimates(tmp_path, paragraphs[-1])
    caps = Caps(tokens=most.input_tokens + most.output_tokens + 3 * 15 + 100)
    with serving([says(GOOD, usage=(10, 5))]) as server, Store.memory() as store:
        store.set_mode(endpoint(server).shown, "small", "plain max_tokens")
        replies, _ = ask(tmp_path, server, *paragraphs, store=store, caps=caps, at={"concurrency": 4})
    assert [r.trouble for r in replies] == [""] * 4


def test_kept_replies_cost_nothing_and_come_after_the_cap_too(tmp_path: Path) -> None:
    with serving([says(GOOD)]) as server, Store.memory() as store:
        ask(tmp_path, server, "乙", "丁", store=store)
        replies, session = ask(tmp_path, server, *"甲乙丙丁", store=store, caps=Caps(calls=1))
    assert [(r.trouble, r.cached) for r in replies] == [("", False), ("", True), ("capped", False), ("", True)]
    assert (session.usage.calls, session.usage.cached) == (1, 2)


def test_a_cap_on_money_needs_prices() -> None:
    with pytest.raises(UsageError, match="单价"):
        Budget(Caps(cost=Decimal(1)), None)


def test_money_is_counted_exactly() -> None:
    prices = Prices(Decimal("0.1"), Decimal("0.3"), "元")
    assert prices.cost(3, 1) == Decimal("0.0000006")
    budget = Budget(Caps(cost=prices.cost(3, 1)), prices)
    assert budget.exceeded(Spending(1, 3, 1)) == ""
    assert budget.exceeded(Spending(1, 4, 1)) == "cost"


# kept replies


def test_a_question_is_sent_once(tmp_path: Path) -> None:
    with serving([says(GOOD)]) as server, Store.memory() as store:
        replies, session = ask(tmp_path, server, "甲", "甲", store=store)
        assert [(r.answer is not None, r.cached) for r in replies] == [(True, False), (True, True)]
        assert [r.question.place for r in replies] == ["第1段", "第2段"]
        assert (session.usage.calls, session.usage.cached) == (1, 1)
        ask(tmp_path, server, "甲", store=store)
        assert len(server.bodies) == 1


def test_a_reply_is_kept_for_its_endpoint_model_prompt_and_text_alone(tmp_path: Path) -> None:
    def key(url: str = "http://a/v1", model: str = "m", paragraph: str = "甲", **changed: Any) -> str:
        with Session(Endpoint(url, model), Store.memory(), replay=True) as session:
            [question] = questions(tmp_path, paragraph)
            from dataclasses import replace

            given = Question(replace(question.prompt, **changed), question.variables, Pick, "")
            return session.ask([given])[0].key

    assert key() == key() == key(url="http://user:word@a/v1/?key=1")
    others = [
        key(url="http://b/v1"), key(model="n"), key(paragraph="乙"), key(version=4), key(name="other"),
        key(turns=(("system", "x"), ("user", "{{paragraph}}"))),
    ]  # fmt: skip
    assert len({key(), *others}) == 7


def test_a_bad_reply_is_asked_for_again_by_a_later_run(tmp_path: Path) -> None:
    with serving([says("啊"), says("啊"), says(GOOD)]) as server, Store.memory() as store:
        [bad], _ = ask(tmp_path, server, "甲", store=store)
        [good], _ = ask(tmp_path, server, "甲", store=store)
    assert (bad.trouble, good.trouble) == ("not-json", "")


def test_a_question_must_fit_its_prompt(tmp_path: Path) -> None:
    class Other(Pick):
        """Not the schema of the prompt."""

    with Session(None, Store.memory(), dry=True) as session, pytest.raises(InternalError, match="schema 是 Pick"):
        session.ask([Question(prompt(tmp_path), {"paragraph": "甲"}, Other, "")])


def test_a_session_without_an_endpoint_is_refused() -> None:
    with pytest.raises(UsageError, match="没有设置模型"):
        Session(None, Store.memory())


# replay


def test_a_run_is_repeated_from_its_replies_alone(tmp_path: Path) -> None:
    path, lines = tmp_path / "replies.sqlite", tmp_path / "replies.jsonl"
    with serving([says(GOOD), says("啊"), says("啊"), says('{"choice"', finish="length"), fails(500)]) as server:
        with Store.open(path) as store:
            live, _ = ask(tmp_path, server, *"甲乙丙丁", store=store)
            store.export(lines)
        sent = len(server.bodies)
        seen = []
        for file in (path, lines):
            before = file.read_bytes()
            with Store.read(file) as store, Session(None, store, replay=True) as session:
                again = session.ask(questions(tmp_path, *"甲乙丙丁戊"))
                seen.append(repr((again, session.usage)))
            assert file.read_bytes() == before
        assert len(server.bodies) == sent
    assert seen[0] == seen[1]
    assert [r.trouble for r in live] == ["", "not-json", "cut-off", "server-error"]
    assert [r.trouble for r in again] == ["", "not-json", "cut-off", "missing", "missing"]
    assert [(r.text, r.answer) for r in again[:3]] == [(r.text, r.answer) for r in live[:3]]
    usage = session.usage
    assert (usage.calls, usage.cached, usage.troubles["missing"]) == (0, 3, 2)


def test_a_replay_needs_neither_openai_nor_the_network(tmp_path: Path) -> None:
    lines = tmp_path / "replies.jsonl"
    with serving([says(GOOD)]) as server, Store.memory() as store:
        ask(tmp_path, server, "甲", store=store)
        store.export(lines)
    code = """
import sys
from pathlib import Path
from gouji.llm.session import Session
from gouji.llm.store import Store
from tests.llm.ask import questions
with Session(None, Store.read(sys.argv[1]), replay=True) as session:
    print(session.ask(questions(Path(sys.argv[2]), "甲"))[0].text)
print([m for m in ("openai", "httpx2", "anyio") if m in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(lines), str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines() == [GOOD, "[]"]


def test_a_replay_of_several_models_wants_one_named(tmp_path: Path) -> None:
    with serving([says(GOOD)]) as server, Store.memory() as store:
        ask(tmp_path, server, "甲", store=store)
        with Session(Endpoint(server.url, "large", KEY), store) as session:
            session.ask(questions(tmp_path, "甲"))
        with pytest.raises(UsageError, match="来自 2 处"):
            Session(None, store, replay=True)
        with Session(Endpoint(server.url, "large"), store, replay=True) as session:
            assert session.ask(questions(tmp_path, "甲"))[0].answer
        with pytest.raises(UsageError, match="来自 2 处"):
            Session(Endpoint(server.url, "third"), store, replay=True)


def test_the_replies_of_another_model_are_replayed_whatever_is_set(tmp_path: Path) -> None:
    with serving([says(GOOD)]) as server, Store.memory() as store:
        ask(tmp_path, server, "甲", store=store)
        with Session(Endpoint("http://elsewhere/v1", "m"), store, replay=True) as session:
            assert session.ask(questions(tmp_path, "甲"))[0].answer
            assert session.source == (server.url, "small")


# several reports, and interruption


def test_a_server_that_is_down_is_tried_once_by_the_next_report(tmp_path: Path) -> None:
    script = [fails(500), fails(500), fails(500), fails(500), says(GOOD)]
    with serving(script) as server, Store.memory() as store:
        at = {"concurrency": 4}
        replies, first = ask(tmp_path, server, *"甲乙丙丁戊", store=store, at=at)
        assert [r.trouble for r in replies] == ["server-error"] * 3 + ["stopped"] * 2
        store.set_mode(*first.source, "plain max_tokens")  # how it is asked is known, whether it is there is not
        replies, second = ask(tmp_path, server, *"甲乙丙", store=store, at=at, after=first)
        assert [r.trouble for r in replies] == ["server-error", "stopped", "stopped"]
        assert len(server.bodies) == 4
        replies, third = ask(tmp_path, server, *"甲乙丙", store=store, at=at, after=second)
        assert [r.trouble for r in replies] == ["", "", ""]
    assert (first.usage.stopped, second.usage.stopped, third.usage.stopped) == ("endpoint", "endpoint", "")


def test_an_interrupted_program_does_not_wait_for_the_endpoint(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from gouji.llm.session import Session
from gouji.llm.store import Store
from tests.llm.ask import endpoint, questions
def show(question, _):
    if question.place == "第3段":
        raise KeyboardInterrupt
store = Store.memory()
store.set_mode(endpoint(sys.argv[1]).shown, "small", "plain max_tokens")
session = Session(endpoint(sys.argv[1], concurrency=4, timeout=50.0, retries=5), store, show=show)
try:
    session.ask(questions(Path(sys.argv[2]), *"甲乙丙丁"))
except KeyboardInterrupt:
    print("interrupted")
"""
    with serving(lambda *_: Step(says(GOOD).body, wait=40)) as server:
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", code, server.url, str(tmp_path)],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert time.monotonic() - start < 30
    assert (done.stdout, done.stderr) == ("interrupted\n", "")
    assert len(server.bodies) <= 2


def test_progress_is_told_from_the_first_question_to_the_last(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    with serving([says(GOOD)]) as server:
        ask(tmp_path, server, *"甲乙", progress=lambda *at: told.append(at))
    assert [told[0], told[1], told[-1]] == [("pick", 0, 2), ("pick", 1, 2), ("pick", 2, 2)]


def test_a_cap_says_what_it_would_have_to_be(tmp_path: Path) -> None:
    with serving([says(GOOD, usage=(50, 20))]) as server:
        _, session = ask(tmp_path, server, *"甲乙", caps=Caps(tokens=100))
        needed = session.usage.needed
        assert needed is not None
        least = needed.input_tokens + needed.output_tokens
        assert not server.bodies
        ask(tmp_path, server, "甲", caps=Caps(tokens=least))
        assert len(server.bodies) == 1
        with Session(endpoint(server), Store.memory(), dry=True, caps=Caps(tokens=100)) as dry:
            dry.ask(questions(tmp_path, "甲"))
        assert dry.usage.stopped == "tokens"


# looking before asking


def test_a_dry_run_counts_and_sends_nothing(tmp_path: Path) -> None:
    shown: list[str] = []
    with serving([says(GOOD, usage=(50, 20))]) as server, Store.memory() as store:
        ask(tmp_path, server, "甲", store=store)
        with Session(
            endpoint(server), store, dry=True, prices=Prices(Decimal(2), Decimal(8), "元"),
            show=lambda question, _: shown.append(question.variables["paragraph"]),
        ) as session:  # fmt: skip
            replies = session.ask(questions(tmp_path, *"甲乙"))
            session.ask(questions(tmp_path, "丙" * 100))
        assert len(server.bodies) == 1
    estimate = session.usage.estimate
    assert [r.trouble for r in replies] == ["", "dry"]
    assert estimate is not None
    assert (estimate.calls, estimate.output_tokens) == (2, 200)
    assert 300 < estimate.input_tokens < 800
    assert estimate.cost == Prices(Decimal(2), Decimal(8)).cost(estimate.input_tokens, estimate.output_tokens)
    assert shown == ["乙", "丙" * 100]
    assert session.usage.calls == 0


def test_what_is_sent_is_shown_and_nothing_else(tmp_path: Path) -> None:
    shown: list[Any] = []
    with serving([says("啊"), says(GOOD)]) as server:
        ask(tmp_path, server, "甲", "乙", show=lambda _, messages: shown.append(messages))
        assert shown == [body["messages"] for body in server.bodies]


# a store that breaks meanwhile


def test_a_store_that_fails_costs_the_replies_and_not_the_run(tmp_path: Path) -> None:
    path = tmp_path / "replies.sqlite"
    with serving([says(GOOD)]) as server, Store.open(path) as store:
        with sqlite3.connect(path) as other:
            other.execute("DROP TABLE replies")
            other.execute("DROP TABLE modes")
        other.close()
        [reply], session = ask(tmp_path, server, "甲", store=store)
    assert reply.answer
    assert session.usage.unkept
