"""减少后面又写负数

核对什么：“降低-4.11%”“减少-3.20万元”：表示减少的词后面，数字又带负号。
为什么：负负得正，照字面是增加，读者不知道究竟是增是减；多半是从表里抄来带负号的数。
容差：只作提示；别的核对一律按减少理解，算得不符或实为增加的另行指出。
不核对：“增长-4.11%”（各地表样常这样写减少）；没有选定的“增加（减少）”。
依据：公文数字用法；增减方向由文字表达的，数字不再带符号。
"""

from __future__ import annotations

from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.document import DocumentKind
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity


@check(code="DC05", name="fall-with-minus", kind=Kind.FORMAT_ERROR, severity=Severity.INFO, since="0.1")
def fall_with_minus(evidence: Evidence) -> Iterator[Outcome]:
    if evidence.document.kind is DocumentKind.TEMPLATE:
        return
    for claim in evidence.claims:
        printed = claim.quantity.printed
        if claim.sign < 0 and printed.value < 0:
            at = evidence.witness(claim)
            plain = f"{claim.direction}{-printed.value}{printed.unit.symbol}"
            message = f"“{evidence.said(at)}”：“{claim.direction}”后面又是负数，若是减少，应写“{plain}”。"
            yield Contradicted(at, (), message, "restatement", formula="", confidence=0.9)
