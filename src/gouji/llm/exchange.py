"""What is put to the model, what comes of it, and what a session did altogether."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from gouji.llm.prompts import Prompt

if TYPE_CHECKING:
    from pydantic import BaseModel

TROUBLES = {
    "timeout": "没有按时回复",
    "connection": "连接不上或中断",
    "rate-limit": "请求过于频繁或额度用完",
    "server-error": "服务器出错",
    "auth": "密钥无效、没有权限或余额不足",
    "not-found": "没有这个地址或模型（地址通常以 /v1 结尾）",
    "rejected": "服务器不接受这一请求（段落可能过长）",
    "not-api": "回复不是 OpenAI 接口的格式（请核对地址）",
    "too-long": "回复过长",
    "refused": "模型拒绝回答",
    "empty": "回复是空的",
    "cut-off": "回复没有写完",
    "not-json": "回复不是 JSON",
    "wrong-schema": "回复的 JSON 不合要求",
    "missing": "没有录下的回复",
    "capped": "已到上限，没有发送",
    "stopped": "服务不可用，没有发送",
    "dry": "只估算，没有发送",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One prompt with its variables. `place` says for people what it is about."""

    prompt: Prompt
    variables: dict[str, str]
    schema: type[BaseModel]
    place: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a question: an answer, or None and a slug of TROUBLES. `text` is the reply as it was written."""

    question: Question
    key: str
    text: str
    answer: BaseModel | None
    trouble: str
    cached: bool


@dataclass(frozen=True, slots=True)
class Spending:
    """Calls and tokens, spent or at most to be spent."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: Spending) -> Spending:
        return Spending(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
        )

    def __sub__(self, other: Spending) -> Spending:
        return self + Spending(-other.calls, -other.input_tokens, -other.output_tokens)


@dataclass(frozen=True, slots=True)
class Estimate:
    """The most that the questions without a kept reply may take, repairs aside."""

    calls: int
    input_tokens: int
    output_tokens: int
    cost: Decimal | None


@dataclass(slots=True)
class Usage:
    """What a session did. `failed` questions were sent and brought no answer; `stopped` is '', calls, tokens, cost or endpoint.

    A call is a conversation the endpoint was sent, a repair being one more; tries after a failure and forms of output it refused are
    not counted. Tokens are those it reports, else the upper estimate. `needed`: with what was spent, the most up to the
    end of the question that a cap did not let through. `unkept`: the store failed, replies were not read or kept.
    """

    calls: int = 0
    cached: int = 0
    failed: int = 0
    repaired: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal | None = None
    currency: str = ""
    stopped: str = ""
    troubles: Counter[str] = field(default_factory=Counter)
    estimate: Estimate | None = None
    needed: Estimate | None = None
    unkept: bool = False
