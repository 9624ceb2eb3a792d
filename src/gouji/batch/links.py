"""Which reports of a store have to be held against each other: one office's of two years, its budget, its units, a district's offices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gouji.ingest.members import is_named
from gouji.model.entities import is_own_budget_of, is_place, lies_in, office_key, same_entity

LAST_YEAR, BUDGET, UNIT = "last-year", "budget", "unit"
_BUDGET, _FINAL = "budget", "final-account"  # DocumentKind, as the store has it


@dataclass(frozen=True, slots=True)
class Known:
    """A report as the store knows it: `path` names it, `key` tells its content, `units` are the names of the units it lists."""

    path: str
    key: str
    entity: str
    scope: str
    year: int
    kind: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Another report that one is to be held against, and what it is to it."""

    relation: str
    path: str
    key: str


def links_of(reports: Sequence[Known]) -> Iterator[tuple[Known, tuple[Link, ...]]]:
    """Yield each report with those it is to be held against, in the order of their paths; the same for any order of reports."""
    offices: dict[tuple[str, int, str], list[Known]] = defaultdict(list)
    years: dict[tuple[int, str], list[Known]] = defaultdict(list)
    for report in sorted(reports, key=lambda r: r.path):
        offices[office_key(report.entity), report.year, report.kind].append(report)
        years[report.year, report.kind].append(report)

    def of(name: str, year: int, kind: str) -> list[Known]:
        return offices.get((office_key(name), year, kind), [])

    for report in reports:
        name, year, kind = report.entity, report.year, report.kind
        links = _linked(LAST_YEAR, (r for r in of(name, year - 1, kind) if _is_same(report, r)))
        if kind == _FINAL:
            links += _linked(BUDGET, (r for r in of(name, year, _BUDGET) if _is_same(report, r)))
        if is_place(name):
            units = (r for r in years[year, kind] if r.scope != "单位" and lies_in(r.entity, name))
            links += _each(units)
        else:
            own = (r for r in of(name, year, kind) if is_own_budget_of(r.entity, name))
            listed = (r for unit in report.units for r in of(unit, year, kind) if is_named(r.entity, unit, name))
            links += _each(dict.fromkeys(r for r in (*own, *listed) if r is not report))
        yield report, tuple(sorted(links, key=lambda link: (link.relation, link.path)))


def _is_same(report: Known, other: Known) -> bool:
    """Whether two reports are of one office and of the same scope, as far as they tell."""
    alike = not report.scope or not other.scope or report.scope == other.scope
    return alike and same_entity(report.entity, other.entity)


def _linked(relation: str, found: Iterable[Known]) -> list[Link]:
    """Return the link to the one report found; of two with different content neither is known to be the one."""
    first, *more = (*found,) or (None,)
    if first is None or any(other.key != first.key for other in more):
        return []
    return [Link(relation, first.path, first.key)]


def _each(units: Iterable[Known]) -> list[Link]:
    """Return the links to units, each once."""
    groups: dict[str, list[list[Known]]] = defaultdict(list)
    for unit in units:
        alike = groups[office_key(unit.entity)]
        group = next((g for g in alike if same_entity(g[0].entity, unit.entity)), None)
        if group is None:
            alike.append([unit])
        else:
            group.append(unit)
    return [link for alike in groups.values() for group in alike for link in _linked(UNIT, group)]
