"""Small reports of invented offices, healthy and poisoned, and batches run on them as a user does."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gouji.batch.dump import dump
from gouji.batch.run import Options, Summary, run_batch
from gouji.batch.schema import PUBLIC
from gouji.batch.store import reader
from gouji.config import Limits, Settings
from tests.checks.cases import Case

LIMITS = Limits(seconds=3, memory=256 * 1024**2)


def write_reports(folder: Path, count: int, first: int = 0) -> list[Path]:
    """Write so many short reports; every third misprints a rate."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for n in range(first, first + count):
        rate = "20.00" if n % 3 == 0 else "10.00"
        path = folder / f"渡口站{n:04}.txt"
        path.write_text(
            f"白鹭县第{n}渡口管理站2023年度部门决算\n基本支出决算为{110 + 11 * n}.00万元，比上年增加{10 + n}.00万元，增长{rate}%。\n",
            "utf-8",
        )
        paths.append(path)
    return paths


def write_case(case: Case, folder: Path) -> None:
    """Write a report that a check is shown on, and the reports it is held against."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "报告.md").write_text(case.text, "utf-8")
    for number, text in enumerate(case.prior):
        (folder / f"其他{number}.md").write_text(text, "utf-8")


def batch(*inputs: Path, out: Path, jobs: int | None = 2, settings: Settings | None = None, **options: Any) -> Summary:
    """Return what a batch came to."""
    return run_batch(
        [str(path) for path in inputs], out, settings or Settings(limits=LIMITS), Options(jobs, quiet=True, **options)
    )


@contextmanager
def hearing_ctrl_c() -> Iterator[None]:
    """Let a program that is started now hear Ctrl-C: tests run in the background ignore it, and so would their children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def contents(out: Path) -> dict[str, list[Any]]:
    """Return all a store holds that an export shows."""
    db = reader(out)
    try:
        return {t.name: list(dump(db, t)[1]) for t in PUBLIC}
    finally:
        db.close()


def rows(out: Path, sql: str) -> list[Any]:
    """Return the rows of a question."""
    db = sqlite3.connect(out / "gouji.sqlite")
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()
