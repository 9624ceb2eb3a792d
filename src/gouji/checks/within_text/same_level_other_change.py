"""本年数相同而增减额差一处笔误

核对什么：两处本年数相同、都与上年比较的增减额（如财政拨款收、支总计与一般公共预算财政拨款收入各写一遍），是否也相同；至少一处没有写增减率。
为什么：同一笔钱在几节里各写一遍增减额，没有增减率的那一处别处算不出来，抄错了只有对照才看得见。
容差：两个增减额的舍入区间相交即一致；不一致的，只有相差恰为一处笔误（错一位（以 0 结尾的整数不算）、颠倒、漏写或多写一位、写错单位）才报。
不核对：约数；同一句话照抄；增减方向不同；比较的口径不同（比上年预算与比上年决算）；相差不止一处笔误的，或以 0 结尾而只差一位的，可能上年口径本来不同；位数太少的数。
依据：财政拨款收入全部来自一般公共预算、当年没有结转的，总计与其中一般公共预算的上年数通常也相同；同一报告前后应一致（财预〔2016〕143号，真实性）。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.checks.arithmetic import abs_interval, amount, compared_with, gap_text
from gouji.checks.base import check
from gouji.checks.evidence import Evidence, Operand
from gouji.checks.sentences import verbatim
from gouji.checks.within_text.growth_rate_mismatch import change_beside, level_pool
from gouji.model.claim import Claim, Comparator, Measure
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity
from gouji.values.slips import digits_of, telling

# Two numbers of four digits that have nothing to do with each other are a slip apart once in about 80 times, of five in 700;
# that both also stand beside one level to the cent makes them the same quantity.
_LEAST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class _Statement:
    """One place that gives this year's level and the change; `rated` says that a rate stands beside them."""

    level: Operand
    change: Claim
    rated: bool


@check(
    code="WX25", name="same-level-other-change", kind=Kind.NARRATIVE_CONFLICT, severity=Severity.WARNING, since="0.1"
)
def same_level_other_change(evidence: Evidence) -> Iterator[Outcome]:
    rated = {id(c) for g in evidence.claims if g.measure is Measure.GROWTH and (c := change_beside(evidence, g))}
    alike: dict[tuple[object, ...], list[_Statement]] = defaultdict(list)
    for claim in evidence.claims:
        level = _level_of(evidence, claim) if _compares(claim) else None
        if level is not None:
            alike[(level.interval, claim.sign, compared_with(evidence, claim))].append(
                _Statement(level, claim, id(claim) in rated)
            )
    for statements in alike.values():
        accused: set[int] = set()
        for statement in reversed(statements):  # of two that differ the later one alone is accused
            others = [s for s in statements if s.change.scope != statement.change.scope]
            if others and not statement.rated:
                yield from _compared(evidence, statement, others, accused)


def _compares(claim: Claim) -> bool:
    return (
        claim.measure is Measure.CHANGE
        and claim.comparator is Comparator.LAST_YEAR
        and claim.exact
        and claim.sign != 0
        and not claim.parallel
    )


def _level_of(evidence: Evidence, claim: Claim) -> Operand | None:
    """Return this year's level beside a change, or None where it is not stated to enough digits to be known again."""
    printed = claim.quantity.printed
    if len(digits_of(printed.value, printed.exponent)) < _LEAST_DIGITS:
        return None
    level = next(iter(level_pool(evidence, claim)), None)
    told = level.printed if level is not None else None
    return level if told is not None and len(digits_of(told.value, told.exponent)) >= _LEAST_DIGITS else None


def _compared(evidence: Evidence, here: _Statement, others: list[_Statement], accused: set[int]) -> Iterator[Outcome]:
    own = abs_interval(here.change.interval)
    agreeing = [s for s in others if own.meets(abs_interval(s.change.interval))]
    if agreeing:
        fresh = next((s for s in agreeing if not verbatim(here.change, s.change)), None)
        if fresh is not None:
            at, operand = evidence.witness(here.change), evidence.witness(fresh.change, "restatement")
            yield Consistent(at, (operand,), "restatement")
        return
    mistaken = next(
        (s for s in others if s.change.quantity.index not in accused and _slip_apart(here.change, s.change)), None
    )
    if mistaken is not None:
        accused.add(here.change.quantity.index)
        yield _contradicted(evidence, here, mistaken)


def _slip_apart(left: Claim, right: Claim) -> bool:
    """Whether one mistake, of a digit or of the unit, makes one change of the other."""
    one, two = left.quantity.printed, right.quantity.printed
    if one.unit is not two.unit:
        return one.value == two.value
    exponent = min(one.exponent, two.exponent)
    return bool(telling(digits_of(one.value, exponent), digits_of(two.value, exponent)))


def _contradicted(evidence: Evidence, here: _Statement, there: _Statement) -> Outcome:
    own, other = here.change.quantity.printed, there.change.quantity.printed
    return Contradicted(
        evidence.witness(here.change),
        (evidence.witness(there.change, "restatement"), here.level.witness),
        f"本年数同为{amount(here.level)}，此处与上年相比写{own}，另一处写{other}，"
        f"相差{gap_text(here.change, there.change.interval.middle)}，疑有一处笔误。",
        "restatement",
        implied=abs_interval(there.change.interval),
        formula=f"{own} ≠ {other}",
        confidence=0.8,
    )
