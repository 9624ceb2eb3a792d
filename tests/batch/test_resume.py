"""A batch killed at random moments, or stopped by Ctrl-C, goes on where it was and ends as an undisturbed one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from eval.poison import FUNCTION, write_poison
from tests.batch.reports import batch, contents, hearing_ctrl_c, rows, write_reports
from tests.cases import FIXTURES

_ROOT = FIXTURES.parent
_COUNT = 200
_KILLS = 4
_unix = pytest.mark.skipif(os.name == "nt", reason="signals of Unix")


def _start(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(_ROOT), *sys.path])
    return subprocess.Popen(
        [sys.executable, "-m", "tests.batch.killed", "in", str(out)], cwd=folder, env={**os.environ, "PYTHONPATH": path}
    )


def _wait(out: Path, least: int) -> None:
    """Wait until so many reports are in the store."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if (out / "gouji.sqlite").is_file():
            try:
                if rows(out, "SELECT count(*) FROM reports WHERE status IN ('done', 'failed')")[0][0] >= least:
                    return
            except Exception:  # it is just being made
                pass
        time.sleep(0.01)
    raise AssertionError("the batch does not get on")


@_unix
def test_killed_and_resumed_it_ends_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(Path("in"), _COUNT)
    for poison in ("exit", "memory"):
        write_poison(Path("in"), poison)
    batch(Path("in"), out=Path("undisturbed"), function=FUNCTION)
    draw = random.Random(7)
    at = sorted(draw.sample(range(1, _COUNT), _KILLS))
    for least in at:
        process = _start(tmp_path, Path("killed"))
        _wait(Path("killed"), least)
        time.sleep(draw.random() * 0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
    before = rows(Path("killed"), "SELECT count(*) FROM reports WHERE status = 'pending'")[0][0]
    done = batch(Path("in"), out=Path("killed"), function=FUNCTION)
    assert 0 < before <= _COUNT - at[-1] + 2
    assert done.unchanged == _COUNT + 2 - before
    assert contents(Path("killed")) == contents(Path("undisturbed"))


@_unix
def test_ctrl_c_says_what_is_left_and_leaves_a_whole_store(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 2000)
    with hearing_ctrl_c():
        process = subprocess.Popen(
            [sys.executable, "-m", "gouji", "batch", "in", "-o", "out", "-j", "2"], cwd=tmp_path,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
    _wait(tmp_path / "out", 20)
    process.send_signal(signal.SIGINT)
    out, err = (stream.decode("utf-8") for stream in process.communicate(timeout=30))
    assert process.returncode == 130
    left = rows(tmp_path / "out", "SELECT count(*) FROM reports WHERE status = 'pending'")[0][0]
    assert f"还有 {left:,} 份没有核对" in err
    assert "还没有核对" in out
    assert "Traceback" not in err
    assert not (tmp_path / "out" / "gouji.sqlite-wal").exists()


@_unix
@pytest.mark.parametrize("poison", ["hang", "hang-in-c"])
def test_no_process_outlives_a_killed_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, poison: str) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(Path("in"), 40)
    write_poison(Path("in"), poison)
    process = _start(tmp_path, Path("out"))
    _wait(Path("out"), 10)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    workers = children.read_text("ascii").split() if children.exists() else []
    assert workers or not children.exists()
    process.kill()
    process.wait()
    end = time.monotonic() + 20
    while any(_lives(pid) for pid in workers) and time.monotonic() < end:
        time.sleep(0.05)
    assert not [pid for pid in workers if _lives(pid)]


def _lives(pid: str) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
