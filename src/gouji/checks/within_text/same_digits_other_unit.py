"""同一数字单位不一

核对什么：正文里以“元”为单位的数，是否与别处以“万元”为单位的同一串数字相同。
为什么：同一串四位以上的数字在一处写元、在另一处写万元，几乎总是漏写了“万”字。
容差：数字逐位相同（末位零不计）才报。
不核对：有效数字不足四位的数；单价、人均等以元计的数。
依据：同一报告同一数额的计量单位应一致。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.unit_slips import blame_unit
from gouji.model.claim import Claim, Measure
from gouji.model.outcome import Kind, Outcome, Severity
from gouji.values.units import WAN, YUAN

_LEAST_DIGITS = 4


@check(code="WX11", name="same-digits-other-unit", kind=Kind.UNIT_ERROR, severity=Severity.ERROR, since="0.1")
def same_digits_other_unit(evidence: Evidence) -> Iterator[Outcome]:
    in_wan: dict[Decimal, list[Claim]] = defaultdict(list)
    odd: list[Claim] = []
    for claim in evidence.claims:
        printed = claim.quantity.printed
        if printed.unit is WAN and claim.exact:
            in_wan[printed.value.normalize()].append(claim)
        elif printed.unit is YUAN and claim.exact and claim.measure is not Measure.OTHER:
            odd.append(claim)
    for claim in odd:
        value = claim.quantity.printed.value.normalize()
        if len(value.as_tuple().digits) >= _LEAST_DIGITS and value in in_wan:
            others = [evidence.operand(c, "restatement") for c in in_wan[value][:3]]
            yield blame_unit(evidence, evidence.operand(claim, "claim"), others, None)
