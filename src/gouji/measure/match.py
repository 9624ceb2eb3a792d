"""When a finding is about what a label, or a trap, points at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from gouji.measure.cases import Label, Trap
from gouji.measure.places import astray, locate, locate_place, overlap, width
from gouji.model.document import Source
from gouji.model.location import Span
from gouji.model.outcome import Severity

# Two statements disagree: which of them the label quotes is the reviewer's choice.
SYMMETRIC = frozenset({
    "narrative-conflict", "cross-table-mismatch", "sum-error", "table-sum-error", "entity-mismatch",
    "period-mismatch", "list-mismatch", "rounding", "value-mismatch",
})  # fmt: skip
# About words; the other kinds are about figures.
WORDS = frozenset({"entity-mismatch", "list-mismatch", "format-error", "period-mismatch"})
WORDS_OR_FIGURES = frozenset({"narrative-conflict", "cross-table-mismatch"})
# Twice the longest quote a finding should carry is a paragraph; a place that wide would hit whatever is in it.
WIDEST = 80
MOST_EVIDENCE = 30  # a finding that cites more (a whole table) is not looked for among it
FORGIVEN = 3  # places no label names, before a finding that says the same of many places counts as sprawling
LOUD = frozenset({"error", "warning"})
Item = TypeVar("Item", Label, Trap)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as scoring sees it.

    `said`: where its claim and `also` stand; `evidence`: where its evidence does; `astray`: quotes not there.
    """

    check: str
    kind: str | None
    severity: str
    confidence: float
    message: str
    quote: str
    line: int | None
    said: tuple[Span, ...]
    evidence: tuple[Span, ...]
    astray: tuple[str, ...]

    @property
    def loud(self) -> bool:
        return self.severity in LOUD


@dataclass(frozen=True, slots=True)
class Target(Generic[Item]):
    """A label or trap with its places: `main` that of its quote (none or one), `sides` the quote and its evidence."""

    item: Item
    main: tuple[Span, ...]
    sides: tuple[Span, ...]


def found_of(finding: Mapping[str, Any], source: Source) -> Found:
    """Return the finding of a run's JSON with its places looked up in the report."""
    claim = finding.get("claim") or {}
    said = [place for place in (claim, *(finding.get("also") or [])) if place]
    evidence = finding.get("evidence") or []
    return Found(
        check=finding.get("check") or "?",
        kind=finding.get("kind"),
        severity=finding.get("severity") or "",
        confidence=finding.get("confidence") or 0.0,
        message=finding.get("message") or "",
        quote=claim.get("quote") or "",
        line=(claim.get("location") or {}).get("line"),
        said=_placed(locate_place(place, source) for place in said),
        evidence=_placed(locate_place(place, source) for place in evidence),
        astray=tuple(place.get("quote") or "" for place in (*said, *evidence) if astray(place, source)),
    )


def target_of(item: Item, source: Source) -> Target[Item]:
    """Return the label or trap with its places looked up in the report."""
    main = _placed([locate(item.passage.quote, item.passage.line, source)])
    return Target(item, main, main + _placed(locate(p.quote, p.line, source) for p in item.evidence))


def _placed(spans: Iterable[Span | None]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span is not None)


def meets(place: Span, named: Span) -> bool:
    """Whether a finding's place points at the named one, and not merely at the paragraph around it."""
    return width(place) <= max(WIDEST, 2 * width(named)) and overlap(place, named)


def hits(finding: Found, target: Target[Item]) -> bool:
    """Whether the finding is about the target: by its claim, or by its evidence where both kinds are symmetric."""
    if _any_meet(finding.said, target.main):
        return True
    if target.item.kind.value not in SYMMETRIC or finding.kind not in SYMMETRIC | {None}:
        return False
    if len(finding.evidence) > MOST_EVIDENCE:
        return False
    return _any_meet(finding.evidence, target.main) or _meets_two_sides(finding, target.sides)


def _meets_two_sides(finding: Found, sides: Sequence[Span]) -> bool:
    """Whether claim and evidence meet two different places that the target names."""
    claimed = [side for side in sides if _any_meet(finding.said, [side])]
    cited = [side for side in sides if _any_meet(finding.evidence, [side])]
    return any(not overlap(one, other) for one in claimed for other in cited)


def _any_meet(places: Iterable[Span], named: Sequence[Span]) -> bool:
    return any(meets(place, name) for place in places for name in named)


def akin(finding: Found, label: Label) -> bool:
    """Whether the label can stand for the finding: a tail or typo only for one of its own sort, words or figures."""
    kinds = {finding.kind, label.kind.value}
    if label.severity is not Severity.INFO or finding.kind is None or kinds & WORDS_OR_FIGURES:
        return True
    return (finding.kind in WORDS) == (label.kind.value in WORDS)


def sprawls(finding: Found, named: Sequence[Span]) -> bool:
    """Whether most places of the finding are named by no label, and so it says little about any."""
    good = sum(_any_meet([place], named) for place in finding.said)
    return len(finding.said) - good > good + FORGIVEN
