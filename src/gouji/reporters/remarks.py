"""What is said at each place of a finding, for outputs that write it beside the place: Word comments, notes in a PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gouji.model.finding import Finding
from gouji.model.location import Span
from gouji.model.outcome import Witness
from gouji.model.run import Run
from gouji.reporters.plain import clean, quoted
from gouji.reporters.problems import SEVERITIES
from gouji.reporters.spots import name_of, spot
from gouji.reporters.terminal import band

AUTHOR = "勾稽"
_MOST_PLACES = 6  # the other places are marked themselves
_LONGEST_LINE = 2000
_ROLES = {"evidence": "对照处", "also": "又一处"}


@dataclass(frozen=True, slots=True)
class Remark:
    """One place of one finding, and the lines to be read there. `number` counts findings from 1; `role` is claim, evidence or also."""

    number: int
    finding: Finding
    role: str
    span: Span
    lines: tuple[str, ...]


def remarks_of(run: Run, titles: Mapping[str, str], file: int = 0) -> Iterator[Remark]:
    """Yield a remark for each place that stands in source number `file`: the claim, its evidence, and where it shows again.

    All is said once, at the claim or, where that stands in another file, at the first place; the others refer to it.
    What stands inside the claim's own quote is marked with it.
    """
    for number, finding in enumerate(run.findings, 1):
        title = f"{finding.check} {titles.get(finding.check, finding.name)}"
        seen: set[Span] = set()
        for role, witnesses in (("claim", (finding.claim,)), ("evidence", finding.evidence), ("also", finding.also)):
            for witness in witnesses:
                span = witness.place.span
                if span.file != file or span in seen or span.end <= span.start:
                    continue
                if role != "claim" and _is_inside(span, finding.claim.place.span):
                    continue
                said = _reference(run, number, finding, role) if seen else _lines(run, number, finding, title, role)
                seen.add(span)
                yield Remark(number, finding, role, span, tuple(line[:_LONGEST_LINE] for line in said))


def _is_inside(span: Span, other: Span) -> bool:
    return span.file == other.file and other.start <= span.start and span.end <= other.end


def _reference(run: Run, number: int, finding: Finding, role: str) -> Iterator[str]:
    """Yield what is said where only the other side of a finding stands."""
    claim = finding.claim
    quote = quoted(run.document.text(claim.place.span))
    yield f"见问题 {number}（{_ROLES[role]}）：{place_words(run, claim)} {quote}"


def _lines(run: Run, number: int, finding: Finding, title: str, role: str) -> Iterator[str]:
    severity = SEVERITIES[finding.severity]
    what = f"的{_ROLES[role]}" if role in _ROLES else ""
    yield f"问题 {number}{what}（{severity} · 把握{band(finding.confidence)}）{clean(title)}"
    if role == "claim":
        yield clean(finding.message)
        yield from _others(run, "对照", finding.evidence)
    else:
        yield from _others(run, "对照" if role == "evidence" else "首见", (finding.claim,))
        yield clean(finding.message)
    if finding.formula:
        yield f"算式：{clean(finding.formula)}"
    if finding.cause:
        yield f"可能原因：{clean(finding.cause)}"
    if finding.suggestion:
        yield f"建议：核实后改为{quoted(finding.suggestion)}"
    yield from told_of_model(run, finding)


def told_of_model(run: Run, finding: Finding) -> Iterator[str]:
    """Yield what of a finding is the model's: the sentence it proposes, and that the place was read by it."""
    correction = run.assistance.corrections.get(finding.id, "") if run.assistance else ""
    if correction:
        yield f"改正（模型拟，请核实）：{clean(correction)}"
    if finding.origin == "model":
        yield "来源：模型辅助读出，程序核算"


def _others(run: Run, name: str, witnesses: tuple[Witness, ...]) -> Iterator[str]:
    for witness in witnesses[:_MOST_PLACES]:
        yield f"{name}：{place_words(run, witness)} {quoted(run.document.text(witness.place.span))}"
    if len(witnesses) > _MOST_PLACES:
        yield f"{name}：另有 {len(witnesses) - _MOST_PLACES} 处，均已标出"


def place_words(run: Run, witness: Witness) -> str:
    """Return where a witness stands, without its quote: file, if it is another, page or cell, then section or table."""
    place = witness.place
    file = f"{name_of(run, place.span.file)} " if place.span.file else ""
    return f"{file}{spot(run, place)} {_part_words(run, witness)}".strip()


def _part_words(run: Run, witness: Witness) -> str:
    place = witness.place
    if place.table is None:
        return clean(place.section or "")
    title = run.tables[place.table].title
    if title and witness.words.startswith(title):
        return clean(witness.words)
    return clean(f"《{title or '无题名的表'}》{witness.words}")
