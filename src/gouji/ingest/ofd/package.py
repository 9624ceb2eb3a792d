"""The parts of an OFD package: its documents, their pages with templates, and the composite graphics they share."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from gouji.errors import Unreadable
from gouji.ingest.limits import Budget
from gouji.ingest.ofd.geometry import Box, Matrix, box_of
from gouji.ingest.ofd.objects import Drawing, DrawnPage, local
from gouji.ingest.package import Package
from gouji.ingest.page import Page

if TYPE_CHECKING:
    from lxml.etree import _Element

_POINTS = 72 / 25.4  # an OFD counts in millimetres
_A4 = (0.0, 0.0, 210.0, 297.0)
_WIDEST = 100_000.0  # millimetres
_LOCKED = ("encryptions.xml", "decryptseed.dat")  # of a file under GM/T 0099 or a publisher's lock


def pages_of(data: bytes, budget: Budget) -> list[DrawnPage]:
    """Return the pages of every document in the package, in order. Raises Unreadable."""
    parts = _Parts(data, budget)
    pages: list[DrawnPage] = []
    for body in _children(parts.xml("OFD.xml"), "DocBody"):
        root = _text_of(body, "DocRoot")
        if root:
            _Document(parts, parts.path("OFD.xml", root), budget).read(pages)
    if not pages:
        raise Unreadable(f"{budget.name}：OFD 文件里没有页面；请重新下载，或用原来的软件另存一次。", "damaged")
    return pages


class _Parts:
    """The members of the package, each parsed once: a template stands on many pages."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._package = Package(data, budget)
        self._names = {name.replace("\\", "/").lower(): name for name in self._package.names}
        self._parsed: dict[str, _Element] = {}
        if any(name.rpartition("/")[2] in _LOCKED for name in self._names):
            raise Unreadable(f"{budget.name}：文件加了密码；请取消密码另存一次。", "encrypted")

    def xml(self, path: str) -> _Element:
        """Return the root of a part; its name is compared without regard to case, as the producers' software does."""
        if path not in self._parsed:
            self._parsed[path] = self._package.xml(self._names.get(path.lower(), path))
        return self._parsed[path]

    def data(self, path: str) -> bytes:
        """Return the bytes of a part."""
        return self._package.read(self._names.get(path.lower(), path))

    def holds(self, path: str) -> bool:
        """Whether the package has such a part."""
        return path.lower() in self._names

    @staticmethod
    def path(base: str, location: str) -> str:
        """Return where a location leads that is named in the part `base`: beside it, or from the root when it begins with /."""
        location = location.strip().replace("\\", "/")
        joined = location if location.startswith("/") else posixpath.join(posixpath.dirname(base), location)
        return posixpath.normpath(joined).lstrip("/")


class _Document:
    """One document of the package."""

    def __init__(self, parts: _Parts, path: str, budget: Budget) -> None:
        self._parts, self._path, self._budget = parts, path, budget
        self._root = parts.xml(path)
        common = _child(self._root, "CommonData")
        self._box = _box_in(common, "PageArea") or _A4
        self._templates = {
            t.get("ID", ""): parts.path(path, t.get("BaseLoc", "")) for t in _children(common, "TemplatePage")
        }
        self._units: dict[str, _Element] = {}
        self._media: dict[str, str] = {}
        self._taken: set[str] = set()
        for kind in ("PublicRes", "DocumentRes"):
            for named in _children(common, kind):
                self._take_units(parts.path(path, named.text or ""))

    def read(self, pages: list[DrawnPage]) -> None:
        """Add the pages of this document to those before it."""
        drawn = sum(page.items for page in pages)
        for entry in _children(_child(self._root, "Pages"), "Page"):
            self._budget.ensure("pages", len(pages) + 1)
            self._budget.ensure_time()
            page = self._page(self._parts.path(self._path, entry.get("BaseLoc", "")), drawn)
            drawn += page.items
            if page.is_scan and len(page.resources) == 1:
                page = self._recognised(page)
            pages.append(page)

    def _recognised(self, page: DrawnPage) -> DrawnPage:
        """Return a page that is one picture with what is recognised on it, or as it is where nothing can be."""
        path = self._media.get(page.resources[0], "")
        if not self._parts.holds(path):
            return page
        from gouji.ingest.ocr.reader import recognised_picture

        found = recognised_picture(self._parts.data(path), page.page.width, self._budget)
        return replace(page, page=found) if found is not None else page

    def _page(self, path: str, drawn: int) -> DrawnPage:
        root = self._parts.xml(path)
        for named in _children(root, "PageRes"):
            self._take_units(self._parts.path(path, named.text or ""))
        contents = [
            content
            for named in _children(root, "Template")
            for content in _children(self._template(named.get("TemplateID", "")), "Content")
        ]
        contents += _children(root, "Content")
        box = _box_in(root, "Area") or self._box
        page = self._drawn(contents, box, 0, drawn)
        turn = page.turn
        return self._drawn(contents, box, turn, drawn) if turn else page

    def _drawn(self, contents: list[_Element], box: Box, turn: int, drawn: int) -> DrawnPage:
        """Return the page with its text upright: `turn` says by how many quarters that text runs turned clockwise."""
        x, y, width, height = (side * _POINTS for side in box)
        wide, high = (height, width) if turn % 2 else (width, height)
        upright = (
            Matrix(),
            Matrix(0, -1, 1, 0, 0, width),
            Matrix(-1, 0, 0, -1, width, height),
            Matrix(0, 1, -1, 0, height, 0),
        )[turn]
        drawing = Drawing(Page(wide, high), self._units, self._budget, drawn)
        for content in contents:
            drawing.draw(content, Matrix(_POINTS, 0, 0, _POINTS, -x, -y).then(upright))
        return drawing.done()

    def _template(self, name: str) -> _Element | None:
        path = self._templates.get(name, "")
        return self._parts.xml(path) if self._parts.holds(path) else None

    def _take_units(self, path: str) -> None:
        """Learn the composite graphics and pictures of a resource file; one that is missing has nothing to draw."""
        if path in self._taken or not self._parts.holds(path):
            return
        self._taken.add(path)
        root = self._parts.xml(path)
        base = self._parts.path(path, root.get("BaseLoc", "")) + "/"
        for media in _children(root, "MultiMedias"):
            for medium in media:
                self._media.setdefault(medium.get("ID", ""), self._parts.path(base, _text_of(medium, "MediaFile")))
        for units in _children(root, "CompositeGraphicUnits"):
            for unit in units:
                for content in _children(unit, "Content"):
                    self._units.setdefault(unit.get("ID", ""), content)


def _children(parent: _Element | None, name: str) -> Iterator[_Element]:
    return (child for child in (parent if parent is not None else ()) if local(child) == name)


def _child(parent: _Element | None, name: str) -> _Element | None:
    return next(_children(parent, name), None)


def _text_of(parent: _Element, name: str) -> str:
    child = _child(parent, name)
    return (child.text or "").strip() if child is not None else ""


def _box_in(parent: _Element | None, area: str) -> Box | None:
    """Return the physical box of an area, unless it is empty or larger than any sheet."""
    child = _child(_child(parent, area), "PhysicalBox")
    box = box_of(child.text) if child is not None else None
    return box if box is not None and 0 < box[2] < _WIDEST and 0 < box[3] < _WIDEST else None
