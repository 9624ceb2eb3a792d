"""Zip packages (DOCX, XLSX, OFD) read within limits: members, unpacked bytes and ratio by the bytes that really come out."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from gouji.errors import Unreadable
from gouji.ingest.limits import Budget

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHUNK = 1 << 20
_SMALL = 1 << 20  # below this a high ratio is harmless and ordinary
_ENCRYPTED = 0x1
_METHODS = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
)  # what the formats allow; the others ask for memory as they please
_PROLOGUE = 4096
_PARSER_DEPTH = 256  # where libxml2 itself stops


class Package:
    """A zip archive; nothing is ever written to disk, and no name in it is used as a path."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._budget, self._size, self._unpacked = budget, len(data), 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self.damaged(error) from error
        budget.ensure("members", len(members))
        if any(m.flag_bits & _ENCRYPTED for m in members):
            raise Unreadable(f"{budget.name}：文件加了密码；请取消密码另存一次。", "encrypted")
        if any(m.compress_type not in _METHODS for m in members):
            raise self.damaged("压缩方法不是这种文件用的")
        self.names = [m.filename for m in members]

    def damaged(self, why: object) -> Unreadable:
        """Return the error for a package that cannot be read on."""
        return Unreadable(f"{self._budget.name}：文件已损坏（{why}）；请重新下载，或用原来的软件另存一次。", "damaged")

    def read(self, name: str) -> bytes:
        """Return a member's bytes, unpacked no further than the limits allow."""
        pieces: list[bytes] = []
        try:
            with self._zip.open(name) as member:
                while piece := member.read(_CHUNK):
                    pieces.append(piece)
                    self._unpacked += len(piece)
                    self._budget.ensure("unpacked", self._unpacked)
                    if self._unpacked > _SMALL:
                        self._budget.ensure("ratio", self._unpacked / self._size)
                    self._budget.ensure_time()
        except KeyError as error:
            raise self.damaged(f"缺少 {name}") from error
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
            OSError,
        ) as error:
            raise self.damaged(error) from error
        return b"".join(pieces)

    def ensure_all(self) -> None:
        """Unpack every member once, so that a library that reads the archive by itself meets no more than the limits allow."""
        for name in self.names:
            self.read(name)

    def xml(self, name: str) -> _Element:
        """Return the root of an XML member; entities stay unresolved, depth is limited."""
        return parse_xml(self.read(name), name, self._budget)


def parse_xml(data: bytes, part: str, budget: Budget) -> _Element:
    """Return the root element. No network, no DTD, no entities; raises Unreadable for XML that is broken or too deep."""
    from lxml import etree

    if b"<!DOCTYPE" in data[:_PROLOGUE]:
        raise _with_entities(part, budget)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error):
            budget.ensure("depth", _PARSER_DEPTH + 1)
        raise Unreadable(
            f"{budget.name}：{part} 不是完整的 XML（{error}）；请用原来的软件另存一次。", "damaged"
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _with_entities(part, budget)
    # One step deeper than allowed, asked of the tree itself: walking every element here would take longer than reading the file.
    deepest = min(int(budget.limits.depth), _PARSER_DEPTH)
    if root.xpath("boolean(" + "/*" * (deepest + 1) + ")"):
        budget.ensure("depth", deepest + 1)
    return root


def _with_entities(part: str, budget: Budget) -> Unreadable:
    return Unreadable(f"{budget.name}：{part} 里有实体定义（DTD），正常的文件没有；请用原来的软件另存一次。", "damaged")
