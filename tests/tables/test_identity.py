"""When a sum of a table holds: to the last digit, within what rounding leaves, or not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gouji.model.table import Cell, Identity, Table, Term
from gouji.values.printed import Printed
from gouji.values.units import WAN, YUAN, Unit


def _cell(printed: str, unit: Unit = WAN) -> Cell:
    return Cell(0, 0, None, Printed(Decimal(printed), unit) if printed else None)


def _sum(left: str, *terms: str) -> Identity:
    signed = tuple(Term(-1 if t.startswith("−") else 1, _cell(t.removeprefix("−"))) for t in terms)
    return Identity("合计", _cell(left), signed, "row")


@pytest.mark.parametrize(
    ("left", "terms", "holds"),
    [
        ("3.00", ("1.00", "2.00"), True),
        ("3.00", ("4.00", "−1.00"), True),
        ("3.00", ("1.00", "", "2.00"), True),
        ("3.01", ("1.00", "2.00"), True),  # rounding leaves as much
        ("3.02", ("1.00", "2.00"), False),
        ("", ("1.00",), False),
        ("", ("1.00", "−1.00"), True),
        ("0", ("1.00",), False),
    ],
)
def test_a_sum_holds_or_not(left: str, terms: tuple[str, ...], holds: bool) -> None:
    assert _sum(left, *terms).holds is holds


def test_amounts_in_two_units_are_compared_in_one() -> None:
    assert Identity("合计", _cell("1.00"), (Term(1, _cell("10000.00", YUAN)),), "row").holds
    assert not Identity("合计", _cell("1.00"), (Term(1, _cell("1.00", YUAN)),), "row").holds


@pytest.mark.parametrize(
    ("identities", "closes"),
    [
        ([], None),
        ([("", "")], None),
        ([("3.00", "3.00"), ("", "")], True),
        ([("3.00", "3.00"), ("3.00", "5.00")], False),
    ],
)
def test_a_table_closes_where_nothing_fails_and_something_was_asked(
    identities: list[tuple[str, str]], closes: bool | None
) -> None:
    table = Table(0, "T1", "表", None, "万元", True, identities=[_sum(*pair) for pair in identities])
    assert table.closes is closes
