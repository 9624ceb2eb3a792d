"""A real cluster on this machine, of programs started as a user starts them; and workers' functions that fail as machines do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from gouji.batch.record import failure_of
from gouji.batch.worker import Setup, Task, packed, work
from gouji.errors import Unreadable
from tests.cases import FIXTURES

ROOT = FIXTURES.parent
FATAL = "tests.batch.local_cluster:fatal"
BLIND = "tests.batch.local_cluster:blind"
SLOW = "tests.batch.local_cluster:slow"
_PATIENCE = 60.0


def environment(**more: str) -> dict[str, str]:
    """Return the environment in which another process imports the same code."""
    path = os.pathsep.join([str(ROOT), *(entry for entry in sys.path if entry)])
    return {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", **more}


def fatal(task: Task, setup: Setup) -> bytes:
    """Do the usual work; a report that says so takes the worker of the cluster with it."""
    if b"POISON:worker" in Path(task.files[0]).read_bytes():
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(3600)
    return work(task, setup)


def blind(task: Task, setup: Setup) -> bytes:
    """Do the usual work; some reports are not on this machine."""
    if "别处" in task.name:
        record = failure_of(Unreadable(f"{task.name}：找不到这个文件；请核对路径。", "missing"))
        record["report"]["key"] = None
        return packed(record)
    return work(task, setup)


def slow(task: Task, setup: Setup) -> bytes:
    """Do the usual work, so slowly that there is time to kill somebody."""
    time.sleep(0.02)
    return work(task, setup)


def wait_for(happened: Callable[[], Any], what: str) -> Any:
    """Return what happened, once it did."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        found = happened()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(what)


class LocalCluster:
    """A scheduler and its workers, each a process; `nanny` has a worker that dies replaced."""

    def __init__(self, folder: Path, workers: int = 2, *, nanny: bool = False, **more: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._environment, self._nanny = folder, environment(**more), nanny
        told = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))
        wait_for(lambda: told.is_file() and told.read_text("utf-8").endswith("}"), "no scheduler")
        self.address: str = json.loads(told.read_text("utf-8"))["address"]
        self.workers = [self._worker(n) for n in range(workers)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Ask the workers to end, so that what watches over them ends too; then let nobody stay."""
        for process in self.workers:
            process.terminate()
        for process in (*self.workers, self.scheduler):
            try:
                process.wait(10 if process is not self.scheduler else 0.1)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _worker(self, number: int) -> subprocess.Popen[bytes]:
        own = str(self._folder / f"worker-{number}")
        nanny = "--nanny" if self._nanny else "--no-nanny"
        return self._start("worker", self.address, nanny, "--nthreads", "1", "--local-directory", own, "--name", own)

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{arguments[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments, "--no-dashboard"], env=self._environment, cwd=self._folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
