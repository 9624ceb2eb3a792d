"""A printed number stands for half a unit of its last digit either side, in its own unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gouji.values.interval import Interval
from gouji.values.printed import Printed, decimal_of, rounded
from gouji.values.units import PERCENT, PERMILLE, POINTS, WAN, YI, YUAN, Unit, count


@pytest.mark.parametrize(
    ("digits", "unit", "low", "high"),
    [
        ("190.50", WAN, "1904950", "1905050"),
        ("190.5", WAN, "1904500", "1905500"),
        ("190", WAN, "1895000", "1905000"),
        ("1.23", YI, "122500000", "123500000"),
        ("1,234.56", YUAN, "1234.555", "1234.565"),
        ("86,400", YUAN, "86399.5", "86400.5"),
        ("-3.20", WAN, "-32050", "-31950"),
        ("0.00", WAN, "-50", "50"),
        ("95.25", PERCENT, "0.952450", "0.952550"),
        ("95", PERCENT, "0.945", "0.955"),
        ("0.5", PERMILLE, "0.00045", "0.00055"),
        ("1.2", POINTS, "0.0115", "0.0125"),
    ],
)
def test_the_interval_of_a_printed_number(digits: str, unit: Unit, low: str, high: str) -> None:
    interval = Printed(decimal_of(digits), unit).interval
    assert (interval.low, interval.high) == (Decimal(low), Decimal(high))


def test_trailing_zeros_make_a_number_more_exact() -> None:
    short, long = Printed(decimal_of("190.5"), WAN), Printed(decimal_of("190.50"), WAN)
    assert short.base == long.base
    assert (short.quantum, long.quantum) == (1000, 100)
    assert short.interval.low < long.interval.low < long.interval.high < short.interval.high


def test_a_count_is_exact() -> None:
    assert Printed(Decimal(3), count("辆")).interval.low == Printed(Decimal(3), count("辆")).interval.high == 3
    assert Printed(Decimal("2.5"), count("万人次")).base == 25_000


def test_no_money_at_all_is_exact_and_zero_to_the_cent_is_not() -> None:
    assert Printed(Decimal("0"), WAN).interval == Interval.exact(Decimal(0))
    assert Printed(Decimal("0.00"), WAN).interval == Interval(Decimal(-50), Decimal(50))
    assert Printed(Decimal("0"), WAN).interval.meets(Printed(Decimal("0.00"), WAN).interval)
    assert not Printed(Decimal("0"), WAN).interval.meets(Printed(Decimal("0.40"), WAN).interval)


def test_units_of_one_amount_agree() -> None:
    amounts = [
        Printed(decimal_of("1.00"), YI),
        Printed(decimal_of("10,000.00"), WAN),
        Printed(decimal_of("100,000,000"), YUAN),
    ]
    assert {amount.base for amount in amounts} == {Decimal(100_000_000)}
    assert all(a.interval.meets(b.interval) for a in amounts for b in amounts)


@given(
    st.decimals(min_value=0, max_value=10**8, places=6, allow_nan=False),
    st.integers(-4, 0),
    st.sampled_from([YUAN, WAN, YI]),
)
def test_what_was_rounded_to_a_number_lies_in_its_interval(true: Decimal, exponent: int, unit: Unit) -> None:
    printed = Printed(rounded(true, exponent), unit)
    assume(not printed.exact)
    interval = printed.interval
    assert interval.low <= true * unit.scale < interval.high


@pytest.mark.parametrize(
    ("value", "exponent", "shown"),
    [("2.675", -2, "2.68"), ("-2.675", -2, "-2.68"), ("2.5", 0, "3"), ("7.8125", -2, "7.81")],
)
def test_halves_are_rounded_away_from_zero_as_the_documents_do(value: str, exponent: int, shown: str) -> None:
    assert str(rounded(Decimal(value), exponent)) == shown


def test_a_number_prints_with_its_digits_and_unit() -> None:
    assert str(Printed(decimal_of("1,234.50"), WAN)) == "1234.50万元"
    assert str(Printed(decimal_of("95.00"), PERCENT)) == "95.00%"
