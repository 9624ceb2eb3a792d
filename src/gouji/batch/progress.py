"""How far a batch has come, on standard error: a line that moves on a terminal, else one now and then."""

from __future__ import annotations

import sys
from collections import deque
from time import perf_counter
from typing import Self

from gouji.reporters.output import is_terminal, tell
from gouji.reporters.plain import width

_MOVING, _PLAIN = 0.2, 10.0  # seconds between lines
_WINDOW = 50  # lines the rate is taken over, so that it follows what the reports at hand cost


class Progress:
    """A line with how many are done, the rate, and how long the rest will take at that rate."""

    def __init__(self, doing: str, whole: int, *, quiet: bool = False) -> None:
        self._doing, self._whole, self._quiet = doing, whole, quiet
        self._moving = is_terminal(sys.stderr)
        self._width = 0
        now = perf_counter()
        self._next = now + (_MOVING if self._moving else _PLAIN)
        self._seen: deque[tuple[float, int]] = deque([(now, 0)], maxlen=_WINDOW)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._width:
            self._move("")
            print("\r", end="", file=sys.stderr, flush=True)

    def __call__(self, done: int, failed: int) -> None:
        """Tell how many are done and how many of them failed, unless that was told a moment ago."""
        now = perf_counter()
        if self._quiet or now < self._next:
            return
        self._next = now + (_MOVING if self._moving else _PLAIN)
        since, before = self._seen[0]
        self._seen.append((now, done))
        line = told(self._doing, done, self._whole, failed, (done - before) / (now - since))
        if self._moving:
            self._move(line)
        else:
            tell(line)

    def _move(self, line: str) -> None:
        print(f"\r{line}{' ' * max(0, self._width - width(line))}", end="", file=sys.stderr, flush=True)
        self._width = width(line)


def told(doing: str, done: int, whole: int, failed: int, rate: float) -> str:
    """Return the line."""
    parts = [f"{doing} {done:,}/{whole:,}", f"每秒 {rate:,.1f} 份"]
    if rate > 0:
        parts.append(f"还要约 {_duration((whole - done) / rate)}")
    return "，".join([*parts, *([f"没有核成 {failed:,}"] if failed else [])])


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
