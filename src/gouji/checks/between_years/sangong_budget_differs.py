"""三公经费预算与公开的预算不符

核对什么：决算里“三公”经费及各分项的预算数（正文和表），与同一年公开的“三公”经费预算表是否相等。
为什么：三公经费预算最受关注；决算换了预算数，完成率就换了分母。
容差：两数各带末位半个单位的舍入区间，相交即一致；再差不到一个末位单位记为尾差。
不核对：没有用 --prior 给出同一年的预算；单位或部门、单位口径不同；约数；写明全年或调整预算的，另处写有年初预算的；表下注明预算数为调整后数的，未写明“年初”的预算只作提示；报告说到机构改革、划转等的，只作提示。
依据：“三公”经费年初预算即批复并公开的预算；《地方预决算公开操作规程》（财预〔2016〕143号）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.yearly import budget_names, caveat, held, named_cells
from gouji.lexicon import profile_for
from gouji.model.claim import LEVEL, Basis, Period
from gouji.model.document import DocumentKind
from gouji.model.outcome import Kind, Outcome, Severity
from gouji.model.yearly import Option, Saying

SANGONG = frozenset(["sangong", "abroad", "vehicle", "vehicle_purchase", "vehicle_running", "reception"])
_TABLE = "T7"
_BUDGETS = ("budget.", "initial.")
_ADJUSTED = re.compile(r"预算数[^。;；]{0,20}(?:全年|调整)|调整后的?预算")


@check(
    code="BY05", name="sangong-budget-differs", kind=Kind.CROSS_TABLE_MISMATCH, severity=Severity.WARNING, since="0.1"
)
def sangong_budget_differs(evidence: Evidence) -> Iterator[Outcome]:
    if evidence.earlier:
        yield from held(evidence, sayings(evidence))


def sayings(evidence: Evidence) -> Iterator[Saying]:
    """Yield the budgets of the three expenses, in words and in the table."""
    document = evidence.document
    if document.kind is not DocumentKind.FINAL_ACCOUNT or document.year is None:
        return
    budget = profile_for(DocumentKind.BUDGET)
    year, kind = document.year, DocumentKind.BUDGET
    adjusted = _adjusted(evidence)
    initial = {
        c.subject.key.partition(":")[2]: c.value
        for c in evidence.of(LEVEL)
        if c.subject and c.basis is Basis.INITIAL and c.period is Period.THIS
    }
    for claim in evidence.of(LEVEL):
        concept = claim.subject.key.partition(":")[2] if claim.subject else ""
        stated = claim.basis in (Basis.INITIAL, Basis.BUDGET) and claim.period is Period.THIS
        if initial.get(concept, claim.value) != claim.value:
            continue  # the initial one is stated itself: this is another
        if concept in SANGONG and stated and claim.exact and not claim.nested and claim.subject:
            note = caveat(evidence, claim) or ("" if claim.basis is Basis.INITIAL else adjusted)
            said = f"“{claim.subject.words}”的预算印为{claim.quantity.printed}"
            options = tuple(Option(n) for n in budget_names(budget, concept, None))
            yield Saying(LEVEL, evidence.witness(claim), claim.interval, True, year, kind, options, said, note)
    for reading in named_cells(evidence):
        part, _, column = reading.column.rpartition(".")
        printed = reading.cell.printed
        if reading.table.key == _TABLE and f"{part}." in _BUDGETS and printed is not None:
            concept = "sangong" if column == "total" else column
            if part != "initial" and initial.get(concept, printed.base) != printed.base:
                continue
            at = evidence.cell_witness(reading, "claim", printed)
            note = caveat(evidence) or ("" if part == "initial" else adjusted)
            options = tuple(Option(n) for n in budget_names(budget, concept, None))
            said = f"{at.words}印为{printed}"
            yield Saying(LEVEL, at, printed.interval, True, year, kind, options, said, note)


def _adjusted(evidence: Evidence) -> str:
    """Return what says that the table's budget is the adjusted one, or ''."""
    for table in evidence.tables:
        if table.key == _TABLE:
            for note in evidence.document.tables[table.index].notes:
                if _ADJUSTED.search(note.folded):
                    return "表下注明预算数为调整后的全年预算数"
    return ""
