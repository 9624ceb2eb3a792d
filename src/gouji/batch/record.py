"""A run as rows of the store: plain numbers and text, the same for the same report, whoever made them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from gouji.checks.yearly import scope_of
from gouji.errors import GoujiError, NothingToCheck, Unreadable
from gouji.ingest.members import members_of
from gouji.model.finding import Finding
from gouji.model.location import Span
from gouji.model.outcome import Severity, Witness
from gouji.model.run import Entry, Run, State
from gouji.model.table import Table
from gouji.values.printed import Printed

Rows = list[list[Any]]
# 湖北省恩施州清河县渡口管理站 → 湖北省恩施州清河县; what goes on after 和, 城市 or 市场 is an office.
_REGION = re.compile(
    r"(?:[^\W\d_和与及局委办]{1,8}?(?<![城])(?:省|自治区|自治州|自治县|新区|开发区|市(?!场)|[州盟县区旗]))+"
)


def record_of(run: Run) -> dict[str, Any]:
    """Return the fields of the report and, by table, the rows of everything below it, each without the report's number."""
    return {
        "report": _report(run),
        "sources": [[n, s.path, s.sha256, s.format, s.encoding, s.role] for n, s in enumerate(run.document.sources)],
        "tables": [_table(run, t) for t in run.tables],
        "rows": [
            [t.index, n, r.index, r.side, r.label, r.code or None, r.key or None]
            for t in run.tables
            for n, r in enumerate(t.rows)
        ],
        "cells": [row for t in run.tables for row in _cells(t)],
        "figures": [_figure(run, e) for e in run.ledger],
        "claims": [row for e in run.ledger for row in _claim(e)],
        "findings": [_finding(run, n, f) for n, f in enumerate(run.findings)],
        "places": [row for n, f in enumerate(run.findings) for row in _places(run, n, f)],
    }


def failure_of(error: GoujiError) -> dict[str, Any]:
    """Return the fields of a report that has no run."""
    reason = "internal"
    if isinstance(error, NothingToCheck):
        reason = "nothing-to-check"
    elif isinstance(error, Unreadable):
        reason = "unreadable"
    return failed(reason, error.code, str(error))


def failed(reason: str, code: str, message: str) -> dict[str, Any]:
    """Return the fields of a report that has no run, for a reason of schema.REASONS."""
    return {"report": {"status": "failed", "reason": reason, "code": code, "message": message}}


def region_of(entity: str | None) -> str | None:
    """Return the places an office's name begins with, or None."""
    match = _REGION.match((entity or "").removeprefix("中共").removeprefix("中国共产党"))
    return match.group() if match else None


def _report(run: Run) -> dict[str, Any]:
    document = run.document
    states = Counter(e.state for e in run.ledger if e.figure.counts_as_figure)
    severities = Counter(f.severity for f in run.findings)
    good, bad, open_ = (states[s] for s in (State.CONSISTENT, State.CONTRADICTED, State.NOT_CHECKED))
    return {
        "status": "done", "sha256": document.sources[0].sha256, "entity": document.entity, "region": region_of(document.entity),
        "year": document.year, "kind": document.kind.value, "scope": scope_of(document) or None, "units": _json(members_of(document).names),
        "profile": run.profile, "unit": run.unit,
        "figures": good + bad + open_, "checked": good + bad, "consistent": good, "contradicted": bad, "not_checked": open_,
        "errors": severities[Severity.ERROR], "warnings": severities[Severity.WARNING], "infos": severities[Severity.INFO],
        "ignored": run.ignored, "crashes": len(run.crashes),
        "notes": _json([*run.notes, *(f"核对 {c.code} 出错：{c.error}" for c in run.crashes)]),
    }  # fmt: skip


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _table(run: Run, table: Table) -> list[Any]:
    span = table.span
    at = [span.file, run.document.sources[span.file].line_of(span.start)] if span else [None, None]
    closes = table.closes
    height, width = len(table.rows) or table.height, len(table.columns) or table.width
    return [
        table.index,
        table.key,
        table.title,
        table.unit,
        height,
        width,
        closes if closes is None else int(closes),
        int(table.certain),
        *at,
    ]


def _cells(table: Table) -> Iterator[list[Any]]:
    for number, row in enumerate(table.rows):
        for key, cell in row.cells.items():
            printed, span = cell.printed, cell.span
            if printed is not None:
                at = [span.file, span.start, span.end] if span else [None] * 3
                yield [table.index, number, key, cell.column, *_printed(printed), cell.belief.value, *at]


def _printed(printed: Printed) -> tuple[str, str, str]:
    return _digits(printed.value), printed.unit.symbol, _digits(printed.base)


def _digits(value: Decimal) -> str:
    """Return a number without an exponent; formatting takes twice as long, and hardly any number needs it."""
    text = str(value)
    return f"{value:f}" if "E" in text else text


def _figure(run: Run, entry: Entry) -> list[Any]:
    figure = entry.figure
    span = figure.span
    value, unit, base = _printed(figure.printed)
    why = entry.why.slug if entry.why else None
    return [
        figure.index, run.document.text(span), value, unit, span.file, run.document.sources[span.file].line_of(span.start),
        span.start, span.end, figure.paragraph.section.name, _layout(run, span), base, figure.modifier.value or None,
        int(figure.counts_as_figure), entry.state.value, entry.by, why, entry.origin,
    ]  # fmt: skip


def _claim(entry: Entry) -> Iterator[list[Any]]:
    claim = entry.claim
    if claim is not None:
        subject = (claim.subject.words, claim.subject.key) if claim.subject else (None, None)
        basis, comparator = claim.basis.value or None, claim.comparator.value or None
        yield [entry.figure.index, claim.measure.value, *subject, basis, claim.period.value, comparator, claim.sign]


def _layout(run: Run, span: Span) -> str | None:
    layout = run.document.sources[span.file].layout
    return _json(layout.at(span.start, span.end)) if layout else None


def _place(run: Run, witness: Witness) -> list[Any]:
    place, printed = witness.place, witness.printed
    span = place.span
    value, unit = _printed(printed)[:2] if printed else (witness.words or None, None)
    return [
        run.document.text(span), value, unit, span.file, run.document.sources[span.file].line_of(span.start),
        span.start, span.end, place.section, place.table, place.row, place.column, _layout(run, span),
    ]  # fmt: skip


def _finding(run: Run, number: int, finding: Finding) -> list[Any]:
    e = finding.expected
    return [
        number, finding.id, finding.check, finding.name, finding.kind.value, finding.severity.value, finding.confidence,
        finding.origin, finding.message, *_place(run, finding.claim), *((e.value, e.unit, e.low, e.high) if e else [None] * 4),
        finding.formula, finding.cause, finding.likelier, finding.suggestion,
    ]  # fmt: skip


def _places(run: Run, number: int, finding: Finding) -> Iterator[list[Any]]:
    parts = [("evidence", w) for w in finding.evidence] + [("also", w) for w in finding.also]
    for ordinal, (part, witness) in enumerate(parts):
        yield [number, ordinal, part, witness.role, *_place(run, witness)]
