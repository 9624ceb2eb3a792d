"""Certain grids: tab-separated rows, Markdown pipe tables, HTML tables."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from gouji.model.document import GridCell
from gouji.values.printed import decimal_of

_TAGS = re.compile(r"</?[a-zA-Z][^<>\n]{0,80}>|\*\*+")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_CURRENCY = re.compile(r"(-?)[¥￥$]")
_NOTHING = frozenset(("-", "—", "--", "——", "/", "无"))
_RULE = re.compile(r"[\s:|\-—]+")
_MAX_SPAN = 60


def row_cells(source: str, file: int, start: int, end: int) -> list[GridCell]:
    """Return the cells of a tab-separated line or of a Markdown table row."""
    if "\t" in source[start:end]:
        return _split(source, start, end, "\t", file)
    low = source.index("|", start, end) + 1
    high = source.rindex("|", start, end)
    return _split(source, low, high if high > low else end, "|", file)


def is_rule(source: str, start: int, end: int) -> bool:
    """Whether a line of a Markdown table is the rule under its header."""
    return _RULE.fullmatch(source, start, end) is not None


def _split(source: str, start: int, end: int, mark: str, file: int) -> list[GridCell]:
    cells, at = [], start
    row = source[start:end]
    marked = "<" in row or "*" in row or "&" in row
    for piece in row.split(mark):
        words = piece.split()
        if not words:
            cells.append(GridCell("", None, at, at, file))
        elif marked and ("<" in piece or "*" in piece or "&" in piece):
            cells.append(_marked_cell(source, at, at + len(piece), file))
        elif len(words) == 1:
            text = words[0]
            low = at + piece.index(text)
            cells.append(_filled_cell(text, low, low + len(text), file))
        else:
            low, high = at + piece.index(words[0]), at + len(piece.rstrip())
            cells.append(_filled_cell("".join(words), low, high, file))
        at += len(piece) + 1
    return cells


def _cell(shown: str, start: int, end: int, file: int) -> GridCell:
    return _filled_cell("".join(shown.split()), start, end, file)


def _filled_cell(text: str, start: int, end: int, file: int) -> GridCell:
    """Return a cell of words without white space between them."""
    if not text[-1:].isdigit():
        return GridCell("" if text in _NOTHING else text, None, start, end, file)
    bare = text if text[0].isdigit() else _CURRENCY.sub(r"\1", text, count=1)
    amount = decimal_of(bare) if _AMOUNT.fullmatch(bare) else None
    if amount is not None and len(bare) < len(text):
        start = end - len(bare)  # the place of an amount is that of its digits, without ¥
    return GridCell(text, amount, start, end, file)


def _marked_cell(source: str, start: int, end: int, file: int) -> GridCell:
    """Return one cell; its span covers the text without tags around it and without outer white space."""
    text = source[start:end]
    while match := _TAGS.match(source, start + len(text) - len(text.lstrip()), end):
        start, text = match.end(), source[match.end() : end]
    while (found := list(_TAGS.finditer(text))) and not text[found[-1].end() :].strip():
        end = start + found[-1].start()
        text = source[start:end]
    bare = text.strip()
    lead = len(text) - len(text.lstrip()) if bare else 0
    return _cell(unescape(_TAGS.sub("", bare)), start + lead, start + lead + len(bare), file)


class _TableParser(HTMLParser):
    """Collects the rows of one HTML table, spans filled with blanks so that columns line up."""

    def __init__(self, base: int, line_starts: list[int], file: int) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[GridCell]] = []
        self._base, self._starts, self._file = base, line_starts, file
        self._open: dict[int, int] = {}  # column → rows still covered from above
        self._text: list[str] = []
        self._from: int | None = None
        self._to = 0
        self._spans = (1, 1)
        self._in_cell = False

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._base + self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._finish()
            self.rows.append([])
            self._cover()
        elif tag in ("td", "th"):
            self._finish()
            given = dict(attrs)
            self._spans = (_number(given.get("colspan")), _number(given.get("rowspan")))
            self._in_cell, self._text, self._from = True, [], None

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._finish()

    def handle_data(self, data: str) -> None:
        if self._in_cell and data.strip():
            at = self._offset()
            lead = len(data) - len(data.lstrip())
            if self._from is None:
                self._from = at + lead
            self._to = at + len(data.rstrip())
            self._text.append(data.strip())

    def _cover(self) -> None:
        row = self.rows[-1]
        while self._open.get(len(row), 0) > 0:
            self._open[len(row)] -= 1
            row.append(GridCell("", None, self._offset(), self._offset(), self._file))

    def _finish(self) -> None:
        if not self._in_cell:
            return
        self._in_cell = False
        if not self.rows:
            self.rows.append([])
        across, down = self._spans
        at = self._from if self._from is not None else self._offset()
        end = self._to if self._from is not None else at
        for k in range(across):
            self.rows[-1].append(
                _cell("".join(self._text), at, end, self._file) if k == 0 else GridCell("", None, at, at, self._file)
            )
            if down > 1:
                self._open[len(self.rows[-1]) - 1] = down - 1
        self._cover()


def _number(text: str | None) -> int:
    return min(int(text), _MAX_SPAN) if text and text.isdigit() and int(text) > 0 else 1


def html_rows(source: str, start: int, end: int, file: int) -> list[list[GridCell]]:
    """Return the rows of the HTML table in source[start:end], spans expanded with blanks."""
    text = source[start:end]
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    parser = _TableParser(start, starts, file)
    parser.feed(text)
    parser.close()
    return [row for row in parser.rows if row]
