"""A small writer of OFD files (GB/T 33190), in the habits of two producers, for the tests of reading them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.ingest.spanned import Block, Table, placed

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_MARGIN, _SIZE, _LEADING = 26.0, 5.0, 8.0  # millimetres
_HIGH, _WIDE = 297.0, 210.0
_PAD = 0.8


@dataclass
class Sheet:
    """One page: its size in millimetres and the XML of its objects."""

    width: float = _WIDE
    height: float = _HIGH
    objects: list[str] = field(default_factory=list)


@dataclass
class Habits:
    """How a producer writes: a text object a line with counted steps, or one a character, scaled by its CTM.

    Lines are stroked paths, or thin filled boxes; with `shared` the lines of a table are one composite graphic.
    """

    by_character: bool = False
    boxed: bool = False
    shared: bool = False
    header: str = ""  # on every page, through a template


def width_of(character: str, size: float) -> float:
    """Return the advance of a character."""
    return size if ord(character) > 0xFF else size / 2


def text_object(x: float, y: float, text: str, size: float, habits: Habits) -> str:
    """Return text whose baseline begins at x, y."""
    if habits.by_character:
        made, at = [], x
        for character in text:
            made.append(
                f'<ofd:TextObject ID="0" Boundary="{at:.3f} {y - size:.3f} {size:.3f} {1.2 * size:.3f}" CTM="{size} 0 0 {size} 0 0" '
                f'Font="1" Size="1"><ofd:TextCode X="0" Y="1">{escape(character)}</ofd:TextCode></ofd:TextObject>'
            )
            at += width_of(character, size)
        return "".join(made)
    steps = [width_of(c, size) for c in text[:-1]]
    counted = f"g {len(steps)} {steps[0]}" if len(steps) > 2 and len(set(steps)) == 1 else " ".join(map(str, steps))
    delta = f' DeltaX="{counted}"' if steps else ""
    wide = sum(steps) + size
    return (
        f'<ofd:TextObject ID="0" Boundary="{x:.3f} {y - size:.3f} {wide:.3f} {1.2 * size:.3f}" Font="1" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size}"{delta}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def line_object(x0: float, y0: float, x1: float, y1: float, habits: Habits) -> str:
    """Return a ruling line."""
    wide, high = x1 - x0, y1 - y0
    if habits.boxed:
        wide, high = max(wide, 0.2), max(high, 0.2)
        data = f"M 0 0 L {wide:.3f} 0 L {wide:.3f} {high:.3f} L 0 {high:.3f} C"
        how = 'Stroke="false" Fill="true"'
    else:
        data, how = f"M 0 0 L {wide:.3f} {high:.3f}", 'LineWidth="0.2"'
    return (
        f'<ofd:PathObject ID="0" Boundary="{x0:.3f} {y0:.3f} {wide:.3f} {high:.3f}" {how}>'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


class Writer:
    """Lays blocks out on pages; a wide table lies on a landscape page."""

    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self.sheets = [Sheet()]
        self.units: list[str] = []
        self.y = _MARGIN

    def write(self, blocks: list[Block]) -> bytes:
        """Return the file."""
        for number, block in enumerate(blocks):
            if isinstance(block, str):
                # as in print: the title and the unit stay with their table
                near = [b for b in blocks[number + 1 : number + 5] if not (isinstance(b, str) and len(b) < 30)]
                ahead = near[0] if near and not isinstance(near[0], str) else None
                self._paragraph(block, ahead)
            else:
                self._table(block)
        return package(self.sheets, self.units, self.habits.header)

    def _page(self, landscape: bool) -> None:
        if self.y > _MARGIN or landscape != (self.sheets[-1].width > _WIDE):
            self.sheets.append(Sheet(_HIGH, _WIDE) if landscape else Sheet())
        self.y = _MARGIN

    def _room(self, need: float) -> None:
        if self.y + need > self.sheets[-1].height - _MARGIN:
            self._page(self.sheets[-1].width > _WIDE)

    def _paragraph(self, text: str, table: Table | None) -> None:
        if table is not None and len(text) < 60 and "。" not in text and (_columns(table) > 6) != self._landscape:
            self._page(_columns(table) > 6)
        elif table is None and self._landscape:
            self._page(False)
        short = len(text) < 60 and "。" not in text
        for line in wrapped(
            text if table is not None or len(text) < 30 else "　　" + text, self.sheets[-1].width - 2 * _MARGIN, _SIZE
        ):
            self._room(_LEADING * (4 if table else 1))
            bare = line.lstrip("　")
            x = _MARGIN + (len(line) - len(bare)) * _SIZE
            if table is not None and short:  # a title stands in the middle
                x = (self.sheets[-1].width - sum(width_of(c, _SIZE) for c in bare)) / 2
            self._put(text_object(x, self.y + _SIZE, bare, _SIZE, self.habits))
            self.y += _LEADING

    @property
    def _landscape(self) -> bool:
        return self.sheets[-1].width > _WIDE

    def _put(self, made: str) -> None:
        self.sheets[-1].objects.append(made)

    def _table(self, table: Table) -> None:
        columns = _columns(table)
        if (columns > 6) != self._landscape:
            self._page(columns > 6)
        size = 2.6
        xs = self._column_edges(table, columns)
        cells = placed(table)
        lines = {
            (p.row, p.column): wrapped(p.cell.text, xs[p.column + p.cell.across] - xs[p.column] - 2 * _PAD, size)
            for p in cells
        }
        heights = [
            max([1, *(len(lines[p.row, p.column]) for p in cells if p.row == row and p.cell.down == 1)]) * size * 1.3
            + 2 * _PAD
            for row in range(len(table))
        ]
        row = 0
        while row < len(table):
            self._room(heights[row])
            last = row
            y = self.y
            ys = {row: y}
            while last < len(table) and y + heights[last] <= self.sheets[-1].height - _MARGIN:
                y += heights[last]
                last += 1
                ys[last] = y
            self._rows([p for p in cells if row <= p.row < last], lines, xs, ys, size)
            self.y, row = y + _LEADING, last
            if row < len(table):
                self._page(self._landscape)

    def _rows(self, cells: list, lines: dict, xs: list[float], ys: dict[int, float], size: float) -> None:
        rules = []
        for p in cells:
            left, right = xs[p.column], xs[p.column + p.cell.across]
            top, bottom = ys[p.row], ys[min(p.row + p.cell.down, max(ys))]
            for edge in ((left, top, right, top), (left, bottom, right, bottom)):
                rules.append(edge)
            for edge in ((left, top, left, bottom), (right, top, right, bottom)):
                rules.append(edge)
            for number, line in enumerate(lines[p.row, p.column]):
                if line:
                    y = top + _PAD + size + number * size * 1.3
                    self._put(text_object(left + _PAD, y, line, size, self.habits))
        drawn = "".join(line_object(*edge, self.habits) for edge in dict.fromkeys(rules))
        if self.habits.shared:
            sheet = self.sheets[-1]
            self.units.append(drawn)
            drawn = (
                f'<ofd:CompositeObject ID="0" Boundary="0 0 {sheet.width} {sheet.height}" CTM="1 0 0 1 0 0" '
                f'ResourceID="{1000 + len(self.units)}"/>'
            )
        self._put(drawn)

    def _column_edges(self, table: Table, columns: int) -> list[float]:
        room = self.sheets[-1].width - 2 * _MARGIN
        weights = [4.0] * columns
        for p in placed(table):
            if p.cell.across == 1:
                weights[p.column] = max(weights[p.column], min(sum(width_of(c, 2) for c in p.cell.text), 24))
        edges = [_MARGIN]
        for weight in weights:
            edges.append(edges[-1] + room * weight / sum(weights))
        return edges


def _columns(table: Table) -> int:
    return max(p.column + p.cell.across for p in placed(table))


def wrapped(text: str, room: float, size: float) -> list[str]:
    """Return the lines of a text; figures and words of Latin letters are not broken unless they must be."""
    lines, line, wide, at = [], "", 0.0, 0
    while at < len(text):
        end = at + 1
        while text[at].isascii() and end < len(text) and text[end].isascii() and text[end] != " ":
            end += 1
        if sum(width_of(c, size) for c in text[at:end]) > room:
            end = at + 1
        word = text[at:end]
        need = sum(width_of(c, size) for c in word)
        if line and wide + need > room:
            lines.append(line)
            line, wide = "", 0.0
        line, wide, at = line + word, wide + need, end
    return [*lines, line]


def package(sheets: list[Sheet], units: Sequence[str] = (), header: str = "", **more: str) -> bytes:
    """Return the package of some pages; `more` adds or replaces parts by name, `__` standing for `/`."""
    template = '<ofd:TemplatePage ID="2" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if header else ""
    uses = '<ofd:Template TemplateID="2" ZOrder="Background"/>' if header else ""
    parts = {
        "OFD.xml": f'<ofd:OFD {_NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID></ofd:DocInfo>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NS}><ofd:CommonData><ofd:MaxUnitID>9</ofd:MaxUnitID><ofd:PageArea>"
        f"<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{template}"
        "</ofd:CommonData><ofd:Pages>"
        + "".join(f'<ofd:Page ID="{10 + n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(sheets)))
        + "</ofd:Pages></ofd:Document>",
        "Doc_0/PublicRes.xml": f'<ofd:Res {_NS} BaseLoc="Res"><ofd:CompositeGraphicUnits>'
        + "".join(
            f'<ofd:CompositeGraphicUnit ID="{1001 + n}" Width="300" Height="300"><ofd:Content>{unit}</ofd:Content></ofd:CompositeGraphicUnit>'
            for n, unit in enumerate(units)
        )
        + "</ofd:CompositeGraphicUnits></ofd:Res>",
    }
    if header:
        head = text_object(_MARGIN, 18, header, 4, Habits())
        parts["Doc_0/Tpls/Tpl_0/Content.xml"] = (
            f'<ofd:Page {_NS}><ofd:Content><ofd:Layer ID="3">{head}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    for number, sheet in enumerate(sheets):
        foot = text_object(sheet.width / 2, sheet.height - 12, str(number + 1), 4, Habits())
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {_NS}>{uses}<ofd:Area><ofd:PhysicalBox>0 0 {sheet.width} {sheet.height}</ofd:PhysicalBox></ofd:Area>"
            f'<ofd:Content><ofd:Layer ID="4" Type="Body">{"".join(sheet.objects)}{foot}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    parts |= {name.replace("__", "/"): text for name, text in more.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in parts.items():
            zipped.writestr(name, text)
    return file.getvalue()


def written(blocks: list[Block], habits: Habits | None = None) -> bytes:
    """Return a report as OFD."""
    return Writer(habits or Habits()).write(blocks)
