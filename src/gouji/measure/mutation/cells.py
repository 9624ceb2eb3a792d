"""Plants in the amounts of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.measure.mutation.digits import slipped
from gouji.measure.mutation.plants import Dice, Group, Plant
from gouji.model.location import Span
from gouji.model.run import Run, State

_NUMBER = re.compile(r"(?<![\d,.])\d[\d,]*(?:\.\d+)?(?![\d,.])")


def cell_plants(run: Run, seed: int) -> Iterator[Plant]:
    """Yield one plant for every amount of the tables; bound are those in an identity that holds or that confirm the narrative."""
    used = _used(run)
    seen: set[Span] = set()
    for table in run.tables:
        for cell in (cell for row in table.rows for cell in row.cells.values()):
            if cell.span is None or cell.printed is None or cell.span in seen:
                continue
            seen.add(cell.span)
            yield from _plant(run, cell.span, cell.span in used, seed)


def _used(run: Run) -> set[Span]:
    held = (i for table in run.tables for i in table.identities if i.holds and not i.empty and not i.open)
    cells = {cell.span for identity in held for cell in identity.cells if cell.span is not None}
    entries = (e for e in run.ledger if e.state is State.CONSISTENT)
    return cells | {w.place.span for e in entries for w in e.against if w.place.table is not None}


def _plant(run: Run, cell: Span, bound: bool, seed: int) -> Iterator[Plant]:
    numbers = list(_NUMBER.finditer(run.document.text(cell)))
    if len(numbers) != 1:
        return
    start = cell.start + numbers[0].start()
    slip = slipped(numbers[0].group(), Dice(seed, Group.CELL.value, start))
    if slip is not None:
        span = Span(start, start + len(numbers[0].group()), cell.file)
        yield Plant(Group.CELL, span, slip[0], span, slip[1], bound)
