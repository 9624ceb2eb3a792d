"""Slips in a printed number: each is another number, and one that people would print."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gouji.measure.mutation.digits import slipped
from gouji.measure.mutation.plants import Dice

PRINTED = ["1,234.56", "330.00", "0.05", "0", "7", "100", "8.1", "12.0", "1.01", "10,000"]


def _slips(printed: str) -> set[tuple[str, str]]:
    return {slip for seed in range(300) if (slip := slipped(printed, Dice(seed))) is not None}


@pytest.mark.parametrize("printed", PRINTED)
def test_a_slip_is_two_units_away_at_least_and_reads_like_a_number(printed: str) -> None:
    slips = _slips(printed)
    assert slips
    for wrong, _ in slips:
        decimals = min(len(wrong.partition(".")[2]), len(printed.partition(".")[2]))
        gap = abs(Decimal(wrong.replace(",", "")) - Decimal(printed.replace(",", "")))
        assert gap >= 2 * Decimal(1).scaleb(-decimals)
        assert wrong == "0" or not wrong.startswith(("00", "01", ".")), wrong
        assert not wrong.endswith(".")


def test_every_kind_of_slip_comes_up_with_what_it_does() -> None:
    by_kind: dict[str, set[str]] = {}
    for wrong, kind in _slips("12.34"):
        by_kind.setdefault(kind, set()).add(wrong)
    assert by_kind["相邻两位颠倒"] == {"21.34", "13.24", "12.43"}
    assert by_kind["漏一位"] == {"2.34", "1.34"}  # 12.3 is 12.34 rounded, 12.4 within a residue of it
    assert by_kind["多一位"] == {"112.34", "122.34"}  # 12.334 and 12.344 are too near
    assert by_kind["小数点移位"] == {"123.4", "1.234"}
    assert {"92.34", "12.39"} <= by_kind["一位不同"]
    assert not {"12.33", "12.35", "02.34"} & by_kind["一位不同"]


def test_commas_stay_where_they_belong() -> None:
    dropped = {wrong for wrong, kind in _slips("1,234.56") if kind == "漏一位"}
    assert dropped == {"234.56", "134.56", "124.56", "123.56"}
    assert {"12,345.6", "123.456"} <= {wrong for wrong, kind in _slips("1,234.56") if kind == "小数点移位"}


def test_what_no_slip_changes_is_left() -> None:
    assert "0" not in {wrong for wrong, _ in _slips("0")}
    assert all(Decimal(wrong) >= 2 for wrong, _ in _slips("0"))
