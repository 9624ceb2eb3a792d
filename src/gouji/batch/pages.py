"""The result of each report in the forms of `gouji check`, beside the store: made by the worker, written by the parent."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gouji.checks.registry import all_checks
from gouji.errors import GoujiError, Unreadable
from gouji.model.run import Run
from gouji.reporters.catalogue import Entry, Titles
from gouji.reporters.delivery import safe_name
from gouji.reporters.formats import chosen
from gouji.reporters.output import replace_file

FOLDER = "reports"
Page = tuple[str, str | None, str | None]  # a row of the table `pages` without the report


def pages_of(run: Run, formats: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return by format the file as base64 text, or the problem: a form may be for reports of one format alone."""
    titles = Titles(Entry(c.code, c.name, c.kind, c.severity, c.since, c.doc) for c in all_checks())
    pages = {}
    for format in chosen(formats, "") if formats else ():
        try:
            pages[format.name] = {"data": b64encode(format.render(run, titles)).decode("ascii")}
        except GoujiError as error:
            pages[format.name] = {"problem": str(error)}
    return pages


def page_path(name: str, suffix: str) -> Path:
    """Return where the page of a report goes below the store: under the same path, in names that every system takes."""
    parts = [_part(part) for part in name.split("/") if part not in ("", ".", "..")]
    return Path(FOLDER, *parts[:-1], parts[-1] + suffix)


def _part(part: str) -> str:
    safe = safe_name(part)
    if safe == part:
        return part
    return f"{safe[:40]}-{hashlib.sha256(part.encode('utf-8', 'replace')).hexdigest()[:16]}"  # two names must not meet


def write_pages(out: Path, name: str, formats: Sequence[str], record: Mapping[str, Any]) -> Iterator[Page]:
    """Write the pages of a report and yield what became of each; of one that could not be checked what is told instead."""
    made: Mapping[str, Mapping[str, str]] = record.get("pages", {})
    for format in chosen(formats, "") if formats else ():
        page = made.get(format.name)
        if page is None:
            report = record["report"]
            data = format.render_error(name, Unreadable(report["message"], report["code"]))
        else:
            data = b64decode(page.get("data", ""))
        if not data:
            yield format.name, None, page["problem"] if page else record["report"]["message"]
            continue
        path = page_path(name, format.suffix)
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        replace_file(data, out / path)
        yield format.name, path.as_posix(), None
