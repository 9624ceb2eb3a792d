"""One text in reading order under construction: its lines, where each piece came from, which lines are headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from gouji.ingest.fold import fold
from gouji.ingest.headings import WRAPPED, goes_on
from gouji.ingest.limits import Budget
from gouji.ingest.read import Read
from gouji.model.layout import SteppedLayout

_SPACE = re.compile(r"\s+")

# Above this share of long paragraphs that end in the middle of a sentence the text was pasted with the lines of a page:
# of thirteen labelled reports those as written have at most 0.11, those with the lines of their pages at least 0.64.
_MOST_BROKEN = 0.25

# A piece of text and the place in the file it stands at.
Piece = tuple[str, dict[str, Any] | None]


def closed_up(text: str) -> str:
    """Return text with each run of white space as one space, none at its ends: inside a cell neither tab nor line end may stand."""
    return " ".join(text.split())


def _lines(text: str) -> str:
    """Return a paragraph without tabs, and with those of its line breaks that do not part a sentence."""
    lines = [_SPACE.sub(" ", line).strip() for line in text.split("\n")]
    bare = ["".join(fold(line).split()) for line in lines]
    joins = (" " if goes_on(a, b) else "\n" for a, b in pairwise(bare))
    return lines[0] + "".join(join + line for join, line in zip(joins, lines[1:], strict=True))


class Writer:
    """Collects lines and rows and returns them as a Read; refuses them where they grow beyond the limit, since one text of a small
    file may stand in many places."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._parts: list[str] = []
        self._length = 0
        self._starts: list[int] = []
        self._places: list[dict[str, Any]] = []
        self._headings: list[int] = []
        self._blank = True
        self._long = self._broken = 0  # paragraphs long enough to be broken off, and how many seem to be
        self._last = ""

    def line(self, pieces: Sequence[Piece], *, heading: bool = False) -> None:
        """Add one paragraph. A line end inside it begins a new line at the same place; a tab would make it a table row."""
        if heading:
            self._headings.append(self._length)
        for text, place in pieces:
            self._add(_lines(text) if "\n" in text or "\t" in text else text, place)
        self._end()
        self._count("".join(text for text, _ in pieces))

    def row(self, cells: Sequence[Sequence[Piece]]) -> None:
        """Add one row of a table, its cells divided by tabs."""
        for number, cell in enumerate(cells):
            if number:
                self._add("\t", None)
            filled = 0
            for text, place in cell:
                if text := closed_up(text):
                    self._add(" " + text if filled else text, place)
                    filled += 1
        self._end()

    def blank(self) -> None:
        """Divide what follows from what stands above by one empty line."""
        if not self._blank:
            self._add("\n", None)
            self._blank = True

    def done(
        self, *, whole_lines: bool = False, notices: Iterable[str] = (), encoding: str = "", places: bool = True
    ) -> Read:
        """Return what was written. `whole_lines`: the format says where paragraphs end, as far as the file was not made of broken lines."""
        whole_lines = whole_lines and self._broken <= _MOST_BROKEN * self._long
        layout = SteppedLayout(self._starts, self._places) if places else None
        return Read("".join(self._parts), layout, tuple(notices), encoding, whole_lines, frozenset(self._headings))

    def _end(self) -> None:
        self._add("\n", None)
        self._blank = False
        self._budget.ensure("characters", self._length)
        self._budget.ensure_time()

    def _count(self, text: str) -> None:
        if len(self._last) >= WRAPPED:
            self._long += 1
            self._broken += goes_on("".join(fold(self._last).split()), "".join(fold(text[:WRAPPED]).split()))
        self._last = text

    def _add(self, text: str, place: dict[str, Any] | None) -> None:
        if place is not None and text and (not self._places or self._places[-1] != place):
            # The first place also holds for what stands before it, so that the steps begin with 0.
            self._starts.append(self._length if self._starts else 0)
            self._places.append(place)
        self._parts.append(text)
        self._length += len(text)
