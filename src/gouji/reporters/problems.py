"""The findings as rows of a 问题清单: what every list of problems (workbook, CSV, Markdown, JUnit) says of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from gouji.model.document import DocumentKind
from gouji.model.finding import Expected, Finding
from gouji.model.outcome import Kind, Severity, Witness
from gouji.model.run import Run
from gouji.reporters.assistance import summary
from gouji.reporters.plain import clean
from gouji.reporters.spots import name_of, spot
from gouji.reporters.terminal import band

SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
KINDS = {
    Kind.VALUE_MISMATCH: "文表数额不符",
    Kind.UNIT_ERROR: "单位有误",
    Kind.RATIO_ERROR: "比率有误",
    Kind.DELTA_ERROR: "增减额有误",
    Kind.DIRECTION_ERROR: "增减方向有误",
    Kind.SUM_ERROR: "合计有误",
    Kind.TABLE_SUM_ERROR: "表内合计不符",
    Kind.CROSS_TABLE_MISMATCH: "表间不符",
    Kind.NARRATIVE_CONFLICT: "前后矛盾",
    Kind.ENTITY_MISMATCH: "名称不一致",
    Kind.PERIOD_MISMATCH: "年度不符",
    Kind.LIST_MISMATCH: "项目不符",
    Kind.FORMAT_ERROR: "格式、文字",
    Kind.ROUNDING: "尾差",
}
_DOCUMENTS = {DocumentKind.BUDGET: "预算", DocumentKind.FINAL_ACCOUNT: "决算", DocumentKind.TEMPLATE: "未填写的模板"}
_BROKEN = re.compile(r"[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its printed decimals, and its unit."""

    value: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.value:f}{self.unit}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding in words that are safe to print: on one line, without control or hidden characters; empty where there is nothing to say.

    `place` is where the claim stands in the file; `evidence` and `also` hold a line for each section or table; `correction` is a sentence that the model proposed.
    """

    number: int
    finding: Finding
    title: str
    section: str
    place: str
    quote: str
    stated: Number | str
    expected: Number | str
    evidence: tuple[str, ...]
    also: tuple[str, ...]
    message: str
    formula: str
    cause: str
    suggestion: str
    correction: str

    @property
    def severity(self) -> str:
        return SEVERITIES[self.finding.severity]

    @property
    def confidence(self) -> str:
        return band(self.finding.confidence)

    @property
    def kind(self) -> str:
        return KINDS[self.finding.kind]

    @property
    def advice(self) -> str:
        """What to do and what probably happened, as one text."""
        change = f"核实后改为“{self.suggestion}”" if self.suggestion else ""
        cause = f"可能原因：{self.cause}" if self.cause else ""
        correction = f"改正（模型拟，请核实）：{self.correction}" if self.correction else ""
        return "；".join(part for part in (change, cause, correction) if part)

    @property
    def origin(self) -> str:
        """Whose reading it rests on; the arithmetic is the program's in any case."""
        return "模型辅助" if self.finding.origin == "model" else "规则"


def problems(run: Run, titles: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return the findings in document order, numbered from 1."""
    return tuple(_problem(run, number, f, titles) for number, f in enumerate(run.findings, 1))


def _problem(run: Run, number: int, finding: Finding, titles: Mapping[str, str]) -> Problem:
    claim = finding.claim
    section, place = where(run, claim)
    return Problem(
        number, finding, titles.get(finding.check, finding.name), section, place, quote(run, claim), _stated(run, finding),
        _asked_for(finding.expected), grouped(run, finding.evidence), grouped(run, finding.also), clean(finding.message), clean(finding.formula or ""),
        clean(finding.cause or ""), clean(finding.suggestion or ""),
        clean(run.assistance.corrections.get(finding.id, "")) if run.assistance else "",
    )  # fmt: skip


def _stated(run: Run, finding: Finding) -> Number | str:
    printed = finding.claim.printed
    if printed:
        return Number(printed.value, printed.unit.symbol)
    return quote(run, finding.claim) if finding.expected else ""


def _asked_for(expected: Expected | None) -> Number | str:
    if expected is None:
        return ""
    try:
        value = Decimal(expected.value) if expected.unit is not None else None
    except InvalidOperation:
        value = None
    return Number(value, expected.unit or "") if value is not None and value.is_finite() else clean(expected.value)


def quote(run: Run, witness: Witness) -> str:
    """Return what is printed there, its broken lines joined."""
    return clean(_BROKEN.sub("", run.document.text(witness.place.span)))


def where(run: Run, witness: Witness) -> tuple[str, str]:
    """Return the section or table a witness stands in, and its place: the spot in the file, before it row and column."""
    place = witness.place
    file = f"{name_of(run, place.span.file)} " if place.span.file else ""
    at = f"{file}{spot(run, place)}".strip()
    if place.table is None:
        return clean(place.section or ""), at
    title = clean(run.tables[place.table].title)
    words = clean(witness.words)
    cell = "" if words == quote(run, witness) else words.removeprefix(title) if title else words
    return title or "（无题名的表）", f"{cell} {at}".strip()


def grouped(run: Run, witnesses: Iterable[Witness]) -> tuple[str, ...]:
    """Return a line for each section or table in which some of the witnesses stand: its name, then every place with what it prints."""
    lines: dict[str, list[str]] = {}
    last: dict[str, str] = {}
    for witness in witnesses:
        section, place = where(run, witness)
        shown = f"“{quote(run, witness)}”"
        lines.setdefault(section, []).append(shown if place == last.get(section) else f"{place} {shown}")
        last[section] = place
    return tuple(f"{section}：{'、'.join(places)}".removeprefix("：") for section, places in lines.items())


def subject_of(run: Run) -> str:
    """Return what was checked: office, year, and budget or final account, as far as they are known."""
    document = run.document
    kind = _DOCUMENTS.get(document.kind, "")
    year = f"{document.year}年" if document.year else ""
    return f"{clean(document.entity or '')}{year}{kind}" or "部门预决算公开"


def files_of(run: Run) -> str:
    """Return the names of the files that were read."""
    return "、".join(name_of(run, file) for file in range(len(run.document.sources)))


def tally_of(run: Run) -> str:
    """Return how many findings there are of each severity."""
    found = {s: sum(f.severity is s for f in run.findings) for s in Severity}
    ignored = f"；按设置略去 {run.ignored} 处" if run.ignored else ""
    if not run.findings:
        return f"{'核对没有完成，' if run.crashes else ''}没有发现不一致{ignored}。"
    named = "，".join(f"{SEVERITIES[s]} {n}" for s, n in found.items() if n)
    return f"发现 {len(run.findings)} 处：{named}{ignored}。"


def remarks_of(run: Run) -> tuple[str, ...]:
    """Return what the model was asked, the notices of the run, and the checks that failed."""
    asked = summary(run.assistance) if run.assistance else ()
    crashed = (f"核对 {c.code} 出错，它的结果缺失，其他核对不受影响：{clean(c.error)}" for c in run.crashes)
    return (*(clean(line) for line in asked), *(clean(note) for note in run.notes), *crashed)
