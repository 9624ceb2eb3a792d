"""What a worker of a cluster does with some reports: it hands them to a process of its own, as a batch on one machine does.

The worker opens none of them, so that one that hangs, crashes or takes memory costs neither the worker nor the others.
"""

from __future__ import annotations

import os
import pickle
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gouji import __version__
from gouji.batch.pool import Lost, Pool
from gouji.batch.worker import Task
from gouji.errors import InternalError, UsageError

_IDLE = 30.0  # seconds a process waits for the next reports: longer than a client takes to send them, and no client to end it is needed
_Waiting = tuple[bytes, Pool, threading.Timer]
_waiting: list[_Waiting] = []  # processes without work; a worker of several threads has several
_lock = threading.Lock()


def problem(version: str, paths: Sequence[str]) -> str | None:
    """Return why this machine cannot work for a client of a version, whose reports need these paths; None where it can."""
    if version != __version__:
        return f"{socket.gethostname()} 的 gouji 是 {__version__} 版，这里是 {version} 版；请装同一版"
    unseen = next((path for path in paths if not os.path.exists(path)), None)  # noqa: PTH110 - a text from elsewhere
    return unseen and f"{socket.gethostname()} 看不到 {unseen}；请把它放在各台机器以同一路径看得到的地方"


def check(version: str, folder: str, setup: bytes, tasks: bytes) -> list[bytes | Lost]:
    """Return the reply to each task, or how it was lost. Raises UsageError, InternalError.

    Setup and tasks come pickled: they are opened only where the version is that of the client.
    """
    trouble = problem(version, (folder,))
    if trouble:  # of a worker that came after the others were asked
        raise UsageError(f"集群的工作进程 {trouble}。")
    wanted: list[Task] = pickle.loads(tasks)  # from our own client
    try:
        with _process(setup) as pool:
            done = {task.name: reply for task, reply in pool.results(wanted)}
    except InternalError as error:
        raise InternalError(f"集群的工作进程 {socket.gethostname()}：{error}") from None
    return [done[task.name] for task in wanted]


@contextmanager
def _process(setup: bytes) -> Iterator[Pool]:
    """Yield a pool of one process: one that waits since earlier reports, else a new one. It is kept unless something failed."""
    pool = _taken(setup)
    if pool is None:
        function, own = pickle.loads(setup)  # from our own client
        pool = Pool(own, 1, function=function)
    try:
        yield pool
    except BaseException:
        pool.__exit__()
        raise
    timer = threading.Timer(_IDLE, _end, (pool,))
    timer.daemon = True
    with _lock:
        _waiting.append((setup, pool, timer))
    timer.start()


def _taken(setup: bytes) -> Pool | None:
    with _lock:
        for waiting in _waiting:
            if waiting[0] == setup:
                _waiting.remove(waiting)
                waiting[2].cancel()
                return waiting[1]
    return None


def _end(pool: Pool) -> None:
    """End a process that still waits; one that was taken meanwhile is left alone."""
    with _lock:
        found = next((waiting for waiting in _waiting if waiting[1] is pool), None)
        if found is None:
            return
        _waiting.remove(found)
    pool.__exit__()
