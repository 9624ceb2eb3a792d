"""What endpoints do, well and badly, and what comes of it: a real server answers every request."""

from __future__ import annotations

import json
import logging
import socket
from pathlib import Path
from typing import Any

import pytest

from gouji.llm.exchange import TROUBLES
from gouji.llm.session import Session
from gouji.llm.store import Store
from tests.llm.ask import GOOD, KEY, ask, endpoint, questions
from tests.llm.server import Step, fails, says, serving


def _format(body: dict[str, Any]) -> str:
    return str(body.get("response_format", {}).get("type", "plain"))


# good replies


def test_an_answer_is_validated_and_counted(tmp_path: Path) -> None:
    with serving([says(GOOD, usage=(123, 45))]) as server:
        [reply], session = ask(tmp_path, server, "甲 ⟦F1 万元⟧")
    assert reply.answer is not None
    assert (reply.answer.model_dump(), reply.trouble, reply.cached) == ({"choice": "R2", "title": "title"}, "", False)
    usage = session.usage
    assert (usage.calls, usage.input_tokens, usage.output_tokens, usage.failed, usage.stopped) == (1, 123, 45, 0, "")
    [body] = server.bodies
    assert [m["role"] for m in body["messages"]] == ["system", "user", "assistant", "user"]
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("small", 0, 100)
    assert not {"tools", "functions", "stream"} & body.keys()
    assert server.paths == ["/v1/chat/completions"]


def test_the_schema_sent_has_only_what_every_endpoint_knows(tmp_path: Path) -> None:
    with serving([says(GOOD)]) as server:
        ask(tmp_path, server, "甲")
    strict = server.bodies[0]["response_format"]["json_schema"]
    assert strict["strict"] is True
    # a property may be called title; the keyword is left out
    assert strict["schema"]["properties"] == {
        "choice": {"description": "行", "type": "string"},
        "title": {"type": "string"},
    }
    assert strict["schema"]["additionalProperties"] is False


@pytest.mark.parametrize(
    ("takes", "complaint"),
    [
        ("json_object", "This response_format type is unavailable now"),
        ("plain", "'response_format' is not supported by this model"),
    ],
)
def test_a_form_of_output_that_is_refused_is_not_tried_again(tmp_path: Path, takes: str, complaint: str) -> None:
    with serving(lambda body, _: says(GOOD) if _format(body) == takes else fails(400, complaint)) as server:
        with Store.open(tmp_path / "replies.sqlite") as store:
            replies, session = ask(tmp_path, server, "甲", "乙", store=store, at={"concurrency": 4})
        refused = {"json_object": 1, "plain": 2}[takes]
        assert [r.trouble for r in replies] == ["", ""]
        assert [_format(b) for b in server.bodies[refused:]] == [takes, takes]
        assert session.usage.calls == 2
        with Store.open(tmp_path / "replies.sqlite") as store:  # another run remembers
            ask(tmp_path, server, "丙", store=store)
    assert [_format(b) for b in server.bodies[refused + 2 :]] == [takes]


def test_newer_models_are_asked_without_temperature_and_with_the_other_limit(tmp_path: Path) -> None:
    def script(body: dict[str, Any], _: int) -> Step:
        if "max_tokens" in body:
            return fails(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
        if "temperature" in body:
            return fails(400, "Unsupported value: 'temperature' does not support 0 with this model.")
        return says(GOOD)

    with serving(script) as server:
        [reply], _ = ask(tmp_path, server, "甲")
    assert reply.answer
    assert _format(server.bodies[-1]) == "json_schema"
    assert server.bodies[-1]["max_completion_tokens"] == 100


def test_a_refusal_that_is_about_something_else_changes_nothing(tmp_path: Path) -> None:
    with serving([fails(400, "maximum context length exceeded"), says(GOOD)]) as server:
        replies, _ = ask(tmp_path, server, "甲", "乙")
    assert [r.trouble for r in replies] == ["rejected", ""]
    assert [_format(b) for b in server.bodies] == ["json_schema", "json_schema"]


@pytest.mark.parametrize(
    "step",
    [
        says(f"```json\n{GOOD}\n```"),
        says(f"好的，结果如下：{GOOD} 请查收。"),
        says(f"<think>先看 {{R1}}，草稿 {GOOD.replace('R2', 'R1')}</think>\n{GOOD}"),
        says(f"想了想……</think>{GOOD}"),
        says(f"草稿 {GOOD.replace('R2', 'R1')}，定稿 {GOOD}"),
        says(GOOD, reasoning_content='{"choice": "R9", "title": ""}', unknown={"a": [1]}),
        says([{"type": "text", "text": GOOD}]),
        says(GOOD, usage=None),
        says(GOOD, usage={"prompt_tokens": "many", "completion_tokens": -1}),
        says(GOOD + " " * 500, finish="length"),
        Step(says(GOOD).body, headers={"Content-Type": "text/plain"}),
    ],
)
def test_an_answer_is_found_in_what_models_put_around_it(tmp_path: Path, step: Step) -> None:
    with serving([step]) as server:
        [reply], session = ask(tmp_path, server, "甲")
    assert reply.answer is not None
    assert reply.answer.model_dump()["choice"] == "R2"
    assert session.usage.calls == 1


def test_without_a_report_of_tokens_the_upper_estimate_counts(tmp_path: Path) -> None:
    with serving([says(GOOD, usage=None)]) as server:
        _, session = ask(tmp_path, server, "甲" * 500)
    assert session.usage.input_tokens > 500
    assert session.usage.output_tokens == len(GOOD)


# replies that cannot be used


@pytest.mark.parametrize(
    ("first", "trouble"),
    [
        (says("抱歉，我不能。"), "not-json"),
        (says('{"choice": "R2"'), "not-json"),
        (says('{"choice": "R2"}'), "wrong-schema"),
        (says('{"choice": "第二行", "title": ""}'), "wrong-schema"),
        (says('{"choice": "R2", "title": "", "amount": 12.5}'), "wrong-schema"),
        (says('{"choice": "R2", "title": "\\ud800"}'), "wrong-schema"),
        (says("[1, 2]"), "not-json"),
        (says('{"a":' * 5000), "not-json"),
        (says('{"title":' + "[" * 20000 + "]" * 20000 + "}"), "not-json"),
        (says("{" * 50000), "not-json"),
        (says(""), "empty"),
        (says(None, reasoning_content=GOOD), "empty"),
        (says("<think>还没想完 {}"), "not-json"),
    ],
)
def test_a_reply_that_cannot_be_used_is_mended_once_or_given_up(tmp_path: Path, first: Step, trouble: str) -> None:
    with serving([first, says(GOOD)]) as server:
        [reply], session = ask(tmp_path, server, "甲")
        assert reply.answer is not None
        assert (session.usage.calls, session.usage.repaired, session.usage.failed) == (2, 1, 0)
    assert len(server.bodies) == 2
    with serving([first]) as server:
        [reply], session = ask(tmp_path, server, "甲")
        assert (reply.answer, reply.trouble) == (None, trouble)
        assert (session.usage.calls, session.usage.repaired, session.usage.failed) == (2, 0, 1)
        assert session.usage.troubles == {trouble: 1}
        assert not session.usage.stopped


def test_the_repair_says_what_is_wrong_and_repeats_no_more_than_a_part(tmp_path: Path) -> None:
    with serving([says("乱" * 20000), says('{"choice": "X", "title": ""}')]) as server:
        ask(tmp_path, server, "只说一次的段落")
    before, after = (body["messages"] for body in server.bodies)
    assert after[: len(before)] == before
    assert [m["role"] for m in after[len(before) :]] == ["assistant", "user"]
    assert len(after[-2]["content"]) == 4000
    assert "没有完整的 JSON" in after[-1]["content"]
    assert "只说一次的段落" not in after[-1]["content"]


def test_after_an_empty_reply_the_question_is_put_again(tmp_path: Path) -> None:
    with serving([says(" \n"), says(GOOD)]) as server:
        ask(tmp_path, server, "甲")
    assert server.bodies[0] == server.bodies[1]


@pytest.mark.parametrize(
    ("step", "trouble"),
    [
        (says(None, refusal="I cannot help"), "refused"),
        (says("", finish="content_filter"), "refused"),
        (says('{"choice": "R2", "ti', finish="length"), "cut-off"),
        (Step(b"<html>welcome</html>", headers={"Content-Type": "text/html"}), "not-api"),
        (Step(b'{"choices": []}'), "not-api"),
        (Step(b'{"choices": [{"message": "x"}]}'), "not-api"),
        (Step(b'{"choices": [{"message": null}], "usage": 1}'), "not-api"),
        (Step(b'{"choices": ' + b"[" * 90000), "not-api"),
        (Step(b"\xff\xfe\x00"), "not-api"),
        (Step(b""), "not-api"),
        (Step(says("x" * 300_000).body), "too-long"),
        (Step(b"", 302, {"Location": "http://127.0.0.1:1/v1"}), "not-api"),
        (Step(b"", 307, {"Location": "/v1/chat/completions"}), "not-api"),
        (fails(401, f"Incorrect API key: {KEY}"), "auth"),
        (fails(402, "Insufficient Balance"), "auth"),
        (fails(403), "auth"),
        (fails(404, "model not found"), "not-found"),
        (fails(413), "rejected"),
        (fails(429), "rate-limit"),
        (fails(500), "server-error"),
        (Step(b"Bad Gateway", 502), "server-error"),
        (Step(says(GOOD).body, cut=40), "connection"),
        (Step(says(GOOD).body, wait=1.0), "timeout"),
        (Step(says(GOOD).body, drip=0.05), "timeout"),
    ],
)
def test_what_mending_cannot_help_is_given_up_at_once(tmp_path: Path, step: Step, trouble: str) -> None:
    with serving([step]) as server:
        [reply], session = ask(tmp_path, server, "甲", at={"timeout": 0.3})
        assert len(server.bodies) == 1
    assert (reply.answer, reply.trouble) == (None, trouble)
    assert (session.usage.calls, session.usage.failed) == (1, 1)
    assert trouble in TROUBLES


def test_no_proxy_stands_between_us_and_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving([says(GOOD)]) as server:
        [reply], _ = ask(tmp_path, server, "甲")
    assert reply.answer


def test_nobody_listening_is_no_connection(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
        [reply], _ = ask(tmp_path, url, "甲")
    assert reply.trouble == "connection"


@pytest.mark.parametrize("url", ["http://[::1/v1", "http://127.0.0.1:99999/v1", "//x", "http://\x00/v1"])
def test_an_address_that_is_none_does_no_harm(tmp_path: Path, url: str) -> None:
    [reply], session = ask(tmp_path, url, "甲")
    assert reply.trouble in ("connection", "stopped")
    assert session.usage.calls <= 1


# trying again


def test_the_client_waits_as_long_as_it_is_told_and_tries_again(tmp_path: Path) -> None:
    with serving([fails(429, retry_after="0.05"), says(GOOD)]) as server:
        [reply], session = ask(tmp_path, server, "甲", at={"retries": 1})
    assert reply.answer
    assert (len(server.bodies), session.usage.calls) == (2, 1)


def test_a_server_that_recovers_is_asked_again(tmp_path: Path) -> None:
    with serving([fails(500), says(GOOD)]) as server:
        [reply], _ = ask(tmp_path, server, "甲", at={"retries": 1})
    assert reply.answer


# stopping


def test_a_wrong_key_stops_the_assistant_at_once(tmp_path: Path) -> None:
    with serving([fails(401)]) as server:
        replies, session = ask(tmp_path, server, "甲", "乙", "丙")
        assert len(server.bodies) == 1
        assert [r.trouble for r in replies] == ["auth", "stopped", "stopped"]
        assert session.usage.stopped == "endpoint"


def test_three_failures_in_a_row_stop_the_assistant_and_an_answer_between_does_not(tmp_path: Path) -> None:
    with serving([fails(500), fails(503), says(GOOD), fails(500), fails(429), fails(502), says(GOOD)]) as server:
        replies, session = ask(tmp_path, server, *"甲乙丙丁戊己庚")
        assert len(server.bodies) == 6
    assert [r.trouble for r in replies] == [
        "server-error", "server-error", "", "server-error", "rate-limit", "server-error", "stopped",
    ]  # fmt: skip
    assert session.usage.stopped == "endpoint"
    assert session.ask(questions(tmp_path, "辛"))[0].trouble == "stopped"


# the key


def test_the_key_is_nowhere_but_in_the_header(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    path = tmp_path / "replies.sqlite"
    steps = [
        says(json.dumps({"choice": "R1", "title": f"{KEY}"})),
        says(f"echo {KEY}"),
        fails(400, KEY),
        fails(401, KEY),
    ]
    told: list[object] = []
    with serving(steps) as server:
        url = server.url.replace("//", "//user:pass-word@") + "?token=hidden-token"
        with Store.open(path) as store, Session(
            endpoint(url), store, show=lambda question, messages: told.append((question, messages))
        ) as session:  # fmt: skip
            replies = session.ask(questions(tmp_path, *"甲乙丙丁"))
            store.export(tmp_path / "replies.jsonl")
            seen = repr((replies, session.usage, endpoint(url), store.sources(), told))
    assert len(server.bodies) >= 4
    captured = capfd.readouterr()
    kept = b"".join(p.read_bytes() for p in sorted(tmp_path.glob("replies*")))
    for secret in (KEY, "pass-word", "hidden-token"):
        for place in (seen, caplog.text, captured.out, captured.err):
            assert secret not in place
        assert secret.encode() not in kept
    assert KEY in json.dumps(server.headers) or "Basic" in json.dumps(server.headers)
    assert "token=hidden-token" in server.paths[0]
