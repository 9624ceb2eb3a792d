"""Arithmetic the checks share: trying every admissible combination of operands, tails, and how numbers are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from gouji.checks.evidence import Evidence, Operand
from gouji.model.claim import Basis, Claim, Comparator
from gouji.model.document import DocumentKind
from gouji.model.outcome import Relation
from gouji.values.interval import Interval
from gouji.values.printed import Printed, rounded
from gouji.values.slips import explains, slip
from gouji.values.units import WAN, Dimension, Unit

QUOTIENT = Relation(((1, 0),), ((1, 1),))  # first operand ÷ second
PART = Relation(((1, 0),), at_most=True)  # no more than the operand
_LONGEST_DECIMALS = 4
_MOST_OPERANDS = 12
_STATED_BUDGETS = {Basis.INITIAL: "年初预算", Basis.ADJUSTED: "全年预算"}
_MOST_TERMS = 8


@dataclass(slots=True, eq=False)
class Attempt:
    """One combination of operands and what it gives."""

    operands: tuple[Operand, ...]
    implied: Interval
    words: Callable[..., str]
    compute: Callable[..., Interval]

    @property
    def point(self) -> Decimal:
        """What the printed numbers themselves give: whoever repeats the formula gets this, and not the middle of what is possible."""
        return self.compute(*(Interval.exact(o.interval.middle) for o in self.operands)).middle

    @property
    def formula(self) -> str:
        """The arithmetic as people write it, put into words only when it is shown; with units where they differ."""
        units = {o.printed.unit for o in self.operands if o.printed is not None}
        return self.words(*(amount(o) if len(units) > 1 else number(o.printed) for o in self.operands))


def first_agreeing(claimed: Interval, attempts: Iterable[Attempt]) -> tuple[Attempt | None, list[Attempt]]:
    """Return the first attempt that agrees with the claimed interval, and all that were tried."""
    tried = []
    for attempt in attempts:
        tried.append(attempt)
        if claimed.meets(attempt.implied) or attempt.implied.low <= claimed.middle <= attempt.implied.high:
            return attempt, tried
    return None, tried


def attempts_of(
    pools: Sequence[Sequence[Operand]],
    compute: Callable[..., Interval],
    formula: Callable[..., str],
    falling: Callable[..., str] | None = None,
) -> list[Attempt]:
    """Return the arithmetic for the combinations of operands, the first of each pool first.

    Of operands with one value the first stands for all. Impossible divisions are left out. `falling` writes the formula where
    the first operand is the smaller one: a fall is printed without its sign, and so is worked out from the larger number.
    """
    result = []
    for combination in product(*(_distinct(pool)[:_MOST_OPERANDS] for pool in pools)):
        try:
            implied = compute(*(o.interval for o in combination))
        except ZeroDivisionError:
            continue
        falls = falling is not None and combination[0].interval.middle < combination[1].interval.middle
        result.append(Attempt(combination, implied, falling if falling is not None and falls else formula, compute))
    return result


def _distinct(pool: Sequence[Operand]) -> Sequence[Operand]:
    if len(pool) < 2:
        return pool
    first: dict[tuple[Decimal, Decimal], Operand] = {}
    for operand in pool:
        first.setdefault((operand.interval.low, operand.interval.high), operand)
    return list(first.values())


def of_one_basis(evidence: Evidence, claim: Claim, this: Operand, last: Operand) -> bool:
    """Whether two years' figures can be compared as the claim does: a budget with a budget, unless it names the other (比上年决算数)."""
    if claim.comparator is not Comparator.LAST_YEAR or last.claim is None:
        return True
    plans = evidence.document.kind is DocumentKind.BUDGET
    now, then = _is_budget(this, plans), _is_budget(last, plans)
    if claim.versus is not Basis.NONE and then is not (claim.versus is Basis.BUDGET):
        return False
    return now is then or (plans and now and claim.versus is Basis.FINAL)


def _is_budget(operand: Operand, plans: bool) -> bool:
    if operand.claim is None or operand.claim.basis is Basis.NONE:
        return plans
    return operand.claim.basis is not Basis.FINAL


def compared_with(evidence: Evidence, claim: Claim) -> tuple[Comparator, Basis]:
    """Return what a change is held against, with the 口径 of last year's side: as stated, else the document's own."""
    if claim.comparator is not Comparator.LAST_YEAR or claim.versus is not Basis.NONE:
        return claim.comparator, claim.versus
    return claim.comparator, own_basis(evidence)


def own_basis(evidence: Evidence) -> Basis:
    """Return the 口径 a document means where it names none."""
    return Basis.BUDGET if evidence.document.kind is DocumentKind.BUDGET else Basis.FINAL


def unqualified_note(budgets: Iterable[Operand]) -> str:
    """Return what a message adds where 预算 without a 口径 could only be held against one stated 口径; '' where both are there.

    The other one may be meant, so such a gap is a warning.
    """
    stated = {o.claim.basis for o in budgets if o.claim is not None} & {*_STATED_BUDGETS, Basis.BUDGET}
    only = next(iter(stated)) if len(stated) == 1 else Basis.BUDGET
    if only not in _STATED_BUDGETS:
        return ""
    here = _STATED_BUDGETS[only]
    missing = next(words for basis, words in _STATED_BUDGETS.items() if basis is not only)
    return f"；“预算”未注明口径，同处只写有{here}数，没有{missing}数，若即指{here}"


def is_tail(claim: Claim, implied: Interval) -> bool:
    """Whether the gap is a rounding residue: less than one unit of the last printed digit beyond what rounding explains.

    Compares magnitudes, since a fall is printed without its sign. Ratios printed without decimals have no such allowance.
    """
    printed = claim.quantity.printed
    if printed.unit.dimension is not Dimension.MONEY and printed.exponent >= 0:
        return False
    return abs_interval(claim.interval).gap(abs_interval(implied)) < printed.quantum


def abs_interval(interval: Interval) -> Interval:
    """Return the interval of the absolute values; one around 0 stays around it, so that its middle is what is shown."""
    if interval.low >= 0:
        return interval
    largest = max(-interval.low, interval.high)
    return -interval if interval.high <= 0 else Interval(-largest, largest)


def show(value: Decimal, unit: Unit, exponent: int = -2) -> str:
    """Return a base value in a unit, rounded to the printed number of decimals."""
    return f"{rounded(value / unit.scale, max(min(exponent, 0), -_LONGEST_DECIMALS)):f}{unit.symbol}"


def number(printed: Printed | None) -> str:
    """Return a printed number as it stands in a formula: 万元 goes without saying, any other money unit is named."""
    if printed is None:
        return "空白"
    plain = printed.unit.dimension is not Dimension.MONEY or printed.unit is WAN
    return f"{printed.value:f}{'' if plain else printed.unit.symbol}"


def number_in(printed: Printed | None, unit: Unit) -> str:
    """Return a printed number as it stands in a formula whose other numbers are in a unit: reports print 元 where others print 万元."""
    if printed is None or printed.unit.dimension is not unit.dimension or printed.unit is unit:
        return number(printed)
    return f"{(printed.base / unit.scale).normalize():f}{'' if unit is WAN else unit.symbol}"


def amount(operand: Operand) -> str:
    """Return an operand for a formula, with its unit."""
    return "空白" if operand.printed is None else f"{operand.printed.value:f}{operand.printed.unit.symbol}"


def sum_differs(terms: Sequence[str], added: str, stated: object) -> str:
    """Return the formula of a sum that is not what is stated: 1.00 + 2.00 + … = 9.00万元 ≠ 8.00万元. A term with a minus is taken away."""
    shown = " + ".join(terms[:_MOST_TERMS]) + " + …" * (len(terms) > _MOST_TERMS)
    return f"{shown.replace('+ −', '−')} = {added} ≠ {stated}"


def slip_between(printed: Printed, needed: Interval, by: Callable[[str, str], str] = slip) -> str:
    """Return the slip of digits that turned a number of the needed interval into the printed one, or ''."""
    scale, half = printed.unit.scale, printed.quantum / printed.unit.scale / 2
    return explains(abs(printed.value), needed.low / scale - half, needed.high / scale + half, printed.exponent, by)


def gap_text(claim: Claim, result: Decimal) -> str:
    """Return how far apart claim and result are, in the claim's unit."""
    printed = claim.quantity.printed
    unit = printed.unit
    symbol = "个百分点" if unit.symbol == "%" else unit.symbol
    gap = abs(abs(claim.value) - abs(result)) / unit.scale
    if unit.dimension is Dimension.COUNT:
        return f"{gap.normalize():f}{symbol}"
    return f"{rounded(gap, min(printed.exponent, -2)):f}{symbol}"
