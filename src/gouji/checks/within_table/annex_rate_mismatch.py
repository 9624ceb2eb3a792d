"""附表执行率不符

核对什么：绩效自评等附表里，执行率是否等于同一行的执行数除以预算数；表头写明“分值×执行率”的得分是否如此；预算执行率指标的完成值与表头的执行率是否一致。
为什么：执行率决定得分，又常从别的项目或上年的表里照抄。
容差：各数取舍入区间，执行数除以预算数（或年初预算数）的区间与执行率相交即相容；再差不到末位一个单位的记为尾差。
不核对：预算数为零或空白；列位不能确定的行；没有写明计分办法的得分；一张表里有几个预算执行率指标时的完成值。
依据：项目支出绩效自评表“执行率（B/A）”；“得分（20分×执行率）”。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gouji.checks.annexes import all_annexes, annex_witness
from gouji.checks.arithmetic import QUOTIENT
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.annex import Annex, AnnexFigure, Block, BlockKind, FundsRow, figure_of
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity
from gouji.values.interval import Interval
from gouji.values.printed import Printed, rounded
from gouji.values.units import PERCENT

_RULE = re.compile(r"(?P<weight>\d{1,3})分?[×*xX]执行率|执行率[×*xX](?P<after>\d{1,3})分?")
_RATE_INDICATOR = re.compile(r"(?:指标\d{1,2}[:.、])?(?:项目|资金|预算)*执行率")
_QUOTIENT = re.compile(r"\([A-Z]/(?P<base>[A-Z])")
_ONE = Interval.exact(Decimal(1))


@check(code="WT03", name="annex-rate-mismatch", kind=Kind.RATIO_ERROR, severity=Severity.ERROR, since="0.1")
def annex_rate_mismatch(evidence: Evidence) -> Iterator[Outcome]:
    for annex in all_annexes(evidence):
        rows = annex.funds
        for row in rows:
            yield from _rate(annex, row)
            yield from _score(annex, row)
        stated = [r for r in rows if "rate" in r.values]
        if stated:
            yield from _restated(annex, stated[0])


def _rate(annex: Annex, row: FundsRow) -> Iterator[Outcome]:
    """Hold a rate against 执行数 ÷ 预算数, or ÷ 年初预算数 where the form has both."""
    rate, final = row.values.get("rate"), row.values.get("final")
    stated = _stated_base(row.block)
    bases = [row.values[k] for k in ([stated] if stated else ["budget", "initial"]) if k in row.values]
    bases = [b for b in bases if not b.printed.interval.is_zero]
    if rate is None or final is None or not bases:
        return
    at = annex_witness(annex, rate, "claim", row.label)
    tried = []
    for base in bases:
        implied = final.printed.interval / base.printed.interval
        operands = tuple(annex_witness(annex, f, role, row.label) for f, role in ((final, "final"), (base, "budget")))
        if rate.printed.interval.meets(implied):
            yield Consistent(at, operands, "arithmetic", QUOTIENT)
            return
        tried.append((implied, operands, base))
    implied, operands, base = tried[0]
    right = _percent(implied, rate.printed)
    yield Contradicted(
        at,
        operands,
        f"{at.words}的执行率印为{rate.printed}，按{final.printed} ÷ {base.printed}应为{right}，不能同时成立。",
        "arithmetic",
        implied=implied,
        formula=f"{final.printed} ÷ {base.printed} = {right}",
        relation=QUOTIENT,
        tail=any(rate.printed.interval.gap(i) < rate.printed.quantum for i, _, _ in tried)
        and rate.printed.exponent < 0,
        confidence=0.93 if row.block.certain else 0.85,
    )


def _stated_base(block: Block) -> str:
    """Return which column the header divides by: 执行率(C/B) where 全年预算数 is (B); '' where it does not say."""
    rates = block.columns("rate")
    match = _QUOTIENT.search(block.header[rates[0]].text) if rates else None
    marked = {r for r, c in zip(block.roles, block.header, strict=False) if match and f"({match['base']})" in c.text}
    return next((r for r in ("budget", "initial") if r in marked), "")


def _score(annex: Annex, row: FundsRow) -> Iterator[Outcome]:
    """Hold the score of the execution rate against the rule the header prints: weight × rate, at most the weight."""
    rule = next((m for c in row.block.header if (m := _RULE.search(c.text))), None)
    score, rate = row.values.get("score"), row.values.get("rate")
    if rule is None or score is None or rate is None:
        return
    weight = Decimal(rule["weight"] or rule["after"])
    share = rate.printed.interval
    implied = (_ONE if share.low >= 1 else share).scaled(weight)
    at, operand = (annex_witness(annex, f, r, row.label) for f, r in ((score, "claim"), (rate, "rate")))
    printed = score.printed.interval if score.printed.exponent < 0 else _whole(score.printed)
    if printed.meets(implied) or implied.low <= score.printed.value <= implied.high:
        yield Consistent(at, (operand,), "arithmetic")
        return
    right = f"{rounded(implied.middle, min(score.printed.exponent, -2)):f}分"
    yield Contradicted(
        at,
        (operand,),
        f"{at.words}的得分印为{score.printed}，按{weight}分×{rate.printed}应为{right}，不能同时成立。",
        "arithmetic",
        implied=implied,
        formula=f"{weight} × {rate.printed} = {right}",
        tail=printed.gap(implied) < printed.high - printed.low,
        confidence=0.85,
    )


def _whole(printed: Printed) -> Interval:
    """Return what a score without decimals may have been rounded from."""
    half = Decimal("0.5")
    return Interval(printed.value - half, printed.value + half)


def _restated(annex: Annex, row: FundsRow) -> Iterator[Outcome]:
    """Hold the rate of the funds against the only indicator that prints the execution rate once more."""
    found = list(_indicator_rates(annex))
    rate = row.values["rate"]
    if len(found) != 1:
        return
    at, operand = annex_witness(annex, rate, "claim", row.label), annex_witness(annex, found[0], "restated")
    if rate.printed.interval.meets(found[0].printed.interval):
        yield Consistent(at, (operand,), "restatement")
        return
    gap = f"{rounded(abs(rate.printed.value - found[0].printed.value), -2):f}个百分点"
    yield Contradicted(
        at,
        (operand,),
        f"{at.words}的执行率印为{rate.printed}，同一张表的“{found[0].label}”完成值为{found[0].printed}，相差{gap}，不能同时成立。",
        "restatement",
        implied=found[0].printed.interval,
        formula=f"{rate.printed} ≠ {found[0].printed}",
        kind=Kind.CROSS_TABLE_MISMATCH,
        severity=Severity.WARNING,
        tail=rate.printed.interval.gap(found[0].printed.interval) < rate.printed.quantum,
        confidence=0.88,
    )


def _indicator_rates(annex: Annex) -> Iterator[AnnexFigure]:
    """Yield the completed values of the indicators called 预算执行率: what fills the cells after the name stands in the header's order."""
    for block in annex.of_kind(BlockKind.INDICATORS):
        roles = [r for r in block.roles if r in ("target", "actual")]
        if "actual" not in roles:
            continue
        for row in block.rows:
            named = next(
                (j for j, c in enumerate(row) if c.text.endswith("执行率") and _RATE_INDICATOR.fullmatch(c.text)), None
            )
            cells = [c for c in row[named + 1 :] if c.text] if named is not None else []
            cell = cells[roles.index("actual")] if len(cells) >= len(roles) else None
            figure = figure_of(cell, PERCENT, row[named].text) if cell is not None and named is not None else None
            if figure is not None and cell is not None and cell.text.endswith("%"):
                yield figure


def _percent(implied: Interval, printed: Printed) -> str:
    return f"{rounded(implied.middle * 100, min(printed.exponent, -2)):f}%"
