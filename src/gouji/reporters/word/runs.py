"""The printed characters of a Word file's main part, each with the bytes it stands at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from xml.parsers import expat

from gouji.reporters.word.names import MATH, MC, W_STRICT, W
from gouji.reporters.word.xml import name_in, parse, tag_at

_MARKS = ("commentRangeStart", "commentRangeEnd", "commentReference")
# what stands inside is not printed: changes that were made undone, the reading aids over characters, properties
_UNPRINTED = ("del", "moveFrom", "rt", "pPr", "sdtPr", "instrText")
# content controls stay as they are: what is bound to data elsewhere may not be put outside
_WRAPPERS = ("ins", "moveTo", "hyperlink", "fldSimple", "smartTag", "customXml", "dir", "bdo")
_NOTES = ("footnoteReference", "endnoteReference")


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
        self._body = 0
        self._open: list[Paragraph] = []
        self._stack: list[tuple[str, int]] = []  # the elements that are open, and where they begin
        self._wrappers: list[Wrapper] = []  # those that are open, the outermost first
        self._unit: Unit | None = None
        self._unit_depth = 0
        self._text: Text | None = None
        self._unprinted = 0
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
        at = self._parser.CurrentByteIndex
        space, _, local = name.rpartition("}")
        is_word = space in (W, W_STRICT)
        if not self._stack and is_word:
            self.namespace = space
        self._stack.append((name, at))
        if is_word:
            self._word(local, at, attributes, space)
        elif self._open and self._unit is None and (space in MATH or (space == MC and local == "AlternateContent")):
            self._begin_unit(at)
        elif space in MATH and local == "t" and self._unit is not None:
            self._begin_text(at)
        if self._is_unprinted(name):
            self._unprinted += 1

    def _word(self, local: str, at: int, attributes: dict[str, str], space: str) -> None:
        if local == "body":
            self._body += 1
        elif local == "p" and self._body:
            self._open.append(Paragraph(self._unit))
            self.paragraphs.append(self._open[-1])
        elif local == "r" and self._open and self._unit is None:
            self._begin_unit(at)
        elif self._unit is None:
            if local in _WRAPPERS and self._open:
                self._wrappers.append(Wrapper(at, len(self._stack)))
        elif local in ("t", "noBreakHyphen"):
            self._begin_text(at)
        elif local in _NOTES:
            self._unit.has_note = True
        if local in _MARKS:
            self.used_ids.add(attributes.get(f"{space}}}id", ""))

    def _begin_unit(self, at: int) -> None:
        tag = tag_at(self.data, at)
        self._unit, self._unit_depth = Unit(at, tag, first=at + len(tag)), len(self._stack)
        if not self._unprinted:
            self._open[-1].units.append(self._unit)
            self._unit.wrappers = tuple(reversed(self._wrappers))
            for wrapper in self._wrappers:
                wrapper.first, wrapper.last = wrapper.first or self._unit, self._unit

    def _begin_text(self, at: int) -> None:
        tag = tag_at(self.data, at)
        self._text = Text(at, tag, at + len(tag))
        if self._stack[-1][0].endswith("}noBreakHyphen"):
            self._text.open = at
            self._add("-", at, at + len(tag), self._splits())

    def _splits(self) -> bool:
        """Whether the run itself holds the text that just began, so that it may be divided there."""
        return len(self._stack) == self._unit_depth + 1 and not self._in_cdata and self._stack[-2][0].endswith("}r")

    def _add(self, text: str, start: int, end: int, splits: bool) -> None:
        if self._text is not None and self._unit is not None and self._open and not self._unprinted:
            self._open[-1].pieces.append(Piece(text, start, end, self._text, self._unit, splits))

    def _characters(self, text: str) -> None:
        if self._text is None:
            return
        at = self._parser.CurrentByteIndex
        if self.data[at : at + 1] == b"&":
            end = self.data.index(b";", at) + 1
        elif text == "\n":
            end = at + 1
        else:
            end = at + len(text.encode())
        self._add(text, at, end, self._splits())

    def _end(self, name: str) -> None:
        _, start = self._stack[-1]
        at = self._parser.CurrentByteIndex
        space, _, local = name.rpartition("}")
        if self._is_unprinted(name):
            self._unprinted -= 1
        if self._text is not None and self._text.start == start:
            self._end_text(at, start)
        if self._unit is not None:
            if len(self._stack) == self._unit_depth:
                self._unit.last, self._unit.end = at, self._after(start, at)
                self._unit = None
            elif len(self._stack) == self._unit_depth + 1 and local == "rPr" and space in (W, W_STRICT):
                after = self._after(start, at)
                self._unit.properties, self._unit.first = self.data[start:after], after
        if self._wrappers and self._wrappers[-1].depth == len(self._stack):
            self._wrappers.pop().end = self._after(start, at)
        if space in (W, W_STRICT):
            if local == "body":
                self._body -= 1
            elif local == "p" and self._open and self._body:
                self._open.pop()
        self._stack.pop()

    def _end_text(self, at: int, start: int) -> None:
        assert self._text is not None
        self._text.end = self._after(start, at)
        is_sign = self._text.open == start
        self._text.close = self._text.end if is_sign else at
        self._text = None

    def _after(self, start: int, at: int) -> int:
        """Return where an element ends whose end is told at byte `at`."""
        tag = tag_at(self.data, start)
        return start + len(tag) if tag.endswith(b"/>") else at + len(tag_at(self.data, at))

    def _is_unprinted(self, name: str) -> bool:
        space, _, local = name.rpartition("}")
        if space == MC:
            return local == "Fallback" and self._unit is not None
        return space in (W, W_STRICT) and local in _UNPRINTED
