"""Which reports of a store have to be held against each other: one office's of two years, its budget, its units, a district's offices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gouji.batch.places import Places, end_of, is_named_place
from gouji.ingest.members import is_unit_of
from gouji.model.entities import is_place, near, office_key, place_of, same_entity

_MANY = (
    50  # reports of one office and year in places with one end: not one office's, and none can be told from the others
)
_MOST = 10  # versions of one report that are noted
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
    """Another report that one is to be held against, and what it is to it; `problem` tells why that cannot be."""

    relation: str
    path: str
    key: str
    problem: str | None = None


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
        self._offices: dict[tuple[str, int, str], dict[str, list[Known]]] = defaultdict(lambda: defaultdict(list))
        self._years: dict[tuple[int, str], list[Known]] = defaultdict(list)
        self._places: dict[str, Places] = defaultdict(Places)
        for report in sorted(reports, key=lambda r: r.path):
            office, place = office_key(report.entity), place_of(report.entity)
            self._offices[office, report.year, report.kind][end_of(place)].append(report)
            self._years[report.year, report.kind].append(report)
            self._places[office].add(place)

    def of(self, name: str, year: int, kind: str, near_to: str = "") -> list[Known]:
        """Return the reports of offices that a name may mean, which is read beside another where it tells no place itself."""
        ends = self._offices.get((office_key(name), year, kind), {})
        place = place_of(name)
        if not is_named_place(place) and is_named_place(place_of(near_to)):
            place = place_of(near_to)
        known = self._places[office_key(name)]
        if is_named_place(place):
            clear = [place[-1], *(end for end in (place[-1][-1], "") if known.is_clear((end,) if end else (), place))]
            groups = [ends.get(end, []) for end in clear]
        else:
            groups = [*ends.values()] if known.is_clear(place, place) else []
        found = [r for group in groups if len(group) <= _MANY for r in group]
        return sorted(found, key=lambda r: r.path)

    def beside(self, report: Known) -> list[Known]:
        """Return all reports of the same year and kind."""
        return self._years[report.year, report.kind]

    def are_same(self, report: Known, other: Known) -> bool:
        """Whether two reports are of one office and of the same scope, as far as they tell."""
        alike = not report.scope or not other.scope or report.scope == other.scope
        same = alike and same_entity(report.entity, other.entity)
        return same and self.is_clear(report.entity, other.entity) and self.is_alone(report)

    def is_clear(self, name: str, other: str) -> bool:
        """Whether no third office like the other could be meant by the one of two names that tells less of its place."""
        return self._places[office_key(other)].is_clear(place_of(name), place_of(other))

    def is_alone(self, report: Known) -> bool:
        """Whether the report is the only one of its office, year and kind, where the name does not tell the place."""
        return is_named_place(place_of(report.entity)) or self.versions(report) == 1

    def versions(self, report: Known) -> int:
        """Return how many different reports go by the same name, year, kind and scope."""
        alike = self._offices[office_key(report.entity), report.year, report.kind][end_of(place_of(report.entity))]
        if len(alike) > _MANY:
            return len(alike)
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
    one = {path for path, names in above.items() if _are_one(names)}
    units = {
        r.path: [u for u in listed[r.path] if u.path in one]
        for r in reports
        if r.path in listed and r.path not in below
    }
    for report in reports:
        if is_place(report.entity) and known.versions(report) == 1:
            beside = (r for r in known.beside(report) if r.path not in below)
            units[report.path] = [r for r in beside if is_unit_of(r.entity, r.scope, report)]
    return units


def _listed(report: Known, known: _Reports) -> list[Known]:
    """Return the reports of the units that a department lists, and of itself alone."""
    names = (report.entity, *report.units)
    found = dict.fromkeys(r for name in names for r in known.of(name, report.year, report.kind, report.entity))
    return [r for r in found if is_unit_of(r.entity, r.scope, report) and _is_its(r, report, known)]


def _is_its(unit: Known, report: Known, known: _Reports) -> bool:
    """Whether no unit of the same name in another place could be meant; one that the list places elsewhere is."""
    return not near(unit.entity, report.entity) or known.is_clear(report.entity, unit.entity)


def _are_one(names: set[str]) -> bool:
    """Whether all names are of one department."""
    some = max(names, key=len)
    return all(same_entity(some, name) for name in names)


def _linked(relation: str, found: Iterable[Known]) -> list[Link]:
    """Return the link to the one report found; of several with different content none is known to be the one."""
    different = {report.key: report for report in reversed([*found])}
    problem = f"有{len(different)}份内容不同的，不知以哪份为准" if len(different) > 1 else None
    versions = sorted(different.values(), key=lambda report: report.path)
    return [Link(relation, report.path, report.key, problem) for report in versions[:_MOST]]


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
