"""The reports of other years given with one: read as any report, their tables are evidence, else their narrative, and nothing of them is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gouji.checks.evidence import Evidence
from gouji.checks.yearly import KINDS, scope_of, yearly_of
from gouji.config import Settings
from gouji.extract.claims import ClaimReader
from gouji.ingest.report import document_of
from gouji.ingest.sources import read_source
from gouji.model.document import Document, Source
from gouji.model.entities import same_entity
from gouji.model.location import Place
from gouji.model.outcome import Witness
from gouji.model.yearly import Yearly
from gouji.tables.understand import understand


def add_earlier(document: Document, paths: Sequence[str], settings: Settings) -> tuple[Yearly, ...]:
    """Return the earlier reports that are of the document's office; their files are put after its own, and notices say what was left out."""
    kept = []
    for path in paths:
        source = read_source(path, "prior", settings.limits)
        yearly = read_yearly(source)
        why = _why_not(document, yearly)
        document.sources = (*document.sources, source)
        if why or yearly is None:
            document.notices.append(f"{path}：{why}，没有用来核对。")
        else:
            kept.append(replace(yearly, totals=_moved(yearly.totals, len(document.sources) - 1)))
    return tuple(kept)


def read_yearly(source: Source) -> Yearly | None:
    """Return the totals of a report as others see it; None where it does not tell its year or kind."""
    other, profile = document_of([replace(source, role="report")])
    tables = understand(other, profile)
    claims = ClaimReader(other, tables, profile).read().claims
    return yearly_of(Evidence(other, tables, claims, {}, lambda *_: [], profile))


def _why_not(document: Document, other: Yearly | None) -> str:
    """Return why an earlier report says nothing about this one, or ''."""
    if other is None or document.year is None or document.kind not in KINDS:
        return "没有读出年度或预算、决算的类别"
    if document.entity and other.entity and not same_entity(document.entity, other.entity):
        return f"单位是“{other.entity}”，报告的是“{document.entity}”，不是同一单位或同一口径"
    scopes = scope_of(document), other.scope
    if all(scopes) and scopes[0] != scopes[1]:
        return f"是{scopes[1]}{KINDS[other.kind]}，报告是{scopes[0]}{KINDS[document.kind]}，范围不同"
    last = (document.year - 1, document.kind)
    if (other.year, other.kind) not in (last, *_of_this_year(document)):
        return f"{other.year}年{KINDS[other.kind]}与{document.year}年{KINDS[document.kind]}之间没有应当相同的数"
    return ""


def _of_this_year(document: Document) -> list[tuple[object, object]]:
    from gouji.model.document import DocumentKind

    final = document.kind is DocumentKind.FINAL_ACCOUNT
    return [(document.year, DocumentKind.BUDGET)] if final else []


def _moved(totals: Mapping[str, Witness], file: int) -> dict[str, Witness]:
    """Return the cells as places of another file of the report; its tables are not among the report's, so words tell the cell."""
    return {
        name: replace(
            witness, place=Place(replace(witness.place.span, file=file), witness.place.section or witness.words)
        )
        for name, witness in totals.items()
    }
