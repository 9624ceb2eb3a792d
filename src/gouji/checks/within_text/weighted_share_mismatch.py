"""分类占比与合计不符

核对什么：分类占比（如货物、服务采购各有百分之几授予中小企业）乘以各类数额，加起来是否等于所说的合计。
为什么：占比各自看不出错，合在一起才知道其中一个不可能。
容差：各项都取舍入区间，乘积之和与合计的区间相交即相容；再差不到一个末位单位记为尾差。
不核对：有一类没有写占比而数额不为零；约数。
依据：合计 = Σ 各类数额 × 该类占比。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gouji.checks.arithmetic import number, show
from gouji.checks.base import check
from gouji.checks.evidence import Evidence, Operand
from gouji.model.alignment import Why
from gouji.model.claim import Claim, Measure, Period
from gouji.model.outcome import Consistent, Contradicted, Kind, NotChecked, Outcome, Severity
from gouji.values.interval import Interval, total
from gouji.values.units import PERCENT


@check(code="WX10", name="weighted-share-mismatch", kind=Kind.RATIO_ERROR, severity=Severity.ERROR, since="0.1")
def weighted_share_mismatch(evidence: Evidence) -> Iterator[Outcome]:
    for whole_key, parts in evidence.profile.shares_by:
        for scope in evidence.by_scope.values():
            yield from _in_paragraph(evidence, scope, whole_key, parts)


def _in_paragraph(
    evidence: Evidence, scope: list[Claim], whole_key: str, parts: tuple[tuple[str, str], ...]
) -> Iterator[Outcome]:
    whole = _level(scope, whole_key)
    if whole is None:
        return
    pairs: list[tuple[Claim, Claim]] = []
    for word, part_key in parts:
        part, share = _level(scope, part_key), _share_of(scope, word, part_key, whole_key)
        if part is not None and share is not None and part.exact and share.exact:
            pairs.append((share, part))
        elif part is not None and part.value != 0:
            return
    if len(pairs) < 2:
        return
    operands = [evidence.operand(c, "part") for pair in pairs for c in pair]
    implied = total([share.interval * part.interval for share, part in pairs])
    formula = " + ".join(f"{number(part.quantity.printed)} × {share.quantity.printed}" for share, part in pairs)
    whole_operand = evidence.operand(whole, "whole")
    if not whole.exact:
        yield from (NotChecked(evidence.witness(share), Why.APPROXIMATE) for share, _ in pairs)
        return
    if implied.meets(whole.interval):
        for share, _ in pairs:
            yield Consistent(
                evidence.witness(share), (whole_operand.witness, *(o.witness for o in operands)), "arithmetic"
            )
        return
    yield _contradicted(evidence, pairs, whole_operand, implied, formula)


def _contradicted(
    evidence: Evidence, pairs: list[tuple[Claim, Claim]], whole: Operand, implied: Interval, formula: str
) -> Outcome:
    """Name the one share that is not a plain 100% or 0%: a round share is right far more often."""
    odd = [p for p in pairs if p[0].quantity.printed.value not in (0, 100)] or pairs
    share, part = odd[-1]
    rest = total([s.interval * p.interval for s, p in pairs if s is not share])
    needed = (whole.interval - rest) / part.interval if not part.interval.is_zero else implied
    added = sum((s.value * p.value for s, p in pairs), Decimal(0))
    assert whole.claim is not None
    quantum = whole.claim.quantity.printed.quantum
    unit = whole.claim.quantity.printed.unit
    return Contradicted(
        evidence.witness(share),
        (whole.witness, *(evidence.witness(c, "part", short=True) for p in pairs for c in p if c is not share)),
        f"按{formula}，合计应为{show(added, unit)}，而正文合计为{whole.claim.quantity.printed}；若其余各数无误，此处应约为{show(needed.middle, PERCENT)}。",
        "arithmetic",
        implied=needed,
        formula=f"{formula} = {show(added, unit)} ≠ {whole.claim.quantity.printed}",
        tail=implied.gap(whole.interval) < quantum,
        confidence=0.92,
    )


def _level(scope: list[Claim], key: str) -> Claim | None:
    return next(
        (
            c
            for c in scope
            if c.measure is Measure.LEVEL
            and c.period is Period.THIS
            and c.subject
            and c.subject.key == f"concept:{key}"
        ),
        None,
    )


def _share_of(scope: list[Claim], word: str, part_key: str, whole_key: str) -> Claim | None:
    """Return the share of one class that goes to the whole: 货物采购授予中小企业合同金额占货物支出金额的…%."""
    for claim in scope:
        if claim.measure is Measure.SHARE and claim.whole and claim.whole[0].key == f"concept:{part_key}":
            left = claim.quantity.paragraph.view.folded[max(0, claim.cue - 24) : claim.cue]
            if word in left:
                return claim
    return None
