"""The timing that bench.py prints: warm runs, stages, growth with length, cold start."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter

import gouji
from gouji.checks.registry import all_checks
from gouji.reporters.catalogue import Entry, Titles
from gouji.reporters.formats import FORMATS

DOCUMENTS = Path(__file__).resolve().parent.parent / "fixtures" / "documents"
TEXT = {".txt", ".md"}
TIMES = (1, 2, 4, 8)  # so that each step doubles the one before
LEAST = 3  # runs of each length: a median needs three
FINDINGS = 60  # of the run that is written in every form
COLD = 5  # processes per command


@dataclass(frozen=True, slots=True)
class Warm:
    """Runs in one process after a first one that loads everything. Seconds; medians by stage; characters a second."""

    characters: int
    runs: int
    first: float
    median: float
    longest: float
    throughput: float
    stages: dict[str, float]


@dataclass(frozen=True, slots=True)
class Length:
    """The report's text repeated `times`. Seconds; `growth`: the median over that of half the length."""

    times: int
    median: float
    per_time: float
    growth: float | None


@dataclass(frozen=True, slots=True)
class Cold:
    """A command in a new process. Seconds; `over_python`: the median over that of a bare interpreter."""

    command: str
    median: float
    longest: float
    over_python: float


@dataclass(frozen=True, slots=True)
class Form:
    """Writing a run with `findings` findings in one form. Seconds; `over_check`: the median over that of a check."""

    name: str
    findings: int
    size: int
    median: float
    over_check: float


def largest_document() -> Path:
    """Return the largest text report of the fixtures."""
    reports = [path for path in sorted(DOCUMENTS.glob("*/report.*")) if path.suffix in TEXT]
    if not reports:
        raise SystemExit(f"{DOCUMENTS}：没有文本报告；请在命令行给出一份。")
    return max(reports, key=lambda path: path.stat().st_size)


def time_warm(report: Path, runs: int) -> Warm:
    first = _seconds(lambda: gouji.check(str(report)))
    times, stages = [], []
    for _ in range(runs):
        start = perf_counter()
        run = gouji.check(str(report))
        times.append(perf_counter() - start)
        stages.append(run.seconds)
    characters = len(run.document.sources[0].text)
    middle = median(times)
    by_stage = {stage: median(seconds[stage] for seconds in stages) for stage in stages[0]}
    return Warm(characters, runs, first, middle, max(times), characters / middle, by_stage)


def time_lengths(report: Path, runs: int) -> list[Length]:
    """Return the times of the report's text repeated in one file: what is not linear shows as growth above 2."""
    text = gouji.check(str(report)).document.sources[0].text
    lengths: list[Length] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report{report.suffix}"
        for times in TIMES:
            path.write_text("\n".join([text] * times), "utf-8")
            middle = median(_seconds(lambda: gouji.check(str(path))) for _ in range(runs))
            growth = middle / lengths[-1].median if lengths else None
            lengths.append(Length(times, middle, middle / times, growth))
    return lengths


def time_forms(report: Path, runs: int, check: float) -> list[Form]:
    """Return how long each form takes to write, for a run as long as a poor report's. `check` is the median time of a check."""
    run = gouji.check(str(report))
    titles = Titles(Entry(c.code, c.name, c.kind, c.severity, c.since, c.doc) for c in all_checks())
    if run.findings:
        run.findings = tuple(islice(cycle(run.findings), FINDINGS))
    forms = []
    for format in FORMATS:
        if format.sources and run.document.sources[0].format not in format.sources:
            continue
        size = len(format.render(run, titles))
        middle = median(_seconds(lambda form=format: form.render(run, titles)) for _ in range(runs))
        forms.append(Form(format.name, len(run.findings), size, middle, middle / check))
    return forms


def time_cold(report: Path) -> list[Cold]:
    """Return the times of commands in new processes, after one each that fills the caches of the file system."""
    bare = median(_processes(["-c", "pass"]))
    commands = {"--version": ["--version"], "--help": ["--help"], "check": ["check", str(report)]}
    cold = []
    for name, arguments in commands.items():
        times = _processes(["-m", "gouji", *arguments])
        cold.append(Cold(name, median(times), max(times), median(times) / bare))
    return cold


def _processes(arguments: list[str]) -> list[float]:
    # An installed program has its byte code: without it the compiler would be timed.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def start() -> None:
        done = subprocess.run(
            [sys.executable, *arguments],
            capture_output=True, encoding="utf-8", errors="replace", check=False, env=environment,
        )  # fmt: skip
        found = done.returncode == 1 and done.stdout  # findings; an interpreter that fails prints nothing there
        if done.returncode and not found:
            command = " ".join(["python", *arguments])
            raise SystemExit(f"{command} 以状态 {done.returncode} 结束：{done.stderr.strip()[-300:]}")

    start()
    return [_seconds(start) for _ in range(COLD)]


def _seconds(action: Callable[[], object]) -> float:
    start = perf_counter()
    action()
    return perf_counter() - start
