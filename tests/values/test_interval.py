"""Intervals contain every true result, meet alike from either side, and do not meet where they only touch."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.values.interval import Interval, total

_VALUES = st.decimals(min_value=-100_000, max_value=100_000, places=2, allow_nan=False, allow_infinity=False)


@st.composite
def _intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted((draw(_VALUES), draw(_VALUES)))
    return Interval(low, high)


@st.composite
def _with_a_value(draw: st.DrawFn) -> tuple[Interval, Decimal]:
    """Return an interval and a value that may have been rounded to it."""
    low, value, high = sorted((draw(_VALUES), draw(_VALUES), draw(_VALUES)))
    return Interval(low, high), value


def _holds(interval: Interval, value: Decimal) -> bool:
    """Whether a value lies in an interval, up to the last digit that division keeps."""
    slack = Decimal("1e-15") * max(abs(value), Decimal(1))
    return interval.low - slack <= value <= interval.high + slack


def _between(low: str, high: str) -> Interval:
    return Interval(Decimal(low), Decimal(high))


@given(_with_a_value(), _with_a_value())
def test_the_true_result_lies_in_the_result(left: tuple[Interval, Decimal], right: tuple[Interval, Decimal]) -> None:
    (a, x), (b, y) = left, right
    assert _holds(a + b, x + y)
    assert _holds(a - b, x - y)
    assert _holds(a * b, x * y)
    assert _holds(-a, -x)
    if not b.is_zero:
        assert _holds(a / b, x / y)


@given(st.lists(_with_a_value(), max_size=6))
def test_the_true_sum_lies_in_the_total(parts: list[tuple[Interval, Decimal]]) -> None:
    assert _holds(total([interval for interval, _ in parts]), sum((value for _, value in parts), Decimal(0)))


@given(_with_a_value(), st.decimals(min_value=-1000, max_value=1000, places=3, allow_nan=False))
def test_scaling_is_multiplying_by_an_exact_number(given_: tuple[Interval, Decimal], factor: Decimal) -> None:
    interval, value = given_
    assert _holds(interval.scaled(factor), value * factor)
    assert interval.scaled(factor) == interval * Interval.exact(factor)


@given(_intervals(), _intervals())
def test_meeting_is_mutual(left: Interval, right: Interval) -> None:
    assert left.meets(right) is right.meets(left)


@given(_intervals(), _intervals())
def test_what_meets_has_no_gap_and_what_has_a_gap_does_not_meet(left: Interval, right: Interval) -> None:
    assert left.gap(right) == right.gap(left) >= 0
    assert not (left.meets(right) and left.gap(right) > 0)


@given(_intervals())
def test_an_interval_meets_itself(interval: Interval) -> None:
    assert interval.meets(interval)


@given(_intervals(), _intervals())
def test_the_operands_of_a_sum_do_not_change_places(left: Interval, right: Interval) -> None:
    assert left + right == right + left
    assert left * right == right * left
    assert left - right == -(right - left)


def test_intervals_that_only_touch_do_not_meet() -> None:
    below, above = _between("10.975", "10.985"), _between("10.985", "10.995")
    assert not below.meets(above)
    assert below.gap(above) == 0
    assert below.meets(_between("10.984", "10.994"))


def test_an_exact_value_meets_what_begins_with_it_and_not_what_ends_with_it() -> None:
    exact = Interval.exact(Decimal("10.985"))
    assert exact.meets(_between("10.985", "10.995"))
    assert not exact.meets(_between("10.975", "10.985"))
    assert exact.meets(Interval.exact(Decimal("10.985")))


def test_the_share_of_one_half_is_exact_in_its_bounds() -> None:
    share = _between("49.5", "50.5") / _between("100", "100")
    assert (share.low, share.high) == (Decimal("0.495"), Decimal("0.505"))
    assert share.middle == Decimal("0.5")


@pytest.mark.parametrize("zero", [("0", "0"), ("-1", "1"), ("0", "5"), ("-5", "0")])
def test_dividing_by_what_may_be_zero_is_refused(zero: tuple[str, str]) -> None:
    with pytest.raises(ZeroDivisionError):
        _between("1", "2") / _between(*zero)


def test_no_parts_add_up_to_exactly_nothing() -> None:
    assert total([]) == Interval.exact(Decimal(0))


def test_the_arithmetic_does_not_round_large_amounts() -> None:
    with localcontext() as context:
        large = Interval.exact(Decimal("123456789012345.67"))
        assert context.prec >= 28
        assert (large + Interval.exact(Decimal("0.01"))).low == Decimal("123456789012345.68")
