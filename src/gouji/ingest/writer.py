"""One text in reading order under construction: its lines, where each piece came from, which lines are headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from gouji.ingest.read import Read
from gouji.model.layout import SteppedLayout

_SPACE = re.compile(r"\s+")

# A piece of text and the place in the file it stands at.
Piece = tuple[str, dict[str, Any] | None]


def closed_up(text: str) -> str:
    """Return text with each run of white space as one space, none at its ends: inside a cell neither tab nor line end may stand."""
    return " ".join(text.split())


class Writer:
    """Collects lines and rows and returns them as a Read."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._starts: list[int] = []
        self._places: list[dict[str, Any]] = []
        self._headings: list[int] = []
        self._blank = True

    def line(self, pieces: Iterable[Piece], *, heading: bool = False) -> None:
        """Add one paragraph. A line end inside it begins a new line at the same place; a tab would make it a table row."""
        if heading:
            self._headings.append(self._length)
        for text, place in pieces:
            lines = (_SPACE.sub(" ", line).strip() if "\t" in line else line for line in text.split("\n"))
            self._add("\n".join(lines), place)
        self._add("\n", None)
        self._blank = False

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
        self._add("\n", None)
        self._blank = False

    def blank(self) -> None:
        """Divide what follows from what stands above by one empty line."""
        if not self._blank:
            self._add("\n", None)
            self._blank = True

    def done(self, *, notices: Iterable[str] = (), encoding: str = "", places: bool = True) -> Read:
        """Return what was written."""
        layout = SteppedLayout(self._starts, self._places) if places else None
        return Read("".join(self._parts), layout, tuple(notices), encoding, frozenset(self._headings))

    def _add(self, text: str, place: dict[str, Any] | None) -> None:
        if place is not None and text and (not self._places or self._places[-1] != place):
            # The first place also holds for what stands before it, so that the steps begin with 0.
            self._starts.append(self._length if self._starts else 0)
            self._places.append(place)
        self._parts.append(text)
        self._length += len(text)
