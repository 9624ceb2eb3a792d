"""What calamine does not tell of an XLS file: how each number is displayed, and which rows and columns are hidden.

依据：[MS-CFB]（复合文件）、[MS-XLS]（BIFF8 记录）。
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from gouji.errors import Unreadable
from gouji.ingest.limits import Budget
from gouji.ingest.spreadsheet.formats import BUILT_IN, shown

_FREE = 0xFFFFFFFA  # this and above name no sector
_STREAMS = ("Workbook", "Book")
_EOF, _SHEET, _DATES, _FORMAT, _XF = 0x0A, 0x85, 0x22, 0x41E, 0xE0
_NUMBER, _RK, _RKS, _FORMULA, _ROW, _COLUMNS, _WINDOW = 0x203, 0x27E, 0xBD, 0x06, 0x208, 0x7D, 0x23E
_LOCKED, _STRINGS, _EXTENT = 0x2F, 0xFC, 0x200
# Records of one cell that holds something, each beginning with row and column; the two after them hold several.
_FILLED = frozenset((_NUMBER, _RK, _FORMULA, 0xFD, 0x204, 0xD6, 0x205))
_HIDDEN_ROW, _HIDDEN_COLUMN, _SHOW_ZEROS = 0x20, 0x01, 0x10
_PLAIN = ("General", "@")
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256


@dataclass(slots=True)
class Display:
    """How one sheet displays: numbers by (row, column), hidden rows and columns, all counted from 0."""

    numbers: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Reach:
    """The rows, or the columns, from the first to the last that holds something."""

    low: int = 1 << 16
    high: int = -1

    def take(self, at: int) -> None:
        self.low, self.high = min(self.low, at), max(self.high, at)

    @property
    def size(self) -> int:
        return max(self.high - self.low + 1, 0)


def locked(budget: Budget) -> Unreadable:
    """Return the error for a workbook with a password."""
    return Unreadable(f"{budget.name}：文件加了密码；请取消密码另存一次。", "encrypted")


def displays_of(data: bytes, budget: Budget) -> list[Display]:
    """Return the display of every sheet in the order of the file. Raises ValueError for a file that is put together wrongly."""
    try:
        return _Workbook(_stream(data), budget).displays()
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error


def _stream(data: bytes) -> bytes:
    """Return the stream of the workbook out of the container."""
    size = 1 << struct.unpack_from("<H", data, 0x1E)[0]
    if size not in (512, 4096):
        raise ValueError("扇区大小不合规定")
    first_directory, small_limit = struct.unpack_from("<I", data, 0x30)[0], struct.unpack_from("<I", data, 0x38)[0]
    next_list, lists = struct.unpack_from("<II", data, 0x44)
    tables = list(struct.unpack_from("<109I", data, 0x4C))
    sectors = len(data) // size
    for _ in range(min(lists, sectors)):
        if len(tables) * (size // 4) > sectors + 109 * (size // 4):  # more than the file has sectors for
            break
        sector = data[(next_list + 1) * size : (next_list + 2) * size]
        *more, next_list = struct.unpack(f"<{size // 4}I", sector)
        tables += more
    chains: list[int] = []
    for table in tables:
        if table < _FREE and len(chains) < sectors:
            chains += struct.unpack_from(f"<{size // 4}I", data, (table + 1) * size)

    def chain(start: int) -> Iterator[bytes]:
        for _ in range(len(chains)):
            if start >= _FREE:
                return
            yield data[(start + 1) * size : (start + 2) * size]
            start = chains[start]
        raise ValueError("扇区链不完整")

    directory = b"".join(chain(first_directory))
    for at in range(0, len(directory), 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        start, many = struct.unpack_from("<II", directory, at + 116)
        if name in _STREAMS and many >= small_limit:  # a workbook below the limit holds no sheet
            return b"".join(chain(start))[:many]
    raise ValueError("没有工作簿")


class _Workbook:
    def __init__(self, stream: bytes, budget: Budget) -> None:
        self._stream, self._budget = stream, budget
        self._formats: dict[int, str] = dict(BUILT_IN)
        self._styles: list[int] = []
        self._starts: list[int] = []
        self._epoch_1904 = False
        self._area = 0  # of all sheets between their corners: the library fills in every blank
        # Only the newer of the two kinds spells formats in Unicode.
        self._wide = struct.unpack_from("<H", stream, 4)[0] >= 0x600
        for kind, body in self._records(0):
            if kind == _LOCKED:
                raise locked(budget)
            if kind == _SHEET:
                self._starts.append(struct.unpack_from("<I", body)[0])
            elif kind == _STRINGS and struct.unpack_from("<I", body, 4)[0] > len(stream):
                raise ValueError("字符串的个数不合规定")
            elif kind == _DATES:
                self._epoch_1904 = body[:1] == b"\x01"
            elif kind == _XF:
                self._styles.append(struct.unpack_from("<H", body, 2)[0])
            elif kind == _FORMAT:
                self._formats[struct.unpack_from("<H", body)[0]] = self._text(body[2:])

    def displays(self) -> list[Display]:
        return [self._sheet(start) for start in self._starts]

    def _records(self, start: int) -> Iterator[tuple[int, bytes]]:
        at = start
        while at + 4 <= len(self._stream):
            kind, length = struct.unpack_from("<HH", self._stream, at)
            if kind == _EOF:
                return
            yield kind, self._stream[at + 4 : at + 4 + length]
            at += 4 + length

    def _text(self, body: bytes) -> str:
        if not self._wide:
            return body[1 : 1 + body[0]].decode("gb18030", "replace")
        count, flags = struct.unpack_from("<HB", body)
        return body[3 : 3 + 2 * count].decode("utf-16-le") if flags & 1 else body[3 : 3 + count].decode("latin-1")

    def _ensure_extent(self, body: bytes) -> None:
        """Raise ValueError for more rows or columns than a sheet can have: the library asks for memory for all of them, unasked."""
        top, bottom, left, right = struct.unpack_from("<IIHH" if self._wide else "<HHHH", body)
        if bottom > _MOST_ROWS or right > _MOST_COLUMNS or top > bottom or left > right:
            raise ValueError("工作表的范围不合规定")

    def _sheet(self, start: int) -> Display:
        display, found, zeros = Display(), [], True
        rows, columns = _Reach(), _Reach()
        for kind, body in self._records(start):
            if kind == _EXTENT:
                self._ensure_extent(body)
            if kind in _FILLED or kind == _RKS:
                row, column = struct.unpack_from("<HH", body)
                rows.take(row)
                columns.take(column)
            if kind == _NUMBER:
                row, column, style, value = struct.unpack_from("<HHHd", body)
                found.append((row, column, style, value))
            elif kind == _RK:
                row, column, style = struct.unpack_from("<HHH", body)
                found.append((row, column, style, _packed(body[6:10])))
            elif kind == _RKS:
                row, first = struct.unpack_from("<HH", body)
                columns.take(struct.unpack_from("<H", body, len(body) - 2)[0])
                for number, at in enumerate(range(4, len(body) - 2, 6)):
                    style = struct.unpack_from("<H", body, at)[0]
                    found.append((row, first + number, style, _packed(body[at + 2 : at + 6])))
            elif kind == _FORMULA and body[12:14] != b"\xff\xff":  # else the result is no number
                row, column, style, value = struct.unpack_from("<HHHd", body)
                found.append((row, column, style, value))
            elif kind == _ROW and struct.unpack_from("<H", body, 12)[0] & _HIDDEN_ROW:
                display.hidden_rows.add(struct.unpack_from("<H", body)[0])
            elif kind == _COLUMNS and struct.unpack_from("<H", body, 8)[0] & _HIDDEN_COLUMN:
                low, high = struct.unpack_from("<HH", body)
                display.hidden_columns.update(range(low, min(high + 1, _MOST_COLUMNS)))
            elif kind == _WINDOW:
                zeros = bool(struct.unpack_from("<H", body)[0] & _SHOW_ZEROS)
        self._area += rows.size * columns.size
        self._budget.ensure("cells", self._area)
        self._budget.ensure_time()
        for row, column, style, value in found:
            code = self._formats.get(self._styles[style], "General") if style < len(self._styles) else "General"
            blank = not zeros and not value and code not in _PLAIN
            display.numbers[row, column] = "" if blank else shown(repr(value), code, epoch_1904=self._epoch_1904)
        return display


def _packed(body: bytes) -> float:
    """Return a number stored in four bytes: the upper half of a float or a whole number, either in hundredths."""
    bits = struct.unpack("<I", body)[0]
    value: float = (
        (struct.unpack("<i", body)[0] >> 2)
        if bits & 2
        else struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", bits & ~3))[0]
    )
    return value / 100 if bits & 1 else value
