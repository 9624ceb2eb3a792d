"""The parts of what was carried over (年末结转和结余…，其中一般公共预算…): they stand under that line, not among this year's income."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gouji.model.alignment import Alignment, Reading, Why
from gouji.model.claim import LEVEL, Claim

_BALANCES = ("opening_balance", "closing_balance")


def align_parts_of_balances(claims: Sequence[Claim], alignments: dict[int, Alignment]) -> None:
    """Give the amounts that an 其中 lists under a balance the readings below its line; they have no others."""
    before: Claim | None = None
    whole: Alignment | None = None  # the balance named last in the sentence
    listed = False
    for claim in claims:
        quantity = claim.quantity
        if before is None or before.group != claim.group or before.quantity.paragraph is not quantity.paragraph:
            whole, listed = None, False
        elif not listed and "其中" in quantity.paragraph.view.folded[before.quantity.end : quantity.start]:
            listed = True
        before = claim
        if claim.measure is not LEVEL:
            continue
        alignment = alignments[quantity.index]
        if listed and whole is not None and alignment.readings:
            found = tuple(_parts(alignment.readings, whole.readings))
            alignments[quantity.index] = replace(alignment, readings=found, declined=None if found else Why.BASIS)
        elif not listed and alignment.readings:
            whole = alignment if _balance(alignment.readings) else None


def _balance(readings: Sequence[Reading]) -> bool:
    return all(r.row.key in _BALANCES for r in readings)


def _parts(readings: Sequence[Reading], wholes: Sequence[Reading]) -> Iterator[Reading]:
    """Yield the readings that are balances themselves; for any other the line of its name below a balance of its table."""
    for reading in readings:
        if reading.row.key in _BALANCES:
            yield reading
            continue
        above = [w.row for w in wholes if w.table is reading.table and w.row.side == reading.row.side]
        below = (
            r
            for r in reading.table.rows
            if reading.row.key
            and r.key == reading.row.key
            and any(r.side == w.side and r.index > w.index for w in above)
        )
        row = next(below, None)
        if row is not None and reading.column in row.cells:
            yield replace(reading, row=row, cell=row.cells[reading.column])
