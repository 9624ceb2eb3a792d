"""Processes that check reports: long-lived, each with a deadline a report, killed and replaced when it is exceeded.

The processes are started as programs of their own and spoken to over pipes: the same on every system, and a script that uses gouji
needs no guard around its main part. A thread a process waits for replies, for pipes cannot be waited for together on Windows.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, Self

from gouji.batch.worker import OUT_OF_MEMORY, READY, Setup, Task, read_frame, write_frame
from gouji.errors import InternalError

WORK = "gouji.batch.worker:work"
MAX_TASKS = 5000  # reports of one process; then it is replaced, so that what a library leaks cannot pile up
_BLOCK = 10  # tasks that stand together go to one process, which may need for the next what it read for the last: an office's years
_AHEAD = 4  # tasks with a process at a time: the next is there when one is done, also while the store writes
_START = 120.0  # seconds in which a process has to be ready
_TICK = 0.5  # seconds between looks at the clock; Ctrl-C is not seen while waiting on Windows
_STANDSTILL = 2.0  # seconds between looks that say that this process itself was stopped
_PATIENCE = 5.0  # seconds between the last word of a process and its end
_MOST_STARTS = 3  # processes in a row that end before they are ready


@dataclass(frozen=True, slots=True)
class Lost:
    """A report that took its process with it: `reason` timeout, memory or crash, `detail` what the system says."""

    reason: str
    detail: str = ""


Done = tuple[Task, bytes | Lost]
_Event = tuple["_Worker", bytes | None, float]


def processes() -> int:
    """Return how many processors this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


class Pool:
    """`jobs` processes. `results` yields every task once, in the order they end; a lost process costs one report."""

    def __init__(self, setup: Setup, jobs: int, *, max_tasks: int = MAX_TASKS, function: str = WORK) -> None:
        self._first = pickle.dumps((function, setup))
        self._jobs = jobs
        self._seconds = setup.settings.limits.seconds
        self._max_tasks = max_tasks
        self._events: queue.SimpleQueue[_Event] = queue.SimpleQueue()
        self._workers: list[_Worker] = []
        self._again: deque[Task] = deque()  # taken back from a lost process
        self._suspects: deque[Task] = deque()  # lost with a process that had done others: tried once more, alone
        self._failed_starts = 0
        self._awake = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.kill()

    def results(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Yield each task with its reply, or how it was lost. Raises InternalError when no process can be started."""
        coming = iter(tasks)
        self._awake = perf_counter()
        while True:
            self._feed(coming)
            if not any(w.tasks for w in self._workers):
                return
            yield from self._handled(self._next_event())
            self._allow_for_standstill()
            if self._events.empty():  # else what looks late may have been answered while we were busy
                yield from self._overdue()

    def _next_event(self) -> _Event | None:
        try:
            return self._events.get(timeout=_TICK)
        except queue.Empty:
            return None

    def _feed(self, coming: Iterator[Task]) -> None:
        """Hand out tasks; start processes only as they are needed."""
        for worker in list(self._workers):
            if worker.count >= self._max_tasks and not worker.tasks:
                self._again.extend(worker.block)
                self._drop(worker)
        while len(self._workers) < self._jobs:
            block = deque([self._suspects.popleft()] if self._suspects else ())
            task = block.popleft() if block else self._take(block, coming)
            if task is None:
                break
            worker = _Worker(self._first, self._events, block)
            self._workers.append(worker)
            worker.give(task)
        for worker in self._workers:
            while len(worker.tasks) < _AHEAD and worker.count < self._max_tasks:
                task = self._take(worker.block, coming)
                if task is None:
                    return
                worker.give(task)

    def _take(self, block: deque[Task], coming: Iterator[Task]) -> Task | None:
        """Return the next task for a process: what another lost, one of its block, of a new one, or the last of the longest other."""
        if self._again:
            return self._again.popleft()
        if not block:
            block.extend(islice(coming, _BLOCK))
        if block:
            return block.popleft()
        longest = max((w.block for w in self._workers), key=len, default=block)
        return longest.pop() if longest else None

    def _handled(self, event: _Event | None) -> Iterator[Done]:
        if event is None or event[0] not in self._workers:
            return
        worker, data, at = event
        if data is None:
            if not worker.ready:
                self._count_failed_start()
            yield from self._lost(worker, "crash")
        elif data == READY:
            self._failed_starts = 0
            worker.ready, worker.since = True, at
        else:
            worker.since = at
            worker.finished += 1
            yield worker.tasks.popleft(), data

    def _allow_for_standstill(self) -> None:
        """Add to everybody's time that in which this process stood still, stopped by Ctrl-Z or with its machine.

        Woken, it looks at the clock before it hears what was answered meanwhile, or who was stopped too.
        """
        now = perf_counter()
        stood = now - self._awake
        self._awake = now
        if stood > _STANDSTILL:
            for worker in self._workers:
                worker.since = min(worker.since + stood, now)

    def _overdue(self) -> Iterator[Done]:
        now = perf_counter()
        for worker in list(self._workers):
            if worker.tasks and now - worker.since > (self._seconds if worker.ready else _START):
                if not worker.ready:
                    raise InternalError("工作进程起不来；请用 gouji check 核对一份看看，并告诉维护者。")
                yield from self._lost(worker, "timeout")

    def _lost(self, worker: _Worker, reason: str) -> Iterator[Done]:
        """End a process; yield the report it was at, and take back those it had not begun.

        A crash after other reports proves nothing against this one: it is tried once more in a process of its own.
        """
        status = self._drop(worker, _PATIENCE if reason == "crash" else 0.0)
        if worker.tasks and worker.ready:
            task = worker.tasks.popleft()
            if reason == "crash" and worker.finished:
                self._suspects.append(task)
            else:
                yield task, Lost("memory") if status == OUT_OF_MEMORY else Lost(reason, _ending(status))
        self._again.extendleft([*reversed(worker.block), *reversed(worker.tasks)])

    def _drop(self, worker: _Worker, patience: float = 0.0) -> int | None:
        self._workers.remove(worker)
        return worker.kill(patience)

    def _count_failed_start(self) -> None:
        self._failed_starts += 1
        if self._failed_starts >= _MOST_STARTS:
            raise InternalError("工作进程一启动就结束；请用 gouji check 核对一份看看，并告诉维护者。")


class _Worker:
    """One process, the tasks it was given, since when it is at the first of them, and the block that is to follow."""

    def __init__(self, first: bytes, events: queue.SimpleQueue[_Event], block: deque[Task]) -> None:
        self.tasks: deque[Task] = deque()
        self.block = block
        self.count = self.finished = 0
        self.ready = False
        self.since = perf_counter()
        self._process = _started()
        self._send(first)
        threading.Thread(target=self._listen, args=(events,), daemon=True).start()

    def give(self, task: Task) -> None:
        """Send a task; a process that is gone says so by itself."""
        if not self.tasks and self.ready:
            self.since = perf_counter()
        self.tasks.append(task)
        self.count += 1
        self._send(pickle.dumps(task))

    def kill(self, patience: float = 0.0) -> int | None:
        """End the process and return its status, where it ended by itself: within so many seconds, for pipes close before."""
        try:
            ended = self._process.wait(patience)
        except subprocess.TimeoutExpired:
            ended = None
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                _close(stream)
        return ended

    def _send(self, data: bytes) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):
            write_frame(self._process.stdin, data)

    def _listen(self, events: queue.SimpleQueue[_Event]) -> None:
        assert self._process.stdout is not None
        data: bytes | None = b""
        while data is not None:
            try:
                data = read_frame(self._process.stdout)
            except (OSError, ValueError):  # closed while it was read
                data = None
            events.put((self, data, perf_counter()))


def _started() -> subprocess.Popen[bytes]:
    """Return a new process that imports the same gouji; Ctrl-C is the parent's to handle."""
    path = [str(Path(entry).absolute()) for entry in sys.path]
    code = f"import sys; sys.path[:] = {path!r}; from gouji.batch.worker import main; main()"
    own: dict[str, Any] = {"start_new_session": True}
    if os.name == "nt":
        own = {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    return subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **own
    )


def _close(stream: Any) -> None:
    with suppress(OSError):  # what was still to be written has nobody to read it
        stream.close()


def _ending(status: int | None) -> str:
    if status is None:
        return ""
    if status < 0:
        try:
            return signal.Signals(-status).name
        except ValueError:
            return f"信号 {-status}"
    return f"退出码 {status}"
