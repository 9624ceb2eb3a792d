"""The whole narrative as one text, for finding the few paragraphs a check is about.

Most checks look for words that stand in a handful of paragraphs. Searching one text for them costs a tenth of asking every paragraph.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from gouji.model.document import Paragraph


class Narrative:
    """All paragraphs in document order, joined by newlines, which no paragraph holds."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self.paragraphs = paragraphs
        parts = [p.view.folded for p in paragraphs]
        self.text = "\n".join(parts)
        self._starts: list[int] = []
        at = 0
        for part in parts:
            self._starts.append(at)
            at += len(part) + 1

    def places(self, *words: str) -> list[int]:
        """Return where any of the words stand in `text`, in order."""
        found: list[int] = []
        for word in words:
            at = self.text.find(word)
            while at >= 0:
                found.append(at)
                at = self.text.find(word, at + len(word))
        return sorted(found) if len(words) > 1 else found

    def at(self, place: int) -> tuple[Paragraph, int]:
        """Return the paragraph that holds a place of `text`, and where in it."""
        index = bisect_right(self._starts, place) - 1
        return self.paragraphs[index], place - self._starts[index]

    def with_words(self, *words: str) -> Iterator[Paragraph]:
        """Yield the paragraphs that hold any of the words, each once, in order."""
        last = None
        for place in self.places(*words):
            paragraph, _ = self.at(place)
            if paragraph is not last:
                yield paragraph
                last = paragraph
