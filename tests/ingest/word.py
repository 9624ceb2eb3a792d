"""Word files made by hand, as the programs of the field write them, for the tests of reading."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from gouji.config import Limits
from gouji.ingest.docx.reader import read_docx
from gouji.ingest.limits import Budget
from gouji.ingest.read import Read

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def package(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip of these members."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept.getvalue()


def word(body: str, **parts: str) -> bytes:
    """Return a Word file with this inside w:body, and other parts by name (styles, numbering, footnotes) with what their root holds."""
    made: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document {_SPACES}><w:body>{body}<w:sectPr/></w:body></w:document>"
    }
    for name, content in parts.items():
        made[f"word/{name}.xml"] = f"<w:{name} {_SPACES}>{content}</w:{name}>"
    return package(made)


def read(data: bytes) -> Read:
    """Return a Word file as read."""
    return read_docx(data, Budget("report.docx", Limits()))


def text_of(body: str, **parts: str) -> str:
    """Return the text of such a file without the last line end."""
    return read(word(body, **parts)).text.removesuffix("\n")


def p(text: str, properties: str = "") -> str:
    """Return a paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """Return a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(text: str, number: int = 1, level: int = 0) -> str:
    """Return a paragraph of a list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def level(at: int, form: str, text: str, more: str = "") -> str:
    """Return a level of a list that starts with 1."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(*levels: str, key: int = 0) -> str:
    """Return the definition of a list."""
    return f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>'


def num(number: int = 1, key: int = 0, more: str = "") -> str:
    """Return a list made of a definition."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{key}"/>{more}</w:num>'


def tc(text: str, properties: str = "") -> str:
    """Return a cell of one paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """Return a row; plain text is a cell."""
    inside = "".join(c if c.startswith("<") else tc(c) for c in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def tbl(*rows: str) -> str:
    """Return a table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def saved(data: bytes, path: Path) -> Path:
    """Write a file and return its path."""
    path.write_bytes(data)
    return path
