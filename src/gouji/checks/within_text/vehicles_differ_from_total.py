"""车辆分项与总数不符

核对什么：“共有车辆×辆，其中：领导用车×辆、机要通信用车×辆……其他用车×辆”各项之和与总数是否相符。
为什么：车辆总数与分项由不同的人填写，最易对不上，公众也最常数。
容差：辆数须恰好相等；以“其他”收尾的算列全，和数不等即不符；没有列全的，只列一项的，只核对不超过总数。
不核对：约数；其中之下又有其中的列举；跨句的列举；“减少 x 辆”后面列的现有辆数；按新能源、国产等属性所列的辆数，它们与各类交叉；人数、项目数等其他数量。
依据：各地部门决算公开模板“国有资产占用情况”车辆按用途分列；总数等于分项之和。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.arithmetic import sum_differs
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.overlaps import is_attribute, is_change, parts_meant
from gouji.model.claim import Claim, Measure
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Relation, Severity
from gouji.values.interval import total

_CUE = re.compile(r"其中[，:]?")
_OTHERS = re.compile(r"其他[^，。;、]{0,12}$")
_LEAST_PARTS = 2


@check(code="WX13", name="vehicles-differ-from-total", kind=Kind.SUM_ERROR, severity=Severity.ERROR, since="0.1")
def vehicles_differ_from_total(evidence: Evidence) -> Iterator[Outcome]:
    for scope in evidence.by_scope.values():
        for i, whole in enumerate(scope[:-1]):
            if _counts_vehicles(whole) and whole.exact and not whole.nested and not is_change(whole):
                parts, closed = _parts(whole, scope[i + 1 :])
                sure = parts_meant(parts, whole.interval, is_attribute)
                if len(sure) >= _LEAST_PARTS or any(p.value > whole.value for p in sure):
                    yield from _compared(evidence, whole, sure, closed=closed and len(sure) == len(parts))


def _counts_vehicles(claim: Claim) -> bool:
    return claim.measure is Measure.COUNT and claim.quantity.printed.unit.symbol == "辆"


def _parts(whole: Claim, following: list[Claim]) -> tuple[list[Claim], bool]:
    """Return the counts listed under a total, and whether the list ends with the rest (其他…)."""
    text = whole.quantity.paragraph.view.folded
    parts: list[Claim] = []
    at, divided_by = whole.quantity.end, ""
    for claim in following:
        if parts and claim.nested and not parts[0].nested:
            continue  # 7辆（救护车6辆、采血车1辆）: parts of a part
        between = text[at : claim.quantity.start]
        at = claim.quantity.end
        listed = _CUE.search(between) is not None
        if ("。" in between or listed) if parts else ("。" in between or not listed):
            return ([], False) if parts and listed else (parts, False)
        if len(parts) > 1 and divided_by == "、" != between[:1]:
            return parts, False  # 、 between the parts and ， after them: what follows counts again
        divided_by = between[:1] if len(parts) == 1 else divided_by
        if not _counts_vehicles(claim) or not claim.exact:
            return parts, False
        parts.append(claim)
        if _OTHERS.search(between):
            return parts, True
    return parts, False


def _compared(evidence: Evidence, whole: Claim, parts: list[Claim], *, closed: bool) -> Iterator[Outcome]:
    implied = total([c.interval for c in parts])
    at, witnesses = evidence.witness(whole, "whole"), tuple(evidence.witness(c, "part", short=True) for c in parts)
    if implied.meets(whole.interval):
        yield Consistent(at, witnesses, "arithmetic")
    elif closed or implied.low > whole.interval.high:
        unit = whole.quantity.printed.unit.symbol
        terms = [f"{c.quantity.printed.value:f}" for c in parts]
        shown, gap = f"{implied.low:f}{unit}", f"{abs(implied.low - whole.interval.low):f}{unit}"
        listed = f"所列{len(parts)}项之和为" if len(parts) > 1 else "所列一项就有"
        yield Contradicted(
            at,
            witnesses,
            f"总数写{whole.quantity.printed}，{listed}{shown}，相差{gap}，总数与分项不能同时成立。",
            "arithmetic",
            implied=implied,
            relation=Relation(tuple((1, i) for i in range(len(parts)))),
            formula=sum_differs(terms, shown, whole.quantity.printed)
            if len(parts) > 1
            else f"{shown} > {whole.quantity.printed}",
            confidence=0.9,
        )
