"""A re-check: what was corrected, what remains, what is new, and what could not be checked again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from gouji.compare.match import Pair, paired
from gouji.compare.statement import Found, Standing, Statements
from gouji.compare.traces import asked_for, traces_of
from gouji.model.alignment import Why
from gouji.model.location import Span
from gouji.model.run import Entry, Run, State
from gouji.model.trace import Fate, Followed, Recheck, Trace

_DISCLOSURE = "DC"  # the checks of what a report should hold, and of words it should not


def recheck(
    old_path: str, old_sha256: str, old: Sequence[Trace], run: Run, ran: Set[str], others: Sequence[str] = ()
) -> Recheck:
    """Return what became of the findings of the old version in a run of the new one. `ran` holds the codes of the checks that ran,
    `others` the paths of other reports that the old version was held against.

    A finding counts as corrected only where something was changed and the statement was checked again: what is silent because
    its section, its table or its check is missing is said to be not rechecked, and what is silent because its sentence or row
    was taken out is said to be removed: whether it should be there is for a person to say.
    """
    new = traces_of(run, run.findings)
    accepted = traces_of(run, run.suppressed)
    pairs = {id(pair.old): pair for pair in paired(old, [*new, *accepted])}
    taken = {id(pair.new) for pair in pairs.values()}
    put_aside = {id(trace) for trace in accepted}
    statements = Statements(run)
    ran = ran - {crash.code for crash in run.crashes}
    source = run.document.sources[0]
    followed = [
        _met(pairs[id(trace)], put_aside) if id(trace) in pairs else _missing(trace, statements, ran, taken, new)
        for trace in old
    ]
    spoken = {id(f.new) for f in followed}
    followed += [Followed(Fate.NEW, "", new=trace) for trace in new if id(trace) not in spoken]
    notes = (*run.notes, *_left_out(others, run, followed))
    return Recheck(old_path, old_sha256, source.path, source.sha256, tuple(followed), notes)


def _left_out(others: Sequence[str], run: Run, followed: Sequence[Followed]) -> Iterator[str]:
    """Yield a note where the old version was held against other reports and the new one against none."""
    if others and not any(source.role == "prior" for source in run.document.sources):
        count = sum(f.fate is Fate.NOT_RECHECKED and f.told.others != () for f in followed)
        end = f"有关的 {count} 处未再核对" if count else "没有再与它对照"
        yield f"旧结果对照过别的报告（{'、'.join(others)}），这次没有给出 --prior，{end}。"


def _met(pair: Pair, put_aside: Set[int]) -> Followed:
    if id(pair.new) in put_aside:
        return Followed(Fate.ACCEPTED, "已按设置或基线接受", pair.old, pair.new)
    changed = "改过仍不符" if pair.changed else "" if pair.same_dispute else "这一处没有改，另一处改过，仍不符"
    return Followed(Fate.REMAINS, changed, pair.old, pair.new)


def _missing(trace: Trace, statements: Statements, ran: Set[str], taken: Set[int], new: Sequence[Trace]) -> Followed:
    """Return what became of a finding that is no longer reported."""

    def ends(fate: Fate, how: str) -> Followed:
        return Followed(fate, how, trace, None, found.mark)

    found = Found(Standing.GONE)
    if trace.check not in ran:
        return ends(Fate.NOT_RECHECKED, "这项核对没有运行")
    found = statements.find(trace.claim)
    if found.standing is Standing.DROPPED:
        return ends(Fate.NOT_RECHECKED, f"新报告里没有{_part(trace)}")
    if found.standing is Standing.GONE:
        return ends(*_gone(trace))
    if _written_since(trace, found):
        return ends(Fate.CORRECTED, "已补写")
    other = _accusing(found, statements.run, new)
    if other is not None and id(other) not in taken:
        return Followed(
            Fate.REMAINS, "改过仍不符" if found.standing is Standing.CHANGED else "仍与别处不符", trace, other
        )
    if any(mark.other and statements.find(mark).standing is Standing.DROPPED for mark in trace.evidence):
        return ends(Fate.NOT_RECHECKED, "这次没有与所对照的别的报告核对（用 --prior 给出）")
    entry = found.entry
    if entry is not None and entry.state is State.NOT_CHECKED and not _as_asked(trace, entry, statements):
        why = entry.why.text if entry.why else "原因不明"
        fate = Fate.REMAINS if entry.why is Why.OPERAND_ONLY else Fate.NOT_RECHECKED
        return ends(fate, f"这一处这次没有核对到（{why}）")
    return ends(*_by_other_side(trace, found, statements))


def _gone(trace: Trace) -> tuple[Fate, str]:
    """Return what follows where the statement is not there any more.

    Words that should not stand there (a form's residue, the wrong name of a row) were to be taken out or rewritten; a figure was not.
    """
    claim = trace.claim
    words = not claim.number and (claim.table is not None or trace.check.startswith(_DISCLOSURE))
    if words:
        return Fate.CORRECTED, "原处已删去或改写"
    return Fate.REMOVED, f"{'这一行已删去或改名' if claim.table is not None else '原句已删去或整句改写'}，请核实"


def _written_since(trace: Trace, found: Found) -> bool:
    """Whether something was lacking beside a statement that stands as it was: no other side was changed, so it was added."""
    lacking = trace.check.startswith(_DISCLOSURE) and not trace.evidence
    return lacking and found.keeps(trace.claim)


def _as_asked(trace: Trace, entry: Entry, statements: Statements) -> bool:
    """Whether the figure prints now what was asked for, by a place that still stands.

    A sentence that says what another says in the same words is not counted as checked, though that is just what was asked.
    """
    printed = entry.figure.printed
    asked = bool(trace.expected) and asked_for(f"{printed.value:f}", printed.unit.symbol) == trace.expected
    return asked and all(statements.find(mark).standing is Standing.SAME for mark in trace.evidence)


def _part(trace: Trace) -> str:
    return "这张报表" if trace.claim.table is not None else "这一部分"


def _accusing(found: Found, run: Run, new: Sequence[Trace]) -> Trace | None:
    """Return the finding of the new version that has this figure among its places, the one that accuses it first."""
    if found.entry is None or found.entry.state is State.CONSISTENT:
        return None
    span = found.entry.figure.span
    for own in (True, False):
        for finding, trace in zip(run.findings, new, strict=True):
            witnesses = (finding.claim, *finding.also) if own else finding.evidence
            if any(_within(span, w.place.span) for w in witnesses):
                return trace
    return None


def _within(inner: Span, outer: Span) -> bool:
    return inner.file == outer.file and outer.start <= inner.start and inner.end <= outer.end


def _by_other_side(trace: Trace, found: Found, statements: Statements) -> tuple[Fate, str]:
    """Return what follows where the statement stands and is not contradicted any more."""
    if trace.check.startswith("WT") and not found.tested:
        return Fate.NOT_RECHECKED, "这张报表里没有可核对的等式了"
    others = [statements.find(mark).standing for mark in trace.evidence]
    if Standing.DROPPED in others:
        return (Fate.NOT_RECHECKED, "新报告里没有所对照的报表或部分")
    if found.standing is Standing.SAME:
        if all(standing is Standing.SAME for standing in others):
            return (Fate.NOT_RECHECKED, "两处都没有改动，这次没有核对到一起")
        return (Fate.CORRECTED, "改的是另一处")
    return (Fate.CORRECTED, "")
