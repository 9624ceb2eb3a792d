"""How the arithmetic of a finding is written."""

from __future__ import annotations

from gouji.checks.arithmetic import sum_differs


def test_a_sum_shows_its_first_terms_and_takes_away_what_has_a_minus() -> None:
    assert sum_differs(["1.00", "− 2.00", "3.00"], "2.00万元", "4.00万元") == "1.00 − 2.00 + 3.00 = 2.00万元 ≠ 4.00万元"
    assert sum_differs(["− 1", "2"], "1", 3) == "− 1 + 2 = 1 ≠ 3"
    assert sum_differs(["1"] * 8, "8", "9") == "1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 = 8 ≠ 9"
    assert sum_differs(["1"] * 9, "9", "8") == "1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + … = 9 ≠ 8"
