"""What a check says about one statement: consistent, contradicted, or not checked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from gouji.model.alignment import Why
from gouji.model.location import Place
from gouji.model.quantity import Quantity
from gouji.values.interval import Interval
from gouji.values.printed import Printed


class Kind(Enum):
    """Kinds of contradiction, in the words labels use too."""

    VALUE_MISMATCH = "value-mismatch"
    UNIT_ERROR = "unit-error"
    RATIO_ERROR = "ratio-error"
    DELTA_ERROR = "delta-error"
    DIRECTION_ERROR = "direction-error"
    SUM_ERROR = "sum-error"
    TABLE_SUM_ERROR = "table-sum-error"
    CROSS_TABLE_MISMATCH = "cross-table-mismatch"
    NARRATIVE_CONFLICT = "narrative-conflict"
    ENTITY_MISMATCH = "entity-mismatch"
    PERIOD_MISMATCH = "period-mismatch"
    LIST_MISMATCH = "list-mismatch"
    FORMAT_ERROR = "format-error"
    ROUNDING = "rounding"


class Severity(Enum):
    """How far a contradiction misleads a reader."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        return {"error": 2, "warning": 1, "info": 0}[self.value]


@dataclass(slots=True, unsafe_hash=True)
class Witness:
    """One place an outcome rests on. `role` says its part in the arithmetic; `figure` is its number in the narrative, if any."""

    place: Place
    role: str
    printed: Printed | None = None
    figure: Quantity | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """The arithmetic behind an outcome: claimed = Σ sign × operand, or a quotient of two such sums.

    `numerator` and `denominator` hold (sign, index into the outcome's operands); an empty denominator means a plain sum.
    `at_most`: claimed ≤ that sum is all that must hold.
    """

    numerator: tuple[tuple[int, int], ...]
    denominator: tuple[tuple[int, int], ...] = ()
    at_most: bool = False


@dataclass(slots=True, unsafe_hash=True)
class Consistent:
    """The statement agrees with its operands. `by` says how: table, arithmetic or restatement; `relation` is told where it is one."""

    at: Witness
    operands: tuple[Witness, ...]
    by: str
    relation: Relation | None = None


@dataclass(slots=True, unsafe_hash=True)
class NotChecked:
    """The check looked at the statement and declined."""

    at: Witness
    why: Why


@dataclass(frozen=True, slots=True)
class Contradicted:
    """No admissible reading of the statement agrees with its operands.

    `implied` is what the operands give, in the base unit, and `point` what the printed numbers give, where that is not its middle; `formula` shows the arithmetic; `tail` marks a rounding residue.
    `also` holds other places that are wrong in the same way by construction.
    """

    at: Witness
    operands: tuple[Witness, ...]
    message: str
    by: str
    implied: Interval | None = None
    point: Decimal | None = None
    expected_words: str = ""
    formula: str = ""
    relation: Relation | None = None
    tail: bool = False
    confidence: float = 0.95
    severity: Severity | None = None
    kind: Kind | None = None
    cause: str = ""
    likelier: str | None = None
    also: tuple[Witness, ...] = ()


Outcome = Consistent | NotChecked | Contradicted


@dataclass(slots=True, unsafe_hash=True)
class Checked:
    """An outcome with the code of the check that gave it."""

    code: str
    outcome: Outcome
