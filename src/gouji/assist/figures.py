"""Labels for the numbers of a paragraph: which paragraphs are asked about, and what an answer proposes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from gouji.assist.answers import FigureLabel, FigureRelation, LabelAnswer
from gouji.assist.guards import leaves_out_the_compared, says, together
from gouji.assist.masking import Masked, masked
from gouji.model.alignment import Why
from gouji.model.claim import Basis, Comparator, Measure, Period
from gouji.model.proposal import Label, Proposals, RelationKind, StatedRelation
from gouji.model.quantity import Modifier, Quantity
from gouji.model.run import Entry, State
from gouji.values.units import Dimension

# Where the rules had no reading: elsewhere they know why a number cannot be held against another (约数, 口径, 上年).
OPEN = frozenset(
    (Why.NO_ROW, Why.NO_TABLE, Why.NO_SUBJECT, Why.NO_OPERAND, Why.UNREAD, Why.FREE_TEXT, Why.OPEN_LIST, Why.TIE)
)
_DIRECTIONS = {"增加": 1, "减少": -1, "": 0}
# A direction is told by a word of it: one that stands in no word of the sentence up to the number was guessed.
_TURNS = {"增加": re.compile("[增多涨添升超高]"), "减少": re.compile("[减少降省缩下节低]")}
_SENTENCE_END = re.compile("[。;；]")
_AMOUNTS, _RATIOS = (Dimension.MONEY, Dimension.COUNT), (Dimension.RATIO,)
_RESULTS = {
    RelationKind.GROWTH: _RATIOS,
    RelationKind.SHARE: _RATIOS,
    RelationKind.EXECUTION: _RATIOS,
    RelationKind.CHANGE: _AMOUNTS,
}
_ONE_THING = {"增减额", "增减率", "占比", "执行率"}  # named alike as a relation and as a label
_OPERANDS = {
    RelationKind.CHANGE: 2,
    RelationKind.GROWTH: 2,
    RelationKind.SHARE: 2,
    RelationKind.EXECUTION: 2,
    RelationKind.SAME: 1,
}
# What a number of one dimension can say.
_MEASURES = {
    Dimension.MONEY: {Measure.LEVEL, Measure.CHANGE, Measure.OTHER},
    Dimension.COUNT: {Measure.COUNT, Measure.CHANGE, Measure.OTHER},
    Dimension.RATIO: {Measure.GROWTH, Measure.EXECUTION, Measure.SHARE, Measure.POINTS, Measure.OTHER},
    Dimension.POINTS: {Measure.POINTS, Measure.OTHER},
}


def paragraphs_asked(ledger: Sequence[Entry], *, every: bool = False) -> list[Masked]:
    """Return the paragraphs with an amount or ratio that the rules had no reading for, or every one with a number."""
    figures: dict[int, list[Entry]] = defaultdict(list)
    for entry in ledger:
        figures[entry.figure.paragraph.index].append(entry)
    return [
        masked(entries[0].figure.paragraph, [e.figure for e in entries])
        for entries in figures.values()
        if any(e.figure.counts_as_figure and (every or is_open(e)) for e in entries)
    ]


def is_open(entry: Entry) -> bool:
    """Whether the rules had no reading for a figure."""
    return entry.state is State.NOT_CHECKED and entry.why in OPEN


def propose(
    paragraph: Masked, answer: LabelAnswer, request: str, open_figures: Iterable[int], into: Proposals
) -> tuple[list[str], Counter[str]]:
    """Add what an answer proposes; return it line by line for people, and what was dropped by reason."""
    told: list[str] = []
    dropped: Counter[str] = Counter()
    allowed = frozenset(open_figures)
    labelled: dict[str, str] = {}
    for given in answer.figures:
        problem = _trouble_of_label(paragraph, given) or ("同一标记标了两次" if given.id in labelled else "")
        if problem:
            dropped[problem] += 1
        elif paragraph.figures[given.id].index in allowed:
            label = _label(paragraph.figures[given.id], given, request)
            into.labels[label.figure] = label
        labelled.setdefault(given.id, given.measure)
        told.append(
            f"{given.id}：{given.measure} {given.subject}{given.basis}" + (f"（未采用：{problem}）" if problem else "")
        )
    for stated in _each_once(answer.relations):
        problem = _trouble_of_relation(paragraph, stated) or _at_odds(stated, answer.relations, labelled)
        if problem:
            dropped[problem] += 1
        else:
            numbers = [paragraph.figures[m].index for m in (stated.result, *stated.operands)]
            if allowed & set(numbers):
                into.relations.append(
                    StatedRelation(RelationKind(stated.kind), numbers[0], tuple(numbers[1:]), request)
                )
        told.append(
            f"{stated.result} {stated.kind} {'、'.join(stated.operands)}"
            + (f"（未采用：{problem}）" if problem else "")
        )
    return told, dropped


def _trouble_of_label(paragraph: Masked, given: FigureLabel) -> str:
    """Return why a label says nothing, or ''."""
    figure = paragraph.figures.get(given.id)
    if figure is None:
        return "没有这个标记"
    if Measure(given.measure) not in _MEASURES[figure.dimension] and not _is_count(figure, given):
        return "与单位不符"
    if given.subject and given.subject not in paragraph.text and given.subject not in paragraph.headings:
        return "引文不在原文"
    if given.direction and not _TURNS[given.direction].search(_sentence_to(paragraph, given.id)):
        return "原文没有写明这一方向"
    return ""


def _sentence_to(paragraph: Masked, mark: str) -> str:
    """Return the sentence of a number up to it."""
    before = re.split(f"⟦{mark}[ ⟧]", paragraph.text)[0]
    return _SENTENCE_END.split(before)[-1]


def _is_count(figure: Quantity, given: FigureLabel) -> bool:
    return figure.dimension is Dimension.COUNT and given.measure == "数额"


def _trouble_of_relation(paragraph: Masked, stated: FigureRelation) -> str:
    """Return why a relation says nothing, or ''."""
    kind, marks = RelationKind(stated.kind), (stated.result, *stated.operands)
    if any(mark not in paragraph.figures for mark in marks):
        return "没有这个标记"
    if len(set(marks)) != len(marks) or len(stated.operands) != _OPERANDS.get(kind, len(stated.operands)):
        return "算式不成形"
    if not paragraph.states(stated.quote, stated.result):
        return "引文不在原文"
    if not says(kind, stated.quote):
        return "引文没有写明这一关系"
    if not together(kind, paragraph.text, marks):
        return "各数不在相连的句中"
    if kind in (RelationKind.CHANGE, RelationKind.GROWTH) and leaves_out_the_compared(
        paragraph.text, stated.result, stated.operands
    ):
        return "没有用句中所比的数"
    figures = [paragraph.figures[mark] for mark in marks]
    if figures[0].dimension not in _RESULTS.get(kind, tuple(Dimension)):
        return "与单位不符"
    if (
        len({(f.dimension, _measure_word(f)) for f in figures[kind in _RESULTS and kind is not RelationKind.CHANGE :]})
        > 1
    ):
        return "与单位不符"
    return "约数" if any(f.modifier is not Modifier.NONE for f in figures) else ""


def _each_once(relations: Sequence[FigureRelation]) -> Iterable[FigureRelation]:
    return {(r.kind, r.result, *r.operands): r for r in relations}.values()


def _at_odds(stated: FigureRelation, relations: Sequence[FigureRelation], labelled: Mapping[str, str]) -> str:
    """Return in what an answer contradicts itself, or ''. A change or rate says one thing and is worked out from one pair of numbers."""
    if stated.kind not in _ONE_THING:
        return ""
    if labelled.get(stated.result, stated.kind) != stated.kind:
        return "与标注不符"
    others = [r for r in relations if r.result == stated.result and r.kind in _ONE_THING]
    return "一个数有几种算法" if any((r.kind, r.operands) != (stated.kind, stated.operands) for r in others) else ""


def _measure_word(figure: Quantity) -> str:
    """Return what tells counts apart: 辆 and 人 do not add up."""
    return figure.printed.unit.symbol if figure.dimension is Dimension.COUNT else ""


def _label(figure: Quantity, given: FigureLabel, request: str) -> Label:
    measure = Measure.COUNT if _is_count(figure, given) else Measure(given.measure)
    return Label(
        figure.index,
        measure,
        given.subject,
        Basis(given.basis),
        Period(given.period),
        Comparator(given.versus),
        _DIRECTIONS[given.direction],
        request,
    )
