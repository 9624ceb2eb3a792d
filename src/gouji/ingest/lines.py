"""The lines of a source, and what each looks like by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_PAGE_NUMBER = re.compile(
    r"[—\-–―·\s]*\d{1,3}[—\-–―·\s]*|第\s*\d{1,3}\s*页(?:[,，/\s]*共\s*\d{1,3}\s*页)?|Page\s*\d+.*", re.I
)
_TAGS = re.compile(r"</?[a-zA-Z][^<>\n]{0,80}>|\*\*+|__|`")
_MARKS = re.compile(r"^(?:#{1,6}\s*|[-*+•·]\s+|>\s*)+")
_CAPTION = re.compile(r"^图\s*\d{1,2}\s*[::.、]")
_LONGEST_PAGE_NUMBER = 30


class Shape(Enum):
    """What a line looks like before its neighbours are considered."""

    BLANK = 0
    TABS = 1  # a row of a tab-separated table
    PIPES = 2  # a row of a Markdown table
    HTML = 3  # part of an HTML table
    PAGE = 4  # a page number
    MARKED = 5  # a Markdown heading
    CAPTION = 6
    TEXT = 7


@dataclass(slots=True)
class Line:
    """`start` and `end` are source offsets without the line end; `text` is folded, without marks, tags and white space."""

    start: int
    end: int
    shape: Shape
    text: str


def lines_of(
    folded: str, line_starts: tuple[int, ...], headings: frozenset[int] = frozenset(), *, markup: bool = True
) -> list[Line]:
    """Return the lines of a folded source. `headings` begin at these offsets; without markup a tag, a # or a | is only text."""
    result, in_html = [], False
    for start, raw in zip(line_starts, folded.split("\n"), strict=True):
        end = start + len(raw)
        lowered = raw.lower() if markup and "<" in raw else ""
        if in_html or "<table" in lowered:
            in_html = "</table" not in lowered
            result.append(Line(start, end, Shape.HTML, ""))
            continue
        line = _line(raw, start, end, markup=markup)
        if start in headings and line.shape is Shape.TEXT:
            line.shape = Shape.MARKED
        result.append(line)
    return result


def _line(raw: str, start: int, end: int, *, markup: bool) -> Line:
    if "\t" in raw and (raw.strip(" \t") or raw.count("\t") > 1):
        return Line(start, end, Shape.TABS, "")
    text = raw.strip()
    if not text:
        return Line(start, end, Shape.BLANK, "")
    if markup and text[0] == "|" and text.count("|") > 1:
        return Line(start, end, Shape.PIPES, "")
    if len(text) < _LONGEST_PAGE_NUMBER and _PAGE_NUMBER.fullmatch(text):
        return Line(start, end, Shape.PAGE, text)
    marked = markup and text[0] == "#"
    bare = _TAGS.sub("", text) if "<" in text or "*" in text or "`" in text or "_" in text else text
    bare = "".join((_MARKS.sub("", bare) if bare[:1] in "#-*+•·>" else bare).split())
    if bare[:1] == "图" and _CAPTION.match(bare):
        return Line(start, end, Shape.CAPTION, bare)
    return Line(start, end, Shape.MARKED if marked else Shape.TEXT, bare)
