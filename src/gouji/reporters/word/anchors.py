"""From offsets of the text to characters of the Word file it was read from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from gouji.model.document import Source
from gouji.model.layout import SteppedLayout
from gouji.reporters.word.runs import Character, Paragraph, Unit

_LONGEST_DIFF = 3000  # characters; a longer paragraph is compared from both its ends alone


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a mark embraces: characters from `first` to `last`, or where there are none to embrace the nearest run.

    `exact`: the marked characters are those of the quote, but for automatic numbers, which stand nowhere in the file.
    """

    first: Character | None
    last: Character | None
    nearest: Unit | None
    exact: bool


class Anchors:
    """Finds the characters of quotes; a paragraph is compared with its text when the first quote in it is asked for."""

    def __init__(self, source: Source, paragraphs: Sequence[Paragraph]) -> None:
        self._text, self._paragraphs = source.text, paragraphs
        layout = source.layout if isinstance(source.layout, SteppedLayout) else SteppedLayout((), ())
        self._starts = layout.starts
        self._ordinals = [place.get("paragraph", 0) for place in layout.places]
        self._ranges: dict[int, list[tuple[int, int]]] = {}
        for ordinal, (low, high) in zip(self._ordinals, pairwise([*layout.starts, len(source.text)]), strict=True):
            self._ranges.setdefault(ordinal, []).append((low, high))
        self._found: dict[int, dict[int, Character]] = {}
        self._order: dict[int, list[Character]] = {}

    def of(self, start: int, end: int) -> Anchor:
        """Return the anchor of text[start:end]."""
        wanted = [at for at in range(start, end) if not self._text[at].isspace()]
        marked = [found for at in wanted if (found := self._character(at)) is not None]
        if not marked:
            return Anchor(None, None, self._nearest(start), False)
        quote = "".join(self._text[at] for at in wanted)
        exact = self._between(wanted[0], wanted[-1], marked) == quote[-len(marked) :]
        return Anchor(marked[0], marked[-1], None, exact and marked[0].piece.splits and marked[-1].piece.splits)

    def _ordinal(self, at: int) -> int:
        return self._ordinals[bisect_right(self._starts, at) - 1] if self._ordinals else 0

    def _character(self, at: int) -> Character | None:
        ordinal = self._ordinal(at)
        if ordinal not in self._found:
            self._compare(ordinal)
        return self._found[ordinal].get(at)

    def _compare(self, ordinal: int) -> None:
        known = 0 < ordinal <= len(self._paragraphs)
        stored = self._paragraphs[ordinal - 1].characters() if known else []
        printed = [
            at for low, high in self._ranges.get(ordinal, ()) for at in range(low, high) if not self._text[at].isspace()
        ]
        pairs = matched("".join(self._text[at] for at in printed), "".join(c.text for c in stored))
        self._found[ordinal] = {printed[here]: stored[there] for here, there in pairs}
        self._order[ordinal] = stored

    def _between(self, first: int, last: int, marked: Sequence[Character]) -> str:
        """Return what will stand between the marks in the file."""
        low, high = self._ordinal(first), self._ordinal(last)
        ordinals = [n for n in (range(low, high + 1) if low <= high else (low, high)) if n in self._order]
        begin, end = marked[0].start, marked[-1].end
        return "".join(c.text for n in ordinals for c in self._order[n] if begin <= c.start and c.end <= end)

    def _nearest(self, at: int) -> Unit | None:
        """Return the run to mark for text that is not in the paragraph itself: a note's reference, the frame of a text box."""
        ordinal = self._ordinal(at)
        if not 0 < ordinal <= len(self._paragraphs):
            return next((p.units[0] for p in self._paragraphs if p.units), None)
        paragraph = self._paragraphs[ordinal - 1]
        noted = [unit for unit in paragraph.units if unit.has_note]
        before = (p.units[-1] for p in reversed(self._paragraphs[: ordinal - 1]) if p.units)
        fallen = paragraph.host or next(before, None)
        return noted[-1] if noted else paragraph.units[-1] if paragraph.units else fallen


def matched(printed: str, stored: str) -> list[tuple[int, int]]:
    """Return which characters are the same, as pairs of indexes. Automatic numbers and notes are printed only, hidden text is stored only."""
    at = printed.find(stored) if stored else -1
    if at >= 0:
        return [(at + n, n) for n in range(len(stored))]
    if max(len(printed), len(stored)) <= _LONGEST_DIFF:
        blocks = SequenceMatcher(None, printed, stored, autojunk=False).get_matching_blocks()
        return [(b.a + n, b.b + n) for b in blocks for n in range(b.size)]
    shorter = min(len(printed), len(stored))
    head = next((n for n in range(shorter) if printed[n] != stored[n]), shorter)
    tail = next((n for n in range(shorter - head) if printed[-1 - n] != stored[-1 - n]), shorter - head)
    fore = [(n, n) for n in range(head)]
    return fore + [(len(printed) - n, len(stored) - n) for n in range(tail, 0, -1)]
