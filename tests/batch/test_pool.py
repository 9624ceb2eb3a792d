"""The processes: replaced after so many reports, never blamed for what another report did."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from eval.poison import FUNCTION, write_poison
from gouji.batch.pool import Lost, Pool
from gouji.batch.worker import OUT_OF_MEMORY, Defect, Setup, Task
from gouji.config import Limits, Settings
from gouji.errors import InternalError
from tests.batch.reports import LIMITS, write_reports

_SETUP = Setup(Settings(limits=LIMITS), "hash")
_PID = "tests.batch.test_pool:pid"
_LEAKING = "tests.batch.test_pool:leaking"
_DAWDLING = "tests.batch.test_pool:dawdling"
_left: list[int] = []


def pid(task: Task, setup: Setup) -> bytes:
    """Tell which process it is."""
    return json.dumps(os.getpid()).encode()


def dawdling(task: Task, setup: Setup) -> bytes:
    """Take a while, and tell which process it is."""
    time.sleep(0.2)
    return pid(task, setup)


def leaking(task: Task, setup: Setup) -> bytes:
    """Fail in any process that has done a report before, as a crash or for memory; `bad` fails everywhere."""
    _left.append(1)
    if task.name == "bad" or len(_left) > 1:
        if task.files[0] == "memory":
            raise MemoryError
        if task.files[0] == "defect":
            raise Defect(b"told")
        os._exit(OUT_OF_MEMORY if task.files[0] == "stuck" else 3)
    return b"{}"


def _tasks(count: int, file: str = "x") -> list[Task]:
    return [Task(str(n), (file,)) for n in range(count)]


def test_a_process_is_replaced_after_so_many_reports() -> None:
    with Pool(_SETUP, 1, max_tasks=3, function=_PID) as pool:
        pids = [json.loads(reply) for _, reply in pool.results(_tasks(8)) if isinstance(reply, bytes)]
    assert [pids.count(p) for p in dict.fromkeys(pids)] == [3, 3, 2]


@pytest.mark.parametrize("file", ["crash", "memory", "defect"])
def test_what_a_process_did_before_is_not_blamed_on_a_report(file: str) -> None:
    with Pool(_SETUP, 2, function=_LEAKING) as pool:
        done = dict(pool.results(_tasks(5, file)))
    assert len(done) == 5
    assert set(done.values()) == {b"{}"}


@pytest.mark.parametrize(("file", "lost"), [("crash", Lost("crash", "退出码 3")), ("stuck", Lost("memory"))])
def test_what_fails_in_a_process_of_its_own_is_to_blame(file: str, lost: Lost) -> None:
    with Pool(_SETUP, 2, function=_LEAKING) as pool:
        done = {task.name: reply for task, reply in pool.results([*_tasks(3, file), Task("bad", (file,))])}
    assert done.pop("bad") == lost
    assert set(done.values()) == {b"{}"}


def test_those_behind_a_hanging_report_are_done(tmp_path: Path) -> None:
    paths = [write_poison(tmp_path, "hang"), *write_reports(tmp_path, 3)]
    with Pool(_SETUP, 1, function=FUNCTION) as pool:
        done = [(task.name, reply) for task, reply in pool.results(Task(p.stem, (str(p),)) for p in paths)]
    assert [name for name, reply in done if isinstance(reply, Lost)] == ["坏-hang"]
    assert len(done) == 4


def test_a_parent_that_is_slow_makes_no_report_late() -> None:
    quick = Setup(Settings(limits=Limits(seconds=0.4)), "hash")
    with Pool(quick, 2, function=_PID) as pool:
        for _, reply in pool.results(_tasks(6)):
            assert isinstance(reply, bytes)
            time.sleep(0.6)


def test_standing_still_ourselves_makes_no_report_late(monkeypatch: pytest.MonkeyPatch) -> None:
    skipped = 0.0
    monkeypatch.setattr("gouji.batch.pool.perf_counter", lambda: time.perf_counter() + skipped)
    with Pool(_SETUP, 1, function=_DAWDLING) as pool:
        wait = pool._next_event

        def woken() -> Any:
            nonlocal skipped
            if skipped or not pool._workers[0].ready:
                return wait()
            skipped = 600.0
            return None  # the clock has gone on, what was answered meanwhile is not heard yet

        monkeypatch.setattr(pool, "_next_event", woken)
        assert all(isinstance(reply, bytes) for _, reply in pool.results(_tasks(3)))
    assert skipped


def test_processes_that_never_start_are_our_mistake() -> None:
    with Pool(_SETUP, 1, function="no.such:function") as pool, pytest.raises(InternalError, match="一启动就结束"):
        list(pool.results(_tasks(2)))


def test_tasks_that_stand_together_go_to_one_process() -> None:
    with Pool(_SETUP, 2, function=_PID) as pool:
        by = {int(task.name): json.loads(reply) for task, reply in pool.results(_tasks(40)) if isinstance(reply, bytes)}
    assert len(by) == 40
    assert sum(by[n] == by[n + 1] for n in range(39)) >= 30


def test_at_the_end_no_process_is_left_with_the_rest() -> None:
    with Pool(_SETUP, 2, function=_DAWDLING) as pool:
        list(pool.results(_tasks(2)))  # both are there
        pids = [json.loads(reply) for _, reply in pool.results(_tasks(10)) if isinstance(reply, bytes)]
    assert min(pids.count(p) for p in set(pids)) >= 3
