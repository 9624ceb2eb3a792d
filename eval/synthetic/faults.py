"""Contradictions planted on purpose: each changes one printed thing that another place of the report proves wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from .document import Block, Fig, Heading, Paragraph, Report, Table
from .model import Department
from .money import read, slipped

TRIES = 60


@dataclass(slots=True)
class Fault:
    """One planted contradiction: the changed figures (the first is quoted), the other side, and how it is proven."""

    kind: str
    slip: str
    figs: list[Fig]
    claimed: str
    expected: str
    others: list[Fig]
    formula: str
    severity: str = "error"
    part: tuple[int, int] | None = None  # of the first figure's text, where the figure is long


@dataclass
class Planter:
    """Knows where every fact of a report is printed, and changes some of it."""

    report: Report
    dept: Department
    rng: Random
    cells: dict[str, list[Fig]] = field(default_factory=lambda: defaultdict(list))
    told: dict[str, list[Fig]] = field(default_factory=lambda: defaultdict(list))
    home: dict[int, Block] = field(default_factory=dict)
    groups: dict[int, list[Fig]] = field(default_factory=lambda: defaultdict(list))
    taken: set[int] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for block, fig in self.report.figures():
            self.home[id(fig)] = block
            (self.cells if isinstance(block, Table) else self.told)[fig.key].append(fig)
            if fig.group and not isinstance(block, Table):
                self.groups[fig.group].append(fig)

    def plant(self, count: int, mechanisms: dict[str, Mechanism]) -> list[Fault]:
        """Plant up to so many faults of different mechanisms, in different paragraphs and tables."""
        faults: list[Fault] = []
        for name in self.rng.sample(sorted(mechanisms), len(mechanisms)):
            if len(faults) == count:
                break
            fault = mechanisms[name](self)
            if fault:
                faults.append(fault)
                for fig in (*fault.figs, *fault.others):
                    self.taken.add(id(fig))
                self.changed |= {fig.key for fig in fault.figs if fig.kind not in ("year", "entity")}
                self.taken |= {id(self.home[id(fig)]) for fig in fault.figs}
        misprinted = {id(fig) for fault in faults for fig in fault.figs}
        for fault in faults:  # what another fault has changed proves nothing
            fault.others = [fig for fig in fault.others if id(fig) not in misprinted]
        return faults

    # choosing

    def free(self, kinds: Iterable[str], told: bool = True) -> list[Fig]:
        """Return the figures of those kinds that no other fault has to do with, in random order."""
        wanted, source = set(kinds), self.told if told else self.cells
        found = [fig for figs in source.values() for fig in figs if fig.kind in wanted and self.untouched(fig)]
        self.rng.shuffle(found)
        return found[:TRIES]

    def untouched(self, fig: Fig) -> bool:
        home = self.home[id(fig)]
        known = self.changed.isdisjoint((fig.key, *fig.of))
        return known and id(fig) not in self.taken and id(home) not in self.taken and not isinstance(home, Heading)

    def sides(self, key: str, fig: Fig) -> list[Fig]:
        """Return the other places where the report prints the fact, cells first."""
        return [other for other in (*self.cells.get(key, []), *self.told.get(key, [])) if other is not fig]

    def told_again(self, fig: Fig) -> list[Fig]:
        return [other for other in self.told.get(fig.key, []) if other is not fig]

    def misprint(self, fig: Fig, least: Fraction) -> str:
        """Return another text for the figure, at least so far from its value, or nothing."""
        assert fig.value is not None
        block = self.home[id(fig)]
        near = [p.text for p in self.neighbours(block, fig)]
        text = slipped(fig.text, self.rng, near)
        if not text or text == fig.text:
            return ""
        gap = abs(read(text) - read(fig.text))
        return text if gap >= least and read(text) < 50 * read(fig.text) + 100 else ""

    def neighbours(self, block: Block, fig: Fig) -> list[Fig]:
        pieces = block.pieces if isinstance(block, Paragraph) else []
        near = [p for p in pieces if isinstance(p, Fig) and p.kind == fig.kind and p is not fig and p.value]
        if isinstance(block, Table):
            row = next((r for r in block.rows if any(p is fig for p in r)), [])
            near = [p for p in row if isinstance(p, Fig) and p.kind == fig.kind and p.text != fig.text and p.value]
        return near

    def done(self, kind: str, slip: str, fig: Fig, text: str, others: list[Fig], formula: str) -> Fault:
        """Change the figure and return the fault."""
        before, fig.text = fig.shown, text
        severity = "warning" if kind in ("format-error", "list-mismatch") else "error"
        return Fault(kind, slip, [fig], fig.shown, before, others, formula, severity)


Mechanism = Callable[[Planter], Fault | None]


def least(parts: int) -> Fraction:
    """Return how far in 万元 a figure has to be off before no rounding of so many parts explains it."""
    return Fraction(parts + 3, 100)
