"""Time a batch of synthetic text reports: rate, p50 and p99 of a report, what the batch adds to one process, memory of the parent.

usage: python -m eval.bench_batch [--reports N] [-j N] [--cluster] [--seed S] [--folder FOLDER] [--json]

With --cluster the batch runs on a Dask cluster of this machine with as many workers, not on processes of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import repeat
from pathlib import Path
from statistics import quantiles
from time import perf_counter, sleep
from typing import Any

import gouji
from eval.synthetic.case import make

_SAMPLE = 200  # reports checked in one process to compare with
_FOLDER = 500  # reports a folder
_TICK = 0.5  # seconds between looks at the parent


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds, reports a second, bytes. `quarters`: the rate of each quarter of the reports; `parent`: resident memory after the first
    tenth and at the end; `overhead`: processor seconds the batch had, over what the same reports cost in one process.
    """

    reports: int
    jobs: int
    seconds: float
    rate: float
    quarters: tuple[float, ...]
    p50: float
    p99: float
    alone: float
    overhead: float
    parent: tuple[int, int]
    store: int
    resumed: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.bench_batch", description="测量 gouji batch 的用时。")
    parser.add_argument("--reports", type=int, default=10_000, metavar="N", help="合成报告份数，默认 10000")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="进程数")
    parser.add_argument("--cluster", action="store_true", help="用本机上这么多工作进程的 Dask 集群（extra cluster）")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="报告与结果放在这里并留下；已写好的报告不再写")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    options = parser.parse_args()
    if options.reports < 100:
        parser.error("--reports：至少 100 份，百分位数才有意义")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        write_reports(folder / "reports", options.reports, options.seed, options.jobs)
        with _means(options.jobs, options.cluster) as means:
            times = measure(folder, options.reports, options.jobs, means)
    print(json.dumps(asdict(times), indent=1) if options.json else to_table(times))
    return 0


def write_reports(folder: Path, count: int, seed: int, jobs: int) -> None:
    """Write so many text reports, every second with planted errors; those that are there already stay."""
    with ProcessPoolExecutor(jobs) as pool:
        for _ in pool.map(_write, repeat(folder), repeat(seed), range(count), chunksize=50):
            pass


def _write(folder: Path, seed: int, number: int) -> None:
    path = folder / f"{number // _FOLDER:03d}" / f"{number:06d}.txt"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(seed, number // 2, number % 2 == 1).text, "utf-8")


@contextmanager
def _means(jobs: int, cluster: bool) -> Iterator[dict[str, Any]]:
    """Yield the arguments of a batch that say what checks."""
    if not cluster:
        yield {"jobs": jobs}
        return
    from distributed import LocalCluster

    with LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None) as running:
        yield {"scheduler": running.scheduler_address}


def measure(folder: Path, count: int, jobs: int, means: dict[str, Any]) -> Times:
    """Return the times of a batch into a new store, then of the same again, where nothing has changed."""
    out = folder / f"results-{os.getpid()}"
    with _Watch(out) as watch:
        start = perf_counter()
        done = gouji.check_all(folder / "reports", out, **means)
        seconds = perf_counter() - start
    assert (done.reports, done.failures) == (count, ()), done.failures[:3]
    start = perf_counter()
    again = gouji.check_all(folder / "reports", out, **means)
    resumed = perf_counter() - start
    assert again.unchanged == count
    each = gouji.load(out).query("SELECT seconds FROM timings")["seconds"].tolist()
    percentiles = quantiles(each, n=100)
    alone = _alone(folder / "reports", count)
    return Times(
        count, jobs, seconds, count / seconds, watch.quarters(count, seconds), percentiles[49], percentiles[98],
        alone, seconds * jobs / (count * alone) - 1, watch.memory(count),
        sum(p.stat().st_size for p in out.iterdir()), resumed,
    )  # fmt: skip


def _alone(folder: Path, count: int) -> float:
    """Return the seconds a report costs where one process checks one after another, having loaded everything."""
    paths = sorted(folder.rglob("*.txt"))[:: max(1, count // _SAMPLE)]
    gouji.check(str(paths[0]))
    start = perf_counter()
    for path in paths:
        gouji.check(str(path))
    return (perf_counter() - start) / len(paths)


class _Watch:
    """Looks at the parent while it works: how many reports are in the store, and the memory it holds."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._seen: list[tuple[float, int, int]] = []
        self._end = threading.Event()

    def __enter__(self) -> _Watch:
        self._start = perf_counter()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.is_set():
            sleep(_TICK)
            self._seen.append((perf_counter() - self._start, self._done(), _resident()))

    def _done(self) -> int:
        """Return how many reports are in the store; nothing while it is being made."""
        try:
            answer = gouji.load(self._out).query("SELECT count(*) AS n FROM reports WHERE status <> 'pending'")
            return int(answer["n"][0])
        except Exception:
            return 0

    def quarters(self, count: int, seconds: float) -> tuple[float, ...]:
        """Return the rate of each quarter, as far as the looks tell."""
        return tuple(self._rates(count, seconds))

    def _rates(self, count: int, seconds: float) -> Iterator[float]:
        at, before = 0.0, 0
        for quarter in range(1, 5):
            reached = ((t, n) for t, n, _ in self._seen if n >= count * quarter / 4 and t > at)
            until, done = next(reached, (seconds, count))
            if until <= at:
                return
            yield (done - before) / (until - at)
            at, before = until, done

    def memory(self, count: int) -> tuple[int, int]:
        early = next((m for _, n, m in self._seen if n >= count / 10), 0)
        return early, max((m for _, n, m in self._seen if n >= count * 0.9), default=early)


def _resident() -> int:
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def to_table(times: Times) -> str:
    """Return the figures in Chinese."""
    mega = 1024 * 1024
    return "\n".join([
        f"{times.reports:,} 份，{times.jobs} 个进程，gouji {gouji.__version__}",
        f"用时 {times.seconds:,.1f} 秒，每秒 {times.rate:,.1f} 份；各四分之一每秒 {'、'.join(f'{r:,.1f}' for r in times.quarters)} 份",
        f"一份 p50 {times.p50 * 1000:,.1f} 毫秒，p99 {times.p99 * 1000:,.1f} 毫秒",
        f"单进程逐份 {times.alone * 1000:,.1f} 毫秒；批量多占 {times.overhead:.0%}",
        f"主进程内存 {times.parent[0] / mega:,.0f} → {times.parent[1] / mega:,.0f} MB；库 {times.store / mega:,.0f} MB",
        f"再运行一次（没有变化） {times.resumed:,.1f} 秒",
    ])  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
