"""What a person looks up after scoring: each miss, false alarm and trap, with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gouji.measure.cases import Label, Trap
from gouji.measure.match import Found
from gouji.measure.result import CaseScore, Verdict


@dataclass(frozen=True, slots=True)
class Remark:
    """One entry. `what` is the id of a label or trap, or the code of a check; `message` the reviewer's or finding's."""

    what: str
    kind: str | None
    line: int | None
    quote: str
    message: str


def remarks(case: CaseScore) -> dict[str, list[Remark]]:
    """Return the remarks on a case by group; every group is there, empty or not.

    missed: certain errors no loud finding names. missed_wide: other errors and warnings nothing names. half: tails and
    typos reported loudly. repeats: loud findings that say nothing new. astray: quotes that do not stand where a finding
    says. unplaced: labels and traps whose quote is not in the report.
    """
    loud = [j for j in case.findings if j.finding.loud]
    return {
        "missed": [_of_item(s.label) for s in case.labels if s.must and not s.loud],
        "missed_wide": [_of_item(s.label) for s in case.labels if s.should and not s.must and not s.found],
        "false": [_of_finding(j.finding) for j in loud if j.verdict is Verdict.FALSE],
        "half": [_of_finding(j.finding) for j in loud if j.verdict is Verdict.HALF],
        "repeats": [_of_finding(j.finding) for j in loud if j.again],
        "tripped": [_of_item(trap) for trap in case.tripped],
        "astray": list(_astray(j.finding for j in case.findings)),
        "unplaced": [_of_item(item) for item in case.unplaced],
    }


def _of_item(item: Label | Trap) -> Remark:
    why = item.why if isinstance(item, Label) else item.why_ok
    return Remark(item.id, item.kind.value, item.passage.line, item.passage.quote, why)


def _of_finding(finding: Found) -> Remark:
    return Remark(finding.check, finding.kind, finding.line, finding.quote, finding.message)


def _astray(findings: Iterable[Found]) -> Iterable[Remark]:
    for finding in findings:
        for quote in finding.astray:
            yield Remark(finding.check, finding.kind, finding.line, quote, finding.message)
