"""设备单价界限与表样不符

核对什么：“单价（单位价值）×万元以上设备”里的界限，是否为表样规定的 50、100、200 万元之一。
为什么：界限是表样印好的，填报时不该改动；多一个零、少一个“万”，说的就成了另一批设备。
容差：折成同一单位后须恰好相等。
不核对：5、10、20、30、500 万元等也可能是本地资产制度另定的界限；没有写台数或有无的（多半是固定资产的定义）和名词解释里的；界限之外的约数；没有说明是单价的金额。
依据：部门预决算公开表样“国有资产占用情况”：单价50万元以上通用设备、单价100万元以上专用设备；后并为单价100万元（含）以上设备（不含车辆）；早年另有单价200万元以上大型设备。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.alignment import Why
from gouji.model.claim import Claim
from gouji.model.location import Place
from gouji.model.outcome import Consistent, Contradicted, Kind, NotChecked, Outcome, Severity, Witness
from gouji.model.quantity import Modifier
from gouji.values.units import Dimension

_BEFORE = re.compile(r"(?:单价|单位价值|单台价值|单台\(套\)价值)(?:在|达|达到|为|超过)?$")
# (含)以上通用设备 · 及以上的大型设备 · 以上(含)专用设备 · 以上(不含车辆)设备
_AFTER = re.compile(
    r"(?:\(含[^()]{0,12}\)|及|含)?以上(?:\([^()]{1,8}\))?的?(?:通用|专用|大型|专业|仪器|重要|、|和|及|与){0,5}设备"
)
_FORM = frozenset(Decimal(wan) * 10_000 for wan in (50, 100, 200))
_LOCAL = frozenset(Decimal(wan) * 10_000 for wan in (5, 10, 20, 30, 500))
_LONGEST_BEFORE, _LONGEST_AFTER = 12, 40
# A statement of what there is: …设备2台(套), 没有…; what defines 固定资产 has neither
_STOCK_AFTER = re.compile(r"[^，。;]{0,12}?(?:\d+(?:台|套|件|个|辆)|[无没])")
_STOCK_BEFORE = re.compile(r"[无没][^，。;]{0,8}$")
_GLOSSARY = ("名词解释", "名词", "术语")


@check(code="DC09", name="threshold-not-of-form", kind=Kind.FORMAT_ERROR, severity=Severity.WARNING, since="0.1")
def threshold_not_of_form(evidence: Evidence) -> Iterator[Outcome]:
    for claim in evidence.claims:
        if claim.quantity.modifier is Modifier.BOUND and claim.dimension is Dimension.MONEY and _of_equipment(claim):
            yield _outcome(evidence, claim)


def _of_equipment(claim: Claim) -> bool:
    """Whether an amount says from which unit price equipment is listed."""
    quantity = claim.quantity
    text = quantity.paragraph.view.folded
    before = text[max(0, quantity.start - _LONGEST_BEFORE) : quantity.start]
    of_form = _AFTER.match(text, quantity.end, quantity.end + _LONGEST_AFTER) if _BEFORE.search(before) else None
    return of_form is not None and _tells_of_stock(claim, text, of_form.end())


def _tells_of_stock(claim: Claim, text: str, end: int) -> bool:
    """Whether words about equipment say how much there is, outside the explanations of terms."""
    quantity = claim.quantity
    if any(word in part.title for part in quantity.paragraph.section.path for word in _GLOSSARY):
        return False
    before = text[max(0, quantity.start - _LONGEST_BEFORE - _LONGEST_AFTER) : quantity.start]
    return bool(_STOCK_AFTER.match(text, end) or _STOCK_BEFORE.search(_BEFORE.sub("", before)))


def _words_of_form(claim: Claim) -> Witness:
    """Return the words after the amount, which are the form's own and say what it has to be."""
    paragraph, start = claim.quantity.paragraph, claim.quantity.end
    match = _AFTER.match(paragraph.view.folded, start, start + _LONGEST_AFTER)
    end = match.end() if match else start
    return Witness(Place(paragraph.view.span(start, end), paragraph.section.name), "form", words="表样规定的单价界限")


def _outcome(evidence: Evidence, claim: Claim) -> Outcome:
    at, printed = evidence.witness(claim, short=True), claim.quantity.printed
    if printed.base in _FORM:
        return Consistent(at, (_words_of_form(claim),), "restatement")
    if printed.base in _LOCAL:
        return NotChecked(at, Why.APPROXIMATE)
    return Contradicted(
        at,
        (_words_of_form(claim),),
        f"设备的单价界限写{printed}，表样规定的是50万元、100万元或200万元，疑写错。",
        "restatement",
        formula=f"{printed} ≠ 50万元、100万元、200万元",
        confidence=0.9,
        likelier="claim",
    )
