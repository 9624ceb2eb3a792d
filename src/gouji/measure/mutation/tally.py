"""Detection counted: by class, by report, by check; its JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from gouji import __version__
from gouji.measure.counts import ratio
from gouji.measure.mutation.detect import Trial
from gouji.measure.mutation.plants import FIGURES, IN_TABLES, WORDS, Group
from gouji.measure.mutation.trials import Mutated, Mutation
from gouji.measure.remarks import remarks

SCHEMA = "gouji-mutate/1"
SUMS = {"figures": FIGURES, "words": WORDS, "tables": IN_TABLES}


@dataclass(frozen=True, slots=True)
class Detection:
    """How many were planted and detected, of those that are bound and of all."""

    bound: int
    bound_detected: int
    planted: int
    detected: int

    @property
    def bound_share(self) -> float | None:
        return ratio(self.bound_detected, self.bound)

    @property
    def share(self) -> float | None:
        return ratio(self.detected, self.planted)


@dataclass(frozen=True, slots=True)
class Missed:
    """A plant nothing detected, for a person to look up. `quote` is its place as printed, `old` and `new` the change.

    `before` and `after` say how the untouched and the planted run left the figure, where there is one; `elsewhere` names the
    checks that found something new, but at other places.
    """

    group: str
    bound: bool
    line: int
    quote: str
    old: str
    new: str
    slip: str
    before: str
    after: str
    elsewhere: str


def detection(trials: Iterable[Trial], groups: Sequence[Group]) -> Detection:
    """Return the counts of the trials whose plant is of one of the groups."""
    of = [t for t in trials if t.plant.group in groups]
    bound = [t for t in of if t.plant.bound]
    return Detection(len(bound), _found(bound), len(of), _found(of))


def _found(trials: Iterable[Trial]) -> int:
    return sum(trial.check is not None for trial in trials)


def by_check(trials: Iterable[Trial]) -> dict[str, int]:
    """Return how many plants each check was the first to detect, most first."""
    counts = Counter(t.check for t in trials if t.check is not None)
    return dict(sorted(counts.items(), key=lambda c: (-c[1], c[0])))


def missed(report: Mutated) -> list[Missed]:
    """Return the plants of a report that nothing detected, in the order of the classes."""
    return [_missed(report, trial) for trial in report.trials if trial.check is None]


def _missed(report: Mutated, trial: Trial) -> Missed:
    plant, source = trial.plant, report.source
    assert source is not None
    quote, old = (source.text[s.start : s.end] for s in (plant.place, plant.span))
    return Missed(
        plant.group.value, plant.bound, source.line_of(plant.span.start), quote, old, plant.new, plant.slip,
        plant.before, trial.after, trial.elsewhere,
    )  # fmt: skip


def to_json(mutation: Mutation) -> dict[str, Any]:
    """Return what can be saved and compared: whole numbers, and shares to four places (None: empty denominator)."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "gouji", "version": __version__},
        "seed": mutation.seed,
        "sample": mutation.sample,
        "total": _detections(mutation.trials),
        "checks": by_check(mutation.trials),
        "reports": [_report(report) for report in mutation.reports],
    }


def _detections(trials: Sequence[Trial]) -> dict[str, Any]:
    groups = {group.value: _detection(trials, (group,)) for group in Group}
    return {"classes": groups, **{name: _detection(trials, of) for name, of in SUMS.items()}}


def _detection(trials: Sequence[Trial], groups: Sequence[Group]) -> dict[str, Any]:
    counts = detection(trials, groups)
    shares = {"bound_share": counts.bound_share, "share": counts.share}
    return {**{k: None if v is None else round(v, 4) for k, v in shares.items()}, **asdict(counts)}


def _report(report: Mutated) -> dict[str, Any]:
    return {
        "name": report.name,
        "failed": report.failed,
        **_detections(report.trials),
        "false": [asdict(entry) for entry in remarks(report.score)["false"]],
        "missed": [asdict(entry) for entry in missed(report)],
        "crashes": sorted({trial.crash for trial in report.trials if trial.crash}),
    }
