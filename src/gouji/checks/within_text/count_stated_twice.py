"""“三公”实物量两处不一

核对什么：正文各处写的因公出国（境）团组和人次、公务用车购置数和保有量、公务接待批次和人次是否前后相同；公务用车保有量是否大于同一份报告的车辆总数。
为什么：同一年度同一数量只能有一个值；开支财政拨款的公务用车包括在全部车辆之内。
容差：计数须恰好相等；保有量大于车辆总数才提出，小于的可能有别的车辆。
不核对：约数；上年数、年初数；“其中”“主要是”之后的部分；国内与国（境）外接待不互相比较；同一文件里另一单位的章节；预算里计划的保有量大于现有车辆总数的（年内还要购置）。
依据：《地方预决算公开操作规程》（财预〔2016〕143号）；各地决算公开模板“三公”经费说明和国有资产占用情况。
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.sangong_counts import KEPT, Count, counts_in_text
from gouji.checks.sentences import verbatim
from gouji.model.claim import Claim, Measure, Period
from gouji.model.document import DocumentKind
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity

_ALL_VEHICLES = re.compile(r"(?:共有|实有|拥有)(?:公务)?(?:车辆|用车)(?:合计|共|总数|为)*$")
_REACH = 12


@check(code="WX24", name="count-stated-twice", kind=Kind.NARRATIVE_CONFLICT, severity=Severity.WARNING, since="0.1")
def count_stated_twice(evidence: Evidence) -> Iterator[Outcome]:
    told: dict[tuple[str, str], list[Count]] = defaultdict(list)
    for count in counts_in_text(evidence):
        told[count.office, count.key].append(count)
    for counts in told.values():
        yield from _repeated(evidence, counts)
    kept = [c for (_, key), counts in told.items() if key == KEPT for c in counts]
    if len({(c.office, c.printed.value) for c in kept}) == 1:
        yield from _kept_among_all(evidence, kept[0])


def _repeated(evidence: Evidence, counts: list[Count]) -> Iterator[Outcome]:
    """Compare every count with the one most often told, the first of those told as often."""
    times = Counter(c.printed.base for c in counts)
    most = max(times.values())
    usual = next(c for c in counts if times[c.printed.base] == most)
    for count in counts:
        if count is usual:
            continue
        if count.printed.base != usual.printed.base:
            yield _differs(count, usual)
        elif not verbatim(_claim(evidence, count), _claim(evidence, usual)):
            yield Consistent(count.witness, (usual.witness,), "restatement")


def _claim(evidence: Evidence, count: Count) -> Claim:
    assert count.witness.figure is not None
    return evidence.claims[evidence.position[count.witness.figure.index]]


def _differs(count: Count, usual: Count) -> Outcome:
    gap = f"{abs(count.printed.base - usual.printed.base):f}{count.printed.unit.symbol}"
    return Contradicted(
        count.witness,
        (usual.witness,),
        f"{count.key}此处写{count.printed}，另一处写{usual.printed}，相差{gap}，两处不能同时成立。",
        "restatement",
        implied=usual.printed.interval,
        formula=f"{count.printed} ≠ {usual.printed}",
        confidence=0.85,
    )


def _kept_among_all(evidence: Evidence, kept: Count) -> Iterator[Outcome]:
    """Compare the vehicles kept with the one total of all vehicles that the text states."""
    totals = [c for c in evidence.claims if _counts_all(c)]
    if len({c.value for c in totals}) != 1:
        return
    whole, operand = totals[0], evidence.witness(totals[0], "whole")
    if kept.printed.base == whole.value:
        yield Consistent(kept.witness, (operand,), "restatement")
    elif kept.printed.base > whole.value and evidence.document.kind is not DocumentKind.BUDGET:
        gap = f"{kept.printed.base - whole.value:f}辆"
        yield Contradicted(
            kept.witness,
            (operand,),
            f"公务用车保有量{kept.printed}，而全部车辆只有{whole.quantity.printed}，多{gap}，部分不能大于整体。",
            "restatement",
            implied=whole.interval,
            formula=f"{kept.printed} > {whole.quantity.printed}",
            confidence=0.8,
        )


def _counts_all(claim: Claim) -> bool:
    """Whether a count is that of all vehicles: 共有车辆4辆."""
    quantity = claim.quantity
    if claim.measure is not Measure.COUNT or not claim.exact or quantity.printed.unit.symbol != "辆":
        return False
    before = quantity.paragraph.view.folded[max(0, quantity.start - _REACH) : quantity.start]
    return claim.period is not Period.OTHER and _ALL_VEHICLES.search(before) is not None
