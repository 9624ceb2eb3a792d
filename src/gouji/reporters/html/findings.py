"""A finding as the page shows it: what is said, both places with their words around, the arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from gouji.model.finding import Finding
from gouji.model.outcome import Witness
from gouji.model.run import Run
from gouji.reporters.html.marks import Marks
from gouji.reporters.html.narrative import Headings
from gouji.reporters.html.text import shown
from gouji.reporters.plain import clean
from gouji.reporters.problems import KINDS, SEVERITIES
from gouji.reporters.remarks import place_words
from gouji.reporters.terminal import band

IN_TABLES = "报表"
_AROUND = 22  # characters of the sentence either side of a quote
_STOPS = "。；\n"
_DIGITS = frozenset("0123456789.,")
_LEADING = frozenset("，、）)】”」》#*>|")  # what a cut leaves in front, or Markdown sets there


@dataclass(slots=True)
class PlaceView:
    """One place of a finding: the mark it leads to, where it stands, and the quote among its neighbours."""

    mark: str
    where: str
    before: Markup
    quote: Markup
    after: Markup


@dataclass(slots=True)
class FindingView:
    """One finding for the template."""

    number: int
    id: str
    check: str
    title: str
    severity: str
    severity_text: str
    kind: str
    kind_text: str
    band: str
    section: str
    message: str
    claim: PlaceView
    evidence: list[PlaceView]
    also: list[PlaceView]
    formula: str
    cause: str
    likelier: str
    suggestion: str
    correction: str
    by_model: bool


def finding_views(run: Run, titles: Mapping[str, str], marks: Marks, headings: Headings) -> list[FindingView]:
    """Return the findings in their order; `section` is the heading of the narrative they are listed under."""
    return [_view(run, f, n, titles, marks, headings) for n, f in enumerate(run.findings, 1)]


def _view(
    run: Run, finding: Finding, number: int, titles: Mapping[str, str], marks: Marks, headings: Headings
) -> FindingView:
    corrected = run.assistance.corrections.get(finding.id) if run.assistance else None
    return FindingView(
        number=number, id=finding.id, check=finding.check, title=titles.get(finding.check, finding.name),
        severity=finding.severity.value, severity_text=SEVERITIES[finding.severity],
        kind=finding.kind.value, kind_text=KINDS[finding.kind], band=band(finding.confidence),
        section=_section(finding.claim, headings), message=clean(finding.message),
        claim=place_view(run, finding.claim, marks),
        evidence=[place_view(run, w, marks) for w in finding.evidence],
        also=[place_view(run, w, marks) for w in finding.also],
        formula=clean(finding.formula or ""), cause=clean(finding.cause or ""),
        likelier="第一处更可能有误" if finding.likelier == "claim" else "对照的一处更可能有误" if finding.likelier else "",
        suggestion=clean(finding.suggestion or ""), correction=clean(corrected or ""), by_model=finding.origin == "model",
    )  # fmt: skip


def _section(witness: Witness, headings: Headings) -> str:
    if witness.place.table is not None:
        return IN_TABLES
    block = headings.at(witness.place.span)
    return clean(block.heading.heading) if block and block.heading else ""


def place_view(run: Run, witness: Witness, marks: Marks) -> PlaceView:
    """Return one place; a cell is shown by its table, row and column, words in the text by their neighbours."""
    place = witness.place
    span = place.span
    text = run.document.sources[span.file].text
    low, high = _around(text, span.start, span.end) if place.table is None else (span.start, span.end)
    kind = "对照" if run.document.sources[span.file].role == "prior" else "正文" if place.table is None else "表格"
    where = f"{kind} {place_words(run, witness)}"
    return PlaceView(
        marks.of(span).id, where, shown(text[low : span.start]), shown(text[span.start : span.end]),
        shown(text[span.end : high]),
    )  # fmt: skip


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the words around a quote: at most so many, none of another sentence or paragraph, no half of a number."""
    low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
    low = max([low, *(text.rfind(stop, low, start) + 1 for stop in _STOPS)])
    high = min([at for stop in _STOPS if (at := text.find(stop, end, high)) >= 0], default=high)
    while 0 < low < start and text[low] in _DIGITS and text[low - 1] in _DIGITS:
        low += 1
    while end < high < len(text) and text[high] in _DIGITS and text[high - 1] in _DIGITS:
        high -= 1
    while low < start and (text[low] in _LEADING or text[low].isspace()):
        low += 1
    return low, high
