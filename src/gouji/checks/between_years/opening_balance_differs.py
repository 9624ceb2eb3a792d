"""年初结转与上年年末结转不符

核对什么：决算总表和正文的年初结转和结余，与上年决算的年末结转和结余是否相等。
为什么：年末结余的钱就是下一年年初的钱，两数之间没有别的收支。
容差：两数各带末位半个单位的舍入区间，相交即一致；再差不到一个末位单位记为尾差。
不核对：没有用 --prior 给出上年决算；单位或部门、单位口径不同；报告说到调整年初结转、机构划转等的，只作提示。
依据：部门决算报表中年初结转和结余等于上年年末结转和结余；经批准的调整应予说明。
"""

from __future__ import annotations

from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.yearly import caveat, held, name_of, named_cells, names_of
from gouji.model.claim import LEVEL, Basis, Period
from gouji.model.document import DocumentKind
from gouji.model.outcome import Kind, Outcome, Severity
from gouji.model.yearly import Option, Saying

# the cells of the opening balance, and where last year's report prints the closing one
_CLOSING = {
    "T1/opening_balance/0/amount": ("T1/closing_balance/1/amount",),
    "T4/opening_balance/0/amount": ("T4/closing_balance/1/total",),
    "T4/general_opening/0/amount": ("T4/closing_balance/1/general",),
    "T4/gov_funds_opening/0/amount": ("T4/closing_balance/1/gov_funds",),
    "T4/state_capital_opening/0/amount": ("T4/closing_balance/1/state_capital",),
}


@check(
    code="BY04", name="opening-balance-differs", kind=Kind.CROSS_TABLE_MISMATCH, severity=Severity.WARNING, since="0.1"
)
def opening_balance_differs(evidence: Evidence) -> Iterator[Outcome]:
    if evidence.earlier:
        yield from held(evidence, sayings(evidence))


def sayings(evidence: Evidence) -> Iterator[Saying]:
    """Yield the opening balances: as the tables print them, and as the narrative states them."""
    document = evidence.document
    if document.kind is not DocumentKind.FINAL_ACCOUNT or document.year is None:
        return
    last, kind, note = document.year - 1, document.kind, caveat(evidence)
    for claim in evidence.of(LEVEL):
        if claim.period is not Period.OTHER and claim.basis in (Basis.NONE, Basis.FINAL) and claim.exact:
            options = [Option(c) for name in names_of(evidence, claim) for c in _CLOSING.get(name, ())]
            if options and claim.subject and evidence.table_of(claim):
                said = f"“{claim.subject.words}”印为{claim.quantity.printed}"
                at = evidence.witness(claim)
                yield Saying(LEVEL, at, claim.interval, True, last, kind, tuple(options), said, note)
    for reading in named_cells(evidence):
        closing, printed = _CLOSING.get(name_of(reading), ()), reading.cell.printed
        if closing and printed is not None:
            at = evidence.cell_witness(reading, "claim", printed)
            options = [Option(c) for c in closing]
            said = f"{at.words}印为{printed}"
            yield Saying(LEVEL, at, printed.interval, True, last, kind, tuple(options), said, note)
