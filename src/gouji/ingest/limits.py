"""What one file may cost before it is refused, each limit with the option that raises it."""

from __future__ import annotations

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
}


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
            what, unit = _WORDS[limit]
            raise Unreadable(
                f"{self.name}：{what}超过 {allowed:,.10g} {unit}的上限；文件可信时用 --limit {limit}=更大的数 放宽，或拆分文件。",
                "too-large",
            )

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
