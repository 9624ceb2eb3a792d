"""年初预算与公开的预算不符

核对什么：决算里的年初预算（正文和“年初预算数”栏），与同一年公开的部门预算的同一项是否相等；正文只写“完成年初预算的 x%”“比年初预算增加 x”的，由决算数与公开的预算算出来是否相容。
为什么：年初预算经人大批准并已公开，决算里不应是另一个数；执行率都以它为分母。
容差：两数各带末位半个单位的舍入区间，相交即一致；再差不到一个末位单位记为尾差。
不核对：没有用 --prior 给出同一年的预算；单位或部门、单位口径不同；约数；未写明“年初”的预算；预算的报表没有这一项；看不出是哪一口径的资金；报告说到机构改革、划转等的，只作提示。
依据：年初预算数即批复的部门预算；《中华人民共和国预算法》第十四条要求批复后公开。
"""

from __future__ import annotations

from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.between_years.sangong_budget_differs import SANGONG
from gouji.checks.evidence import Evidence
from gouji.checks.within_text.growth_rate_mismatch import level_pool
from gouji.checks.yearly import RISE, budget_names, caveat, held, named_cells, names_of
from gouji.lexicon import Profile, profile_for
from gouji.model.claim import CHANGE, EXECUTION, GROWTH, LEVEL, Basis, Claim, Comparator, Period
from gouji.model.document import DocumentKind
from gouji.model.outcome import Kind, Outcome, Severity
from gouji.model.yearly import Option, Saying, cell_name

_ITEMS = {"T3": "B3", "T5": "B6", "T8": "B9", "T9": "B10"}  # tables of the same money by functional item
_ITEM_CODE = 7
_MOST_OPERANDS = 4


@check(
    code="BY03", name="initial-budget-differs", kind=Kind.CROSS_TABLE_MISMATCH, severity=Severity.WARNING, since="0.1"
)
def initial_budget_differs(evidence: Evidence) -> Iterator[Outcome]:
    if evidence.earlier:
        yield from held(evidence, sayings(evidence))


def sayings(evidence: Evidence) -> Iterator[Saying]:
    """Yield what a final account says of the initial budget, in words and in the columns for it."""
    document = evidence.document
    if document.kind is not DocumentKind.FINAL_ACCOUNT or document.year is None:
        return
    budget = profile_for(DocumentKind.BUDGET)
    year, kind = document.year, DocumentKind.BUDGET
    for claim in evidence.of(LEVEL):
        if claim.basis is Basis.INITIAL and claim.period is Period.THIS and claim.exact and not claim.nested:
            options = tuple(Option(name) for name in _names(evidence, claim, budget))
            if options and claim.subject:
                said = f"“{claim.subject.words}”的年初预算印为{claim.quantity.printed}"
                at = evidence.witness(claim)
                yield Saying(LEVEL, at, claim.interval, True, year, kind, options, said, caveat(evidence, claim))
    for measure in (EXECUTION, CHANGE, GROWTH):
        for claim in evidence.of(measure):
            saying = _derived(evidence, claim, budget) if _alone(evidence, claim) else None
            if saying:
                yield saying
    for reading in named_cells(evidence):
        table, row, printed = reading.table.key, reading.row, reading.cell.printed
        if reading.column == "initial" and printed is not None:
            names = _row_names(evidence, table, row.key, row.code, row.side, budget)
            at = evidence.cell_witness(reading, "claim", printed)
            said = f"{at.words}印为{printed}"
            options = tuple(Option(name) for name in names)
            if options:
                yield Saying(LEVEL, at, printed.interval, True, year, kind, options, said, caveat(evidence))


def _alone(evidence: Evidence, claim: Claim) -> bool:
    """Whether a figure compares with an initial budget that is not stated itself, and so is not held already."""
    initial = (
        claim.basis is Basis.INITIAL if claim.measure is EXECUTION else claim.comparator is Comparator.INITIAL_BUDGET
    )
    if not initial or not claim.exact or claim.parallel or claim.nested or claim.period is not Period.THIS:
        return False
    return not evidence.level_operands(claim.subject, claim, "budget", bases=(Basis.INITIAL, Basis.BUDGET))


def _derived(evidence: Evidence, claim: Claim, budget: Profile) -> Saying | None:
    """Return what an execution rate, or a change against the initial budget, says of that budget."""
    names = _names(evidence, claim, budget)
    if claim.measure is EXECUTION:
        this = evidence.level_operands(claim.subject, claim, "this", bases=(Basis.FINAL, Basis.NONE))
        this += evidence.cell_operands(claim.subject, claim, "this", Basis.FINAL)
    else:
        this = level_pool(evidence, claim)
    if not names or not this or claim.subject is None or evidence.document.year is None:
        return None
    how = f"比年初预算{RISE[claim.measure][claim.sign < 0]}" if claim.measure in RISE else "完成年初预算的"
    return Saying(
        claim.measure,
        evidence.witness(claim),
        claim.interval,
        bool(claim.sign) or claim.measure is EXECUTION,
        evidence.document.year,
        DocumentKind.BUDGET,
        tuple(Option(name, o.interval, (o.witness,)) for name in names for o in this[:_MOST_OPERANDS]),
        f"“{claim.subject.words}”印为{how}{claim.quantity.printed}，决算为{this[0].printed}",
        caveat(evidence, claim),
    )


def _names(evidence: Evidence, claim: Claim, budget: Profile) -> list[str]:
    """Return the names of the budget's cells an initial budget may be: of the concept, or of the functional item."""
    kind, _, name = claim.subject.key.partition(":") if claim.subject else ("", "", "")
    section = evidence.table_of(claim)
    if kind == "concept":
        if name in SANGONG:  # another check's
            return []
        return budget_names(budget, name, evidence.profile.scopes.get(section or ""))
    return [
        cell_name(_ITEMS[table], code, 0, column)
        for table, code, _, column in (own.split("/") for own in names_of(evidence, claim))
        if table in _ITEMS and len(code) == _ITEM_CODE and code.isdigit() and section == table
    ]


def _row_names(evidence: Evidence, table: str, key: str, code: str, side: int, budget: Profile) -> list[str]:
    """Return the names of the budget's cells for a row of a final account: where its lines are those of a concept."""
    if code:
        return [cell_name(_ITEMS[table], code, 0, "total")] if table in _ITEMS else []
    scope = evidence.profile.scopes.get(table)
    concepts = (
        concept
        for concept, found in evidence.profile.concepts.items()
        if any(
            c.table == table and c.row.removeprefix("@") == key and (c.side or 0) == side and not c.soft
            for c in found.cells
        )
    )
    return [name for concept in concepts for name in budget_names(budget, concept, scope)]
