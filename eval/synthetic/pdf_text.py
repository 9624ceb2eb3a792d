"""Text as it comes out of a PDF."""

from __future__ import annotations

from .document import Fig, Heading, Paragraph, Piece, Table
from .printer import Printer

NUMBERS = {"amount", "delta", "rate", "count", "year", "score"}
SOLID = set("0123456789.,%")
CLOSING = set("，。、；：）”》！？")


class Pdf(Printer):
    """Lines broken at a fixed width, blank cells lost, page numbers in between."""

    def setup(self) -> None:
        rng = self.rng
        self.width = rng.randint(34, 44)
        self.gap = rng.choice(["\n", "\n", "\n\n"])
        self.spaced = rng.random() < 0.5
        self.glued = rng.random() < 0.3
        self.headless = rng.random() < 0.5  # header cells one a line
        self.broken = rng.random() < 0.5  # long names around their numbers
        self.foot = rng.choice(["— {} —", "- {} -", "{}"])
        self.repeated = rng.random() < 0.25  # headers again on a table's next page
        self.depth, self.lines, self.page = rng.randint(36, 48), 0, 1

    def newline(self, gap: str = "\n") -> None:
        self.text.put(gap)
        self.lines += 1
        if self.lines >= self.depth:
            self.text.put(self.foot.format(self.page) + "\n")
            self.lines, self.page = 0, self.page + 1

    def keep(self, lines: int) -> None:
        """Begin a new page if so many lines would not stand together on this one."""
        if self.lines + lines >= self.depth:
            self.text.put(self.foot.format(self.page) + "\n")
            self.lines, self.page = 0, self.page + 1

    def heading(self, block: Heading) -> None:
        self.wrapped(block.pieces)

    def paragraph(self, block: Paragraph) -> None:
        self.wrapped(block.pieces)

    def wrapped(self, pieces: list[Piece]) -> None:
        """Print the pieces in lines of the page's width; numbers are not broken, spans follow the breaks."""
        chars, spans = self.composed(pieces)
        places, at = [], 0
        column = 0
        while at < len(chars):
            end = at + 1
            while end < len(chars) and chars[end] in SOLID and chars[end - 1] in SOLID:
                end += 1
            if column + end - at > self.width and column and chars[at] not in CLOSING:
                self.newline(self.gap)
                column = 0
            for offset in range(at, end):
                places.append(self.text.at + offset - at)
            self.text.put(chars[at:end])
            column += end - at
            at = end
        for key, (start, stop) in spans.items():
            if stop > start:
                self.text.spans[key] = (places[start], places[stop - 1] + 1)
        self.newline(self.gap)

    def composed(self, pieces: list[Piece]) -> tuple[str, dict[int, tuple[int, int]]]:
        out, at, spans = [], 0, {}
        for piece in pieces:
            text = piece if isinstance(piece, str) else piece.shown
            if self.spaced and isinstance(piece, Fig) and piece.kind in NUMBERS and at:
                out.append(" ")
                at += 1
            if isinstance(piece, Fig):
                spans[id(piece)] = (at, at + len(text))
            out.append(text)
            at += len(text)
        return "".join(out), spans

    def table(self, table: Table) -> None:
        self.wrapped(table.title)
        if table.form:
            self.row([table.form])
        self.row([*table.owner, " ", *self.unit(table)], "")
        self.keep(sum(len(head) if self.headless else 1 for head in table.head) + 1)
        self.header(table)
        for row in table.rows:
            page = self.page
            self.body(row)
            if self.repeated and self.page > page and row is not table.rows[-1]:
                self.header(table)
        for note in table.notes:
            self.wrapped(note)

    def header(self, table: Table) -> None:
        for head in table.head:
            cells: list[Piece] = [cell for cell in head if cell]
            if self.headless and not str(cells[0]).isdigit():
                for cell in cells:
                    self.row([cell])
            elif cells:
                self.row(cells)

    def body(self, row: list[Piece]) -> None:
        """Print a row without its blank cells; a long name is broken and its numbers follow on a line of their own."""
        cells = [cell for cell in row if cell]
        long = next(
            (at for at, c in enumerate(cells) if isinstance(c, Fig) and c.kind == "subject" and len(c.text) > 12), None
        )
        if self.broken and long is not None and len(cells) <= 8:
            self.text.pieces([piece for cell in cells[:long] for piece in (cell, " ")][:-1])
            self.text.put("\n" if long else "")
            name = cells[long]
            assert isinstance(name, Fig)
            start = self.text.at
            self.text.put(name.text[:10] + "\n" + name.text[10:])
            self.text.spans[id(name)] = (start, self.text.at)
            self.text.put("\n" if cells[long + 1 :] else "")
            self.row(cells[long + 1 :])
        elif cells:
            self.row(cells)

    def row(self, cells: list[Piece], between: str = " ") -> None:
        for at, cell in enumerate(cells):
            before = cells[at - 1] if at else None
            tight = self.glued and isinstance(before, Fig) and isinstance(cell, str) and "、" in cell
            if at and not tight:
                self.text.put(between)
            self.text.piece(cell)
        self.newline()
