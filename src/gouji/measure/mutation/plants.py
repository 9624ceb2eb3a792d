"""What is planted: a stretch of the report's text, what stands there instead, and what ought to notice it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from gouji.model.location import Span

_Item = TypeVar("_Item")


class Group(Enum):
    """The classes of plants. The last two stand in tables and are counted apart."""

    AMOUNT = "amount"
    RATIO = "ratio"
    UNIT = "unit"
    DIRECTION = "direction"
    YEAR = "year"
    ENTITY = "entity"
    SUBJECT = "subject"
    CELL = "cell"
    LABEL = "label"


FIGURES = (Group.AMOUNT, Group.RATIO)
WORDS = (Group.UNIT, Group.DIRECTION, Group.YEAR, Group.ENTITY, Group.SUBJECT)
IN_TABLES = (Group.CELL, Group.LABEL)


@dataclass(frozen=True, slots=True)
class Plant:
    """`new` in place of the source's `span`. A finding has to point at `place`, which holds the span and may be wider.

    `bound`: the untouched run checks it, or for words the report itself fixes it. `slip` names what was done, `before` how the
    untouched run left it.
    """

    group: Group
    span: Span
    new: str
    place: Span
    slip: str
    bound: bool
    before: str = ""

    def applied(self, text: str) -> str:
        """Return the text with this one plant in it."""
        return text[: self.span.start] + self.new + text[self.span.end :]

    @property
    def growth(self) -> int:
        """How many characters longer the text becomes."""
        return len(self.new) - (self.span.end - self.span.start)

    def moved(self, span: Span) -> Span:
        """Return where a stretch of the planted text stands in the untouched one."""
        return Span(self._before(span.start, self.span.start), self._before(span.end, self.span.end), span.file)

    def _before(self, offset: int, inside: int) -> int:
        if offset <= self.span.start:
            return offset
        return offset - self.growth if offset >= self.span.start + len(self.new) else inside


class Dice:
    """Choices that hang on the seed and the place alone: another place of the report more or less changes none."""

    def __init__(self, seed: int, *place: object) -> None:
        self._random = random.Random(":".join(map(str, (seed, *place))))

    def roll(self) -> float:
        return self._random.random()

    def pick(self, items: Sequence[_Item]) -> _Item:
        """Return one of the items; there must be one."""
        return items[int(self.roll() * len(items))]

    def shuffled(self, items: Sequence[_Item]) -> list[_Item]:
        """Return the items in an order of chance."""
        left = list(items)
        return [left.pop(int(self.roll() * len(left))) for _ in items]
