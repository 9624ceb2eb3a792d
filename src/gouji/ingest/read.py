"""What every reader of a format returns."""

from __future__ import annotations

from dataclasses import dataclass

from gouji.model.layout import Layout


@dataclass(frozen=True, slots=True)
class Read:
    """A file as one text in reading order: a paragraph a line, the cells of a table row divided by tabs, a row a line.

    A merged cell stands once, where it begins; the other cells it covers are blank. White space inside a cell is closed up, so that
    a tab or a line end always divides. `layout` leads back into the file; `notices` are for the reader of the run; `headings` are the
    offsets of lines that the file itself marks as headings, `guessed` those of the rows whose columns were told by the white between them.
    """

    text: str
    layout: Layout | None = None
    notices: tuple[str, ...] = ()
    encoding: str = ""
    whole_lines: bool = False  # a line is a whole paragraph: the format says where paragraphs end
    headings: frozenset[int] = frozenset()
    guessed: frozenset[int] = frozenset()
