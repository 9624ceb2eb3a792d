"""The graph of identities: places (figures, cells) on one side, the statements that tie them together on the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gouji.model.outcome import Checked, Consistent, Contradicted, Witness
from gouji.model.table import Identity, Table
from gouji.values.interval import Interval, total

Key = tuple[str, int, int, int]  # a figure, a cell or other characters of a source
_ANY = Decimal("1E18")  # 元: beyond all that is printed
_NOTHING = Interval.exact(Decimal(0))


def key_of(witness: Witness) -> Key:
    """Return what makes two witnesses one place: the number of the figure, the cell, else the characters."""
    place = witness.place
    if witness.figure is not None:
        return "figure", witness.figure.index, 0, 0
    if place.table is not None and place.row is not None and place.column is not None:
        return "cell", place.table, place.row, place.column
    return "text", place.span.file, place.span.start, place.span.end


@dataclass(slots=True)
class Equation:
    """A statement about printed numbers: `whole` = Σ coefficient × term, divided by a sum `below` where there is one; or with `at_most` ≤.

    `slack` is what it may miss by and still count as holding: the rounding residue of a sum in a table. `told` is the right side
    where only its value is known, not its terms.
    """

    whole: Key
    terms: Mapping[Key, int]
    below: Mapping[Key, int]
    printed: Mapping[Key, Interval]
    at_most: bool = False
    slack: Decimal = Decimal(0)
    told: Interval | None = None
    _above: Interval = field(init=False)
    _divisor: Interval = field(init=False)

    def __post_init__(self) -> None:
        self._above, self._divisor = (
            total([self.printed[k].scaled(Decimal(c)) for k, c in part.items()]) for part in (self.terms, self.below)
        )
        self._above = self.told or self._above

    @property
    def places(self) -> tuple[Key, ...]:
        return tuple(dict.fromkeys((self.whole, *self.terms, *self.below)))

    @property
    def wide(self) -> bool:
        """Whether it fits many values: a ratio, or arithmetic that is not told, which may rest on one."""
        return bool(self.below) or self.told is not None

    @property
    def exact(self) -> bool:
        """Whether it asks a place for one value."""
        return not (self.wide or self.at_most)

    def asks(self, key: Key) -> Interval | None:
        """Return the value of one place that makes it true, all others as printed; None where it stands there twice or divides by 0."""
        whole, coefficient = self.printed[self.whole], self.terms.get(key, 0) + self.below.get(key, 0)
        try:
            if key == self.whole:
                return None if coefficient else self._up_to(self._given({}), key)
            if abs(coefficient) != 1 or (key in self.terms and key in self.below):
                return None
            nothing = {key: _NOTHING}
            rest = self._sum(self.terms, self._above, nothing)
            if key in self.terms:
                needed = (whole * self._divisor if self.below else whole) - rest
            else:
                needed = rest / whole - self._sum(self.below, self._divisor, nothing)
        except ZeroDivisionError:
            return None
        return self._up_to(needed, key) if coefficient > 0 else -needed

    def holds(self, changed: Mapping[Key, Interval]) -> bool:
        """Whether it is true with some places changed."""
        whole = changed.get(self.whole, self.printed[self.whole])
        try:
            given = self._given(changed)
        except ZeroDivisionError:
            return False
        if self.at_most:
            return whole.low < given.high
        return whole.meets(given) or whole.gap(given) < self.slack

    def _up_to(self, needed: Interval, key: Key) -> Interval:
        """Return all values that will do where only an order must hold."""
        if not self.at_most:
            return needed
        return Interval(-_ANY, needed.high) if key == self.whole else Interval(needed.low, _ANY)

    def _given(self, changed: Mapping[Key, Interval]) -> Interval:
        above = self._sum(self.terms, self._above, changed)
        return above / self._sum(self.below, self._divisor, changed) if self.below else above

    def _sum(self, part: Mapping[Key, int], known: Interval, changed: Mapping[Key, Interval]) -> Interval:
        """Return a sum with some places changed, in the time that these take, not the sum."""
        low, high = known.low, known.high
        for key, value in changed.items():
            if key in part:
                old, new = (v.scaled(Decimal(part[key])) for v in (self.printed[key], value))
                low, high = low - old.low + new.low, high - old.high + new.high
        return Interval(low, high)


def equation_of(outcome: Consistent | Contradicted) -> Equation | None:
    """Return the arithmetic of an outcome: its relation, or that two amounts are one; of a contradiction at least what its place should be."""
    if outcome.at.printed is None:
        return None
    whole, keys = key_of(outcome.at), [key_of(w) for w in outcome.operands]
    printed = {key_of(w): w.printed.interval for w in (outcome.at, *outcome.operands) if w.printed is not None}
    relation = outcome.relation
    implied = outcome.implied if isinstance(outcome, Contradicted) else None
    if relation is not None and all(k in printed for k in keys):
        parts = (relation.numerator, relation.denominator)
        terms, below = (_counted((keys[i], sign) for sign, i in part) for part in parts)
        return Equation(whole, terms, below, printed, relation.at_most)
    if outcome.by != "arithmetic" and len(keys) == 1 and keys[0] in printed:
        one, other = outcome.at.printed, outcome.operands[0].printed
        same = other is not None and one.unit.dimension is other.unit.dimension
        if same and implied in (None, printed[keys[0]]):
            return Equation(whole, {keys[0]: 1}, {}, printed)
    return Equation(whole, {}, {}, {whole: printed[whole]}, told=implied) if implied is not None else None


def _counted(signed: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    counted: dict[Key, int] = {}
    for key, sign in signed:
        counted[key] = counted.get(key, 0) + sign
    return counted


@dataclass(slots=True)
class Holding:
    """What holds as printed, by place; places of statements whose arithmetic is not told are `locked`.

    `shared` are those that rest on two of the places asked about.
    """

    equations: dict[Key, list[Equation]] = field(default_factory=lambda: defaultdict(list))
    locked: set[Key] = field(default_factory=set)
    shared: list[Equation] = field(default_factory=list)

    def breaks(self, changed: Mapping[Key, Interval]) -> bool:
        """Whether changing these places makes anything false that holds."""
        if not self.locked.isdisjoint(changed):
            return True
        touched = {id(e): e for key in changed for e in self.equations.get(key, ())}
        return any(e.holds({}) and not e.holds(changed) for e in touched.values())


def holding_around(asked: Collection[Key], tables: Sequence[Table], checked: Sequence[Checked]) -> Holding:
    """Return what holds and rests on one of these places."""
    found = Holding()
    for equation in (*_of_outcomes(asked, checked, found.locked), *_of_tables(asked, tables)):
        own = [key for key in equation.places if key in asked]
        for key in own:
            found.equations[key].append(equation)
        if len(own) > 1:
            found.shared.append(equation)
    return found


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
                yield _of_identity(table, identity)


def failing_of(outcomes: Sequence[Contradicted], tables: Sequence[Table]) -> dict[int, Equation]:
    """Return the arithmetic of contradictions by their number; a sum of a table with its blank cells, which may be what is wrong."""
    blanks: dict[frozenset[Key], Equation] = {}
    accused = {o.at.place.table for o in outcomes}
    for table in (t for t in tables if t.index in accused):
        for identity in table.identities:
            if any(c.printed is None for c in identity.cells) and (identity.fails or identity.tail):
                equation = _of_identity(table, identity)
                filled = [k for k, c in zip(equation.places, identity.cells, strict=False) if c.printed is not None]
                blanks[frozenset(filled)] = equation
    found = ((i, equation_of(outcome)) for i, outcome in enumerate(outcomes))
    return {i: blanks.get(frozenset(e.places), e) if e.exact else e for i, e in found if e is not None}


def _of_identity(table: Table, identity: Identity) -> Equation:
    keys: list[Key] = [("cell", table.index, c.row, c.column) for c in identity.cells]
    printed = {k: c.interval for k, c in zip(keys, identity.cells, strict=True)}
    terms = _counted((k, t.coefficient) for t, k in zip(identity.terms, keys[1:], strict=True))
    slack = max((c.printed.quantum for c in identity.cells if c.printed), default=Decimal(0))
    return Equation(keys[0], terms, {}, printed, slack=slack)
