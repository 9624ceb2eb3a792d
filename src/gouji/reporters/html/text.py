"""Source text as markup: every mark on exactly its characters, everything escaped, nothing in it that acts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from gouji.model.document import Source
from gouji.reporters.html.marks import Mark, Marks
from gouji.reporters.plain import visible

# Line ends inside a paragraph, tags that only format, and emphasis: kept in the text and not shown, so that marks still
# hold the quoted characters. Other tags are shown as they are printed.
_UNSEEN = re.compile(
    r"(?<![^\S\n])[^\S\n]*+\n\s*+|</?(?:b|strong|i|em|u|span|font|p|div|center|sub|sup|br|h[1-6])(?:\s[^<>\n]{0,80})?/?>|\*\*+"
)
_ORDER = ("f", "ok", "bad", "no", "claim", "error", "warning", "info", "evidence")


class Writer:
    """Writes ranges of one source after another; the id of a mark is given out once, where it is first written."""

    def __init__(self, sources: Sequence[Source], marks: Marks) -> None:
        self._sources = sources
        self._marks = marks
        self.placed: set[str] = set()

    def write(self, file: int, start: int, end: int) -> Markup:
        """Return text[start:end] of a source with its marks."""
        text = self._sources[file].text
        marks = self._marks.within(file, start, end)
        if not marks:
            return shown(text[start:end])
        cuts = {start, end}
        for mark in marks:
            cuts.update((max(start, mark.span.start), min(end, mark.span.end)))
        ordered = sorted(cuts)
        parts: list[str] = []
        for low, high in zip(ordered, ordered[1:] or [end], strict=False):
            parts += [self._segment([m], "") for m in marks if m.span.start == m.span.end == low]
            here = [m for m in marks if m.span.start <= low and high <= m.span.end and low < high]
            piece = shown(text[low:high])
            parts.append(self._segment(here, piece) if here else piece)
        parts += [self._segment([m], "") for m in marks if m.span.start == m.span.end == end > start]
        return Markup("".join(parts))

    def _segment(self, marks: Sequence[Mark], piece: str) -> str:
        classes = {c for m in marks for c in m.classes}
        names = " ".join(c for c in _ORDER if c in classes) + ("" if piece else " blank")
        fresh = next((m for m in marks if m.id not in self.placed), None)
        ids = f' id="{fresh.id}"' if fresh else ""
        if fresh:
            self.placed.add(fresh.id)
        linked = next((m.finding for m in marks if m.finding), None)
        notes = "；".join(m.note for m in marks if m.note)
        against = " ".join(a for m in marks for a in m.against)
        more = (f' title="{escape(notes)}"' if notes else "") + (f' data-a="{against}"' if against else "")
        tag = "a" if linked else "span"
        link = f' href="#F{linked}"' if linked else ""
        every = " ".join(m.id for m in marks)
        return f'<{tag}{ids}{link} class="{names.strip()}" data-m="{every}"{more}>{piece}</{tag}>'


def shown(text: str) -> Markup:
    """Return text escaped; what is not to be seen stays in it, hidden."""
    if "\n" not in text and "<" not in text and "**" not in text:
        return escape(visible(text))
    parts: list[str] = []
    at = 0
    for found in _UNSEEN.finditer(text):
        parts.append(escape(visible(text[at : found.start()])))
        parts.append(f"<i hidden>{escape(visible(found.group()))}</i>")
        at = found.end()
    parts.append(escape(visible(text[at:])))
    return Markup("".join(parts))
