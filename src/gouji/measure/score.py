"""One case scored: which labels a run found, and which of its findings are true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gouji.measure.cases import Case, Label, Trap
from gouji.measure.counts import Counts
from gouji.measure.match import Found, Item, Target, akin, found_of, hits, sprawls, target_of
from gouji.measure.result import CaseScore, Judged, Sought, Verdict
from gouji.model.document import Source
from gouji.model.outcome import Severity


def score(case: Case, run: Mapping[str, Any], source: Source | None) -> CaseScore:
    """Return the score of a run's JSON on a case. `source` is the decoded report, None where it could not be read."""
    error = run.get("error") or {}
    found = [found_of(f, source) for f in run.get("findings") or []] if source else []
    labels, traps = _targets(case.labels, source), _targets(case.traps, source)
    hit = [_labels_hit(finding, labels) for finding in found]
    judged = _judge(found, hit)
    sought = tuple(_seek(label, found, hit) for label in case.labels)
    doubtful = [j.finding for j in judged if j.finding.loud and j.verdict is not Verdict.TRUE]
    tripped = tuple(trap.item for trap in traps if any(hits(finding, trap) for finding in doubtful))
    unplaced: tuple[Label | Trap, ...] = (*_without_place(labels), *_without_place(traps))
    counts = _count(case, sought, judged, run.get("coverage") or {})
    counts += Counts(tripped=len(tripped), unplaced=len(unplaced))
    version = (run.get("tool") or {}).get("version")
    return CaseScore(case.name, error.get("message"), version, sought, judged, tripped, unplaced, counts)


def _targets(items: Iterable[Item], source: Source | None) -> list[Target[Item]]:
    return [target_of(item, source) for item in items] if source else []


def _without_place(targets: Sequence[Target[Item]]) -> tuple[Item, ...]:
    return tuple(target.item for target in targets if not target.main)


def _labels_hit(finding: Found, targets: Sequence[Target[Label]]) -> list[Label]:
    if sprawls(finding, [side for target in targets for side in target.sides]):
        return []
    return [target.item for target in targets if hits(finding, target) and akin(finding, target.item)]


def _judge(found: Sequence[Found], hit: Sequence[Sequence[Label]]) -> tuple[Judged, ...]:
    said: set[str] = set()
    judged = []
    for finding, labels in zip(found, hit, strict=True):
        ids = {label.id for label in labels}
        judged.append(Judged(finding, _verdict(finding, labels), finding.loud and bool(ids) and ids <= said))
        said |= ids if finding.loud else set()
    return tuple(judged)


def _verdict(finding: Found, labels: Sequence[Label]) -> Verdict:
    if not labels:
        return Verdict.FALSE
    tail = all(label.severity is Severity.INFO for label in labels)
    return Verdict.HALF if tail and finding.loud else Verdict.TRUE


def _seek(label: Label, found: Sequence[Found], hit: Sequence[Sequence[Label]]) -> Sought:
    by = [finding for finding, labels in zip(found, hit, strict=True) if any(x is label for x in labels)]
    return Sought(label, bool(by), any(finding.loud for finding in by))


def _count(case: Case, sought: Iterable[Sought], judged: Iterable[Judged], coverage: Mapping[str, Any]) -> Counts:
    must = [s for s in sought if s.must]
    should = [s for s in sought if s.should]
    loud = [j for j in judged if j.finding.loud]
    quiet = [j for j in judged if not j.finding.loud]
    verdicts = [j.verdict for j in loud]
    return Counts(
        must=len(must),
        must_found=sum(s.loud for s in must),
        should=len(should),
        should_found=sum(s.found for s in should),
        loud=len(loud),
        true=verdicts.count(Verdict.TRUE),
        half=verdicts.count(Verdict.HALF),
        false=verdicts.count(Verdict.FALSE),
        quiet=len(quiet),
        quiet_false=sum(j.verdict is Verdict.FALSE for j in quiet),
        traps=len(case.traps),
        repeats=sum(j.again for j in judged),
        astray=sum(len(j.finding.astray) for j in judged),
        figures=coverage.get("figures") or 0,
        checked=coverage.get("checked") or 0,
    )
