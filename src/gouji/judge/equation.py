"""A statement about printed numbers as an equation over places, and what it asks of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from gouji.model.outcome import Consistent, Contradicted, Witness
from gouji.model.table import Identity, Table
from gouji.values.interval import Interval, total

Key = tuple[str, int, int, int]  # a figure, a cell or other characters of a source
Change = dict[Key, Interval]  # what some places would have to be
_ANY = Decimal("1E18")  # 元: beyond all that is printed
_UNCHANGED: Mapping[Key, Interval] = MappingProxyType({})
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
    """A statement about printed numbers: `whole` = Σ coefficient × term, divided by a sum `below` where there is one; or with `at_most` no more than that.

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

    def asks(self, key: Key, changed: Mapping[Key, Interval] = _UNCHANGED) -> Interval | None:
        """Return the value of one place that makes it true, all others as printed or changed; None where it stands there twice or divides by 0."""
        whole, coefficient = (
            changed.get(self.whole, self.printed[self.whole]),
            self.terms.get(key, 0) + self.below.get(key, 0),
        )
        try:
            if key == self.whole:
                return None if coefficient else self._given(changed)
            if abs(coefficient) != 1 or (key in self.terms and key in self.below):
                return None
            without = {**changed, key: _NOTHING}
            above, below = self._sum(self.terms, self._above, without), self._sum(self.below, self._divisor, without)
            product = whole * below if self.below else whole
            needed = product - above if key in self.terms else above / whole - below
        except ZeroDivisionError:
            return None
        return needed if coefficient > 0 else -needed

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

    def allows(self, needed: Interval, key: Key) -> Interval:
        """Return all values that will do where only an order must hold, else the value it asks."""
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


def of_identity(table: Table, identity: Identity) -> Equation:
    keys: list[Key] = [("cell", table.index, c.row, c.column) for c in identity.cells]
    printed = {k: c.interval for k, c in zip(keys, identity.cells, strict=True)}
    terms = _counted((k, t.coefficient) for t, k in zip(identity.terms, keys[1:], strict=True))
    slack = max((c.printed.quantum for c in identity.cells if c.printed), default=Decimal(0))
    return Equation(keys[0], terms, {}, printed, slack=slack)
