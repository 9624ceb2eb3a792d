"""A finding: one root cause, with every place it shows."""

from __future__ import annotations

from dataclasses import dataclass

from gouji.model.outcome import Kind, Severity, Witness


@dataclass(frozen=True, slots=True)
class Expected:
    """What the evidence asks for: a number as text with its unit and bounds, or a name (unit None)."""

    value: str
    unit: str | None
    low: str | None = None
    high: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Field for field what contract `gouji/1` prints. `claim` is the primary place, `also` the others of the same root."""

    id: str
    check: str
    name: str
    kind: Kind
    severity: Severity
    confidence: float
    origin: str
    message: str
    claim: Witness
    expected: Expected | None
    evidence: tuple[Witness, ...]
    formula: str | None
    cause: str | None
    likelier: str | None
    suggestion: str | None
    also: tuple[Witness, ...]
