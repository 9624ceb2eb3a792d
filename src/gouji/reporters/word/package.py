"""A zip package with some members replaced or added; all others are carried over as they are packed, never unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from gouji.errors import Unreadable

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_FIXED_DATE = (0, 0x21)  # 1980-01-01, so that the same run gives the same bytes
_STREAMED, _UTF8 = 0x8, 0x800
_DEFLATED, _VERSION = 8, 20
_LARGEST_PART = 256 << 20
_MOST = 0xFFFF_FFFF


class Package:
    """The members of a package; those that are read are unpacked no further than a fixed limit."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise Unreadable(f"文件已损坏（{error}）；请用原来的软件另存一次。", "damaged") from error
        self.names = self._zip.namelist()

    def read(self, name: str) -> bytes:
        """Return a member's bytes, none for one that is not there. Raises Unreadable for one that is damaged or too large."""
        if name not in self._zip.NameToInfo:
            return b""
        try:
            with self._zip.open(name) as member:
                data = member.read(_LARGEST_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise Unreadable(f"文件里的 {name} 已损坏（{error}）；请用原来的软件另存一次。", "damaged") from error
        if len(data) > _LARGEST_PART:
            raise Unreadable(f"文件里的 {name} 过大，不能写批注。", "too-large")
        return data

    def replaced(self, parts: Mapping[str, bytes]) -> bytes:
        """Return the package with these parts, in the places of those they replace, new ones at the end."""
        writer = Writer()
        for info in self._zip.infolist():
            if info.filename in parts and self._zip.NameToInfo[info.filename] is info:
                writer.add(info.filename, parts[info.filename])
            else:
                self._carry(writer, info)
        for name, content in parts.items():
            if name not in self._zip.NameToInfo:
                writer.add(name, content)
        return writer.done()

    def _carry(self, writer: Writer, info: zipfile.ZipInfo) -> None:
        at = info.header_offset
        if self.data[at : at + 4] != _LOCAL or info.file_size >= _MOST:
            raise Unreadable("文件已损坏（压缩包的目录与内容不符）；请用原来的软件另存一次。", "damaged")
        time, date = struct.unpack_from("<HH", self.data, at + 10)
        named, extra = struct.unpack_from("<HH", self.data, at + 26)
        name = self.data[at + 30 : at + 30 + named]
        packed = self.data[at + 30 + named + extra :][: info.compress_size]
        flags, kind = info.flag_bits & ~_STREAMED, info.compress_type
        writer.packed(name, packed, flags, kind, (time, date), info.CRC, info.file_size, info.external_attr)


class Writer:
    """Writes a zip file from the front to the back."""

    def __init__(self) -> None:
        self._body = bytearray()
        self._directory = bytearray()
        self._count = 0

    def add(self, name: str, content: bytes) -> None:
        """Add a member, packed, with the fixed date."""
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        flags = 0 if name.isascii() else _UTF8
        self.packed(name.encode(), packed, flags, _DEFLATED, _FIXED_DATE, zlib.crc32(content), len(content), 0)

    def packed(
        self, name: bytes, packed: bytes, flags: int, kind: int, date: tuple[int, int], crc: int, size: int, rights: int
    ) -> None:
        """Add a member that is packed already. `date` is time and date as zip files hold them."""
        head = struct.pack("<HHHHHIIIHH", _VERSION, flags, kind, *date, crc, len(packed), size, len(name), 0)
        made = struct.pack("<H", _VERSION)
        tail = struct.pack("<HHHII", 0, 0, 0, rights & _MOST, len(self._body))
        self._directory += _CENTRAL + made + head + tail + name
        self._body += _LOCAL + head + name + packed
        self._count += 1

    def done(self) -> bytes:
        """Return the file."""
        sizes = len(self._directory), len(self._body)
        if sizes[1] > _MOST or self._count > 0xFFFF:
            raise Unreadable("文件过大，不能写批注。", "too-large")
        return bytes(
            self._body + self._directory + _END + struct.pack("<HHHHIIH", 0, 0, self._count, self._count, *sizes, 0)
        )
