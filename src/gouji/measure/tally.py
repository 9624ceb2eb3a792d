"""Counts by kind, by check and by band of confidence, over all cases (pandas)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gouji.measure.result import CaseScore, Judged
from gouji.model.outcome import Kind

if TYPE_CHECKING:
    from pandas import DataFrame

BANDS = {"high": 0.9, "medium": 0.6, "low": 0.0}  # the least confidence of each: 高, 中, 低
_KINDS = [kind.value for kind in Kind]
_OUTCOMES = ["true", "half", "false"]


def by_kind(cases: Sequence[CaseScore]) -> DataFrame:
    """Return labels, found, certain, certain_found per kind.

    Rows: kinds that have a label, in the order of Kind. `certain` are the certain errors, found when a finding is loud;
    `found` counts labels of every severity, found at any.
    """
    from pandas import DataFrame

    rows = [(s.label.kind.value, 1, s.found, s.must, s.must and s.loud) for case in cases for s in case.labels]
    frame = DataFrame(rows, columns=["kind", "labels", "found", "certain", "certain_found"])
    counts = frame.groupby("kind").sum()
    return counts.reindex([kind for kind in _KINDS if kind in counts.index]).astype(int)


def by_check(cases: Sequence[CaseScore]) -> DataFrame:
    """Return loud, true, half, false, quiet, quiet_true per check code. Rows: checks with a finding, sorted by code."""
    return _by("check", cases).sort_index()


def by_band(cases: Sequence[CaseScore]) -> DataFrame:
    """Return loud, true, half, false, quiet, quiet_true per band of confidence. Rows: all of BANDS, best first."""
    return _by("band", cases).reindex(list(BANDS), fill_value=0)


def _by(key: str, cases: Sequence[CaseScore]) -> DataFrame:
    """Return the verdicts on findings counted per value of `key`, which is check or band."""
    from pandas import DataFrame

    judged = [j for case in cases for j in case.findings]
    rows = [(j.finding.check, band(j.finding.confidence), _column(j), 1) for j in judged]
    frame = DataFrame(rows, columns=["check", "band", "outcome", "count"])
    counts = frame.pivot_table(index=key, columns="outcome", values="count", aggfunc="sum", fill_value=0)
    counts = counts.reindex(columns=[*_OUTCOMES, "quiet_true", "quiet_false"], fill_value=0).astype(int)
    counts.insert(0, "loud", counts[_OUTCOMES].sum(axis="columns"))
    counts.insert(4, "quiet", counts["quiet_true"] + counts.pop("quiet_false"))
    return counts


def _column(judged: Judged) -> str:
    return judged.verdict.value if judged.finding.loud else f"quiet_{judged.verdict.value}"


def band(confidence: float) -> str:
    """Return the name of the best band the confidence reaches."""
    return next((name for name, least in BANDS.items() if confidence >= least), "low")
