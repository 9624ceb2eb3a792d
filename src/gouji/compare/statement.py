"""Where a statement of the old version stands in the new one, and how its figure ended there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum

from gouji.compare.match import ALIKE, sentence
from gouji.compare.traces import mark_of
from gouji.compare.words import bare, folded, masked
from gouji.model.context import Contexts, around
from gouji.model.location import Place
from gouji.model.outcome import Witness
from gouji.model.run import Entry, Run
from gouji.model.trace import Mark

_HEADING_ALIKE = 80  # a heading with a word changed; different headings of a report stay below 70
_ANYWHERE = "*"
_TAIL = 24  # characters before a figure that tell which of a rewritten sentence it is


class Standing(Enum):
    """How an old place is found in the new version."""

    SAME = "same"  # the same words and numbers
    CHANGED = "changed"  # the same sentence with another number or word
    GONE = "gone"  # its section or table is there without it
    DROPPED = "dropped"  # so is not its section or table


@dataclass(frozen=True, slots=True)
class Found:
    """`entry` is the figure there; None where the place is none or is not found. `tested`: its table has identities to check."""

    standing: Standing
    entry: Entry | None = None
    mark: Mark | None = None
    tested: bool = True


class Statements:
    """The new version, to be asked where a place of the old one is."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.contexts = Contexts(run.document)
        self._sentences: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        for entry in run.ledger:
            words = masked(_quote(entry).join(_around(entry)))
            for part in (bare(entry.figure.paragraph.section.name), _ANYWHERE):
                self._sentences[part][words].append(entry)
        self._text = "\n".join(p.view.folded for p in run.document.paragraphs)
        names = {bare(s.name) for s in run.document.sections} | {bare(s.heading) for s in run.document.sections}
        self._sections = sorted(names - {""})
        self._tables = {bare(t.title): t for t in run.tables if t.title}

    def find(self, mark: Mark) -> Found:
        """Return where a place stands."""
        return self._in_table(mark) if mark.table is not None else self._in_text(mark)

    def has_section(self, mark: Mark) -> bool:
        """Whether the section of a place is there, whatever its number."""
        from rapidfuzz import fuzz, process

        name = bare(mark.section)
        found = process.extractOne(name, self._sections, scorer=fuzz.ratio, score_cutoff=_HEADING_ALIKE)
        return not name or name in self._sections or found is not None

    def _in_table(self, mark: Mark) -> Found:
        table = self._tables.get(bare(mark.table or ""))
        if table is None:
            return Found(Standing.DROPPED)
        rows = [r for r in table.rows if r.label and f"“{folded(r.label)}”" in mark.before]
        if not rows:
            return Found(Standing.GONE)
        text = self.run.document.text
        value = folded(mark.quote)
        held = [c for r in rows for c in r.cells.values() if c.span and folded(text(c.span)) == value]
        labels = [r for r in rows if folded(r.label) == value]
        return Found(Standing.SAME if held or labels else Standing.CHANGED, tested=table.closes is not None)

    def _in_text(self, mark: Mark) -> Found:
        known = self._sentences_near(mark)
        entries = self._entries(mark, known) if mark.number else []
        if entries:
            entry = max(entries, key=lambda e: self._likeness(mark, e))
            kept = sentence(mark) in known and folded(mark.quote) in _quote(entry).join(_around(entry))
            return Found(Standing.SAME if kept or self._printed(mark) else Standing.CHANGED, entry, self.mark(entry))
        if self._printed(mark):
            return Found(Standing.SAME)
        return Found(Standing.GONE if self.has_section(mark) else Standing.DROPPED)

    def _sentences_near(self, mark: Mark) -> dict[str, list[Entry]]:
        """Return the sentences of its section; all where no section is called so any more: reports say much the same in several."""
        name = bare(mark.section)
        return self._sentences[name if name in self._sections else _ANYWHERE]

    def _printed(self, mark: Mark) -> bool:
        return folded(_words(mark)) in self._text

    def _entries(self, mark: Mark, known: dict[str, list[Entry]]) -> list[Entry]:
        """Return the figures of its sentence: the same but for the numbers, or else the likest one."""
        from rapidfuzz import fuzz, process

        words = sentence(mark)
        if words in known:
            return known[words]
        near = process.extractOne(words, list(known), scorer=fuzz.ratio, score_cutoff=ALIKE)
        return known[near[0]] if near else []

    def _likeness(self, mark: Mark, entry: Entry) -> tuple[float, float]:
        """Return how alike the words before the figure are, then those after; the figure is the last number of a quote."""
        from rapidfuzz import fuzz

        before, after = _around(entry)
        quote = masked(mark.quote)
        lead, _, tail = quote.rpartition("#")
        return (
            fuzz.ratio((masked(mark.before) + lead)[-_TAIL:], (masked(before) + masked(_quote(entry)).rpartition("#")[0])[-_TAIL:]),
            fuzz.ratio((tail + masked(mark.after))[:_TAIL], (masked(_quote(entry)).rpartition("#")[2] + masked(after))[:_TAIL]),
        )  # fmt: skip

    def mark(self, entry: Entry) -> Mark:
        """Return the place of a figure in words."""
        place = Place(entry.figure.span, entry.figure.paragraph.section.name)
        return mark_of(self.run, Witness(place, "claim"), self.contexts)


def _around(entry: Entry) -> tuple[str, str]:
    figure = entry.figure
    return around(figure.paragraph.view.folded, figure.start, figure.end)


def _quote(entry: Entry) -> str:
    figure = entry.figure
    return figure.paragraph.view.folded[figure.start : figure.end]


def _words(mark: Mark) -> str:
    return mark.before + mark.quote + mark.after
