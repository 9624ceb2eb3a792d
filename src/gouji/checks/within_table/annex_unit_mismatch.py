"""附表单位与数额不符

核对什么：附表表头的单位（万元、元）与格里的数额是否相称：同一笔钱在正文里写出来，恰好相差一万倍。
为什么：在万元表里按元填数，或者在元表里按万元填数，读者会把金额看错一万倍。
容差：换算一万倍以后取舍入区间与正文相交；至少一个数有四位以上有效数字。
不核对：正文没有写到的金额；第一行的预算数与执行数只有一个对得上、全表四位以上而对得上的数又不足三个的表；按原单位也能在正文里找到的金额；万元表里没有超过部门收支总额的数。
依据：项目支出绩效自评表表头“单位”；部门收入支出总表的总计是任何一个项目的上限。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.checks.annexes import all_annexes, annex_witness
from gouji.checks.base import check
from gouji.checks.evidence import Evidence, Operand
from gouji.model.annex import Annex, AnnexFigure
from gouji.model.location import Place, Span
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness
from gouji.values.printed import Printed, rounded
from gouji.values.units import WAN, YUAN, Dimension

_FACTOR = Decimal(10_000)
_TOTALS = frozenset({"@total", "grand_total", "income_total", "expenditure_total"})
_MANY = 3  # amounts anywhere in an annex that do instead of all of its first row
_LEAST_DIGITS = 4  # significant digits that make it sure that two amounts are one


@check(code="WT04", name="annex-unit-mismatch", kind=Kind.UNIT_ERROR, severity=Severity.ERROR, since="0.1")
def annex_unit_mismatch(evidence: Evidence) -> Iterator[Outcome]:
    largest = _largest(evidence)
    told: list[Operand] = []
    for annex in all_annexes(evidence) if largest else ():
        amounts = _amounts(annex)
        if not amounts:
            continue
        unit = amounts[0].printed.unit
        told = told or _told(evidence)
        if unit is WAN and all(a.printed.base > largest for a in amounts):
            yield from _judged(evidence, annex, amounts, told, 1 / _FACTOR)
        elif unit is YUAN and any(a.printed.base * _FACTOR <= largest for a in amounts):
            yield from _judged(evidence, annex, amounts, told, _FACTOR)


def _largest(evidence: Evidence) -> Decimal:
    """Return the largest total that a form of the department prints, in 元; 0 where none was read."""
    rows = (r for t in evidence.tables for r in t.rows if r.key in _TOTALS)
    return max((c.printed.base for r in rows for c in r.cells.values() if c.printed), default=Decimal(0))


def _amounts(annex: Annex) -> list[AnnexFigure]:
    """Return the different amounts of the first funds row that prints any, all in one unit."""
    first = next(iter(annex.funds), None)
    if first is None or not first.block.unit_stated:
        return []
    found = {f.printed: f for role in ("budget", "final") if (f := first.values.get(role)) and f.printed.value}
    for figure in found.values():
        figure.label = first.label
    return list(found.values()) if len({p.unit for p in found}) == 1 else []


def _meeting(printed: Printed, factor: Decimal, told: Sequence[Operand]) -> Operand | None:
    wanted = printed.interval.scaled(factor)
    return next((o for o in told if o.interval.meets(wanted)), None)


def _told(evidence: Evidence) -> list[Operand]:
    """Return the amounts that the narrative states, those of nothing apart."""
    claims = [
        c for c in evidence.claims if c.quantity.dimension is Dimension.MONEY and c.exact and c.quantity.printed.value
    ]
    return [evidence.operand(c, "restated") for c in claims]


def _judged(
    evidence: Evidence, annex: Annex, amounts: Sequence[AnnexFigure], told: Sequence[Operand], factor: Decimal
) -> Iterator[Outcome]:
    """Yield the contradiction where the narrative states every amount ten thousand times off, or three of the form's amounts."""
    found = _retold(amounts, factor, told, least=len(amounts), long=1)
    found = found or _retold(_all_amounts(annex), factor, told, least=_MANY, long=_MANY)
    if not found:
        return
    figure, other = found[0]
    operands = [o for _, o in found]
    assert other.printed is not None
    right = YUAN if factor < 1 else WAN
    wanted = f"{rounded(figure.printed.base * factor / WAN.scale, -2):f}{WAN.symbol}"
    at = _unit_place(evidence, annex, figure) if factor > 1 else annex_witness(annex, figure, "claim")
    name = annex_witness(annex, figure, "claim").words
    header = (
        f"“{evidence.document.text(at.place.span)}”" if at.printed is None else f"单位为{figure.printed.unit.symbol}"
    )
    yield Contradicted(
        at,
        tuple(o.witness for o in operands),
        f"{name}在{header}的表里填作{figure.printed.value}，正文写作{other.printed}，相差一万倍，数是按{right.symbol}填的。",
        "restatement",
        implied=figure.printed.interval.scaled(factor),
        expected_words=wanted if factor < 1 else right.symbol,
        formula=f"{figure.printed} {'÷' if factor < 1 else '×'} 10000 = {wanted}",
        cause=f"数按{right.symbol}填列，表头单位为{figure.printed.unit.symbol}",
        likelier="claim",
        confidence=0.9,
        also=_same_digits(annex, figure) if factor < 1 else (),
    )


def _retold(
    amounts: Sequence[AnnexFigure], factor: Decimal, told: Sequence[Operand], *, least: int, long: int
) -> list[tuple[AnnexFigure, Operand]]:
    """Return the amounts told ten thousand times off, each with the statement; nothing where fewer are, or one is told as printed.

    So many of them have to be `long`, with digits enough to be no coincidence.
    """
    if any(_meeting(a.printed, Decimal(1), told) for a in amounts):
        return []
    found = [(a, o) for a in amounts if (o := _meeting(a.printed, factor, told)) is not None]
    sure = sum(min(_digits(a.printed), _digits(o.printed)) >= _LEAST_DIGITS for a, o in found)
    return found if len(found) >= least and sure >= long else []


def _all_amounts(annex: Annex) -> list[AnnexFigure]:
    """Return the different amounts of all its funds rows that are in the unit of the table."""
    found: dict[Decimal, AnnexFigure] = {}
    for row in annex.funds:
        for role in ("budget", "final"):
            figure = row.values.get(role)
            if figure is not None and figure.printed.value and figure.printed.unit is row.block.unit:
                figure.label = row.label
                found.setdefault(figure.printed.value, figure)
    return list(found.values())


def _digits(printed: Printed | None) -> int:
    """Return how many significant digits a number has, zeros at either end aside."""
    return len(f"{abs(printed.value):f}".replace(".", "").strip("0")) if printed else 0


def _unit_place(evidence: Evidence, annex: Annex, figure: AnnexFigure) -> Witness:
    """Return where the annex names its unit, else where the amount stands."""
    marks = (f"单位:{figure.printed.unit.symbol}", f"单位：{figure.printed.unit.symbol}")
    words = f"{annex.title or '附表'}“单位”"
    for row in annex.rows:
        for cell in row:
            if cell.text.endswith(marks[0]):
                return Witness(Place(cell.span, None, annex.index), "claim", None, None, words)
    text = evidence.document.sources[figure.span.file].text
    raw = evidence.document.tables[annex.index]
    low = raw.title_span.start if raw.title_span else figure.span.start
    found = [(at, mark) for mark in marks if (at := text.find(mark, low, figure.span.start)) >= 0]
    if found:
        at, mark = found[0]
        if text.endswith("金额", 0, at):
            at, mark = at - 2, "金额" + mark
        return Witness(Place(Span(at, at + len(mark), figure.span.file), None, annex.index), "claim", None, None, words)
    return annex_witness(annex, figure, "claim")


def _same_digits(annex: Annex, figure: AnnexFigure) -> tuple[Witness, ...]:
    """Return the other cells of the annex that print the same digits."""
    digits = f"{figure.printed.value:f}"
    return tuple(
        annex_witness(annex, AnnexFigure(figure.printed, cell.span, figure.label), "claim")
        for row in annex.rows for cell in row
        if cell.span != figure.span and cell.text.rpartition(":")[2].replace(",", "") == digits
    )  # fmt: skip
