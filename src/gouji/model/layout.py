"""Where the characters of a source stand in the file they were read from: boxes on a page, a paragraph, a cell of a sheet."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

_SAME_LINE = 0.5  # share of the lower of two boxes that must overlap


class Layout(Protocol):
    """Maps offsets into a source's text back to the file."""

    def at(self, start: int, end: int) -> dict[str, Any]:
        """Return what a location adds for text[start:end], by the contract's names: page and boxes, paragraph, sheet and cell."""
        ...


@dataclass(frozen=True, slots=True)
class SteppedLayout:
    """Places that hold from one offset to the next: `places[k]` from `starts[k]` on. `starts` ascends and begins with 0."""

    starts: Sequence[int]
    places: Sequence[dict[str, Any]]

    def at(self, start: int, end: int) -> dict[str, Any]:
        """Return the place `start` lies in."""
        return dict(self.places[bisect_right(self.starts, start) - 1]) if self.starts else {}


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page as it was read lies in that of the file: the area of page space it shows, and by how many quarters it was turned clockwise.

    Page space counts from the bottom left, the page as read from its top left.
    """

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.turn % 2 else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.turn % 2 else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of page space as distances from the left and from the top of the page as read."""
        if self.turn == 0:
            return x - self.left, self.top - y
        if self.turn == 1:
            return y - self.bottom, x - self.left
        if self.turn == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def in_file(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of page space that lies so far from the left and from the top."""
        if self.turn == 0:
            return self.left + x, self.top - y
        if self.turn == 1:
            return self.left + y, self.bottom + x
        if self.turn == 2:
            return self.right - x, self.bottom + y
        return self.right - y, self.top - x


@dataclass(frozen=True, slots=True)
class PageLayout:
    """Pages of a PDF or OFD. `pages` holds the 1-based page of every character, `boxes` four numbers for each.

    A box is x0, y0, x1, y1 in points from the page's top left; a character that is not printed (a tab, a line end) has one of no width.
    `frames` lead back into the pages of a PDF.
    """

    pages: array[int]
    boxes: array[float]
    frames: Sequence[Frame | None] = ()

    def at(self, start: int, end: int) -> dict[str, Any]:
        """Return the 1-based page of `start` and one box a printed line."""
        lines: list[list[float]] = []
        for offset in range(start, end):
            x0, y0, x1, y1 = self.boxes[4 * offset : 4 * offset + 4]
            if x1 <= x0:
                continue
            page = self.pages[offset]
            last = lines[-1] if lines else None
            if last is not None and last[0] == page and _overlap(last, y0, y1) and x0 >= last[1]:
                last[1:] = [min(last[1], x0), min(last[2], y0), max(last[3], x1), max(last[4], y1)]
            else:
                lines.append([page, x0, y0, x1, y1])
        return {
            "page": self.pages[start] if start < len(self.pages) else None,
            "boxes": [[int(line[0]), *(round(value, 1) for value in line[1:])] for line in lines],
        }


def _overlap(line: Sequence[float], y0: float, y1: float) -> bool:
    lower = min(line[4] - line[2], y1 - y0)
    return min(line[4], y1) - max(line[2], y0) > _SAME_LINE * lower
