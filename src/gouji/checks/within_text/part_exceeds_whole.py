"""采购的部分大于整体

核对什么：授予小微企业合同金额不大于授予中小企业合同金额，授予中小企业合同金额不大于政府采购支出总额。
为什么：小微企业包括在中小企业之内，中小企业合同包括在政府采购支出之内，部分大于整体必有一处印错。
容差：两数各带末位半个单位的舍入区间，部分的下限不小于整体的上限才提出（合同金额大于支出总额的，提出警告，因合同可跨年）；再差不到一个末位单位记为尾差。
不核对：约数；写明合同跨年的；上年数；计量单位不同或旁边写着不足百分之百的占比（另有核对）；同一段里同一项目写了几个不同的数。
依据：《政府采购促进中小企业发展管理办法》（财库〔2020〕46号）；各地决算公开模板“政府采购支出情况”。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.arithmetic import PART, show
from gouji.checks.base import check
from gouji.checks.evidence import Evidence, Operand
from gouji.model.alignment import Why
from gouji.model.claim import Claim, Measure, Period
from gouji.model.outcome import Consistent, Contradicted, Kind, NotChecked, Outcome, Severity, Witness

_ALL = 100  # per cent
# A contract may be for more than the year's 支出 pays: 含跨年服务合同, 三年期合同.
_LONGER = re.compile(r"跨年|跨期|多年|分年|[两二三四五\d]年期")
_INSIDE = (("small", "sme"), ("sme", "procurement"), ("small", "procurement"))


@check(code="WX14", name="part-exceeds-whole", kind=Kind.SUM_ERROR, severity=Severity.ERROR, since="0.1")
def part_exceeds_whole(evidence: Evidence) -> Iterator[Outcome]:
    for paragraph in evidence.narrative.with_words("小微企业", "中小企业"):
        levels = _levels(evidence.by_scope.get(paragraph.index, []))
        for part, whole in _INSIDE if len(levels) > 1 else ():
            if (
                part in levels
                and whole in levels
                and not (part == "small" and whole == "procurement" and "sme" in levels)
            ):
                yield from _compared(evidence, levels[part], levels[whole])


def _levels(scope: list[Claim]) -> dict[str, Claim]:
    """Return the one level of each of the three that a paragraph states; none where it states several."""
    found: dict[str, list[Claim]] = {}
    for claim in scope:
        key = claim.subject.key.removeprefix("concept:") if claim.subject else ""
        if key in ("small", "sme", "procurement") and claim.measure is Measure.LEVEL and claim.period is Period.THIS:
            found.setdefault(key, []).append(claim)
    return {k: claims[0] for k, claims in found.items() if len({c.value for c in claims}) == 1}


def _compared(evidence: Evidence, part: Claim, whole: Claim) -> Iterator[Outcome]:
    at, operand = evidence.witness(part), evidence.operand(whole, "whole")
    if not (part.exact and whole.exact):
        yield NotChecked(at, Why.APPROXIMATE)
    elif part.interval.low < whole.interval.high or part.value <= whole.value:
        yield Consistent(at, (operand.witness,), "arithmetic", PART)
    elif _of_spending(whole) and _LONGER.search(part.quantity.paragraph.view.folded):
        yield NotChecked(at, Why.BASIS)
    elif not _said_otherwise(evidence, part, whole):
        yield _contradicted(at, operand, part, whole)


def _of_spending(whole: Claim) -> bool:
    """Whether contracts are held against what the year spent: two 口径, equal only as a rule."""
    return whole.subject is not None and whole.subject.key == "concept:procurement"


def _said_otherwise(evidence: Evidence, part: Claim, whole: Claim) -> bool:
    """Whether another check speaks of the gap: the units differ, or a share of less than all stands beside the part."""
    share = evidence.following(part)
    shared = share is not None and share.measure is Measure.SHARE and share.quantity.printed.value <= _ALL
    return shared or part.quantity.printed.unit != whole.quantity.printed.unit


def _contradicted(at: Witness, operand: Operand, part: Claim, whole: Claim) -> Outcome:
    printed, unit = part.quantity.printed, part.quantity.printed.unit
    gap = show(part.interval.middle - whole.interval.middle, unit, min(printed.exponent, -2))
    assert part.subject is not None
    assert whole.subject is not None
    return Contradicted(
        at,
        (operand.witness,),
        f"{part.subject.words}{printed}大于{whole.subject.words}{whole.quantity.printed}，多{gap}，部分不能大于整体。",
        "arithmetic",
        implied=whole.interval,
        formula=f"{printed} > {whole.quantity.printed}",
        tail=part.interval.gap(whole.interval) < printed.quantum,
        confidence=0.92,
        severity=Severity.WARNING if _of_spending(whole) else None,
    )
