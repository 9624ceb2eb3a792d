"""The graph of identities: around the places that failing statements accuse, the statements that hold and rest on them too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from gouji.judge.equation import Change, Equation, Key, equation_of, key_of, of_identity
from gouji.model.outcome import Checked, Consistent, Contradicted
from gouji.model.table import Table


@dataclass(slots=True)
class Holding:
    """What holds as printed, by place; places of statements whose arithmetic is not told are `locked`.

    `shared` are those that rest on two of the places asked about.
    """

    equations: dict[Key, list[Equation]] = field(default_factory=lambda: defaultdict(list))
    locked: set[Key] = field(default_factory=set)
    shared: list[Equation] = field(default_factory=list)

    def breaks(self, change: Change) -> bool:
        """Whether changing these places makes anything false that holds."""
        return not self.locked.isdisjoint(change) or next(self._broken(change, change), None) is not None

    def carried(self, change: Change) -> Change:
        """Return a change with those it cannot be without: what a sum over it leaves to one other filled cell alone."""
        change = dict(change)
        new = list(change)
        while new:
            for equation in list(self._broken(change, new[:1])):
                free = [k for k in equation.places if k not in change and not equation.printed[k].is_zero][:2]
                sure = len(free) == 1 and free[0][0] == "cell" and equation.exact
                needed = equation.asks(free[0], change) if sure else None
                if needed is not None:
                    change[free[0]] = needed
                    new.append(free[0])
            new.pop(0)
        return change

    def _broken(self, change: Change, around: Iterable[Key]) -> Iterator[Equation]:
        touched = {id(e): e for key in around for e in self.equations.get(key, ())}
        return (e for e in touched.values() if e.holds({}) and not e.holds(change))


def holding_around(asked: Collection[Key], tables: Sequence[Table], checked: Sequence[Checked]) -> Holding:
    """Return what holds and rests on one of these places, or on a cell that prints the same number again in its table."""
    found = Holding()
    asked, reached = set(asked), _reached(asked, tables)
    for equation in (*_of_outcomes(reached, checked, found.locked), *_of_tables(reached, tables)):
        for key in equation.places:
            if key in reached:
                found.equations[key].append(equation)
        if sum(key in asked for key in equation.places) > 1:
            found.shared.append(equation)
    return found


def _reached(asked: Collection[Key], tables: Sequence[Table]) -> set[Key]:
    """Return these places and the cells that a sum ties to them alone: 合计 beside the one filled column, a 款 over its only 项."""
    tied: dict[Key, list[Key]] = defaultdict(list)
    spoken = {key[1] for key in asked if key[0] == "cell"}
    for table in (t for t in tables if t.index in spoken):
        for identity in table.identities:
            filled = list(islice((c for c in identity.cells if not c.interval.is_zero), 3))
            if len(filled) == 2:
                one, other = (("cell", table.index, c.row, c.column) for c in filled)
                tied[one].append(other)
                tied[other].append(one)
    reached, new = set(asked), list(asked)
    while new:
        more = [k for k in tied.get(new.pop(), ()) if k not in reached]
        reached.update(more)
        new += more
    return reached


def _of_outcomes(asked: Collection[Key], checked: Sequence[Checked], locked: set[Key]) -> Iterator[Equation]:
    for outcome in (c.outcome for c in checked):
        if not isinstance(outcome, Consistent):
            continue
        keys = [k for k in map(key_of, (outcome.at, *outcome.operands)) if k in asked]
        equation = equation_of(outcome) if keys else None
        if equation is not None:
            yield equation
        else:
            locked.update(keys)


def _of_tables(asked: Collection[Key], tables: Sequence[Table]) -> Iterator[Equation]:
    spoken = {key[1] for key in asked if key[0] == "cell"}
    for table in (t for t in tables if t.index in spoken):
        for identity in table.identities:
            if identity.empty or not (identity.holds or identity.tail):
                continue
            if any(("cell", table.index, c.row, c.column) in asked for c in identity.cells):
                yield of_identity(table, identity)


def failing_of(outcomes: Sequence[Contradicted], tables: Sequence[Table]) -> dict[int, Equation]:
    """Return the arithmetic of contradictions by their number; a sum of a table with its blank cells, which may be what is wrong."""
    blanks: dict[frozenset[Key], Equation] = {}
    accused = {o.at.place.table for o in outcomes}
    for table in (t for t in tables if t.index in accused):
        for identity in table.identities:
            if any(c.printed is None for c in identity.cells) and (identity.fails or identity.tail):
                equation = of_identity(table, identity)
                filled = [k for k, c in zip(equation.places, identity.cells, strict=False) if c.printed is not None]
                blanks[frozenset(filled)] = equation
    found = ((i, equation_of(outcome)) for i, outcome in enumerate(outcomes))
    return {i: blanks.get(frozenset(e.places), e) if e.exact else e for i, e in found if e is not None}
