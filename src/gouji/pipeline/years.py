"""Many reports held against each other: those of one office are linked, and each is held against the year before and its budget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gouji.checks.between_years import (
    initial_budget_differs,
    last_year_amount_differs,
    last_year_base_differs,
    opening_balance_differs,
    sangong_budget_differs,
)
from gouji.checks.evidence import Evidence
from gouji.checks.yearly import against, yearly_of
from gouji.model.document import DocumentKind
from gouji.model.entities import office_key, same_entity
from gouji.model.outcome import Outcome
from gouji.model.yearly import Yearly

_CHECKS = (
    last_year_base_differs, last_year_amount_differs, initial_budget_differs, opening_balance_differs, sangong_budget_differs,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tie:
    """What a statement of report `report` came to when it was held against report `other`, both by their place in the sequence.

    Places of the outcome lie in `report`; its first operand, of role `last`, lies in `other`.
    """

    report: int
    other: int
    code: str
    outcome: Outcome


def record_of(evidence: Evidence) -> Yearly | None:
    """Return what a report's own totals are and what it says of others, to be stored; None without a year or kind."""
    return yearly_of(evidence, (saying for check in _CHECKS for saying in check.sayings(evidence)))


def tie_out(records: Sequence[Yearly]) -> Iterator[Tie]:
    """Yield how every report's statements stand to the reports of the same office they are about, in the order given."""
    found: dict[tuple[str, int, DocumentKind], list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        if record.entity:
            found[office_key(record.entity), record.year, record.kind].append(index)
    for index, record in enumerate(records):
        for saying in record.sayings if record.entity else ():
            others = [
                other
                for other in found.get((office_key(record.entity or ""), saying.year, saying.kind), ())
                if linked(record, records[other])
            ]
            if len(others) == 1:  # of two neither is known to be the one
                for outcome in against(saying, [records[others[0]]]):
                    yield Tie(index, others[0], saying.code, outcome)


def linked(record: Yearly, other: Yearly) -> bool:
    """Whether two reports are of one office and of the same scope, as far as they tell."""
    if not record.entity or not other.entity or not same_entity(record.entity, other.entity):
        return False
    return not record.scope or not other.scope or record.scope == other.scope
