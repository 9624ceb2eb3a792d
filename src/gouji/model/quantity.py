"""Numbers found in the narrative."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gouji.model.document import Paragraph
from gouji.model.location import Span
from gouji.values.printed import Printed
from gouji.values.units import Dimension


class Modifier(Enum):
    """A word that makes a number less than exact; such numbers are never held against another."""

    NONE = ""
    APPROXIMATE = "约数"  # 余 多 约 近 左右
    BOUND = "界限"  # ≥ 不低于 以上 以内
    RANGE = "区间"  # 97%—100%


@dataclass(slots=True, unsafe_hash=True)
class Quantity:
    """A number with its unit. `start` and `end` are positions in the folded text of `paragraph`."""

    index: int
    paragraph: Paragraph
    start: int
    end: int
    printed: Printed
    modifier: Modifier

    @property
    def span(self) -> Span:
        return self.paragraph.view.span(self.start, self.end)

    @property
    def dimension(self) -> Dimension:
        return self.printed.unit.dimension

    @property
    def counts_as_figure(self) -> bool:
        """Whether it is an amount or ratio; counts with measure words are kept apart."""
        return self.dimension is not Dimension.COUNT
