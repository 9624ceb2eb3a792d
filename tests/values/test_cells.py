"""Cells that print one number whole."""

from __future__ import annotations

import pytest

from gouji.values.cells import printed_cell
from gouji.values.units import WAN

_CELLS = {
    "38万": "38万元", "4570.51万元": "4570.51万元", "19,272,050.54": "19272050.54万元", "336205.8元": "336205.8元", "97.37%": "97.37%",
    "19.47分": "19.47分", "-3.20": "-3.20万元", "≥95%": None, "97%-100%": None, "12期": None, "2万人": None, "—": None, "": None, "1.2.3": None,
}  # fmt: skip


@pytest.mark.parametrize("text", _CELLS)
def test_a_number_with_its_unit_and_nothing_else(text: str) -> None:
    printed = printed_cell(text, WAN)
    assert (str(printed) if printed else None) == _CELLS[text]
