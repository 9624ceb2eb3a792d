"""所列上年数与上年报告不符

核对什么：正文写的上年数、报表“上年预算数”栏，与上年报告自己报表里的同一格是否相等。
为什么：同一单位同一年同一口径只有一个数；重列而不说明，读者无从知道哪个对。
容差：两数各带末位半个单位的舍入区间，相交即一致；再差不到一个末位单位记为尾差。
不核对：没有用 --prior 给出上年同类报告；单位或部门、单位口径不同；约数；上年报告的报表没有这一格；报告说到机构改革、划转、可比口径等的，只作提示。
依据：上年数应与上年批复并公开的决算（预算）一致；《地方预决算公开操作规程》（财预〔2016〕143号）。
"""

from __future__ import annotations

from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.yearly import KINDS, caveat, held, name_of, named_cells, names_of
from gouji.model.claim import LEVEL, Basis, Claim, Comparator, Period
from gouji.model.document import DocumentKind
from gouji.model.outcome import Kind, Outcome, Severity
from gouji.model.yearly import Option, Saying

_LAST = "/last."


@check(
    code="BY02", name="last-year-amount-differs", kind=Kind.CROSS_TABLE_MISMATCH, severity=Severity.WARNING, since="0.1"
)
def last_year_amount_differs(evidence: Evidence) -> Iterator[Outcome]:
    if evidence.earlier:
        yield from held(evidence, sayings(evidence))


def sayings(evidence: Evidence) -> Iterator[Saying]:
    """Yield the amounts stated for last year, and the cells of columns with last year's amounts."""
    document = evidence.document
    year, kind = document.year, document.kind
    if year is None:
        return
    for claim in evidence.of(LEVEL):
        if _of_last_year(evidence, claim) and (names := names_of(evidence, claim)) and claim.subject:
            said = f"“{claim.subject.words}”的上年数印为{claim.quantity.printed}"
            options = tuple(Option(name) for name in names)
            at = evidence.witness(claim)
            yield Saying(LEVEL, at, claim.interval, True, year - 1, kind, options, said, caveat(evidence, claim))
    for reading in named_cells(evidence):
        name, printed = name_of(reading), reading.cell.printed
        if _LAST in name and printed is not None:
            at = evidence.cell_witness(reading, "claim", printed)
            # the other year's table may print two years too, or one
            plain = name.replace(_LAST, "/")
            options = (Option(plain), Option(plain.replace("/0/", "/0/budget.")))
            said = f"{at.words}印为{printed}"
            yield Saying(LEVEL, at, printed.interval, True, year - 1, kind, options, said, caveat(evidence))


def _of_last_year(evidence: Evidence, claim: Claim) -> bool:
    """Whether an amount is last year's of the report's own 口径."""
    if claim.period is not Period.LAST or not claim.exact or claim.nested or evidence.document.kind not in KINDS:
        return False
    if claim.comparator is Comparator.OTHER_YEAR:  # 比2019年的22.76万元
        return False
    budget = evidence.document.kind is DocumentKind.BUDGET
    return claim.basis in ((Basis.NONE, Basis.BUDGET, Basis.INITIAL) if budget else (Basis.NONE, Basis.FINAL))
