"""The arithmetic that is held against every printed formula: what it lets through and what it does not."""

from __future__ import annotations

import pytest

from tests.formulas import wrong_in


@pytest.mark.parametrize(
    "formula",
    [
        "0.45 ÷ 0.60 = 75.00%",
        "4.10 − 3.55 = 0.55万元",
        "10.00 − 8.00 = 20000.00元",
        "371.15 ÷ (4570.51 − 371.15) = 8.84%",
        "40.00 × 100% + 30.00 × 50% = 55.00万元 ≠ 79.00万元",
        "2100元/人·月×7人×12个月 + 980元/人·月×7人×12个月 = 25.872万元 ≠ 29万元",
        "1.00亿元 > 300.00万元",
        "1.00 + 2.00 + … = 9.00万元 ≠ 8.00万元",
        "“柳州县”1处，“柳川县”3处",
    ],
)
def test_right(formula: str) -> None:
    assert wrong_in(formula) == ""


@pytest.mark.parametrize(
    "formula",
    [
        "0.45 ÷ 0.60 = 75.01%",
        "3.55 − 4.10 = 0.55万元",
        "1.00 + 2.00 = 3.10万元 ≠ 8.00万元",
        "8.00万元 ≠ 8.00万元",
        "300.00万元 > 1.00亿元",
        "4.00万元 < 3.00万元",
    ],
)
def test_wrong(formula: str) -> None:
    assert wrong_in(formula)
