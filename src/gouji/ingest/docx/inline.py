"""What is printed inside one paragraph: runs, field results, insertions; not what was deleted, hidden or is a field's code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.ingest.attributes import number_of
from gouji.ingest.docx.names import MC, VAL, W, first_child, is_on

if TYPE_CHECKING:
    from lxml.etree import _Element

    from gouji.ingest.docx.styles import Styles

_T, _R, _RPR, _PPR, _TAB, _FIELD = W + "t", W + "r", W + "rPr", W + "pPr", W + "tab", W + "fldChar"
_VANISH, _RSTYLE, _TYPE = W + "vanish", W + "rStyle", W + "fldCharType"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_VML_IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
_EMU_PER_CM = 360_000
_LARGE = (6 * _EMU_PER_CM, 2 * _EMU_PER_CM)  # smaller ones are seals, logos, check marks

_SIGNS = {W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": " "}
_SPACES = dict.fromkeys(map(ord, "\r\n\t"), " ")  # as Word prints them: breaks and tabs are elements
_CHANGES = {W + "del", W + "moveFrom"}
_OUT = {
    *_CHANGES,
    _PPR,
    _RPR,
    W + "instrText",
    W + "delText",
    W + "delInstrText",
    W + "softHyphen",
    W + "rt",
    W + "sdtPr",
}
_NOTES = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
# Check marks and boxes in the symbol fonts, by the low byte of their code; other symbols print no words.
_SYMBOLS = {
    "wingdings": {0xFC: "√", 0xFE: "☑", 0xA8: "□", 0x6F: "□", 0xFD: "☒"},
    "wingdings 2": {0x50: "√", 0x52: "☑", 0xA3: "□", 0x53: "☒"},
}
_PRIVATE = (0xF000, 0xF0FF)


class Inline:
    """Reads paragraphs one after the other; a field may begin in one and end in another.

    `boxes` and `notes` are what stands anchored in the paragraphs read since they were last emptied: the content of text boxes,
    and the part and number of foot- and endnotes. `may_hide`: hidden text stands somewhere, so that runs must be asked.
    """

    def __init__(self, styles: Styles, *, may_hide: bool) -> None:
        self._styles, self._may_hide = styles, may_hide
        self._fields: list[bool] = []  # of the fields under way, whether its code still runs
        self._codes = 0  # how many of them
        self._hidden_paragraph = False
        self.boxes: list[_Element] = []
        self.notes: list[tuple[str, str]] = []
        self.pictures = self.objects = 0
        self.changed = False

    def read(self, paragraph: _Element, *, hidden: bool) -> str:
        """Return the printed text of a w:p. Line breaks inside it are \\n, tabs \\t. `hidden`: its style hides it."""
        self._hidden_paragraph = hidden
        parts: list[str] = []
        before = len(self._fields)
        self._walk(paragraph, parts)
        # A code that never ends would swallow the rest of the report.
        if self._codes:
            self._fields[before:] = [False] * (len(self._fields) - before)
            self._codes = 0
        return "".join(parts)

    def _walk(self, parent: _Element, parts: list[str]) -> None:
        for child in parent:
            tag = child.tag
            if tag == _R:
                if not (self._may_hide and self._is_hidden(child)):
                    self._run(child, parts)
            elif tag not in _OUT:
                self._other(child, tag, parts)
            elif tag in _CHANGES:
                self.changed = True

    def _run(self, run: _Element, parts: list[str]) -> None:
        for child in run:
            tag = child.tag
            if tag == _T:
                if not self._codes:
                    parts.append((child.text or "").translate(_SPACES))
            elif tag == _TAB:
                parts.append("\t")
            elif tag == _FIELD:
                self._field(child.get(_TYPE))
            elif tag not in _OUT:
                self._other(child, tag, parts)

    def _is_hidden(self, run: _Element) -> bool:
        own = first_child(run, _RPR)
        if own is None:
            return self._hidden_paragraph
        vanish = own.find(_VANISH)
        if vanish is not None:
            return is_on(vanish)
        named = own.find(_RSTYLE)
        style = self._styles.of(named.get(VAL)).hidden if named is not None else None
        return self._hidden_paragraph if style is None else style

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
            self._codes += 1
        elif self._fields and kind in ("separate", "end"):
            self._codes -= self._fields.pop()
            if kind == "separate":
                self._fields.append(False)

    def _other(self, child: _Element, tag: object, parts: list[str]) -> None:
        """Take what is neither run nor plain text: symbols, notes, drawings, formulas, and wrappers of runs."""
        if not isinstance(tag, str):
            return
        if tag in _SIGNS:
            parts.append(_SIGNS[tag])
        elif tag == W + "sym":
            parts.append(_symbol(child))
        elif tag in _NOTES:
            self.notes.append((_NOTES[tag], child.get(W + "id", "")))
        elif tag == MC + "AlternateContent":
            self._alternative(child, parts)
        elif tag in (W + "drawing", W + "pict", W + "object"):
            self._drawing(child, tag)
        elif tag == _MATH + "t":
            parts.append(child.text or "")
        elif tag == _MATH + "den":
            parts.append("/")
            self._walk(child, parts)
        else:
            self._walk_wrapper(child, tag, parts)

    def _walk_wrapper(self, child: _Element, tag: str, parts: list[str]) -> None:
        self.changed = self.changed or tag in (W + "ins", W + "moveTo")
        if tag == W + "sdt":
            content = child.find(W + "sdtContent")
            if content is not None:
                self._walk(content, parts)
        elif tag == _MATH + "r":
            self._run(child, parts)
        else:
            self._walk(child, parts)

    def _alternative(self, choices: _Element, parts: list[str]) -> None:
        """Take the first form of what is stored in several, so that a text box counts once."""
        first = next((c for c in choices if c.tag == MC + "Choice" and len(c)), None)
        chosen = first if first is not None else choices.find(MC + "Fallback")
        if chosen is not None:
            self._run(chosen, parts)

    def _drawing(self, drawing: _Element, tag: str) -> None:
        boxes = dict.fromkeys(drawing.iter(W + "txbxContent"))
        # A box inside a box is met again when the outer one is read; the second form of one box never.
        outermost = [b for b in boxes if not any(a in boxes or a.tag == MC + "Fallback" for a in b.iterancestors())]
        self.boxes += outermost
        if tag == W + "object":
            self.objects += 1
        elif next(drawing.iter(_DRAWING + "blip", _VML_IMAGE), None) is not None and _is_large(drawing):
            self.pictures += 1


def _is_large(drawing: _Element) -> bool:
    extent = next(drawing.iter(_ANCHOR), None)
    if extent is None:
        return True
    return all(number_of(extent.get(side)) >= least for side, least in zip(("cx", "cy"), _LARGE, strict=True))


def _symbol(sign: _Element) -> str:
    try:
        code = int(sign.get(W + "char", ""), 16)
    except ValueError:
        return ""
    if _PRIVATE[0] <= code <= _PRIVATE[1] or code <= 0xFF:
        return _SYMBOLS.get((sign.get(W + "font") or "").lower(), {}).get(code & 0xFF, "")
    return chr(code) if code < 0xD800 else ""
