"""A web page to one text: its blocks as lines, its data tables as rows; what is never shown stays out."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from gouji.errors import Unreadable
from gouji.ingest.attributes import number_of
from gouji.ingest.decode import decode
from gouji.ingest.fold import fold
from gouji.ingest.headings import is_heading_text, numbering_of
from gouji.ingest.html.nesting import ensure_shallow
from gouji.ingest.html.tables import BLOCKS, SKIPPED, frames_of, is_data, is_hidden, rows_of
from gouji.ingest.limits import Budget
from gouji.ingest.list_numbers import numeral
from gouji.ingest.read import Read
from gouji.ingest.writer import Writer, closed_up

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,30})|<\?xml[^>]{0,100}?encoding=[\"']([\w.:-]{2,30})", re.I
)
_HEAD = 8192
# Pages that name one of the smaller sets use characters of the larger one all the same.
_LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030"}
_HEADING = re.compile("h[1-6]")
_LIST_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_NO_MARKS = re.compile(r"list-style(?:-type)?\s*:\s*(?:none|disc|circle|square)", re.I)


def read_html(data: bytes, budget: Budget) -> Read:
    """Return the page's text. Nothing is fetched and no script runs."""
    from selectolax.lexbor import LexborHTMLParser

    text, encoding = _decoded(data, budget.name)
    budget.ensure("characters", len(text))
    ensure_shallow(text, budget)
    body = LexborHTMLParser(text.replace("\x00", "")).body
    page = _Page(budget)
    if body is not None:
        page.read(body)
    found = page.out.done(encoding=encoding, places=False, whole_lines=True)
    if not found.text.strip():
        raise Unreadable(
            f"{budget.name}：网页里没有文字，内容可能由脚本载入；请在浏览器里打开后另存为网页或 PDF。", "empty"
        )
    return found


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    named = (
        None
        if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        else _CHARSET.search(data[:_HEAD])
    )
    if named:
        given = (named.group(1) or named.group(2)).decode("ascii").lower()
        encoding = _LARGER.get(given, given)
        try:
            # What was read as bytes of one character each so far cannot be stored in two.
            if not encoding.startswith(("utf-16", "utf-32", "utf16", "utf32")):
                return data.decode(encoding), encoding
        except (LookupError, UnicodeDecodeError, ValueError):
            pass  # the page says one thing and is another: the bytes decide
    return decode(data, name)


class _Page:
    """Walks the page once, without recursion: pages nest deeply, by design or by unclosed tags."""

    def __init__(self, budget: Budget) -> None:
        self.out = Writer(budget)
        self._budget = budget
        self._frames: set[int] = set()  # tables that hold other tables
        self._open: list[str] = []  # text of the line under way
        self._label = ""  # the number of the list item under way, until it is printed
        self._counts: dict[int, int] = {}  # of each list, by the node's identity

    def read(self, body: LexborNode) -> None:
        """Write everything the page shows."""
        self._frames = frames_of(body)
        stack: list[tuple[LexborNode, bool]] = [(body, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._end(heading=bool(_HEADING.fullmatch(node.tag or "")))
                continue
            if node.next is not None and node.mem_id != body.mem_id:
                stack.append((node.next, False))
            if self._enter(node):
                if node.tag in BLOCKS:
                    stack.append((node, True))
                if node.child is not None:
                    stack.append((node.child, False))
        self._end()

    def _enter(self, node: LexborNode) -> bool:
        """Take one node; return whether what is inside it is to be walked."""
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            kept = node.parent is not None and node.parent.tag == "pre"
            self._open.append(text if kept else text.replace("\n", " "))
            return False
        if tag == "br":
            self._open.append("\n")
            return False
        if tag in SKIPPED or is_hidden(node):
            return False
        if tag == "table" and is_data(node, self._frames):
            self._end()
            self._table(node)
            return False
        if tag in BLOCKS:
            self._end()
            self._label = self._number(node) if tag == "li" else self._label
        return True

    def _table(self, table: LexborNode) -> None:
        caption = table.css_first("caption")
        if caption is not None and not is_hidden(caption):
            self._open.append(caption.text(deep=True))
            self._end()
        self.out.blank()
        for row in rows_of(table, self._budget):
            self.out.row([[(text, None)] for text in row])
        self.out.blank()

    def _number(self, item: LexborNode) -> str:
        """Return the number a browser prints before a list item."""
        parent = item.parent
        if parent is None or parent.tag != "ol":
            return ""
        last = self._counts.get(parent.mem_id, number_of(parent.attributes.get("start"), 1) - 1)
        count = number_of(item.attributes.get("value"), last + 1)
        self._counts[parent.mem_id] = count
        styles = (parent.attributes.get("style") or "", item.attributes.get("style") or "")
        if any(_NO_MARKS.search(style) for style in styles):
            return ""
        return numeral(count, _LIST_FORMS.get(parent.attributes.get("type") or "", "decimal")) + ". "

    def _end(self, *, heading: bool = False) -> None:
        """Close the line under way."""
        lines = [closed_up(line) for line in "".join(self._open).split("\n")]
        self._open = []
        text = "\n".join(line for line in lines if line)
        if not text:
            return
        squeezed = "".join(fold(text).split())
        # An item that prints its own number has no marks, as far as its style sheet goes.
        label, self._label = "" if numbering_of(squeezed) else self._label, ""
        self.out.line([(label + text, None)], heading=heading and is_heading_text(squeezed))
