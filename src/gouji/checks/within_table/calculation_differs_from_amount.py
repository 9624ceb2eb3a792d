"""测算依据与金额不符

核对什么：附表测算依据里单价乘数量的算式，与算式自己写的得数、与本行的金额是否一致；单价、数量、金额各占一栏的，金额是否等于单价乘数量。
为什么：金额由测算得来，抄错一位或改了数量没有重算，从算式上看得出。
容差：单价和数量是精确的，得数和金额取舍入区间，末尾的零不算印出的位数，向上取整也算相符。
不核对：有括号、加减、除法或区间的算式；算式之外还写了别的金额或“等”“其他”；金额正好是算式的整数倍（没有写明次数或月数）；没有单价的算式。
依据：项目支出明细表“测算依据及说明”：金额 = 单价 × 数量。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.checks.annexes import Detail, all_annexes, annex_witness, details_of
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.annex import Annex, AnnexFigure, Block, figure_of
from gouji.model.document import GridCell
from gouji.model.location import Place, Span
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness
from gouji.values.interval import Interval
from gouji.values.printed import Printed
from gouji.values.products import TIMES, Product, products_of

_MONEY = re.compile(r"\d(?:万|千|百|亿)?元|\d万(?![\u4e00-\u9fff])")
_QUANTITY = re.compile(r"(?P<digits>\d{1,6}(?:\.\d+)?)(?:个月|[^\d万千百亿%‰年月]{0,3})")
_MORE = re.compile("[等另约余]|其他|左右|及其|以及|包括")
_TIMES = re.compile(f"[{TIMES}]")
_SHORTEST = 6  # characters of a product with its result: 2元×3=6元
_MOST_SHOWN = 3
_MOST_TIMES = 12  # an amount that is so many times the product may be for as many months or occasions


@check(code="WT06", name="calculation-differs-from-amount", kind=Kind.SUM_ERROR, severity=Severity.ERROR, since="0.1")
def calculation_differs_from_amount(evidence: Evidence) -> Iterator[Outcome]:
    for annex in all_annexes(evidence):
        for row in annex.rows:
            for cell in row:
                if len(cell.text) >= _SHORTEST and _TIMES.search(cell.text):
                    yield from _own_results(evidence, annex, cell)
        for details in details_of(annex):
            for detail in details.rows:
                yield from _amount(evidence, annex, detail)
        for block in annex.blocks:
            if block.certain and "price" in block.roles and "quantity" in block.roles:
                yield from _priced(annex, block)


def _own_results(evidence: Evidence, annex: Annex, cell: GridCell) -> Iterator[Outcome]:
    """Hold every product against the result written after it."""
    for product in products_of(cell.text):
        span = _span(evidence, cell, product) if product.result is not None else None
        if product.result is None or span is None:
            continue
        figure = AnnexFigure(product.result, span)
        yield _compared(
            annex, figure, _basis(evidence, annex, cell, product), product.value, [product.text], "得数", exact=True
        )


def _amount(evidence: Evidence, annex: Annex, detail: Detail) -> Iterator[Outcome]:
    """Hold the amount of a row against the products in its only cell with products, where nothing else there is an amount."""
    if len(detail.amounts) != 1:
        return
    found = [(c, p) for c in detail.cells if _TIMES.search(c.text) and (p := list(products_of(c.text)))]
    if len(found) != 1:
        return
    (cell, products) = found[0]
    rest, exact = _rest(cell.text, products)
    wholes = sum((p.value for p in products), Decimal(0))
    if (
        _MORE.search(cell.text)
        or _MONEY.search(rest)
        or _TIMES.search(rest)
        or _is_multiple(detail.amounts[0].printed.base, wholes)
    ):
        return
    operand = _basis(evidence, annex, cell, products[0])
    yield _compared(annex, detail.amounts[0], operand, wholes, [p.text for p in products], "金额", exact=exact)


def _priced(annex: Annex, block: Block) -> Iterator[Outcome]:
    """Hold 金额 against 单价 × 数量 where the form has a column for each, and no other column of the row prints a number."""
    price_at, many_at, amount_at = (block.columns(r)[0] for r in ("price", "quantity", "amount"))
    for row in block.rows:
        if len(row) <= max(price_at, many_at, amount_at):
            continue
        price, amount = (figure_of(row[j], block.unit_at(j), row[0].text) for j in (price_at, amount_at))
        many = _QUANTITY.fullmatch(row[many_at].text)
        others = [
            c for j, c in enumerate(row[1:], 1) if j not in (price_at, many_at, amount_at) and c.amount is not None
        ]
        if price is None or amount is None or many is None or others:
            continue
        count = Decimal(many["digits"])
        implied = price.printed.interval.scaled(count)
        if _is_multiple(amount.printed.base, price.printed.base * count) or not price.printed.value:
            continue
        text = f"{price.printed}×{row[many_at].text}"
        operand = annex_witness(annex, price, "price", f"{row[0].text}单价")
        if implied.low <= amount.printed.base <= implied.high:
            yield Consistent(annex_witness(annex, amount, "claim"), (operand,), "arithmetic")
        else:
            yield _compared(annex, amount, operand, price.printed.base * count, [text], "金额", exact=True)


def _rest(text: str, products: Sequence[Product]) -> tuple[str, bool]:
    """Return a cell without its products and results, and whether no figure is left in it."""
    for product in reversed(products):
        text = text[: product.start] + text[max(product.end, product.result_end) :]
    return text, not re.search(r"\d", text)


def _is_multiple(amount: Decimal, value: Decimal) -> bool:
    """Whether an amount is a product taken several times, or a part of it: 元 for 万元 is left to the check of units."""
    larger, smaller = max(amount, value), min(amount, value)
    if not smaller:
        return True
    times = larger / smaller
    return times == times.to_integral_value() and (
        1 < times <= _MOST_TIMES or times in (Decimal(1000), Decimal(10_000))
    )


def _span(evidence: Evidence, cell: GridCell, product: Product) -> Span | None:
    """Return where a result stands in the source, or None where the cell was broken by tags or white space."""
    text = evidence.document.sources[cell.span.file].text[cell.span.start : cell.span.end]
    digits = cell.text[product.result_start : product.result_end]
    start = cell.span.start + text.find(digits)
    return Span(start, start + len(digits), cell.span.file) if text.count(digits) == 1 else None


def _basis(evidence: Evidence, annex: Annex, cell: GridCell, product: Product) -> Witness:
    """Return where a product stands; its cell where the source breaks it by tags or white space."""
    span = cell.span
    at = evidence.document.sources[span.file].text.find(product.text, span.start, span.end)
    place = Span(at, at + len(product.text), span.file) if at >= 0 else span
    return Witness(Place(place, None, annex.index), "basis", None, None, f"{annex.title or '附表'}“{product.text}”")


def _compared(
    annex: Annex,
    figure: AnnexFigure,
    operand: Witness,
    value: Decimal,
    products: Sequence[str],
    what: str,
    *,
    exact: bool,
) -> Outcome:
    printed = figure.printed
    at = annex_witness(annex, figure, "claim", figure.label or what)
    implied = Interval.exact(value)
    if _agrees(printed, value):
        return Consistent(at, (operand,), "arithmetic")
    shown = _shown(value, printed)
    formula = " + ".join(products[:_MOST_SHOWN]) + (" + …" if len(products) > _MOST_SHOWN else "")
    return Contradicted(
        at,
        (operand,),
        f"{at.words}为{printed}，按“{formula}”应为{shown}，相差{_shown(abs(printed.base - value), printed)}，不能同时成立。",
        "arithmetic",
        implied=implied,
        formula=f"{formula} = {shown} ≠ {printed}",
        tail=printed.interval.gap(implied) < printed.quantum and printed.exponent < 0,
        confidence=0.92 if exact else 0.8,
        severity=None if exact else Severity.WARNING,
    )


def _agrees(printed: Printed, value: Decimal) -> bool:
    """Whether an amount is a product, rounded to the digits that are not zeros at its end, or rounded up to them."""
    exponent = printed.value.normalize().as_tuple().exponent
    unit = Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0) * printed.unit.scale
    return printed.interval.low <= value <= printed.interval.high or -unit / 2 < printed.base - value < unit


def _shown(value: Decimal, printed: Printed) -> str:
    return f"{(value / printed.unit.scale).normalize():f}{printed.unit.symbol}"
