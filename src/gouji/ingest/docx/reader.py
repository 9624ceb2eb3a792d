"""A Word file to one text: paragraphs with their automatic numbers, tables with merged cells, notes and text boxes, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gouji.ingest.attributes import number_of
from gouji.ingest.docx.inline import Inline
from gouji.ingest.docx.names import MC, NAMESPACE, STRICT, VAL, W, first_child, is_on, value_of
from gouji.ingest.docx.numbering import Numbering
from gouji.ingest.docx.styles import NOTHING, Styles, own_of, style_of
from gouji.ingest.headings import is_heading_text
from gouji.ingest.limits import Budget
from gouji.ingest.package import Package, parse_xml
from gouji.ingest.read import Read
from gouji.ingest.writer import Piece, Writer

if TYPE_CHECKING:
    from lxml.etree import _Element

_TCPR, _SPAN, _MERGES = W + "tcPr", W + "gridSpan", (W + "vMerge", W + "hMerge")
_P, _TBL, _TR, _TC, _PPR = W + "p", W + "tbl", W + "tr", W + "tc", W + "pPr"
_WIDTH = W + "w"
_DELETED = (W + "del", W + "moveFrom")
_STOPS = "。！？；.!?;"
_THIN = 30  # twentieths of a point
_MOST_COLUMNS = 63  # of a Word table


def read_docx(data: bytes, budget: Budget) -> Read:
    """Return the body of a Word file; headers and footers, which stand beside it, are left out."""
    return _Reader(Package(data, budget), budget).read()


class _Reader:
    def __init__(self, package: Package, budget: Budget) -> None:
        self._package, self._budget = package, budget
        self._may_hide = False
        self._main = next((n for n in package.names if is_main_part(n)), "word/document.xml")
        document = self._part(self._main)
        body = document.find(W + "body") if document is not None else None
        if body is None:
            raise package.damaged(f"{self._main} 里没有正文")
        self._body = body
        # By ordinal, as body.iter(w:p) counts: what writes comments into the file finds the paragraph again.
        self._ordinals = {p: n for n, p in enumerate(body.iter(_P), 1)}
        self._styles = Styles(self._sibling("styles"))
        self._numbering = Numbering(self._sibling("numbering"))
        self._inline = Inline(self._styles, may_hide=self._may_hide)
        self._notes: dict[str, dict[str, _Element]] = {}
        self._out = Writer(budget)
        self._carried: list[Piece] = []  # text whose paragraph mark was deleted: it goes on in the next paragraph
        self._waiting: list[tuple[tuple[str, str], dict[str, Any]]] = []  # notes whose paragraph is not at an end
        self._blocks_left_out = 0

    def read(self) -> Read:
        self._blocks(self._body)
        if self._carried:
            self._out.line(self._carried)
        self._print_notes()
        return self._out.done(notices=self._notices(), whole_lines=True)

    def _notices(self) -> Iterator[str]:
        inline, name = self._inline, self._budget.name
        if inline.changed:
            yield f"{name}：文件里有没有接受的修订；按全部接受后的文字核对。"
        if inline.pictures:
            yield f"{name}：文件里有 {inline.pictures} 张图片，图上的文字没有读；表格若是图片，请换成可编辑的表格。"
        if inline.objects or self._blocks_left_out:
            many = inline.objects + self._blocks_left_out
            yield f"{name}：文件里嵌了 {many} 个别的文件或对象，其中的内容没有读；嵌入的 Excel 表请另存后用 --tables 给出。"

    def _part(self, name: str) -> _Element:
        data = self._package.read(name).replace(STRICT, NAMESPACE.encode())
        self._may_hide = self._may_hide or b"vanish" in data
        return parse_xml(data, name, self._budget)

    def _beside(self, part: str) -> str:
        return f"{self._main.rpartition('/')[0]}/{part}.xml"

    def _sibling(self, part: str) -> _Element | None:
        name = self._beside(part)
        return self._part(name) if name in self._package.names else None

    # blocks

    def _blocks(self, parent: _Element) -> None:
        for child in parent:
            tag = child.tag
            if tag == _P:
                self._paragraph(child)
            elif tag == _TBL:
                self._table(child)
            elif tag == W + "altChunk":
                self._blocks_left_out += 1
            elif tag in _DELETED:
                self._inline.changed = True
            elif (content := _content(child)) is not None:
                self._blocks(content)

    def _paragraph(self, element: _Element) -> None:
        pieces, ends, heading = self._pieces(element)
        if not ends:
            self._carried = pieces
            return
        text = "".join(p for p, _ in pieces)
        if text.strip():
            self._out.line(pieces, heading=heading and is_heading_text("".join(text.split())))
        for box in self._anchored(element):
            self._blocks(box)
        # A note between a title and its table, or inside a sentence that goes on, would part them.
        if self._waiting and text.rstrip()[-1:] in _STOPS:
            self._print_notes()

    def _pieces(self, element: _Element, *, in_cell: bool = False) -> tuple[list[Piece], bool, bool]:
        """Return a paragraph's text with its number, whether it ends here, and whether it is styled as a heading."""
        properties = first_child(element, _PPR)
        own = own_of(properties) if properties is not None else NOTHING
        style = style_of(own, self._styles.paragraph(own.name))
        text = self._inline.read(element, hidden=bool(style.hidden))
        ends = not own.deleted
        if ends and style.number is not None and not style.hidden:
            # A paragraph without words counts and shows its number too: in a cell that is all there is to read (序号).
            label = self._numbering.label(style.number, style.level, own.name)
            text = label + text if text.strip() or in_cell else ""
        carried, self._carried = self._carried, []
        carried.append((text, self._place(element)))
        return carried, ends, style.is_heading

    def _anchored(self, element: _Element) -> list[_Element]:
        """Return the text boxes of a paragraph just read; its notes wait to be printed."""
        boxes, self._inline.boxes = self._inline.boxes, []
        self._waiting += [(note, self._place(element)) for note in self._inline.notes]
        self._inline.notes = []
        return boxes

    def _place(self, element: _Element) -> dict[str, Any]:
        return {"paragraph": self._ordinals.get(element, 0)}

    # notes

    def _print_notes(self) -> None:
        waiting, self._waiting = self._waiting, []
        for (part, number), place in waiting:
            if part not in self._notes:
                root = self._sibling(part)
                kind = part.removesuffix("s")
                found = root.iterfind(W + kind) if root is not None else ()
                self._notes[part] = {n.get(W + "id", ""): n for n in found}
            note = self._notes[part].get(number)
            for paragraph in note.iter(_P) if note is not None else ():
                text = self._inline.read(paragraph, hidden=False)
                if text.strip():
                    self._out.line([(text, place)])

    # tables

    def _table(self, table: _Element) -> None:
        rows = [row for row in _within(table, _TR) if not self._is_gone(row)]
        cells = [list(_within(row, _TC)) for row in rows]
        if all(len(row) == 1 for row in cells):  # a frame around text, or around another table
            for [cell] in cells:
                self._blocks(cell)
            return
        self._budget.ensure_time()
        self._out.blank()
        nested: list[_Element] = []
        thin = _thin_columns(table)
        for row, row_cells in zip(rows, cells, strict=True):
            self._row(row, row_cells, nested, thin)
        self._out.blank()
        for inner in nested:
            self._table(inner)

    def _is_gone(self, row: _Element) -> bool:
        properties = row.find(W + "trPr")
        if properties is None:
            return False
        deleted = properties.find(W + "del") is not None
        self._inline.changed = self._inline.changed or deleted
        return deleted or is_on(properties.find(W + "hidden"))

    def _row(self, row: _Element, cells: list[_Element], nested: list[_Element], thin: frozenset[int]) -> None:
        properties = row.find(W + "trPr")
        at = _columns(value_of(properties, "gridBefore"), 0)
        grid: list[list[Piece]] = [[] for _ in range(at - _among(thin, 0, at))]
        for cell in cells:
            span, goes_on = _merging(first_child(cell, _TCPR))
            pieces: list[Piece] = []
            self._cell(cell, pieces, nested)
            wide = span - _among(thin, at, span)
            at += span
            if wide or pieces:
                grid.append([] if goes_on else pieces)
            grid += [[] for _ in range(wide - 1)]
        after = _columns(value_of(properties, "gridAfter"), 0)
        grid += [[] for _ in range(after - _among(thin, at, after))]
        self._budget.take_cells(len(grid))
        self._out.row(grid)

    def _cell(self, parent: _Element, pieces: list[Piece], nested: list[_Element]) -> None:
        for child in parent:
            if child.tag == _P:
                found, ends, _ = self._pieces(child, in_cell=True)
                if ends:
                    pieces += found
                else:
                    self._carried = found
                if self._inline.boxes or self._inline.notes:
                    for box in self._anchored(child):
                        self._cell(box, pieces, nested)
            elif child.tag == _TBL:
                nested.append(child)
            elif child.tag != _TCPR and (content := _content(child)) is not None:
                self._cell(content, pieces, nested)


def is_main_part(name: str) -> bool:
    """Whether a member of a package is the main part of a Word file; some services number it."""
    return name.startswith("word/document") and name.endswith(".xml") and (name[13:-4] == "" or name[13:-4].isdigit())


def _content(element: _Element) -> _Element | None:
    """Return what holds the blocks, rows or cells inside a wrapper: a content control, an insertion, a choice; else None."""
    tag = element.tag
    if tag == W + "sdt":
        return element.find(W + "sdtContent")
    if tag == MC + "AlternateContent":
        return next(iter(element), None)
    return element if tag in (W + "ins", W + "moveTo", W + "customXml", W + "smartTag") else None


def _within(parent: _Element, tag: str) -> Iterator[_Element]:
    """Yield the rows of a table or the cells of a row, also those inside a wrapper."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif (content := _content(child)) is not None:
            yield from _within(content, tag)


def _columns(text: str | None, otherwise: int) -> int:
    return min(max(number_of(text, otherwise), otherwise), _MOST_COLUMNS)


def _thin_columns(table: _Element) -> frozenset[int]:
    """Return the columns too narrow for anyone to see: rounded widths of rows leave one where two edges were meant to be one."""
    widths = [number_of(column.get(_WIDTH)) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    return frozenset(k for k, width in enumerate(widths) if 0 < width <= _THIN)


def _among(columns: frozenset[int], start: int, span: int) -> int:
    """Return how many of the columns lie among the `span` from `start` on."""
    return sum(start <= column < start + span for column in columns)


def _merging(properties: _Element | None) -> tuple[int, bool]:
    """Return how many columns a cell covers, and whether it only continues the one above (or, in older files, left of) it."""
    span, goes_on = 1, False
    for child in properties if properties is not None else ():
        if child.tag == _SPAN:
            span = _columns(child.get(VAL), 1)
        elif child.tag in _MERGES:
            goes_on = goes_on or child.get(VAL, "continue") == "continue"
    return span, goes_on
