"""Pairs of near-identical statements: the same words but for a few, in two paragraphs of the narrative."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from gouji.assist.answers import CompareAnswer
from gouji.assist.masking import harmless, headings_of, mask
from gouji.model.document import Document, Paragraph
from gouji.model.location import Place
from gouji.model.outcome import Witness
from gouji.model.proposal import Incompatible
from gouji.model.quantity import Quantity
from gouji.model.run import Entry, State
from gouji.values.printed import Printed

_SENTENCE = re.compile("[^。；;！？]+")
_SHORTEST = 14  # characters without its numbers: shorter sentences are alike by chance
_ALIKE = 80.0  # rapidfuzz ratio of two sentences, every number in them left out
_MOST_SENTENCES = 1200  # the comparison is quadratic; real narratives have some hundreds
_MOST_PAIRS = 40
# What stands before a statement and does not belong to it: the number of its item, the words before a colon, 一是.
_LEAD = re.compile(
    r"(?:[\d一二三四五六七八九十]{1,3}[、.)]|\([\d一二三四五六七八九十]{1,3}\))?(?:[^，,:]{2,20}:)?(?:[一二三四五六七八九十]是)?"
)
_PATH = re.compile(r"\([类款项]\)")  # names and definitions of 科目 are alike and tell of different things
_MARK = re.compile("⟦V\\d+[^⟦⟧]*⟧")
_CONTRADICT = (
    "数",
    "名称",
    "年份",
)  # of the differences an answer may name those that can make two statements contradict
_TIME = re.compile(r"20\d\d|上半?年|下半年|去年|今年|本年|当年|头一年|前年|[一二三四]季度|\d{1,2}月")
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the narrative with its numbers. `start` and `end` are places of the folded paragraph."""

    paragraph: Paragraph
    start: int
    end: int
    figures: tuple[Quantity, ...]

    @property
    def text(self) -> str:
        return self.paragraph.view.folded[self.start : self.end]

    @property
    def words(self) -> str:
        """The sentence without its numbers."""
        text, pieces, at = self.paragraph.view.folded, [], self.start
        for figure in self.figures:
            pieces.append(text[at : figure.start])
            at = figure.end
        return "".join([*pieces, text[at : self.end]])


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements as the model sees them: equal numbers of the two bear equal marks."""

    left: Statement
    right: Statement
    left_text: str
    right_text: str

    @property
    def variables(self) -> dict[str, str]:
        return {
            "left": self.left_text, "left_headings": headings_of(self.left.paragraph.section),
            "right": self.right_text, "right_headings": headings_of(self.right.paragraph.section),
        }  # fmt: skip


def pairs(document: Document, ledger: Sequence[Entry], spoken_of: frozenset[int]) -> list[Pair]:
    """Return the pairs worth asking about: with a figure the rules left open, or with none; that differ in more than their lead.

    Statements whose every figure the rules have settled repeat the forms' words for other subjects. `spoken_of` are the figures
    of findings: their statements are left out.
    """
    left_open = {e.figure.index for e in ledger if e.state is State.NOT_CHECKED}
    statements = [
        s
        for s in _statements(document, [e.figure for e in ledger])
        if not spoken_of & {f.index for f in s.figures}
        and (not s.figures or left_open & {f.index for f in s.figures})
        and not _PATH.search(s.text)
    ][:_MOST_SENTENCES]
    made = (_pair(left, right) for left, right in _alike(statements))
    return [pair for pair in made if pair.left_text != pair.right_text][:_MOST_PAIRS]


def _statements(document: Document, figures: Sequence[Quantity]) -> Iterator[Statement]:
    by_paragraph: dict[int, list[Quantity]] = defaultdict(list)
    for figure in figures:
        by_paragraph[figure.paragraph.index].append(figure)
    for paragraph in document.paragraphs:
        if paragraph.is_heading:
            continue
        own = by_paragraph.get(paragraph.index, [])
        for match in _SENTENCE.finditer(paragraph.view.folded):
            inside = tuple(f for f in own if match.start() <= f.start and f.end <= match.end())
            lead = _LEAD.match(match.group())
            start = match.start() + (lead.end() if lead else 0)
            inside = tuple(f for f in inside if f.start >= start)
            statement = Statement(paragraph, start, match.end(), inside)
            if len(statement.words) >= _SHORTEST:
                yield statement


def _alike(statements: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """Yield the pairs of different paragraphs with nearly the same words, the most alike first."""
    from rapidfuzz import fuzz

    words = [s.words for s in statements]
    scored = []
    for (i, left), (j, right) in combinations(enumerate(statements), 2):
        if left.paragraph is right.paragraph:
            continue
        score = fuzz.ratio(words[i], words[j], score_cutoff=_ALIKE)
        if score:
            scored.append((-score, i, j))
    for _, i, j in sorted(scored):
        yield statements[i], statements[j]


def _pair(left: Statement, right: Statement) -> Pair:
    names: dict[Printed, str] = {}

    def name(figure: Quantity) -> str:
        return names.setdefault(figure.printed, f"V{len(names) + 1}")

    texts = [mask(s.paragraph.view.folded, s.figures, name, s.start, s.end) for s in (left, right)]
    return Pair(left, right, *texts)


def incompatible(pair: Pair, answer: CompareAnswer, request: str) -> tuple[Incompatible | None, str]:
    """Return the contradiction an answer points out, and why there is none ('' where the model itself said so).

    The words it names have to stand once in their statement and not in the other, numbers in the same place of both: else nothing has
    been pointed at. What differs in scope, 口径 or wording can be true together, whatever the model concludes.
    """
    if answer.both_true:
        return None, ""
    if answer.differs not in _CONTRADICT:
        return None, "不同之处不成矛盾"
    left, right = _place(pair.left, pair.left_text, answer.left), _place(pair.right, pair.right_text, answer.right)
    if left is None or right is None:
        return None, "引文不在原文"
    if (
        problem := _trouble_of_numbers(pair, left, right)
        if left.printed or right.printed
        else _trouble_of_words(pair, answer)
    ):
        return None, problem
    return Incompatible(left, right, answer.differs, request), ""


def _trouble_of_numbers(pair: Pair, left: Witness, right: Witness) -> str:
    """Return why two places are not two values of one number, or ''."""
    if left.figure is None or right.figure is None:
        return "两处不成对"
    a, b = left.figure.printed, right.figure.printed
    if a.unit.dimension is not b.unit.dimension or _turn(pair.left, left.figure) != _turn(pair.right, right.figure):
        return "两处不成对"
    if (now := _times(pair.left)) and (then := _times(pair.right)) and now != then:
        return "两句年度不同"
    return "两处是同一个数" if a.interval.meets(b.interval) else ""


def _turn(statement: Statement, figure: Quantity) -> tuple[int, int]:
    """Return the place of a number among those of its dimension, and how many there are."""
    alike = [f.index for f in statement.figures if f.dimension is figure.dimension]
    return alike.index(figure.index), len(alike)


def _times(statement: Statement) -> set[str]:
    return set(_TIME.findall(statement.words))


def _trouble_of_words(pair: Pair, answer: CompareAnswer) -> str:
    """Return why two places do not name two things, or ''."""
    if not (_LETTER.search(answer.left) and _LETTER.search(answer.right)):
        return "引文不成词"
    return "两处是同样的话" if answer.left in pair.right_text or answer.right in pair.left_text else ""


def _place(statement: Statement, masked: str, quote: str) -> Witness | None:
    """Return the place of quoted words: the number where they hold a single mark, else the words; None where they stand nowhere, or twice."""
    if masked.count(quote) != 1 or not quote.strip():
        return None
    at = masked.index(quote)
    inside = [i for i, m in enumerate(_MARK.finditer(masked)) if at <= m.start() and m.end() <= at + len(quote)]
    section = statement.paragraph.section.name
    view = statement.paragraph.view
    if len(inside) == 1:
        figure = statement.figures[inside[0]]
        return Witness(Place(view.span(figure.start, figure.end), section), "statement", figure.printed, figure)
    if inside or "⟦" in quote or "⟧" in quote:
        return None
    folded = harmless(view.folded[statement.start : statement.end])
    if len(folded) != statement.end - statement.start or folded.count(quote) != 1:
        return None
    start = statement.start + folded.index(quote)
    return Witness(Place(view.span(start, start + len(quote)), section), "statement", None, None, quote)
