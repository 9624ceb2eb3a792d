"""附表总额与报表不符

核对什么：绩效自评等附表里的“基本支出总额”“项目支出总额”“部门整体支出总额”，与支出决算表、一般公共预算财政拨款支出决算表的合计行。
为什么：附表另行填写，抄错一位就与报表对不上。
容差：与任一张报表的相应合计相符即一致；不符时，只在差一处笔误（两位颠倒、错一位（以 0 结尾的整数不算）、漏一位、多一位）的情况下提出，因为附表也可能填预算数，而预算与决算常差一个整数。
不核对：读不准又不被报表等式证实的合计（有几种读法的，与哪一种都不符才提出）；附表里没有写数的总额；差得更远的数（多半是另一口径）。
依据：部门整体支出绩效自评表“部门（单位）整体支出总额”各栏；支出决算表合计行。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.checks.arithmetic import show, slip_between
from gouji.checks.base import check
from gouji.checks.between_tables.sides import Side, by_key, find, side_witness
from gouji.checks.evidence import Evidence
from gouji.model.document import RawTable
from gouji.model.location import Place, Span
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness
from gouji.model.table import Belief, Table
from gouji.values.printed import Printed, decimal_of
from gouji.values.slips import telling
from gouji.values.units import MONEY, WAN

_LABEL = re.compile(r"(?P<what>基本支出|项目支出|整体支出)总额(?:\([^()]*\))?")
_AMOUNT = re.compile(r"(?<![\d,.])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>万元|元)?(?![\d.%])")
_SIGN = "支出总额"


@dataclass(frozen=True, slots=True)
class _Stated:
    """What one row of an annex prints after a label: the amounts and where each stands."""

    what: str
    amounts: tuple[tuple[Printed, Span], ...]


@check(
    code="BT02",
    name="annex-differs-from-table",
    kind=Kind.CROSS_TABLE_MISMATCH,
    severity=Severity.ERROR,
    since="0.1",
)
def annex_differs_from_table(evidence: Evidence) -> Iterator[Outcome]:
    tables = by_key(evidence)
    for table, raw in zip(evidence.tables, evidence.document.tables, strict=True):
        for stated in _stated(evidence, raw) if not table.columns else ():
            places = evidence.profile.annex_totals.get(stated.what, ())
            found = (s for p in places if (s := find(tables, p)) is not None and s.cell.printed is not None)
            sides = [s for s in found if s.cell.belief in (Belief.CLOSED, Belief.ALTERNATIVE)]
            if sides and stated.amounts:
                yield from _compared(evidence, table, stated, sides)


def _stated(evidence: Evidence, raw: RawTable) -> Iterator[_Stated]:
    """Yield the labels of an annex with the amounts that follow each in its row."""
    unit = MONEY.get(raw.unit, WAN)
    for text, span in _rows(evidence, raw):
        labels = list(_LABEL.finditer(text))
        for label, following in zip(labels, [*labels[1:], None], strict=True):
            end = following.start() if following else len(text)
            found = (
                (
                    Printed(decimal_of(m["digits"]), MONEY.get(m["unit"] or "", unit)),
                    _at(span, m.start("digits"), m.end()),
                )
                for m in _AMOUNT.finditer(text, label.end(), end)
            )
            yield _Stated(label["what"], tuple(found))


def _rows(evidence: Evidence, raw: RawTable) -> Iterator[tuple[str, Span]]:
    """Yield the rows of a raw table that name a total, as they stand in the source."""
    file = raw.title_span.file if raw.title_span else 0
    text = evidence.document.sources[file].text
    for row in raw.rows:
        low, high = row if isinstance(row, tuple) else (row[0].span.start, row[-1].span.end) if row else (0, 0)
        if text.find(_SIGN, low, high) >= 0:
            yield text[low:high], Span(low, high, file)
    for view in raw.lines:
        if _SIGN in view.folded:
            span = view.span(0, len(view.folded))
            yield text[span.start : span.end], span


def _at(span: Span, start: int, end: int) -> Span:
    return Span(span.start + start, span.start + end, span.file)


def _compared(evidence: Evidence, table: Table, stated: _Stated, sides: list[Side]) -> Iterator[Outcome]:
    for printed, span in stated.amounts:
        at = _witness(table, stated.what, printed, span)
        agreeing = next(
            (s for s in sides if any(v and v.interval.meets(printed.interval) for v in s.cell.values)), None
        )
        if agreeing is not None:
            yield Consistent(at, (side_witness(evidence, agreeing),), "table")
            return
    for side in sides:
        for printed, span in stated.amounts:
            cause = slip_between(printed, side.cell.interval, telling)
            if cause:
                yield _contradicted(evidence, _witness(table, stated.what, printed, span), printed, side, cause)
                return


def _witness(table: Table, what: str, printed: Printed, span: Span) -> Witness:
    return Witness(Place(span, None, table.index), "table", printed, None, f"{table.title or '附表'}“{what}总额”")


def _contradicted(evidence: Evidence, at: Witness, printed: Printed, side: Side, cause: str) -> Outcome:
    shown = show(side.cell.interval.middle, printed.unit, min(printed.exponent, -2))
    operand = side_witness(evidence, side)
    gap = show(abs(printed.base - side.cell.interval.middle), printed.unit, min(printed.exponent, -2))
    return Contradicted(
        at,
        (operand,),
        f"{at.words}为{printed}，{operand.words}为{shown}，相差{gap}，两表不能同时成立。",
        "table",
        implied=side.cell.interval,
        formula=f"{printed} ≠ {shown}",
        cause=cause,
        tail=printed.interval.gap(side.cell.interval) < printed.quantum,
        confidence=0.85,
    )
