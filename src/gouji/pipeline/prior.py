"""Other reports given with one: read as any report, their tables are evidence, else their narrative, and nothing of them is judged."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gouji.checks.evidence import Evidence
from gouji.checks.yearly import KINDS, scope_of, yearly_of
from gouji.config import Settings
from gouji.extract.claims import ClaimReader
from gouji.ingest.members import Members, is_named, is_unit_of, members_of
from gouji.ingest.report import document_of
from gouji.ingest.sources import read_source
from gouji.model.document import Document, DocumentKind, Source
from gouji.model.entities import is_own_budget_of, same_entity
from gouji.model.location import Place
from gouji.model.outcome import Witness
from gouji.model.yearly import Units, Yearly
from gouji.tables.understand import understand

_MOST_NAMED = 5  # units a notice names
_MOST_KEPT = 16  # reports on a shelf: ten years of an office, or five with its budgets


class Shelf:
    """Reports lately read, for the next ones that are held against them: an office's years come one after another."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], _Other] = OrderedDict()

    def other(self, path: str, settings: Settings) -> _Other:
        """Return a report as others see it, read unless it stands here and its file is the same. Raises InputError."""
        key = path, _digest(path) if self._kept else ""
        if key not in self._kept:
            source = read_source(path, "prior", settings.limits)
            self._put(source, read_yearly(source))
            key = path, source.sha256
        self._kept.move_to_end(key)
        return self._kept[key]

    def keep(self, evidence: Evidence) -> None:
        """Put a report here that has been checked itself; one whose tables are in other files reads otherwise alone."""
        own = [s for s in evidence.document.sources if s.role != "prior"]
        if len(own) == 1:
            self._put(replace(own[0], role="prior"), yearly_of(evidence))

    def _put(self, source: Source, yearly: Yearly | None) -> None:
        self._kept[source.path, source.sha256] = source, yearly
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)


_Other = tuple[Source, Yearly | None]


def _digest(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""  # reading it tells why


def add_others(
    document: Document, paths: Sequence[str], settings: Settings, shelf: Shelf
) -> tuple[tuple[Yearly, ...], Units]:
    """Return the reports of other years of the document's office, and those of its units; their files are put after its own.

    Notices say what was left out.
    """
    members = members_of(document)
    earlier: list[Yearly] = []
    units: list[Yearly] = []
    for path in paths:
        source, other = shelf.other(path, settings)
        document.sources = (*document.sources, source)
        kept = earlier
        if other is None or document.year is None or document.kind not in KINDS:
            why = "没有读出年度或预算、决算的类别"
        elif _is_unit(document, members, other):
            kept, why = units, "同一单位的已经有一份" if _is_among(units, other, document.entity or "") else ""
        else:
            why = _why_not(document, other)
        if why or other is None:
            document.notices.append(f"{path}：{why}，没有用来核对。")
        else:
            kept.append(_moved(other, len(document.sources) - 1))
    missing = _missing(document, members, units)
    if units and missing:
        document.notices.append(
            f"给出的{len(units)}份所属单位的报告不齐（{missing}）：只查合计是否超过，不查是否相等。"
        )
    return tuple(earlier), Units(tuple(units), not missing)


@dataclass(frozen=True, slots=True)
class _Lister:
    entity: str
    scope: str
    units: tuple[str, ...]


def _is_among(units: Sequence[Yearly], other: Yearly, department: str) -> bool:
    """Whether a unit is there already; the department alone may go by its plain name."""

    def is_own(entity: str) -> bool:
        return is_own_budget_of(entity, department) or same_entity(entity, department)

    names = [unit.entity or "" for unit in units]
    entity = other.entity or ""
    return any(same_entity(name, entity) or (is_own(name) and is_own(entity)) for name in names)


def _missing(document: Document, members: Members, units: Sequence[Yearly]) -> str:
    """Return which units that the report lists or counts are not there, in words; '' where all are.

    Names alone do not tell: others may stand beside them that could not be read.
    """
    department = document.entity or ""
    if not members.names:
        return "报告没有列出各单位"
    absent = [n for n in members.names if not any(is_named(u.entity or "", n, department) for u in units)]
    if absent:
        return f"缺{'、'.join(absent[:_MOST_NAMED])}{f'等{len(absent)}个' if len(absent) > _MOST_NAMED else ''}"
    if members.count < len(members.names):
        return "看不出报告共有几个单位"
    return f"报告说共{members.count}个" if len(units) < members.count else ""


def read_yearly(source: Source) -> Yearly | None:
    """Return the totals of a report as others see it; None where it does not tell its year or kind."""
    other, profile = document_of([replace(source, role="report")])
    tables = understand(other, profile)
    claims = ClaimReader(other, tables, profile).read().claims
    return yearly_of(Evidence(other, tables, claims, {}, lambda *_: [], profile))


def _is_unit(document: Document, members: Members, other: Yearly) -> bool:
    """Whether the other report is that of a unit of this one's department, or of an office of this one's district."""
    if (other.year, other.kind) != (document.year, document.kind) or not document.entity or not other.entity:
        return False
    return is_unit_of(other.entity, other.scope, _Lister(document.entity, scope_of(document), members.names))


def _why_not(document: Document, other: Yearly) -> str:
    """Return why an earlier report says nothing about this one, or ''."""
    if document.entity and other.entity and not same_entity(document.entity, other.entity):
        return f"单位是“{other.entity}”，报告的是“{document.entity}”，不是同一单位或同一口径"
    scopes = scope_of(document), other.scope
    if all(scopes) and scopes[0] != scopes[1]:
        return f"是{scopes[1]}{KINDS[other.kind]}，报告是{scopes[0]}{KINDS[document.kind]}，范围不同"
    if other.amends:
        return "是调整或分批的预算，不是年初批复的预算"
    assert document.year is not None
    last, budget = (document.year - 1, document.kind), (document.year, DocumentKind.BUDGET)
    if (other.year, other.kind) != last and ((other.year, other.kind) != budget or document.kind is budget[1]):
        return f"{other.year}年{KINDS[other.kind]}与{document.year}年{KINDS[document.kind]}之间没有应当相同的数"
    return ""


def _moved(yearly: Yearly, file: int) -> Yearly:
    """Return the cells as places of another file of the report; its tables are not among the report's, so words tell the cell."""
    totals: Mapping[str, Witness] = {
        name: replace(
            witness, place=Place(replace(witness.place.span, file=file), witness.place.section or witness.words)
        )
        for name, witness in yearly.totals.items()
    }
    return replace(yearly, totals=totals)
