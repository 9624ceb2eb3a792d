"""Which format a file is, told by its content and never by its name."""

from __future__ import annotations

import io
import re
import zipfile

from gouji.errors import Unreadable

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.I)
_SPACE_OR_MARK = b"\xef\xbb\xbf \t\r\n"
# Formats that are text to look at and no report to read: their markup would be taken for words.
_OTHERS = (
    (re.compile(rb"<\?xml.*?<(?:\w+:)?Workbook\b", re.S), "2003 年版的 XML 表格"),
    (re.compile(rb"<\?xml.*?<(?:\w+:)?wordDocument\b", re.S), "2003 年版的 XML 文档"),
    (re.compile(rb"(?:[\w-]+:.*\n)*Content-Type:\s*multipart/related", re.I), "单个文件网页（.mht）"),
)
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # a new Office file with a password stands wrapped in an old one
# Streams of the old Office formats, as their directory spells them.
_OLE_STREAMS = (("doc", "WordDocument"), ("xls", "Workbook"), ("xls", "Book"), ("ppt", "PowerPoint Document"))
# What tells a package by the name of its main part; some services number that of a Word file.
_ZIP_PARTS = (
    ("docx", re.compile(r"word/document\d*\.xml")),
    ("xlsx", re.compile(r"xl/workbook\d*\.xml")),
    ("xlsb", re.compile(r"xl/workbook\.bin")),
    ("ofd", re.compile(r"OFD\.xml")),
)


def format_of(data: bytes, name: str) -> str:
    """Return text, html, pdf, docx, xlsx, xls, ofd, image, or office for what LibreOffice has to convert.

    Raises Unreadable for a package that is none of these.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _package(data, name)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Unreadable(f"{name}：文件加了密码；请取消密码另存一次。", "encrypted")
        found = next((kind for kind, stream in _OLE_STREAMS if stream.encode("utf-16-le") in data), "")
        return "xls" if found == "xls" else "office"
    if data.startswith(b"{\\rtf"):
        return "office"
    if data.startswith(_IMAGES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "image"
    head = data[:2000].lstrip(_SPACE_OR_MARK)
    for form, called in _OTHERS:
        if form.match(head):
            raise Unreadable(
                f"{name}：这是{called}；请用 Word、Excel 或 WPS 打开它，另存为 docx 或 xlsx。", "unsupported-format"
            )
    return "html" if _HTML.search(head) else "text"


def _package(data: bytes, name: str) -> str:
    try:
        members = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable(f"{name}：压缩包不完整或已损坏；请重新下载或另存一次。", "damaged") from error
    for kind, part in _ZIP_PARTS:
        if any(part.fullmatch(member) for member in members):
            return "office" if kind == "xlsb" else kind
    if "mimetype" in members and "content.xml" in members:
        return "office"
    raise Unreadable(f"{name}：这个压缩包不是 Word、Excel 或 OFD 文件；请解压后给出其中的报告。", "unsupported-format")
