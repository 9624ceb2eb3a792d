"""项目金额与自评表不符

核对什么：绩效自评综述里写的项目全年预算数、执行数，与同名项目自评表“年度资金”各行的预算数、执行数是否相等；预算数也可与同表“资金量”各项之和相等。
为什么：综述是从自评表摘出来的，同一项目同一年度只能有一个预算数、一个执行数。
容差：两数各带末位半个单位的舍入区间，与自评表任一行相交即一致；再差不到一个末位单位记为尾差。
不核对：名称不同的项目；同名的表不止一张；自评表没有读出这一栏的；单位正好相差一万倍的（由附表单位一项核对，万元表按元填的只对数字）。
依据：项目支出绩效自评表“年度资金总额”；绩效自评综述的通行写法。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from gouji.checks.annexes import all_annexes, annex_witness, scales_of
from gouji.checks.arithmetic import gap_text, is_tail, show
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.names import PROJECT_WORDS
from gouji.checks.project_sources import key_of
from gouji.model.annex import Annex, AnnexFigure
from gouji.model.claim import Basis, Claim, Measure, Period
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity
from gouji.values.interval import total
from gouji.values.units import WAN

_SHORTEST = 4
_ROLES = {Basis.ADJUSTED: "budget", Basis.BUDGET: "budget", Basis.FINAL: "final"}
_FACTOR = Decimal(10_000)


@check(
    code="XT10",
    name="project-differs-from-annex",
    kind=Kind.VALUE_MISMATCH,
    severity=Severity.WARNING,
    since="0.1",
)
def project_differs_from_annex(evidence: Evidence) -> Iterator[Outcome]:
    forms: dict[str, list[Annex]] = defaultdict(list)
    for annex in all_annexes(evidence):
        if annex.project and annex.funds:
            forms[_core(annex.project)].append(annex)
    for claim in evidence.claims if forms else ():
        subject, role = claim.subject, _ROLES.get(claim.basis)
        if subject is None or role is None or claim.measure is not Measure.LEVEL or not claim.exact:
            continue
        own = _forms_of(_core(subject.words), forms) if subject.key.startswith("words:") else []
        if len(own) == 1 and claim.period is Period.THIS:
            yield from _held(evidence, claim, own[0], role)


def _forms_of(core: str, forms: dict[str, list[Annex]]) -> list[Annex]:
    """Return the forms of a project: of its very name, or of the only names that lengthen or shorten it at one end."""
    if not core or core in forms:
        return forms.get(core, [])
    return [a for name, own in forms.items() if name and _lengthens(name, core) for a in own]


def _lengthens(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) or long.endswith(short)


def _core(name: str) -> str:
    """Return a project's name without the words that come and go, or nothing where too little is left."""
    core = PROJECT_WORDS.sub("", key_of(name))
    return core if len(core) >= _SHORTEST else ""


def _held(evidence: Evidence, claim: Claim, form: Annex, role: str) -> Iterator[Outcome]:
    figures: list[AnnexFigure] = [row.values[role] for row in form.funds if role in row.values]
    if not figures:
        return
    at = evidence.witness(claim)
    agreeing = next((f for f in figures if f.printed.interval.meets(claim.interval)), None)
    if agreeing is not None:
        yield Consistent(at, (annex_witness(form, agreeing, "table"),), "table")
        return
    scales = scales_of(form) if role == "budget" else []
    if len(scales) > 1 and total([s.printed.interval for s in scales]).meets(claim.interval):
        yield Consistent(at, tuple(annex_witness(form, s, "part") for s in scales), "table")
        return
    first = figures[0]
    if _filled_in_yuan(claim, first):
        yield Consistent(at, (annex_witness(form, first, "table"),), "table")
        return
    if first.printed.interval.meets(claim.interval.scaled(1 / _FACTOR)) or not first.printed.value:
        return
    printed = claim.quantity.printed
    shown = show(first.printed.interval.middle, printed.unit, min(printed.exponent, first.printed.exponent))
    operand = annex_witness(form, first, "table")
    yield Contradicted(
        at,
        (operand,),
        f"正文为{printed}，{operand.words}为{shown}，相差{gap_text(claim, first.printed.interval.middle)}，两处不能同时成立。",
        "table",
        implied=first.printed.interval,
        formula=f"{printed} ≠ {shown}",
        tail=is_tail(claim, first.printed.interval),
        confidence=0.8,
    )


def _filled_in_yuan(claim: Claim, figure: AnnexFigure) -> bool:
    """Whether a form in 万元 prints the claim's digits in 元: the unit is wrong there, which is another check's, and the digits are held."""
    wan = claim.quantity.printed.unit is WAN and figure.printed.unit is WAN
    return wan and figure.printed.interval.meets(claim.interval.scaled(_FACTOR))
