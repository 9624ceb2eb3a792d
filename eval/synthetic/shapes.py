"""A report as text in one of four shapes, with the span of every figure: Markdown, tabs, HTML tables, out of a PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from .document import Block, Fig, Heading, Paragraph, Piece, Report, Table

SHAPES = {"markdown": "md", "tabs": "txt", "html": "md", "pdf": "txt"}
NUMBERS = {"amount", "delta", "rate", "count", "year", "score"}
SOLID = set("0123456789.,%")
CLOSING = set("，。、；：）”》！？")


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


def shape(report: Report, rng: Random) -> tuple[str, dict[int, tuple[int, int]]]:
    """Return the text and the spans of its figures by id."""
    printer = {"markdown": Markdown, "tabs": Tabs, "html": Html, "pdf": Pdf}[report.shape](rng)
    for block in report.blocks:
        printer.block(block)
    return "".join(printer.text.parts), printer.text.spans


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
        self.line([*table.owner, f"　{self.unit(table)}"])
        self.grid(table)
        for note in table.notes:
            self.line(note)

    def unit(self, table: Table) -> str:
        return f"金额单位：{table.unit}"

    def grid(self, table: Table) -> None:
        raise NotImplementedError


class Markdown(Printer):
    """Pipe tables."""

    def setup(self) -> None:
        self.titled = self.rng.choice(["", "#### ", "**"])
        self.colon = self.rng.choice(["金额单位：", "单位："])

    def unit(self, table: Table) -> str:
        return f"{self.colon}{table.unit}"

    def table(self, table: Table) -> None:
        end = "**" if self.titled == "**" else ""
        self.text.put(self.titled)
        self.text.pieces(table.title)
        self.text.put(f"{end}\n\n")
        if table.form:
            self.line([table.form])
        self.line([*table.owner, f"　{self.unit(table)}"])
        self.grid(table)
        for note in table.notes:
            self.line(note)

    def grid(self, table: Table) -> None:
        width = len(table.head[-1])
        lines: list[list[Piece]] = [[cell or "" for cell in row] for row in table.head]
        for at, row in enumerate([*lines, *table.rows]):
            self.text.put("|")
            for cell in row:
                self.text.put(" ")
                self.text.piece(cell)
                self.text.put(" |")
            self.text.put("\n")
            if not at:
                self.text.put("|" + "---|" * width + "\n")
        self.text.put("\n")


class Tabs(Printer):
    """Cells parted by tabs, blank ones kept."""

    def setup(self) -> None:
        self.hashes = self.rng.random() < 0.5
        self.inside = self.rng.random() < 0.5  # title, form and unit as rows of the table

    def heading(self, block: Heading) -> None:
        if self.hashes:
            self.text.put("#" * block.level + " ")
        self.line(block.pieces)

    def table(self, table: Table) -> None:
        self.line(table.title)
        if not self.inside:
            if table.form:
                self.line([table.form])
            self.line([*table.owner, f" {self.unit(table)}"])
        self.grid(table)
        for note in table.notes:
            self.line(note)

    def grid(self, table: Table) -> None:
        width = len(table.head[-1])
        rows: list[list[Piece]] = []
        if self.inside:
            if table.form:
                rows.append([*[""] * (width - 1), table.form])
            self.text.pieces(table.owner)
            self.text.put("\t" * (width - 1) + self.unit(table) + "\n")
        rows += [[cell or "" for cell in row] for row in table.head]
        for row in [*rows, *table.rows]:
            for at, cell in enumerate(row):
                if at:
                    self.text.put("\t")
                self.text.piece(cell)
            self.text.put("\n")
        self.text.put("\n")


class Html(Printer):
    """Markdown with tables in HTML, merged header cells spelled out."""

    def setup(self) -> None:
        self.newline = self.rng.choice(["\n", "\n", ""])
        self.header = self.rng.choice(["td", "th"])
        self.spans = self.rng.random() < 0.7

    def grid(self, table: Table) -> None:
        put, new = self.text.put, self.newline
        put(f"<table>{new}")
        for at, _row in enumerate(table.head):
            put("<tr>" + "".join(self.header_cells(table.head, at)) + f"</tr>{new}")
        for body in table.rows:
            put("<tr>")
            for cell in body:
                put("<td>")
                self.text.piece(cell)
                put("</td>")
            put(f"</tr>{new}")
        put("</table>\n\n")

    def header_cells(self, head: list[list[str | None]], at: int) -> Iterator[str]:
        """Yield the cells of a header row; merged ones span columns and the empty cells below them."""
        row = head[at]
        for column, text in enumerate(row):
            above = at > 0 and self.spans and not text and head[at - 1][column] not in (None, "")
            if (above and not self.merged(head[at - 1], column)) or (self.spans and text is None):
                continue
            wide = 1 + next((n for n, cell in enumerate(row[column + 1 :]) if cell is not None), len(row) - column - 1)
            span = f' colspan="{wide}"' if self.spans and wide > 1 else ""
            below = at + 1 < len(head) and head[at + 1][column] == "" and text and wide == 1
            span += ' rowspan="2"' if self.spans and below else ""
            yield f"<{self.header}{span}>{text or ''}</{self.header}>"

    @staticmethod
    def merged(row: list[str | None], column: int) -> bool:
        """Return whether the cell of the header row spans more than its own column."""
        return column + 1 < len(row) and row[column + 1] is None


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
        self.row([*table.owner, f" {self.unit(table)}"], "")
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
