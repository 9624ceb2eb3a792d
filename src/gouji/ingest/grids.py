"""Certain grids: tab-separated rows, Markdown pipe tables, HTML tables."""

from __future__ import annotations

import re
from html import unescape

from gouji.model.document import GridCell
from gouji.values.printed import decimal_of

_TAGS = re.compile(r"</?[a-zA-Z][^<>\n]{0,80}>|\*\*+")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_CURRENCY = re.compile(r"(-?)[¥￥$]")
_NOTHING = frozenset(("-", "—", "--", "——", "/", "无"))
_RULE = re.compile(r"[\s:|\-—]+")
_MAX_SPAN = 60
# Attributes do not go past a <, so that many tags that never end are still read in linear time; one in quotes may hold a >.
_ATTRIBUTES = r"""(?:[^<>"']|"[^"<]*"|'[^'<]*'|["'])*+"""
# A cell without markup in it, as nearly all are, is found whole: its attributes and words. Else a comment, which may never end, a tag
# with its attributes, a declaration.
_MARKUP = re.compile(
    rf"<t[dh](\s{_ATTRIBUTES})?(?<!/)>([^<]*)</t[dh]>|<!--.*?(?:-->|\Z)|<(/?[a-zA-Z][^\s/<>]*)({_ATTRIBUTES})>|<[!?][^<>]*>",
    re.S,
)
_SPAN = re.compile(r"""\b(col|row)span\s*=\s*["']?(\d{1,9})""", re.I)


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


class _Rows:
    """The rows of one HTML table under way, spans filled with blanks so that columns line up."""

    def __init__(self, file: int) -> None:
        self.rows: list[list[GridCell]] = []
        self._file = file
        self._covered: dict[int, int] = {}  # column → rows still covered from above
        self._in_cell = False
        self._across = self._down = 1
        self._text = ""
        self._start = self._end = 0

    def cell(self, source: str, at: int, attributes: str, start: int, end: int) -> None:
        """Take a whole cell whose words are source[start:end]."""
        self.markup("td", attributes, at)
        self.text(source, start, end)
        self._finish(end)

    def markup(self, name: str, attributes: str, at: int) -> None:
        """Take a tag that stands at an offset: `name` in small letters, with its / at an end."""
        if name in ("td", "th"):
            self._finish(at)
            self._across, self._down = _spans(attributes) if attributes else (1, 1)
            self._in_cell, self._text = True, ""
            if attributes.endswith("/"):
                self._finish(at)
        elif name == "tr":
            self._finish(at)
            self.rows.append([])
            self._cover(at)
        elif name in ("/td", "/th", "/tr", "/table"):
            self._finish(at)

    def text(self, source: str, start: int, end: int) -> None:
        """Take what stands between two tags."""
        piece = source[start:end] if self._in_cell else ""
        bare = piece.strip()
        if bare:
            low = start + piece.index(bare)
            if not self._text:
                self._start = low
            self._end = low + len(bare)
            self._text += unescape(bare) if "&" in bare else bare

    def _finish(self, at: int) -> None:
        """End the cell that is open, if any, at an offset."""
        if not self._in_cell:
            return
        self._in_cell = False
        if not self.rows:
            self.rows.append([])
        row = self.rows[-1]
        start, end = (self._start, self._end) if self._text else (at, at)
        row.append(_cell(self._text, start, end, self._file))
        row += [GridCell("", None, start, start, self._file) for _ in range(1, self._across)]
        if self._down > 1:
            self._covered.update(dict.fromkeys(range(len(row) - self._across, len(row)), self._down - 1))
        self._cover(at)

    def _cover(self, at: int) -> None:
        """Fill the columns that cells of rows above reach into."""
        row, covered = self.rows[-1], self._covered
        while covered and covered.get(len(row), 0) > 0:
            covered[len(row)] -= 1
            row.append(GridCell("", None, at, at, self._file))


def _spans(attributes: str) -> tuple[int, int]:
    """Return over how many columns and rows a cell goes."""
    given = {which.lower(): min(int(number), _MAX_SPAN) or 1 for which, number in _SPAN.findall(attributes)}
    return given.get("col", 1), given.get("row", 1)


def html_rows(source: str, start: int, end: int, file: int) -> list[list[GridCell]]:
    """Return the rows of the HTML table in source[start:end], spans expanded with blanks."""
    table, at = _Rows(file), start
    for found in _MARKUP.finditer(source, start, end):
        table.text(source, at, found.start())
        cell, words, name, attributes = found.groups()
        if words is not None:
            table.cell(source, found.start(), cell or "", *found.span(2))
        elif name:
            table.markup(name.lower(), attributes, found.start())
        at = found.end()
    return [row for row in table.rows if row]
