"""The comments part of a Word package, and how the package is told of it."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from gouji.reporters.remarks import AUTHOR
from gouji.reporters.word.names import COMMENTS, COMMENTS_STRICT, COMMENTS_TYPE, RELATIONS, TYPES, W_STRICT
from gouji.reporters.word.package import Package
from gouji.reporters.word.xml import in_utf8, out_of_utf8, safe, walk, with_children

_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def comment(number: str, lines: Sequence[str], namespace: str) -> str:
    """Return a w:comment; the first line is bold."""
    paragraphs = []
    for at, line in enumerate(lines):
        mark, bold = ("", "") if at else ("<w:r><w:annotationRef/></w:r>", "<w:rPr><w:b/></w:rPr>")
        paragraphs.append(f'<w:p>{mark}<w:r>{bold}<w:t xml:space="preserve">{safe(line)}</w:t></w:r></w:p>')
    said = f'w:id="{number}" w:author="{AUTHOR}" w:initials="{AUTHOR}"'
    return f'<w:comment xmlns:w="{namespace}" {said}>{"".join(paragraphs)}</w:comment>'


def ids_in(package: Package, main: str) -> set[str]:
    """Return the ids of the comments that are there."""
    found: set[str] = set()

    def start(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition("}")
        if local == "comment":
            found.add(attributes.get(f"{space}}}id", ""))

    part = related_part(package, main, COMMENTS, COMMENTS_STRICT)
    if part and (data := package.read(part)):
        walk(in_utf8(data)[0], part, start)
    return found


def with_comments(package: Package, main: str, comments: Sequence[str], namespace: str) -> dict[str, bytes]:
    """Return the parts that change when comments are added: the comments, and where there were none what tells of them."""
    made = "".join(comments).encode()
    part = related_part(package, main, COMMENTS, COMMENTS_STRICT)
    if part and (data := package.read(part)):
        return {part: _added(data, part, made)}
    part = _free_name(package, posixpath.dirname(main))
    whole = f'<w:comments xmlns:w="{namespace}">'.encode() + made + b"</w:comments>"
    return {
        part: _HEAD + whole,
        _relations_of(main): _related(package, main, part, namespace),
        "[Content_Types].xml": _typed(package, part),
    }


def _added(data: bytes, part: str, children: bytes) -> bytes:
    utf8, encoding = in_utf8(data)
    return out_of_utf8(with_children(utf8, part, children), encoding)


def _relations_of(main: str) -> str:
    folder, name = posixpath.split(main)
    return f"{folder}/_rels/{name}.rels"


def _relations(package: Package, main: str) -> list[tuple[str, str, str]]:
    """Return id, type and target of the relations of the main part."""
    found: list[tuple[str, str, str]] = []

    def start(_: str, attributes: dict[str, str]) -> None:
        if "Id" in attributes:
            found.append((attributes["Id"], attributes.get("Type", ""), attributes.get("Target", "")))

    name = _relations_of(main)
    if data := package.read(name):
        walk(in_utf8(data)[0], name, start)
    return found


def related_part(package: Package, main: str, *kinds: str) -> str:
    """Return the name of the part that the main part has in a relation of these kinds, none where there is no such relation."""
    for _, kind, target in _relations(package, main):
        if kind in kinds:
            return posixpath.normpath(posixpath.join("/", posixpath.dirname(main), target)).lstrip("/")
    return ""


def _free_name(package: Package, folder: str) -> str:
    names = {name.lower() for name in package.names}
    candidates = (f"{folder}/comments{number or ''}.xml" for number in range(len(names) + 1))
    return next(name for name in candidates if name not in names)


def _related(package: Package, main: str, part: str, namespace: str) -> bytes:
    taken = {identity for identity, _, _ in _relations(package, main)}
    identity = next(f"rIdGouji{n}" for n in range(1, len(taken) + 2) if f"rIdGouji{n}" not in taken)
    kind = COMMENTS_STRICT if namespace == W_STRICT else COMMENTS
    target = posixpath.basename(part)
    relation = f'<Relationship xmlns="{RELATIONS}" Id="{identity}" Type="{kind}" Target="{target}"/>'.encode()
    name = _relations_of(main)
    data = package.read(name) or _HEAD + f'<Relationships xmlns="{RELATIONS}"/>'.encode()
    return _added(data, name, relation)


def _typed(package: Package, part: str) -> bytes:
    name = "[Content_Types].xml"
    data = package.read(name) or _HEAD + f'<Types xmlns="{TYPES}"/>'.encode()
    override = f'<Override xmlns="{TYPES}" PartName="/{part}" ContentType="{COMMENTS_TYPE}"/>'
    return _added(data, name, override.encode())
