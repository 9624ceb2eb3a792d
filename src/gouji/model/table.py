"""Disclosure tables as understood: which form it is, its columns, rows, cells and the identities they must satisfy."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from gouji.model.annex import Annex
from gouji.model.location import Span
from gouji.values.interval import Interval
from gouji.values.printed import Printed

_NOTHING = Interval.exact(Decimal(0))


class Belief(Enum):
    """How far a cell may be used as a witness."""

    CLOSED = "closed"  # an identity that holds rests on it
    CERTAIN = "certain"  # the grid is certain and no failing identity needs it changed
    ALTERNATIVE = "alternative"  # the layout allows it here or in another column
    UNCLEAR = "unclear"  # the grid is guessed and nothing supports it, or a failing identity accuses it


@dataclass(slots=True)
class Cell:
    """One amount of a table. `printed` is None for a blank; a blank counts as 0 only inside an identity.

    `lost` says that its row prints amounts which no reading puts under columns: it is blank here and need not be in the report.
    `alternatives` holds all it may print, each with its place, where the columns of a row were lost.
    """

    row: int
    column: int
    span: Span | None
    printed: Printed | None
    belief: Belief = Belief.CERTAIN
    alternatives: tuple[tuple[Printed | None, Span | None], ...] = ()
    lost: bool = False
    _interval: Interval | None = None

    @property
    def values(self) -> tuple[Printed | None, ...]:
        """All it may print: one value, or where its column was lost several."""
        return tuple(p for p, _ in self.alternatives) or (self.printed,)

    def span_of(self, value: Printed | None) -> Span | None:
        """Return where one of its values stands."""
        return next((span for printed, span in self.alternatives if printed == value), self.span)

    @property
    def interval(self) -> Interval:
        """The interval of the printed amount in 元, computed once; a blank is exactly 0."""
        if self._interval is None:
            self._interval = self.printed.interval if self.printed else _NOTHING
        return self._interval


@dataclass(slots=True)
class Row:
    """`code` is the subject code where there is one, `key` the canonical name of a line such as income_total.

    `side` tells the halves of a two-sided table apart: 0 left, 1 right.
    """

    index: int
    label: str
    span: Span | None
    code: str = ""
    key: str = ""
    side: int = 0
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass(slots=True, unsafe_hash=True)
class Term:
    """`coefficient` × `cell` in an identity."""

    coefficient: int
    cell: Cell


@dataclass(slots=True)
class Identity:
    """`left` = Σ `terms`. `source` says which rule or which printed note asks for it."""

    name: str
    left: Cell
    terms: tuple[Term, ...]
    source: str
    _implied: Interval | None = None
    _holds: bool | None = None

    @property
    def implied(self) -> Interval:
        """The interval of Σ terms, computed once: cells do not change after a table is read."""
        if self._implied is None:
            self._implied = self._sum()
        return self._implied

    def _sum(self) -> Interval:
        low = high = Decimal(0)
        for term in self.terms:
            printed = term.cell.printed
            if printed is not None:
                interval = printed.interval
                if term.coefficient > 0:
                    low, high = low + interval.low, high + interval.high
                else:
                    low, high = low - interval.high, high - interval.low
        return Interval(low, high)

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.left, *(t.cell for t in self.terms))

    @property
    def open(self) -> bool:
        """Whether some cell could also stand elsewhere or was not read, so that failing proves nothing."""
        return any(c.lost or c.belief is Belief.ALTERNATIVE for c in self.cells)

    @property
    def fails(self) -> bool:
        """Whether it is contradicted by more than a rounding residue."""
        return not self.holds and not (self.empty or self.open or self.tail)

    @property
    def empty(self) -> bool:
        """Whether all cells are blank, so that it says nothing."""
        return self.left.printed is None and all(t.cell.printed is None for t in self.terms)

    @property
    def holds(self) -> bool:
        if self._holds is None:
            self._holds = self._to_the_digit() or self._within_rounding()
        return self._holds

    def _to_the_digit(self) -> bool:
        """Whether it adds up as printed, as most do: told without intervals, which then meet in their middles."""
        left = self.left.printed
        if left is None:
            return False
        rest = left.value
        for term in self.terms:
            printed = term.cell.printed
            if printed is not None:
                if printed.unit is not left.unit:
                    return False
                rest = rest - printed.value if term.coefficient > 0 else rest + printed.value
        return not rest

    def _within_rounding(self) -> bool:
        left, implied = self.left.interval, self.implied
        return left.meets(implied) or (left.low <= implied.low and implied.high <= left.high)

    @property
    def tail(self) -> bool:
        """Whether it fails by no more than a rounding residue (尾差)."""
        if self.holds:
            return False
        quanta = [c.printed.quantum for c in (self.left, *(t.cell for t in self.terms)) if c.printed]
        return bool(quanta) and self.left.interval.gap(self.implied) < max(quanta)


@dataclass(slots=True)
class Table:
    """A table that was recognised, or kept as `annex`/`unknown`.

    `key` is the form's key in the profile (T1 …, B1 …), `columns` maps canonical column keys to their position; `unread` says that amounts
    stand in columns whose headers say nothing to us, `given_up` that it was misread; `annexes` are the forms that stand in an annex; without a printed unit (`unit_stated`) 万元 is only the usual one.
    """

    index: int
    key: str
    title: str
    span: Span | None
    unit: str
    certain: bool
    rows: list[Row] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    identities: list[Identity] = field(default_factory=list)
    annexes: list[Annex] = field(default_factory=list)
    unread: bool = False
    given_up: bool = False
    unit_stated: bool = True
    width: int = 0
    height: int = 0

    @property
    def closes(self) -> bool | None:
        """Whether every identity holds (tails count as holding); None when there is none to test."""
        tested = False
        for identity in self.identities:
            if identity.empty:
                continue
            if identity.holds or not identity.open:
                tested = True
                if identity.fails:
                    return False
        return True if tested else None

    def row(self, key: str) -> Row | None:
        """Return the row with this canonical key, or None."""
        return next((r for r in self.rows if r.key == key), None)
