"""The state of every figure: consistent, contradicted, or not checked and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from gouji.model.alignment import Why
from gouji.model.claim import COUNT, LEVEL, OTHER, POINTS, Claim
from gouji.model.finding import Finding
from gouji.model.outcome import Checked, Consistent, Contradicted, NotChecked, Severity, Witness
from gouji.model.run import Entry, State

_BY_ORDER = ("table", "arithmetic", "restatement")
# The most telling reason wins.
_WHY_ORDER = (
    Why.APPROXIMATE, Why.OTHER_YEAR, Why.ZERO_BASE, Why.UNCLEAR_TABLE, Why.TIE, Why.BASIS, Why.NO_ROW, Why.OPEN_LIST, Why.NO_OPERAND,
    Why.NO_TABLE, Why.NO_SUBJECT, Why.CRASHED,
)  # fmt: skip


def ledger_of(claims: Sequence[Claim], checked: Sequence[Checked], findings: Sequence[Finding]) -> tuple[Entry, ...]:
    """Return one entry a figure, in document order."""
    loud = {w.figure.index for f in findings if f.severity is not Severity.INFO for w in (f.claim, *f.also) if w.figure}
    good: dict[int, list[tuple[str, tuple[Witness, ...]]]] = defaultdict(list)
    against: dict[int, tuple[Witness, ...]] = {}
    declined: dict[int, list[Why]] = defaultdict(list)
    operands: set[int] = set()
    for outcome in (c.outcome for c in checked):
        figures = [outcome.at.figure] if outcome.at.figure else []
        if isinstance(outcome, Consistent) or (isinstance(outcome, Contradicted) and outcome.tail):
            for figure in figures:
                good[figure.index].append((outcome.by, outcome.operands))
            for witness in outcome.operands:
                if witness.figure:
                    good[witness.figure.index].append((outcome.by, (outcome.at,)))
        elif isinstance(outcome, Contradicted):
            for figure in figures:
                against.setdefault(figure.index, outcome.operands)
            operands.update(w.figure.index for w in outcome.operands if w.figure)
        elif isinstance(outcome, NotChecked):
            for figure in figures:
                declined[figure.index].append(outcome.why)
    return tuple(_entry(claim, loud, good, against, declined, operands) for claim in claims)


def _entry(
    claim: Claim,
    loud: set[int],
    good: dict[int, list[tuple[str, tuple[Witness, ...]]]],
    against: dict[int, tuple[Witness, ...]],
    declined: dict[int, list[Why]],
    operands: set[int],
) -> Entry:
    index = claim.quantity.index
    if index in loud:
        by = (
            good[index][0][0]
            if index in good
            else "table"
            if any(w.place.table is not None for w in against.get(index, ()))
            else "arithmetic"
        )
        return Entry(claim.quantity, claim, State.CONTRADICTED, None, by, against.get(index, ()))
    if index in good:
        by, places = min(good[index], key=lambda g: _BY_ORDER.index(g[0]))
        return Entry(claim.quantity, claim, State.CONSISTENT, None, by, places)
    return Entry(
        claim.quantity, claim, State.NOT_CHECKED, _why(claim, declined.get(index, []), index in operands), None, ()
    )


def _why(claim: Claim, reasons: list[Why], operand: bool) -> Why:
    if operand:
        return Why.OPERAND_ONLY
    if not claim.exact:
        return Why.APPROXIMATE
    best = min(reasons, key=lambda w: _WHY_ORDER.index(w) if w in _WHY_ORDER else len(_WHY_ORDER), default=None)
    free = claim.measure in (OTHER, COUNT, POINTS)
    unnamed = claim.measure is LEVEL and best in (None, Why.NO_TABLE) and not (claim.subject and claim.subject.named)
    if free or unnamed:
        about = claim.measure is OTHER and claim.subject is not None and claim.subject.named
        return best if best in (Why.OPEN_LIST, Why.BASIS) else Why.UNREAD if about else Why.FREE_TEXT
    return best or Why.NO_OPERAND
