"""Traces of the findings of a run, or of the JSON a run was written to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gouji.errors import UsageError, trouble
from gouji.model.context import Contexts
from gouji.model.document import place_name
from gouji.model.finding import Finding
from gouji.model.outcome import Witness
from gouji.model.run import Run
from gouji.model.trace import Mark, Other, Trace

SCHEMA = "gouji/1"


def traces_of(run: Run, findings: Sequence[Finding]) -> list[Trace]:
    """Return the traces of some findings of a run, in their order."""
    contexts = Contexts(run.document)
    return [
        Trace(
            f.id, f.check, f.name, f.severity.value, f.message, mark_of(run, f.claim, contexts),
            tuple(mark_of(run, w, contexts) for w in f.evidence), asked_for(f.expected.value, f.expected.unit) if f.expected else "",
        )
        for f in findings
    ]  # fmt: skip


def mark_of(run: Run, witness: Witness, contexts: Contexts) -> Mark:
    """Return a place of a run in words."""
    place = witness.place
    source = run.document.sources[place.span.file]
    before, after = contexts.of(witness)
    title = run.tables[place.table].title if place.table is not None else None
    spot = source.spot(place.span.start)
    return Mark(
        run.document.text(place.span), before, after, place.section or "", title,
        f"{source.path} {spot}" if place.span.file else spot, witness.printed is not None,
        _other(source.path, source.sha256, source.role),
    )  # fmt: skip


def others_of(run: Run) -> frozenset[Other]:
    """Return the other reports that a run was held against."""
    sources = [run.document.sources[number] for number in run.others]
    return frozenset(o for s in sources if (o := _other(s.path, s.sha256, s.role)))


def _other(path: str, sha256: str, role: str) -> Other | None:
    return Other(path, sha256) if role == "prior" else None


def same_file(old: str, new: str) -> bool:
    """Whether two paths, maybe seen from different folders, may be those of one file: one ends as the other.

    Its name alone does not do: a folder for every year, and report.pdf in each.
    """
    one, other = ([part for part in Path(path).parts if part != ".."] for path in (old, new))
    shared = min(len(one), len(other))
    return one[-shared:] == other[-shared:]


def asked_for(value: str, unit: str | None) -> str:
    """Return a value with its unit, zeros at the end of its decimals left out; a name as it is."""
    number = value.rstrip("0").rstrip(".") if unit is not None and "." in value else value
    return f"{number}{unit or ''}"


def load_run(path: str) -> dict[str, Any] | None:
    """Return the JSON object of an earlier run, None where the file is something else: a report.

    Raises UsageError where it is JSON but no run of one report.
    """
    file = Path(path)
    if path == "-" or file.suffix.lower() not in (".json", ".jsonl"):
        return None
    try:
        data = json.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path}：读不出来（{trouble(error)}）；请核对路径。") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}：不是一份报告的 JSON 结果；请给出 gouji check --format json 写的文件。") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA or not isinstance(data.get("findings"), list):
        raise UsageError(f"{path}：不是 gouji 的 JSON 结果；请给出 gouji check --format json 写的文件，或旧报告。")
    return data


def traces_in(data: Mapping[str, Any], path: str) -> list[Trace]:
    """Return the traces of the findings in a JSON object. Raises UsageError where it is not as the contract says."""
    try:
        titles = [_text(table["title"]) for table in data["tables"]]
        files = [(_text(s["path"]), _text(s["sha256"]), _text(s["role"])) for s in data["sources"]]
        return [_trace(found, titles, files) for found in data["findings"]]
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise UsageError(
            f"{path}：JSON 结果不完整（{error!r:.60}）；请重新用 gouji check --format json 写。"
        ) from error


def source_in(data: Mapping[str, Any], path: str) -> tuple[str, str]:
    """Return name and hash of the report a JSON object is about. Raises UsageError."""
    try:
        return _text(data["sources"][0]["path"]), _text(data["sources"][0]["sha256"])
    except (KeyError, IndexError, TypeError) as error:
        raise UsageError(f"{path}：JSON 结果不完整（sources）；请重新用 gouji check --format json 写。") from error


def others_in(data: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """Return the paths of the other reports that were given for the one a JSON object is about. Raises UsageError."""
    try:
        return tuple(_text(source["path"]) for source in data["sources"] if source["role"] == "prior")
    except (KeyError, TypeError) as error:
        raise UsageError(f"{path}：JSON 结果不完整（sources）；请重新用 gouji check --format json 写。") from error


_File = tuple[str, str, str]  # path, hash and role


def _trace(found: Mapping[str, Any], titles: Sequence[str], files: Sequence[_File]) -> Trace:
    id, check, name, severity, message = (_text(found[k]) for k in ("id", "check", "name", "severity", "message"))
    expected = found["expected"]
    return Trace(
        id, check, name, severity, message, _mark(found["claim"], titles, files), tuple(_mark(place, titles, files) for place in found["evidence"]),
        asked_for(_text(expected["value"]), expected["unit"]) if expected else "",
    )  # fmt: skip


def _mark(place: Mapping[str, Any], titles: Sequence[str], files: Sequence[_File]) -> Mark:
    at = place["location"]
    file = files[at["file"]]
    table = at.get("table")
    spot = place_name(at, at["line"])
    return Mark(
        _text(place["quote"]), _text(place.get("before", "")), _text(place.get("after", "")), _text(at.get("section") or ""),
        None if table is None else titles[table], f"{file[0]} {spot}" if at["file"] else spot,
        place.get("unit") is not None, _other(*file),
    )  # fmt: skip


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
