"""Figures to claims: a small clause grammar over the words before each number, with inheritance of what is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gouji.extract import patterns as p
from gouji.extract.clauses import (
    Clause,
    basis_of,
    clause_start,
    comparator_of,
    cue_of_basis,
    level_changed,
    period_of,
    role_of,
)
from gouji.extract.figures import figures_of, to_the_cent, trims_zeros
from gouji.extract.lists import Listing
from gouji.extract.naming import Context, Naming, as_economic
from gouji.extract.subjects import SubjectIndex
from gouji.extract.topics import Topics
from gouji.lexicon import Profile
from gouji.model.claim import EXECUTION, GROWTH, LEVEL, OTHER, SHARE, Basis, Claim, Subject
from gouji.model.document import Document, DocumentKind, Paragraph
from gouji.model.quantity import Quantity
from gouji.model.table import Table
from gouji.values.units import Dimension

_REACH = 400  # characters before a figure that can speak of it: keeps one endless sentence linear
_PARALLEL = frozenset(("", *"、和及与，"))
_TAIL = re.compile(r"^[”\")]*(?:的)?")


@dataclass(frozen=True, slots=True)
class Extracted:
    """All figures and claims of a document, in order; `claims` holds one claim a figure."""

    figures: tuple[Quantity, ...]
    claims: tuple[Claim, ...]


class ClaimReader:
    """Reads the claims of one document."""

    def __init__(self, document: Document, tables: Sequence[Table], profile: Profile) -> None:
        self.document, self.year = document, document.year
        index = SubjectIndex(profile, tables, document.entity)
        self.topics = Topics(index, profile)
        self.naming = Naming(index, self.topics, profile)
        self.claims: list[Claim] = []
        self.group = 0

    def read(self) -> Extracted:
        """Return every figure of the narrative with its claim."""
        found: list[list[Quantity]] = []
        count = 0
        for paragraph in self.document.paragraphs:
            if not paragraph.is_heading:
                found.append(figures_of(paragraph, count))
                count += len(found[-1])
        if trims_zeros([f for figures in found for f in figures]):
            found = [[to_the_cent(f) for f in figures] for figures in found]
        for figures in found:
            if figures:
                self._paragraph(figures[0].paragraph, figures)
        return Extracted(tuple(c.quantity for c in self.claims), tuple(self.claims))

    def _paragraph(self, paragraph: Paragraph, figures: list[Quantity]) -> None:
        self.group += 1
        text = paragraph.view.folded
        context = Context(paragraph, self.topics.of_item(paragraph))
        listing = Listing()
        if p.GOES_ON.match(text) and self.claims and self.claims[-1].quantity.paragraph.section is paragraph.section:
            context.current = self.claims[-1].subject
        lead = p.ITEM_LEAD.match(text)
        sentence = at = lead.end() if lead else 0
        names: list[Subject] = []  # of the numbers that 分别 goes through, those to come
        for i, figure in enumerate(figures):
            for stop in p.SENTENCE_STOP.finditer(text, at, figure.start):
                sentence = stop.end()
                self.group += 1
                if text[stop.start()] != ";":
                    context.end_sentence()
            sentence = max(sentence, figure.start - _REACH)
            low = clause_start(text, max(at, sentence), figure.start)
            clause = Clause(text, sentence, low, figure.start, figure.dimension, context.last)
            together = bool(names) or _together(clause, figure, figures[i + 1 : i + 2])
            if together and not names and figure.dimension is Dimension.MONEY and "分别" in clause.left:
                names = list(self.naming.respectively(clause, _run_length(text, figures[i:])))
            claim = self._claim(clause, figure, context, together, names.pop(0) if together and names else None)
            after_list = listing.readings(claim.subjects) if claim.inherited and not claim.nested else ()
            if claim.inherited and self._sums_up(clause):
                claim = replace(claim, subjects=self._of_all(context))
            elif after_list:
                claim = replace(claim, subjects=after_list, after_list=True)
            listing.add(claim, clause)
            self.claims.append(claim)
            context.last = claim
            at = figure.end
        self.group += 1

    def _sums_up(self, clause: Clause) -> bool:
        """Whether a number is the total of those just listed (甲1.00万元、乙2.00万元，合计3.00万元), and so not of the last one."""
        if clause.dimension is not Dimension.MONEY or not p.BARE_TOTAL.match(clause.left):
            return False
        last = self.claims[-2:]
        return len(last) > 1 and all(c.measure is LEVEL and c.group == self.group and not c.nested for c in last)

    def _of_all(self, context: Context) -> tuple[Subject, ...]:
        """Return what a total of listed numbers may be about: the topic, unless that is one of them, else nothing that has a name."""
        parts = [c.subject for c in self.claims[-2:]]
        return (*(s for s in context.topic if s not in parts), *context.here)

    def _claim(self, clause: Clause, figure: Quantity, context: Context, together: bool, name: Subject | None) -> Claim:
        """Return the claim of one number; `name` is the one 分别 hands to it."""
        text = clause.text
        if clause.last is not None and clause.last.quantity.end >= clause.low:
            clause.low += len(_TAIL.match(clause.left).group())  # type: ignore[union-attr]
        _take_words_before_colon(clause, figure)
        nested = not _stands_for_its_bracket(clause, figure) and _in_brackets(text, clause.sentence, clause.high)
        role = role_of(clause)
        said = role.measure in (SHARE, EXECUTION, GROWTH) and not together
        joined = clause.left in _PARALLEL and clause.low > 0 and not said
        parallel = name is None and (together or joined)
        plans = self.document.kind is DocumentKind.BUDGET
        basis = basis_of(clause, role, plans=plans)
        changed = level_changed(clause, role.measure)
        full = role.cue if changed is None else changed
        stated = role.measure is LEVEL and basis is not Basis.NONE and changed is None
        cue = cue_of_basis(clause) if stated else full
        comparator, versus = comparator_of(clause, role.measure, self.year)
        found, inherited = self.naming.subjects(clause, full, cue, role.measure, context)
        if name is not None:
            found, inherited = (name,), False
        subjects = as_economic(found, context)
        held_against = role.measure is LEVEL and clause.left.startswith("占")
        says = role.measure is not SHARE and not held_against
        if not inherited and subjects and says and not nested and name is None:
            context.current = subjects[0]
        return Claim(
            figure,
            OTHER if parallel and role.measure is LEVEL else role.measure,
            subjects,
            basis,
            period_of(clause, role.measure, self.year),
            comparator,
            0 if not role.direction else 1 if role.direction in p.UP else -1,
            cue,
            self.group,
            context.paragraph.index,
            inherited,
            self.naming.whole(clause, cue, role.base) if role.measure is SHARE else (),
            role.direction,
            parallel,
            self.topics.keys(context.topic, context.paragraph.section),
            nested,
            versus,
        )


def _together(clause: Clause, figure: Quantity, following: Sequence[Quantity]) -> bool:
    """Whether a number is one of several said together (分别为甲和乙), so that its own subject is not the nearest words."""
    last = clause.last
    if last is not None and last.parallel and p.TOGETHER.match(clause.text[last.quantity.end : figure.start]):
        return True
    return _run_length(clause.text, (figure, *following)) > 1 and "分别" in clause.left


def _run_length(text: str, figures: Sequence[Quantity]) -> int:
    """Return how many numbers of one dimension follow each other with nothing but a joint between them."""
    count = 1
    for left, right in pairwise(figures):
        if left.dimension is not right.dimension or not p.TOGETHER.match(text[left.end : right.start]):
            break
        count += 1
    return count


def _take_words_before_colon(clause: Clause, figure: Quantity) -> None:
    """Widen the clause of a number right after a colon (公务接待费：7.00万元) to the words before that."""
    text, colon = clause.text, clause.low - 1
    if clause.low == figure.start and text[colon : figure.start] == ":":
        at = clause.last.quantity.end if clause.last is not None else 0
        clause.low, clause.high = clause_start(text, max(clause.sentence, at), colon), colon


def _stands_for_its_bracket(clause: Clause, figure: Quantity) -> bool:
    """Whether an amount alone in brackets is that of the words before them (上年（80.00万元）); its clause becomes those words."""
    text, low = clause.text, clause.low
    alone = low == figure.start and text[low - 1 : low] == "(" and text[figure.end : figure.end + 1] == ")"
    if not alone or figure.dimension is not Dimension.MONEY:
        return False
    at = clause.last.quantity.end if clause.last is not None else 0
    start = clause_start(text, max(clause.sentence, at), low - 1)
    if start >= low - 1 or (start == at and text[start : low - 1] in _PARALLEL):
        return False
    clause.low, clause.high = start, low - 1
    return True


def _in_brackets(text: str, low: int, high: int) -> bool:
    return text.count("(", low, high) > text.count(")", low, high)
