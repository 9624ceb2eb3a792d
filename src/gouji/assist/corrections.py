"""The correction of a finding as one sentence for the department: the model words it, code puts the numbers in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gouji.assist.answers import WriteAnswer
from gouji.assist.masking import harmless
from gouji.model.document import Document
from gouji.model.finding import Finding
from gouji.model.outcome import Witness

_MARK = re.compile("⟦([A-Z])[^⟦⟧]*⟧")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NUMERAL = re.compile("[〇零一二三四五六七八九十百千万亿两]+(?=[元%％个辆人次批倍成])|百分之")
_MOST_EVIDENCE = 4
_LETTERS = "BCDFGH"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is asked about one finding, and what stands behind each mark."""

    finding: Finding
    variables: dict[str, str]
    values: dict[str, str]


def draft(document: Document, finding: Finding, title: str, severity: str, where: str) -> Draft:
    """Return the question of one finding: what its places print is masked. `where` is its place for people."""
    values: dict[str, str] = {}
    quote = _masked(document, finding.claim, "A", values)
    evidence = [
        f"{harmless(w.place.section or w.words or '')}：{_masked(document, w, letter, values)}"
        for w, letter in zip(finding.evidence[:_MOST_EVIDENCE], _LETTERS, strict=False)
    ]
    expected = "未定"
    if finding.expected is not None and finding.likelier == "claim":
        values["E"] = f"{finding.expected.value}{finding.expected.unit or ''}"
        expected = f"⟦E {finding.expected.unit or ''}⟧".replace(" ⟧", "⟧")
    return Draft(
        finding,
        {
            "title": title, "severity": severity, "place": harmless(where), "quote": quote,
            "evidence": "\n".join(evidence) or "（无）", "expected": expected,
        },
        values,
    )  # fmt: skip


def _masked(document: Document, witness: Witness, letter: str, values: dict[str, str]) -> str:
    """Return what a place prints, its number (or all of it, where it is a name) as a mark."""
    said = "".join(document.text(witness.place.span).split())
    found = list(_NUMBER.finditer(said))
    if witness.printed is None or not found:
        values[letter] = said
        return f"⟦{letter}⟧"
    unit = witness.printed.unit.symbol
    number = found[-1]
    rest = said[number.end() :]
    end = number.end() + (len(unit) if rest.startswith(unit) else 0)
    values[letter] = said[number.start() : end] + ("" if rest.startswith(unit) else unit)
    return (
        f"{harmless(_NUMBER.sub('…', said[: number.start()]))}⟦{letter} {unit}⟧{harmless(_NUMBER.sub('…', said[end:]))}"
    )


def worded(asked: Draft, answer: WriteAnswer) -> tuple[str, str]:
    """Return the sentence with its numbers put in, and why there is none.

    A number of its own, a mark nobody offered, or no mark at all: the sentence is dropped.
    """
    marks = _MARK.findall(answer.sentence)
    if not marks or any(mark not in asked.values for mark in marks):
        return "", "没有这个标记"
    bare = _MARK.sub("", answer.sentence)
    shown = "\n".join(asked.variables.values())
    if any(number not in _NUMBER.findall(shown) for number in _NUMBER.findall(bare)) or _NUMERAL.search(bare):
        return "", "自己写了数"
    if "⟦" in bare or "⟧" in bare or "\n" in bare:
        return "", "不成句"
    return _MARK.sub(lambda m: asked.values[m.group(1)], answer.sentence), ""


def drafts(document: Document, findings: Sequence[Finding], titles: Mapping[str, str]) -> Iterator[Draft]:
    """Yield one question a finding a person has to act on."""
    for finding in findings:
        if finding.severity.rank > 0:
            place = finding.claim.place
            where = f"{document.sources[place.span.file].spot(place.span.start)} {place.section or ''}".strip()
            yield draft(
                document, finding, titles.get(finding.check, finding.name), _SEVERITIES[finding.severity.value], where
            )


_SEVERITIES = {"error": "错误", "warning": "警告"}
