"""Which reports of a store have to be held against each other: one office's of two years, its budget, its units, a district's offices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gouji.ingest.members import is_unit_of
from gouji.model.entities import is_place, is_vague, near, office_key, same_entity

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
    known = _Reports(reports)
    units = _units(reports, known)
    for report in reports:
        name, year, kind = report.entity, report.year, report.kind
        links = _linked(LAST_YEAR, (r for r in known.of(name, year - 1, kind) if known.are_same(report, r)))
        if kind == _FINAL:
            links += _linked(BUDGET, (r for r in known.of(name, year, _BUDGET) if known.are_same(report, r)))
        links += _each(units.get(report.path, ()))
        yield report, tuple(sorted(links, key=lambda link: (link.relation, link.path)))


class _Reports:
    """The reports by what they are looked up by, in the order of their paths."""

    def __init__(self, reports: Sequence[Known]) -> None:
        self._offices: dict[tuple[str, int, str], list[Known]] = defaultdict(list)
        self._years: dict[tuple[int, str], list[Known]] = defaultdict(list)
        self._names: dict[str, dict[str, None]] = defaultdict(dict)
        self._clear: dict[tuple[str, str], bool] = {}
        for report in sorted(reports, key=lambda r: r.path):
            office = office_key(report.entity)
            self._offices[office, report.year, report.kind].append(report)
            self._years[report.year, report.kind].append(report)
            self._names[office][report.entity] = None

    def of(self, name: str, year: int, kind: str) -> list[Known]:
        return self._offices.get((office_key(name), year, kind), [])

    def beside(self, report: Known) -> list[Known]:
        """Return all reports of the same year and kind."""
        return self._years[report.year, report.kind]

    def are_same(self, report: Known, other: Known) -> bool:
        """Whether two reports are of one office and of the same scope, as far as they tell."""
        alike = not report.scope or not other.scope or report.scope == other.scope
        return (
            alike
            and same_entity(report.entity, other.entity)
            and self.is_clear(report.entity, other.entity)
            and self.is_alone(report)
        )

    def is_clear(self, name: str, other: str) -> bool:
        """Whether no third place could be meant by the one of two names that tells less of it: 区教育局 where two districts have one.

        The reports with the office of the other name tell which places there are.
        """
        if name == other and not is_vague(name):
            return True
        if (name, other) not in self._clear:
            names = self._names[office_key(other)]
            meant = [n for n in names if near(n, name) or near(n, other)]
            self._clear[name, other] = all(near(n, name) and near(n, other) for n in meant) and (
                name != other or all(near(n, m) for n in meant for m in meant)
            )
        return self._clear[name, other]

    def is_alone(self, report: Known) -> bool:
        """Whether the report is the only one of its office, year and kind, where the name does not tell the place."""
        return not is_vague(report.entity) or self.versions(report) == 1

    def versions(self, report: Known) -> int:
        """Return how many different reports go by the same name, year, kind and scope."""
        alike = self.of(report.entity, report.year, report.kind)
        return len({r.key for r in alike if r.entity == report.entity and r.scope == report.scope})


def _units(reports: Sequence[Known], known: _Reports) -> dict[str, list[Known]]:
    """Return the reports of the units of each report, by its path; those of a place's departments where it is one.

    A unit has none itself: its text often repeats the list of its department. What two departments list is neither's for certain.
    """
    listed = {r.path: _listed(r, known) for r in reports if not is_place(r.entity)}
    below = {unit.path for found in listed.values() for unit in found}
    above: dict[str, set[str]] = defaultdict(set)
    for report in reports:
        if report.path not in below:
            for unit in listed.get(report.path, ()):
                above[unit.path].add(report.entity)
    units = {r.path: _of_one(listed[r.path], above) for r in reports if r.path in listed and r.path not in below}
    for report in reports:
        if is_place(report.entity) and known.versions(report) == 1:
            beside = (r for r in known.beside(report) if r.path not in below)
            units[report.path] = [r for r in beside if is_unit_of(r.entity, r.scope, report)]
    return units


def _listed(report: Known, known: _Reports) -> list[Known]:
    """Return the reports of the units that a department lists, and of itself alone."""
    names = (report.entity, *report.units)
    found = dict.fromkeys(r for name in names for r in known.of(name, report.year, report.kind))
    return [r for r in found if is_unit_of(r.entity, r.scope, report) and _is_its(r, report, known)]


def _is_its(unit: Known, report: Known, known: _Reports) -> bool:
    """Whether no unit of the same name in another place could be meant; one that the list places elsewhere is."""
    return not near(unit.entity, report.entity) or known.is_clear(report.entity, unit.entity)


def _of_one(units: Sequence[Known], above: Mapping[str, set[str]]) -> list[Known]:
    """Return the units that one department alone lists, under whatever names."""
    return [u for u in units if all(same_entity(a, b) for a in above[u.path] for b in above[u.path])]


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
