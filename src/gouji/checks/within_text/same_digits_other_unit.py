"""同一数字单位不一

核对什么：正文里以“元”为单位的数，是否与别处以“万元”为单位的同一串数字相同。
为什么：同一件事的同一串数字在一处写元、在另一处写万元，几乎总是漏写了“万”字。
容差：数字逐位相同（末位零不计）才报；五位以上、两处所说的事名称也相近的才定为错误，只有一样的只提醒。
不核对：有效数字不足四位的数；只有四位而说的不是一件事的数（会是巧合）；单价、人均等以元计的数。
依据：同一报告同一数额的计量单位应一致。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.unit_slips import blame_unit
from gouji.model.claim import Claim, Measure
from gouji.model.outcome import Kind, Outcome, Severity
from gouji.values.units import WAN, YUAN

_LEAST_DIGITS, _LONG = 4, 5
_MOST_ALIKE, _MOST_SHOWN = 20, 3
_LEAST_COMMON = 2  # characters that the names of one thing share: 培训专项支出 and 培训资金
_SAYS_NOTHING = re.compile("支出|收入|项目|专项|经费|资金|预算|决算|财政|拨款|本年|年度|合计|总计|总额")


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
        found = in_wan.get(value, ())[:_MOST_ALIKE]
        digits = len(value.as_tuple().digits)
        alike = [c for c in found if _of_one_thing(claim, c)]
        if found and digits >= (_LEAST_DIGITS if alike else _LONG):
            others = [evidence.operand(c, "restatement") for c in (alike or found)[:_MOST_SHOWN]]
            outcome = blame_unit(evidence, evidence.operand(claim, "claim"), others, None)
            sure = alike and digits >= _LONG
            yield outcome if sure else replace(outcome, severity=Severity.WARNING)


def _of_one_thing(left: Claim, right: Claim) -> bool:
    """Whether two amounts are said of things whose names have a word in common, other than those that any amount may have."""
    if left.subject is None or right.subject is None:
        return False
    if left.subject.named and left.subject.key == right.subject.key:
        return True
    one, other = (_SAYS_NOTHING.sub(" ", s.words) for s in (left.subject, right.subject))
    pieces = (one[i : i + _LEAST_COMMON] for i in range(len(one) - _LEAST_COMMON + 1))
    return any(" " not in piece and piece in other for piece in pieces)
