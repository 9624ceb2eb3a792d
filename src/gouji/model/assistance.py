"""What the assistant did for one report: every exchange, what it cost, what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its reply. `sent` holds (role, content) of every message; `trouble` says why there is no answer, '' where there is.

    `made` says line by line what code made of the answer, also of what was dropped.
    """

    key: str
    task: str
    version: int
    place: str
    sent: tuple[tuple[str, str], ...]
    reply: str
    cached: bool
    trouble: str
    made: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The most that what has no recorded reply may take; `cost` is None where no prices are set."""

    calls: int
    input_tokens: int
    output_tokens: int
    cost: Decimal | None


@dataclass(slots=True)
class Assistance:
    """`calls` were sent, `cached` answered from recorded replies; `dropped` counts proposals that point at nothing, by reason.

    `checked` are the figures and `findings` the findings that came of it. `traces` gives the exchanges behind a finding by its id,
    `corrections` one sentence for the department by the id of the finding it corrects. `cost` is None where no prices are set; `estimate` is that of a dry run,
    `needed` what a cap would have had to allow for the next question.
    """

    endpoint: str = ""
    model: str = ""
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
    dropped: Counter[str] = field(default_factory=Counter)
    questions: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    findings: int = 0
    exchanges: list[Exchange] = field(default_factory=list)
    traces: dict[str, tuple[str, ...]] = field(default_factory=dict)
    corrections: dict[str, str] = field(default_factory=dict)
    estimate: Estimate | None = None
    needed: Estimate | None = None
