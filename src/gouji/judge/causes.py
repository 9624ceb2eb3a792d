"""What probably happened: the one slip that explains the printed number exactly."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gouji.model.outcome import Contradicted, Witness
from gouji.model.table import Row, Table
from gouji.values.interval import Interval
from gouji.values.slips import digits_of, explains, slip
from gouji.values.units import Dimension

_LEAST_DIGITS = 3
_MOST_VALUES = 5  # that a repair allows: one of two hundred numbers is a slip of any other


def cause_of(outcome: Contradicted, tables: Sequence[Table]) -> str:
    """Return the cause in Chinese, or '' when none explains the number."""
    if outcome.cause or outcome.at.printed is None or outcome.implied is None or outcome.tail:
        return outcome.cause
    printed = outcome.at.printed
    if printed.unit.dimension is not Dimension.MONEY or not outcome.operands:
        return ""
    if outcome.by != "table":
        return _misprint(outcome.at, outcome.implied, tables) if outcome.likelier == "claim" else ""
    cell = outcome.operands[0]
    return _other_row(cell, printed.base, tables) or (_digits(printed.value, cell) if cell.printed else "")


def _other_row(cell: Witness, claimed: Decimal, tables: Sequence[Table]) -> str:
    """Return which row of the same column prints the claimed value: the parent's total, or a neighbour."""
    if cell.place.table is None or not claimed:
        return ""
    table = tables[cell.place.table]
    own = next(
        (
            r
            for r in table.rows
            if r.index == cell.place.row and any(c.column == cell.place.column for c in r.cells.values())
        ),
        None,
    )
    if own is None:
        return ""
    same = [
        r
        for r in table.rows
        if r is not own
        and any(c.column == cell.place.column and c.printed and c.printed.base == claimed for c in r.cells.values())
    ]
    above = [r for r in same if _is_above(r, own)]
    if above:
        return f"把“{above[0].label}”的合计当作本项的数"
    near = [r for r in same if abs(r.index - own.index) <= 1]
    return f"与相邻“{near[0].label}”行的数相同" if near else ""


def _is_above(row: Row, own: Row) -> bool:
    return bool(own.code) and (
        row.key == "@total" or (0 < len(row.code) < len(own.code) and own.code.startswith(row.code))
    )


def _misprint(place: Witness, needed: Interval, tables: Sequence[Table]) -> str:
    """Return what made a place of the repair other than the repair needs it, where that leaves hardly more than one number."""
    printed = place.printed
    assert printed is not None
    scale, quantum = printed.unit.scale, printed.quantum
    if needed.high - needed.low > _MOST_VALUES * quantum or len(digits_of(printed.value, -2)) < _LEAST_DIGITS:
        return ""
    return _other_row(place, printed.base, tables) or explains(
        abs(printed.value), needed.low / scale, needed.high / scale, printed.exponent
    )


def _digits(claimed: Decimal, cell: Witness) -> str:
    assert cell.printed is not None
    left, right = digits_of(claimed, -2), digits_of(cell.printed.value, -2)
    return slip(left, right) if min(len(left), len(right)) >= _LEAST_DIGITS else ""
