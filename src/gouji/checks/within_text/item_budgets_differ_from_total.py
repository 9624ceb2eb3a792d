"""各项预算与预算合计不符

核对什么：“三公”经费一节里，各项预算（写明的，或由决算与执行率、由“比预算增减”倒推的）之和，是否等于写明的预算合计；公务用车购置与运行对其小计也一样。
为什么：各项只写执行率或只写比预算减少多少时，预算数没有写出来，单独看哪一句都不矛盾，加起来才知道错没错。
容差：倒推的预算数带着执行率、增减额的舍入区间；和的区间与合计区间相交即相容。
不核对：约数；决算为零而只写了执行率的项；没有提到预算、表列预算也读不出的项，只核对其余各项不超过合计；年初与全年两种口径不互相代用，未注明口径的合计若与表列全年预算一致，也不与年初预算相加。
依据：“三公”经费 = 因公出国（境）费 + 公务用车购置及运行费 + 公务接待费；公开07表（各地编号不一）栏目。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from gouji.checks.arithmetic import show, sum_differs
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.claim import Basis, Claim, Comparator, Measure, Period, Subject
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness
from gouji.model.table import Belief
from gouji.values.interval import Interval, total
from gouji.values.units import WAN

_COMPLETE = ("sangong", "vehicle")  # wholes whose parts are all there is
_MOST_READINGS = 3  # of one item: stated, by its change, by its rate
_BUDGETS = (Basis.INITIAL, Basis.ADJUSTED, Basis.BUDGET)
_FINALS = (Basis.FINAL, Basis.NONE)
_COMPARED = {Comparator.INITIAL_BUDGET: Basis.INITIAL, Comparator.BUDGET: Basis.BUDGET}


@dataclass(frozen=True, slots=True)
class _Budget:
    """A budget as `claim` states it, or as that change or rate gives it with `final`, the amount it was worked out from."""

    interval: Interval
    basis: Basis
    claim: Claim
    final: Witness | None = None

    @property
    def derived(self) -> bool:
        return self.final is not None


@check(
    code="WX26", name="item-budgets-differ-from-total", kind=Kind.RATIO_ERROR, severity=Severity.WARNING, since="0.1"
)
def item_budgets_differ_from_total(evidence: Evidence) -> Iterator[Outcome]:
    sections: dict[int, list[Claim]] = defaultdict(list)
    for claim in evidence.claims:
        form = evidence.profile.forms.get(evidence.table_of(claim) or "")
        top = claim.quantity.paragraph.section.above(2)
        if form is not None and form.layout == "sangong" and top is not None:
            sections[top.ordinal].append(claim)
    for claims in sections.values():
        for whole, parts in evidence.profile.compositions:
            if whole in _COMPLETE:
                yield from _composed(evidence, claims, whole, parts)


def _composed(evidence: Evidence, claims: list[Claim], whole: str, parts: Sequence[str]) -> Iterator[Outcome]:
    """Hold the total against its items; where an item's own figures give several budgets, any of them may be the right one."""
    targets = _budgets(evidence, claims, whole)[:_MOST_READINGS]
    found = [(part, b) for part in parts if (b := _budgets(evidence, claims, part)[:_MOST_READINGS])]
    readings = list(product(targets, *(b for _, b in found)))
    if not found or not any(b.derived for reading in readings for b in reading):
        return
    closing = next((r for r in readings if r[0].interval.meets(total([b.interval for b in r[1:]]))), None)
    if closing is not None:
        yield from _agreeing(evidence, closing)
    elif readings:
        target, *budgets = readings[0]
        missing = [part for part in parts if part not in dict(found)]
        exceeds = sum(b.interval.low for b in budgets) >= target.interval.high
        told = exceeds or _nothing(evidence, target.claim, missing)
        if told and _of_one_basis(evidence, target, budgets) and not _misprinted(evidence, target, budgets):
            yield _contradicted(evidence, target, budgets)


def _budgets(evidence: Evidence, claims: list[Claim], key: str) -> list[_Budget]:
    """Return the budgets known for an item, those stated first, then those by a change, then those by a rate."""
    own = [c for c in claims if c.subject and c.subject.key == f"concept:{key}" and c.exact and c.period is Period.THIS]
    found = [_Budget(c.interval, c.basis, c) for c in own if c.measure is Measure.LEVEL and c.basis in _BUDGETS]
    changes = [c for c in own if c.measure is Measure.CHANGE and c.comparator in _COMPARED and not c.parallel]
    rates = [c for c in own if c.measure is Measure.EXECUTION and not c.interval.is_zero and not c.parallel]
    for claim in (*changes, *rates):
        final = next(iter(evidence.level_operands(claim.subject, claim, "final", bases=_FINALS)), None)
        if final is None or final.claim is None:
            continue
        reading = evidence.corrected(final.claim)
        spent = reading.cell.interval if reading is not None else final.interval
        if claim.measure is Measure.CHANGE:
            budget, basis = spent - claim.interval, _COMPARED[claim.comparator]
        elif spent.is_zero:
            continue
        else:
            budget, basis = spent / claim.interval, claim.basis
        found.append(_Budget(budget, basis, claim, final.witness))
    return found


def _agreeing(evidence: Evidence, closing: Sequence[_Budget]) -> Iterator[Outcome]:
    places = [evidence.witness(b.claim, "budget") for b in closing]
    for i, place in enumerate(places):
        yield Consistent(place, tuple(p for j, p in enumerate(places) if j != i), "arithmetic")


def _nothing(evidence: Evidence, claim: Claim, missing: list[str]) -> bool:
    """Whether the table prints no budget, or 0, for every item that the section says nothing of."""
    for part in missing:
        readings = evidence.readings(Subject(f"concept:{part}", ""), claim, Basis.BUDGET)
        cells = [r.cell for r in readings if r.column.startswith("budget.")]
        if not cells or any(c.belief is Belief.UNCLEAR or c.interval.high > 0 for c in cells):
            return False
    return True


def _misprinted(evidence: Evidence, target: _Budget, budgets: list[_Budget]) -> bool:
    """Whether the sum closes with what the table prints for a stated budget: then that one is wrong, which is another check's."""
    known = [target, *budgets]
    readings = [None if b.derived else evidence.corrected(b.claim) for b in known]
    told, *parts = [b.interval if r is None else r.cell.interval for b, r in zip(known, readings, strict=True)]
    return any(readings) and (total(parts).meets(told) or total(parts).meets(target.interval))


def _of_one_basis(evidence: Evidence, target: _Budget, budgets: list[_Budget]) -> bool:
    """Whether the budgets may be added: one 口径, or none said and the total is not that of the table, which may be another."""
    said = {b.basis for b in (target, *budgets)}
    if len(said) == 1:
        return True
    if said >= {Basis.INITIAL, Basis.ADJUSTED}:
        return False
    level = target.claim
    readings = evidence.alignments[level.quantity.index].readings if not target.derived else ()
    values = [v for r in readings for v in r.cell.values if v is not None]
    return bool(values) and not any(v.interval.meets(level.interval) for v in values)


def _contradicted(evidence: Evidence, target: _Budget, budgets: list[_Budget]) -> Outcome:
    claim, added = target.claim, total([b.interval for b in budgets])
    printed = claim.quantity.printed
    unit = printed.unit if not target.derived else WAN
    terms = [show(b.interval.middle, unit) for b in budgets]
    sum_text, own = show(added.middle, unit), show(target.interval.middle, unit)
    gap = show(abs(added.middle - target.interval.middle), unit)
    worked_out = f"（由{printed}倒推）" if target.derived else ""
    mixed = "，一为年初预算、一未注明口径" if len({b.basis for b in (target, *budgets)}) > 1 else ""
    operands = [evidence.witness(b.claim, "budget", short=True) for b in budgets]
    operands += [b.final for b in (target, *budgets) if b.final is not None]
    return Contradicted(
        evidence.witness(claim),
        tuple(operands),
        f"预算合计为{own}{worked_out}，各项预算（写明或由执行率、增减额倒推）之和约为{sum_text}，相差{gap}{mixed}，不能同时成立。",
        "arithmetic",
        implied=added if not target.derived else None,
        formula=sum_differs(terms, sum_text, own),
        confidence=0.8,
    )
