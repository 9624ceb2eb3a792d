"""Which office format it is, and which reader takes what LibreOffice makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gouji.errors import Unreadable
from gouji.ingest.limits import Budget
from gouji.ingest.office.soffice import convert
from gouji.ingest.package import Package
from gouji.ingest.read import Read

_OPEN = "application/vnd.oasis.opendocument."
_MANIFEST = "META-INF/manifest.xml"


@dataclass(frozen=True, slots=True)
class Office:
    """A format: what people call it, the ending it is converted under, and what it becomes."""

    called: str
    ending: str
    becomes: str


_DOC = Office("旧版 Word 或 WPS 文档（.doc、.wps）", "doc", "docx")
_RTF = Office("RTF 文档", "rtf", "docx")
_XLSB = Office("二进制 Excel 工作簿（.xlsb）", "xlsb", "xlsx")
_OPEN_KINDS = {
    "text": Office("OpenDocument 文档（.odt）", "odt", "docx"),
    "spreadsheet": Office("OpenDocument 表格（.ods）", "ods", "xlsx"),
}


def read_office(data: bytes, budget: Budget) -> Read:
    """Return the text of an office file. Raises Unreadable where LibreOffice is missing, fails or takes too long."""
    kind = office_of(data, budget)
    converted = convert(data, kind.ending, kind.becomes, kind.called, budget)
    notice = f"{budget.name}：{kind.called}，由 LibreOffice 转换后读取；位置按转换后的文件计。"
    read = _read(kind.becomes, converted, budget)
    return replace(read, notices=(notice, *read.notices))


def office_of(data: bytes, budget: Budget) -> Office:
    """Return the format, told by the content. Raises Unreadable for slides, drawings and what else is no report."""
    if data.startswith(b"{\\rtf"):
        return _RTF
    if data.startswith(b"PK"):
        kind = _package_kind(data, budget)
    else:
        kind = _DOC if "WordDocument".encode("utf-16-le") in data else None
    if kind is None:
        raise Unreadable(
            f"{budget.name}：这种办公文件（演示、图形或别的）不是报告；请给出 Word、WPS 文字或表格文件。",
            "unsupported-format",
        )
    return kind


def _package_kind(data: bytes, budget: Budget) -> Office | None:
    """Return the kind of a package. Everything in it is unpacked once: LibreOffice shall meet no bomb."""
    package = Package(data, budget)
    package.ensure_all()
    if "xl/workbook.bin" in package.names:
        return _XLSB
    if _MANIFEST in package.names and b"encryption-data" in package.read(_MANIFEST):
        raise Unreadable(f"{budget.name}：文件加了密码；请取消密码另存一次。", "encrypted")
    mimetype = package.read("mimetype").decode("ascii", "replace").strip()
    return (
        _OPEN_KINDS.get(mimetype.removeprefix(_OPEN).removesuffix("-template")) if mimetype.startswith(_OPEN) else None
    )


def _read(kind: str, data: bytes, budget: Budget) -> Read:
    if kind == "docx":
        from gouji.ingest.docx.reader import read_docx

        return read_docx(data, budget)
    from gouji.ingest.spreadsheet.reader import read_spreadsheet

    return read_spreadsheet(data, budget)
