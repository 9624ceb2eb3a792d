"""Chinese numerals as section numbers and 百分之三点五 use them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gouji.values.numerals import decimal_of_numeral, integer_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("三十五", 35), ("一百零五", 105), ("一百一十", 110), ("两百", 200),
        ("一千零二十", 1020), ("二〇二三", 2023), ("零", 0), ("", None), ("甲", None), ("十甲", None), ("12", None),
    ],
)  # fmt: skip
def test_a_numeral_is_its_value(text: str, value: int | None) -> None:
    assert integer_of(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三点五", "3.5"),
        ("十二点零五", "12.05"),
        ("一百", "100"),
        ("四", "4"),
        ("三点", "3"),
        ("点五", None),
        ("三点十", None),
    ],
)
def test_a_decimal_numeral_keeps_its_digits(text: str, value: str | None) -> None:
    found = decimal_of_numeral(text)
    assert (str(found) if found is not None else None) == value
    assert found is None or isinstance(found, Decimal)
