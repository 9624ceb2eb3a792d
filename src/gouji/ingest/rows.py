"""Glyphs to lines of text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from gouji.ingest.page import Glyph

COLUMN_GAP = 1.2  # of the em, between any glyphs: a column of a table without lines
_SENTENCE = "，。；"
_SAME_LINE = 0.35  # of the em: how far apart the baselines of two glyphs of a line may lie
_SQUARE = "\u2e80"  # from here on characters are as wide as their em
_TWICE = 0.2  # of the em: a glyph drawn again so near makes it bold, it does not repeat it


@dataclass(slots=True)
class Row:
    """Glyphs on one line, from left to right."""

    glyphs: list[Glyph]
    page: int
    em: float = 0.0

    def __post_init__(self) -> None:
        """Take the em from the square characters; a figure's or sign's own width says little about it."""
        square = [g.em for g in self.glyphs if g.text >= _SQUARE]
        widths = sorted(square or [g.em for g in self.glyphs])
        self.em = widths[len(widths) // 2]
        for glyph in self.glyphs:
            glyph.em = min(glyph.em, self.em) if glyph.text >= _SQUARE else self.em

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return self.glyphs[-1].x1

    @property
    def middle(self) -> float:
        return self.glyphs[0].middle

    @property
    def text(self) -> str:
        return "".join(g.text for g in self.glyphs)

    @property
    def is_prose(self) -> bool:
        """Whether a sentence runs through the line, however wide the gaps that a filled-in number leaves."""
        return any(mark in self.text for mark in _SENTENCE)

    def columns(self) -> int:
        """Return how many pieces the wide gaps of the line make; a sentence is one."""
        if self.is_prose:
            return 1
        return 1 + sum(b.x0 - a.x1 > COLUMN_GAP * b.em for a, b in pairwise(self.glyphs))


def rows_of(glyphs: Iterable[Glyph], page: int = 0) -> list[Row]:
    """Return glyphs as lines from top to bottom."""
    rows: list[list[Glyph]] = []
    ems: list[float] = []
    for glyph in sorted(glyphs, key=lambda g: g.y):
        if rows and glyph.y - rows[-1][-1].y <= _SAME_LINE * max(glyph.em, ems[-1]):
            rows[-1].append(glyph)
            ems[-1] = max(ems[-1], glyph.em)
        else:
            rows.append([glyph])
            ems.append(glyph.em)
    result = []
    for row in rows:
        row.sort(key=lambda g: g.x0)
        kept = row[:1]
        for glyph in row[1:]:
            if glyph.text != kept[-1].text or glyph.x0 - kept[-1].x0 > _TWICE * glyph.em:
                kept.append(glyph)
        result.append(Row(kept, page))
    return result


def in_order(glyphs: list[Glyph]) -> list[Glyph]:
    """Return glyphs line by line, each from left to right."""
    if len(glyphs) < 2:
        return glyphs
    return [glyph for row in rows_of(glyphs) for glyph in row.glyphs]
