"""Totals of funds and what they are made of, as annexes print them: 资金总额 before its sources, or 合计 after them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gouji.model.annex import Annex, AnnexFigure, BlockKind
from gouji.model.document import GridCell
from gouji.values.cells import printed_cell
from gouji.values.interval import total
from gouji.values.units import PERCENT, Dimension, Unit

_LEAD = re.compile(r"^(?:其中:?|\d{1,2}[.、]|[一二三四五六七八九十]、|\(\d\))+|\([^()]*\)|[:、]$")
_FIRST = re.compile(r"(?:本?年度|项目|当年|预算|财政|项目年度)*(?:资金总额|预算合计|资金合计|预算总额|资金总计)")
_LAST = re.compile(r"合计|总计")
_SOURCE = re.compile(
    r"拨款|财政资金|公共预算|政府性基金|国有资本|事业收入|经营收入|单位资金|上级补助|结转|专户|自有资金|自筹资金|其他资金|其他收入|其他"
)
_APPROPRIATION = re.compile("拨款|财政|公共预算")
_SPENDING = ("基本支出", "项目支出")
_LONGEST = 24


@dataclass(slots=True)
class Line:
    """A label and the amounts that follow it, by column; `alone` says that the label has its row to itself."""

    label: str
    cell: GridCell
    amounts: dict[int, AnnexFigure]
    alone: bool
    by_role: bool = False  # the columns are those of 预算数 and 执行数
    others: bool = False  # the row prints something beside these amounts
    shares: dict[int, AnnexFigure] = field(default_factory=dict)

    @property
    def part(self) -> str:
        """The composition it may be a part of: sources or spending; '' for none."""
        if self.label in _SPENDING:
            return "spending"
        return (
            "source"
            if len(self.label) <= _LONGEST and _SOURCE.search(self.label) and not _FIRST.fullmatch(self.label)
            else ""
        )


def lines_of(row: list[GridCell], unit: Unit) -> list[Line]:
    """Return the labels of a row, each with the amounts up to the next."""
    result: list[Line] = []
    for j, cell in enumerate(row):
        if not cell.text:
            continue
        printed = printed_cell(cell.text, unit)
        if printed is None:
            result.append(Line(_LEAD.sub("", cell.text), cell, {}, False))
        elif result and printed.unit.dimension is Dimension.MONEY:
            result[-1].amounts[j] = AnnexFigure(printed, cell.span, result[-1].label)
        elif result:
            result[-1].others = True
            if printed.unit is PERCENT:
                result[-1].shares[j] = AnnexFigure(printed, cell.span, result[-1].label)
    labelled = [line for line in result if line.amounts]
    for line in result:
        line.alone = labelled == [line] or (not labelled and line is result[-1])
    return result


def funds_lines(annex: Annex) -> list[Line]:
    """Return the rows under 预算数 and 执行数 as lines, their columns by role; none where a row with numbers was not read."""
    numbers = (
        row for b in annex.of_kind(BlockKind.FUNDS) for row in b.rows if any(printed_cell(c.text, b.unit) for c in row)
    )
    if sum(1 for _ in numbers) > len(annex.funds):
        return []
    lines = []
    for row in annex.funds:
        amounts = {i: row.values[r] for i, r in enumerate(("initial", "budget", "final")) if r in row.values}
        label = _LEAD.sub("", row.label)
        for figure in amounts.values():
            figure.label = label
        first = next(iter(row.values.values()))
        lines.append(Line(label, GridCell.of(row.label, first.span), amounts, True, by_role=True))
    return lines


def compositions(lines: Sequence[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """Yield each total with its parts: 资金总额 before them, or 合计 after them."""
    before: list[Line] = []
    head: Line | None = None
    for line in lines:
        if _FIRST.fullmatch(line.label) and line.amounts:
            if head is not None:
                yield from _of_kinds(head, before)
            head, before = line, []
        elif line.part:
            before.append(line)
        elif _LAST.fullmatch(line.label) and before and head is None:
            yield from _of_kinds(line, before) if len({p.part for p in before}) == 1 else ()
            before = []
        elif line.amounts or _LAST.fullmatch(line.label):
            if head is not None:
                yield from _of_kinds(head, before)
            head, before = None, []
    if head is not None:
        yield from _of_kinds(head, before)


def _of_kinds(head: Line, parts: Sequence[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """Yield the total with those of its parts that are one list, from the appropriation to 其他资金, or 基本支出 and 项目支出."""
    sources = [p for p in parts if p.part == "source"]
    spending = [p for p in parts if p.part == "spending"]
    if any("其他" in p.label for p in sources) and any(_APPROPRIATION.search(p.label) for p in sources):
        yield head, sources
    if {p.label for p in spending} == set(_SPENDING):
        yield head, spending


def columns_of(whole: Line, parts: Sequence[Line]) -> list[tuple[AnnexFigure, list[AnnexFigure]]]:
    """Return the amounts of the total, each with those of the parts that stand in its column."""
    lines = [whole, *parts]
    if all(len(line.amounts) <= 1 for line in lines) and not (whole.alone and _shifted(whole, parts)):
        own = list(whole.amounts.values())
        return [(own[0], [f for p in parts for f in p.amounts.values()])] if own else []
    keys = whole.amounts.keys()
    apart = any(p.amounts and (p.amounts.keys() != keys if p.by_role else not p.amounts.keys() & keys) for p in parts)
    if all(line.alone for line in lines) and not apart and not _in_order(whole, parts):
        return [(f, [p.amounts[j] for p in parts if j in p.amounts]) for j, f in whole.amounts.items()]
    return []


def _in_order(whole: Line, parts: Sequence[Line]) -> bool:
    """Whether the rows stand a column apart and add up by the order of their amounts."""
    rows = [list(p.amounts.values()) for p in parts if p.amounts]
    own = list(whole.amounts.values())
    if any(len(r) != len(own) for r in rows) or all(
        p.amounts.keys() == whole.amounts.keys() for p in parts if p.amounts
    ):
        return False
    columns = zip(*rows, strict=True)
    return all(
        w.printed.interval.meets(total([f.printed.interval for f in c])) for w, c in zip(own, columns, strict=True)
    )


def _shifted(whole: Line, parts: Sequence[Line]) -> bool:
    """Whether the rows print several columns elsewhere, so that one amount each need not be of one column."""
    columns = {j for line in (whole, *parts) if line.alone for j in line.amounts}
    return len(columns) > 1
