"""Files to sources: bytes in, format by content, one text out."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from gouji.config import Limits
from gouji.errors import Unreadable, trouble
from gouji.ingest.decode import decode, source_of
from gouji.ingest.formats import format_of
from gouji.ingest.limits import Budget, watched
from gouji.ingest.read import Read
from gouji.model.document import Source


def read_source(path: str, role: str, limits: Limits | None = None) -> Source:
    """Return the file as read; `-` is standard input. Raises Unreadable with a message that names the file and the remedy."""
    name = "标准输入" if path == "-" else path
    budget = Budget(name, limits or Limits())
    data = _bytes_of(path, budget)
    if not data.strip(b"\x00 \t\r\n\x0c"):
        raise Unreadable(f"{name}：文件是空的；请给出报告的正文与报表。", "empty")
    kind = format_of(data, name)
    sha256 = hashlib.sha256(data).hexdigest()
    if kind == "text":
        text, encoding = decode(data, name)
        budget.ensure("characters", len(text))
        return source_of(text, path=path, sha256=sha256, encoding=encoding, role=role)
    try:
        with watched(budget):
            read = _read(kind, data, budget)
    except ModuleNotFoundError as error:
        raise Unreadable(
            f"{name}：读这种文件要用的组件 {error.name} 没有装好；请重新安装 gouji（pip install gouji）。",
            "missing-component",
        ) from error
    budget.ensure("characters", len(read.text))
    return source_of(
        read.text, path=path, sha256=sha256, encoding=read.encoding, role=role,
        format=kind, layout=read.layout, notices=read.notices, whole_lines=read.whole_lines, headings=read.headings, guessed=read.guessed,
    )  # fmt: skip


def _bytes_of(path: str, budget: Budget) -> bytes:
    most = int(budget.limits.bytes)
    try:
        if path == "-":
            data = sys.stdin.buffer.read(most + 1)
        else:
            file = Path(path)
            if file.is_dir():
                raise Unreadable(f"{path}：这是文件夹，不是报告；请给出其中的文件。", "directory")
            size = file.stat().st_size
            budget.ensure("bytes", size)
            with file.open("rb") as opened:
                data = opened.read(size + 1)  # asking for the limit would reserve as much
                if len(data) > size:  # a pipe says nothing of its size, a file may grow
                    data += opened.read(most + 1 - len(data))
    except FileNotFoundError:
        raise Unreadable(f"{path}：找不到这个文件；请核对路径。", "not-found") from None
    except OSError as error:
        raise Unreadable(f"{path}：读不出来（{trouble(error)}）；请核对路径和权限。", "unreadable") from error
    except ValueError as error:
        raise Unreadable(f"{path!s}：路径无效（{error}）。", "not-found") from error
    budget.ensure("bytes", len(data))
    return data


def _read(kind: str, data: bytes, budget: Budget) -> Read:
    """Hand the bytes to the reader of their format; each is imported only when a file needs it."""
    if kind == "pdf":
        from gouji.ingest.pdf.reader import read_pdf

        return read_pdf(data, budget)
    if kind == "docx":
        from gouji.ingest.docx.reader import read_docx

        return read_docx(data, budget)
    if kind in ("xlsx", "xls"):
        from gouji.ingest.spreadsheet.reader import read_spreadsheet

        return read_spreadsheet(data, budget)
    if kind == "html":
        from gouji.ingest.html.reader import read_html

        return read_html(data, budget)
    if kind == "ofd":
        from gouji.ingest.ofd.reader import read_ofd

        return read_ofd(data, budget)
    if kind == "office":
        from gouji.ingest.office.reader import read_office

        return read_office(data, budget)
    from gouji.ingest.ocr.reader import read_image

    return read_image(data, budget)
