"""Reports mutated: every chosen plant tried, in as many processes as wanted, in an order that is always the same."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from gouji import __version__, pipeline
from gouji.errors import InputError, UsageError
from gouji.measure.cases import Case
from gouji.measure.match import Found
from gouji.measure.mutation.choose import chosen
from gouji.measure.mutation.detect import Batch, Trial, findings_of, tried
from gouji.measure.result import CaseScore
from gouji.measure.score import score
from gouji.model.document import Source
from gouji.reporters.json import to_dict

_BATCH = 8  # plants handed to a process at a time: a third of a second of work

Progress = Callable[[str, int, int], None]
_Map = Callable[[Sequence[Batch]], Iterator[list[Trial]]]


@dataclass(frozen=True, slots=True)
class Mutated:
    """One report with its trials. `score` is that of the untouched run; `source` None where the report could not be read."""

    name: str
    score: CaseScore
    source: Source | None
    trials: tuple[Trial, ...]

    @property
    def failed(self) -> str | None:
        return self.score.failed


@dataclass(frozen=True, slots=True)
class Mutation:
    """All reports, in the order given, with what decided the choice of plants."""

    reports: tuple[Mutated, ...]
    seed: int
    sample: int | None

    @property
    def trials(self) -> tuple[Trial, ...]:
        return tuple(trial for report in self.reports for trial in report.trials)


def mutate(
    cases: Sequence[Case], *, seed: int = 0, sample: int | None = None, jobs: int = 1, progress: Progress | None = None
) -> Mutation:
    """Return the trials of all cases. `progress` is told a report's name, the plants tried so far and their number.

    A report that cannot be read is a failed case, not the end of the others. Raises UsageError for a report given twice.
    """
    paths = [case.report.resolve() for case in cases]
    for path in paths:
        if paths.count(path) > 1:
            raise UsageError(f"{path}：给了两次，会重复计数；每份报告只给一次。")
    with _mapping(jobs) as run_all:
        return Mutation(tuple(_mutated(c, seed, sample, run_all, progress) for c in cases), seed, sample)


def processes() -> int:
    """Return how many processors this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


@contextmanager
def _mapping(jobs: int) -> Iterator[_Map]:
    if jobs < 2:
        yield lambda batches: map(tried, batches)
        return
    # spawned, so that it is the same on every system; results come back in order
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield lambda batches: pool.imap(tried, batches)


def _mutated(case: Case, seed: int, sample: int | None, run_all: _Map, progress: Progress | None) -> Mutated:
    try:
        run = pipeline.check(str(case.report))
    except InputError as error:
        failed: dict[str, Any] = {"error": {"code": error.code, "message": str(error)}}
        return Mutated(case.name, score(case, failed, None), None, ())
    source, before = run.document.sources[0], findings_of(run)
    plants = chosen(case, run, before, seed, sample)
    trials: list[Trial] = []
    for done in run_all(_batches(case, source, before, plants)):
        trials += done
        if progress is not None:
            progress(case.name, len(trials), len(plants))
    return Mutated(case.name, score(case, to_dict(run, __version__), source), source, tuple(trials))


def _batches(case: Case, source: Source, before: tuple[Found, ...], plants: Sequence[Any]) -> list[Batch]:
    return [
        Batch(source.text, case.report.suffix, before, tuple(plants[i : i + _BATCH]))
        for i in range(0, len(plants), _BATCH)
    ]
