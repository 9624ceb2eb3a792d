"""Formulas printed under a table, in the spellings they come in."""

from __future__ import annotations

import pytest

from gouji.tables.notes import formulas_of

_SPELLINGS = {
    "27行=(1+2+…+8)行;28行=(29+30-31)行": [(27, "+1+2+3+4+5+6+7+8"), (28, "+29+30-31")],
    "59行=(33+34+......+37)行": [(59, "+33+34+35+36+37")],
    "1栏各行=(2+3)栏各行。": [(1, "+2+3")],
    "注:本表反映各项支出,1栏=2栏+3栏": [(1, "+2+3")],
    "第6栏=第1栏+第2栏-第3栏": [(6, "+1+2-3")],
    "1栏=(2+3+6)栏;3栏=(4+5)栏": [(1, "+2+3+6"), (3, "+4+5")],
    "5栏=4栏÷3栏": [],
    "5栏=4栏*100%": [],
    "注:本表反映部门本年度各项支出情况。": [],
}


@pytest.mark.parametrize("text", _SPELLINGS)
def test_a_formula_is_read_in_every_spelling(text: str) -> None:
    read = [(f.left, "".join(f"{sign * number:+d}" for sign, number in f.terms)) for f in formulas_of(text)]
    assert read == _SPELLINGS[text]
