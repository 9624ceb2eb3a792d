"""附表资金总额与各项来源不符

核对什么：附表里资金总额（合计）是否等于财政拨款、结转、其他资金等各项来源之和，是否等于基本支出加项目支出；“资金量”各项之和与年度资金总额的预算数。
为什么：来源改了一项而总额没有改，或者总额漏了一项，后面的执行率也跟着错。
容差：各数取舍入区间，和的区间与总额相交即相容；再差不到末位一个单位的记为尾差。
不核对：没有列到“其他资金”的来源（可能没有列全）；其中一部分来源正好加到总额（有分层的“其中”）；列位不能对齐的行。
依据：项目支出绩效自评表“年度资金总额”及其中项；部门整体绩效目标表“收入构成”“支出构成”。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gouji.checks.annexes import all_annexes, annex_witness, partly
from gouji.checks.arithmetic import show
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.annex import Annex, AnnexFigure, figure_of
from gouji.model.document import GridCell
from gouji.model.location import Place
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Relation, Severity, Witness
from gouji.values.cells import printed_cell
from gouji.values.interval import total
from gouji.values.units import Dimension, Unit

_LEAD = re.compile(r"^(?:其中:?|\d{1,2}[.、]|[一二三四五六七八九十]、|\(\d\))+|\([^()]*\)|[:、]$")
_FIRST = re.compile(r"(?:本?年度|项目|当年|预算|财政|项目年度)*(?:资金总额|预算合计|资金合计|预算总额|资金总计)")
_WHOLE = re.compile("资金总|预算合计|资金合计|预算总额|合计|总计")
_LAST = re.compile(r"合计|总计")
_SOURCE = re.compile(
    r"拨款|财政资金|公共预算|政府性基金|国有资本|事业收入|经营收入|单位资金|上级补助|结转|专户|自有资金|自筹资金|其他资金|其他收入|其他"
)
_SPENDING = ("基本支出", "项目支出")
_SCALE = re.compile(r"资金量:(?P<amount>[\d,.]+(?:万元|万|元)?)$")
_LONGEST = 24


@dataclass(slots=True)
class _Line:
    """A label and the amounts that follow it, by column; `alone` says that the label has its row to itself."""

    label: str
    cell: GridCell
    amounts: dict[int, AnnexFigure]
    alone: bool
    others: bool  # the row prints something beside these amounts

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


@check(code="WT07", name="sources-differ-from-total", kind=Kind.TABLE_SUM_ERROR, severity=Severity.ERROR, since="0.2")
def sources_differ_from_total(evidence: Evidence) -> Iterator[Outcome]:
    for annex in all_annexes(evidence):
        words = "".join(c.text for row in annex.outside for c in row)
        outside = [line for row in annex.outside for line in _lines(row, annex.unit)] if _WHOLE.search(words) else []
        for lines in (outside, _funds_lines(annex) if len(annex.funds) > 1 else []):
            for whole, parts in _compositions(lines):
                yield from _composed(annex, whole, parts)
        if "资金量" in words:
            yield from _scales(annex)


def _lines(row: list[GridCell], unit: Unit) -> list[_Line]:
    """Return the labels of a row, each with the amounts up to the next."""
    result: list[_Line] = []
    for j, cell in enumerate(row):
        if not cell.text:
            continue
        printed = printed_cell(cell.text, unit)
        if printed is None:
            result.append(_Line(_LEAD.sub("", cell.text), cell, {}, False, False))
        elif result and printed.unit.dimension is Dimension.MONEY:
            result[-1].amounts[j] = AnnexFigure(printed, cell.span, result[-1].label)
        elif result:
            result[-1].others = True
    labelled = [line for line in result if line.amounts]
    for line in result:
        line.alone = labelled == [line] or (not labelled and line is result[-1])
    return result


def _funds_lines(annex: Annex) -> list[_Line]:
    """Return the rows under 预算数 and 执行数 as lines, their columns by role."""
    lines = []
    for row in annex.funds:
        amounts = {i: row.values[r] for i, r in enumerate(("initial", "budget", "final")) if r in row.values}
        label = _LEAD.sub("", row.label)
        for figure in amounts.values():
            figure.label = label
        first = next(iter(row.values.values()))
        lines.append(_Line(label, GridCell(row.label, None, first.span), amounts, True, False))
    return lines


def _compositions(lines: Sequence[_Line]) -> Iterator[tuple[_Line, list[_Line]]]:
    """Yield each total with its parts: 资金总额 before them, or 合计 after them."""
    before: list[_Line] = []
    head: _Line | None = None
    for line in lines:
        if _FIRST.fullmatch(line.label) and line.amounts:
            if head is not None:
                yield from _of_kinds(head, before)
            head, before = line, []
        elif line.part:
            before.append(line)
        elif _LAST.fullmatch(line.label) and before and head is None:
            if len({p.part for p in before}) == 1:
                yield line, before
            before = []
        elif line.amounts or _LAST.fullmatch(line.label):
            if head is not None:
                yield from _of_kinds(head, before)
            head, before = None, []
    if head is not None:
        yield from _of_kinds(head, before)


def _of_kinds(head: _Line, parts: Sequence[_Line]) -> Iterator[tuple[_Line, list[_Line]]]:
    sources = [p for p in parts if p.part == "source"]
    spending = [p for p in parts if p.part == "spending"]
    if any("其他" in p.label for p in sources):
        yield head, sources
    if {p.label for p in spending} == set(_SPENDING):
        yield head, spending


def _composed(annex: Annex, whole: _Line, parts: Sequence[_Line]) -> Iterator[Outcome]:
    columns = _columns(whole, parts)
    agreeing = 0
    for own, others in columns:
        outcome = _summed(annex, own, others)
        if outcome is not None:
            agreeing += isinstance(outcome, Consistent)
            yield outcome
    if agreeing and whole.alone and whole.others and len(parts) > 1:
        yield from _blank(annex, whole, parts)


def _columns(whole: _Line, parts: Sequence[_Line]) -> list[tuple[AnnexFigure, list[AnnexFigure]]]:
    """Return the amounts of the total, each with those of the parts that stand in its column."""
    lines = [whole, *parts]
    if all(len(line.amounts) <= 1 for line in lines) and not (whole.alone and _shifted(whole, parts)):
        own = list(whole.amounts.values())
        return [(own[0], [f for p in parts for f in p.amounts.values()])] if own else []
    apart = any(p.amounts and not p.amounts.keys() & whole.amounts.keys() for p in parts)
    if all(line.alone for line in lines) and not apart and not _in_order(whole, parts):
        return [(f, [p.amounts[j] for p in parts if j in p.amounts]) for j, f in whole.amounts.items()]
    return []


def _in_order(whole: _Line, parts: Sequence[_Line]) -> bool:
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


def _shifted(whole: _Line, parts: Sequence[_Line]) -> bool:
    """Whether the rows print several columns elsewhere, so that one amount each need not be of one column."""
    columns = {j for line in (whole, *parts) if line.alone for j in line.amounts}
    return len(columns) > 1


def _summed(annex: Annex, whole: AnnexFigure, parts: Sequence[AnnexFigure]) -> Outcome | None:
    parts = [p for p in parts if p.printed.value]
    if not parts:
        return None
    at = annex_witness(annex, whole, "whole")
    operands = tuple(annex_witness(annex, p, "part") for p in parts)
    added = total([p.printed.interval for p in parts])
    if whole.printed.interval.meets(added):
        return Consistent(at, operands, "arithmetic")
    if partly(whole.printed.interval, [p.printed.interval for p in parts]):
        return None
    shown, gap = (
        show(added.middle, whole.printed.unit),
        show(abs(whole.printed.base - added.middle), whole.printed.unit),
    )
    terms = " + ".join(f"{p.printed.value:f}" for p in parts)
    return Contradicted(
        at,
        operands,
        f"{at.words}为{whole.printed}，各项之和为{shown}，相差{gap}，表内不平。",
        "arithmetic",
        implied=added,
        formula=f"{terms} = {shown} ≠ {whole.printed}",
        relation=Relation(tuple((1, i) for i in range(len(parts)))),
        tail=whole.printed.interval.gap(added) < whole.printed.quantum,
        confidence=0.9,
    )


def _blank(annex: Annex, whole: _Line, parts: Sequence[_Line]) -> Iterator[Outcome]:
    """Yield the column that the total leaves blank although its parts print it, in a row that is filled in otherwise."""
    for j in sorted({j for p in parts for j in p.amounts} - whole.amounts.keys()):
        found = [p.amounts[j] for p in parts if j in p.amounts]
        added = show(total([f.printed.interval for f in found]).middle, found[0].printed.unit)
        words = f"{annex.title or '附表'}“{whole.label}”"
        yield Contradicted(
            Witness(Place(whole.cell.span, None, annex.index), "whole", None, None, words),
            tuple(annex_witness(annex, f, "part") for f in found),
            f"{words}这一栏没有填数，各项之和为{added}，而同一行别的栏都填了。",
            "arithmetic",
            expected_words=added,
            formula=f"（空） ≠ {added}",
            confidence=0.75,
            severity=Severity.WARNING,
        )


def _scales(annex: Annex) -> Iterator[Outcome]:
    """Hold the budget of the funds against the scales of funds (资金量) by source: it may not leave one of them out."""
    rows = annex.funds
    stated = [
        AnnexFigure(f.printed, cell.span, "资金量")
        for row in annex.outside for cell in row
        if (m := _SCALE.search(cell.text)) and (f := figure_of(GridCell(m["amount"], None, cell.span), annex.unit))
    ]  # fmt: skip
    budget = rows[0].values.get("budget") if rows else None
    if budget is None or len(stated) < 2:
        return
    budget.label = rows[0].label
    at, operands = annex_witness(annex, budget, "whole"), tuple(annex_witness(annex, s, "part") for s in stated)
    added = total([s.printed.interval for s in stated])
    if budget.printed.interval.meets(added):
        yield Consistent(at, operands, "arithmetic")
        return
    left_out = [
        s for s in stated if budget.printed.interval.meets(total([o.printed.interval for o in stated if o is not s]))
    ]
    if not left_out:
        return
    shown = show(added.middle, budget.printed.unit)
    yield Contradicted(
        at,
        operands,
        f"{at.words}的预算数为{budget.printed}，资金量各项之和为{shown}，少了{left_out[0].printed}一项。",
        "arithmetic",
        implied=added,
        formula=f"{' + '.join(str(s.printed) for s in stated)} = {shown} ≠ {budget.printed}",
        relation=Relation(tuple((1, i) for i in range(len(stated)))),
        cause=f"漏计一项资金来源（{left_out[0].printed}）",
        confidence=0.88,
    )
