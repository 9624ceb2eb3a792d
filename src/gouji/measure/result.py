"""What scoring gives: labels found or not, findings with their verdict, cases with their counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gouji.measure.cases import Label, Trap
from gouji.measure.counts import Counts
from gouji.measure.match import Found
from gouji.model.outcome import Severity


class Verdict(Enum):
    """What a finding is worth. HALF: loud about what the labels call a rounding tail or a typo."""

    TRUE = "true"
    HALF = "half"
    FALSE = "false"


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with its verdict. `again`: the labels it hits were all said before by another loud finding."""

    finding: Found
    verdict: Verdict
    again: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """A label and whether it was found, at any severity and as an error or warning."""

    label: Label
    found: bool
    loud: bool

    @property
    def must(self) -> bool:
        """Whether this is a certain error, which a loud finding has to name."""
        return self.label.certain and self.label.severity is Severity.ERROR

    @property
    def should(self) -> bool:
        return self.label.severity is not Severity.INFO


@dataclass(frozen=True, slots=True)
class CaseScore:
    """What became of one case. `failed` says why there was no run; then every label counts as missed.

    `unplaced` are the labels and traps whose quote does not stand in the report, so that nothing can hit them.
    """

    name: str
    failed: str | None
    version: str | None
    labels: tuple[Sought, ...]
    findings: tuple[Judged, ...]
    tripped: tuple[Trap, ...]
    unplaced: tuple[Label | Trap, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of cases, in the order given."""

    cases: tuple[CaseScore, ...]

    @property
    def total(self) -> Counts:
        return sum((case.counts for case in self.cases), Counts())

    @property
    def version(self) -> str | None:
        """The version of the tool that made the runs; several, joined, where saved runs differ."""
        return "、".join(sorted({case.version for case in self.cases if case.version})) or None
