"""The printed characters of a Word file's main part, each with the bytes it stands at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from xml.parsers import expat

from gouji.reporters.word.names import MATH, MC, W_STRICT, W
from gouji.reporters.word.xml import name_in, parse, tag_at

_WORDS = {
    "body": "body", "p": "paragraph", "r": "run", "rPr": "properties", "t": "text", "noBreakHyphen": "hyphen",
    "footnoteReference": "note", "endnoteReference": "note",
    "commentRangeStart": "mark", "commentRangeEnd": "mark", "commentReference": "mark",
    # what stands inside is not printed: changes undone, the reading aids over characters, properties
    **dict.fromkeys(("del", "moveFrom", "rt", "pPr", "sdtPr", "instrText"), "unprinted"),
    # content controls stay as they are: what is bound to data elsewhere may not be put outside
    **dict.fromkeys(("ins", "moveTo", "hyperlink", "fldSimple", "smartTag", "customXml", "dir", "bdo"), "wrapper"),
}  # fmt: skip
# What an element is to us; most are nothing, and a file has many.
_KINDS = {
    **{f"{space}}}{name}": kind for space in (W, W_STRICT) for name, kind in _WORDS.items()},
    **{f"{space}}}{name}": kind for space in MATH for name, kind in (("oMath", "whole"), ("oMathPara", "whole"), ("t", "text"))},
    f"{MC}}}AlternateContent": "whole",
    f"{MC}}}Fallback": "fallback",
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Wrapper:
    """A hyperlink, insertion, field or tag around runs: where it begins and ends, its first and its last unit."""

    start: int
    depth: int
    end: int = 0
    first: Unit | None = None
    last: Unit | None = None


@dataclass(slots=True, eq=False)
class Unit:
    """What markers may stand before and behind: a run that is in no other, a formula, a choice between forms.

    `first` and `last` are where its content begins, behind its properties, and ends; `properties` is the run's w:rPr as written.
    `wrappers` are those it stands in, the innermost first.
    """

    start: int
    tag: bytes
    properties: bytes = b""
    first: int = 0
    last: int = 0
    end: int = 0
    has_note: bool = False
    wrappers: tuple[Wrapper, ...] = ()

    @property
    def before(self) -> int:
        """Where a marker in front of it stands: outside what it is the first in."""
        outer = [w.start for w in takewhile(lambda w: w.first is self, self.wrappers)]
        return outer[-1] if outer else self.start

    @property
    def behind(self) -> int:
        """Where a marker behind it stands: outside what it is the last in."""
        outer = [w.end for w in takewhile(lambda w: w.last is self, self.wrappers)]
        return outer[-1] if outer else self.end

    @property
    def name(self) -> bytes:
        return name_in(self.tag)


@dataclass(slots=True, eq=False)
class Text:
    """One w:t: where its start tag, its content, its end tag begin, and where it ends."""

    start: int
    tag: bytes
    open: int
    close: int = 0
    end: int = 0


@dataclass(slots=True, eq=False)
class Piece:
    """Characters that follow one another in the file from byte `start` to byte `end`. `splits`: the run may be divided in between."""

    text: str
    start: int
    end: int
    element: Text
    unit: Unit
    splits: bool


@dataclass(frozen=True, slots=True)
class Character:
    """One printed character that is no white space."""

    text: str
    start: int
    end: int
    piece: Piece


@dataclass(slots=True, eq=False)
class Paragraph:
    """One w:p. `host` is the run that a text box is anchored in, for the paragraphs of the box."""

    host: Unit | None
    pieces: list[Piece] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)

    def characters(self) -> list[Character]:
        """Return the printed characters without white space."""
        return [character for piece in self.pieces for character in _characters(piece)]


def _characters(piece: Piece) -> Iterator[Character]:
    at = piece.start
    for text in piece.text:
        # an entity is one character of many bytes
        after = piece.end if len(piece.text) == 1 else at + len(text.encode())
        if not text.isspace():
            yield Character(text, at, after, piece)
        at = after


class Runs:
    """The paragraphs of w:body in the order of the file, whatever they stand in, and the ids of comments that are there."""

    def __init__(self, data: bytes, part: str) -> None:
        self.data = data
        self.paragraphs: list[Paragraph] = []
        self.used_ids: set[str] = set()
        self.namespace = W
        self._depth = self._bodies = self._unprinted = 0
        self._open: list[Paragraph] = []
        self._wrappers: list[Wrapper] = []  # those that are open, the outermost first
        self._unit: Unit | None = None
        self._unit_depth, self._unit_divides = 0, False
        self._properties = 0  # where those of the run begin
        self._text: Text | None = None
        self._in_cdata = False
        self._parser = expat.ParserCreate("utf-8", "}")
        self._parser.buffer_text = False
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartCdataSectionHandler = lambda: self._cdata(True)
        self._parser.EndCdataSectionHandler = lambda: self._cdata(False)
        parse(self._parser, data, part, self._start, self._end)

    def _cdata(self, inside: bool) -> None:
        self._in_cdata = inside

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1 and name.startswith(W_STRICT):
            self.namespace = W_STRICT
        kind = _KINDS.get(name)
        if kind is None:
            return
        if kind == "unprinted" or (kind == "fallback" and self._unit is not None):
            self._unprinted += 1
        elif kind == "body":
            self._bodies += 1
        elif kind == "mark":
            self.used_ids.add(attributes.get(f"{name.rpartition('}')[0]}}}id", ""))
        elif kind == "paragraph" and self._bodies:
            self._open.append(Paragraph(self._unit))
            self.paragraphs.append(self._open[-1])
        elif self._open:
            self._inside(kind, self._parser.CurrentByteIndex)

    def _inside(self, kind: str, at: int) -> None:
        """Take an element inside a paragraph."""
        if self._unit is None:
            if kind in ("run", "whole"):
                self._begin_unit(at, kind == "run")
            elif kind == "wrapper":
                self._wrappers.append(Wrapper(at, self._depth))
        elif kind in ("text", "hyphen"):
            tag = tag_at(self.data, at)
            self._text = Text(at, tag, at + len(tag) if kind == "text" else at)
            if kind == "hyphen":
                self._add("-", at, at + len(tag))
        elif kind == "note":
            self._unit.has_note = True
        elif kind == "properties" and self._depth == self._unit_depth + 1:
            self._properties = at

    def _begin_unit(self, at: int, divides: bool) -> None:
        tag = tag_at(self.data, at)
        self._unit = Unit(at, tag, first=at + len(tag))
        self._unit_depth, self._unit_divides = self._depth, divides
        if not self._unprinted:
            self._open[-1].units.append(self._unit)
            self._unit.wrappers = tuple(reversed(self._wrappers))
            for wrapper in self._wrappers:
                wrapper.first, wrapper.last = wrapper.first or self._unit, self._unit

    def _characters(self, text: str) -> None:
        if self._text is None:
            return
        at = self._parser.CurrentByteIndex
        is_entity = self.data[at : at + 1] == b"&"
        self._add(text, at, self.data.index(b";", at) + 1 if is_entity else at + len(text.encode()))

    def _add(self, text: str, start: int, end: int) -> None:
        """Add printed characters; only where the run itself holds them may it be divided there."""
        if self._text is not None and self._unit is not None and self._open and not self._unprinted:
            splits = self._unit_divides and self._depth == self._unit_depth + 1 and not self._in_cdata
            self._open[-1].pieces.append(Piece(text, start, end, self._text, self._unit, splits))

    def _end(self, name: str) -> None:
        kind = _KINDS.get(name)
        self._depth -= 1
        if kind is None:
            return
        if kind == "unprinted" or (kind == "fallback" and self._unit is not None):
            self._unprinted -= 1
        elif kind == "body":
            self._bodies -= 1
        elif kind == "paragraph" and self._open and self._bodies:
            self._open.pop()
        elif self._open:
            self._end_inside(kind, self._parser.CurrentByteIndex)

    def _end_inside(self, kind: str, at: int) -> None:
        unit, text = self._unit, self._text
        if text is not None and kind in ("text", "hyphen"):
            text.end = self._after(text.start, at)
            text.close = at if kind == "text" else text.end
            self._text = None
        elif unit is not None and self._depth == self._unit_depth - 1:
            unit.last, unit.end = at, self._after(unit.start, at)
            self._unit = None
        elif unit is not None and kind == "properties" and self._depth == self._unit_depth:
            unit.first = self._after(self._properties, at)
            unit.properties = self.data[self._properties : unit.first]
        elif unit is None and self._wrappers and self._wrappers[-1].depth == self._depth + 1:
            wrapper = self._wrappers.pop()
            wrapper.end = self._after(wrapper.start, at)

    def _after(self, start: int, at: int) -> int:
        """Return where an element ends whose end is told at byte `at`."""
        tag = tag_at(self.data, start)
        return start + len(tag) if tag.endswith(b"/>") else at + len(tag_at(self.data, at))
