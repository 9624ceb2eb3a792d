"""A batch on a Dask cluster: chunks of reports go out, results come back as they are ready, and this process alone writes them.

What the workers do with a chunk is in `remote.py`. The cluster does a chunk again whose worker is gone; one that took several
workers with it is done again at the end, one report at a time and nothing beside it, so that no report is blamed for another.
"""

from __future__ import annotations

import logging
import os
import pickle
import queue
import signal
import socket
import struct
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit

from gouji import __version__
from gouji.batch import remote
from gouji.batch.pool import WORK, Done, Lost
from gouji.batch.worker import Setup, Task
from gouji.errors import GoujiError, InternalError, UsageError
from gouji.llm_settings import LlmSettings

# A task costs the scheduler 2 ms, a short report 12 ms: 32 of them, or a few long ones. What is out when a batch is killed is done again.
CHUNK, CHUNK_BYTES = 32, 4 << 20
_AHEAD = 2  # chunks out for each thread of the workers: the next is there when one is done, and the memory of this process stays flat
_REACH = 15.0  # seconds in which the scheduler has to answer at first
_FIRST = 30.0  # seconds in which there has to be a worker
_NONE = 60.0  # seconds without any worker, or any word of the scheduler, after which a batch gives up; a slow line may need them for a chunk
_LOOK = 5.0  # seconds between looks at the workers
_TICK = 0.5
_LENGTH = struct.Struct("<Q")  # what a scheduler's greeting begins with
_LONGEST_GREETING = 1 << 20
_CLOSE = 5.0  # seconds a scheduler is given to say goodbye
_LOGGERS = ("distributed", "distributed.client", "tornado", "tornado.application", "asyncio")


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """Yield a client of the scheduler, with a worker at hand. Raises UsageError: not installed, not reachable, no worker."""
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise UsageError(f"--scheduler 要用的组件 {error.name} 没有装好；请 pip install gouji[cluster]。") from error
    _ensure_scheduler(address)
    with _silent():
        try:
            client = Client(address, timeout=_REACH, set_as_default=False)
        except Exception as error:
            raise _unreachable(address, type(error).__name__) from error
        try:
            _ensure_workers(client, address)
            yield client
        finally:
            with suppress(Exception):
                client.close(timeout=_CLOSE)


def _ensure_scheduler(address: str) -> None:
    """Listen for the first word, which is the scheduler's. Raises UsageError.

    The client waits long where nobody is, and forever where another kind of server is.
    """
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme not in ("tcp", "tls") or not host or not port:
        raise UsageError(f"--scheduler {address}：应写成 tcp://主机:端口，如 tcp://10.0.0.1:8786。")
    try:
        with socket.create_connection((host, port), _REACH) as line:
            if parts.scheme == "tls":  # there the client speaks first
                return
            line.settimeout(_REACH)
            word = line.recv(_LENGTH.size)
    except (OSError, UnicodeError) as error:
        why = f"{_REACH:.0f} 秒没有回音" if isinstance(error, TimeoutError) else getattr(error, "strerror", None)
        raise _unreachable(address, why or str(error)) from error
    if len(word) < _LENGTH.size or _LENGTH.unpack(word)[0] > _LONGEST_GREETING:
        raise _unreachable(address, "那里是别的服务")


def _unreachable(address: str, why: str) -> UsageError:
    return UsageError(f"--scheduler {address}：连不上（{why}）；请核对主机和端口，并看 dask scheduler 是否在那里运行。")


def _ensure_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_FIRST)
    except Exception as error:
        raise UsageError(f"--scheduler {address}：还没有工作进程；请先运行 dask worker {address}。") from error


@contextmanager
def _silent() -> Iterator[None]:
    """Keep what Dask logs off standard error: what matters to a user is told as a message of ours."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


class Cluster:
    """The workers of a cluster, to be asked as a Pool is: `results` yields every task once, in the order they end."""

    def __init__(self, client: Any, setup: Setup, *, function: str = WORK) -> None:
        """Raises UsageError where a worker has another gouji, or cannot see the folder."""
        self._client = client
        # The model is not asked in a batch, and its key is nobody's business elsewhere.
        settings = replace(setup.settings, llm=LlmSettings())
        self._setup = pickle.dumps((function, replace(setup, settings=settings)))
        self._folder = setup.folder or str(Path.cwd())
        self._out: dict[str, tuple[Any, list[Task]]] = {}  # the chunks under way, by the key of their future
        self._ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._suspects: deque[Task] = deque()  # lost together with workers
        self._alone = False  # whether the suspects' turn has come
        self._stopped = self._catches = False
        self._looked = self._manned = monotonic()
        self._most = _AHEAD
        profile = setup.settings.profile
        self._ensure_able([self._folder, *([profile] if profile and Path(profile).is_file() else [])])

    def __enter__(self) -> Self:
        self._look()
        self._catches = (
            threading.current_thread() is threading.main_thread()
            and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        )
        if self._catches:
            signal.signal(signal.SIGINT, self._stop)
        return self

    def __exit__(self, *_: object) -> None:
        """Want nothing more: the cluster drops what it has not begun, and what nobody fetches."""
        if self._catches:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        self._out.clear()

    def _stop(self, *_: object) -> None:
        """Note Ctrl-C for the next moment between two chunks: raised while Python clears a future away it would be lost.

        A second one is raised at once.
        """
        if self._stopped:
            raise KeyboardInterrupt
        self._stopped = True

    def results(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Yield each task with its reply, or how it was lost. Raises UsageError when the cluster is gone, InternalError."""
        coming = chunks(tasks, Path(self._folder))
        self._alone = False
        while self._feed(coming):
            with suppress(queue.Empty):
                yield from self._handled(self._ended.get(timeout=_TICK))
            if self._stopped:
                raise KeyboardInterrupt
            if monotonic() - self._looked > _LOOK:
                self._look()

    def _feed(self, coming: Iterator[list[Task]]) -> bool:
        """Send chunks, when there are no more the suspects one by one; return whether anything is out."""
        while len(self._out) < self._most and (chunk := next(coming, None)):
            self._send(chunk)
        if not self._out and self._suspects:
            self._alone = True
            self._send([self._suspects.popleft()])
        return bool(self._out)

    def _send(self, chunk: list[Task]) -> None:
        future = self._client.submit(
            remote.check, __version__, self._folder, self._setup, pickle.dumps(chunk), pure=False
        )
        self._out[future.key] = future, chunk
        future.add_done_callback(self._ended.put)

    def _handled(self, future: Any) -> Iterator[Done]:
        _, chunk = self._out[future.key]
        try:
            replies = future.result(timeout=_NONE)
        except Exception as error:
            if future.status == "error":
                replies = self._failed(chunk, error)
            elif isinstance(error, TimeoutError):  # the worker that had them is gone: they are made again
                self._ended.put(future)
                return
            else:
                raise _gone() from error
        del self._out[future.key]
        yield from zip(chunk, replies, strict=False)

    def _failed(self, chunk: list[Task], error: Exception) -> list[Lost]:
        """Return what to say of a chunk that failed, nothing where it is tried again. Raises GoujiError."""
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            if self._alone:
                return [Lost("crash", "集群的工作进程接连结束")]
            self._suspects.extend(chunk)
            return []
        if isinstance(error, GoujiError):
            raise error
        if isinstance(error, ImportError):
            raise UsageError(_foreign(error)) from error
        raise InternalError(f"集群的工作进程出错（{type(error).__name__}: {error}）；请告诉维护者。") from error

    def _look(self) -> None:
        """Count the workers, which come and go. Raises UsageError where the scheduler, or for long every worker, is gone."""
        try:
            threads = sum(self._client.nthreads(callback_timeout=_NONE).values())
        except Exception as error:
            raise _gone() from error
        self._looked = monotonic()
        if threads:
            self._manned = self._looked
        elif self._looked - self._manned > _NONE:
            raise UsageError(f"集群里 {_NONE:.0f} 秒没有工作进程了；已核对的都在库里，再运行同一条命令就接着做。")
        self._most = max(1, threads) * _AHEAD

    def _ensure_able(self, paths: list[str]) -> None:
        """Ask the scheduler, which opens what it passes on, and every worker there is whether they can work for us. Raises UsageError."""
        try:
            self._client.run_on_scheduler(remote.problem, __version__, [])
            answers = self._client.run(remote.problem, __version__, paths, on_error="return")
        except ImportError as error:
            raise UsageError(_foreign(error)) from error
        except Exception as error:
            raise _gone() from error
        for worker in sorted(answers):
            if isinstance(answers[worker], Exception):
                raise UsageError(_foreign(answers[worker]))
            if answers[worker] is not None:
                raise UsageError(f"集群的工作进程 {answers[worker]}。")


def chunks(tasks: Iterable[Task], folder: Path) -> Iterator[list[Task]]:
    """Yield the tasks in their order, so many or so large together; `folder` is where relative paths count from."""
    chunk: list[Task] = []
    size = 0
    for task in tasks:
        chunk.append(task)
        size += sum(_size(folder / file) for file in task.files)
        if len(chunk) == CHUNK or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - a path may hold what is none
    except (OSError, ValueError):
        return 0


def _gone() -> UsageError:
    return UsageError(
        "与集群的调度器断了；已核对的都在库里。请看 dask scheduler 是否还在运行，再运行同一条命令就接着做。"
    )


def _foreign(error: Exception) -> str:
    return (
        f"集群的调度器或工作进程没有装 gouji，或不是 {__version__} 版（{type(error).__name__}）；请在各台机器装同一版。"
    )
