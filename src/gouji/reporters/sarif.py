"""SARIF 2.1.0, for code hosts and editors: each finding with the place of the claim, the other places related to it.

A region is given where the file is text itself. Elsewhere a place is told in words (page, paragraph, cell) and by the contract's
own members, under `properties`.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote as percent

from gouji import __version__
from gouji.model.document import Source
from gouji.model.location import Span
from gouji.model.outcome import Severity, Witness
from gouji.model.run import Run
from gouji.reporters.catalogue import Titles
from gouji.reporters.json import coverage_of, dumps, location_of
from gouji.reporters.plain import clean
from gouji.reporters.problems import Problem, problems, quote, where

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_TEXT = frozenset({"text", "markdown"})
# In messages brackets make links and braces are filled in.
_PLAIN = str.maketrans({"[": "［", "]": "］", "{": "｛", "}": "｝"})
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def render(run: Run, titles: Mapping[str, str]) -> bytes:
    """Return the log, which holds one run."""
    found = problems(run, titles)
    codes = sorted({*titles, *(p.finding.check for p in found)})
    result = {
        "tool": {"driver": _driver(codes, found, titles)},
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "artifacts": [_artifact(source) for source in run.document.sources],
        "invocations": [_invocation(run)],
        "results": [_result(run, problem, codes) for problem in found],
        "properties": {"coverage": coverage_of(run)},
    }
    return (dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [result]}, lines=True) + "\n").encode()


def _driver(codes: Sequence[str], found: Sequence[Problem], titles: Mapping[str, str]) -> dict[str, Any]:
    entries = titles.entries if isinstance(titles, Titles) else {}
    named = {p.finding.check: p for p in found}
    rules = []
    for code in codes:
        entry = entries.get(code)
        title = titles.get(code) or named[code].title
        rule: dict[str, Any] = {"id": code, "shortDescription": {"text": title}}
        if entry:
            about = "\n".join(line.strip() for line in entry.doc.strip().splitlines())
            rule |= {
                "name": entry.name,
                "fullDescription": {"text": title},
                "help": {"text": about},
                "defaultConfiguration": {"level": _LEVELS[entry.severity]},
                "properties": {"tags": [entry.kind.value]},
            }
        rules.append(rule)
    return {"name": "gouji", "version": __version__, "semanticVersion": __version__, "rules": rules}


def _artifact(source: Source) -> dict[str, Any]:
    role = "analysisTarget" if source.role == "report" else "referencedOnCommandLine"
    artifact: dict[str, Any] = {
        "location": {"uri": uri_of(source.path)}, "roles": [role], "hashes": {"sha-256": source.sha256},
    }  # fmt: skip
    if source.format in _TEXT and source.encoding:
        artifact["encoding"] = source.encoding
    return artifact


def uri_of(path: str) -> str:
    """Return the path as a reference: what is not a plain character is escaped, so that nothing in a name is read as markup."""
    if path == "-":
        return "stdin"
    if _DRIVE.match(path):
        return f"file:///{percent(path.replace(chr(92), '/'), safe='/:')}"
    path = path.replace("\\", "/") if os.name == "nt" else path
    try:
        escaped = percent(os.fsencode(path), safe="/")
    except UnicodeEncodeError:  # a name no file has
        escaped = percent(path, safe="/", errors="replace")
    return f"file://{escaped}" if path.startswith("/") else escaped


def _invocation(run: Run) -> dict[str, Any]:
    told = [{"level": "note", "message": {"text": _plain(note)}} for note in run.notes]
    told += [
        {
            "level": "error",
            "message": {"text": _plain(f"核对 {c.code} 出错：{c.error}")},
            "associatedRule": {"id": c.code},
        }
        for c in run.crashes
    ]
    return {"executionSuccessful": not run.crashes, "toolExecutionNotifications": told}


def _result(run: Run, problem: Problem, codes: Sequence[str]) -> dict[str, Any]:
    finding = problem.finding
    related = [(w, w.role) for w in finding.evidence] + [(w, "also") for w in finding.also]
    told = {
        "kind": finding.kind.value, "confidence": finding.confidence, "origin": finding.origin, "formula": problem.formula,
        "cause": problem.cause, "suggestion": problem.suggestion, "correction": problem.correction, "likelier": finding.likelier or "",
    }  # fmt: skip
    result: dict[str, Any] = {
        "ruleId": finding.check,
        "ruleIndex": codes.index(finding.check),
        "level": _LEVELS[finding.severity],
        "message": {"text": _plain(problem.message or problem.title)},
        "locations": [_location(run, finding.claim)],
        "partialFingerprints": {"goujiFinding/v1": finding.id},
        "rank": round(100 * finding.confidence, 1),
        "properties": {name: value for name, value in told.items() if value != ""},
    }
    if related:
        result["relatedLocations"] = [
            {"id": number, **_location(run, witness), "message": {"text": _words(run, witness)}, "properties": {"role": role}}
            for number, (witness, role) in enumerate(related, 1)
        ]  # fmt: skip
    return result


def _words(run: Run, witness: Witness) -> str:
    section, place = where(run, witness)
    return _plain(f"{section} {place}：“{quote(run, witness)}”")


def _plain(text: str) -> str:
    return clean(text).translate(_PLAIN)


def _location(run: Run, witness: Witness) -> dict[str, Any]:
    span = witness.place.span
    source = run.document.sources[span.file]
    place: dict[str, Any] = {"artifactLocation": {"uri": uri_of(source.path), "index": span.file}}
    if source.format in _TEXT and source.layout is None:
        place["region"] = _region(source, span)
    section, words = where(run, witness)
    named = {"name": words, "fullyQualifiedName": f"{section}/{words}" if section else words, "kind": "text"}
    own = {name: value for name, value in location_of(run, witness).items() if value is not None}
    return {
        "physicalLocation": {**place, "properties": own},
        "logicalLocations": [named],
    }


def _region(source: Source, span: Span) -> dict[str, Any]:
    """Return lines and columns from 1; offsets only where the file is this very text, byte for byte."""
    first, last = source.line_of(span.start), source.line_of(max(span.start, span.end - 1))
    region: dict[str, Any] = {
        "startLine": first, "startColumn": span.start - source.line_starts[first - 1] + 1,
        "endLine": last, "endColumn": span.end - source.line_starts[last - 1] + 1,
        "snippet": {"text": source.text[span.start : span.end]},
    }  # fmt: skip
    if _is_the_file(source):
        region |= {"charOffset": span.start, "charLength": span.end - span.start}
    return region


def _is_the_file(source: Source) -> bool:
    try:
        return hashlib.sha256(source.text.encode(source.encoding or "utf-8")).hexdigest() == source.sha256
    except (LookupError, UnicodeError):
        return False
