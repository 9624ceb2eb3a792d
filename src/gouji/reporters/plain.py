"""Text for people: safe on a terminal, Chinese characters counted as two columns, colours that can be off."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

# Control characters would drive the terminal; marks of direction and characters without width would make it lie.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HIDDEN = re.compile(
    "[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_SPACE = re.compile(r"\s+")
_BROKEN = re.compile(r"[^\S\n]*\n\s*")
_LONGEST_QUOTE = 60


def clean(text: str) -> str:
    """Return text of a document on one line, without anything that acts on a terminal or cannot be seen."""
    return _HIDDEN.sub("", _CONTROL.sub("·", _SPACE.sub(" ", text))).strip()


def visible(text: str) -> str:
    """Return text of the same length, line ends and tabs kept, in which nothing acts on a terminal."""
    return _HIDDEN.sub("·", re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "·", text))


def quoted(text: str) -> str:
    """Return a quote in Chinese marks, its broken lines joined, shortened in the middle where it is long."""
    text = clean(_BROKEN.sub("", text))
    half = _LONGEST_QUOTE // 2
    return f"“{text}”" if len(text) <= _LONGEST_QUOTE else f"“{text[:half]}…{text[-half:]}”"


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, columns: int) -> str:
    """Return the text filled up with spaces; a longer one stays as it is."""
    return text + " " * max(0, columns - width(text))


def aligned(rows: Iterable[Sequence[str]], gap: int = 2) -> list[str]:
    """Return rows as lines with their columns under one another; the last column is not filled."""
    kept = [tuple(row) for row in rows]
    if not kept:
        return []
    widths = [max(width(row[i]) for row in kept) for i in range(len(kept[0]) - 1)]
    return [
        (" " * gap).join([*(pad(c, w) for c, w in zip(row[:-1], widths, strict=True)), row[-1]]).rstrip()
        for row in kept
    ]


class Style:
    """Colours for a terminal, or nothing at all."""

    def __init__(self, on: bool = False) -> None:
        self.on = on

    def _code(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text

    def bold(self, text: str) -> str:
        return self._code("1", text)

    def dim(self, text: str) -> str:
        return self._code("2", text)

    def severity(self, severity: str, text: str) -> str:
        return self._code({"error": "1;31", "warning": "1;33"}.get(severity, "36"), text)
