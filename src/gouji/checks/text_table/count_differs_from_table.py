"""“三公”实物量与表不符

核对什么：正文写的因公出国（境）团组和人次、公务用车购置数和保有量、公务接待批次和人次，与“三公”经费表所附“相关统计数”各行是否相同。
为什么：两处同出一份统计，数不同则至少一处有误；接待批次、人次和车辆数正是公众最常看的数。
容差：计数须恰好相等。
不核对：约数；表里没有这一行或为空；格子边界不确定的表；国内与国（境）外接待不互相比较；“其中”的部分。
依据：《地方预决算公开操作规程》（财预〔2016〕143号）；“三公”经费支出决算表“相关统计数”。
"""

from __future__ import annotations

from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.sangong_counts import Count, counts_in_tables, counts_in_text
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity


@check(code="XT12", name="count-differs-from-table", kind=Kind.VALUE_MISMATCH, severity=Severity.ERROR, since="0.1")
def count_differs_from_table(evidence: Evidence) -> Iterator[Outcome]:
    printed: dict[str, list[Count]] = {}
    for count in counts_in_tables(evidence):
        printed.setdefault(count.key, []).append(count)
    for told in counts_in_text(evidence) if printed else ():
        found = printed.get(told.key, [])
        if any(c.printed.base == told.printed.base for c in found):
            yield Consistent(told.witness, (found[0].witness,), "table")
        elif len(found) == 1:
            yield _contradicted(told, found[0])


def _contradicted(told: Count, found: Count) -> Outcome:
    gap = f"{abs(told.printed.base - found.printed.base):f}{told.printed.unit.symbol}"
    number = f"{found.printed.value:f}{told.printed.unit.symbol}"
    return Contradicted(
        told.witness,
        (found.witness,),
        f"正文{told.key}为{told.printed}，{found.witness.words}为{number}，相差{gap}，两处不能同时成立。",
        "table",
        implied=found.printed.interval,
        formula=f"{told.printed} ≠ {number}",
        confidence=0.92,
    )
