"""Products of a unit price and quantities, and what is not one."""

from __future__ import annotations

import pytest

from gouji.values.products import products_of

_PRODUCTS = {
    "14人×3600元/月×12个月": ["604800"],
    "80台*0.2万元/台": ["160000"],
    "餐费40元每人每天×6人×365天=8.76万元": ["87600 = 8.76万元"],
    "（基本工资2100元、人/月×7人×12月=176400元，五险980元/人×7人=6860元".replace("（", "("): [
        "176400 = 176400元",
        "6860 = 6860元",
    ],
    "2次×每次1.2万元": ["24000"],
    "2万人×15元/人=30万元": ["300000 = 30万元"],
    "20%×300万元": ["600000"],
    "22.92万元/年": [],
    "300-500元×10人": [],
    "10人×500元+3万元": [],
    "5米×3米": [],
    "3人×(200+100)元": [],
    "20元×30元": [],
    "1000元×12÷2": [],
}


@pytest.mark.parametrize("text", _PRODUCTS)
def test_a_product_has_one_unit_price_and_plain_factors(text: str) -> None:
    found = [f"{p.value.normalize():f}" + (f" = {p.result}" if p.result else "") for p in products_of(text)]
    assert found == _PRODUCTS[text]


def test_a_very_long_cell_is_looked_through_in_linear_time() -> None:
    assert list(products_of("9" * 200_000 + "×" * 200_000)) == []
    assert list(products_of("1元×" * 100_000)) == []
