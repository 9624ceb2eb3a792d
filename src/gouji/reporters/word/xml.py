"""XML edited as bytes, so that nothing but what is inserted changes: where elements begin and end, and safe text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape

from gouji.errors import Unreadable
from gouji.reporters.plain import clean

_TAG = re.compile(rb"<(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")
_DECLARED = re.compile(rb"\A<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
Start = Callable[[str, dict[str, str]], None]


@dataclass(slots=True, eq=False)
class Element:
    """An element from byte `start` to byte `end`, its names without their spaces; `within` is the nearest one found around it."""

    name: str
    attributes: dict[str, str]
    start: int
    within: Element | None
    end: int = 0


def safe(text: str) -> str:
    """Return text of a document or a message as XML text: one line, nothing that XML forbids or that hides or turns letters."""
    return written(clean(text))


def written(text: str) -> str:
    """Return text as XML text with its blanks as they are."""
    return escape(_NO_CHARACTER.sub("", text), {'"': "&quot;"})


def in_utf8(data: bytes) -> tuple[bytes, str]:
    """Return XML in UTF-8, and the name of the encoding it came in."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        name = "utf-16-le" if data[:2] == b"\xff\xfe" else "utf-16-be"
    else:
        found = _DECLARED.match(data)
        name = found.group(1).decode("ascii").lower() if found else "utf-8"
    return (data, "utf-8") if name in ("utf-8", "utf8", "us-ascii") else (data.decode(name).encode(), name)


def out_of_utf8(data: bytes, name: str) -> bytes:
    """Return XML in the encoding it came in."""
    return data if name == "utf-8" else data.decode().encode(name, "xmlcharrefreplace")


def walk(data: bytes, part: str, start: Start, end: Callable[[str], None] | None = None) -> expat.XMLParserType:
    """Parse UTF-8 XML; names are given as uri}name. Raises Unreadable for what is no XML or holds entities."""
    parser = expat.ParserCreate("utf-8", "}")
    return parse(parser, data, part, start, end)


def parse(
    parser: expat.XMLParserType, data: bytes, part: str, start: Start, end: Callable[[str], None] | None = None
) -> expat.XMLParserType:
    """Run a parser that has further handlers already."""

    def refuse(*_: object) -> None:
        raise Unreadable(f"{part} 里有实体定义（DTD），正常的文件没有；请用原来的软件另存一次。", "damaged")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unreadable(f"{part} 不是完整的 XML（{error}）；请用原来的软件另存一次。", "damaged") from error
    return parser


def tag_at(data: bytes, start: int) -> bytes:
    """Return the tag that begins at a byte."""
    found = _TAG.match(data, start)
    return found.group() if found else b""


def name_in(tag: bytes) -> bytes:
    """Return the name in a start tag, as written."""
    return tag[1:].split(None, 1)[0].rstrip(b"/>")


def elements(data: bytes, part: str, names: Collection[str]) -> list[Element]:
    """Return the elements of these names in the order of the file."""
    found: list[Element] = []
    opened: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        if local in names:
            named = {key.rpartition("}")[2]: value for key, value in attributes.items()}
            opened.append(Element(local, named, parser.CurrentByteIndex, opened[-1] if opened else None))
            found.append(opened[-1])

    def end(name: str) -> None:
        if name.rpartition("}")[2] in names:
            element, at = opened.pop(), parser.CurrentByteIndex
            tag = tag_at(data, element.start)
            element.end = element.start + len(tag) if tag.endswith(b"/>") else at + len(tag_at(data, at))

    parser = expat.ParserCreate("utf-8", "}")
    parse(parser, data, part, start, end)
    return found


def without(data: bytes, gone: Iterable[Element]) -> bytes:
    """Return XML without these elements, none of which stands in another."""
    parts, last = [], 0
    for start, end in sorted({(element.start, element.end) for element in gone}):
        parts.append(data[last:start])
        last = end
    return b"".join([*parts, data[last:]])


def with_children(data: bytes, part: str, children: bytes) -> bytes:
    """Return XML with something more inside its root, at the end."""
    first, last, depth = -1, -1, 0

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal first, depth
        first = parser.CurrentByteIndex if first < 0 else first
        depth += 1

    def end(_name: str) -> None:
        nonlocal last, depth
        depth -= 1
        last = last if depth else parser.CurrentByteIndex

    parser = expat.ParserCreate("utf-8", "}")
    parse(parser, data, part, start, end)
    tag = tag_at(data, first)
    if tag.endswith(b"/>"):
        opened = tag[:-2].rstrip() + b">" + children + b"</" + name_in(tag) + b">"
        return data[:first] + opened + data[first + len(tag) :]
    return data[:last] + children + data[last:]
