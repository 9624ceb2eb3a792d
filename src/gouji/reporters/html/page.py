"""The page as one file: no network, nothing but its own style and script may act."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from gouji.errors import UsageError
from gouji.lexicon import load, profile_for
from gouji.model.document import DocumentKind
from gouji.model.run import Run
from gouji.reporters.by_section import Share, shares
from gouji.reporters.charts import inline_charts, missing
from gouji.reporters.html.findings import finding_views
from gouji.reporters.html.marks import Marks
from gouji.reporters.html.narrative import Block, Headings, blocks_of, write_blocks
from gouji.reporters.html.tables import table_views
from gouji.reporters.html.text import Writer
from gouji.reporters.json import coverage_of
from gouji.reporters.problems import KINDS, SEVERITIES, remarks_of, subject_of
from gouji.reporters.spots import name_of

_HERE = Path(__file__).parent


def render(run: Run, titles: Mapping[str, str]) -> bytes:
    """Return the page in UTF-8. `titles` gives the Chinese title of a check by its code."""
    return _template().render(_context(run, titles)).encode("utf-8")


def _context(run: Run, titles: Mapping[str, str]) -> dict[str, Any]:
    marks = Marks(run)
    blocks = blocks_of(run.document, marks)
    writer = Writer(run.document.sources, marks)
    write_blocks(run.document, blocks, marks, writer)
    findings = finding_views(run, titles, marks, Headings(blocks))
    style, script = _asset("page.css"), _asset("page.js")
    *sections, figures = shares(run)
    severities = [(s, text, sum(f.severity is s for f in run.findings)) for s, text in SEVERITIES.items()]
    return {
        "style": style, "script": script, "policy": _policy(style, script), "heading": subject_of(run),
        "sources": [(name_of(run, n), s.sha256) for n, s in enumerate(run.document.sources)], "ignored": run.ignored, "crashed": bool(run.crashes),
        "findings": findings, "severities": [(s.value, text, n) for s, text, n in severities if n],
        "kinds": [(k.value, text) for k, text in KINDS.items() if any(f.kind is k for f in run.findings)],
        "places": list(dict.fromkeys(f.section for f in findings if f.section)),
        "figures": figures, "counts": coverage_of(run)["counts"], "sections": sections, "links": _links(sections, blocks),
        "remarks": remarks_of(run), "charts": [Markup(c) for c in inline_charts(run, marks.links)], "missing": missing(run),
        "blocks": blocks, "others": {n: name_of(run, n) for n, s in enumerate(run.document.sources) if s.role == "prior"},
        "tables": table_views(run, writer, _columns(run.profile, run.document.kind)),
    }  # fmt: skip


def _links(sections: Sequence[Share], blocks: Sequence[Block]) -> list[str]:
    """Return the id of the heading of each section, '' where the narrative does not print it."""
    ids = {id(block.heading): block.id for block in blocks if block.id}
    return [ids.get(id(share.heading), "") for share in sections]


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
