"""Batches on a cluster of real processes: the same results as here, whoever is killed on the way."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from eval.poison import FUNCTION, POISONS, write_poison
from gouji.batch import cluster as module
from gouji.batch.run import Summary
from gouji.batch.worker import Setup
from gouji.config import Settings
from gouji.errors import InternalError, UsageError
from tests.batch.local_cluster import BLIND, FATAL, SLOW, LocalCluster, environment, wait_for
from tests.batch.reports import batch, contents, hearing_ctrl_c, rows, write_case, write_reports
from tests.checks.cases import all_cases

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix"),
]
_COUNT = 300


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    with LocalCluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


def _remote(*inputs: Path, out: Path, on: LocalCluster, **options: Any) -> Summary:
    return batch(*inputs, out=out, jobs=None, scheduler=on.address, **options)


def _start(folder: Path, out: str, on: LocalCluster) -> subprocess.Popen[str]:
    """Start a slow batch as a process of its own and return when it has written some reports, and has many to go."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.batch.killed", "in", out, SLOW, on.address],
        cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    )  # fmt: skip
    wait_for(lambda: _done(folder / out) >= module.CHUNK, "the batch does not get on")
    assert _done(folder / out) < _COUNT - module.CHUNK
    return process


def _done(out: Path) -> int:
    try:
        return int(rows(out, "SELECT count(*) FROM reports WHERE status IN ('done', 'failed')")[0][0])
    except Exception:  # it is just being made
        return 0


def _pages(out: Path) -> dict[str, bytes]:
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted((out / "reports").rglob("*.json"))}


def test_the_results_are_those_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: LocalCluster
) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(Path("in"), 100)
    for poison in POISONS:
        write_poison(Path("in"), poison)
    Path("in/空.txt").write_text("", "utf-8")
    Path("清单.txt").write_text("in\n没有.txt\n", "utf-8")
    here = batch(Path("清单.txt"), out=Path("here"), function=FUNCTION, formats=("json",))
    there = _remote(Path("清单.txt"), out=Path("there"), on=cluster, function=FUNCTION, formats=("json",))
    assert there == here
    assert contents(Path("there")) == contents(Path("here"))
    assert _pages(Path("there")) == _pages(Path("here"))
    assert len(here.failures) == len(POISONS) + 2


def test_reports_are_held_against_each_other_as_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: LocalCluster
) -> None:
    monkeypatch.chdir(tmp_path)
    linked = [c for c in all_cases() if c.shape == "bad" and c.prior]
    for number, case in enumerate(linked[:6]):
        write_case(case, Path("in", str(number)))
    here = batch(Path("in"), out=Path("here"))
    there = _remote(Path("in"), out=Path("there"), on=cluster)
    assert there == here
    assert here.linked
    assert contents(Path("there")) == contents(Path("here"))
    assert _remote(Path("in"), out=Path("there"), on=cluster).unchanged == here.reports


def test_only_what_is_new_or_changed_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: LocalCluster
) -> None:
    monkeypatch.chdir(tmp_path)
    first, *_ = write_reports(Path("in"), 40)
    write_poison(Path("in"), "exit")
    batch(Path("in"), out=Path("out"), function=FUNCTION)
    first.write_text(first.read_text("utf-8").replace("20.00%", "10.00%"), "utf-8")
    done = _remote(Path("in"), out=Path("out"), on=cluster)
    assert (done.unchanged, done.with_findings, len(done.failures)) == (40, 13, 1)
    healed = _remote(Path("in"), out=Path("out"), on=cluster, retry=True)
    assert (healed.unchanged, healed.failures) == (40, ())
    assert batch(Path("in"), out=Path("out")).unchanged == 41


def test_a_report_that_no_worker_sees_is_told_as_such_and_tried_again(tmp_path: Path, cluster: LocalCluster) -> None:
    (elsewhere,) = write_reports(tmp_path / "别处", 1)
    write_reports(tmp_path / "in", 2)
    (tmp_path / "list.txt").write_text(f"in\n{elsewhere}\nin/别处没有.txt\n", "utf-8")
    done = _remote(tmp_path / "list.txt", out=tmp_path / "out", on=cluster, function=BLIND)
    told = {Path(f.path).name: f.message for f in done.failures}
    assert "集群的工作进程读不到，这里读得到" in told[elsewhere.name]
    assert "找不到这个文件" in told["别处没有.txt"]
    assert {f.reason for f in done.failures} == {"unreadable"}
    again = _remote(tmp_path / "list.txt", out=tmp_path / "out", on=cluster)
    assert (again.unchanged, [Path(f.path).name for f in again.failures]) == (2, ["别处没有.txt"])


def test_a_worker_killed_on_the_way_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(Path("in"), _COUNT)
    with LocalCluster(tmp_path / "cluster") as own:
        process = _start(tmp_path, "there", own)
        own.workers[0].kill()
        out, _ = process.communicate(timeout=120)
    assert (process.returncode, out) == (0, "")
    batch(Path("in"), out=Path("here"))
    assert contents(Path("there")) == contents(Path("here"))


def test_a_report_that_takes_worker_after_worker_is_named_and_the_rest_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(Path("in"), 80)
    Path("in/坏.txt").write_text("POISON:worker\n白鹭县2023年度部门决算，支出决算为1.00万元。\n", "utf-8")
    with LocalCluster(
        tmp_path / "cluster", nanny=True, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1"
    ) as own:  # two workers, not four: each has to be started again
        done = _remote(Path("in"), out=Path("there"), on=own, function=FATAL)
    assert [(f.path, f.reason) for f in done.failures] == [("in/坏.txt", "crash")]
    Path("in/坏.txt").unlink()
    batch(Path("in"), out=Path("there"))
    batch(Path("in"), out=Path("here"))
    assert contents(Path("there")) == contents(Path("here"))


def test_without_its_scheduler_a_batch_stops_and_goes_on_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(Path("in"), _COUNT)
    with LocalCluster(tmp_path / "cluster") as own:
        process = _start(tmp_path, "there", own)
        own.scheduler.kill()
        out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (
        2,
        "与集群的调度器断了；已核对的都在库里。请看 dask scheduler 是否还在运行，再运行同一条命令就接着做。\n",
    )
    before = _done(Path("there"))
    assert module.CHUNK <= before < _COUNT
    assert batch(Path("in"), out=Path("there")).unchanged == before
    batch(Path("in"), out=Path("here"))
    assert contents(Path("there")) == contents(Path("here"))


def test_killed_and_resumed_it_ends_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: LocalCluster
) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(Path("in"), _COUNT)
    process = _start(tmp_path, "there", cluster)
    process.kill()
    process.communicate()
    before = _done(Path("there"))
    assert _remote(Path("in"), out=Path("there"), on=cluster).unchanged == before
    batch(Path("in"), out=Path("here"))
    assert contents(Path("there")) == contents(Path("here"))


def test_ctrl_c_says_what_is_left(tmp_path: Path, cluster: LocalCluster) -> None:
    write_reports(tmp_path / "in", 2000)
    with hearing_ctrl_c():
        process = subprocess.Popen(
            [sys.executable, "-m", "gouji", "batch", "in", "-o", "out", "--scheduler", cluster.address], cwd=tmp_path,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=environment(),
        )  # fmt: skip
    wait_for(lambda: _done(tmp_path / "out") >= module.CHUNK, "the batch does not get on")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    left = rows(tmp_path / "out", "SELECT count(*) FROM reports WHERE status = 'pending'")[0][0]
    assert f"已停下，还有 {left:,} 份没有核对" in err
    assert "还没有核对" in out
    assert "Traceback" not in err


def test_a_worker_of_another_version_or_without_the_folder_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: LocalCluster
) -> None:
    write_reports(tmp_path / "in", 1)
    with module.connected(cluster.address) as client:
        with pytest.raises(UsageError, match="看不到 /nowhere；请把它放在"):
            module.Cluster(client, Setup(Settings(), "hash", folder="/nowhere"))
        late = module.Cluster(client, Setup(Settings(), "hash", folder=str(tmp_path)))
        late._folder = "/nowhere"
        with pytest.raises(UsageError, match="看不到 /nowhere；请把它放在"), late:
            list(late.results([module.Task("x", ("x",))]))
    monkeypatch.setattr(module, "__version__", "9.9")
    with pytest.raises(UsageError, match=r"这里是 9\.9 版；请装同一版"):
        _remote(tmp_path / "in", out=tmp_path / "out", on=cluster)


def test_a_cluster_without_gouji_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: LocalCluster
) -> None:
    write_reports(tmp_path / "in", 1)
    here = ModuleType("only_here")
    exec("def problem(*_): ...", here.__dict__)
    monkeypatch.setitem(sys.modules, "only_here", here)
    monkeypatch.setattr(module.remote, "problem", here.problem)
    with pytest.raises(UsageError, match=r"没有装 gouji，或不是 .+ 版"):
        _remote(tmp_path / "in", out=tmp_path / "out", on=cluster)


def test_a_defect_of_ours_on_a_worker_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: LocalCluster
) -> None:
    write_reports(tmp_path / "in", 1)
    monkeypatch.setattr(module.remote, "check", divmod)  # of four arguments
    with pytest.raises(InternalError, match="集群的工作进程出错（TypeError"):
        _remote(tmp_path / "in", out=tmp_path / "out", on=cluster)


def test_no_scheduler_no_worker_nothing_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REACH", 1.0)
    monkeypatch.setattr(module, "_FIRST", 1.0)
    write_reports(tmp_path / "in", 1)

    def refusal(address: str) -> str:
        start = time.monotonic()
        with pytest.raises(UsageError) as told:
            batch(tmp_path / "in", out=tmp_path / "out", jobs=None, scheduler=address)
        assert time.monotonic() - start < 20
        return str(told.value)

    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        assert "连不上（1 秒没有回音）" in refusal(address)
    assert f"--scheduler {address}：连不上" in refusal(address)  # nobody listens there now
    for wrong in ("", "host", "tcp://host", "http://host:1", "tcp://host:99999", "tcp://:8786"):
        assert "应写成 tcp://主机:端口" in refusal(wrong)
    with LocalCluster(tmp_path / "cluster", workers=0) as empty:
        assert f"请先运行 dask worker {empty.address}" in refusal(empty.address)
    assert not (tmp_path / "out").exists()
