"""What one file may cost before it is refused, each limit with the option that raises it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from gouji.config import Limits
from gouji.errors import Unreadable

_WORDS = {
    "bytes": ("文件大小", "字节"),
    "characters": ("文字", "个字符"),
    "pages": ("页数", "页"),
    "members": ("压缩包内的文件", "个"),
    "unpacked": ("解压后的大小", "字节"),
    "ratio": ("压缩比", "倍"),
    "depth": ("嵌套层数", "层"),
    "cells": ("表格单元格", "个"),
    "seconds": ("读取时间", "秒"),
    "memory": ("读取所占的内存", "字节"),
}


_INTERVAL = 0.2  # seconds
_GRACE = 3.0  # seconds after the limit in which a reader still asks for the time by itself

# Set by a process that may end itself, and given the message: a library caught in native code cannot be stopped from within.
when_stuck: Callable[[str], None] | None = None


@dataclass(slots=True)
class Budget:
    """The limits of one file being read; `name` is the file as people gave it."""

    name: str
    limits: Limits
    _started: float = field(default_factory=perf_counter)
    _cells: int = 0
    _granted: float = 0.0

    def ensure(self, limit: str, used: float) -> None:
        """Raise Unreadable (code `too-large`) when `used` exceeds the limit of that name."""
        allowed = getattr(self.limits, limit)
        if used > allowed:
            raise Unreadable(f"{self.exceeded(limit)}，或拆分文件。", "too-large")

    def exceeded(self, limit: str) -> str:
        """Return which limit was exceeded and the option that raises it."""
        what, unit = _WORDS[limit]
        allowed = getattr(self.limits, limit)
        return f"{self.name}：{what}超过 {allowed:,.10g} {unit}的上限；文件可信时用 --limit {limit}=更大的数 放宽"

    def ensure_time(self) -> None:
        """Raise Unreadable when reading has taken too long; readers ask between pages, sheets and rows."""
        self.ensure("seconds", perf_counter() - self._started - self._granted)

    def grant(self, seconds: float) -> None:
        """Give time for work that is slow by nature and bounded, such as the recognition of a page."""
        self._granted += seconds

    def left(self) -> float:
        """Return the seconds that are left to read in."""
        return max(0.0, self.limits.seconds + self._granted - (perf_counter() - self._started))

    def take_cells(self, count: int) -> None:
        """Count cells of tables against the limit."""
        self._cells += count
        self.ensure("cells", self._cells)


@contextmanager
def watched(budget: Budget) -> Iterator[None]:
    """Call `when_stuck` if what runs inside takes too much memory, or is still there well after its time.

    A PDF whose forms draw each other a billion times keeps the library busy in native code: only the end of the process stops that.
    """
    if when_stuck is None:
        yield
        return
    done = threading.Event()
    threading.Thread(target=_watch, args=(budget, done, when_stuck), daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _watch(budget: Budget, done: threading.Event, stuck: Callable[[str], None]) -> None:
    before, late = _most_memory(), 0.0
    while not done.wait(_INTERVAL):
        late = late + _INTERVAL if not budget.left() else 0.0
        limit = "memory" if _most_memory() - before > budget.limits.memory else "seconds" if late > _GRACE else ""
        if limit:
            stuck(f"{budget.exceeded(limit)}，或换一种格式；读这种文件的组件停不下来，只好结束。")
            return


def _most_memory() -> int:
    """Return the most bytes this process has held so far; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
