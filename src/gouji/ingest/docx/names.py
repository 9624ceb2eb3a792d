"""Names of WordprocessingML, spelt as lxml spells tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # what the strict variant of the format calls it
W = "{" + NAMESPACE + "}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VAL = W + "val"
_OFF = ("0", "false", "off", "none")


def is_on(mark: _Element | None) -> bool:
    """Whether a property that stands as an element is switched on: present, and not said to be off."""
    return mark is not None and mark.get(VAL, "1") not in _OFF


def value_of(parent: _Element | None, name: str) -> str | None:
    """Return the w:val of a child, or None."""
    child = parent.find(W + name) if parent is not None else None
    return child.get(VAL) if child is not None else None


def first_child(parent: _Element, tag: str) -> _Element | None:
    """Return the first child if it has this tag. The schema puts properties first, and `find` costs more than all else here."""
    return parent[0] if len(parent) and parent[0].tag == tag else None
