"""句中所说的算式不成立

核对什么：模型辅助指出的、一段话里几个数之间写明的关系（合计、增减额、增减率、占比、执行率、同一数），由程序按印出的数计算，看是否成立。
为什么：自由叙述的句式千变万化，规则认不全；认出哪几个数有关系之后，算式本身与套语里的一样。
容差：各数带末位半个单位的舍入区间，算得的区间与印出的相交即相容；再差不到一个末位单位记为尾差。
不核对：不开模型辅助（--llm）时不运行；约数；单位不同的数；引文里没有写明这一关系的；基数为零；各数年度、口径不同的合计、占比和执行率；各数之间还有没列入的数的合计；各数不在同一句或相连各句的；规则已核对过的数。
依据：合计 = 各部分之和；增减额 = 本期 − 上期；增减率 = 增减额 ÷ 上期；占比 = 部分 ÷ 整体；执行率 = 决算 ÷ 预算。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gouji.checks.arithmetic import abs_interval, gap_text, is_tail, number, show, slip_between
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.alignment import Why
from gouji.model.claim import LEVEL, Basis, Claim
from gouji.model.outcome import Consistent, Contradicted, Kind, NotChecked, Outcome, Severity
from gouji.model.proposal import RelationKind
from gouji.values.interval import Interval, total

_KINDS = {
    RelationKind.SUM: Kind.SUM_ERROR,
    RelationKind.CHANGE: Kind.DELTA_ERROR,
    RelationKind.SAME: Kind.NARRATIVE_CONFLICT,
}
_SIGNED = (RelationKind.CHANGE, RelationKind.GROWTH)
_BUDGETS = (Basis.INITIAL, Basis.ADJUSTED, Basis.BUDGET)
_NEAR = 40  # characters before a number
_OF_WHICH = re.compile(r"(?:其中|里头|里面|含)[^。;；]*$")  # a part of a part
_ONE = Interval.exact(Decimal(1))


@check(code="WX30", name="stated-relation-mismatch", kind=Kind.RATIO_ERROR, severity=Severity.WARNING, since="0.1")
def stated_relation_mismatch(evidence: Evidence) -> Iterator[Outcome]:
    claims = {claim.quantity.index: claim for claim in evidence.claims}
    for relation in evidence.proposals.relations:
        numbers = (relation.result, *relation.operands)
        between = [claims[i] for i in range(min(numbers) + 1, max(numbers)) if i in claims and i not in numbers]
        yield _result(evidence, relation.kind, claims[relation.result], [claims[i] for i in relation.operands], between)


def _result(
    evidence: Evidence, kind: RelationKind, claim: Claim, operands: list[Claim], between: list[Claim]
) -> Outcome:
    at = evidence.witness(claim)
    if not all(c.exact for c in (claim, *operands)):
        return NotChecked(at, Why.APPROXIMATE)
    try:
        implied = _implied(kind, [o.quantity.printed.interval for o in operands])
    except ZeroDivisionError:
        return NotChecked(at, Why.ZERO_BASE)
    if why := _why_unfit(kind, claim, operands, between):
        return NotChecked(at, why)
    used = tuple(evidence.witness(o, "operand", short=True) for o in operands)
    if not abs_interval(claim.quantity.printed.interval).meets(abs_interval(implied)):
        return _contradicted(evidence, kind, claim, operands, implied)
    if kind in _SIGNED and claim.sign and not implied.is_zero and (claim.sign > 0) is not (implied.low > 0):
        return _turned(evidence, claim, operands, implied)
    return Consistent(at, used, "restatement" if kind is RelationKind.SAME else "arithmetic")


def _why_unfit(kind: RelationKind, claim: Claim, operands: list[Claim], between: list[Claim]) -> Why | None:
    """Return why numbers cannot stand in such an arithmetic as they are read, or None."""
    if kind is RelationKind.SUM:
        whole = [claim, *operands]
        if len({c.period for c in whole}) > 1 or not _one_basis(whole):
            return Why.BASIS
        return Why.OPEN_LIST if any(_is_left_out(c, whole) for c in between) else None
    if kind in (RelationKind.SHARE, RelationKind.EXECUTION) and operands[0].period is not operands[1].period:
        return Why.OTHER_YEAR
    if kind is RelationKind.SHARE and not _one_basis(operands):
        return Why.BASIS
    if kind is RelationKind.EXECUTION and (operands[0].basis in _BUDGETS or operands[1].basis is Basis.FINAL):
        return Why.BASIS
    return None


def _one_basis(claims: list[Claim]) -> bool:
    return len({c.basis for c in claims} - {Basis.NONE}) < 2


def _is_left_out(claim: Claim, whole: list[Claim]) -> bool:
    """Whether an amount between the numbers of a sum is of their kind, and not said to be part of one of them."""
    one = whole[0]
    alike = claim.measure is LEVEL and claim.dimension is one.dimension and claim.period is one.period
    words = claim.quantity.paragraph.view.folded[: claim.quantity.start]
    return alike and _one_basis([*whole, claim]) and not _OF_WHICH.search(words[-_NEAR:])


def _implied(kind: RelationKind, values: list[Interval]) -> Interval:
    """Return what the operands give. Raises ZeroDivisionError."""
    if kind is RelationKind.SUM:
        return total(values)
    if kind is RelationKind.SAME:
        return values[0]
    one, other = values
    if kind is RelationKind.CHANGE:
        return one - other
    return one / other - _ONE if kind is RelationKind.GROWTH else one / other


def _contradicted(
    evidence: Evidence, kind: RelationKind, claim: Claim, operands: list[Claim], implied: Interval
) -> Outcome:
    printed, size = claim.quantity.printed, abs_interval(implied)
    given = show(size.middle, printed.unit, min(printed.exponent, -2))
    formula = _formula(kind, operands)
    said = f"按{formula}应为{given}" if kind is not RelationKind.SAME else f"所说的同一个数别处印为{given}"
    return Contradicted(
        evidence.witness(claim),
        tuple(evidence.witness(o, "operand", short=True) for o in operands),
        f"印为{printed}，{said}，相差{gap_text(claim, size.middle)}，两者不能同时成立。",
        "restatement" if kind is RelationKind.SAME else "arithmetic",
        implied=size,
        formula=f"{formula} = {given} ≠ {printed}",
        tail=is_tail(claim, size),
        kind=_KINDS.get(kind),
        cause=slip_between(printed, size),
    )


def _turned(evidence: Evidence, claim: Claim, operands: list[Claim], implied: Interval) -> Outcome:
    now, then = (o.quantity.printed for o in operands)
    words, right = ("增加", "减少") if claim.sign > 0 else ("减少", "增加")
    return Contradicted(
        evidence.witness(claim),
        tuple(evidence.witness(o, "operand", short=True) for o in operands),
        f"说是{words}{claim.quantity.printed}，但由{then}到{now}是{right}，两者不能同时成立。",
        "arithmetic",
        implied=implied,
        formula=f"{number(now)} − {number(then)} {'<' if implied.high <= 0 else '>'} 0",
        kind=Kind.DIRECTION_ERROR,
    )


def _formula(kind: RelationKind, operands: list[Claim]) -> str:
    units = {o.quantity.printed.unit for o in operands}
    terms = [number(o.quantity.printed) if len(units) == 1 else str(o.quantity.printed) for o in operands]
    if kind is RelationKind.SUM:
        return " + ".join(terms)
    if kind is RelationKind.SAME:
        return terms[0]
    one, other = terms
    if kind is RelationKind.CHANGE:
        return f"{one} − {other}"
    return f"({one} − {other}) ÷ {other}" if kind is RelationKind.GROWTH else f"{one} ÷ {other}"
