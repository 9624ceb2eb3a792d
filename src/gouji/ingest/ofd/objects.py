"""The objects of an OFD page (text, paths, composites) to glyphs and rules."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouji.ingest.limits import Budget
from gouji.ingest.ofd.geometry import Matrix, box_of, matrix_of, number, numbers, offsets
from gouji.ingest.ofd.paths import segments
from gouji.ingest.page import Glyph, Page, Stroke

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

_LATIN = "\xff"  # up to here characters are half as wide as their em
_HALF = 0.5  # width of a half-width character in sizes, where nothing says more
_WIDEST = 1.3  # a step wider than this many usual widths holds a gap as well
_WHITE = 250  # of 255; a line this light is not seen on paper
_SLACK = 1.0  # millimetres a line may reach beyond the boundary of its object before it is cut off
_FEW_GLYPHS = 20
_PICTURES = 0.6  # of the page, for a page without text to be a scan
_ASKS = 500  # objects between two looks at the clock


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page with the share of it that pictures cover, the resources they are, and how most of its text runs.

    `turn` is by how many quarters it runs turned clockwise.
    """

    page: Page
    pictures: float
    resources: tuple[str, ...]
    turn: int

    @property
    def is_scan(self) -> bool:
        """Whether the page is a picture with hardly a character on it."""
        return self.pictures > _PICTURES and len(self.page.glyphs) < _FEW_GLYPHS

    @property
    def items(self) -> int:
        """How much is drawn on it."""
        return len(self.page.glyphs) + len(self.page.horizontal) + len(self.page.vertical)


class Drawing:
    """Draws objects onto one page.

    `units` holds the composite graphics of the document by their ID; `before` counts what the pages before this one hold.
    """

    def __init__(self, page: Page, units: Mapping[str, _Element], budget: Budget, before: int = 0) -> None:
        self._page, self._units, self._budget, self._before = page, units, budget, before
        self._seen = 0
        self._pictures = 0.0
        self._resources: list[str] = []
        self._quarters = [0, 0, 0, 0]

    def done(self) -> DrawnPage:
        """Return what has been drawn."""
        most = max(range(4), key=lambda k: self._quarters[k])
        return DrawnPage(
            self._page,
            self._pictures / (self._page.width * self._page.height),
            tuple(self._resources),
            most if 2 * self._quarters[most] > sum(self._quarters) else 0,
        )

    def draw(self, parent: _Element, matrix: Matrix, depth: int = 0) -> None:
        """Draw what an element holds, in document order, blocks and layers included."""
        self._budget.ensure("depth", depth)
        for element in parent:
            self._seen += 1
            if self._seen % _ASKS == 0:
                self._budget.ensure_time()
            kind = local(element)
            if kind in ("Layer", "PageBlock"):
                self.draw(element, matrix, depth + 1)
            elif element.get("Visible", "").lower() == "false":
                continue
            elif kind == "TextObject":
                self._text(element, matrix)
            elif kind == "PathObject":
                self._path(element, matrix)
            elif kind == "ImageObject":
                left, top, right, bottom = self._frame(element, matrix)
                self._pictures += max(0.0, right - left) * max(0.0, bottom - top)
                self._resources.append(element.get("ResourceID", ""))
            elif kind == "CompositeObject":
                unit = self._units.get(element.get("ResourceID", ""))
                if unit is not None:
                    self.draw(unit, _inside(element).then(matrix), depth + 1)

    def _text(self, element: _Element, matrix: Matrix) -> None:
        try:
            size = number(element.get("Size", ""))
            scale = number(element.get("HScale", "1"))
        except ValueError:
            return
        lead = _inside(element).then(matrix)
        x = y = 0.0
        for code in element:
            if local(code) != "TextCode":
                continue
            x = next(iter(numbers(code.get("X"))), x)
            y = next(iter(numbers(code.get("Y"))), y)
            text = "".join(code.itertext()).strip("\r\n")
            before = len(self._page.glyphs)
            self._page.glyphs += self._glyphs(text, (x, y), code, size, scale, lead)
            self._quarters[lead.quarter] += len(self._page.glyphs) - before
        self._ensure_room()

    def _glyphs(
        self, text: str, start: tuple[float, float], code: _Element, size: float, scale: float, lead: Matrix
    ) -> Iterator[Glyph]:
        """Yield the characters of one TextCode: each stands where the steps before it lead.

        Where the steps give out, a character follows the one before at its usual width.
        """
        x, y = start
        across, down = offsets(code.get("DeltaX"), len(text)), offsets(code.get("DeltaY"), len(text))
        em = size * math.hypot(lead.c, lead.d)
        full, half, widest = size * scale, size * scale * _HALF, self._page.width
        for k, character in enumerate(text):
            usual = full if character > _LATIN else half
            step = across[k] if k < len(across) else 0.0 if k < len(down) else usual
            if character.strip():
                width = step if 0 < step <= usual * _WIDEST else usual
                x0, y0 = lead.a * x + lead.c * y + lead.e, lead.b * x + lead.d * y + lead.f
                x1, y1 = x0 + lead.a * width, y0 + lead.b * width
                if abs(y1 - y0) > abs(x1 - x0):  # runs turned: its em lies across
                    x0, x1, y0 = x0 - em / 2, x0 + em / 2, max(y0, y1)
                elif x1 < x0:
                    x0, x1 = x1, x0
                if 0 <= (x0 + x1) / 2 <= widest and 0 <= y0 <= self._page.height:
                    yield Glyph(character, x0, x1, y0, em)
            x, y = x + step, y + (down[k] if k < len(down) else 0.0)

    def _path(self, element: _Element, matrix: Matrix) -> None:
        data = next((child.text or "" for child in element if local(child) == "AbbreviatedData"), "")
        stroked = element.get("Stroke", "true").lower() != "false" and _dark(element, "StrokeColor")
        filled = element.get("Fill", "").lower() == "true" and _dark(element, "FillColor")
        if not stroked and not filled:
            return
        frame = self._frame(element, matrix)
        for x0, y0, x1, y1 in segments(data, _inside(element).then(matrix), stroked=stroked):
            left, top, right, bottom = max(x0, frame[0]), max(y0, frame[1]), min(x1, frame[2]), min(y1, frame[3])
            if not (left <= right and top <= bottom):  # nor what has overflowed to no number at all
                continue
            if right - left > bottom - top:
                self._page.horizontal.append(Stroke((top + bottom) / 2, left, right))
            else:
                self._page.vertical.append(Stroke((left + right) / 2, top, bottom))
        self._ensure_room()

    def _ensure_room(self) -> None:
        """Refuse what goes on drawing: composites may hold one another many times over."""
        page = self._page
        drawn = len(page.glyphs) + len(page.horizontal) + len(page.vertical)
        self._budget.ensure("characters", self._before + drawn)

    def _frame(self, element: _Element, matrix: Matrix) -> tuple[float, float, float, float]:
        """Return the part of the page an object may draw on: its boundary, or all of it."""
        page = (0.0, 0.0, self._page.width, self._page.height)
        box = box_of(element.get("Boundary"))
        if box is None:
            return page
        x, y, width, height = box
        corners = [matrix.at(x + dx, y + dy) for dx in (-_SLACK, width + _SLACK) for dy in (-_SLACK, height + _SLACK)]
        left, right = min(p[0] for p in corners), max(p[0] for p in corners)
        top, bottom = min(p[1] for p in corners), max(p[1] for p in corners)
        return max(page[0], left), max(page[1], top), min(page[2], right), min(page[3], bottom)


def local(element: _Element) -> str:
    """Return an element's name without its namespace: producers of the drafts and of the standard differ in it."""
    return str(element.tag).rpartition("}")[2]


def _inside(element: _Element) -> Matrix:
    """Return what leads from an object's own space to that of its parent: its CTM, then the corner of its boundary."""
    x, y, _, _ = box_of(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    return matrix_of(element.get("CTM")).then(Matrix(e=x, f=y))


def _dark(element: _Element, name: str) -> bool:
    """Whether a colour is one that is seen on white paper; without any it is black."""
    colour = next((child for child in element if local(child) == name), None)
    if colour is None:
        return True
    if colour.get("Alpha", "255").strip() == "0":
        return False
    value = numbers(colour.get("Value"))
    return len(value) not in (1, 3) or min(value) < _WHITE
