"""The one slip of the hand between two numbers, or none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.values.slips import digits_of, explains, slip, telling


@pytest.mark.parametrize(
    ("printed", "right", "name"),
    [
        ("19050", "19050", ""),
        ("19050", "19060", "一位数字不同"),
        ("5730", "7530", "相邻两位数字颠倒"),
        ("7035", "3075", "两位数字互换"),
        ("12357", "1257", "多一位数字"),
        ("1257", "12357", "漏一位数字"),
        ("123", "12345", ""),
        ("1234", "4321", ""),
        ("1234", "1342", ""),
    ],
)
def test_a_slip_has_a_name(printed: str, right: str, name: str) -> None:
    assert slip(printed, right) == name


@given(st.text("0123456789", min_size=2, max_size=8), st.data())
def test_dropping_a_digit_is_the_reverse_of_doubling_one(digits: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(digits) - 1))
    shorter = digits[:at] + digits[at + 1 :]
    assert slip(digits, shorter) == "多一位数字"
    assert slip(shorter, digits) == "漏一位数字"


@pytest.mark.parametrize(
    ("value", "exponent", "digits"), [("21.4", -2, "2140"), ("21.40", -2, "2140"), ("-0.57", -2, "57")]
)
def test_the_same_value_is_written_with_the_same_digits(value: str, exponent: int, digits: str) -> None:
    assert digits_of(Decimal(value), exponent) == digits


def test_a_slip_explains_only_where_few_numbers_are_possible() -> None:
    narrow, wide = Decimal("4.805"), Decimal("4000")
    assert explains(Decimal("8.40"), Decimal("4.795"), narrow, -2) == "相邻两位数字颠倒"
    assert explains(Decimal("8.40"), Decimal("4.795"), wide, -2) == ""


def test_a_single_digit_is_no_evidence_of_a_slip() -> None:
    assert explains(Decimal(5), Decimal("5.5"), Decimal("6.5"), 0) == ""


@pytest.mark.parametrize(
    ("printed", "right", "name"),
    [
        ("13250", "13750", ""),
        ("13257", "13252", "一位数字不同"),
        ("13257", "13757", "一位数字不同"),
        ("13250", "12350", "相邻两位数字颠倒"),
        ("1320", "13250", "漏一位数字"),
    ],
)
def test_a_digit_of_a_round_number_is_no_evidence(printed: str, right: str, name: str) -> None:
    assert telling(printed, right) == name
