"""The JSON contract `gouji/1`: one object a run, values as strings of decimal numbers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from gouji import __version__
from gouji.errors import GoujiError
from gouji.model.context import Contexts
from gouji.model.finding import Finding
from gouji.model.location import Span
from gouji.model.outcome import Witness
from gouji.model.run import Entry, Run, State
from gouji.model.table import Cell, Identity, Table
from gouji.reporters.assistance import assistance_dict

SCHEMA = "gouji/1"
# Valid JSON as they are, but a terminal acts on them and lone surrogates have no encoding; escaped, they say the same.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def to_dict(run: Run, version: str) -> dict[str, Any]:
    """Return the run as the contract prints it; the same run gives the same object."""
    contexts = Contexts(run.document)
    return {
        **_head(run, version),
        "tables": tables_of(run),
        "coverage": coverage_of(run),
        "findings": [_finding(run, f, contexts) for f in run.findings],
        "ignored": run.ignored,
        "crashes": [{"check": c.code, "error": c.error} for c in run.crashes],
        "notes": [*run.notes, *(f"核对 {c.code} 出错：{c.error}" for c in run.crashes)],
        "llm": assistance_dict(run),
    }


def dumps(data: dict[str, Any], *, lines: bool = False, ascii_only: bool = False) -> str:
    """Return JSON text, indented or on one line; in ASCII where the output cannot hold every character."""
    text = json.dumps(data, ensure_ascii=ascii_only, indent=None if lines else 2)
    return _UNSAFE.sub(lambda m: f"\\u{ord(m.group()):04x}", text)


def error_dict(path: str, code: str, message: str) -> dict[str, Any]:
    """Return what is printed for a report that could not be read."""
    return {
        "schema": SCHEMA,
        "sources": [{"path": path, "role": "report"}],
        "error": {"code": code, "message": message},
    }


def tables_of(run: Run) -> list[dict[str, Any]]:
    """Return the tables as read."""
    result = []
    for table in run.tables:
        location = (
            {"file": table.span.file, "line": run.document.sources[table.span.file].line_of(table.span.start)}
            if table.span
            else None
        )
        result.append({
            "key": table.key, "title": table.title, "unit": table.unit, "rows": len(table.rows) or table.height,
            "columns": len(table.columns) or table.width, "closes": table.closes, "location": location,
        })  # fmt: skip
    return result


def figures_dict(run: Run, version: str) -> dict[str, Any]:
    """Return every figure of the narrative in document order, with its state and what it was held against."""
    return {
        **_head(run, version),
        "figures": [_figure(run, entry) for entry in run.ledger],
        "coverage": coverage_of(run),
    }


def tables_dict(run: Run, version: str) -> dict[str, Any]:
    """Return the tables as read; each with how its identities ended and the cells of those that fail."""
    found = [
        {**shown, "identities": _identities(run, table)}
        for shown, table in zip(tables_of(run), run.tables, strict=True)
    ]
    return {**_head(run, version), "tables": found}


def _head(run: Run, version: str) -> dict[str, Any]:
    document = run.document
    return {
        "schema": SCHEMA,
        "tool": {"name": "gouji", "version": version},
        "sources": [
            {"path": s.path, "sha256": s.sha256, "format": s.format, "encoding": s.encoding, "role": s.role}
            for s in document.sources
        ],
        "document": {
            "entity": document.entity,
            "year": document.year,
            "kind": document.kind.value,
            "profile": run.profile,
            "unit": run.unit,
        },
    }


def _figure(run: Run, entry: Entry) -> dict[str, Any]:
    figure, claim = entry.figure, entry.claim
    span = figure.span
    return {
        "quote": run.document.text(span),
        "value": f"{figure.printed.value:f}",
        "unit": figure.printed.unit.symbol,
        "counts_as_figure": figure.counts_as_figure,
        "measure": claim.measure.value if claim else None,
        "subject": claim.subject.words if claim and claim.subject else None,
        "state": entry.state.value,
        "by": entry.by,
        "reason": entry.why.slug if entry.why else None,
        "origin": entry.origin,
        "location": {
            "file": span.file, "line": run.document.sources[span.file].line_of(span.start),
            "start": span.start, "end": span.end, "section": figure.paragraph.section.name, **_layout(run, span),
        },
        "against": [{**_place(run, w), "role": w.role} for w in entry.against],
    }  # fmt: skip


def _identities(run: Run, table: Table) -> dict[str, Any]:
    told = [i for i in table.identities if not i.empty]
    return {
        "tested": sum(i.holds or not i.open for i in told),
        "hold": sum(i.holds for i in told),
        "residues": sum(i.tail and not i.open for i in told),
        "failing": [_failing(run, i) for i in told if i.fails],
    }


def _failing(run: Run, identity: Identity) -> dict[str, Any]:
    terms = [{"coefficient": t.coefficient, **_cell(run, t.cell)} for t in identity.terms]
    return {"name": identity.name, "source": identity.source, "left": _cell(run, identity.left), "terms": terms}


def _cell(run: Run, cell: Cell) -> dict[str, Any]:
    span = cell.span
    return {
        "value": f"{cell.printed.value:f}" if cell.printed else None,
        "row": cell.row,
        "column": cell.column,
        "line": run.document.sources[span.file].line_of(span.start) if span else None,
    }


def coverage_of(run: Run) -> dict[str, Any]:
    """Return how many figures were checked and why the others were not; amounts and ratios apart from counts."""
    figures = [e for e in run.ledger if e.figure.counts_as_figure]
    counts = [e for e in run.ledger if not e.figure.counts_as_figure]
    checked = [e for e in figures if e.state is not State.NOT_CHECKED]
    by = Counter(e.by for e in checked)
    reasons = Counter(e.why.slug for e in figures if e.why)
    return {
        **_states(figures),
        "by": {name: by.get(name, 0) for name in ("table", "arithmetic", "restatement")},
        "reasons": dict(sorted(reasons.items(), key=lambda r: (-r[1], r[0]))),
        "counts": _states(counts),
    }


def _states(entries: list[Entry]) -> dict[str, int]:
    states = Counter(e.state for e in entries)
    good, bad = states[State.CONSISTENT], states[State.CONTRADICTED]
    return {
        "figures": len(entries),
        "checked": good + bad,
        "consistent": good,
        "contradicted": bad,
        "not_checked": states[State.NOT_CHECKED],
    }


def location_of(run: Run, witness: Witness) -> dict[str, Any]:
    """Return a place with file, line and offsets."""
    place = witness.place
    source = run.document.sources[place.span.file]
    return {
        "file": place.span.file, "line": source.line_of(place.span.start),
        "start": place.span.start, "end": place.span.end,
        "section": place.section, "table": place.table, "row": place.row, "column": place.column,
        **_layout(run, place.span),
    }  # fmt: skip


def _layout(run: Run, span: Span) -> dict[str, Any]:
    layout = run.document.sources[span.file].layout
    return layout.at(span.start, span.end) if layout else {}


def _place(run: Run, witness: Witness) -> dict[str, Any]:
    printed = witness.printed
    return {
        "quote": run.document.text(witness.place.span),
        "value": f"{printed.value:f}" if printed else (witness.words or None),
        "unit": printed.unit.symbol if printed else None,
        "location": location_of(run, witness),
    }


def _cited(run: Run, witness: Witness, contexts: Contexts) -> dict[str, Any]:
    """Return a place of a finding with the words around it, by which a later version of the report is searched for it."""
    before, after = contexts.of(witness)
    return {**_place(run, witness), "before": before, "after": after}


def _finding(run: Run, finding: Finding, contexts: Contexts) -> dict[str, Any]:
    expected = finding.expected
    return {
        "id": finding.id,
        "check": finding.check,
        "name": finding.name,
        "kind": finding.kind.value,
        "severity": finding.severity.value,
        "confidence": finding.confidence,
        "origin": finding.origin,
        "message": finding.message,
        "claim": _cited(run, finding.claim, contexts),
        "expected": {"value": expected.value, "unit": expected.unit, "low": expected.low, "high": expected.high}
        if expected
        else None,
        "evidence": [{**_cited(run, w, contexts), "role": w.role} for w in finding.evidence],
        "formula": finding.formula,
        "cause": finding.cause,
        "likelier": finding.likelier,
        "suggestion": finding.suggestion,
        "also": [_cited(run, w, contexts) for w in finding.also],
    }


def render(run: Run, _: Mapping[str, str]) -> bytes:
    """Return the object of one run over several lines."""
    return _encoded(to_dict(run, __version__))


def render_line(run: Run, _: Mapping[str, str]) -> bytes:
    """Return the object of one run on one line."""
    return _encoded(to_dict(run, __version__), lines=True)


def render_error(path: str, error: GoujiError) -> bytes:
    """Return what stands for a report that could not be read."""
    return _encoded(error_dict(path, error.code, str(error)))


def render_line_error(path: str, error: GoujiError) -> bytes:
    """Return what stands for a report that could not be read, on one line."""
    return _encoded(error_dict(path, error.code, str(error)), lines=True)


def _encoded(data: dict[str, Any], *, lines: bool = False) -> bytes:
    return (dumps(data, lines=lines) + "\n").encode()


def ascii_only(text: str) -> str:
    """Return JSON text with every other character escaped."""
    return re.sub("[^\x00-\x7f]", lambda m: json.dumps(m.group())[1:-1], text)
