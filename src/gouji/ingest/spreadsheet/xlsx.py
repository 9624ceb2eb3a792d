"""XLSX files to sheets of displayed cells. Values are the cached ones; nothing is computed and no macro is run."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouji.ingest.attributes import number_of
from gouji.ingest.limits import Budget
from gouji.ingest.package import Package, parse_xml
from gouji.ingest.spreadsheet.formats import BUILT_IN, shown
from gouji.ingest.spreadsheet.sheet import Sheet, cell_name, place_of, range_of
from gouji.model.document import UNCOMPUTED

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMESPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_M = "{" + _NAMESPACE.decode() + "}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATION = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
_C, _V, _F, _IS, _T, _R, _ROW = (_M + name for name in ("c", "v", "f", "is", "t", "r", "row"))
_MOST_COLUMNS = 16_384
_PLAIN = ("General", "@")
_ESCAPED = re.compile("_x((?!D[89A-F])[0-9A-F]{4})_", re.I)  # half a character of two stays as written


@dataclass(frozen=True, slots=True)
class _Book:
    strings: list[str]
    formats: list[str]
    epoch_1904: bool


class XlsxReader:
    """Reads one workbook; `hidden` names the sheets that are not shown."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._package, self._budget = Package(data, budget), budget
        self.hidden: list[str] = []

    def sheets(self) -> Iterator[Sheet]:
        """Yield the visible sheets in order."""
        names = self._package.names
        main = next(n for n in names if n.startswith("xl/workbook") and n.endswith(".xml"))
        workbook = self._xml(main)
        folder, _, file = main.rpartition("/")
        relations = {
            r.get("Id", ""): (r.get("Type", "").rpartition("/")[2], _target(folder, r.get("Target", "")))
            for r in self._xml(f"{folder}/_rels/{file}.rels").iterfind(_PACKAGE + "Relationship")
        }
        parts = {kind: part for kind, part in relations.values() if part in names}
        properties = workbook.find(_M + "workbookPr")
        book = _Book(
            self._strings(parts.get("sharedStrings")),
            self._formats(parts.get("styles")),
            properties is not None and _is_on(properties.get("date1904")),
        )
        for entry in workbook.iterfind(f"{_M}sheets/{_M}sheet"):
            kind, part = relations.get(entry.get(f"{{{_RELATION}}}id", ""), ("", ""))
            if kind != "worksheet":
                continue
            if entry.get("state", "visible") != "visible":
                self.hidden.append(entry.get("name", ""))
                continue
            yield self._sheet(entry.get("name", ""), self._xml(part), book)

    def _xml(self, name: str) -> _Element:
        data = self._package.read(name)
        if b"purl.oclc.org" in data:
            data = data.replace(_STRICT, _NAMESPACE).replace(_STRICT_RELATION, _RELATION.encode())
        return parse_xml(data, name, self._budget)

    def _strings(self, part: str | None) -> list[str]:
        return [_text(item) for item in self._xml(part).iterfind(_M + "si")] if part else []

    def _formats(self, part: str | None) -> list[str]:
        """Return the format of every cell style."""
        if not part:
            return []
        styles = self._xml(part)
        own = {f.get("numFmtId", ""): f.get("formatCode", "") for f in styles.iterfind(f"{_M}numFmts/{_M}numFmt")}
        used = [x.get("numFmtId", "0") for x in styles.iterfind(f"{_M}cellXfs/{_M}xf")]
        return [own.get(n) or BUILT_IN.get(number_of(n), "General") for n in used]

    def _sheet(self, name: str, root: _Element, book: _Book) -> Sheet:
        sheet = Sheet(name)
        view = root.find(f"{_M}sheetViews/{_M}sheetView")
        zeros = view is None or _is_on(view.get("showZeros", "1"))
        hidden: set[int] = set()
        for one in root.iterfind(f"{_M}cols/{_M}col"):
            if _is_on(one.get("hidden")):
                hidden.update(_columns(one))
                self._budget.ensure_time()
        left_out: set[int] = set()
        at = -1
        for row in root.iterfind(f"{_M}sheetData/{_ROW}"):
            at = number_of(row.get("r"), at + 2) - 1
            cells = self._row(sheet, row, at, book, zeros=zeros)
            if cells and _is_on(row.get("hidden")):
                sheet.hidden += 1
                sheet.hidden_rows.add(at)
                continue
            for column in hidden.intersection(cells):
                left_out.add(column)
                del cells[column]
            if cells:
                sheet.rows[at] = cells
        sheet.hidden += len(left_out)
        found = (range_of(m.get("ref", "")) for m in root.iterfind(f"{_M}mergeCells/{_M}mergeCell"))
        sheet.merges = [m for m in found if m is not None]
        return sheet

    def _row(self, sheet: Sheet, row: _Element, at: int, book: _Book, *, zeros: bool) -> dict[int, str]:
        cells: dict[int, str] = {}
        column = -1
        for cell in row:
            if cell.tag != _C:
                continue
            place = place_of(cell.get("r", ""))
            column = place[1] if place else column + 1
            text = _value(cell, book, zeros=zeros)
            if text is None:
                sheet.uncomputed.append(cell_name(at, column))
                cells[column] = UNCOMPUTED
            elif text.strip():
                cells[column] = text
        self._budget.take_cells(len(cells))
        self._budget.ensure_time()
        return cells


def _value(cell: _Element, book: _Book, *, zeros: bool) -> str | None:
    """Return what a cell displays; None for a formula that was never computed."""
    kind, value, formula, inline = cell.get("t", "n"), None, False, None
    for child in cell:
        if child.tag == _V:
            value = child.text
        elif child.tag == _F:
            formula = True
        elif child.tag == _IS:
            inline = child
    if inline is not None:
        return _text(inline)
    if value is None:
        return None if formula else ""
    if kind == "s":
        index = number_of(value, -1)
        return book.strings[index] if 0 <= index < len(book.strings) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind != "n":
        return _unescaped(value)
    index = number_of(cell.get("s"))
    code = book.formats[index] if 0 <= index < len(book.formats) else "General"
    if not zeros and code not in _PLAIN and not float_of(value):
        return ""
    return shown(value, code, epoch_1904=book.epoch_1904)


def float_of(text: str) -> float:
    """Return a number for asking whether it is zero; what is no number counts as one."""
    try:
        return float(text)
    except ValueError:
        return 1.0


def _text(item: _Element) -> str:
    """Return the text of a string item, its runs joined, the readings above the characters left out."""
    parts = []
    for child in item:
        if child.tag == _T:
            parts.append(child.text or "")
        elif child.tag == _R:
            parts += [t.text or "" for t in child if t.tag == _T]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    """Return text with what XML cannot hold, or would change, as itself: _x000D_ is the end of a line within a cell."""
    return _ESCAPED.sub(lambda code: chr(int(code.group(1), 16)), text) if "_x" in text else text


def _target(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")


def _columns(column: _Element) -> range:
    return range(number_of(column.get("min"), 1) - 1, min(number_of(column.get("max")), _MOST_COLUMNS))


def _is_on(text: str | None) -> bool:
    return text in ("1", "true", "on")
