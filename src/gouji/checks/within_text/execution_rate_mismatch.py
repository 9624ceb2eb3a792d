"""执行率与预决算数不符

核对什么：“年初预算 a，支出决算 b，完成年初预算的 x%”是否相容；预算也可由“比预算减少 c”倒推，或取自表列预算数；决算为 0 而写有执行率的（只作提示）。
为什么：三个数出自同一处，不相容则至少一个印错；执行率又最常被引用。
容差：决算区间除以预算区间，与执行率区间相交即相容；保留小数的执行率再差不到一个末位单位记为尾差。
不核对：预算印为 0 而决算不为 0；约数；同一项目没有写预算或决算；年初、全年两种口径不互相代用；“预算”未注明口径而只写有其中一种的，不符只作警告。
依据：执行率 = 决算数 ÷ 预算数，各级决算公开说明的通行算法。
"""

from __future__ import annotations

from collections.abc import Iterator

from gouji.checks.arithmetic import (
    QUOTIENT,
    Attempt,
    attempts_of,
    first_agreeing,
    gap_text,
    is_tail,
    show,
    unqualified_note,
)
from gouji.checks.base import check
from gouji.checks.evidence import Evidence, Operand
from gouji.checks.unit_slips import unit_slip_among
from gouji.model.alignment import Why
from gouji.model.claim import Basis, Claim, Comparator, Measure, Subject
from gouji.model.outcome import Consistent, Contradicted, Kind, NotChecked, Outcome, Relation, Severity
from gouji.values.units import PERCENT

_BUDGETS = {
    Basis.INITIAL: (Basis.INITIAL,),
    Basis.ADJUSTED: (Basis.ADJUSTED,),
    Basis.BUDGET: (Basis.BUDGET, Basis.INITIAL, Basis.ADJUSTED),
}
_COMPARATORS = {
    Basis.INITIAL: (Comparator.INITIAL_BUDGET,),
    Basis.ADJUSTED: (),
    Basis.BUDGET: (Comparator.BUDGET, Comparator.INITIAL_BUDGET),
}


@check(code="WX03", name="execution-rate-mismatch", kind=Kind.RATIO_ERROR, severity=Severity.ERROR, since="0.1")
def execution_rate_mismatch(evidence: Evidence) -> Iterator[Outcome]:
    for claim in evidence.of(Measure.EXECUTION):
        if not claim.parallel:
            yield _outcome(evidence, claim)


def _outcome(evidence: Evidence, claim: Claim) -> Outcome:
    at = evidence.witness(claim)
    if not claim.exact:
        return NotChecked(at, Why.APPROXIMATE)
    for i, subject in enumerate(claim.subjects):
        finals, budgets = _stated(evidence, claim, subject)
        attempts, note = _attempts(evidence, claim, subject, finals, budgets)
        agreeing, tried = first_agreeing(claim.interval, attempts)
        if agreeing:
            nothing = agreeing.operands[0].interval.is_zero  # 0 of any budget is 0%: that says nothing of the budget
            used = tuple(o.witness for o in agreeing.operands[: 1 if nothing else 2])
            return Consistent(at, used, "arithmetic", None if nothing else _relation(agreeing))
        if attempts and i == 0:
            return unit_slip_among(evidence, claim, tried) or _contradicted(evidence, claim, tried[0], note)
        if i == 0 and _of_nothing(claim, finals, budgets):
            return _rate_of_nothing(evidence, claim, finals)
        if finals or budgets:
            return NotChecked(at, Why.ZERO_BASE if any(b.interval.is_zero for b in budgets) else Why.NO_OPERAND)
    return NotChecked(at, Why.NO_OPERAND)


def _of_nothing(claim: Claim, finals: list[Operand], budgets: list[Operand]) -> bool:
    """Whether a rate above 0 is said of an amount printed as 0: no budget gives one, and one of 0 has no rate at all."""
    nothing = [o for o in (*finals, *budgets) if o.printed is not None and not o.printed.value]
    return bool(finals) and len(nothing) == len(finals) + len(budgets) and not claim.interval.is_zero


def _rate_of_nothing(evidence: Evidence, claim: Claim, finals: list[Operand]) -> Outcome:
    printed, rate = finals[0].printed, claim.quantity.printed
    return Contradicted(
        evidence.witness(claim),
        (finals[0].witness,),
        f"决算为{printed}，却写完成预算的{rate}：有预算应为0%，没有预算就没有执行率。",
        "arithmetic",
        implied=finals[0].interval,
        formula=f"{printed} ÷ 预算 ≠ {rate}",
        confidence=0.75,
        severity=Severity.INFO,  # 0 of 0 is printed as 100% all over a province: no reader is misled
    )


def _stated(evidence: Evidence, claim: Claim, subject: Subject) -> tuple[list[Operand], list[Operand]]:
    """Return the final accounts and the budgets known for one subject."""
    finals = evidence.level_operands(subject, claim, "final", bases=(Basis.FINAL, Basis.NONE))
    finals += evidence.cell_operands(subject, claim, "final", Basis.FINAL)
    return finals, evidence.level_operands(subject, claim, "budget", bases=_BUDGETS[claim.basis])


def _attempts(
    evidence: Evidence, claim: Claim, subject: Subject, finals: list[Operand], budgets: list[Operand]
) -> tuple[list[Attempt], str]:
    """Return the combinations for one subject, and a note where it is not sure that the first has the 口径 that is meant."""
    attempts = attempts_of([finals, budgets], lambda f, b: f / b, lambda f, b: f"{f} ÷ {b}")
    if budgets and not attempts:
        return [], ""
    tabled = [] if claim.basis is Basis.INITIAL else evidence.cell_operands(subject, claim, "budget", claim.basis)
    by_table = attempts_of([finals, tabled], lambda f, b: f / b, lambda f, b: f"{f} ÷ {b}")
    unstated = claim.basis is Basis.BUDGET
    if not attempts:
        note = f"；表列预算数为调整后（全年）数{'，正文未注明口径' if unstated else ''}"
    else:
        note = unqualified_note(budgets) if unstated else ""
    return attempts + (by_table if note else []) + _by_change(evidence, claim, finals), note


def _by_change(evidence: Evidence, claim: Claim, finals: list[Operand]) -> list[Attempt]:
    """Derive the budget from a stated “比年初预算减少 c”: budget = final − change."""
    changes = [
        c
        for c in (evidence.following(claim), evidence.previous(claim))
        if c is not None and c.measure is Measure.CHANGE and c.comparator in _COMPARATORS[claim.basis] and c.exact
    ]
    return [
        attempt
        for change in changes
        for attempt in attempts_of(
            [finals, [evidence.operand(change, "change")]],
            lambda f, c: f / (f - c),
            lambda f, c, sign="−" if change.sign >= 0 else "+": f"{f} ÷ ({f} {sign} {c.lstrip('-')})",
        )
    ]


def _relation(attempt: Attempt) -> Relation | None:
    """Return final ÷ budget; None where the budget had to be worked out of a change."""
    levels = all(o.claim is None or o.claim.measure is Measure.LEVEL for o in attempt.operands)
    return QUOTIENT if levels else None


def _contradicted(evidence: Evidence, claim: Claim, best: Attempt, note: str) -> Outcome:
    implied = show(best.point, PERCENT, min(claim.quantity.printed.exponent, -2))
    return Contradicted(
        evidence.witness(claim),
        tuple(o.witness for o in best.operands),
        f"印为{claim.quantity.printed}，按{best.formula}应约为{implied}，相差{gap_text(claim, best.point)}{note}，两者不能同时成立。",
        "arithmetic",
        implied=best.implied,
        point=best.point,
        relation=_relation(best),
        formula=f"{best.formula} = {implied}",
        tail=is_tail(claim, best.implied),
        confidence=0.8 if note else 0.96,
        severity=Severity.WARNING if note else None,
    )
