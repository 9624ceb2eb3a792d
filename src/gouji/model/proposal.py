"""What the assistant proposes for the second pass: readings of numbers, never numbers. Code aligns and checks them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from gouji.model.alignment import Reading
from gouji.model.claim import Basis, Comparator, Measure, Period
from gouji.model.outcome import Witness


class RelationKind(Enum):
    """An arithmetic between numbers of one paragraph: the first is worked out from the others."""

    SUM = "合计"
    CHANGE = "增减额"
    GROWTH = "增减率"
    SHARE = "占比"
    EXECUTION = "执行率"
    SAME = "相同"


@dataclass(frozen=True, slots=True)
class Label:
    """How a number of the narrative is to be read. `figure` is its index; `request` the key of the exchange it comes from.

    `subject` are words of the paragraph or of a heading above it, '' where neither names anything; `direction` is 1, -1 or 0 (not said).
    """

    figure: int
    measure: Measure
    subject: str
    basis: Basis
    period: Period
    versus: Comparator
    direction: int
    request: str


@dataclass(frozen=True, slots=True)
class StatedRelation:
    """An arithmetic that a paragraph states: the figure `result` from the figures `operands`, in the order the kind wants."""

    kind: RelationKind
    result: int
    operands: tuple[int, ...]
    request: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The cell a number was said to stand in, out of those it was offered."""

    figure: int
    reading: Reading
    request: str


@dataclass(frozen=True, slots=True)
class Incompatible:
    """Two near-identical statements said not to be true together; `left` and `right` are the words in which they differ."""

    left: Witness
    right: Witness
    differs: str
    request: str


@dataclass(slots=True)
class Proposals:
    """All that one report's assistant proposes."""

    labels: dict[int, Label] = field(default_factory=dict)
    relations: list[StatedRelation] = field(default_factory=list)
    choices: dict[int, Choice] = field(default_factory=dict)
    incompatible: list[Incompatible] = field(default_factory=list)
