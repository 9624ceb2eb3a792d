"""Where a statement of the old version stands in the new one, and how its figure ended there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum

from gouji.compare.match import ALIKE, sentence
from gouji.compare.traces import mark_of, others_of, same_file
from gouji.compare.words import bare, folded, masked, undirected
from gouji.model.context import Contexts, around
from gouji.model.location import Place
from gouji.model.outcome import Witness
from gouji.model.run import Entry, Run
from gouji.model.trace import Mark, Other
from gouji.values.units import MONEY, Dimension

_HEADING_ALIKE = 80  # a heading with a word changed; different headings of a report stay below 70
_ANYWHERE = "*"
_SUBJECT = 6  # characters that name what a figure is of; 比上年增加 alone would do for any
_TAIL = 24  # characters before a figure that tell which of a rewritten sentence it is


class Standing(Enum):
    """How an old place is found in the new version."""

    SAME = "same"  # the same words and numbers
    CHANGED = "changed"  # the same sentence with another number or word
    GONE = "gone"  # its section or table is there without it
    DROPPED = "dropped"  # so is not its section or table; or the other report it stands in


@dataclass(frozen=True, slots=True)
class Found:
    """`entry` is the figure there; None where the place is none or is not found. `tested`: its table has identities to check."""

    standing: Standing
    entry: Entry | None = None
    mark: Mark | None = None
    tested: bool = True

    def keeps(self, mark: Mark) -> bool:
        """Whether the quote of an old place stands here unchanged, whatever was written around it."""
        if self.standing is Standing.SAME:
            return True
        return self.entry is not None and (_words_before(self.entry) + _quote(self.entry)).endswith(folded(mark.quote))


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
        self._by_section: dict[str, list[Entry]] = defaultdict(list)
        for entry in run.ledger:
            self._by_section[bare(entry.figure.paragraph.section.name)].append(entry)
        self._text = "\n".join(p.view.folded for p in run.document.paragraphs)
        names = {bare(s.name) for s in run.document.sections} | {bare(s.heading) for s in run.document.sections}
        self._sections = sorted(names - {""})
        self._tables = {bare(t.title): t for t in run.tables if t.title}
        self._others = others_of(run)

    def find(self, mark: Mark) -> Found:
        """Return where a place stands."""
        if mark.other is not None:
            return Found(self._in_other(mark.other))
        return self._in_table(mark) if mark.table is not None else self._in_text(mark)

    def _in_other(self, other: Other) -> Standing:
        """Return where a place of another report stands. Only its totals are known: changed anywhere, it counts as changed here."""
        if any(other.sha256 == known.sha256 for known in self._others):
            return Standing.SAME
        given = any(same_file(other.path, known.path) for known in self._others)
        return Standing.CHANGED if given else Standing.DROPPED

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
        entries = self._entries(mark, known)
        if not mark.number:
            return self._words_in_text(mark, rewritten=bool(entries))
        entry = self._likest(mark, entries) or self._after_same_words(mark)
        if entry is not None:
            kept = sentence(mark) in known and folded(mark.quote) in _quote(entry).join(_around(entry))
            return Found(Standing.SAME if kept or self._printed(mark) else Standing.CHANGED, entry, self.mark(entry))
        return self._words_in_text(mark)

    def _words_in_text(self, mark: Mark, rewritten: bool = False) -> Found:
        """Return where words stand that are no figure; `rewritten`: a sentence like theirs is there."""
        if self._printed(mark):
            return Found(Standing.SAME)
        if rewritten:
            return Found(Standing.CHANGED)
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
        near = process.extractOne(words, list(known), scorer=fuzz.ratio, processor=undirected, score_cutoff=ALIKE)
        return known[near[0]] if near else []

    def _likest(self, mark: Mark, entries: list[Entry]) -> Entry | None:
        """Return the figure of some that is the old one now: of its dimension, or else in its very place, its unit corrected."""
        measured = [e for e in entries if _one_dimension(mark, e)] or [e for e in entries if _laid_beside(mark, e)]
        return max(measured, key=lambda e: self._likeness(mark, e), default=None)

    def _after_same_words(self, mark: Mark) -> Entry | None:
        """Return the figure of its section and dimension that the same words lead to, in a sentence written anew after or before them."""
        from rapidfuzz import fuzz

        lead = _clause(masked(mark.before) + _lead(mark.quote))
        if len(lead) < _SUBJECT:
            return None
        led = [
            (score, -number, entry)
            for number, entry in enumerate(self._by_section[bare(mark.section)])
            if _one_dimension(mark, entry)
            and (score := fuzz.ratio(lead, _clause(masked(_words_before(entry)) + _lead(_quote(entry))))) >= ALIKE
        ]
        return max(led, key=lambda found: found[:2])[2] if led else None

    def _likeness(self, mark: Mark, entry: Entry) -> tuple[bool, float, float]:
        """Return whether the figure stands where the old one comes to stand when the sentences are laid side by side, then how alike
        the words before it are, then those after; the figure is the last number of a quote."""
        from rapidfuzz import fuzz

        before, after = _around(entry)
        quote = masked(mark.quote)
        lead, _, tail = quote.rpartition("#")
        return (
            _laid_beside(mark, entry),
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


def _words_before(entry: Entry) -> str:
    return _around(entry)[0]


def _lead(quote: str) -> str:
    """Return the words of a quote before its figure, its numbers masked."""
    return masked(quote).rpartition("#")[0]


def _clause(lead: str) -> str:
    return lead.rpartition(";")[2][-_TAIL:]


def _laid_beside(mark: Mark, entry: Entry) -> bool:
    """Whether the old figure comes to stand on this one where its old sentence and this one are laid side by side."""
    from rapidfuzz.distance import Indel

    before, after = _around(entry)
    old, new = masked(mark.before) + _lead(mark.quote), masked(before) + _lead(_quote(entry))
    kept = Indel.opcodes(sentence(mark), masked(before + _quote(entry) + after))
    return any(
        op.tag == "equal" and op.src_start <= len(old) < op.src_end and len(old) - op.src_start == len(new) - op.dest_start
        for op in kept
    )  # fmt: skip


def _one_dimension(mark: Mark, entry: Entry) -> bool:
    """Whether an old figure, as far as its unit is printed with it, measures what this one does."""
    unit = masked(mark.quote).rpartition("#")[2]
    return not unit or _dimension(unit) is entry.figure.dimension


def _dimension(unit: str) -> Dimension:
    if unit.startswith(tuple(MONEY)):
        return Dimension.MONEY
    if unit.endswith("百分点"):
        return Dimension.POINTS
    if unit.startswith(("%", "‰")) or "百分之" in unit or "千分之" in unit:
        return Dimension.RATIO
    return Dimension.SCORE if unit == "分" else Dimension.COUNT


def _words(mark: Mark) -> str:
    return mark.before + mark.quote + mark.after
