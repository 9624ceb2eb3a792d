"""Rules alone, the model alone, both: the same labelled cases three times, and what the model's part took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gouji.llm_settings import LlmSettings
from gouji.measure.cases import LABELS
from gouji.measure.evaluate import evaluate
from gouji.measure.result import Evaluation
from gouji.model.assistance import Assistance
from gouji.model.run import Run
from gouji.reporters.json import to_dict

if TYPE_CHECKING:
    from gouji.assist.assistant import Assignment

Check = Callable[[Path, "Assignment | None"], Run]
REPLIES = "replies.jsonl"  # beside the report: the replies its case is run from


class Way(Enum):
    """Who reads the narrative."""

    RULES = "rules"
    ALONE = "alone"
    BOTH = "both"


@dataclass(slots=True)
class Spent:
    """What the model's part took over all reports. Tokens of recorded replies are those their recording took."""

    reports: int = 0
    questions: int = 0
    replies: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal | None = None
    currency: str = ""
    findings: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    sources: set[tuple[str, str]] = field(default_factory=set)

    def add(self, account: Assistance, input_tokens: int, output_tokens: int, cost: Decimal | None) -> None:
        """Count one report. `cost` is None where no prices are set."""
        self.reports += 1
        self.questions += sum(account.questions.values())
        self.replies += sum(not e.trouble for e in account.exchanges)
        self.input_tokens += input_tokens
        self.output_tokens += output_tokens
        if cost is not None:
            self.cost = (self.cost or Decimal(0)) + cost
        self.currency = account.currency
        self.findings += account.findings
        self.dropped.update(account.dropped)
        self.troubles.update(account.troubles)
        if any(not e.trouble for e in account.exchanges):
            self.sources.add((account.endpoint, account.model))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The scores of each way, and what the two with a model took."""

    scores: dict[Way, Evaluation]
    spent: dict[Way, Spent]
    replayed: bool


def compare(
    folders: Sequence[Path], llm: LlmSettings, check: Check, version: str, replay: Path | None = None
) -> Comparison:
    """Return the three scores of the cases in `folders`; `check` runs one report, without an assignment by rules alone.

    A case is run from `replay`, else from the replies beside its report, else by the endpoint of the settings. Raises UsageError and
    InputError for what is no case or no file of replies, and UsageError where an endpoint is needed and none is set.
    """
    files = {folder.resolve(): replay or _beside(folder) for folder in folders}
    spent = {way: Spent() for way in (Way.ALONE, Way.BOTH)}

    def run(way: Way, report: Path) -> dict[str, Any]:
        if way is Way.RULES:
            return to_dict(check(report, None), version)
        replies = files[report.parent.resolve()]
        with _assigning(llm, replies, way) as assign:
            done = check(report, assign())
        assert done.assistance is not None
        spent[way].add(done.assistance, *_taken(done.assistance, replies, llm))
        return to_dict(done, version)

    scores = {way: evaluate(folders, lambda report, way=way: run(way, report)) for way in Way}  # type: ignore[misc]
    return Comparison(scores, spent, all(files.values()))


def _beside(folder: Path) -> Path | None:
    file = folder / REPLIES
    return file if file.is_file() and (folder / LABELS).is_file() else None


def _assigning(llm: LlmSettings, replies: Path | None, way: Way) -> AbstractContextManager[Callable[[], Assignment]]:
    from gouji.assist.setup import assigning

    return assigning(llm, replay=str(replies or ""), alone=way is Way.ALONE)


def _taken(account: Assistance, replies: Path | None, llm: LlmSettings) -> tuple[int, int, Decimal | None]:
    """Return the tokens in and out and the cost of one run; of recorded replies what they took once, each counted once."""
    if replies is None:
        return account.input_tokens, account.output_tokens, account.cost
    from gouji.llm.endpoint import Prices
    from gouji.llm.store import Store

    with Store.read(replies) as store:
        rows = [row for key in dict.fromkeys(e.key for e in account.exchanges) if (row := store.get(key))]
    tokens = sum(row.input_tokens for row in rows), sum(row.output_tokens for row in rows)
    if llm.input_price is None or llm.output_price is None:
        return *tokens, None
    return *tokens, Prices(llm.input_price, llm.output_price).cost(*tokens)
