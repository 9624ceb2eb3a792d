"""Which placements of amounts take part in a solution, and that very many of them are gone through."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

from gouji.tables.place import Placement, _solve


def _placed(*amounts: str) -> Placement:
    return tuple(Decimal(a) if a else None for a in amounts)


def test_only_what_adds_up_in_every_column_is_kept() -> None:
    first, wrong = _placed("1.00", "", "1.00"), _placed("1.00", "1.00", "")
    only = _placed("2.00", "", "2.00")
    assert _solve([_placed("3.00", "", "3.00")], [[wrong, first], [only]]) == [
        [_placed("3.00", "", "3.00")],
        [first],
        [only],
    ]


def test_without_a_solution_no_parent_is_kept() -> None:
    kept = _solve([_placed("9.00", "9.00")], [[_placed("1.00", "1.00")], [_placed("2.00", ""), _placed("", "2.00")]])
    assert kept is not None
    assert kept[0] == []


def test_a_row_without_amounts_is_blank_in_every_solution() -> None:
    assert _solve([_placed("1.00", "")], [[], [_placed("1.00", "")]]) == [
        [_placed("1.00", "")],
        [_placed("", "")],
        [_placed("1.00", "")],
    ]


def test_a_negative_amount_may_bring_a_sum_back_below_its_parent() -> None:
    over, back = [_placed("5.00"), _placed("4.00")], [_placed("-2.00"), _placed("-9.00")]
    assert _solve([_placed("3.00")], [over, back]) == [[_placed("3.00")], [over[0]], [back[0]]]


def test_many_rows_with_many_placements_are_gone_through() -> None:
    """Five rows of ten placements each: one by one their combinations would be 100,000."""
    rows = [
        [_placed(*p) for p in dict.fromkeys(permutations((f"{10**row}.00", f"{10**row}.00", "", "", "")))]
        for row in range(5)
    ]
    right = [row[0] for row in rows]
    parent = tuple(sum((p[j] or Decimal(0) for p in right), Decimal(0)) for j in range(5))
    assert _solve([parent], rows) == [[parent], *([p] for p in right)]
