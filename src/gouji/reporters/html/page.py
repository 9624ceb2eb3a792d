"""The page as one file: no network, nothing but its own style and script may act."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from gouji.errors import UsageError
from gouji.lexicon import load, profile_for
from gouji.model.document import DocumentKind
from gouji.model.run import Run
from gouji.reporters.assistance import summary
from gouji.reporters.charts import inline_charts, missing
from gouji.reporters.html.coverage import by_heading, whole
from gouji.reporters.html.findings import KINDS, SEVERITIES, finding_views
from gouji.reporters.html.marks import Marks
from gouji.reporters.html.narrative import Headings, blocks_of, write_blocks
from gouji.reporters.html.tables import table_views
from gouji.reporters.html.text import Writer
from gouji.reporters.plain import clean

_HERE = Path(__file__).parent
_DOCUMENTS = {DocumentKind.BUDGET: "预算", DocumentKind.FINAL_ACCOUNT: "决算", DocumentKind.TEMPLATE: "未填写的模板"}


def render(run: Run, titles: Mapping[str, str]) -> bytes:
    """Return the page in UTF-8. `titles` gives the Chinese title of a check by its code."""
    return _template().render(_context(run, titles)).encode("utf-8")


def _context(run: Run, titles: Mapping[str, str]) -> dict[str, Any]:
    marks = Marks(run)
    blocks = blocks_of(run.document, marks)
    writer = Writer(run.document.sources, marks)
    write_blocks(run.document, blocks, marks, writer)
    findings = finding_views(run, titles, marks, Headings(blocks))
    figures, counts = whole(run)
    style, script = _asset("page.css"), _asset("page.js")
    present = {f.severity: f.severity_text for f in findings}
    return {
        "style": style, "script": script, "policy": _policy(style, script),
        "heading": _heading(run), "sources": [(clean(s.path), s.sha256) for s in run.document.sources],
        "findings": findings, "blocks": blocks, "tables": table_views(run, writer, _columns(run.profile, run.document.kind)),
        "figures": figures, "counts": counts, "shares": by_heading(run, blocks), "charts": [Markup(c) for c in inline_charts(run, marks.links)],
        "severities": [(s.value, text, present) for s, text in SEVERITIES.items() if s.value in present],
        "kinds": [(k.value, text) for k, text in KINDS.items() if any(f.kind == k.value for f in findings)],
        "sections": list(dict.fromkeys(f.section for f in findings if f.section)),
        "tally": [(s.value, text, n) for s, text in SEVERITIES.items() if (n := sum(f.severity is s for f in run.findings))],
        "missing": missing(run), "assistance": list(summary(run.assistance)) if run.assistance else [], "ignored": run.ignored, "notes": [clean(n) for n in run.notes],
        "crashes": [(c.code, clean(c.error)) for c in run.crashes],
    }  # fmt: skip


def _heading(run: Run) -> str:
    document = run.document
    year = f"{document.year}年" if document.year else ""
    return f"{clean(document.entity or '')} {year}{_DOCUMENTS.get(document.kind, '')}".strip() or "勾稽核对"


def _columns(profile: str, kind: DocumentKind) -> dict[tuple[str, str], str]:
    """Return the names of the columns by form and key, for tables whose own header was lost."""
    try:
        forms = load(profile).forms.values()
    except UsageError:  # the name of a profile of the user's own says nothing of its file
        forms = profile_for(kind).forms.values()
    return {(form.key, key): spellings[0] for form in forms for key, spellings in form.columns if spellings}


@cache
def _asset(name: str) -> Markup:
    return Markup((_HERE / name).read_text("utf-8").strip())


def _policy(style: str, script: str) -> str:
    """Return the content security policy: only this style and this script, known by their content; nothing is loaded or sent."""
    return (
        f"default-src 'none'; style-src 'sha256-{_hash(style)}'; script-src 'sha256-{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html.j2")
