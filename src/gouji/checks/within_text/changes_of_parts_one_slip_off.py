"""总增减额与各节分项增减额差一处笔误

核对什么：总预算（总支出）与基本支出、项目支出分在几节、各写了与上年比较的增减额，且本年数两项之和正好等于总数时，两项增减额（增为正、减为负）之和是否也等于总增减额。
为什么：三个增减额隔着几节分别填写，各自的增减率又常常是旧稿，只有加起来才知道抄错没有。
容差：各增减额取舍入区间，和的区间与总增减额区间相交即一致；不一致的，只有把其中一个数改一处笔误（错一位、颠倒、漏写或多写一位、写错单位）就恰好相符才报。
不核对：约数；同一项写了几个不同增减额；本年数两项之和不等于总数；相差不止一处笔误的，上年可能另有结转或其他支出。
依据：总支出 = 基本支出 + 项目支出，本年、上年都成立时增减额也成立。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from gouji.checks.arithmetic import abs_interval, show
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.within_text.growth_rate_mismatch import level_pool
from gouji.model.claim import Basis, Claim, Comparator, Measure
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Relation, Severity
from gouji.values.interval import Interval, total
from gouji.values.printed import Printed, rounded
from gouji.values.slips import digits_of, slip
from gouji.values.units import MONEY

_WHOLES = ("grand_total", "expenditure_total", "overall_expenditure", "general_expenditure")
_PARTS = ("basic", "project")
# Where the changes do not add up for a good reason, one of three numbers of four digits is a slip away once in 25 times.
_LEAST_DIGITS = 4
_MOST_LEVELS = 4


@dataclass(frozen=True, slots=True)
class _Stated:
    """A change against last year with what may be this year's level: as stated, or the cell where that is a misprint."""

    change: Claim
    levels: tuple[Interval, ...]

    @property
    def signed(self) -> Interval:
        """The change, negative for a fall."""
        return self.change.interval


@check(code="WX27", name="changes-of-parts-one-slip-off", kind=Kind.DELTA_ERROR, severity=Severity.WARNING, since="0.1")
def changes_of_parts_one_slip_off(evidence: Evidence) -> Iterator[Outcome]:
    changes = [c for c in evidence.claims if c.measure is Measure.CHANGE and _compares(c)]
    parts = [_only(evidence, changes, part) for part in _PARTS]
    stated = [p for p in parts if p is not None]
    for whole in (_only(evidence, changes, key) for key in _WHOLES) if len(stated) == len(parts) else ():
        if whole is not None and _add_up(whole, stated):
            yield from _compared(evidence, whole, stated)


def _add_up(whole: _Stated, parts: list[_Stated]) -> bool:
    """Whether this year's levels make up the whole."""
    sums = [total(list(levels)) for levels in product(*(p.levels for p in parts))]
    return any(level.meets(added) for level in whole.levels for added in sums)


def _only(evidence: Evidence, changes: list[Claim], key: str) -> _Stated | None:
    """Return the change of a thing against last year; None where the report gives none, or several."""
    found = [c for c in changes if c.subject and c.subject.key == f"concept:{key}"]
    if not found or len({c.value for c in found}) > 1:
        return None
    levels = [operand.interval for operand in level_pool(evidence, found[0])]
    return _Stated(found[0], tuple(levels[:_MOST_LEVELS])) if levels else None


def _compares(claim: Claim) -> bool:
    last_year = claim.comparator is Comparator.LAST_YEAR and claim.versus in (Basis.NONE, Basis.BUDGET, Basis.FINAL)
    return last_year and claim.exact and claim.sign != 0 and not claim.parallel and not claim.nested


def _compared(evidence: Evidence, whole: _Stated, parts: list[_Stated]) -> Iterator[Outcome]:
    known = [whole, *parts]
    apart = {s.change.quantity.paragraph.section.ordinal for s in known}
    if len({s.change.versus for s in known}) > 1 or len(apart) == 1:
        return
    places = [evidence.witness(s.change, "change") for s in known]
    if total([p.signed for p in parts]).meets(whole.signed):
        for i, place in enumerate(places):
            yield Consistent(place, tuple(p for j, p in enumerate(places) if j != i), "arithmetic")
        return
    for stated in known:
        needed = _needed(stated, whole, parts)
        if _slipped(stated.change, needed):
            yield _contradicted(evidence, stated, needed, whole, parts)
            return


def _needed(stated: _Stated, whole: _Stated, parts: list[_Stated]) -> Interval:
    """Return the change that the other two leave for one of the three."""
    if stated is whole:
        return total([p.signed for p in parts])
    return whole.signed - total([p.signed for p in parts if p is not stated])


def _slipped(claim: Claim, needed: Interval) -> bool:
    printed = claim.quantity.printed
    right = rounded(needed.middle / printed.unit.scale, printed.exponent)
    own = digits_of(printed.value, printed.exponent)
    if (needed.middle > 0) is not (claim.sign > 0) or len(own) < _LEAST_DIGITS:
        return False
    in_other_unit = (Printed(printed.value, u).interval for u in MONEY.values() if u is not printed.unit)
    slipped = slip(own, digits_of(right, printed.exponent))
    return bool(slipped) or any(abs_interval(needed).meets(interval) for interval in in_other_unit)


def _contradicted(
    evidence: Evidence, stated: _Stated, needed: Interval, whole: _Stated, parts: list[_Stated]
) -> Outcome:
    printed = stated.change.quantity.printed
    others = [s for s in (whole, *parts) if s is not stated]
    right = show(abs(needed.middle), printed.unit, printed.exponent)
    said = "、".join(f"{s.change.direction}{s.change.quantity.printed}" for s in others)
    terms = tuple((1 if s is whole or stated is whole else -1, i) for i, s in enumerate(others))
    return Contradicted(
        evidence.witness(stated.change),
        tuple(evidence.witness(s.change, "change", short=True) for s in others),
        f"此处与上年相比{stated.change.direction}{printed}，另两处写{said}，总增减额等于两项之和要求{right}，疑有一处笔误。",
        "arithmetic",
        implied=needed,
        relation=Relation(terms),
        formula=f"{show(whole.signed.middle, printed.unit)} ≠ {' + '.join(show(p.signed.middle, printed.unit) for p in parts)}",
        confidence=0.75,
    )
