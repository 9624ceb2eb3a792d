"""A picture as a list of rectangles, squares and words, before anybody decides on SVG or pixels."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH = 720
SIZE = 13  # of ordinary words
# Told apart by people who cannot tell red from green, and in grey: blue and vermilion after Okabe and Ito, differing in lightness.
INKS = {
    "paper": "#ffffff", "ink": "#1b1b1a", "soft": "#5c5c58", "rule": "#d9d9d4",
    "first": "#0072b2", "second": "#8fc1de", "wrong": "#d55e00", "unseen": "#b4b4ac",
}  # fmt: skip
_NARROW = 0.6  # of an em: the widest digit of the fonts in question


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle; `link` is the id of a place in the page, `title` is told on pointing at it."""

    x: float
    y: float
    width: float
    height: float
    ink: str
    title: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Squares:
    """Many squares of one size and ink, by their upper left corners."""

    corners: tuple[tuple[float, float], ...]
    side: float
    ink: str


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `y` is its baseline, `anchor` start, middle or end."""

    x: float
    y: float
    text: str
    ink: str = "ink"
    size: float = SIZE
    anchor: str = "start"
    bold: bool = False


Shape = Rect | Squares | Words


@dataclass(slots=True)
class Picture:
    """One picture: what it is called, what it says in words for those who do not see it, and its shapes."""

    title: str
    told: str
    height: float = 0
    shapes: list[Shape] = field(default_factory=list)

    def add(self, *shapes: Shape) -> None:
        self.shapes += shapes

    def head(self, note: str = "") -> float:
        """Write the title and the line below it; return where the drawing may begin."""
        self.add(Words(0, 18, self.title, size=16, bold=True))
        y = 18.0
        for line in wrapped(note, WIDTH, 12, lines=2) if note else ():
            y += 19
            self.add(Words(0, y, line, "soft", 12))
        return y + 14

    def foot(self, y: float, notes: Sequence[str]) -> None:
        """Write the notes under the drawing and settle the height."""
        for note in notes:
            for line in wrapped(note, WIDTH, 12, lines=3):
                y += 18
                self.add(Words(0, y, line, "soft", 12))
        self.height = y + 8


def length(text: str, size: float = SIZE) -> float:
    """Return about how wide a text is; never less than it is in the fonts that are used."""
    return size * sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else _NARROW for c in text)


def wrapped(text: str, width: float, size: float = SIZE, lines: int = 2) -> list[str]:
    """Return the text in at most so many lines of this width; what does not fit ends in an ellipsis."""
    result: list[str] = []
    rest = text
    while rest:
        end, used = 0, 0.0
        while end < len(rest) and used + length(rest[end], size) <= width:
            used += length(rest[end], size)
            end += 1
        end = max(1, end)
        if len(result) == lines - 1 and end < len(rest):
            result.append(rest[: max(0, end - 1)] + "…")
            break
        result.append(rest[:end])
        rest = rest[end:]
    return result
