"""项目金额在两张表里不一致

核对什么：同名项目在项目支出预算表、部门整体绩效目标表的项目清单、项目申报表里的当年预算是否相同；项目申报表的采购计划与政府采购预算表是否相符；别的项目都填了的总额有没有漏填。
为什么：一个项目的钱在一份预算里出现三四次，改了一处忘了其他。
容差：各数取舍入区间，相交即一致；一个项目在清单里分成几行的，与各行之和或其中一行相同即一致。
不核对：名称不同的项目；只写了资金总额而没有写明年度的申报表；决算（预算与执行是两个数）；没有注明单位而正好相差一万倍的数；申报表采购多于采购预算表的（可能含资产配置）。
依据：项目支出预算表；部门整体绩效目标表；项目支出绩效目标申报表“项目当年预算”“采购计划”。
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.checks.annexes import all_annexes, annex_witness
from gouji.checks.arithmetic import show
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.project_sources import (
    Statement,
    key_of,
    listed_in_annexes,
    listed_in_tables,
    own_form,
    purchases_of,
    totals_of,
)
from gouji.model.annex import Annex
from gouji.model.document import DocumentKind, GridCell
from gouji.model.location import Place
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness
from gouji.values.units import WAN

_FACTOR = Decimal(10_000)
_FILLED = 3  # forms that fill in a total to one that leaves it blank


@check(code="BT04", name="project-amount-differs", kind=Kind.CROSS_TABLE_MISMATCH, severity=Severity.ERROR, since="0.1")
def project_amount_differs(evidence: Evidence) -> Iterator[Outcome]:
    if evidence.document.kind is not DocumentKind.BUDGET:
        return
    forms = [(a, own_form(a)) for a in all_annexes(evidence) if a.project]
    in_table = listed_in_tables(evidence.tables, evidence.profile.project_tables)
    in_annex = listed_in_annexes(evidence)
    for name, statement in in_annex.items():
        yield from _compared([statement], in_table.get(name))
    bought = listed_in_tables(evidence.tables, _purchase_tables(evidence))
    for form, own in forms:
        name = key_of(form.project)
        yield from _compared(own, in_table.get(name) or in_annex.get(name))
        yield from _purchases(evidence, form, bought.get(name))
    yield from _left_blank(evidence, forms)


def _purchase_tables(evidence: Evidence) -> frozenset[str]:
    concept = evidence.profile.concepts.get("procurement")
    return frozenset(c.table for c in concept.cells) if concept else frozenset()


def _compared(own: Sequence[Statement], other: Statement | None) -> Iterator[Outcome]:
    """Hold the amounts of one place, the budget of the year first, against another place's."""
    if not own or other is None:
        return
    at = own[0].parts[0]
    agreeing = next((s for s in own if s.agrees(other)), None)
    if agreeing is not None:
        yield Consistent(agreeing.parts[0], tuple(other.parts), "restatement")
        return
    one, two = own[0].interval.middle, other.interval.middle
    unsure = not (own[0].unit_stated and other.unit_stated)
    assert at.printed is not None
    if not own[0].yearly or (unsure and max(one, two) == _FACTOR * min(one, two)):
        return
    shown = show(two, at.printed.unit, min(at.printed.exponent, -2))
    yield Contradicted(
        at,
        tuple(other.parts),
        f"{at.words}为{at.printed}，{other.parts[0].words}为{shown}，相差{show(abs(one - two), at.printed.unit)}，同一项目不能同时成立。",
        "restatement",
        implied=other.interval,
        formula=f"{at.printed} ≠ {shown}",
        tail=own[0].interval.gap(other.interval) < at.printed.quantum and at.printed.exponent < 0,
        confidence=0.85,
    )


def _purchases(evidence: Evidence, form: Annex, listed: Statement | None) -> Iterator[Outcome]:
    """Hold the purchases a form plans against the purchases of the same project in the table of purchases."""
    plan = purchases_of(form)
    if plan is None or listed is None:
        return
    block, amounts = plan
    if not amounts:
        cell = block.before if block.before and "采购" in block.before.text else next(c for c in block.header if c.text)
        words = _named(evidence, form, cell)
        shown = show(listed.interval.middle, WAN)
        yield _blank(
            form, cell, f"{words}没有填数，{listed.parts[0].words}为{shown}，两表不能同时成立。", listed.parts, shown
        )
        return
    own = Statement(listed.name, [annex_witness(form, a, "claim") for a in amounts], block.unit_stated)
    if own.interval.low < listed.interval.high:
        yield from _compared([own], listed)


def _left_blank(evidence: Evidence, forms: Sequence[tuple[Annex, list[Statement]]]) -> Iterator[Outcome]:
    """Yield the totals that a form leaves blank although it states its budget and the other forms fill them in."""
    filled: Counter[str] = Counter()
    blank: dict[str, list[tuple[Annex, GridCell, Witness]]] = defaultdict(list)
    for form, stated in forms:
        for label, figure in totals_of(form):
            if figure is not None:
                filled[label.text] += 1
            elif stated:
                blank[label.text].append((form, label, stated[0].parts[0]))
    for text, missing in blank.items():
        if filled[text] >= _FILLED * len(missing):
            for form, label, own in missing:
                shown = str(own.printed)
                message = f"{_named(evidence, form, label)}没有填数，{own.words}为{shown}，别的项目都填了这一格。"
                yield _blank(form, label, message, [own], shown)


def _named(evidence: Evidence, form: Annex, cell: GridCell) -> str:
    """Return what people call a cell of a form: its title, project and label as printed."""
    return f"{form.title or '附表'}“{form.project}·{''.join(evidence.document.text(cell.span).split())}”"


def _blank(form: Annex, cell: GridCell, message: str, operands: Sequence[Witness], shown: str) -> Outcome:
    at = Witness(Place(cell.span, None, form.index), "claim", None, None, f"{form.title or '附表'}“{form.project}”")
    return Contradicted(
        at, tuple(operands), message, "restatement",
        expected_words=shown, formula=f"空白 ≠ {shown}", confidence=0.75, severity=Severity.WARNING,
    )  # fmt: skip
