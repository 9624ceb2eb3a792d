"""Poison a batch and kill it: 2,000 files of which some hang, crash, take all memory, are damaged or no report; ten kills at random moments.

In the end every healthy result has to be there, every poisoned file to be named, and all of it to be as in a batch that nothing disturbed.

usage: python -m eval.stress_batch [--reports N] [--kills N] [-j N] [--seed S]
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, sleep

import gouji
from eval.bench_batch import write_reports
from eval.poison import FUNCTION, POISONS, write_poison
from eval.synthetic import series
from gouji.batch.run import Options, run_batch
from gouji.config import Limits, Settings

_SETTINGS = Settings(limits=Limits(seconds=6, memory=200_000_000))
_TABLES = ("reports", "sources", "tables", "rows", "cells", "figures", "claims", "findings", "places", "links")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.stress_batch", description="带毒文件、随时中断的批量核对。")
    parser.add_argument("--reports", type=int, default=2000, metavar="N")
    parser.add_argument("--kills", type=int, default=10, metavar="N")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", nargs=2, type=Path, help=argparse.SUPPRESS)  # the process that is killed
    options = parser.parse_args()
    if options.batch:
        source, out = options.batch
        run_batch([str(source)], out, _SETTINGS, Options(options.jobs, quiet=True, function=FUNCTION))
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        return stress(Path(temporary), options.reports, options.kills, options.jobs, options.seed)


def stress(folder: Path, count: int, kills: int, jobs: int, seed: int) -> int:
    """Return 0 where all is as it has to be."""
    healthy = count - count // 100
    linked = series.write(
        folder / "reports" / "years", seed, healthy // 100
    )  # held against each other in a second pass
    write_reports(folder / "reports", healthy - linked, seed, jobs)
    poisoned = dict(_poison(folder / "reports", count - healthy))
    start = perf_counter()
    _batch(folder, "undisturbed", jobs).communicate()
    seconds = perf_counter() - start
    draw = random.Random(seed)
    for _ in range(kills):
        process = _batch(folder, "killed", jobs)
        sleep(draw.uniform(0.02, 1.2) * seconds / max(1, kills))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    _batch(folder, "killed", jobs).communicate()
    loaded = gouji.load(folder / "killed")
    reports = loaded.reports
    named = {Path(path).name: reason for path, reason in zip(reports["report"], reports["reason"], strict=True)}
    done = int((reports["status"] == "done").sum())
    wrong = [f"{name}：{named.get(name)}" for name, reason in poisoned.items() if named.get(name) != reason]
    other = gouji.load(folder / "undisturbed")
    differing = [name for name in _TABLES if not getattr(loaded, name).equals(getattr(other, name))]
    print(f"{count} 份，其中带毒 {count - healthy} 份；未受扰 {seconds:.1f} 秒；中断 {kills} 次")
    print(
        f"健康的核成 {done}/{healthy}；带毒的指名 {len(poisoned) - len(wrong)}/{len(poisoned)}{''.join(f'，{w}' for w in wrong[:5])}"
    )
    print(f"相互核对过的 {loaded.links['report'].nunique()} 份")
    print(f"与未受扰的不同的表：{'、'.join(differing) or '无'}")
    return int(done != healthy or bool(wrong) or bool(differing))


def _poison(folder: Path, count: int) -> Iterator[tuple[str, str]]:
    """Write so many files that cannot be checked; yield the name of each and the reason it has to have."""
    draw = random.Random(count)
    damaged = {"空.txt": b"", "坏.pdf": b"%PDF-1.7\n%%EOF", "坏.docx": b"PK\x03\x04 torn off"}
    kinds = [*POISONS, *damaged, "别的.txt"]
    for number in range(count):
        kind = kinds[number % len(kinds)]
        home = draw.choice(sorted(p for p in folder.iterdir() if p.is_dir()))
        if kind in POISONS:
            yield write_poison(home, kind, f"-{number}").name, POISONS[kind]
            continue
        path = home / f"{number}-{kind}"
        path.write_bytes(damaged.get(kind, "请假条".encode()))
        yield path.name, "unreadable" if kind in damaged else "nothing-to-check"


def _batch(folder: Path, out: str, jobs: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "eval.stress_batch", "--batch", "reports", out, "-j", str(jobs)]
    path = os.pathsep.join([str(Path.cwd()), *sys.path])
    return subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": path})


if __name__ == "__main__":
    raise SystemExit(main())
