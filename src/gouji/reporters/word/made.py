"""A Word file made from nothing: paragraphs, tables and pages in the dress of Chinese official letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gouji.reporters.word.names import COMMENTS, RELATIONS, TYPES, W
from gouji.reporters.word.package import Writer
from gouji.reporters.word.xml import safe, written

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_R = COMMENTS.rpartition("/")[0]
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TWIPS = 56.6929  # a millimetre
_SHORT = 4  # characters of a cell that stand in its middle
_FIXED = 'w:type="dxa"'
# Name in the file, what may stand for it where it is missing, whether its strokes are even (sans serif).
_FONTS = (
    ("仿宋", "仿宋_GB2312,FangSong,STFangsong,Noto Serif CJK SC", "roman"),
    ("黑体", "SimHei,STHeiti,Noto Sans CJK SC", "swiss"),
)
_LATIN = "Times New Roman"
# A4, margins as the standard of official documents sets them for letters; the list lies sideways with narrower ones.
PORTRAIT = (210, 297, 37, 26, 35, 28)
LANDSCAPE = (297, 210, 22, 20, 20, 20)


def twips(millimetres: float) -> int:
    """Return a length as Word counts it, in twentieths of a point."""
    return round(millimetres * _TWIPS)


def paragraph(text: str, style: str = "", *, align: str = "") -> str:
    """Return a paragraph of one run. Its blanks stay, as room to write in; what comes from a document is to be cleaned before."""
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + (f'<w:jc w:val="{align}"/>' if align else "")
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{written(text)}</w:t></w:r></w:p>'


def table(widths: Sequence[float], header: Sequence[str], rows: Iterable[Sequence[Sequence[str]]]) -> str:
    """Return a ruled table; its header stands again on each page, no row is parted. Cells hold lines, widths are millimetres."""
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    properties = f'<w:tblPr><w:tblStyle w:val="Ruled"/><w:tblW w:w="{twips(sum(widths))}" {_FIXED}/><w:tblLayout w:type="fixed"/></w:tblPr>'
    made = [_row(widths, [[cell] for cell in header], "TableHead", "<w:cantSplit/><w:tblHeader/>")]
    made += [_row(widths, row, "TableText", "<w:cantSplit/>") for row in rows]
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>"


def _row(widths: Sequence[float], cells: Sequence[Sequence[str]], style: str, properties: str) -> str:
    made = []
    for width, lines in zip(widths, cells, strict=True):
        align = "center" if len(lines) == 1 and len(lines[0]) <= _SHORT else ""
        inside = "".join(paragraph(line, style, align=align) for line in lines or [""])
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" {_FIXED}/><w:vAlign w:val="center"/></w:tcPr>{inside}</w:tc>'
        )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(made)}</w:tr>"


def section(page: Sequence[float]) -> str:
    """Return the properties of a section: its paper, margins and page number."""
    wide, high, top, right, bottom, left = map(twips, page)
    turned = ' w:orient="landscape"' if wide > high else ""
    margins = f'w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="850" w:footer="850" w:gutter="0"'
    return f'<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="{wide}" w:h="{high}"{turned}/><w:pgMar {margins}/></w:sectPr>'


def section_end(page: Sequence[float]) -> str:
    """Return the paragraph that ends a section before the last one."""
    return f"<w:p><w:pPr>{section(page)}</w:pPr></w:p>"


def document(body: str, title: str, last: Sequence[float]) -> bytes:
    """Return the file: `body` in sections, the last one on `last` paper."""
    spaces = f'xmlns:w="{W}" xmlns:r="{_R}"'
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml"), ("", "docProps/core.xml")),
        "word/document.xml": f"<w:document {spaces}><w:body>{body}{section(last)}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(
            ("styles", "styles.xml"), ("fontTable", "fontTable.xml"), ("footer", "footer1.xml")
        ),
        "word/styles.xml": f"<w:styles {spaces}>{_styles()}</w:styles>",
        "word/fontTable.xml": f"<w:fonts {spaces}>{_fonts()}</w:fonts>",
        "word/footer1.xml": f"<w:ftr {spaces}>{_footer()}</w:ftr>",
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{safe(title)}</dc:title><dc:creator>gouji</dc:creator></cp:coreProperties>',
    }
    writer = Writer()
    for name, content in parts.items():
        writer.add(name, (_HEAD + content).encode())
    return writer.done()


_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"


def _types() -> str:
    parts = {
        "/word/document.xml": f"{_WML}.document.main+xml",
        "/word/styles.xml": f"{_WML}.styles+xml",
        "/word/fontTable.xml": f"{_WML}.fontTable+xml",
        "/word/footer1.xml": f"{_WML}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    relations = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return (
        f'<Types xmlns="{TYPES}">{relations}<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    kinds = [f"{_R}/{kind}" if kind else _CORE.replace("/metadata/", "/relationships/metadata/") for kind, _ in targets]
    made = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, (_, target)) in enumerate(zip(kinds, targets, strict=True), 1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{made}</Relationships>'


def _letters(font: str, size: float, more: str = "") -> str:
    """Return run properties; `size` in points."""
    named = f'<w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:cs="{_LATIN}" w:eastAsia="{font}"/>'
    return f'<w:rPr>{named}{more}<w:sz w:val="{round(2 * size)}"/><w:szCs w:val="{round(2 * size)}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'


def _style(identity: str, name: str, lines: str, letters: str) -> str:
    based = "" if identity == "Normal" else '<w:basedOn w:val="Normal"/>'
    default = ' w:default="1"' if identity == "Normal" else ""
    return f'<w:style w:type="paragraph" w:styleId="{identity}"{default}><w:name w:val="{name}"/>{based}<w:pPr>{lines}</w:pPr>{letters}</w:style>'


def _styles() -> str:
    """Return the styles: 三号仿宋 with 28 points a line for the text, 二号黑体 for the title, 小五号 in the list."""
    exact = '<w:spacing w:before="0" w:after="0" w:line="560" w:lineRule="exact"/>'
    close = '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
    indent = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
    return "".join((
        _style("Normal", "Normal", exact, _letters("仿宋", 16)),
        _style("Title", "Title", '<w:spacing w:before="0" w:after="400" w:line="640" w:lineRule="exact"/><w:jc w:val="center"/>', _letters("黑体", 22)),
        _style("Body", "Body Text", f'{indent}<w:jc w:val="both"/>', _letters("仿宋", 16)),
        _style("Heading1", "heading 1", '<w:keepNext/><w:spacing w:before="0" w:after="160" w:line="480" w:lineRule="exact"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>', _letters("黑体", 18)),
        _style("TableHead", "Table Head", f'<w:keepNext/>{close}<w:jc w:val="center"/>', _letters("黑体", 10.5)),
        _style("TableText", "Table Text", close, _letters("仿宋", 10.5)),
        _style("Footer", "footer", '<w:jc w:val="center"/>', _letters("仿宋", 14)),
        f'<w:style w:type="table" w:styleId="Ruled"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>{sides}</w:tblBorders>{margins}</w:tblPr></w:style>',
    ))  # fmt: skip


def _fonts() -> str:
    return "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="{family}"/></w:font>'
        for name, others, family in _FONTS
    )


def _footer() -> str:
    field = '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    dash = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{dash.format("— ")}{field}{dash.format(" —")}</w:p>'
