"""Glyphs to lines of text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from gouji.ingest.page import Glyph

COLUMN_GAP = 1.2  # of the em, between any glyphs: a column of a table without lines
_SENTENCE = "，。；"
_SAME_LINE = 0.35  # of the em: how far apart the baselines of two glyphs of a line may lie
_SQUARE = "\u2e80"  # from here on characters are as wide as their em
_TWICE = 0.2  # of the em: a glyph drawn again so near makes it bold, it does not repeat it

_HEIGHT, _LEFT = attrgetter("y"), attrgetter("x0")


@dataclass(slots=True)
class Row:
    """Glyphs on one line, from left to right; their text and em go with them."""

    glyphs: list[Glyph]
    page: int
    text: str = ""
    em: float = 0.0
    _columns: int = 0

    def __post_init__(self) -> None:
        self.text = "".join([g.text for g in self.glyphs])
        self.em = _levelled(self.glyphs)

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
    def is_prose(self) -> bool:
        """Whether a sentence runs through the line, however wide the gaps that a filled-in number leaves."""
        return any(mark in self.text for mark in _SENTENCE)

    def columns(self) -> int:
        """Return how many pieces the wide gaps of the line make; a sentence is one."""
        if not self._columns:
            gaps = 0 if self.is_prose else sum([b.x0 - a.x1 > COLUMN_GAP * b.em for a, b in pairwise(self.glyphs)])
            self._columns = 1 + gaps
        return self._columns


def rows_of(glyphs: Iterable[Glyph], page: int = 0) -> list[Row]:
    """Return glyphs as lines from top to bottom."""
    return [Row(line, page) for line in _lines(glyphs)]


def in_order(glyphs: list[Glyph]) -> list[Glyph]:
    """Return glyphs line by line, each from left to right."""
    if len(glyphs) < 2:
        return glyphs
    ordered = []
    for line in _lines(glyphs):
        _levelled(line)
        ordered += line
    return ordered


def _lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    lines: list[list[Glyph]] = []
    y = em = 0.0
    for glyph in sorted(glyphs, key=_HEIGHT):
        if lines and glyph.y - y <= _SAME_LINE * (glyph.em if glyph.em > em else em):
            lines[-1].append(glyph)
            em = max(em, glyph.em)
        else:
            lines.append([glyph])
            em = glyph.em
        y = glyph.y
    return [_once(sorted(line, key=_LEFT)) for line in lines]


def _once(line: list[Glyph]) -> list[Glyph]:
    """Return a line without the glyphs drawn a second time on their own place."""
    last = line[0]
    kept = [last]
    for glyph in line[1:]:
        if glyph.text != last.text or glyph.x0 - last.x0 > _TWICE * glyph.em:
            kept.append(glyph)
            last = glyph
    return kept


def _levelled(line: list[Glyph]) -> float:
    """Return the em of a line, and give it to the glyphs: a figure's or sign's own width says little about it, a square character's does."""
    widths = sorted([g.em for g in line if g.text >= _SQUARE] or [g.em for g in line])
    em = widths[len(widths) // 2]
    for glyph in line:
        if glyph.em > em or glyph.text < _SQUARE:
            glyph.em = em
    return em
