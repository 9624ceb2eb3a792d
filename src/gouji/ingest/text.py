"""Text and Markdown to paragraphs, sections and raw tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial

from gouji.ingest.fold import fold, pieces_of, view_of
from gouji.ingest.grids import html_rows, is_rule, row_cells
from gouji.ingest.headings import Numbering, numbering_of
from gouji.ingest.lines import Line, Shape, lines_of
from gouji.ingest.titles import is_beside, is_form_number, is_note, list_header, loose_evidence, table_title, unit_of
from gouji.lexicon import Profile
from gouji.model.document import GridCell, Paragraph, RawTable, Section, Source, View
from gouji.model.location import Span

_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
_NOTHING = (Shape.BLANK, Shape.PAGE)
_GRID = (Shape.TABS, Shape.PIPES, Shape.HTML)
_CELL_MARK = re.compile(r"[\t|]")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,80}>|\*\*+")
_ANNEX_NUMBER = re.compile(r"附(?:件|表)[\d一二三四五六七八九十]*[::]?")
_STOPS = "。！？!?"
_LOOKAHEAD = 14
_CONTENTS = ("目录", "目次")
_DATED = re.compile(
    r"20\d{2}年\d{1,2}月\d{1,2}日$"
)  # 公开时间：2023年9月22日 below 目录 is no entry, and never comes again
_HEADER_ROWS = 6
_HEADER_CELLS = 8
_LONGEST_TITLE_ROW = 160
_ROW_TITLE_CELLS = 3  # a grid row with no more filled cells than this can be a title row
_LONGEST_BESIDE = 60  # between a title and its grid stand only the entity, the unit, the table's number
_ROW = re.compile(r"\d\.\d{2}(?!\d)|^(?:\d{3}|\d{5}|\d{7})(?=[一-鿿])")
_HEADER_REPEATS = 4  # a running header stands on at least so many pages


@dataclass
class Parts:
    """What one source yields."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[RawTable] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    contents: list[View] = field(default_factory=list)


class TextReader:
    """Walks the lines of one source once and sorts them into paragraphs, headings, tables, notes and furniture."""

    def __init__(
        self,
        source: Source,
        file: int,
        profile: Profile,
        root: Section,
        first_paragraph: int = 0,
        folded: str | None = None,
    ) -> None:
        self.source, self.file, self.profile = source, file, profile
        self.folded = fold(source.text) if folded is None else folded
        self._split = partial(row_cells, self.folded, file)  # outlives this reader and must not hold it
        markup = source.format in ("text", "markdown")
        self.lines = lines_of(self.folded, source.line_starts, source.headings, markup=markup)
        self.parts = Parts()
        self.section = root
        self.root = root
        self.first = first_paragraph
        self.open: list[Line] = []  # lines of the paragraph under way
        self.open_section = root
        self.table: RawTable | None = None  # the last table, while notes or rows may follow
        self.is_annex = False  # that table is none of the forms
        self.loose = False  # inside a table without a grid
        self.notes = False  # inside the notes under a table
        self.contents_first = ""
        self.in_contents = False
        self.title: tuple[str, Span] | None = None
        self.unit = ""
        self.gap = 0  # text lines since the last grid row
        self._mark_lone_tabs()
        self._mark_running_headers()

    def read(self) -> Parts:
        """Return everything the source holds."""
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            if line.shape in _NOTHING:
                at += 1
                if self.loose and line.text.isdigit() and self.table is not None and not self.notes:
                    self.table.lines.append(view_of(self.folded, [(line.start, line.end)], self.file))
            elif line.shape in _GRID:
                at = self._grid(at)
            else:
                self._text(at, line)
                at += 1
        self._close()
        self.parts.tables = [t for t in self.parts.tables if t.rows or t.lines]
        return self.parts

    # text lines

    def _text(self, at: int, line: Line) -> None:
        text = line.text
        if not text:
            return
        if self._contents(text):
            self.parts.contents.append(view_of(self.folded, [(line.start, line.end)], self.file))
            return
        title = table_title(text, self.profile)
        if title and self._opens_table(at):
            self._start_title(title, line, at)
            return
        if self.loose and self._in_loose(line, text):
            return
        if text.startswith("序号") and list_header(self.source.text[line.start : line.end].strip()):
            self._close()
            self.title, self.unit = None, ""
            self._new_table(certain=False)
            self.loose = True
            return
        if self.title is not None and (is_beside(text) or (len(text) <= _LONGEST_BESIDE and "。" not in text)):
            self.unit = unit_of(text) or self.unit
            return
        if self.table is not None and not self.loose and self.gap < 3 and is_beside(text) and not self.open:
            self.unit = unit_of(text) or self.unit
            return
        if self._note(line, text):
            return
        self._narrative(line, text)

    def _contents(self, text: str) -> bool:
        if text in _CONTENTS:
            self._close()
            self.in_contents, self.contents_first = True, ""
            return True
        if not self.in_contents:
            return False
        bare = re.sub(r"[.…·\s]*\d*$", "", text)
        if not self.contents_first:
            self.contents_first = "" if _DATED.search(text) else bare
            return True
        if bare[: len(self.contents_first)] == self.contents_first or ("。" in text and len(text) > 30):
            self.in_contents = False
            return False
        return True

    def _opens_table(self, at: int) -> bool:
        """Whether a grid or the beginnings of a loose table follow before anything else does."""
        seen = 0
        for line in self.lines[at + 1 : at + 40]:
            if line.shape in _GRID:
                return True
            if line.shape in _NOTHING:
                continue
            if line.shape is Shape.MARKED and seen:
                return False
            seen += 1
            if loose_evidence(line.text):
                return True
            if seen > _LOOKAHEAD or line.text.endswith("。"):
                return False
            if table_title(line.text, self.profile):
                return False
        return False

    def _start_title(self, title: str, line: Line, at: int) -> None:
        self._close()
        self.title = (title, Span(line.start, line.end, self.file))
        self.unit = unit_of(line.text)
        self.notes = False
        self.table = None
        after = (self.lines[i] for i in range(at + 1, len(self.lines)))
        following = (x for x in after if x.shape not in _NOTHING)
        ahead = [x for _, x in zip(range(12), following, strict=False)]
        grid_next = any(x.shape in _GRID for x in ahead) and not any(
            table_title(x.text, self.profile)
            for x in ahead[: next((i for i, x in enumerate(ahead) if x.shape in _GRID), 0)]
        )
        self.loose = not grid_next
        if self.loose:
            self._new_table(certain=False)

    def _in_loose(self, line: Line, text: str) -> bool:
        """Take a line as part of the loose table under way; False when the table has ended."""
        assert self.table is not None
        if is_form_number(text):
            return True
        numbering = numbering_of(text)
        if numbering and numbering.level == 1 and numbering.closed:
            return self._end_loose()
        if self.notes or is_note(text):
            if numbering and numbering.closed and numbering.level == 2 and not self.is_annex:
                return self._end_loose()
            self.notes = True
            self.table.notes.append(view_of(self.folded, [(line.start, line.end)], self.file))
            return True
        if (
            not self.is_annex
            and numbering
            and numbering.level in (2, 3)
            and numbering.closed
            and self._is_explanation(numbering)
        ):
            return self._end_loose()
        if not self.unit and unit_of(text):
            self.table.unit = self.unit = unit_of(text)
        self.table.lines.append(view_of(self.folded, [(line.start, line.end)], self.file))
        return True

    @staticmethod
    def _is_explanation(numbering: Numbering) -> bool:
        return "说明" in numbering.title or "情况" in numbering.title or "概况" in numbering.title

    def _end_loose(self) -> bool:
        self.loose, self.notes, self.table, self.title = False, False, None, None
        return False

    def _note(self, line: Line, text: str) -> bool:
        """Take a line as note of the table just above."""
        if self.table is None or self.open:
            return False
        if is_note(text) or (
            self.notes
            and numbering_of(text) is not None
            and self.gap < 6
            and line.shape is not Shape.MARKED
            and len(text) < 120
            and self._plain_note(text)
        ):
            self.notes = True
            self.gap += 1
            self.table.notes.append(view_of(self.folded, [(line.start, line.end)], self.file))
            return True
        return False

    @staticmethod
    def _plain_note(text: str) -> bool:
        numbering = numbering_of(text)
        return numbering is not None and numbering.level >= 4

    def _narrative(self, line: Line, text: str) -> None:
        self.title = None
        numbering = numbering_of(text)
        heading = line.shape is Shape.MARKED or (numbering is not None and numbering.closed)
        if line.shape is Shape.CAPTION:
            self._close()
            return
        if heading:
            self._close()
            self._heading(line, text, numbering)
            return
        if self.open and (
            self.source.whole_lines
            or (numbering is not None and self._starts_item(numbering))
            or self.open[-1].text[-1] in _STOPS
        ):
            self._close()
        if not self.open:
            self._enter(numbering)
            self.open_section = self.section
        self.open.append(line)
        self.gap += 1
        if self.gap > 2:
            self.table = None
            self.notes = False

    def _starts_item(self, numbering: Numbering) -> bool:
        """Whether a numbered line begins a new item, and is not the wrapped middle of a sentence such as 1.2万元."""
        return numbering.level <= 3 or self.open[-1].text[-1] in "。;；!?！？:" or bool(numbering.title)

    def _heading(self, line: Line, text: str, numbering: Numbering | None) -> None:
        level = numbering.level if numbering else 1 if not self.section.level else min(self.section.level + 1, 2)
        if numbering:
            self._push(numbering.level, numbering.number, numbering.title)
        elif line.shape is Shape.MARKED:
            self._push(min(level, 1), "", text[:80])
        self.table, self.notes, self.gap = None, False, 9
        view = view_of(self.folded, [(line.start, line.end)], self.file)
        self._add(view, self.section, is_heading=True)

    def _enter(self, numbering: Numbering | None) -> None:
        if numbering is not None:
            self._push(numbering.level, numbering.number, numbering.title)

    def _push(self, level: int, number: str, title: str) -> None:
        parent: Section | None = self.section
        while parent is not None and parent.level >= level:
            parent = parent.parent
        self.section = Section(level, number, title, parent or self.root, len(self.parts.sections))
        self.parts.sections.append(self.section)

    def _close(self) -> None:
        if self.open:
            view = view_of(self.folded, [(x.start, x.end) for x in self.open], self.file)
            self.open = []
            if view.folded:
                for piece in pieces_of(view):
                    self._add(piece, self.open_section)

    def _add(self, view: View, section: Section, *, is_heading: bool = False) -> None:
        self.parts.paragraphs.append(Paragraph(view, section, self.first + len(self.parts.paragraphs), is_heading))

    # grids

    def _grid(self, at: int) -> int:
        """Take all rows of the grid that begins at a line; return the line after it."""
        self._close()
        self.loose = False
        rows, at = self._rows(at)
        if self.table is None or self.title is not None or self.notes or not self.table.certain:
            self._new_table(certain=True)
        for row in rows:
            filled = self._filled(row)
            title = self._row_title(filled) if filled else None
            if title and self.table is not None and self.table.rows:
                self.title = (title, self._title_span(row))
                self._new_table(certain=True)
            assert self.table is not None
            if title and not self.table.rows:
                self.table.title = title
            if not self.table.unit and len(self.table.rows) < _HEADER_ROWS:
                self.table.unit = unit_of("".join(filled).replace(" ", ""))
            self.table.rows.append(row)
            self.table.guessed = self.table.guessed or (isinstance(row, tuple) and row[0] in self.source.guessed)
        self.title, self.unit, self.gap = None, "", 0
        return at

    def _rows(self, at: int) -> tuple[list[list[GridCell] | tuple[int, int]], int]:
        rows: list[list[GridCell] | tuple[int, int]] = []
        shape = self.lines[at].shape
        html, tabs = shape is Shape.HTML, shape is Shape.TABS
        first = at
        while at < len(self.lines) and self.lines[at].shape is shape:
            line = self.lines[at]
            at += 1
            if html:
                if "</table" in self.folded[line.start : line.end].lower():
                    break
            elif tabs or not is_rule(self.folded, line.start, line.end):
                rows.append((line.start, line.end))
        if html:
            rows += html_rows(self.folded, self.lines[first].start, self.lines[at - 1].end, self.file)
        return rows, at

    def _filled(self, row: list[GridCell] | tuple[int, int]) -> list[str]:
        """Return the texts of the filled cells of a row that has few enough of them to be a title or to name the unit."""
        if isinstance(row, list):
            return [c.text for c in row if c.text]
        text = self.folded[slice(*row)]
        # a title, the number of an annex, a unit
        if len(text) > _LONGEST_TITLE_ROW or not ("表" in text or "附" in text or "单" in text):
            return []
        found = [piece for piece in _CELL_MARK.split(text) if piece and not piece.isspace()]
        return [_TAG.sub("", piece).strip() for piece in found] if len(found) <= _HEADER_CELLS else []

    def _row_title(self, filled: list[str]) -> str | None:
        if not 0 < len(filled) <= _ROW_TITLE_CELLS or (len(filled) > 1 and "表" not in filled[0]):
            return None
        text = re.sub(r"\s+", "", filled[0])
        if len(filled) == 1 and _ANNEX_NUMBER.fullmatch(text):
            return text
        return (
            table_title(text, self.profile) if len(filled) == 1 or is_beside(re.sub(r"\s+", "", filled[-1])) else None
        )

    def _title_span(self, row: list[GridCell] | tuple[int, int]) -> Span:
        cells = row if isinstance(row, list) else self._split(*row)
        return next(c.span for c in cells if c.text)

    def _new_table(self, *, certain: bool) -> None:
        title, span = self.title or ("", None)
        self.table = RawTable(title, span, self.section, certain, self.unit, split=self._split)
        self.is_annex = self.profile.form_of(title) is None
        self.parts.tables.append(self.table)
        self.title, self.notes = None, False

    # furniture

    def _mark_lone_tabs(self) -> None:
        """Turn single lines with tabs that only name office and unit into text: the table below them may have no grid."""
        tabs = Shape.TABS
        shapes = [Shape.BLANK, *(x.shape for x in self.lines), Shape.BLANK]
        for i, line in enumerate(self.lines):
            if line.shape is tabs and shapes[i] is not tabs and shapes[i + 2] is not tabs:
                text = "".join(self.folded[line.start : line.end].split())
                if is_beside(text):
                    line.shape, line.text = Shape.TEXT, text

    def _mark_running_headers(self) -> None:
        """Turn lines that stand again and again beside page numbers into page furniture."""
        beside: dict[str, list[Line]] = {}
        text, page = self.source.text, Shape.PAGE
        if "\x0c" not in text and all(x.shape is not page for x in self.lines):
            return
        real = [x for x in self.lines if x.shape is not Shape.BLANK]
        near = {
            j
            for i, x in enumerate(real)
            if x.shape is Shape.PAGE or "\x0c" in text[x.start : x.end + 3]
            for j in range(i - 2, i + 3)
        }
        for line in (real[i] for i in sorted(near) if 0 <= i < len(real)):
            own = is_beside(line.text) or table_title(line.text, self.profile) is not None
            own = own or _ROW.search(line.text) is not None  # a row of a table may stand there in each of its forms
            if line.shape is Shape.TEXT and len(line.text) <= 50 and _WORDS.search(line.text) and not own:
                beside.setdefault(re.sub(r"\d+", "#", line.text), []).append(line)
        for found in beside.values():
            if len(found) >= _HEADER_REPEATS:
                for line in found:
                    line.shape = Shape.PAGE
