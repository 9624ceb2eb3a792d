"""The report before it is printed: headings, paragraphs and tables, made of words and of figures that know what they state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(slots=True, eq=False)
class Fig:
    """One printed figure, name, year, word or list. `key` is the fact it states: figures of one key must agree.

    `of`: the facts it follows from; `group`: figures of one phrase; `trap`: why it is right although it looks wrong.
    """

    text: str
    kind: str  # amount, rate, delta, count, name, year, word, list, cell
    key: str = ""
    value: Fraction | None = None
    unit: str = ""
    of: tuple[str, ...] = ()
    group: int = 0
    trap: str = ""

    @property
    def shown(self) -> str:
        return self.text + self.unit


Piece = str | Fig


@dataclass(slots=True)
class Heading:
    level: int
    pieces: list[Piece]


@dataclass(slots=True)
class Paragraph:
    pieces: list[Piece]


@dataclass(slots=True)
class Table:
    """A disclosure table. `head`: rows as wide as the table, None where the cell to the left goes on.

    `sums`: (whole, parts) among the figures of the cells, as its identities demand.
    """

    key: str
    title: list[Piece]
    form: str
    owner: list[Piece]
    unit: str
    head: list[list[str | None]]
    rows: list[list[Piece]] = field(default_factory=list)
    notes: list[list[Piece]] = field(default_factory=list)
    sums: list[tuple[Fig, list[Fig]]] = field(default_factory=list)
    measure: Fig = field(init=False)  # the unit as printed in the header

    def __post_init__(self) -> None:
        self.measure = Fig(self.unit, "unit", key=f"unit.{self.key}")


Block = Heading | Paragraph | Table


@dataclass(slots=True)
class Report:
    """A whole report with the sums its narrative states: (whole, parts) by key."""

    number: int
    template: str
    shape: str
    kind: str
    blocks: list[Block]
    sums: list[tuple[str, list[str]]]
    absences: list[tuple[str, list[Piece]]] = field(default_factory=list)  # “无…” as the form says it, by fact

    def figures(self) -> Iterator[tuple[Block, Fig]]:
        for block in self.blocks:
            for piece in pieces_of(block):
                if isinstance(piece, Fig):
                    yield block, piece


def pieces_of(block: Block) -> Iterator[Piece]:
    """Yield the pieces of a block in the order in which every shape prints them."""
    if not isinstance(block, Table):
        yield from block.pieces
        return
    yield from block.title
    yield from block.owner
    yield block.measure
    for row in block.rows:
        yield from row
    for note in block.notes:
        yield from note
