"""A page of a fixed layout (PDF, OFD, a recognised image): glyphs and ruling lines, in points from the page's top left."""

from __future__ import annotations

from dataclasses import dataclass, field

from gouji.model.layout import Frame

_ASCENT, _DESCENT = 0.86, 0.14  # of the em; what Chinese fonts declare


@dataclass(slots=True)
class Glyph:
    """One character: its advance from x0 to x1, the baseline y it stands on, and the em."""

    text: str
    x0: float
    x1: float
    y: float
    em: float

    @property
    def middle(self) -> float:
        """The height of the middle of the character body; that of a comma is not its ink's."""
        return self.y - (_ASCENT - _DESCENT) / 2 * self.em

    @property
    def box(self) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 of the character body."""
        return self.x0, self.y - _ASCENT * self.em, self.x1, self.y + _DESCENT * self.em


@dataclass(slots=True)
class Stroke:
    """A straight ruling line at `at`, from `low` to `high`: a height for a horizontal one, a distance from the left for a vertical one."""

    at: float
    low: float
    high: float


@dataclass(slots=True)
class Page:
    """One page as drawn. `recognised` is the mean confidence of recognised text, None where the file itself has the characters.

    `frame` tells of a page of a PDF how it lies in that of the file.
    """

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontal: list[Stroke] = field(default_factory=list)
    vertical: list[Stroke] = field(default_factory=list)
    recognised: float | None = None
    frame: Frame | None = None
