"""One question from the first request to an answer or to giving up: at most one repair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gouji.llm.dialect import Dialect, canonical, common
from gouji.llm.exchange import Question, Spending
from gouji.llm.prompts import Message
from gouji.llm.reading import EMPTY, NOT_JSON, WRONG_SCHEMA, read_answer

if TYPE_CHECKING:
    from pydantic import BaseModel

    from gouji.llm.client import Client, Heard

_MENDABLE = {EMPTY, NOT_JSON, WRONG_SCHEMA}
_MOST_REPEATED = 4000  # characters of a wrong reply that the model is shown again
_MENDING = 400  # characters around them, at most
_MESSAGE = 16  # tokens a server puts around one message, at most


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way. `most` and `mending` are the most its first conversation and its repair may take."""

    question: Question
    key: str
    messages: list[Message]
    schema: dict[str, Any]
    most: Spending
    mending: Spending


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the endpoint made of a question. `sent` are the messages of the repair, if there was one."""

    text: str
    finish: str
    answer: BaseModel | None
    trouble: str
    spent: Spending
    dialect: Dialect
    reached: bool
    sent: tuple[Message, ...] = ()


def asked(question: Question, key: str, messages: list[Message], schema: dict[str, Any]) -> Asked:
    """Return a question with what it may take: a token a character, and a reply as long as it may be."""
    shape = len(canonical(common(schema))) // 2  # English words: two characters a token and more
    sent = shape + sum(len(m["content"]) + _MESSAGE for m in messages)
    most = Spending(1, sent, question.prompt.max_tokens)
    mending = Spending(1, sent + _MOST_REPEATED + _MENDING, question.prompt.max_tokens)
    return Asked(question, key, messages, schema, most, mending)


def talk(client: Client, asked: Asked, dialect: Dialect, may_mend: bool) -> Outcome:
    """Return what came of a question."""
    question = asked.question

    def complete(messages: list[Message], dialect: Dialect) -> tuple[Heard, Dialect]:
        return client.complete(messages, question.prompt.name, asked.schema, question.prompt.max_tokens, dialect)

    heard, dialect = complete(asked.messages, dialect)
    spent = _spent(heard, asked.most)
    if heard.trouble:
        return Outcome("", "", None, heard.trouble, spent, dialect, reached=False)
    answer, trouble, why = read_answer(heard.text, question.schema)
    sent: tuple[Message, ...] = ()
    if trouble in _MENDABLE and not heard.finish and may_mend:
        sent = _repair(heard.text, why)
        again, dialect = complete([*asked.messages, *sent], dialect)
        spent += _spent(again, asked.mending)
        if again.trouble:  # the first reply stands, as bad as it is
            return Outcome(heard.text, "", None, trouble, spent, dialect, reached=True, sent=sent)
        heard = again
        answer, trouble, _ = read_answer(heard.text, question.schema)
    if answer is None and heard.finish:
        trouble = heard.finish
    return Outcome(heard.text, heard.finish, answer, trouble, spent, dialect, reached=True, sent=sent)


def _repair(text: str, why: str) -> tuple[Message, ...]:
    """Return what is sent after a reply that cannot be used; after an empty one the question alone is repeated."""
    if not text.strip():
        return ()
    request = f"上面的回复不能用：{why}。请按要求的格式重新回复，只输出一个 JSON 对象，不要别的文字。"
    return (
        {"role": "assistant", "content": text[:_MOST_REPEATED]},
        {"role": "user", "content": request},
    )


def _spent(heard: Heard, most: Spending) -> Spending:
    """Return what a call took: as reported; nothing where it failed; else what may have been."""
    if heard.trouble:
        return Spending(1)
    sent = most.input_tokens if heard.input_tokens is None else heard.input_tokens
    written = min(len(heard.text), most.output_tokens) if heard.output_tokens is None else heard.output_tokens
    return Spending(1, sent, written)
