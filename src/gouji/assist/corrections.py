"""The correction of a finding as one sentence for the department: the model words it, code puts the numbers in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import category, normalize

from gouji.assist.answers import WriteAnswer
from gouji.assist.masking import MARK, harmless, heading
from gouji.model.document import Document
from gouji.model.finding import Finding
from gouji.model.outcome import Witness

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DIGITS = "〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
_NUMERAL = re.compile(f"[{_DIGITS}]{{2,}}(?![元致])")
_MEASURED = re.compile(rf"[{_DIGITS}\d半几][多余来]?\s*[元块%‰个辆人次批倍成户台套]|分之|(?<=[{_DIGITS}])点[{_DIGITS}]")
_TOUCHED = re.compile(rf"[-−+±负{_DIGITS}\d.]⟦|⟦[{_DIGITS}\d元%‰.]")  # what would make another number of it
_MARKUP = re.compile("[<>`⟦⟧]|://")
_QUOTED = re.compile("[「“《『]([^」”》』]*)[」”》』]")
_CORRECTED = re.compile(
    "(?:改|更正|调整|订正|修正|应当?)(?:为|成|是)[^,，。;；「“⟦]{0,4}⟦([A-Z])|以[^,，。;；⟦]{0,4}⟦([A-Z])[^⟦⟧]*⟧为准"
)
_MOST_EVIDENCE = 4
_LETTERS = "BCDFGH"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is asked about one finding, and what stands behind each mark."""

    finding: Finding
    where: str
    variables: dict[str, str]
    values: dict[str, str]


def draft(document: Document, finding: Finding, title: str, severity: str, where: str) -> Draft:
    """Return the question of one finding: what its places print is masked. `where` is its place for people."""
    values: dict[str, str] = {}
    quote = _masked(document, finding.claim, "A", values)
    evidence = [
        f"{heading(w.place.section or '') or harmless(w.words)}：{_masked(document, w, letter, values)}"
        for w, letter in zip(finding.evidence[:_MOST_EVIDENCE], _LETTERS, strict=False)
    ]
    expected = "未定"
    if finding.expected is not None and finding.likelier == "claim":
        values["E"] = f"{finding.expected.value}{finding.expected.unit or ''}"
        expected = f"⟦E {finding.expected.unit or ''}⟧".replace(" ⟧", "⟧")
    return Draft(
        finding,
        where,
        {
            "title": title, "severity": severity, "place": heading(where), "quote": quote,
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

    It is dropped with a number of its own in any script, a mark nobody offered or none at all, quoted words nobody showed, or a
    correction other than the one that was settled.
    """
    sentence = answer.sentence
    marks = MARK.findall(sentence)
    if not marks or any(mark not in asked.values for mark in marks):
        return "", "没有这个标记"
    bare = MARK.sub("⟦", sentence)
    shown = MARK.sub("", "\n".join(asked.variables.values()))
    if any(category(c)[0] == "C" or c in "\u2028\u2029" for c in sentence) or _MARKUP.search(bare.replace("⟦", "")):
        return "", "不成句"
    if _TOUCHED.search(bare) or _own_number(bare, shown):
        return "", "自己写了数"
    if any(MARK.sub("", quoted) not in shown for quoted in _QUOTED.findall(sentence)):
        return "", "引文不在原文"
    settled = asked.values.get("E")
    if any(asked.values[mark] != settled for found in _CORRECTED.findall(sentence) for mark in found if mark):
        return "", "改成的数没有定"
    return MARK.sub(lambda m: asked.values[m.group(1)], sentence), ""


def _own_number(bare: str, shown: str) -> bool:
    """Whether words hold a number, in figures or characters, that was not shown, or one that measures something."""
    bare, known = normalize("NFKC", bare), set(_NUMBER.findall(normalize("NFKC", shown)))
    if any(n not in known for n in _NUMBER.findall(bare)) or _MEASURED.search(bare):
        return True
    return any(n not in shown for n in _NUMERAL.findall(bare))


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
