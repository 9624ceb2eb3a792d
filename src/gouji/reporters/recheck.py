"""The page of a re-check: what remains and is new first, then what could not be checked again or is gone, then what was corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gouji.model.trace import Fate, Followed, Mark, Recheck, Trace
from gouji.reporters.json import dumps
from gouji.reporters.markdown import opening, plain
from gouji.reporters.plain import Style, clean, quoted

SCHEMA = "gouji-recheck/1"
FORMS = ("terminal", "json", "md", "xlsx")
WORDS = {
    Fate.REMAINS: "仍在",
    Fate.NEW: "新增",
    Fate.NOT_RECHECKED: "未再核对",
    Fate.REMOVED: "原处已删去",
    Fate.CORRECTED: "已改正",
    Fate.ACCEPTED: "已接受",
}
SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
_COLOURS = {Fate.REMAINS: "error", Fate.NEW: "error", Fate.NOT_RECHECKED: "warning", Fate.REMOVED: "warning"}


def tally(found: Recheck) -> str:
    """Return how many ended how, in one line."""
    counts = "，".join(f"{word} {len(found.of(fate))}" for fate, word in WORDS.items() if found.of(fate))
    before = sum(f.old is not None for f in found.followed)
    said = f"原有 {before} 处：{counts}。" if counts else "原来没有发现，现在也没有。"
    return said if not found.clean else f"{said}没有仍在或新增的错误。"


def page(found: Recheck, titles: Mapping[str, str], style: Style | None = None) -> str:
    """Return the page for a terminal. `titles` gives the Chinese title of a check by its code."""
    style = style or Style()
    lines = [style.bold(f"复核：{clean(found.old_path)} → {clean(found.new_path)}"), style.bold(tally(found))]
    lines += [f"说明：{clean(note)}" for note in found.notes]
    for fate, word in WORDS.items():
        followed = found.of(fate)
        if followed:
            lines += ["", style.severity(_COLOURS.get(fate, "info"), f"{word}（{len(followed)}）")]
            for item in followed:
                lines += _item(item, titles, style)
    return "\n".join(lines) + "\n"


def _item(item: Followed, titles: Mapping[str, str], style: Style) -> Iterator[str]:
    trace = item.told
    yield f"  {style.bold(head_of(trace, titles))}{f'  {clean(item.how)}' if item.how else ''}"
    for label, mark in places_of(item):
        yield f"    {label}  {line_of(mark)}"
    if item.fate not in (Fate.CORRECTED, Fate.ACCEPTED):
        yield f"    {clean(trace.message)}"


def head_of(trace: Trace, titles: Mapping[str, str], *, severity: bool = True) -> str:
    """Return what the finding is called, and how far it misleads."""
    level = SEVERITIES.get(trace.severity, "") if severity else ""
    return f"{clean(trace.check)} {clean(titles.get(trace.check, trace.name))}" + (f"（{level}）" if level else "")


def places_of(item: Followed) -> list[tuple[str, Mark]]:
    """Return where the finding stood and stands, as far as either is known."""
    old = item.old.claim if item.old else None
    new = item.new.claim if item.new else item.now
    return [(label, mark) for label, mark in (("原处", old), ("现处", new)) if mark is not None]


def line_of(mark: Mark) -> str:
    """Return a place on one line: spot, section or table cell, and quote."""
    return f"{named(mark)}  {quoted(mark.quote)}".strip()


def named(mark: Mark) -> str:
    """Return spot and section or table cell; Word counts no paragraphs, so that their number is told only where there is nothing else."""
    name = clean(mark.before or mark.table or "") if mark.table is not None else clean(mark.section)
    spot = "" if name and mark.spot.endswith("段") else clean(mark.spot)
    return " ".join(part for part in (spot, name) if part)


def markdown(found: Recheck, titles: Mapping[str, str]) -> str:
    """Return the page for mail and issue trackers, a tick box for each finding."""
    lines = [f"# 复核：{plain(found.old_path)} → {plain(found.new_path)}", "", plain(tally(found))]
    lines += [f"\n说明：{plain(note)}" for note in found.notes]
    for fate, word in WORDS.items():
        followed = found.of(fate)
        if followed:
            lines += ["", f"## {word}（{len(followed)}）", ""]
            for item in followed:
                lines += _listed(item, titles)
    return "\n".join(lines) + "\n"


def _listed(item: Followed, titles: Mapping[str, str]) -> Iterator[str]:
    box = "x" if item.fate in (Fate.CORRECTED, Fate.ACCEPTED) else " "
    how = f"：{plain(item.how)}" if item.how else ""
    yield f"- [{box}] {plain(head_of(item.told, titles))}{how}"
    yield from (f"  - {label}：{plain(line_of(mark))}" for label, mark in places_of(item))
    if item.fate is not Fate.CORRECTED:
        yield f"  - {opening(item.told.message)}"


def to_dict(found: Recheck, version: str) -> dict[str, Any]:
    """Return the re-check as an object; the same versions give the same object."""
    return {
        "schema": SCHEMA, "tool": {"name": "gouji", "version": version},
        "old": {"path": found.old_path, "sha256": found.old_sha256},
        "new": {"path": found.new_path, "sha256": found.new_sha256},
        "counts": {fate.value: len(found.of(fate)) for fate in Fate}, "clean": found.clean,
        "findings": [_followed(item) for item in found.followed], "notes": list(found.notes),
    }  # fmt: skip


def _followed(item: Followed) -> dict[str, Any]:
    trace = item.told
    now = item.new.claim if item.new else item.now
    return {
        "state": item.fate.value, "how": item.how, "check": trace.check, "name": trace.name, "severity": trace.severity,
        "old": item.old and {"id": item.old.id, "message": item.old.message, **_mark(item.old.claim)},
        "new": item.new and {"id": item.new.id, "message": item.new.message, **_mark(item.new.claim)},
        "now": now and _mark(now),
    }  # fmt: skip


def _mark(mark: Mark) -> dict[str, Any]:
    return {"quote": mark.quote, "spot": mark.spot, "section": mark.section or None, "table": mark.table}


def render(found: Recheck, titles: Mapping[str, str], form: str, version: str) -> bytes:
    """Return the file of a form: terminal, json, md or xlsx."""
    if form == "xlsx":
        from gouji.reporters.xlsx.recheck_book import render as workbook

        return workbook(found, titles)
    if form == "json":
        return f"{dumps(to_dict(found, version))}\n".encode()
    return (markdown(found, titles) if form == "md" else page(found, titles)).encode("utf-8", "backslashreplace")
