"""Several reports one after another: each has its result, and one that cannot be read does not stop the others."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.errors import GoujiError, InternalError, Unreadable, UsageError
from gouji.reporters.output import is_terminal
from gouji.reporters.plain import clean, width

if TYPE_CHECKING:
    from gouji.assist.assistant import Assignment
    from gouji.config import Settings
    from gouji.model.run import Run
    from gouji.pipeline.prior import Shelf


@dataclass(frozen=True, slots=True)
class Result:
    """One report: its run, or why there is none."""

    path: str
    outcome: Run | GoujiError

    @property
    def status(self) -> int:
        """The exit status of this report alone: 0 clean, 1 findings, 3 unreadable, 4 a check or gouji crashed."""
        if isinstance(self.outcome, GoujiError):
            return self.outcome.exit_status
        return 4 if self.outcome.crashes else int(any(f.severity.rank > 0 for f in self.outcome.findings))


def results(
    reports: Sequence[str],
    tables: Sequence[str],
    settings: Settings,
    assign: Callable[[], Assignment] | None = None,
    prior: Sequence[str] = (),
) -> Iterator[Result]:
    """Yield the results in the order given. Raises UsageError: a wrong setting would fail every report.

    `assign` makes what the assistant is to do for a report; without it the rules work alone.
    """
    for number, path in enumerate(reports, 1):
        with _Progress(f"正在核对 {number}/{len(reports)}：{path}", len(reports) > 1):
            outcome: Run | GoujiError
            try:
                outcome = checked(path, tables, settings, assign() if assign else None, prior)
            except UsageError:
                raise
            except GoujiError as error:
                outcome = error
        yield Result(path, outcome)


def checked(
    path: str,
    tables: Sequence[str] = (),
    settings: Settings | None = None,
    assignment: Assignment | None = None,
    prior: Sequence[str] = (),
    shelf: Shelf | None = None,
) -> Run:
    """Return the run of one report. Raises GoujiError; a defect of ours is an InternalError that names its place."""
    from gouji import pipeline

    if path == "-" and sys.stdin is None:
        raise Unreadable("标准输入：没有打开；请给出文件，或用管道送入。")
    try:
        return pipeline.check(path, tables=tables, prior=prior, settings=settings, assignment=assignment, shelf=shelf)
    except GoujiError:
        raise
    except Exception as error:
        raise InternalError(
            f"{path}：核对中途出错（{_described(error)}），这是 gouji 的缺陷；请把这句话告诉维护者。"
        ) from error


def _described(error: Exception) -> str:
    import traceback

    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error}，{Path(frame.filename).name}:{frame.lineno}"


def expanded(reports: Sequence[str]) -> list[str]:
    """Return the reports; on Windows, whose shell leaves them as they are, patterns such as *.txt opened out."""
    return [path for given in reports for path in (_matching(given) if os.name == "nt" else [given])]


def _matching(pattern: str) -> list[str]:
    special = any(c in pattern for c in "*?[") and not Path(pattern).exists()
    path = Path(pattern)
    found = sorted(str(p) for p in path.parent.glob(path.name)) if special else []
    return found or [pattern]


class _Progress:
    """A line on standard error while a report is read, wiped out afterwards; only for people who wait for several."""

    def __init__(self, line: str, several: bool) -> None:
        self.line = clean(line) if several and is_terminal(sys.stderr) else ""

    def __enter__(self) -> None:
        if self.line:
            print(f"\r{self.line}", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if self.line:
            print(f"\r{' ' * width(self.line)}\r", end="", file=sys.stderr, flush=True)
