"""The text of a reply to an answer: models wrap JSON in fences, thoughts and courtesies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

NOT_JSON, WRONG_SCHEMA, EMPTY = "not-json", "wrong-schema", "empty"

_THOUGHT, _THOUGHT_END = "<think>", "</think>"
_MOST_OBJECTS = 20  # opening braces tried; a reply that means to answer has its object among the first
_MOST_PROBLEMS = 3  # told to the model when it is asked to mend its reply


def read_answer(text: str, schema: type[BaseModel]) -> tuple[BaseModel | None, str, str]:
    """Return the answer, or None with the trouble and, for the model, what is wrong.

    Of several objects that fit the last counts: drafts stand before the answer.
    """
    if not text.strip():
        return None, EMPTY, "回复是空的"
    answer, trouble, why = None, NOT_JSON, "回复里没有完整的 JSON 对象"
    for candidate in _objects(text):
        try:
            answer = schema.model_validate(candidate)
        except ValidationError as error:
            trouble, why = WRONG_SCHEMA, _problems(error)
        except RecursionError:
            trouble, why = WRONG_SCHEMA, "嵌套太深"
    return (answer, "", "") if answer is not None else (None, trouble, why)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a reply: the whole of it, else those that stand in what is not a thought."""
    whole = _decoded(text)
    if isinstance(whole, dict):
        yield whole
        return
    if _THOUGHT_END in text:
        text = text.rpartition(_THOUGHT_END)[2]
    elif text.lstrip().startswith(_THOUGHT):
        return
    decoder = json.JSONDecoder()
    at = text.find("{")
    for _ in range(_MOST_OBJECTS):
        if at < 0:
            return
        try:
            found, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield found
        at = text.find("{", end)


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _problems(error: ValidationError) -> str:
    """Return where the object differs from the schema, without the values."""
    told = []
    for problem in error.errors()[:_MOST_PROBLEMS]:
        place = ".".join(str(part) for part in problem["loc"])[:80] or "整个对象"
        told.append(f"{place}（{problem['type']}）")
    return "这些地方不合要求：" + "、".join(told)
