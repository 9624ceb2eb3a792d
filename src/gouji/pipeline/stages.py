"""The stages in order: ingest → tables → extract → align → checks → judge, and then the assistant's second pass if asked for."""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from gouji.align.align import Aligner, align_all
from gouji.checks.base import Check
from gouji.checks.evidence import Evidence
from gouji.checks.registry import all_checks
from gouji.config import IgnoredFinding, Settings
from gouji.errors import NothingToCheck, UsageError
from gouji.extract.claims import ClaimReader
from gouji.ingest.report import read_report
from gouji.judge.judge import CheckInfo, judge
from gouji.lexicon import Profile
from gouji.model.alignment import Alignment
from gouji.model.claim import Claim
from gouji.model.document import Document
from gouji.model.finding import Finding
from gouji.model.outcome import Checked, Severity
from gouji.model.proposal import Proposals
from gouji.model.run import Crash, Run
from gouji.model.table import Table
from gouji.model.yearly import Units, Yearly
from gouji.tables.understand import understand

if TYPE_CHECKING:
    from gouji.assist.assistant import Assignment
    from gouji.pipeline.prior import Shelf

_SPACE = re.compile(r"\s+")


def check(
    path: str,
    *,
    tables: Sequence[str] = (),
    prior: Sequence[str] = (),
    settings: Settings | None = None,
    assignment: Assignment | None = None,
    shelf: Shelf | None = None,
) -> Run:
    """Return the result of checking one report. Raises InputError and UsageError.

    `prior` are reports to hold it against: of other years, or of its units; those lately read are taken from `shelf`, and this one is
    put there. `assignment` is what a model is to help with; without it the rules are all there is. The cyclic collector pauses
    meanwhile: a report leaves no cycles, and tracing its cells again and again took a third of the time.
    """
    paused = gc.isenabled()
    gc.disable()
    try:
        return _check(path, tables, prior, settings or Settings(), assignment, shelf)
    finally:
        if paused:
            _age()
            gc.enable()


def _age() -> None:
    """Move what the run made to the oldest generation: else the next allocation of the caller would trace all of it at once."""
    if not gc.get_freeze_count():  # else a caller has frozen objects of its own, which would thaw
        gc.freeze()
        gc.unfreeze()


@dataclass(slots=True, eq=False)
class Read:
    """What a pass of the checks starts from: the document understood, its claims and where they may stand."""

    document: Document
    tables: Sequence[Table]
    profile: Profile
    reader: ClaimReader
    claims: Sequence[Claim]
    alignments: dict[int, Alignment]
    aligner: Aligner
    earlier: tuple[Yearly, ...] = ()
    units: Units = field(default_factory=Units)

    def evidence(self, proposals: Proposals | None = None) -> Evidence:
        """Return what the checks look at."""
        aligner = self.aligner
        evidence = Evidence(
            self.document, self.tables, self.claims, self.alignments,
            lambda subject, section, basis: aligner.readings(subject, aligner.section_key(section) if section else None, basis),
            self.profile, proposals,
        )  # fmt: skip
        evidence.earlier, evidence.units = self.earlier, self.units
        return evidence

    def others(self) -> frozenset[int]:
        """Return the sources, by number, of the other reports that have something to be held against."""
        reports = (*self.earlier, *self.units.reports)
        return frozenset(w.place.span.file for report in reports for w in report.totals.values())


def _check(
    path: str,
    tables: Sequence[str],
    prior: Sequence[str],
    settings: Settings,
    assignment: Assignment | None,
    shelf: Shelf | None,
) -> Run:
    clock = _Clock()
    document, profile = read_report(path, tables, settings.profile, settings.limits)
    clock.lap("ingest")
    typed = understand(document, profile)
    clock.lap("tables")
    reader = ClaimReader(document, typed, profile)
    extracted = reader.read()
    clock.lap("extract")
    _ensure_something(document, path, bool(extracted.figures), any(t.rows for t in typed))
    alignments, aligner = align_all(document, typed, extracted.claims, profile)
    clock.lap("align")
    read = Read(document, typed, profile, reader, extracted.claims, alignments, aligner)
    if prior:
        from gouji.pipeline.prior import Shelf, add_others

        read.earlier, read.units = add_others(document, prior, settings, shelf or Shelf())
        clock.lap("prior")
    evidence = read.evidence()
    checked, crashes = run_checks(evidence, settings)
    if shelf is not None and settings.profile is None:  # other reports are read by the profile that fits them
        shelf.keep(evidence)
    clock.lap("checks")
    findings, ledger = judge(document, typed, extracted.claims, checked, catalogue())
    clock.lap("judge")
    assistance = None
    if assignment is not None:
        from gouji.pipeline.second import second_pass

        findings, ledger, assistance = second_pass(read, checked, findings, ledger, settings, assignment)
        clock.lap("assist")
    run = Run(
        document,
        typed,
        ledger,
        tuple(findings),
        tuple(crashes),
        profile=profile.name,
        unit=_unit_of(document, profile),
        seconds=clock.seconds,
        assistance=assistance,
        others=read.others(),
    )
    notes = _settle(run, settings)
    run.notes = (*document.notices, *notes)
    return run


def catalogue() -> dict[str, CheckInfo]:
    """Return name, kind and default severity of every check by its code."""
    return {c.code: (c.name, c.kind, c.severity) for c in all_checks()}


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self.seconds[stage] = now - self._last
        self._last = now


def _ensure_something(document: Document, path: str, figures: bool, rows: bool) -> None:
    if not figures and not rows:
        raise NothingToCheck(f"{path}：没有读到带数字的正文，也没有认出报表；请给出部门预决算公开的全文。")
    if not rows:
        document.notices.append("没有认出任何报表：只核对了正文内部的数。报表若在另一文件，请用 --tables 一并给出。")
    elif not figures:
        document.notices.append("没有读到带数字的情况说明：只核对了报表内部的数。")


def run_checks(evidence: Evidence, settings: Settings) -> tuple[list[Checked], list[Crash]]:
    """Run every selected check; one that crashes is recorded and the others go on. Raises UsageError when none is selected."""
    selected = all_checks()
    if settings.select or settings.ignore:
        selected = _selected(evidence.document, settings)
    checked: list[Checked] = []
    crashes: list[Crash] = []
    for item in selected:
        try:
            checked += [Checked(item.code, outcome) for outcome in item.function(evidence)]
        except Exception as error:
            crashes.append(Crash(item.code, told(error)))
    return checked, crashes


def _selected(document: Document, settings: Settings) -> tuple[Check, ...]:
    """Return the checks that the settings ask for, and note which. Raises UsageError when there is none."""
    every = all_checks()
    selected = tuple(c for c in every if settings.runs(c.code, c.name, c.title))
    if not selected:
        raise UsageError("按 --select/--ignore 选不出任何核对项；用 gouji checks 查看代码和名称。")
    ran = f"按设置只运行了 {len(selected)} 项核对（共 {len(every)} 项）：{'、'.join(c.code for c in selected)}。"
    if len(selected) < len(every) and ran not in document.notices:  # the second pass runs them again
        document.notices.append(ran)
    return selected


def told(error: Exception) -> str:
    """Return what went wrong and where, for a report of a defect."""
    return f"{type(error).__name__}: {error} ({_where(error)})"


def _where(error: BaseException) -> str:
    """Return the function and line an exception came from."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return f"{at.tb_frame.f_code.co_name}:{at.tb_lineno}" if at else "?"


def _settle(run: Run, settings: Settings) -> list[str]:
    """Put aside ignored and accepted findings and those below the wanted severity; report entries that no longer match anything."""
    used: set[IgnoredFinding] = set()
    kept: list[Finding] = []
    suppressed: list[Finding] = []
    accepted, stale = _accepted(run, settings)
    wanted = Severity(settings.severity).rank
    for finding in run.findings:
        quote = _SPACE.sub("", run.document.text(finding.claim.place.span))
        entry = next(
            (
                e
                for e in settings.ignored
                if e.check in (finding.check, finding.name) and _SPACE.sub("", e.quote) == quote
            ),
            None,
        )
        if entry is not None:
            used.add(entry)
        if entry is not None or finding.id in accepted:
            suppressed.append(finding)
        elif finding.severity.rank >= wanted:
            kept.append(finding)
    notes = [
        f"gouji.toml 里忽略的 {e.check}“{e.quote}”没有再出现，可以删去。" for e in settings.ignored if e not in used
    ]
    withheld = sum(f.severity.rank < wanted for f in run.findings)
    if withheld:
        notes.append(f"另有 {withheld} 处级别低于 {settings.severity}，按设置没有列出。")
    run.findings, run.suppressed = tuple(kept), tuple(suppressed)
    run.ignored = sum(f.severity.rank >= wanted for f in suppressed)
    return [*notes, *stale]


def _accepted(run: Run, settings: Settings) -> tuple[set[str], list[str]]:
    """Return the ids of findings that the baseline accepts, and notes on its entries; those of checks that did not run are left alone."""
    if not settings.accepted:
        return set(), []
    from gouji.compare.baseline import applied

    ran = {word for c in all_checks() if settings.runs(c.code, c.name, c.title) for word in (c.code, c.name)}
    return applied(run, run.findings, [e for e in settings.accepted if e.trace.check in ran])


def _unit_of(document: Document, profile: Profile) -> str:
    """Return the unit most tables of the report print."""
    units = Counter(t.unit for t in document.tables if t.unit and profile.form_of(t.title))
    return units.most_common(1)[0][0] if units else "万元"
