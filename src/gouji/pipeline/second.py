"""The assistant's second pass: what it proposes for figures the rules left open is aligned and checked like everything else.

Findings and states of the rules stay as they are. What is new has origin `model`, is never more than a warning, and leads back to the
exchanges it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from gouji.align.candidates import candidates
from gouji.assist.assistant import CHOOSE, COMPARE, LABEL, Assignment, Assistant
from gouji.assist.figures import is_open
from gouji.checks.registry import all_checks
from gouji.config import Settings
from gouji.extract.relabel import relabelled
from gouji.judge.judge import judge
from gouji.judge.ledger import ledger_of
from gouji.model.alignment import Alignment, Reading
from gouji.model.assistance import Assistance
from gouji.model.claim import LEVEL, OTHER, Claim, Period
from gouji.model.finding import Finding
from gouji.model.outcome import Checked, Consistent, Contradicted, NotChecked, Witness
from gouji.model.proposal import Proposals
from gouji.model.run import Entry, State
from gouji.pipeline.credible import humbled
from gouji.pipeline.credit import credited
from gouji.pipeline.stages import Read, catalogue, run_checks, told
from gouji.values.units import Dimension

Judged = tuple[tuple[Finding, ...], tuple[Entry, ...]]


def second_pass(
    read: Read,
    checked: Sequence[Checked],
    findings: tuple[Finding, ...],
    ledger: tuple[Entry, ...],
    settings: Settings,
    assignment: Assignment,
) -> tuple[tuple[Finding, ...], tuple[Entry, ...], Assistance]:
    """Return the findings and the ledger with what the assistant adds, and the account of it.

    A defect of ours on the way leaves what the rules had; what was spent until then stays in the account.
    """
    assistant = Assistant(read.document, ledger, replace(assignment, tasks=_of_use(assignment.tasks, settings)))
    try:
        return _added(read, checked, findings, ledger, settings, assistant)
    except Exception as error:
        read.document.notices.append(f"模型辅助中途出错（{told(error)}），这是 gouji 的缺陷；以下只有规则的结果。")
        account = assistant.settled()
        account.corrections.clear()
        return findings, ledger, account


def _of_use(tasks: tuple[str, ...], settings: Settings) -> tuple[str, ...]:
    """Return the tasks whose answers a selected check looks at: for the others nothing is sent."""
    selected = {c.code for c in all_checks() if settings.runs(c.code, c.name, c.title)}
    idle = set() if "WX31" in selected else {COMPARE}
    if selected <= {"WX31"}:
        idle = {LABEL, CHOOSE}
    return tuple(task for task in tasks if task not in idle)


def _added(
    read: Read,
    checked: Sequence[Checked],
    findings: tuple[Finding, ...],
    ledger: tuple[Entry, ...],
    settings: Settings,
    assistant: Assistant,
) -> tuple[tuple[Finding, ...], tuple[Entry, ...], Assistance]:
    alone = assistant.alone
    assistant.read(findings)
    again = _reread(read, ledger, assistant, alone=alone)
    if alone:
        checked, findings = (), ()
    settled = frozenset() if alone else frozenset(e.figure.index for e in ledger if e.state is not State.NOT_CHECKED)
    added, found = _judged(again, assistant.proposals, checked, findings, settled, settings)
    # stable: the rules' own findings keep their order
    together = tuple(sorted((*findings, *added), key=lambda f: _key(f.claim)[:2])) if added else findings
    merged = found if alone else tuple(_merged(old, new) for old, new in zip(ledger, found, strict=True))
    assistant.write(together, {c.code: c.title for c in all_checks()})
    account = assistant.settled()
    account.findings = len(added)
    account.checked = sum(e.origin == "model" and e.figure.counts_as_figure for e in merged)
    account.traces = {f.id: tuple(_requests(f, assistant.proposals)) for f in added}
    return together, merged, account


def _key(witness: Witness) -> tuple[int, int, int]:
    span = witness.place.span
    return span.file, span.start, span.end


def _reread(read: Read, ledger: Sequence[Entry], assistant: Assistant, *, alone: bool) -> Read:
    """Return the document with the claims as the assistant reads them, aligned anew, the choice of a row included."""
    labels, index = assistant.proposals.labels, read.reader.naming.index
    claims = [
        relabelled(c, labels[c.quantity.index], index) if c.quantity.index in labels else _blank(c) if alone else c
        for c in read.claims
    ]
    alignments = dict(read.alignments)
    for claim in claims:
        if alone or claim.quantity.index in labels:
            alignments[claim.quantity.index] = read.aligner.align(claim)
    again = replace(read, claims=claims, alignments=alignments)
    open_figures = {e.figure.index for e in ledger if alone or is_open(e)}
    undecided = [
        (claim, offer)
        for claim in claims
        if claim.quantity.index in open_figures and (offer := _offer(again, claim))
    ]  # fmt: skip
    assistant.choose(undecided, again.evidence().column_name)
    for figure, choice in assistant.proposals.choices.items():
        alignments[figure] = Alignment(alignments[figure].claim, (choice.reading,))
    return again


def _blank(claim: Claim) -> Claim:
    return replace(claim, measure=OTHER, subjects=(), parallel=False, after_list=False)


def _offer(read: Read, claim: Claim) -> list[Reading]:
    """Return the cells to choose from for an exact amount of this year that has several readings or none."""
    exact = claim.measure is LEVEL and claim.exact and claim.period is Period.THIS
    if not exact or claim.dimension is not Dimension.MONEY:
        return []
    readings = read.alignments[claim.quantity.index].readings
    if readings and len({v.base if v else None for r in readings for v in r.cell.values}) == 1:
        return []
    section = read.aligner.section_key(claim.quantity.paragraph.section)
    return candidates(claim, read.tables, readings, section, budget=read.aligner.budget)


def _judged(
    read: Read,
    proposals: Proposals,
    checked: Sequence[Checked],
    findings: Sequence[Finding],
    settled: frozenset[int],
    settings: Settings,
) -> Judged:
    """Return the findings and the ledger of what the proposals alone bring about.

    `checked` and `findings` are what the rules had, `settled` the figures they have settled.
    """
    figures = {*proposals.labels, *proposals.choices}
    figures |= {i for r in proposals.relations for i in (r.result, *r.operands)}
    before = {_outcome_key(c) for c in checked}
    known = {_key(w) for f in findings for w in (f.claim, *f.also)}
    everything, crashes = run_checks(read.evidence(proposals), settings)
    read.document.notices += [
        f"模型辅助后再核对时 {c.code} 出错（{c.error}），这是 gouji 的缺陷；这一项只有规则的结果。" for c in crashes
    ]
    new = [c for c in everything if _rests_on(c, figures, settled) and _outcome_key(c) not in before]
    judged, _ = judge(read.document, read.tables, read.claims, new, catalogue(), origin="model")
    added = tuple(humbled(f) for f in judged if _key(f.claim) not in known)
    precise = credited(new, {c.quantity.index: c for c in read.claims})
    return added, ledger_of(read.claims, tuple(precise), added)


def _rests_on(checked: Checked, figures: set[int], settled: frozenset[int]) -> bool:
    """Whether an outcome is about a figure the assistant spoke of; a check that only the assistant sets going always is.

    What contradicts has to be such a figure itself: one that the rules have settled is not accused for its neighbours' sake.
    """
    outcome, own = checked.outcome, checked.code in ("WX30", "WX31")
    at = outcome.at.figure
    if isinstance(outcome, Contradicted):
        return own if at is None else at.index not in settled and (own or at.index in figures)
    if own:
        return True
    return isinstance(outcome, Consistent) and any(
        w.figure is not None and w.figure.index in figures for w in (outcome.at, *outcome.operands)
    )


def _outcome_key(checked: Checked) -> object:
    outcome = checked.outcome
    operands = () if isinstance(outcome, NotChecked) else tuple(map(_key, outcome.operands))
    return checked.code, type(outcome), _key(outcome.at), operands


def _merged(old: Entry, new: Entry) -> Entry:
    """Return the state of a figure: that of the rules, or where they left it open what came of the proposals."""
    if old.state is not State.NOT_CHECKED or new.state is State.NOT_CHECKED:
        return old
    return replace(new, origin="model")


def _requests(finding: Finding, proposals: Proposals) -> Iterator[str]:
    """Yield the exchanges a finding rests on, each once."""
    figures = {w.figure.index for w in (finding.claim, *finding.also, *finding.evidence) if w.figure}
    yield from dict.fromkeys(_of(figures, {_key(finding.claim)}, proposals))


def _of(figures: set[int], places: set[tuple[int, int, int]], proposals: Proposals) -> Iterable[str]:
    yield from (label.request for i, label in proposals.labels.items() if i in figures)
    yield from (choice.request for i, choice in proposals.choices.items() if i in figures)
    yield from (r.request for r in proposals.relations if r.result in figures)
    yield from (p.request for p in proposals.incompatible if _key(p.left) in places)
