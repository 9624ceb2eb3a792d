"""Tables in a grid: pipes, tabs, HTML."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Heading, Piece, Table
from .printer import Printer


class Markdown(Printer):
    """Pipe tables."""

    def setup(self) -> None:
        self.titled = self.rng.choice(["", "#### ", "**"])
        self.colon = self.rng.choice(["金额单位：", "单位："])

    def unit(self, table: Table) -> list[Piece]:
        return [self.colon, table.measure]

    def table(self, table: Table) -> None:
        end = "**" if self.titled == "**" else ""
        self.text.put(self.titled)
        self.text.pieces(table.title)
        self.text.put(f"{end}\n\n")
        if table.form:
            self.line([table.form])
        self.line([*table.owner, "　", *self.unit(table)])
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
        self.bold = self.rng.random() < 0.15  # rows of totals in <b>

    def heading(self, block: Heading) -> None:
        if self.hashes:
            self.text.put("#" * block.level + " ")
        self.line(block.pieces)

    def table(self, table: Table) -> None:
        self.line(table.title)
        if not self.inside:
            if table.form:
                self.line([table.form])
            self.line([*table.owner, " ", *self.unit(table)])
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
            self.text.pieces(["\t" * (width - 1), *self.unit(table), "\n"])
        rows += [[cell or "" for cell in row] for row in table.head]
        for number, row in enumerate([*rows, *table.rows]):
            heavy = (
                self.bold
                and number >= len(rows)
                and any(isinstance(c, str) and c.replace(" ", "").endswith(("合计", "总计")) for c in row)
            )
            for at, cell in enumerate(row):
                marks = ("<b>", "</b>") if heavy and cell else ("", "")
                self.text.put("\t" * bool(at) + marks[0])
                self.text.piece(cell)
                self.text.put(marks[1])
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
