"""Styles of a Word file, as far as reading needs them: numbering, outline level, hidden text."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from gouji.ingest.attributes import number_of
from gouji.ingest.docx.names import VAL, W, is_on, value_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_STYLE, _NUMBERING, _OUTLINE, _MARK = W + "pStyle", W + "numPr", W + "outlineLvl", W + "rPr"
_DELETED = (W + "del", W + "moveFrom")
_CHANGES = (*_DELETED, W + "ins", W + "moveTo")
_BODY_TEXT = 9  # the outline level that means none
_DEEPEST = 64  # styles based on one another; Word allows eleven, and files made to do harm have them in circles


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph or run inherits. `number` is a w:numId, `level` its w:ilvl where given; None means nothing said."""

    number: str | None = None
    level: int | None = None
    outline: int | None = None
    hidden: bool | None = None

    @property
    def is_heading(self) -> bool:
        """Whether the outline level is that of a heading."""
        return self.outline is not None and self.outline < _BODY_TEXT


@dataclass(frozen=True, slots=True)
class Own:
    """What a w:pPr itself says. `deleted`: the end of the paragraph is struck out, so that it goes on in the next."""

    name: str | None = None
    numbering: _Element | None = None
    outline: _Element | None = None
    deleted: bool = False


NOTHING = Own()


def own_of(properties: _Element | None) -> Own:
    """Return what a w:pPr says, looked through once."""
    if properties is None:
        return NOTHING
    style = numbering = outline = None
    deleted = False
    for child in properties:
        tag = child.tag
        if tag == _STYLE:
            style = child.get(VAL)
        elif tag == _NUMBERING:
            numbering = child
        elif tag == _OUTLINE:
            outline = child
        elif tag == _MARK:
            # The schema puts what was changed first; to look through all the rest takes as long as reading the text.
            changes = takewhile(_CHANGES.__contains__, (one.tag for one in child))
            deleted = any(tag in _DELETED for tag in changes)
    return Own(style, numbering, outline, deleted)


def style_of(own: Own, inherited: Style) -> Style:
    """Return the properties of a paragraph or style over those inherited."""
    if own.numbering is None and own.outline is None:
        return inherited
    number, level = value_of(own.numbering, "numId"), value_of(own.numbering, "ilvl")
    return Style(
        number if number is not None else inherited.number,
        number_of(level) if level is not None else inherited.level if number is None else None,
        number_of(own.outline.get(VAL), _BODY_TEXT) if own.outline is not None else inherited.outline,
        inherited.hidden,
    )


class Styles:
    """The styles by id, each with what it is based on."""

    def __init__(self, root: _Element | None) -> None:
        self._elements = {s.get(W + "styleId", ""): s for s in root.iterfind(W + "style")} if root is not None else {}
        self._default = next(
            (key for key, s in self._elements.items() if s.get(W + "type") == "paragraph" and is_default(s)), ""
        )
        self._known: dict[str | None, Style] = {}

    def paragraph(self, name: str | None) -> Style:
        """Return the style of a paragraph; without a name the default one."""
        return self.of(name if name is not None else self._default)

    def of(self, name: str | None) -> Style:
        """Return a style by its id."""
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def _read(self, name: str | None) -> Style:
        chain: list[_Element] = []
        while name in self._elements and len(chain) < _DEEPEST:
            chain.append(self._elements[name])
            name = value_of(chain[-1], "basedOn")
        style = Style()
        for element in reversed(chain):
            style = style_of(own_of(element.find(W + "pPr")), style)
            hidden = element.find(f"{W}rPr/{W}vanish")
            if hidden is not None:
                style = Style(style.number, style.level, style.outline, is_on(hidden))
        return style


def is_default(style: _Element) -> bool:
    """Whether a style is the one that holds where none is named."""
    return style.get(W + "default", "0") in ("1", "true", "on")
