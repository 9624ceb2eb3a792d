"""What a sentence says about a number: of what, measured how, for when, under which 口径."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from gouji.model.quantity import Modifier, Quantity
from gouji.values.interval import Interval
from gouji.values.units import Dimension


class Measure(Enum):
    """The part a number plays in its sentence."""

    LEVEL = "数额"
    CHANGE = "增减额"
    GROWTH = "增减率"
    EXECUTION = "执行率"
    SHARE = "占比"
    POINTS = "百分点"
    COUNT = "数量"
    OTHER = "其他"

    __hash__ = object.__hash__  # a member is there once; Enum would hash its name, four times as slowly


# For what is asked of every number: until Python 3.12 a member looked up on its class costs ten times as much as a name.
LEVEL, CHANGE, GROWTH, EXECUTION, SHARE, POINTS, COUNT, OTHER = Measure


class Basis(Enum):
    """口径 of a level. Two stated and different ones never meet."""

    NONE = ""
    INITIAL = "年初预算"
    ADJUSTED = "全年预算"
    BUDGET = "预算"  # no 口径 stated
    FINAL = "决算"

    __hash__ = object.__hash__


class Period(Enum):
    """The year a number is about, relative to the report's."""

    THIS = "本年"
    LAST = "上年"
    OTHER = "其他年度"


class Comparator(Enum):
    """What a change or rate compares with."""

    LAST_YEAR = "上年"
    INITIAL_BUDGET = "年初预算"
    BUDGET = "预算"
    OTHER_YEAR = "其他年度"
    UNSTATED = ""


@dataclass(slots=True, unsafe_hash=True)
class Subject:
    """What a number is about; `path` holds the printed (level, name) of 类 款 项.

    `key` is a concept of the lexicon (`concept:…`), a label of the document's tables (`label:…`) the bare words (`words:…`),
    or where nothing names it the paragraph (`here:…`). `column` is
    economic where only an economic item can be meant, basic or project where only that column of a row. `start`/`end` are the words' place in the folded paragraph; both
    0 when the subject was inherited.
    """

    key: str
    words: str
    column: str = ""
    start: int = 0
    end: int = 0
    score: float = 1.0
    path: tuple[tuple[str, str], ...] = ()

    @property
    def named(self) -> bool:
        """Whether it is known to the lexicon or the tables, and not only words or a place in the text."""
        return self.key.startswith(("concept:", "label:"))


@dataclass(slots=True, eq=False)
class Claim:
    """One number with its role. `subjects` are the admissible readings, best first; `sign` is -1, 1 or 0 (not said).

    `cue` is where the words that give the role start; `whole` is the subject a share is taken of (empty when the sentence names none); `nested` says that it stands in brackets; `group` numbers the
    sentence and `scope` the item the claim stands in. `versus` is the 口径 a comparison with last year names (比上年预算数), if any.
    `after_list` says that it follows a list of parts and may be said of the whole or of the last part, the two of `subjects`.
    """

    quantity: Quantity
    measure: Measure
    subjects: tuple[Subject, ...]
    basis: Basis
    period: Period
    comparator: Comparator
    sign: int
    cue: int
    group: int
    scope: int
    inherited: bool
    whole: tuple[Subject, ...] = ()
    direction: str = ""
    parallel: bool = False
    topic: tuple[str, ...] = ()
    nested: bool = False
    versus: Basis = Basis.NONE
    after_list: bool = False
    _interval: Interval | None = None
    subject: Subject | None = field(init=False)  # the first of `subjects`; checks ask for it all the time
    exact: bool = field(init=False)  # whether the number may be held against another: not 约, 以上, nor a range

    def __post_init__(self) -> None:
        self.subject = self.subjects[0] if self.subjects else None
        self.exact = self.quantity.modifier is Modifier.NONE

    @property
    def value(self) -> Decimal:
        """The printed value in the base unit, with the sign its direction word gives it."""
        printed = self.quantity.printed.base
        return -abs(printed) if self.sign < 0 else printed

    @property
    def interval(self) -> Interval:
        """The interval of `value`."""
        if self._interval is None:
            interval = self.quantity.printed.interval
            self._interval = -interval if self.sign < 0 and interval.middle > 0 else interval
        return self._interval

    @property
    def dimension(self) -> Dimension:
        return self.quantity.dimension
