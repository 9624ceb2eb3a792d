"""What the shapes share: the text so far, with the span of every figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from .document import Block, Heading, Paragraph, Piece, Table


@dataclass(slots=True)
class Text:
    """The text so far, and where each figure stands in it, by its id."""

    parts: list[str] = field(default_factory=list)
    at: int = 0
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.at += len(text)

    def piece(self, piece: Piece) -> None:
        if isinstance(piece, str):
            self.put(piece)
            return
        start = self.at
        self.put(piece.shown)
        self.spans[id(piece)] = (start, self.at)

    def pieces(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            self.piece(piece)


class Printer:
    """What the shapes share."""

    def __init__(self, rng: Random) -> None:
        self.text = Text()
        self.rng = rng
        self.setup()

    def setup(self) -> None:
        """Draw the habits of this report."""

    def block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self.heading(block)
        elif isinstance(block, Paragraph):
            self.paragraph(block)
        else:
            self.table(block)

    def heading(self, block: Heading) -> None:
        self.text.put("#" * block.level + " ")
        self.line(block.pieces)

    def paragraph(self, block: Paragraph) -> None:
        self.line(block.pieces)

    def line(self, pieces: list[Piece]) -> None:
        self.text.pieces(pieces)
        self.text.put("\n\n")

    def table(self, table: Table) -> None:
        self.line(table.title)
        if table.form:
            self.line([table.form])
        self.line([*table.owner, "　", *self.unit(table)])
        self.grid(table)
        for note in table.notes:
            self.line(note)

    def unit(self, table: Table) -> list[Piece]:
        return ["金额单位：", table.measure]

    def grid(self, table: Table) -> None:
        raise NotImplementedError
