"""The scores and weights of one self-evaluation: rows, closing row, brackets of the headings, and what the weights prove."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gouji.model.annex import Annex, AnnexFigure, Block, figure_of, label_of
from gouji.model.document import GridCell
from gouji.values.interval import Interval, total
from gouji.values.printed import Printed
from gouji.values.units import SCORE

_TOTAL = re.compile(r"(?:自评)?(?:总分|合计|总计|总得分|得分合计|合计得分)(?:\((?P<weight>\d{2,3})分?\))?")
_BRACKET = re.compile(r"\((?P<weight>\d{1,3})分")
_HEADED = re.compile(r"(?P<weight>\d{1,3})分")  # 得分(20分×执行率), 得分(分值10分)
_FULL = Decimal(100)


@dataclass(slots=True)
class Heading:
    """A level of indicators with its weight in brackets, 产出指标(50分), and the weights printed in the rows under it."""

    column: int
    text: str
    weight: AnnexFigure
    parts: list[AnnexFigure] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """Scores and weights of the indicators of one form and its totals; `brackets` are weights by the column they stand in."""

    scores: list[AnnexFigure] = field(default_factory=list)
    weights: list[AnnexFigure | None] = field(default_factory=list)
    brackets: dict[int, Decimal] = field(default_factory=dict)
    score_total: AnnexFigure | None = None
    weight_total: AnnexFigure | None = None
    full: Decimal = _FULL
    headings: list[Heading] = field(default_factory=list)
    own: list[Decimal] = field(default_factory=list)  # the innermost bracket of each row that has one


def read_sheet(block: Block) -> Sheet:
    """Return the scores, weights and totals of one block of indicators."""
    sheet, levels = Sheet(), block.columns("level")
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


def _close(sheet: Sheet, block: Block, row: list[GridCell], weight: str | None) -> None:
    """Take the totals: the last numbers of the closing row are weight and score, or the score alone."""
    found = [f for c in row if (f := figure_of(c, SCORE)) is not None and f.printed.unit is SCORE]
    if len(found) == 2 and "weight" in block.roles:
        first = next(r for r in block.roles if r in ("weight", "score"))
        sheet.weight_total, sheet.score_total = found if first == "weight" else found[::-1]
        sheet.full = sheet.weight_total.printed.value
    elif len(found) == 1:
        sheet.score_total = found[0]
        sheet.full = Decimal(weight) if weight else _FULL


def _add_brackets(sheet: Sheet, levels: Sequence[int], row: list[GridCell], weight: AnnexFigure | None) -> None:
    printed = [m for j in levels if j < len(row) and "(" in row[j].text and (m := _BRACKET.search(row[j].text))]
    sheet.own += [Decimal(printed[-1]["weight"])] if printed else []
    for j in levels:
        cell = row[j] if j < len(row) else None
        match = _BRACKET.search(cell.text) if cell and "(" in cell.text else None
        if match is None and j not in sheet.brackets:
            continue
        last = next((h for h in reversed(sheet.headings) if h.column == j), None)
        if cell and match and (last is None or last.text != cell.text):
            last = Heading(j, cell.text, AnnexFigure(Printed(Decimal(match["weight"]), SCORE), cell.span, cell.text))
            sheet.headings.append(last)
            sheet.brackets[j] = sheet.brackets.get(j, Decimal(0)) + last.weight.printed.value
        if last is not None and weight is not None:
            last.parts.append(weight)


class SheetReading:
    """The scores with or without that of the execution rate, and whether the weights then make up the whole."""

    def __init__(self, sheet: Sheet, extra: AnnexFigure | None, score: AnnexFigure | None) -> None:
        self.extra = extra
        self.scores = [*([score] if score else []), *sheet.scores]
        self.added = total([s.printed.interval for s in self.scores])
        weights = _weight_sum(sheet)
        self.weighed = weights is not None and weights + (extra.printed.value if extra else 0) == sheet.full

    def holds(self, whole: AnnexFigure) -> bool:
        """Whether the scores add up to the total; a whole number among decimals may have been rounded."""
        printed, half = whole.printed, Decimal("0.5")
        interval = printed.interval
        if printed.exponent >= 0 and any(p.printed.exponent < 0 for p in self.scores):
            interval = Interval(printed.value - half, printed.value + half)
        return interval.meets(self.added) or self.added.low <= printed.value <= self.added.high


def executions(annex: Annex) -> Iterator[tuple[AnnexFigure | None, AnnexFigure | None]]:
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


def _weight_sum(sheet: Sheet) -> Decimal | None:
    """Return what the weights of all rows add up to: those of the 分值 column, else the innermost brackets; None where one is missing."""
    own = [w for w in sheet.weights if w is not None]
    if own:
        return points(own) if len(own) == len(sheet.weights) else None
    return sum(sheet.own, Decimal(0)) if len(sheet.own) == len(sheet.scores) else None


def points(parts: Sequence[AnnexFigure]) -> Decimal:
    """Return the sum of weights, which are exact."""
    return sum((p.printed.value for p in parts), Decimal(0))
