"""What goes to a cluster and what a worker does with it, without a cluster."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.poison import FUNCTION, write_poison
from gouji import __version__
from gouji.batch import cluster, remote
from gouji.batch.cluster import CHUNK, CHUNK_BYTES, Cluster, chunks
from gouji.batch.pool import Lost
from gouji.batch.worker import Setup, Task
from gouji.config import Settings
from gouji.errors import InternalError, UsageError
from gouji.llm_settings import LlmSettings
from tests.batch.reports import LIMITS, batch, write_reports

_PID = "tests.batch.test_pool:pid"
_SETUP = Setup(Settings(limits=LIMITS), "hash")


@pytest.fixture(autouse=True)
def _nobody_waits() -> Iterator[None]:
    yield
    for _, pool, timer in list(remote._waiting):
        timer.cancel()
        remote._end(pool)


def _check(tasks: list[Task], function: str = _PID, setup: Setup = _SETUP) -> list[Any]:
    return remote.check(__version__, "/", pickle.dumps((function, setup)), pickle.dumps(tasks))


def _pid(setup: Setup = _SETUP) -> int:
    (reply,) = _check([Task("x", ("x",))], setup=setup)
    return int(json.loads(reply))


def test_a_process_serves_chunk_after_chunk_of_one_batch() -> None:
    first = _pid()
    other = Setup(Settings(limits=LIMITS), "another hash")
    assert _pid(other) != first
    assert _pid() == first


def test_a_process_that_waits_in_vain_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_IDLE", 0.05)
    first = _pid()
    (waiting,) = remote._waiting
    waiting[2].join(10)
    assert not remote._waiting
    assert _pid() != first


def test_a_process_that_was_taken_meanwhile_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    first = _pid()
    (waiting,) = remote._waiting
    taken = remote._taken(waiting[0])
    assert taken is not None
    remote._end(taken)  # the timer had begun
    assert [json.loads(reply) for _, reply in taken.results([Task("x", ("x",))]) if isinstance(reply, bytes)] == [first]
    taken.__exit__()


def test_replies_stand_in_the_order_of_the_tasks_whatever_becomes_of_them(tmp_path: Path) -> None:
    paths = write_reports(tmp_path, 3)
    paths.insert(1, write_poison(tmp_path, "exit"))
    done = _check([Task(p.name, (str(p),)) for p in paths], FUNCTION)
    assert [isinstance(reply, Lost) for reply in done] == [False, True, False, False]
    assert [json.loads(reply)["report"]["figures"] for reply in done if isinstance(reply, bytes)] == [3, 3, 3]


def test_what_cannot_start_names_the_machine_and_is_not_kept() -> None:
    with pytest.raises(InternalError, match=r"集群的工作进程 .+：工作进程一启动就结束"):
        _check([Task("x", ("x",))], "no.such:function")
    assert not remote._waiting


def test_another_version_opens_nothing_that_came() -> None:
    with pytest.raises(UsageError, match="请装同一版"):
        remote.check("9.9", "/", b"no pickle", b"no pickle")


def test_chunks_hold_so_many_reports_or_so_many_bytes(tmp_path: Path) -> None:
    (tmp_path / "大.pdf").write_bytes(bytes(CHUNK_BYTES // 2))
    small = [Task(str(n), ("没有",)) for n in range(CHUNK + 1)]
    assert [len(chunk) for chunk in chunks(small, tmp_path)] == [CHUNK, 1]
    assert [t for chunk in chunks(small, tmp_path) for t in chunk] == small
    large = [Task(str(n), ("大.pdf", "没有")) for n in range(3)]
    assert [len(chunk) for chunk in chunks(large, tmp_path)] == [2, 1]
    assert not list(chunks([], tmp_path))


class _Future:
    key = "key"
    status = "pending"

    def add_done_callback(self, _: object) -> None:
        pass


class _Client:
    """A cluster that does nothing, of so many threads."""

    threads = 1

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def run(self, *arguments: Any, **_: Any) -> dict[str, None]:
        self.sent.append(arguments[1:])
        return {"worker": None}

    def run_on_scheduler(self, *arguments: Any) -> None:
        self.sent.append(arguments[1:])

    def submit(self, *arguments: Any, **_: Any) -> _Future:
        self.sent.append(arguments[1:])
        return _Future()

    def nthreads(self, **_: Any) -> dict[str, int]:
        return {"worker": self.threads} if self.threads else {}


def test_the_key_of_the_model_stays_here() -> None:
    client = _Client()
    settings = Settings(llm=LlmSettings(api_key="sk-secret", base_url="https://model.invalid"))
    Cluster(client, Setup(settings, "hash", folder="/"))._send([Task("x", ("x",))])
    assert len(client.sent) == 3
    assert b"sk-secret" not in pickle.dumps(client.sent)
    assert pickle.loads(client.sent[2][2])[1].settings == Settings()


@pytest.mark.parametrize(
    ("answer", "told"), [(ModuleNotFoundError("gouji"), "没有装 gouji"), ("m1 看不到 /", "m1 看不到 /。")]
)
def test_a_worker_that_cannot_work_for_us_is_told(monkeypatch: pytest.MonkeyPatch, answer: object, told: str) -> None:
    monkeypatch.setattr(_Client, "run", lambda *_, **__: {"w0": None, "w1": answer})
    with pytest.raises(UsageError, match=told):
        Cluster(_Client(), Setup(Settings(), "hash", folder="/"))


def test_each_pass_over_the_reports_tries_its_own_suspects_alone() -> None:
    engine = Cluster(_Client(), Setup(Settings(), "hash", folder="/"))
    engine._alone = True  # as the pass before left it
    assert not list(engine.results([]))
    assert not engine._alone


def test_without_any_worker_a_batch_waits_a_while_and_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_LOOK", 0.0)
    monkeypatch.setattr(cluster, "_TICK", 0.01)
    monkeypatch.setattr(cluster, "_NONE", 0.2)
    client = _Client()
    engine = Cluster(client, Setup(Settings(), "hash", folder="/"))
    client.threads = 0
    with pytest.raises(UsageError, match="没有工作进程了；已核对的都在库里"), engine:
        list(engine.results([Task("x", ("x",))]))


def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    write_reports(tmp_path / "in", 1)
    with pytest.raises(UsageError, match=r"pip install gouji\[cluster\]"):
        batch(tmp_path / "in", out=tmp_path / "out", jobs=None, scheduler="tcp://127.0.0.1:8786")
    assert not (tmp_path / "out").exists()
