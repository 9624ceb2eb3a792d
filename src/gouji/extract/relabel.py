"""Claims as the assistant reads them: its words resolved by the same names and labels as those of the rules."""

from __future__ import annotations

from dataclasses import replace

from gouji.extract.subjects import SubjectIndex
from gouji.model.claim import EXECUTION, Basis, Claim, Comparator, Subject
from gouji.model.proposal import Label


def relabelled(claim: Claim, label: Label, index: SubjectIndex) -> Claim:
    """Return a claim with the role, subject, 口径 and period that a label gives it; the number stays as it is."""
    subjects = _subjects(claim, label.subject, index) if label.subject else ()
    return replace(
        claim,
        measure=label.measure,
        subjects=subjects or claim.subjects,
        inherited=not subjects and claim.inherited,
        basis=_basis(label),
        period=label.period,
        comparator=label.versus,
        sign=label.direction,
        parallel=False,
        after_list=claim.after_list and not subjects,
        _interval=None,  # that of the sign it had before
    )


def _basis(label: Label) -> Basis:
    """Return the 口径: of a rate of execution that of the budget it is measured by, however it was told."""
    if label.measure is not EXECUTION or label.basis in (Basis.INITIAL, Basis.ADJUSTED, Basis.BUDGET):
        return label.basis
    return Basis.INITIAL if label.versus is Comparator.INITIAL_BUDGET else Basis.BUDGET


def _subjects(claim: Claim, words: str, index: SubjectIndex) -> tuple[Subject, ...]:
    """Return what words of the paragraph, the nearest before the number, or of a heading name.

    Words before the number name nothing where another subject is named between the two.
    """
    text, figure = claim.quantity.paragraph.view.folded, claim.quantity
    at = text.rfind(words, 0, figure.start)
    before = at >= 0
    at = at if before else text.find(words)
    if at < 0:
        found = index.resolve(words, 0, len(words)) or index.words(words, 0, len(words))
        return (replace(found, start=0, end=0),) if found else ()
    end = at + len(words)
    found = index.resolve(text, at, end) or index.words(text, at, end)
    other = index.mention(text, end, figure.start) if before else None
    return (found,) if found and (other is None or other.key == found.key) else ()
