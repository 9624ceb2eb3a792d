"""The document as ingest hands it on: sources, sections, paragraphs, and tables not yet understood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

from gouji.model.layout import Layout
from gouji.model.location import Span


class DocumentKind(Enum):
    """What is disclosed: 部门预算, 部门决算, an unfilled template, or neither."""

    BUDGET = "budget"
    FINAL_ACCOUNT = "final-account"
    TEMPLATE = "template"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the report. `text` is what offsets count in; `line_starts` holds the offset of every line.

    `layout` leads from offsets back into the file where the file is not text itself; `notices` are what its reader has to say;
    `whole_lines` says that no paragraph goes on over a line end; `headings` holds the offsets of the lines that the file marks as
    headings without printing a mark; `guessed` those of table rows whose columns no line or mark divides, but white alone.
    """

    path: str
    sha256: str
    format: str
    encoding: str
    role: str
    text: str
    line_starts: tuple[int, ...]
    layout: Layout | None = None
    notices: tuple[str, ...] = ()
    whole_lines: bool = False
    headings: frozenset[int] = frozenset()
    guessed: frozenset[int] = frozenset()

    def line_of(self, offset: int) -> int:
        """Return the 1-based number of the line that holds `offset`."""
        return bisect_right(self.line_starts, offset)

    def spot(self, offset: int) -> str:
        """Return for people where an offset stands in the file they have: 第3页, 第12段, 收入表!C7, else 第45行."""
        return place_name(self.layout.at(offset, offset + 1) if self.layout else {}, self.line_of(offset))


def place_name(at: Mapping[str, Any], line: int) -> str:
    """Return for people the page, paragraph or cell a layout tells, else the line."""
    if "page" in at:
        return f"第{at['page']}页"
    if "paragraph" in at:
        return f"第{at['paragraph']}段"
    return f"{at['sheet']}!{at['cell']}" if "cell" in at else f"第{line}行"


@dataclass(slots=True, unsafe_hash=True)
class View:
    """Source text folded for matching: no white space, no tags, half-width digits.

    `folded[i]` stands at `sources[k] + i - starts[k]` where k is the last piece with `starts[k] <= i`.
    """

    folded: str
    starts: tuple[int, ...]
    sources: tuple[int, ...]
    file: int = 0

    def offset(self, index: int) -> int:
        """Return the source offset of the folded character at `index`."""
        piece = bisect_right(self.starts, index) - 1
        return self.sources[piece] + index - self.starts[piece]

    def span(self, start: int, end: int) -> Span:
        """Return the source span of folded[start:end], which must not be empty."""
        if len(self.sources) == 1:  # nothing was left out
            first = self.sources[0]
            return Span(first + start, first + end, self.file)
        return Span(self.offset(start), self.offset(end - 1) + 1, self.file)


_NUMBERS = {3: "（{}）", 4: "{}.", 5: "（{}）"}  # levels below the titled ones
_LONGEST_NAME = 40


@dataclass(slots=True, eq=False)
class Section:
    """A heading, or the head of a numbered item. `level` 1 is 第一部分, 2 一、, 3 （一）, 4 1., 5 （1）; 0 is the document."""

    level: int
    number: str
    title: str
    parent: Section | None
    ordinal: int
    outer: tuple[Section, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        """Set `name`, the path as people give it: the titled heading, then the numbers below it, as 五、…（三）1.

        No section holds itself, so that a document is freed at once, without the cyclic collector.
        """
        self.outer = self.parent.path if self.parent else ()
        path = self.path
        head = self.above(2) or (path[-1] if path else None)
        below = (_NUMBERS[s.level].format(s.number) for s in path if s is not head and s.level in _NUMBERS)
        self.name = head.heading[:_LONGEST_NAME] + "".join(below) if head else ""

    @property
    def path(self) -> tuple[Section, ...]:
        """The sections from the outermost down to this one, without the document itself."""
        return (*self.outer, self) if self.level else self.outer

    @property
    def heading(self) -> str:
        """The heading as printed: 五、…, 第二部分…."""
        return f"{self.number}、{self.title}" if self.level == 2 and self.number else f"{self.number}{self.title}"

    def above(self, level: int) -> Section | None:
        """Return the section of at most `level` that this one is, or lies in; None at the top."""
        here: Section | None = self
        while here is not None and here.level > level:
            here = here.parent
        return here if here is not None and here.level else None


@dataclass(slots=True, unsafe_hash=True)
class Paragraph:
    """One paragraph of the narrative, its wrapped lines joined."""

    view: View
    section: Section
    index: int
    is_heading: bool = False


OTHER_REPORT = "请核对是不是同一份报告的表"  # ends the notice on a file of tables that names another office or year
UNCOMPUTED = "#未算出"  # stands in a cell whose formula has no value, as #N/A stands in one whose formula failed


@dataclass(slots=True, unsafe_hash=True)
class GridCell:
    """One cell of a certain grid: its folded text without tags and white space, its amount if it is one, and its place.

    The signs that forms print for nothing (—, 无) leave it blank. The span is made when asked for: grids have thousands of cells.
    """

    text: str
    amount: Decimal | None
    start: int
    end: int
    file: int = 0

    @classmethod
    def of(cls, text: str, span: Span) -> GridCell:
        """Return a cell of words alone."""
        return cls(text, None, span.start, span.end, span.file)

    @property
    def span(self) -> Span:
        return Span(self.start, self.end, self.file)


@dataclass(slots=True)
class RawTable:
    """A table before it is understood.

    `rows` where the grid is certain, each as cells or as the source range that `split` makes cells of, since annexes are long and
    few of them are looked into, `guessed` where the white between them alone told the columns; `lines` (one view a line) where it has to be guessed. `unit` is the unit text beside the table,
    if any; `notes` are the lines printed under it.
    """

    title: str
    title_span: Span | None
    section: Section
    certain: bool
    unit: str = ""
    guessed: bool = False
    rows: list[list[GridCell] | tuple[int, int]] = field(default_factory=list)
    lines: list[View] = field(default_factory=list)
    notes: list[View] = field(default_factory=list)
    split: Callable[[int, int], list[GridCell]] | None = None

    def grid(self) -> list[list[GridCell]]:
        """Return the rows as cells."""
        return [row if isinstance(row, list) else self.split(*row) if self.split else [] for row in self.rows]


@dataclass(slots=True)
class Document:
    """Everything read from the report's files. `contents` holds the lines of the 目录, its heading first."""

    sources: tuple[Source, ...]
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[RawTable, ...]
    sections: tuple[Section, ...]
    entity: str | None
    year: int | None
    kind: DocumentKind
    notices: list[str] = field(default_factory=list)
    contents: tuple[View, ...] = ()

    def text(self, span: Span) -> str:
        """Return the source text of a span, as printed."""
        return self.sources[span.file].text[span.start : span.end]
