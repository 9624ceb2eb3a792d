"""What a worker does with one report: path and settings in, a row as bytes out; and the process that does it again and again.

`work` is pure but for the files it reads, so the processes of this machine and those of a cluster run the same function.
Bytes out are JSON: what has read a hostile file is not trusted with anything that could act on the parent.
"""

from __future__ import annotations

import faulthandler
import hashlib
import json
import os
import pickle
import struct
import sys
import threading
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter
from typing import IO, TYPE_CHECKING, Any

from gouji.batch.record import failed, failure_of, record_of
from gouji.batch.serial import checked
from gouji.config import Settings
from gouji.errors import GoujiError, UsageError

if TYPE_CHECKING:
    from gouji.pipeline.prior import Shelf

READY = b"ready"
_LENGTH = struct.Struct(">I")
_GRACE = 5.0  # seconds after the limit in which the parent ends a process; one whose parent is gone then ends itself
OUT_OF_MEMORY = 71  # exit status of a process that asked for more than it may have
_NO_TIME = (
    1e9  # seconds: the parent keeps the time, so that a reader that asks for it cannot end a report for another reason
)


@dataclass(frozen=True, slots=True)
class Task:
    """One report: its name in the store, its files, the key it had when it was last done, and the reports to hold it against."""

    name: str
    files: tuple[str, ...]
    known: str | None = None
    prior: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setup:
    """What is the same for all reports. `formats` are the pages wanted of each; `folder` is where relative paths count from."""

    settings: Settings
    settings_hash: str
    formats: tuple[str, ...] = ()
    folder: str | None = None


class Defect(Exception):
    """A defect of ours, or a library that could not be loaded for want of memory; `reply` is the record that tells of it."""

    def __init__(self, reply: bytes) -> None:
        super().__init__()
        self.reply = reply


def work(task: Task, setup: Setup) -> bytes:
    """Return the record of a report as JSON. Raises UsageError, MemoryError, Defect."""
    started = perf_counter()
    key = key_of(task.files, setup.settings_hash)
    record = _record(task, setup)
    record["report"]["key"] = key
    record["seconds"] = perf_counter() - started
    if record["report"].get("reason") == "internal":
        raise Defect(packed(record))
    return packed(record)


def packed(record: dict[str, Any]) -> bytes:
    """Return a record as it travels."""
    return json.dumps(record, separators=(",", ":")).encode()


def is_unchanged(task: Task, setup: Setup) -> bool:
    """Whether a report was done before with the same files, version and settings."""
    return task.known is not None and key_of(task.files, setup.settings_hash) == task.known


def key_of(files: tuple[str, ...], settings_hash: str) -> str | None:
    """Return the hash of what the files hold, the version and the settings; None where a file cannot be read."""
    whole = hashlib.sha256(settings_hash.encode())
    try:
        for file in files:
            with Path(file).open("rb") as opened:
                whole.update(hashlib.file_digest(opened, "sha256").digest())
    except (OSError, ValueError):
        return None
    return whole.hexdigest()


def _record(task: Task, setup: Setup) -> dict[str, Any]:
    path, *tables = task.files
    limits = replace(setup.settings.limits, seconds=_NO_TIME)
    try:
        shelf = _shelf() if task.prior else None
        run = checked(path, tables, setup.settings.override(limits=limits), prior=task.prior, shelf=shelf)
    except UsageError:
        raise
    except GoujiError as error:
        if _by_memory(error):
            raise MemoryError from error
        return failure_of(error)
    if any(crash.error.startswith("MemoryError") for crash in run.crashes):
        raise MemoryError
    if not setup.formats:
        return record_of(run)
    from gouji.batch.pages import pages_of

    return {**record_of(run), "pages": pages_of(run, setup.formats)}


@cache
def _shelf() -> Shelf:
    """Return what this process keeps of the reports it read last; it changes no result."""
    from gouji.pipeline.prior import Shelf

    return Shelf()


def _by_memory(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, MemoryError):
            return True
        error = error.__cause__ or error.__context__
    return False


def write_frame(stream: IO[bytes], data: bytes) -> None:
    """Write bytes with their length in front."""
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes | None:
    """Return the next bytes, or None at the end."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    return data if len(data) == length else None


def main() -> None:
    """Serve the parent at the other end of the pipes until it is gone; nothing a library prints reaches them."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    first = read_frame(requests)
    if first is None:
        return
    function, setup = pickle.loads(first)  # from our own parent
    module, _, name = function.partition(":")
    todo = getattr(import_module(module), name)
    _prepare(setup)
    tasks: SimpleQueue[Task] = SimpleQueue()
    threading.Thread(target=_listen, args=(requests, tasks), daemon=True).start()
    write_frame(replies, READY)
    done = 0
    while True:
        task = tasks.get()
        # A thread of the interpreter's own: it ends the process even where native code never lets go.
        faulthandler.dump_traceback_later(setup.settings.limits.seconds + _GRACE, exit=True, file=nowhere)
        try:
            reply = packed({"same": True}) if is_unchanged(task, setup) else todo(task, setup)
        except UsageError as error:
            reply = packed({"usage": str(error)})
        except (MemoryError, Defect) as error:
            if done:  # what others left behind counts too: the parent tries this one in a new process
                os._exit(OUT_OF_MEMORY)
            reply = error.reply if isinstance(error, Defect) else packed(out_of_memory(task, setup))
        faulthandler.cancel_dump_traceback_later()
        try:
            write_frame(replies, reply)
        except OSError:
            return
        done += 1


def out_of_memory(task: Task, setup: Setup) -> dict[str, Any]:
    """Return the record of a report that asked for more memory than it may have."""
    limit = setup.settings.limits.memory
    told = f"{task.name}：内存超过 {limit:,.10g} 字节的上限；文件可信时用 --limit memory=更大的数 放宽。"
    record = failed("memory", "memory", told)
    record["report"]["key"] = key_of(task.files, setup.settings_hash)
    return record


def _listen(requests: IO[bytes], tasks: SimpleQueue[Task]) -> None:
    while (data := read_frame(requests)) is not None:
        tasks.put(pickle.loads(data))  # from our own parent
    os._exit(0)  # the parent is gone, or wants no more


def _prepare(setup: Setup) -> None:
    """Go to the folder, load what every report needs, then bound what the process may still ask for."""
    if setup.folder:
        os.chdir(setup.folder)
    import gouji.pipeline  # noqa: F401
    from gouji.checks.registry import all_checks

    all_checks()
    _bound_memory(setup.settings.limits.memory)


def _bound_memory(allowed: float) -> None:
    """Let the process grow by at most so many bytes: held by the system where it can be, else watched while a file is read."""
    if not sys.platform.startswith("linux"):
        from gouji.ingest import limits

        limits.when_stuck = _end_for_memory
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + int(allowed)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _end_for_memory(_: str) -> None:
    os._exit(OUT_OF_MEMORY)
