"""What one report says about another year's: the totals its tables print, and what it states of other reports' totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gouji.model.claim import Measure
from gouji.model.document import DocumentKind
from gouji.model.outcome import Witness
from gouji.values.interval import Interval


@dataclass(frozen=True, slots=True)
class Option:
    """One cell of the other report that a statement may be about, and this report's own side of the arithmetic, if there is one."""

    name: str
    this: Interval | None = None
    operands: tuple[Witness, ...] = ()


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement on a cell of the report of another `year` or `kind`.

    `measure` is LEVEL where the cell itself is stated, CHANGE or GROWTH where it follows from this report's own amount. `said` opens
    the message; `caveat` names a reason for which both may be right; `rate` is the growth rate stated beside a change.
    """

    measure: Measure
    at: Witness
    claimed: Interval
    signed: bool
    year: int
    kind: DocumentKind
    options: tuple[Option, ...]
    said: str
    caveat: str = ""
    rate: Saying | None = None


@dataclass(frozen=True, slots=True)
class Yearly:
    """A report as the others of its entity see it. `totals` are cells by name (`cell_name`); `scope` is 部门, 单位 or ''.

    `amends` where it changes or supplements a budget published before.
    """

    entity: str | None
    scope: str
    year: int
    kind: DocumentKind
    totals: Mapping[str, Witness]
    amends: bool = False


@dataclass(frozen=True, slots=True)
class Units:
    """The reports of the units a department, or of the offices a district, is made of; `complete` where they are all it has."""

    reports: tuple[Yearly, ...] = ()
    complete: bool = False


def cell_name(table: str, row: str, side: int, column: str) -> str:
    """Return what a cell is called in every report of a kind: T1/income_total/0/amount, B6/2080505/0/total."""
    return f"{table}/{row.removeprefix('@')}/{side}/{column}"
