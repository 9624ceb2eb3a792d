"""Find every number of a paragraph and say what kind it is, or that it is none (a year, a code, a section number)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from gouji.extract import patterns as p
from gouji.model.document import Paragraph
from gouji.model.quantity import Modifier, Quantity
from gouji.values.numerals import decimal_of_numeral
from gouji.values.printed import Printed, decimal_of
from gouji.values.units import MONEY, PERCENT, PERMILLE, POINTS, WAN, Unit, count

_CONTEXT = 14
_LEAST_AMOUNTS = 20  # fewer amounts than these tell nothing about how a report prints zeros
_CENT = -2
_LONGEST = 30  # digits; more are not a number anyone printed


def figures_of(paragraph: Paragraph, first: int) -> list[Quantity]:
    """Return the quantities of a paragraph in order, numbered from `first`."""
    text = paragraph.view.folded
    lead = p.ITEM_LEAD.match(text)
    result: list[Quantity] = []
    found = [q for m in _numbers(text, lead.end() if lead else 0) if (q := _quantity(paragraph, text, m))]
    if "分之" in text:
        found += [q for m in p.NUMERAL_RATIO.finditer(text) if (q := _numeral(paragraph, m))]
        found.sort(key=lambda q: q[0])
    for start, end, printed, modifier in found:
        result.append(Quantity(first + len(result), paragraph, start, end, printed, modifier))
    return result


_Found = tuple[int, int, Printed, Modifier]


def _numbers(text: str, at: int) -> Iterator[re.Match[str]]:
    """Yield what QUANTITY.finditer would, three times as fast: it is tried only where digits begin."""
    for digits in p.DIGITS.finditer(text, at):
        start = digits.start()
        if start < at:
            continue
        signed = start > at and text[start - 1] == "-"
        match = (p.QUANTITY.match(text, start - 1) if signed else None) or p.QUANTITY.match(text, start)
        if match:
            yield match
            at = match.end()


def _quantity(paragraph: Paragraph, text: str, match: re.Match[str]) -> _Found | None:
    unit_text = match["unit"]
    digits = match["digits"]
    if unit_text is None or len(digits) > _LONGEST:
        return None
    if unit_text in p.DATE_UNIT:
        return None
    start = match.start("sign") if match["sign"] else match.start("digits")
    before = text[max(0, start - _CONTEXT) : start]
    if not unit_text.endswith(("元", "%")) and p.CODE_BEFORE.search(before):
        return None
    unit = _unit(unit_text.replace("余", "").replace("多", ""), text, match.end())
    if unit is None:
        return None
    value = decimal_of(digits)
    printed = Printed(-value if match["sign"] else value, unit)
    end = match.end("unit")
    return start, end, printed, _modifier(before, match, text, end)


def _unit(text: str, whole: str, end: int) -> Unit | None:
    if text in MONEY:
        if text in ("万", "亿") and not _money_follows(whole, end):
            return count(text)
        return MONEY[text]
    if text == "%":
        return PERCENT
    if text == "‰":
        return PERMILLE
    if text.endswith("百分点"):
        return POINTS
    if text == "分" and whole[end : end + 2] == "之一":
        return None
    return count(text)


def _money_follows(whole: str, end: int) -> bool:
    """Whether a bare 万 or 亿 ends its amount (2620万) and does not count things."""
    return end >= len(whole) or whole[end] in "，。;、:)("


def _numeral(paragraph: Paragraph, match: re.Match[str]) -> _Found | None:
    value = decimal_of_numeral(match["numeral"])
    if value is None:
        return None
    unit = PERCENT if match["base"] == "百分" else PERMILLE
    before = paragraph.view.folded[max(0, match.start() - _CONTEXT) : match.start()]
    modifier = Modifier.BOUND if p.BOUND_BEFORE.search(before) else Modifier.NONE
    return match.start(), match.end(), Printed(Decimal(value), unit), modifier


def _modifier(before: str, match: re.Match[str], text: str, end: int) -> Modifier:
    after = text[end : end + 6]
    unit = match["unit"] or ""
    if match["loose"] or match["loose2"] or match["after"] or "余" in unit or "多" in unit:
        return Modifier.APPROXIMATE
    if after[:1] in p.STOPS_AFTER and before[-1:] not in p.HEDGES_END:
        return Modifier.NONE
    if p.RANGE.match(after) or p.RANGE_BEFORE.search(before):
        return Modifier.RANGE
    if p.BOUND_BEFORE.search(before) or p.BOUND_AFTER.match(after):
        return Modifier.BOUND
    if p.APPROXIMATE_BEFORE.search(before) or p.APPROXIMATE_AFTER.match(after):
        return Modifier.APPROXIMATE
    return Modifier.NONE


def trims_zeros(figures: Sequence[Quantity]) -> bool:
    """Whether the report drops the zeros at the end of its amounts, so that 36.5万元 means 36.50万元.

    It prints cents as a rule, some amounts with fewer decimals, and never one that ends in a zero.
    """
    amounts = [f.printed for f in figures if f.printed.unit is WAN and f.modifier is Modifier.NONE and f.printed.value]
    cents = [a for a in amounts if a.exponent == -2]
    shorter = [a for a in amounts if a.exponent > -2]
    if (
        len(amounts) < _LEAST_AMOUNTS
        or len(cents) < len(amounts) / 2
        or not shorter
        or any(a.exponent < -2 for a in amounts)
    ):
        return False
    return not any(a.value.as_tuple().digits[-1] == 0 for a in cents)


def to_the_cent(figure: Quantity) -> Quantity:
    """Return the figure with its amount meant to two decimals of 万元, its printed digits unchanged."""
    if figure.printed.unit is not WAN or figure.printed.exponent <= _CENT:
        return figure
    return replace(figure, printed=replace(figure.printed, places=-_CENT))
