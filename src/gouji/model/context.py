"""The words around a place, by which it is found again in another version of the document."""

from __future__ import annotations

from bisect import bisect_right

from gouji.model.document import Document, Paragraph, View
from gouji.model.location import Span
from gouji.model.outcome import Witness

_ENDS = "。；！？"
_LONGEST = 120  # characters on either side: longer than nearly every sentence, and a page of findings stays small


class Contexts:
    """What stands before and after a place in its sentence, without white space; of a table cell, its table, row and column."""

    def __init__(self, document: Document) -> None:
        placed = [p for p in document.paragraphs if p.view.sources]
        self._paragraphs = sorted(placed, key=lambda p: (p.view.file, p.view.sources[0]))
        self._starts = [(p.view.file, p.view.sources[0]) for p in self._paragraphs]

    def of(self, witness: Witness) -> tuple[str, str]:
        """Return the words before and after; both empty where the place is in no paragraph."""
        if witness.place.table is not None:
            return "".join(witness.words.split()), ""
        found = self.locate(witness.place.span)
        return around(*found) if found else ("", "")

    def locate(self, span: Span) -> tuple[str, int, int] | None:
        """Return the folded text of the paragraph that holds a place, and where it stands there; None where no paragraph does."""
        paragraph = self._at(span.file, span.start)
        if paragraph is None or span.end <= span.start:
            return None
        view = paragraph.view
        return view.folded, _index(view, span.start), min(_index(view, span.end - 1) + 1, len(view.folded))

    def _at(self, file: int, offset: int) -> Paragraph | None:
        number = bisect_right(self._starts, (file, offset)) - 1
        if number < 0 or self._starts[number][0] != file:
            return None
        paragraph = self._paragraphs[number]
        return paragraph if _index(paragraph.view, offset) < len(paragraph.view.folded) else None


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the rest of the sentence before and after text[start:end]."""
    first, last = sentence_of(text, start, end)
    return text[max(first, start - _LONGEST) : start], text[end : min(last, end + _LONGEST)]


def sentence_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence of text[start:end] begins and ends, its closing mark left out."""
    first = max(text.rfind(mark, 0, start) for mark in _ENDS) + 1
    last = min((i for mark in _ENDS if (i := text.find(mark, end)) >= 0), default=len(text))
    return first, last


def _index(view: View, offset: int) -> int:
    """Return the position in the folded text of a source offset, or of the next character that was kept."""
    piece = max(bisect_right(view.sources, offset) - 1, 0)
    here = view.starts[piece] + max(offset - view.sources[piece], 0)
    after = view.starts[piece + 1] if piece + 1 < len(view.starts) else here
    return min(here, after) if piece + 1 < len(view.starts) else here
