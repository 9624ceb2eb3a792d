"""附表得分与总分不符

核对什么：绩效自评表各项指标的得分（连同预算执行率的得分）之和是否等于总分，分值之和是否等于总分值，单项得分是否超过它的分值。
为什么：总分定等次，改了一项而没有重加总分最常见。
容差：整数的分是精确的，带小数的取舍入区间；差不到末位一个单位的记为尾差。
不核对：分值加不到总分值（多半是有的行没有读到）而得分也加不到总分；没有分值又没有括号里注明分数的表；没有总分的表。
依据：项目支出绩效自评表“分值”“得分”“总分”各栏；得分不得突破权重总额。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gouji.checks.annexes import all_annexes, annex_witness
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.annex import Annex, AnnexFigure, Block, BlockKind, figure_of, label_of
from gouji.model.document import GridCell
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Relation, Severity
from gouji.values.interval import Interval, total
from gouji.values.printed import Printed
from gouji.values.units import SCORE

_TOTAL = re.compile(r"(?:自评)?(?:总分|合计|总计|总得分|得分合计|合计得分)(?:\((?P<weight>\d{2,3})分?\))?")
_BRACKET = re.compile(r"\((?P<weight>\d{1,3})分")
_HEADED = re.compile(r"(?P<weight>\d{1,3})分")  # 得分(20分×执行率), 得分(分值10分)
_FULL = Decimal(100)
_MOST_SHOWN = 8


@dataclass(slots=True)
class _Heading:
    """A level of indicators with its weight in brackets, 产出指标(50分), and the weights printed in the rows under it."""

    column: int
    text: str
    weight: AnnexFigure
    parts: list[AnnexFigure] = field(default_factory=list)


@dataclass(slots=True)
class _Sheet:
    """Scores and weights of the indicators of one form and its totals; `brackets` are weights by the column they stand in."""

    scores: list[AnnexFigure] = field(default_factory=list)
    weights: list[AnnexFigure | None] = field(default_factory=list)
    brackets: dict[int, Decimal] = field(default_factory=dict)
    score_total: AnnexFigure | None = None
    weight_total: AnnexFigure | None = None
    full: Decimal = _FULL
    headings: list[_Heading] = field(default_factory=list)
    own: list[Decimal] = field(default_factory=list)  # the innermost bracket of each row that has one


@check(code="WT02", name="score-total-mismatch", kind=Kind.TABLE_SUM_ERROR, severity=Severity.ERROR, since="0.2")
def score_total_mismatch(evidence: Evidence) -> Iterator[Outcome]:
    for annex in all_annexes(evidence):
        blocks = [b for b in annex.of_kind(BlockKind.INDICATORS) if "score" in b.roles]
        if len(blocks) != 1:
            continue
        sheet = _read(blocks[0])
        if sheet.score_total is not None and sheet.scores:
            yield from _judged(annex, sheet, sheet.score_total)
            if sheet.brackets and any(sheet.weights):
                yield from _headed(annex, sheet)


def _read(block: Block) -> _Sheet:
    sheet, levels = _Sheet(), block.columns("level")
    for row in block.rows:
        first = next(c.text for c in row if c.text)
        closing = _TOTAL.fullmatch(first) if first[0] in "自总合得" else None
        if closing is not None:
            _close(sheet, block, row, closing["weight"])
            return sheet
        values = _scored(block, row)
        if "score" in values:
            values["score"].label = next(
                (row[j].text for j in reversed(levels) if j < len(row) and row[j].text), label_of(row)
            )
            sheet.scores.append(values["score"])
            sheet.weights.append(values.get("weight"))
            _add_brackets(sheet, levels, row, values.get("weight"))
    return sheet


def _scored(block: Block, row: list[GridCell]) -> dict[str, AnnexFigure]:
    """Return weight and score of a row; without a grid they are its last cells, where the header ends with them."""
    if block.certain:
        return block.values(row)
    roles = [r for r in block.roles[-2:] if r in ("weight", "score")]
    found = [figure_of(c, SCORE) for c in row[len(row) - len(roles) :]]
    read = {r: f for r, f in zip(roles, found, strict=False) if f is not None and f.printed.unit is SCORE}
    return read if block.roles[-1] == "score" and len(read) == len(roles) < len(row) else {}


def _close(sheet: _Sheet, block: Block, row: list[GridCell], weight: str | None) -> None:
    """Take the totals: the last numbers of the closing row are weight and score, or the score alone."""
    found = [f for c in row if (f := figure_of(c, SCORE)) is not None and f.printed.unit is SCORE]
    if len(found) == 2 and "weight" in block.roles:
        first = next(r for r in block.roles if r in ("weight", "score"))
        sheet.weight_total, sheet.score_total = found if first == "weight" else found[::-1]
        sheet.full = sheet.weight_total.printed.value
    elif len(found) == 1:
        sheet.score_total = found[0]
        sheet.full = Decimal(weight) if weight else _FULL


def _add_brackets(sheet: _Sheet, levels: Sequence[int], row: list[GridCell], weight: AnnexFigure | None) -> None:
    printed = [m for j in levels if j < len(row) and "(" in row[j].text and (m := _BRACKET.search(row[j].text))]
    sheet.own += [Decimal(printed[-1]["weight"])] if printed else []
    for j in levels:
        cell = row[j] if j < len(row) else None
        match = _BRACKET.search(cell.text) if cell and "(" in cell.text else None
        if match is None and j not in sheet.brackets:
            continue
        last = next((h for h in reversed(sheet.headings) if h.column == j), None)
        if cell and match and (last is None or last.text != cell.text):
            last = _Heading(j, cell.text, AnnexFigure(Printed(Decimal(match["weight"]), SCORE), cell.span, cell.text))
            sheet.headings.append(last)
            sheet.brackets[j] = sheet.brackets.get(j, Decimal(0)) + last.weight.printed.value
        if last is not None and weight is not None:
            last.parts.append(weight)


def _headed(annex: Annex, sheet: _Sheet) -> Iterator[Outcome]:
    """Hold the weight in brackets of the only heading that its indicators do not add up to, where all headings make up the whole."""
    wholes = {sheet.full - (extra.printed.value if extra else 0) for extra, _ in _executions(annex)}
    for column, added in sheet.brackets.items():
        headings = [h for h in sheet.headings if h.column == column]
        wrong = [h for h in headings if _sum(h.parts) != h.weight.printed.value]
        if added in wholes and len(wrong) == 1 and len(headings) > 1 and all(h.parts for h in headings):
            yield _contradicted(
                annex, wrong[0].weight, wrong[0].parts, Interval.exact(_sum(wrong[0].parts)), "分值", wrong[0].text
            )


def _sum(parts: Sequence[AnnexFigure]) -> Decimal:
    return sum((p.printed.value for p in parts), Decimal(0))


def _judged(annex: Annex, sheet: _Sheet, whole: AnnexFigure) -> Iterator[Outcome]:
    """Hold the scores against their total where the weights show that every row was read, and the weights where the scores do."""
    readings = [_Reading(sheet, weight, score) for weight, score in _executions(annex)]
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
        yield _contradicted(annex, sheet.weight_total, weights, Interval.exact(_sum(weights)), "分值")
    elif good is None and proven:
        yield _contradicted(annex, whole, proven[0].scores, proven[0].added, "得分")
    if proven:
        yield from _above(annex, sheet)


class _Reading:
    """The scores with or without that of the execution rate, and whether the weights then make up the whole."""

    def __init__(self, sheet: _Sheet, extra: AnnexFigure | None, score: AnnexFigure | None) -> None:
        self.extra = extra
        self.scores = [*([score] if score else []), *sheet.scores]
        self.added = total([s.printed.interval for s in self.scores])
        self.weighed = any(w + (extra.printed.value if extra else 0) == sheet.full for w in _weight_sums(sheet))

    def holds(self, whole: AnnexFigure) -> bool:
        """Whether the scores add up to the total; a whole number among decimals may have been rounded."""
        printed, half = whole.printed, Decimal("0.5")
        interval = printed.interval
        if printed.exponent >= 0 and any(p.printed.exponent < 0 for p in self.scores):
            interval = Interval(printed.value - half, printed.value + half)
        return interval.meets(self.added) or self.added.low <= printed.value <= self.added.high


def _executions(annex: Annex) -> Iterator[tuple[AnnexFigure | None, AnnexFigure | None]]:
    """Yield the weight and score of the execution rate as it may count: not at all, or once with what the funds block prints."""
    yield None, None
    rows = [r for r in annex.funds if "score" in r.values]
    if len(rows) != 1:
        return
    score = rows[0].values["score"]
    score.label = rows[0].label
    weight = rows[0].values.get("weight") or _bracketed(rows[0].block)
    if weight is not None:
        weight.label = rows[0].label
        yield weight, score


def _bracketed(block: Block) -> AnnexFigure | None:
    """Return the weight that a header prints in brackets: 得分(20分×执行率)."""
    found = ((c, m) for c in block.header if (m := _HEADED.search(c.text)))
    return next((AnnexFigure(Printed(Decimal(m["weight"]), SCORE), c.span) for c, m in found), None)


def _weight_sums(sheet: _Sheet) -> list[Decimal]:
    """Return what the weights may add up to: those of the 分值 column, or those in brackets, of one level or of every row."""
    own = [w for w in sheet.weights if w is not None]
    sums = [_sum(own)] if own and len(own) == len(sheet.weights) else []
    return [
        *sums,
        *sheet.brackets.values(),
        *([sum(sheet.own, Decimal(0))] if len(sheet.own) == len(sheet.scores) else []),
    ]


def _above(annex: Annex, sheet: _Sheet) -> Iterator[Outcome]:
    for score, weight in zip(sheet.scores, sheet.weights, strict=True):
        if weight is not None and score.printed.value > weight.printed.value:
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
    shown = "+".join(f"{p.printed.value}" for p in parts[:_MOST_SHOWN]) + ("+…" if len(parts) > _MOST_SHOWN else "")
    at = annex_witness(annex, whole, "whole", label)
    gap = f"{abs(whole.printed.value - implied.middle).normalize():f}"
    return Contradicted(
        at,
        tuple(annex_witness(annex, p, "part") for p in parts),
        f"{at.words}的{what}印为{whole.printed.value}，各项{what}之和为{added}，相差{gap}，表内不平。",
        "arithmetic",
        implied=implied,
        formula=f"{shown} = {added} ≠ {whole.printed.value}",
        relation=Relation(tuple((1, i) for i in range(len(parts)))),
        tail=abs(whole.printed.value - implied.middle) < _unit_of(whole, parts),
        confidence=0.92,
    )
