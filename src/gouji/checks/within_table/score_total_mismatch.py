"""附表得分与总分不符

核对什么：绩效自评表各项指标的得分（连同预算执行率的得分）之和是否等于总分，分值之和是否等于总分值，单项得分是否超过它的分值。
为什么：总分定等次，改了一项而没有重加总分最常见。
容差：整数的分是精确的，带小数的取舍入区间；差不到末位一个单位的记为尾差。
不核对：分值加不到总分值（多半是有的行没有读到）而得分也加不到总分；没有分值又没有括号里注明分数的表；没有总分的表。
依据：项目支出绩效自评表“分值”“得分”“总分”各栏；得分不得突破权重总额。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.checks.annexes import all_annexes, annex_witness
from gouji.checks.arithmetic import sum_differs
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.score_sheet import Sheet, SheetReading, executions, points, read_sheet
from gouji.model.annex import Annex, AnnexFigure, BlockKind
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Relation, Severity
from gouji.values.interval import Interval


@check(code="WT02", name="score-total-mismatch", kind=Kind.TABLE_SUM_ERROR, severity=Severity.ERROR, since="0.1")
def score_total_mismatch(evidence: Evidence) -> Iterator[Outcome]:
    for annex in all_annexes(evidence):
        blocks = [b for b in annex.of_kind(BlockKind.INDICATORS) if "score" in b.roles]
        if len(blocks) != 1:
            continue
        sheet = read_sheet(blocks[0])
        if sheet.score_total is not None and sheet.scores:
            headed = list(_headed(annex, sheet, sheet.score_total)) if sheet.brackets and any(sheet.weights) else []
            yield from headed or _judged(annex, sheet, sheet.score_total)


def _headed(annex: Annex, sheet: Sheet, whole: AnnexFigure) -> Iterator[Outcome]:
    """Hold the weight in brackets of the only heading that its indicators do not add up to, where all headings make up the whole.

    The scores have to add up, which shows that no row was lost.
    """
    readings = [r for r in (SheetReading(sheet, *e) for e in executions(annex)) if r.holds(whole)]
    wholes = {sheet.full - (r.extra.printed.value if r.extra else 0) for r in readings}
    for column, added in sheet.brackets.items():
        headings = [h for h in sheet.headings if h.column == column]
        wrong = [h for h in headings if points(h.parts) != h.weight.printed.value]
        if added in wholes and len(wrong) == 1 and len(headings) > 1 and all(h.parts for h in headings):
            yield _contradicted(
                annex, wrong[0].weight, wrong[0].parts, Interval.exact(points(wrong[0].parts)), "分值", wrong[0].text
            )


def _judged(annex: Annex, sheet: Sheet, whole: AnnexFigure) -> Iterator[Outcome]:
    """Hold the scores against their total where the weights show that every row was read, and the weights where the scores do."""
    readings = [SheetReading(sheet, weight, score) for weight, score in executions(annex)]
    proven = [r for r in readings if r.weighed]
    good = next((r for r in [*proven, *readings] if r.holds(whole)), None)
    if good is not None and good.weighed:
        yield Consistent(
            annex_witness(annex, whole, "whole", "总分"),
            tuple(annex_witness(annex, p, "part") for p in good.scores),
            "arithmetic",
        )
    elif (
        good is not None
        and sheet.weight_total is not None
        and all(sheet.weights)
        and len(readings) == 1 + (good.extra is not None)
    ):
        weights = [w for w in (good.extra, *sheet.weights) if w is not None]
        yield _contradicted(annex, sheet.weight_total, weights, Interval.exact(points(weights)), "分值")
    elif good is None and proven:
        yield _contradicted(annex, whole, proven[0].scores, proven[0].added, "得分")
    if proven:
        yield from _above(annex, sheet)


def _above(annex: Annex, sheet: Sheet) -> Iterator[Outcome]:
    for score, weight in zip(sheet.scores, sheet.weights, strict=True):
        if weight is not None and score.printed.value > weight.printed.value and "加分" not in score.label:
            at, operand = annex_witness(annex, score, "claim"), annex_witness(annex, weight, "weight", score.label)
            yield Contradicted(
                at, (operand,), f"{at.words}的得分{score.printed.value}超过它的分值{weight.printed.value}。", "arithmetic",
                implied=weight.printed.interval, formula=f"{score.printed.value} > {weight.printed.value}", confidence=0.85,
            )  # fmt: skip


def _unit_of(whole: AnnexFigure, parts: Sequence[AnnexFigure]) -> Decimal:
    """Return how far cutting or rounding the total may take it: a unit of its last digit; a whole one among whole ones is exact."""
    decimals = any(p.printed.exponent < 0 for p in parts)
    return Decimal(1).scaleb(whole.printed.exponent) if decimals or whole.printed.exponent < 0 else Decimal(0)


def _contradicted(
    annex: Annex, whole: AnnexFigure, parts: Sequence[AnnexFigure], implied: Interval, what: str, label: str = "总分"
) -> Outcome:
    added = f"{implied.middle.normalize():f}"
    at = annex_witness(annex, whole, "whole", label)
    gap = f"{abs(whole.printed.value - implied.middle).normalize():f}"
    return Contradicted(
        at,
        tuple(annex_witness(annex, p, "part") for p in parts),
        f"{at.words}的{what}印为{whole.printed.value}，各项{what}之和为{added}，相差{gap}，表内不平。",
        "arithmetic",
        implied=implied,
        formula=sum_differs([f"{p.printed.value}" for p in parts], added, whole.printed.value),
        relation=Relation(tuple((1, i) for i in range(len(parts)))),
        tail=abs(whole.printed.value - implied.middle) < _unit_of(whole, parts),
        confidence=0.92,
    )
