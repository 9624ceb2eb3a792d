"""重复语句数字不一

核对什么：正文里除数字外逐字相同的较长分句，数字是否也相同。
为什么：同一件工作常在几处重复叙述，一处改了数字、另一处忘了改，是最常见的前后不一。
容差：同一语句只容许完全相同的数；末位零不计。
不核对：去掉预决算套语后实词太少的分句（它们本来就在不同项目下重复）；分句所含年度不同的。
依据：同一报告前后应一致（财预〔2016〕143号，真实性）。
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.claim import Claim
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity

# Fewer words of their own than this and a clause may recur under different subjects.
_LEAST_OWN_WORDS = 9
_STOPS = "，。;:!?"
_FORMS_WORDS = re.compile(
    r"年初预算|全年预算|支出决算|收入决算|预算数?|决算数?|执行数|完成|支出|收入|万元|金额|合计|总计|占|比重?|增加|减少|增长|下降|提高|上年|本年|同比|财政拨款|一般公共|"
    r"政府性基金|国有资本经营|政府采购|合同|授予|中小企业|小微企业|货物|工程|服务|总额|车辆|公务用车|三公|经费|因公出国|公务接待|保有量|项目|资金|绩效|自评|主要|用于|原因|其中|年度?|为|的|与|各|相比|"
    r"[\d,.%#(）（)“”、]"
)
_Occurrence = tuple[Claim, int]


@check(code="WX08", name="recurring-statement-differs", kind=Kind.NARRATIVE_CONFLICT, severity=Severity.WARNING, since="0.1")
def recurring_statement_differs(evidence: Evidence) -> Iterator[Outcome]:
    groups: dict[str, list[list[Claim]]] = defaultdict(list)
    for clause, claims in _clauses(evidence):
        groups[clause].append(claims)
    for occurrences in groups.values():
        if len(occurrences) > 1:
            yield from _compared(evidence, occurrences)


def _clauses(evidence: Evidence) -> Iterator[tuple[str, list[Claim]]]:
    """Yield every clause with figures, its figures masked, if it has enough words of its own."""
    for scope in evidence.by_scope.values():
        text = scope[0].quantity.paragraph.view.folded
        by_clause: dict[tuple[int, int], list[Claim]] = defaultdict(list)
        for claim in scope:
            by_clause[_limits(text, claim.quantity.start, claim.quantity.end)].append(claim)
        for (low, high), claims in by_clause.items():
            masked, at = [], low
            for claim in claims:
                masked += [text[at : claim.quantity.start], "#", claim.quantity.printed.unit.symbol]
                at = claim.quantity.end
            clause = "".join([*masked, text[at:high]])
            if len(_FORMS_WORDS.sub("", clause)) >= _LEAST_OWN_WORDS:
                yield clause, claims


def _limits(text: str, start: int, end: int) -> tuple[int, int]:
    low = max(text.rfind(stop, 0, start) for stop in _STOPS) + 1
    highs = [i for stop in _STOPS if (i := text.find(stop, end)) >= 0]
    return low, min(highs, default=len(text))


def _compared(evidence: Evidence, occurrences: list[list[Claim]]) -> Iterator[Outcome]:
    values = [tuple(c.quantity.printed.value.normalize() for c in claims) for claims in occurrences]
    counts: Counter[tuple[Decimal, ...]] = Counter(values)
    usual = max(counts, key=lambda v: (counts[v], -values.index(v)))
    model = occurrences[values.index(usual)]
    for claims, own in zip(occurrences, values, strict=True):
        if claims is model:
            continue
        different = [i for i, (a, b) in enumerate(zip(own, usual, strict=True)) if a != b]
        if len(different) > 1:
            continue
        for i, (claim, other) in enumerate(zip(claims, model, strict=True)):
            operand = evidence.witness(other, "restatement", short=True)
            if i not in different:
                continue
            at = evidence.witness(claim, short=True)
            yield Contradicted(
                at,
                (operand,),
                f"同一语句此处写{claim.quantity.printed}，另{'有' + str(counts[usual]) if counts[usual] > 1 else '一'}处写{other.quantity.printed}，两处不能同时成立。",
                "restatement",
                implied=other.interval,
                formula=f"{claim.quantity.printed} ≠ {other.quantity.printed}",
                confidence=0.85,
                likelier="claim" if counts[usual] > 1 else None,
            )
        if not different and claims[0].scope != model[0].scope:
            for claim, other in zip(claims, model, strict=True):
                if not _verbatim(claim, other):
                    yield Consistent(evidence.witness(claim, short=True), (evidence.witness(other, "restatement", short=True),), "restatement")


def _verbatim(left: Claim, right: Claim) -> bool:
    """Whether the whole sentences are the same: repeating oneself word for word confirms nothing."""
    return _sentence(left) == _sentence(right)


def _sentence(claim: Claim) -> str:
    text = claim.quantity.paragraph.view.folded
    low = max(text.rfind(stop, 0, claim.quantity.start) for stop in "。;!?") + 1
    high = min((i for stop in "。;!?" if (i := text.find(stop, claim.quantity.end)) >= 0), default=len(text))
    return re.sub(r"^\W*\d{0,2}\W+", "", text[low:high])
