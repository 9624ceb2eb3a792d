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
_PIECES = re.compile(r"[“（《〔]*(?:[0-9A-Za-z.,%‰/_-]+|.)[，。；：、）”》〕！？%‰]*", re.S)
NARROWEST, WIDEST, USUAL = 40, 120, 78


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


def shortened(text: str, columns: int) -> str:
    """Return the text, its middle left out where it takes more than so many columns."""
    if width(text) <= columns:
        return text
    half = (columns - 2) // 2  # the sign of what is left out may take two columns
    head, tail = 0, len(text)
    while width(text[: head + 1]) <= half:
        head += 1
    while tail > head and width(text[tail - 1 :]) <= half:
        tail -= 1
    return f"{text[:head]}…{text[tail:]}"


def wrapped(text: str, columns: int | None, indent: str = "") -> list[str]:
    """Return the text as lines of at most so many columns, those after the first indented; on one line where no width is given.

    Numbers and words stay whole where they fit, and no line begins with a mark that closes.
    """
    if columns is None or width(text) <= columns:
        return [text]
    lines, line, used = [], "", 0
    for piece in _PIECES.findall(text):
        for part in _fitting(piece, columns - width(indent)):
            wide = width(part)
            if line.strip() and used + wide > columns:
                lines.append(line.rstrip())
                line, used, part = indent, width(indent), part.lstrip()
                wide = width(part)
            line, used = line + part, used + wide
    return [*lines, line.rstrip()]


def _fitting(piece: str, columns: int) -> list[str]:
    """Return the piece, character by character where it is wider than a line."""
    return [piece] if width(piece) <= columns else list(piece)


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
    """Colours and the width of a terminal, or neither. Without a width lines are not broken, so that they can be searched in a file."""

    def __init__(self, on: bool = False, columns: int | None = None) -> None:
        self.on = on
        self.columns = None if columns is None else min(max(columns, NARROWEST), WIDEST)

    @property
    def room(self) -> int:
        """The columns of a line that is laid out: those of the terminal, else the usual number."""
        return self.columns or USUAL

    def _code(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text

    def bold(self, text: str) -> str:
        return self._code("1", text)

    def dim(self, text: str) -> str:
        return self._code("2", text)

    def good(self, text: str) -> str:
        return self._code("32", text)

    def severity(self, severity: str, text: str) -> str:
        return self._code({"error": "1;31", "warning": "1;33"}.get(severity, "36"), text)
