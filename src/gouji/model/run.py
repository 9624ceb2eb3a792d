"""The result of checking one report."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from gouji.model.alignment import Why
from gouji.model.assistance import Assistance
from gouji.model.claim import Claim
from gouji.model.document import Document
from gouji.model.finding import Finding
from gouji.model.outcome import Witness
from gouji.model.quantity import Quantity
from gouji.model.table import Table


class State(Enum):
    """How a figure ended."""

    CONSISTENT = "consistent"
    CONTRADICTED = "contradicted"
    NOT_CHECKED = "not_checked"


@dataclass(slots=True, unsafe_hash=True)
class Entry:
    """One figure of the narrative in the ledger. `against` are the places it was held against; `origin` is `model` where its words
    were read by the assistant.
    """

    figure: Quantity
    claim: Claim | None
    state: State
    why: Why | None
    by: str | None
    against: tuple[Witness, ...]
    origin: str = "rule"


@dataclass(frozen=True, slots=True)
class Crash:
    """A check that failed; the others' findings stand."""

    code: str
    error: str


@dataclass(slots=True)
class Run:
    """What reporters print. `ignored` counts findings that settings suppressed; `suppressed` holds them; `seconds` holds the time of each stage.

    `others` are the sources, by number, of the other reports it was held against: those given that could be.
    `assistance` is what the model was asked and what came of it, None where it was not asked for.
    """

    document: Document
    tables: tuple[Table, ...]
    ledger: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    crashes: tuple[Crash, ...] = ()
    notes: tuple[str, ...] = ()
    ignored: int = 0
    profile: str = ""
    unit: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    assistance: Assistance | None = None
    suppressed: tuple[Finding, ...] = ()
    others: frozenset[int] = frozenset()
