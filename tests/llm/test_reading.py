"""Text of a reply to an answer, in time that grows with its length."""

from __future__ import annotations

from time import process_time

import pytest

from gouji.llm.reading import read_answer
from tests.llm.ask import GOOD, Pick


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"\ufeff {GOOD}\n",
        f"```\n{GOOD}\n```",
        f"``` JSON\n{GOOD}",
        f"{{不是}} {{}} [{{1}}] {GOOD}",
        f"<think>{'{' * 10}</think>{GOOD}",
        f"答：{GOOD}。说明：{{略}}",
        GOOD + '{"choice": "R3"}',
    ],
)
def test_an_answer_is_found(text: str) -> None:
    answer, trouble, _ = read_answer(text, Pick)
    assert (answer and answer.model_dump(), trouble) == ({"choice": "R2", "title": "title"}, "")


@pytest.mark.parametrize(
    "text", [f"<think>{GOOD}", f"{GOOD}</think>没有结论", '"' + GOOD.replace('"', '\\"') + '"' + " "]
)
def test_a_thought_is_no_answer(text: str) -> None:
    if "think" in text:
        assert read_answer(text, Pick)[0] is None


def test_what_is_wrong_is_told_without_the_words_of_the_reply() -> None:
    answer, trouble, why = read_answer('{"choice": "SECRET", "extra": "SECRET"}', Pick)
    assert (answer, trouble) == (None, "wrong-schema")
    assert "choice（string_pattern_mismatch）" in why
    assert "SECRET" not in why


@pytest.mark.parametrize("unit", ["{", '{"a":', "[", '{"a":{', "```", "<think>", "</think>", "{}", '{"a":[1,', "甲"])
def test_hostile_text_takes_no_more_than_its_length(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        best = 1.0
        for _ in range(3):
            start = process_time()
            read_answer(text, Pick)
            best = min(best, process_time() - start)
        return best

    assert seconds(200_000) < max(0.05, 3.5 * seconds(100_000))
