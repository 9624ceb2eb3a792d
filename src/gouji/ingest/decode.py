"""Bytes to text: which encoding, and whether this is text at all."""

from __future__ import annotations

import codecs
import re
from itertools import accumulate

from gouji.errors import Unreadable
from gouji.model.document import Source
from gouji.model.layout import Layout

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# GB18030 decodes nearly anything; real text of this field is full of these characters, text wrongly decoded is not.
_COMMON = frozenset("的年元支出入一部门公预算国")
_LINE_END = re.compile(r"\r\n?")


def source_of(
    text: str, *, path: str, sha256: str, encoding: str, role: str,
    format: str = "", layout: Layout | None = None, notices: tuple[str, ...] = (), whole_lines: bool = False,
    headings: frozenset[int] = frozenset(), guessed: frozenset[int] = frozenset(),
) -> Source:  # fmt: skip
    """Return a Source for decoded text, its line ends made `\\n`. Without a format it is text, or Markdown by its name."""
    text = _LINE_END.sub("\n", text) if "\r" in text else text
    starts = (0, *accumulate(len(line) + 1 for line in text.split("\n")))[:-1]
    kind = format or ("markdown" if path.lower().endswith((".md", ".markdown")) else "text")
    return Source(path, sha256, kind, encoding, role, text, starts, layout, notices, whole_lines, headings, guessed)


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
    if b"\x00" in data[:4096]:
        raise Unreadable(f"{name}：不是文本文件（含二进制内容）；请给出 PDF、Word、Excel、网页、OFD 或文本。", "binary")
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
