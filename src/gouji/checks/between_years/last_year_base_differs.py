"""增减与上年报告不符

核对什么：“与上年相比增加 x 万元，增长 y%”与本年数、上年报告自己报表里的同一项是否相容。
为什么：增减额、增减率在一份报告里可以自圆其说，上年数却只能从上年的报告看出对不对。
容差：本年数、上年数、增减额各取舍入区间，相交即相容；再差不到一个末位单位记为尾差。
不核对：没有用 --prior 给出上年同类报告；单位或部门、单位口径不同；约数；并列多项；比上年的预算而报告是决算（或相反）；上年报告的报表没有这一格；报告说到机构改革、划转、可比口径等的，只作提示。
依据：上年数应与上年批复并公开的决算（预算）一致；《地方预决算公开操作规程》（财预〔2016〕143号）。
"""

from __future__ import annotations

from collections.abc import Iterator

from gouji.checks.arithmetic import own_basis
from gouji.checks.base import check
from gouji.checks.evidence import Evidence, Operand
from gouji.checks.within_text.growth_rate_mismatch import change_beside, level_pool
from gouji.checks.yearly import RISE, caveat, held, names_of
from gouji.model.claim import CHANGE, GROWTH, LEVEL, Basis, Claim, Comparator, Period
from gouji.model.outcome import Kind, Outcome, Severity
from gouji.model.yearly import Option, Saying

_MOST_OPERANDS = 4


@check(code="BY01", name="last-year-base-differs", kind=Kind.DELTA_ERROR, severity=Severity.WARNING, since="0.1")
def last_year_base_differs(evidence: Evidence) -> Iterator[Outcome]:
    if evidence.earlier:
        yield from held(evidence, sayings(evidence))


def sayings(evidence: Evidence) -> Iterator[Saying]:
    """Yield the changes against last year, each with the rate beside it, and the rates that stand alone."""
    rates: dict[int, Claim] = {}
    alone = []
    for claim in evidence.of(GROWTH):
        if _compares(evidence, claim):
            change = change_beside(evidence, claim)
            if change is None:
                alone.append(claim)
            else:
                rates[change.quantity.index] = claim
    for claim in evidence.of(CHANGE):
        if _compares(evidence, claim) and (saying := _saying(evidence, claim, rates.get(claim.quantity.index))):
            yield saying
    for claim in alone:
        if saying := _saying(evidence, claim):
            yield saying


def _compares(evidence: Evidence, claim: Claim) -> bool:
    """Whether a figure tells how this year's amount stands to last year's of the same 口径."""
    if (
        claim.comparator is not Comparator.LAST_YEAR
        or claim.period is not Period.THIS
        or claim.parallel
        or claim.nested
    ):
        return False
    return claim.exact and claim.versus in (Basis.NONE, own_basis(evidence))


def _saying(evidence: Evidence, claim: Claim, rate: Claim | None = None) -> Saying | None:
    document = evidence.document
    names = names_of(evidence, claim) if not _of_another(evidence, claim) else []
    this = _levels(evidence, claim) if names else []
    if not this or document.year is None or claim.subject is None:
        return None
    printed = claim.quantity.printed
    return Saying(
        claim.measure,
        evidence.witness(claim),
        claim.interval,
        bool(claim.sign),
        document.year - 1,
        document.kind,
        tuple(Option(name, o.interval, (o.witness,)) for name in names for o in this),
        f"“{claim.subject.words}”印为比上年{RISE[claim.measure][claim.sign < 0]}{printed}，本年为{this[0].printed}",
        caveat(evidence, claim),
        _saying(evidence, rate) if rate is not None else None,
    )


def _of_another(evidence: Evidence, claim: Claim) -> bool:
    """Whether the amount stated just before a change without a subject of its own is of something else than it was taken to be."""
    before = evidence.previous(claim) if claim.inherited else None
    while before is not None and before.measure is not LEVEL:
        before = evidence.previous(before)
    return before is not None and (before.subject is None or before.subject.key != claim.subject.key)  # type: ignore[union-attr]


def _levels(evidence: Evidence, claim: Claim) -> list[Operand]:
    """Return this year's amount as stated and as printed in the tables, each value once."""
    distinct: dict[object, Operand] = {}
    for operand in level_pool(evidence, claim):
        distinct.setdefault((operand.interval.low, operand.interval.high), operand)
    return list(distinct.values())[:_MOST_OPERANDS]
