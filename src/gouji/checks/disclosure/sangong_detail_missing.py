"""“三公”经费没有写实物量

核对什么：决算“三公”经费有支出的，说明或表里有没有写相应的实物量：因公出国（境）的团组和人次、公务用车购置数、公务用车保有量、公务接待的批次和人次。
为什么：财预〔2016〕143号要求连同金额一并公开，只有金额看不出用在多少人、多少车上。
容差：整份报告任何一处写有即可，写法不限；只作提示。
不核对：没有支出的项目；不被本表任何等式证实的数；没有“三公”经费说明的报告（说明可能在另外的文件里）；预算。
依据：《地方预决算公开操作规程》（财预〔2016〕143号）：因公出国（境）团组数及人数，公务用车购置数及保有量，国内公务接待的批次、人数、经费总额等。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.alignment import Reading
from gouji.model.claim import Basis, Measure, Period
from gouji.model.document import DocumentKind
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness
from gouji.model.table import Belief

_ACTUAL = (Basis.FINAL, Basis.NONE)
_SPACE = re.compile(r"[^\S\n]+")
# By concept: what it is called, and what has to be told of it, each with the ways to tell it
_DETAILS = {
    "abroad": (
        "因公出国（境）费",
        (("团组数", re.compile(r"团组|出[国境][^。\n]{0,40}\d[个批次]")), ("人次", re.compile(r"出[国境][^。\n]{0,60}人[次数员]?"))),
    ),
    "vehicle_purchase": (
        "公务用车购置费",
        (("购置数", re.compile(r"(?:购置|购买|更新|购入)[^。\n]{0,40}辆|购[置买]数")),),
    ),
    "vehicle_running": ("公务用车运行维护费", (("公务用车保有量", re.compile(r"保有|(?:公务用?车|车辆)[^。\n]{0,24}辆")),)),
    "reception": (
        "公务接待费",
        (("批次", re.compile(r"接待[^。\n]{0,60}(?:批|团组|\d[个次])")), ("人次", re.compile(r"接待[^。\n]{0,80}人"))),
    ),
}  # fmt: skip


@check(code="DC07", name="sangong-detail-missing", kind=Kind.FORMAT_ERROR, severity=Severity.INFO, since="0.1")
def sangong_detail_missing(evidence: Evidence) -> Iterator[Outcome]:
    if evidence.document.kind is not DocumentKind.FINAL_ACCOUNT:
        return
    tables = ""
    for key, (name, details) in _DETAILS.items():
        at = _spent(evidence, key)
        lacking = [(w, told) for w, told in details if at is not None and not told.search(evidence.narrative.text)]
        if lacking:
            tables = tables or "\n".join(_SPACE.sub("", s.text) for s in evidence.document.sources)
            lacking = [(what, told) for what, told in lacking if not told.search(tables)]
        if lacking and at is not None:
            message = f"{name}有支出（{at.printed}），没有写{'和'.join(w for w, _ in lacking)}；应随金额一并公开。"
            yield Contradicted(at, (), message, "restatement", formula="", confidence=0.8)


def _spent(evidence: Evidence, key: str) -> Witness | None:
    """Return where the narrative about 三公 states what was spent, where a closed cell confirms that anything was; else None."""
    for claim in evidence.claims:
        form = evidence.profile.forms.get(evidence.table_of(claim) or "")
        subject = claim.subject
        if form is None or form.layout != "sangong" or subject is None or subject.key != f"concept:{key}":
            continue
        this = claim.measure is Measure.LEVEL and claim.period is Period.THIS and claim.basis in _ACTUAL
        if this and claim.value and any(_confirms(r) for r in evidence.readings(subject, claim, Basis.FINAL)):
            return evidence.witness(claim)
    return None


def _confirms(reading: Reading) -> bool:
    printed = reading.cell.printed
    return printed is not None and bool(printed.value) and reading.cell.belief is Belief.CLOSED
