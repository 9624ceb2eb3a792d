"""相近表述不能同时成立

核对什么：模型辅助判定不能同时成立的两句相近的话，不同之处是数、名称还是年份；两处原文由程序核实确不相同。
为什么：同一件事在几处用略有出入的话重复，规则只认逐字相同的语句。
容差：两数的舍入区间相交即不算不同；两处文字相同即不算不同。
不核对：不开模型辅助（--llm）时不运行；规则已指出的语句和已核对过的数；引文在句中找不到，找到不止一处，或另一句也有的；两数不在各句的同一处，或两句所说年度不同的；只是范围、口径、措辞不同的。
依据：同一报告前后应一致（财预〔2016〕143号，真实性）。
"""

from __future__ import annotations

from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity
from gouji.model.proposal import Incompatible

_KINDS = {"名称": Kind.ENTITY_MISMATCH, "年份": Kind.PERIOD_MISMATCH}
_CONFIDENCE = 0.8  # that two statements are of one thing is the model's word; that they differ is not


@check(
    code="WX31", name="statements-incompatible", kind=Kind.NARRATIVE_CONFLICT, severity=Severity.WARNING, since="0.1"
)
def statements_incompatible(evidence: Evidence) -> Iterator[Outcome]:
    for pair in evidence.proposals.incompatible:
        yield _contradicted(evidence, pair)


def _contradicted(evidence: Evidence, pair: Incompatible) -> Outcome:
    left, right = evidence.said(pair.left), evidence.said(pair.right)
    return Contradicted(
        pair.left,
        (pair.right,),
        f"两句相近的话一处写“{left}”，另一处写“{right}”，{pair.differs}不同，不能同时成立；请核实两处所说是否为同一件事。",
        "restatement",
        implied=pair.right.printed.interval if pair.right.printed else None,
        expected_words="" if pair.right.printed else right,
        formula=f"{left} ≠ {right}",
        confidence=_CONFIDENCE,
        kind=_KINDS.get(pair.differs),
    )
