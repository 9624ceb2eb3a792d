"""Our comments of an earlier round taken out of a Word package, so that a file marked again does not say everything twice.

What others wrote stays, and so does a comment of ours in a thread: without it the answer would hang in the air.
"""

from __future__ import annotations

from collections.abc import Collection

from gouji.reporters.remarks import AUTHOR
from gouji.reporters.word.comments import related_part
from gouji.reporters.word.names import (
    COMMENTS,
    COMMENTS_EXTENDED,
    COMMENTS_EXTENSIBLE,
    COMMENTS_IDS,
    COMMENTS_STRICT,
)
from gouji.reporters.word.package import Package
from gouji.reporters.word.xml import Element, elements, in_utf8, out_of_utf8, without

_MARKS = ("commentRangeStart", "commentRangeEnd", "commentReference")


def without_earlier(package: Package, main: str) -> Package:
    """Return the package without our comments that nobody answered, their markers and what other parts tell of them."""
    parts = _Parts(package, main)
    found = parts.elements(COMMENTS, COMMENTS_STRICT, names=("comment", "p"))
    entries = parts.elements(COMMENTS_EXTENDED, names=("commentEx",))
    gone = _unanswered(found, _in_threads(entries))
    if not gone:
        return package
    # newer parts know a comment by the paragraphs in it, the newest by an id that is told beside these
    paragraphs = {_paragraph(element) for element in found if element.within in gone} - {""}
    listed = [e for e in parts.elements(COMMENTS_IDS, names=("commentId",)) if _paragraph(e) in paragraphs]
    durable = {_durable(entry) for entry in listed} - {""}
    dated = [e for e in parts.elements(COMMENTS_EXTENSIBLE, names=("commentExtensible",)) if _durable(e) in durable]
    parts.take_out(gone, COMMENTS, COMMENTS_STRICT)
    parts.take_out([entry for entry in entries if _paragraph(entry) in paragraphs], COMMENTS_EXTENDED)
    parts.take_out(listed, COMMENTS_IDS)
    parts.take_out(dated, COMMENTS_EXTENSIBLE)
    parts.unmark({comment.attributes.get("id", "") for comment in gone})
    return Package(package.replaced(parts.changed))


def _in_threads(entries: Collection[Element]) -> set[str]:
    """Return the paragraphs of comments that are answers or have been answered."""
    answers = [entry.attributes for entry in entries if "paraIdParent" in entry.attributes]
    return {entry.get(name, "") for entry in answers for name in ("paraId", "paraIdParent")}


def _unanswered(found: Collection[Element], in_threads: set[str]) -> set[Element]:
    ours = {element for element in found if element.name == "comment" and element.attributes.get("author") == AUTHOR}
    return ours - {element.within for element in found if element.within and _paragraph(element) in in_threads}


def _paragraph(element: Element) -> str:
    return element.attributes.get("paraId", "")


def _durable(element: Element) -> str:
    return element.attributes.get("durableId", "")


class _Parts:
    """The parts of a package by what they are to its main part, and as they are once something has been taken out."""

    def __init__(self, package: Package, main: str) -> None:
        self._package, self._main = package, main
        self.changed: dict[str, bytes] = {}

    def elements(self, *kinds: str, names: Collection[str]) -> list[Element]:
        """Return the elements of these names, none where there is no such part."""
        part = related_part(self._package, self._main, *kinds)
        data = self._package.read(part)
        return elements(in_utf8(data)[0], part, names) if data else []

    def take_out(self, gone: Collection[Element], *kinds: str) -> None:
        """Take elements out of a part."""
        if gone:
            part = related_part(self._package, self._main, *kinds)
            data, encoding = in_utf8(self._package.read(part))
            self.changed[part] = out_of_utf8(without(data, gone), encoding)

    def unmark(self, ids: set[str]) -> None:
        """Take the markers of comments out of the main part, each reference with the run that was made for it."""
        data, encoding = in_utf8(self._package.read(self._main))
        found = elements(data, self._main, ("r", "rPr", *_MARKS))
        marks = [element for element in found if element.name in _MARKS and element.attributes.get("id") in ids]
        within: dict[Element, list[Element]] = {mark.within: [] for mark in marks if mark.within}
        for element in [*marks, *(element for element in found if element.name == "rPr")]:
            if element.within in within:
                within[element.within].append(element)
        emptied = {run for run, inside in within.items() if _is_empty_without(data, run, inside)}
        gone = [mark.within if mark.within in emptied else mark for mark in marks]
        self.changed[self._main] = out_of_utf8(without(data, filter(None, gone)), encoding)


def _is_empty_without(data: bytes, run: Element, inside: Collection[Element]) -> bool:
    """Whether of a run nothing but its own two tags is left."""
    tags = sum(data.count(b"<", element.start, element.end) for element in inside)
    return data.count(b"<", run.start, run.end) - tags == 2
