"""Bytes to text: which encoding, and whether this is text at all."""

from __future__ import annotations

import codecs
import hashlib
import re
import sys
from itertools import accumulate
from pathlib import Path

from gouji.errors import Unreadable, trouble
from gouji.model.document import Source

MAX_BYTES = 100 * 1024 * 1024
MAX_CHARACTERS = 20_000_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# GB18030 decodes nearly anything; real text of this field is full of these characters, text wrongly decoded is not.
_COMMON = frozenset("的年元支出入一部门公预算国")
_SIGNATURES = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "Word/Excel 等压缩包格式",
    b"\xd0\xcf\x11\xe0": "旧版 Office 格式",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
}
_LINE_END = re.compile(r"\r\n?")


def read_source(path: str, role: str) -> Source:
    """Return the decoded file; `-` is standard input. Raises Unreadable with a message that names the file and the remedy."""
    data = sys.stdin.buffer.read(MAX_BYTES + 1) if path == "-" else _bytes_of(Path(path))
    name = "标准输入" if path == "-" else path
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"{name}：超过 {MAX_BYTES // 1024 // 1024} MB 的上限；请拆分文件，或只保留正文与报表。", "too-large"
        )
    if not data.strip(b"\x00 \t\r\n\x0c"):
        raise Unreadable(f"{name}：文件是空的；请给出报告的正文与报表。", "empty")
    text, encoding = decode(data, name)
    return source_of(text, path=path, sha256=hashlib.sha256(data).hexdigest(), encoding=encoding, role=role)


def source_of(text: str, *, path: str, sha256: str, encoding: str, role: str) -> Source:
    """Return a Source for decoded text, its line ends made `\\n`."""
    text = _LINE_END.sub("\n", text) if "\r" in text else text
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(f"{path}：文字超过 {MAX_CHARACTERS} 个字符的上限；请拆分文件。", "too-large")
    starts = (0, *accumulate(len(line) + 1 for line in text.split("\n")))[:-1]
    kind = "markdown" if path.lower().endswith((".md", ".markdown")) else "text"
    return Source(path, sha256, kind, encoding, role, text, starts)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Unreadable(f"{path}：这是文件夹，不是报告；请给出其中的文件。", "directory")
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable(f"{path}：超过 {MAX_BYTES // 1024 // 1024} MB 的上限；请拆分文件。", "too-large")
        return path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"{path}：找不到这个文件；请核对路径。", "not-found") from None
    except OSError as error:
        raise Unreadable(f"{path}：读不出来（{trouble(error)}）；请核对路径和权限。", "unreadable") from error
    except ValueError as error:
        raise Unreadable(f"{path!s}：路径无效（{error}）。", "not-found") from error


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Return (text, encoding): byte-order mark, then UTF-8, then GB18030 with charset-normalizer as arbiter.

    Raises Unreadable when the bytes are not text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                break
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise Unreadable(f"{name}：这是{what}，本版本只读文本与 Markdown；请先另存为文本。", "unsupported-format")
    if b"\x00" in data[:4096]:
        raise Unreadable(f"{name}：不是文本文件（含二进制内容）；请给出文本或 Markdown。", "binary")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    return _decode_legacy(data, name)


def _decode_legacy(data: bytes, name: str) -> tuple[str, str]:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    sample = [c for c in text[:20_000] if c > "\x7f"]
    if sample and sum(c in _COMMON for c in sample) >= 0.01 * len(sample):
        return text, "gb18030"
    from charset_normalizer import from_bytes  # slow to import, and needed for the rare odd file only

    best = from_bytes(data[:200_000]).best()
    if best is not None and best.encoding not in ("ascii", "utf_8"):
        try:
            return data.decode(best.encoding), best.encoding.replace("_", "-")
        except UnicodeDecodeError:
            pass
    raise Unreadable(f"{name}：认不出文字编码；请另存为 UTF-8 或 GB18030。", "undecodable")
