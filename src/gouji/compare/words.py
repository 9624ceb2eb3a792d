"""Texts made comparable between versions: without white space, numbers, or the numbering of headings."""

from __future__ import annotations

import re

_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"\d[\d,，.．]*")
_NUMBERING = re.compile(
    r"^第?[一二三四五六七八九十百\d]+(?:部分|章|节)?[、.．]?|（[一二三四五六七八九十百\d]+）|\d+[.．]$"
)


def folded(text: str) -> str:
    """Return text without white space."""
    return _SPACE.sub("", text)


def masked(text: str) -> str:
    """Return folded text with every number replaced by one sign."""
    return _NUMBER.sub("#", folded(text))


def bare(section: str) -> str:
    """Return the name of a section or table without its numbering, which moves when another is put in before it."""
    text = folded(section)
    while (shorter := _NUMBERING.sub("", text)) != text:
        text = shorter
    return masked(text)
