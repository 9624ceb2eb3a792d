"""The smallest repair: one figure that, printed as a failing sum needs it, makes another failing statement true as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gouji.judge.roots import Root
from gouji.model.outcome import Checked, Consistent, Contradicted, Relation, Witness
from gouji.values.interval import Interval, total
from gouji.values.printed import rounded


def merge_repairs(roots: list[Root], checked: Sequence[Checked]) -> list[Root]:
    """Return the roots with those merged that one changed figure repairs without touching a statement that holds."""
    holding = {
        w.figure.index
        for c in checked
        if isinstance(c.outcome, Consistent)
        for w in (c.outcome.at, *c.outcome.operands)
        if w.figure
    }
    by_figure: dict[int, list[Root]] = defaultdict(list)
    for root in roots:
        for index in dict.fromkeys(w.figure.index for w in root.speaker.operands if w.figure):
            by_figure[index].append(root)
    gone: set[int] = set()
    for root in roots:
        repair = _repair(root, by_figure, gone, holding) if id(root) not in gone else None
        if repair is not None:
            figure, needed, others = repair
            gone.update(map(id, others))
            root.merged += [o.speaker for o in others]
            root.speaker = _blamed(root.speaker, figure, needed, len(others))
    return [r for r in roots if id(r) not in gone]


def implied_by(relation: Relation, operands: Sequence[Interval]) -> Interval:
    """Return what a relation gives for these operands. Raises ZeroDivisionError."""

    def summed(terms: tuple[tuple[int, int], ...]) -> Interval:
        return total([operands[i] if sign > 0 else -operands[i] for sign, i in terms])

    return (
        summed(relation.numerator) / summed(relation.denominator)
        if relation.denominator
        else summed(relation.numerator)
    )


def _repair(
    root: Root, by_figure: Mapping[int, list[Root]], gone: set[int], holding: set[int]
) -> tuple[Witness, Interval, list[Root]] | None:
    """Return the part of a failing sum whose needed value makes other roots true, that value, and those roots."""
    outcome = root.speaker
    if (
        outcome.relation is None
        or outcome.relation.denominator
        or outcome.tail
        or outcome.at.printed is None
        or outcome.implied is None
    ):
        return None
    for part in outcome.operands:
        if part.figure is None or part.printed is None or part.figure.index in holding:
            continue
        needed = part.printed.interval + outcome.at.printed.interval - outcome.implied
        others = (r for r in by_figure[part.figure.index] if r is not root and id(r) not in gone)
        repaired = [o for o in others if _holds_with(o.speaker, part, needed)]
        if repaired:
            return part, needed, repaired
    return None


def _holds_with(outcome: Contradicted, figure: Witness, needed: Interval) -> bool:
    """Whether a contradiction goes away once this figure has the needed value."""
    if outcome.relation is None or outcome.at.printed is None or figure.figure is None:
        return False
    at = [i for i, w in enumerate(outcome.operands) if w.figure is not None and w.figure.index == figure.figure.index]
    intervals = [w.printed.interval if w.printed else None for w in outcome.operands]
    if not at or any(i is None for i in intervals):
        return False
    known = [needed if i in at else interval for i, interval in enumerate(intervals) if interval is not None]
    try:
        return outcome.at.printed.interval.meets(implied_by(outcome.relation, known))
    except ZeroDivisionError:
        return False


def _blamed(outcome: Contradicted, figure: Witness, needed: Interval, others: int) -> Contradicted:
    """Return the contradiction with the figure that repairs everything as its place."""
    assert figure.printed is not None
    rest = tuple(w for w in (outcome.at, *outcome.operands) if w is not figure)
    unit = figure.printed.unit
    value = f"{rounded(needed.middle / unit.scale, figure.printed.exponent):f}{unit.symbol}"
    message = f"{outcome.message}把{figure.printed}改为{value}，这里与另外{others}处都能成立。"
    return replace(
        outcome,
        at=replace(figure, role="claim"),
        operands=rest,
        implied=needed,
        message=message,
        likelier="claim",
        severity=None,
        relation=None,
    )
