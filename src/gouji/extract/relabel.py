"""Claims as the assistant reads them: its words resolved by the same names and labels as those of the rules."""

from __future__ import annotations

from dataclasses import replace

from gouji.extract.subjects import SubjectIndex
from gouji.model.claim import Claim, Subject
from gouji.model.proposal import Label


def relabelled(claim: Claim, label: Label, index: SubjectIndex) -> Claim:
    """Return a claim with the role, subject, 口径 and period that a label gives it; the number stays as it is."""
    subjects = _subjects(claim, label.subject, index) if label.subject else ()
    return replace(
        claim,
        measure=label.measure,
        subjects=subjects or claim.subjects,
        inherited=not subjects and claim.inherited,
        basis=label.basis,
        period=label.period,
        comparator=label.versus,
        sign=label.direction,
        parallel=False,
        _interval=None,  # that of the sign it had before
    )


def _subjects(claim: Claim, words: str, index: SubjectIndex) -> tuple[Subject, ...]:
    """Return what words of the paragraph, the nearest before the number, or of a heading name."""
    text, figure = claim.quantity.paragraph.view.folded, claim.quantity
    at = text.rfind(words, 0, figure.start)
    at = at if at >= 0 else text.find(words)
    if at < 0:
        found = index.resolve(words, 0, len(words)) or index.words(words, 0, len(words))
        return (replace(found, start=0, end=0),) if found else ()
    found = index.resolve(text, at, at + len(words)) or index.words(text, at, at + len(words))
    return (found,) if found else ()
