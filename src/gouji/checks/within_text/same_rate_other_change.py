"""数额与增幅相同而增减额不同

核对什么：两处的本年数、增减率都相同，所写的增减额是否也相同（如收、支总计与收入合计各写一遍增减）。
为什么：本年数和增减率定了，上年数就定了，增减额只能有一个。
容差：两个增减额的舍入区间相交即一致；否则相差超过本年数与增减率舍入所能解释的幅度才报。
不核对：约数；同一句话照抄；增减率与增减额在某一处已能互相算出（由增减率一项核对）；比较对象或其口径不同（比上年预算与比上年决算）。
依据：增减额 = 本年数 − 本年数 ÷（1 + 增减率）。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gouji.checks.arithmetic import abs_interval, amount, compared_with, gap_text
from gouji.checks.base import check
from gouji.checks.evidence import Evidence, Operand
from gouji.checks.sentences import verbatim
from gouji.checks.within_text.growth_rate_mismatch import change_beside, level_pool
from gouji.model.claim import Claim, Measure
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity
from gouji.values.interval import Interval

_ONE = Interval.exact(Decimal(1))


@dataclass(frozen=True, slots=True)
class _Statement:
    """One place that gives this year's level, the change and the rate of one thing."""

    level: Operand
    change: Claim
    rate: Claim

    @property
    def computed(self) -> Interval:
        """The changes that this level and rate allow. Raises ZeroDivisionError for a fall of 100%."""
        return abs_interval(self.level.interval - self.level.interval / (_ONE + self.rate.interval))


@check(code="WX18", name="same-rate-other-change", kind=Kind.NARRATIVE_CONFLICT, severity=Severity.ERROR, since="0.1")
def same_rate_other_change(evidence: Evidence) -> Iterator[Outcome]:
    alike: dict[tuple[object, ...], list[_Statement]] = defaultdict(list)
    for rate in evidence.of(Measure.GROWTH):
        if rate.parallel or not rate.exact or not rate.sign:
            continue
        change = change_beside(evidence, rate)
        levels = level_pool(evidence, change) if change and change.sign == rate.sign else []
        if change and levels:
            key = (levels[0].interval, rate.interval, compared_with(evidence, change))
            alike[key].append(_Statement(levels[0], change, rate))
    for statements in alike.values():
        if len({s.rate.scope for s in statements}) > 1:
            yield from _compared(evidence, statements)


def _compared(evidence: Evidence, statements: list[_Statement]) -> Iterator[Outcome]:
    first = _usual(statements)
    for other in statements:
        if other is first or verbatim(other.change, first.change):
            continue
        here, there = abs_interval(other.change.interval), abs_interval(first.change.interval)
        if here.meets(there):
            yield Consistent(
                evidence.witness(other.change), (evidence.witness(first.change, "restatement"),), "restatement"
            )
        elif not any(_closes(s) for s in (first, other)) and here.gap(there) > _width(first):
            yield _contradicted(evidence, other, first)


def _usual(statements: list[_Statement]) -> _Statement:
    """Return the first statement of the change that most of them give."""
    values = [s.change.value for s in statements]
    return max(statements, key=lambda s: values.count(s.change.value))


def _closes(statement: _Statement) -> bool:
    try:
        return statement.computed.meets(abs_interval(statement.change.interval))
    except ZeroDivisionError:
        return True


def _width(statement: _Statement) -> Decimal:
    """How far apart two changes can be with level and rate as printed."""
    computed = statement.computed
    return computed.high - computed.low


def _contradicted(evidence: Evidence, here: _Statement, there: _Statement) -> Outcome:
    level, rate = amount(here.level), here.rate.quantity.printed
    own, other = here.change.quantity.printed, there.change.quantity.printed
    return Contradicted(
        evidence.witness(here.change),
        (
            evidence.witness(there.change, "restatement"),
            here.level.witness,
            evidence.witness(here.rate, "rate", short=True),
        ),
        f"本年数同为{level}、增减率同为{rate}，此处增减额写{own}，另一处写{other}，"
        f"相差{gap_text(here.change, there.change.interval.middle)}，两处不能同时成立。",
        "restatement",
        implied=abs_interval(there.change.interval),
        formula=f"{own} ≠ {other}",
        confidence=0.9,
    )
