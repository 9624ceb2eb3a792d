"""Texts made comparable between versions: without white space, numbers, or the numbering of headings."""

from __future__ import annotations

import re

_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"\d[\d,，.．]*")
_DIRECTION = re.compile("增加|增长|上升|提高|减少|下降|降低|压减")
_NUMBERING = re.compile(
    r"^第?[一二三四五六七八九十百\d]+(?:部分|章|节)?[、.．]?|（[一二三四五六七八九十百\d]+）|\d+[.．]$"
)


def folded(text: str) -> str:
    """Return text without white space."""
    return _SPACE.sub("", text)


def masked(text: str) -> str:
    """Return folded text with every number replaced by one sign."""
    return _NUMBER.sub("#", folded(text))


def undirected(text: str) -> str:
    """Return text with every rise and fall replaced by one sign: where the direction was wrong, it is what was corrected."""
    return _DIRECTION.sub("±", text)


def bare(section: str) -> str:
    """Return the name of a section or table without its numbering, which moves when another is put in before it."""
    text = folded(section)
    while (shorter := _NUMBERING.sub("", text)) != text:
        text = shorter
    return masked(text)
