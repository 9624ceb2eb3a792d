"""The baseline: findings a person has accepted, each with a reason, recognised after edits elsewhere in the report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gouji.compare.match import paired
from gouji.compare.traces import others_of, same_file, traces_of
from gouji.errors import UsageError, trouble
from gouji.model.finding import Finding
from gouji.model.run import Run
from gouji.model.trace import Accepted, Mark, Trace

SCHEMA = "gouji-baseline/1"
_TEXTS = ("id", "check", "quote", "section", "table", "before", "after", "expected", "message", "reason")
_LISTS = ("evidence", "others")
_NEEDED = ("check", "quote")


def written(run: Run, reason: str, known: Sequence[Accepted] = ()) -> dict[str, Any]:
    """Return a baseline of all findings of a run; reasons given in an earlier one are kept for what is still the same dispute.

    Entries that rest on another report, which the run was not held against, are kept as they are: nobody has looked.
    """
    traces = traces_of(run, [*run.findings, *run.suppressed])
    traces.sort(key=_order(run))
    pairs = paired([entry.trace for entry in known], traces)
    given = {id(entry.trace): entry.reason for entry in known}
    reasons = {id(pair.new): given[id(pair.old)] for pair in pairs if pair.same_dispute}
    met = {id(pair.old) for pair in pairs}
    entries = [
        Accepted(trace, reasons.get(id(trace)) or reason, tuple(dict.fromkeys(o.path for o in trace.others)))
        for trace in traces
    ]
    entries += [entry for entry in known if id(entry.trace) not in met and _unseen(entry, run)]
    return {"schema": SCHEMA, "accepted": [_entry(entry) for entry in entries]}


def _unseen(entry: Accepted, run: Run) -> bool:
    """Whether an entry rests on another report that the run was not held against."""
    known = [other.path for other in others_of(run)]
    return not all(any(same_file(path, given) for given in known) for path in entry.others)


def _order(run: Run) -> Any:
    places = {f.id: (f.claim.place.span.file, f.claim.place.span.start) for f in (*run.findings, *run.suppressed)}
    return lambda trace: (places[trace.id], trace.check, trace.id)


def _entry(entry: Accepted) -> dict[str, Any]:
    trace, claim = entry.trace, entry.trace.claim
    data = {
        "id": trace.id, "check": trace.check, "quote": claim.quote, "reason": entry.reason, "message": trace.message,
        "section": claim.section, "table": claim.table, "before": claim.before, "after": claim.after,
        "expected": trace.expected, "evidence": [mark.quote for mark in trace.evidence],
    }  # fmt: skip
    return {**data, "others": list(entry.others)} if entry.others else data


def given_reason(data: dict[str, Any], finding: str, reason: str, file: str) -> dict[str, Any]:
    """Return a baseline in which one entry, or every entry `finding` names, has this reason. Raises UsageError."""
    entries = data["accepted"]
    if not any(entry.get("id") == finding for entry in entries):
        known = "、".join(str(entry.get("id", "")) for entry in entries[:20] if entry.get("id")) or "没有"
        raise UsageError(f"{file}：没有编号为 {finding} 的发现；有：{known}。")
    kept = [{**entry, "reason": reason} if entry.get("id") == finding else entry for entry in entries]
    return {**data, "accepted": kept}


def load(file: str) -> tuple[Accepted, ...]:
    """Return the entries of a baseline. Raises UsageError."""
    return tuple(_accepted(entry, f"{file}：第{n}条") for n, entry in enumerate(load_data(file)["accepted"], 1))


def load_data(file: str) -> dict[str, Any]:
    """Return a baseline as it is written. Raises UsageError where it is none."""
    try:
        data = json.loads(Path(file).read_text("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{file}：基线读不出来（{trouble(error)}）；用 gouji baseline write 写一份。") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file}：不是 JSON（{error!s:.80}）；请核对引号和逗号。") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA or not isinstance(data.get("accepted"), list):
        raise UsageError(
            f'{file}：不是基线；要有 "schema": "{SCHEMA}" 和 "accepted": […]，用 gouji baseline write 写一份。'
        )
    for number, entry in enumerate(data["accepted"], 1):
        _accepted(entry, f"{file}：第{number}条")
    return data


def _accepted(entry: object, place: str) -> Accepted:
    if not isinstance(entry, Mapping):
        raise UsageError(f"{place}：要写成 {{…}}，至少有 check、quote 和 reason。")
    known = (*_TEXTS, *_LISTS)
    unknown = next((key for key in entry if key not in known), None)
    if unknown is not None:
        raise UsageError(f"{place}：没有“{unknown}”这一项；可用的有 {'、'.join(known)}。")
    lists = {key: entry.get(key, []) for key in _LISTS}
    for key, words in lists.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise UsageError(f"{place}：{key} 要是文字的列表。")
    for key in _TEXTS:
        value = entry.get(key)
        if value is not None and not isinstance(value, str):
            raise UsageError(f"{place}：{key} 要是文字。")
        if key in _NEEDED and not value:
            raise UsageError(f"{place}：缺少 {key}。")
    text = {key: entry.get(key) or "" for key in _TEXTS}
    claim = Mark(text["quote"], text["before"], text["after"], text["section"], entry.get("table"))
    marks = tuple(Mark(quote) for quote in lists["evidence"])
    trace = Trace(text["id"], text["check"], "", "", text["message"], claim, marks, text["expected"])
    return Accepted(trace, text["reason"].strip(), tuple(lists["others"]))


def applied(run: Run, findings: Sequence[Finding], entries: Sequence[Accepted]) -> tuple[set[str], list[str]]:
    """Return the ids of the findings that are accepted, and notes on entries that are not, or that match nothing any more."""
    pairs = {id(pair.old): pair for pair in paired([e.trace for e in entries], traces_of(run, findings))}
    accepted: set[str] = set()
    notes = []
    unseen = []
    for entry in entries:
        pair = pairs.get(id(entry.trace))
        name = f"基线里的 {entry.trace.check}“{' '.join(entry.trace.claim.quote.split())}”"
        if pair is None:
            if _unseen(entry, run):
                unseen.append(entry)
            else:
                notes.append(f"{name}没有再出现，可以删去。")
        elif not pair.same_dispute:
            notes.append(f"{name}已经改动而仍不符，重新列出。")
        elif entry.reason:
            accepted.add(pair.new.id)
    if unseen:
        others = "、".join(dict.fromkeys(path for entry in unseen for path in entry.others))
        notes.append(f"基线里有 {len(unseen)} 处对照的是别的报告（{others}），这次没有与它核对；用 --prior 给出。")
    silent = sum(1 for entry in entries if not entry.reason and id(entry.trace) in pairs)
    if silent:
        notes.append(f"基线里有 {silent} 处没有写明理由，照样列出；用 gouji accept 写明理由。")
    return accepted, notes
