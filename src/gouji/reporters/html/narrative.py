"""The report in reading order: its paragraphs under their headings, and at the place of every table a link to it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from markupsafe import Markup

from gouji.model.document import Document, Paragraph, RawTable, Section, View
from gouji.model.location import Span
from gouji.reporters.html.marks import Marks
from gouji.reporters.html.text import Writer

_LEAD = re.compile(r"\s*(?:#{1,6}[ \t]+|[*+-][ \t]+|>[ \t]*)?(?:\*\*+)?")  # what Markdown sets before a line
_AROUND = 3  # lines shown above and below a quote of another report
_ONLY_MARKUP = re.compile(r"(?:[\s#*_>|:\-]|</?[a-zA-Z][^<>\n]{0,80}>|<!--(?:(?!-->).)*+-->)*+", re.S)


@dataclass(slots=True)
class Block:
    """One piece of a source: a paragraph (p), a heading (h2 … h6), other text such as the cover (o), or a table (t).

    `skipped` are ranges inside a paragraph that are none of its text, such as a page number at which it goes on.
    """

    kind: str
    file: int
    start: int
    end: int
    heading: Section | None = None
    table: int | None = None
    id: str = ""
    skipped: tuple[tuple[int, int], ...] = ()
    markup: Markup = field(default_factory=Markup)


def blocks_of(document: Document, marks: Marks) -> list[Block]:
    """Return the blocks of all sources; together they hold every character but white space and markup between them.

    Of other reports given with this one they hold what is quoted, with the lines around it.
    """
    owned = sorted([*_paragraphs(document), *_tables(document)], key=lambda b: (b.file, b.start))
    blocks: list[Block] = []
    for file, source in enumerate(document.sources):
        if source.role == "prior":
            blocks += _excerpts(source.text, marks, file)
            continue
        at = 0
        for block in (b for b in owned if b.file == file):
            if block.end <= at:
                continue
            block.start = max(block.start, at)
            blocks += _between(document, marks, file, at, block.start)
            last = blocks[-1] if blocks else None
            if last and block.table is not None and last.table == block.table and last.file == file:
                last.end = block.end
            else:
                blocks.append(block)
            at = block.end
        blocks += _between(document, marks, file, at, len(source.text))
    return _named(blocks)


def write_blocks(document: Document, blocks: list[Block], marks: Marks, writer: Writer) -> None:
    """Write the markup of every block that is not a table, without the marks Markdown sets before it."""
    for block in blocks:
        if block.table is None:
            lead = _LEAD.match(document.sources[block.file].text, block.start, block.end)
            marked = marks.within(block.file, block.start, lead.end()) if lead and lead.end() > block.start else ()
            block.start = lead.end() if lead and not marked else block.start
            block.markup = _written(block, writer)


def _written(block: Block, writer: Writer) -> Markup:
    parts: list[Markup] = []
    at = block.start
    for start, end in block.skipped:
        if at <= start and end <= block.end:
            parts.append(writer.write(block.file, at, start))
            parts.append(Markup('<small class="o">{}</small>').format(writer.write(block.file, start, end)))
            at = end
    return Markup("").join([*parts, writer.write(block.file, at, block.end)])


class Headings:
    """Tells under which heading of the narrative a place stands."""

    def __init__(self, blocks: list[Block]) -> None:
        self._blocks = blocks
        self._starts = [(b.file, b.start) for b in blocks]

    def at(self, span: Span) -> Block | None:
        """Return the block that holds the place, or None before the first."""
        index = bisect_right(self._starts, (span.file, span.start)) - 1
        return self._blocks[index] if index >= 0 else None


def _paragraphs(document: Document) -> Iterator[Block]:
    for paragraph in document.paragraphs:
        view = paragraph.view
        if view.folded:
            start, end = view.offset(0), view.offset(len(view.folded) - 1) + 1
            skipped = tuple(_skipped(document.sources[view.file].text, view))
            yield Block(_kind(paragraph), view.file, start, end, paragraph.section.above(2), skipped=skipped)


def _skipped(text: str, view: View) -> Iterator[tuple[int, int]]:
    """Yield the ranges between the pieces of a view that say something."""
    for start, source, after, following in zip(
        view.starts, view.sources, view.starts[1:], view.sources[1:], strict=False
    ):
        end = source + after - start
        if following - end > 1 and not _ONLY_MARKUP.fullmatch(text, end, following):
            yield end, following


def _kind(paragraph: Paragraph) -> str:
    return f"h{min(6, paragraph.section.level + 1)}" if paragraph.is_heading and paragraph.section.level else "p"


def _tables(document: Document) -> Iterator[Block]:
    for index, raw in enumerate(document.tables):
        for file, start, end in row_ranges(raw):
            yield Block("t", file, start, end, raw.section.above(2), index)


def row_ranges(raw: RawTable) -> Iterator[tuple[int, int, int]]:
    """Yield (file, start, end) of every row of a table."""
    file = _file_of(raw)
    for row in raw.rows:
        if isinstance(row, tuple):
            yield file, row[0], row[1]
        elif row:
            yield row[0].file, min(c.start for c in row), max(c.end for c in row)
    for view in raw.lines if not raw.rows else ():
        if view.folded:
            yield view.file, view.offset(0), view.offset(len(view.folded) - 1) + 1


def _file_of(raw: RawTable) -> int:
    """Return the file of a table: that of its title, else of its first cell."""
    if raw.title_span:
        return raw.title_span.file
    ranges = (row for row in raw.rows if isinstance(row, tuple))
    cells = (cell for row in ranges for cell in (raw.split(*row) if raw.split else ()))
    return next((cell.file for cell in cells), 0)


def _between(document: Document, marks: Marks, file: int, start: int, end: int) -> Iterator[Block]:
    """Yield the lines between two blocks that say something, or on which a mark stands."""
    text = document.sources[file].text
    at = start
    for line in text[start:end].splitlines(keepends=True):
        stop = at + len(line)
        low, high = stop - len(line.lstrip()), at + len(line.rstrip())
        marked = [m.span for m in marks.within(file, at, stop) if m.classes]
        if low < high and (marked or not _ONLY_MARKUP.fullmatch(line)):
            yield Block("o", file, min([low, *(max(at, span.start) for span in marked)]), high)
        at = stop


def _excerpts(text: str, marks: Marks, file: int) -> Iterator[Block]:
    """Yield the lines on which a mark stands, and those around them."""
    stops = list(accumulate(len(line) for line in text.splitlines(keepends=True)))
    lines = list(pairwise([0, *stops]))
    marked = [n for n, (at, stop) in enumerate(lines) if any(m.classes for m in marks.within(file, at, stop))]
    shown = {near for n in marked for near in range(n - _AROUND, n + _AROUND + 1)}
    for number, (at, stop) in enumerate(lines):
        if number in shown and not _ONLY_MARKUP.fullmatch(text, at, stop):
            yield Block("o", file, at, stop)


def _named(blocks: list[Block]) -> list[Block]:
    """Give every titled heading its id, and other text the heading it stands under."""
    known: dict[int, str] = {}
    current: Section | None = None
    for block in blocks:
        if block.kind == "o":
            block.heading = current
        elif block.kind != "t":
            current = block.heading
        if current is not None and block.kind.startswith("h") and id(current) not in known:
            known[id(current)] = block.id = f"s{len(known) + 1}"
    return blocks
