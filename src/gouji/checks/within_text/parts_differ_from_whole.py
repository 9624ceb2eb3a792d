"""分项与合计不符

核对什么：正文列出的分项之和与所说的合计：固定构成（如货物、工程、服务）、“其中：”与“主要用于”的列举、编号分项。
为什么：分项之和超过合计，或已证明列全的分项对不上合计，必有一处印错。
容差：各项都取舍入区间，和的区间与合计区间相交即相容；再差不到一个末位单位记为尾差。
不核对：列举可以不穷尽，和小于合计时不作判断，除非固定构成已列全，或同一组编号分项的决算数恰好等于决算合计，证明已经列全；已经加到合计的几项之后句中另说的数，比、较、占所引的数，或按政府采购、中小企业等属性另说的数额，不算分项。
依据：合计 = Σ 分项；各表项目构成。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gouji.checks.arithmetic import own_basis
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.within_text.listed_parts import enumerations
from gouji.checks.within_text.numbered_parts import numbered_items
from gouji.checks.within_text.part_sums import compared
from gouji.model.claim import Basis, Claim, Measure, Period
from gouji.model.outcome import Kind, Outcome, Severity

_LEAST_PARTS = 2
_NOTHING_ELSE = ("procurement",)  # wholes whose parts are left out only where there are none: 货物、服务 without 工程


@check(code="WX06", name="parts-differ-from-whole", kind=Kind.SUM_ERROR, severity=Severity.ERROR, since="0.1")
def parts_differ_from_whole(evidence: Evidence) -> Iterator[Outcome]:
    for scope in evidence.by_scope.values():
        yield from _compositions(
            evidence,
            [c for c in scope if c.measure is Measure.LEVEL and c.period is Period.THIS and c.exact and not c.nested],
        )
        yield from enumerations(evidence, scope)
    yield from numbered_items(evidence)


def _compositions(evidence: Evidence, levels: list[Claim]) -> Iterator[Outcome]:
    """Compare every total with what always makes it up, the parts that follow it in its paragraph."""
    if len(levels) <= _LEAST_PARTS:
        return
    stated = {c.subject.key for c in levels if c.subject}
    for whole_key, part_keys in evidence.profile.compositions:
        if f"concept:{whole_key}" not in stated:
            continue
        for whole in levels:
            if whole.subject is None or whole.inherited or whole.subject.key != f"concept:{whole_key}":
                continue
            parts = _first_parts(whole, levels, part_keys, own_basis(evidence))
            if len(parts) < _LEAST_PARTS:
                continue
            complete = len(parts) == len(part_keys) or whole_key in _NOTHING_ELSE
            yield from compared(evidence, whole, parts, complete=complete)


def _first_parts(whole: Claim, levels: list[Claim], keys: Sequence[str], own: Basis) -> list[Claim]:
    """Return the first level of each part after the whole, up to the next statement of the whole.

    预算 and 决算 never make up one sum: a whole that states neither has the document's own 口径.
    """
    meant = own if whole.basis is Basis.NONE else whole.basis
    meant = Basis.NONE if meant not in (Basis.FINAL, Basis.BUDGET) else meant
    found: dict[str, Claim] = {}
    for claim in levels:
        if claim.quantity.index <= whole.quantity.index or claim.subject is None:
            continue
        if claim.subject.key == (whole.subject.key if whole.subject else ""):
            break
        kind, _, key = claim.subject.key.partition(":")
        same_basis = claim.basis is whole.basis or {claim.basis, whole.basis} <= {Basis.NONE, meant}
        if kind == "concept" and key in keys and not claim.inherited and same_basis:
            found.setdefault(key, claim)
    return list(found.values())
