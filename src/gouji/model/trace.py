"""What is remembered of a finding from one version of a report to the next, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Other:
    """Another report that this one was held against: its file, and the hash of what stands in it."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in words. `before` and `after` are the rest of its sentence, of a table cell its table, row and column.

    `spot` is where people find it; `table` is the title of its table, None in the narrative; `number` says that
    the quote is a figure and not a name, heading or year; `other` is the report it stands in where that is another one.
    """

    quote: str
    before: str = ""
    after: str = ""
    section: str = ""
    table: str | None = None
    spot: str = ""
    number: bool = False
    other: Other | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A finding as it is recognised. `expected` is the value asked for with its unit; empty where there is none."""

    id: str
    check: str
    name: str
    severity: str
    message: str
    claim: Mark
    evidence: tuple[Mark, ...] = ()
    expected: str = ""

    @property
    def others(self) -> tuple[Other, ...]:
        """The other reports it rests on, each once."""
        return tuple(dict.fromkeys(mark.other for mark in self.evidence if mark.other))


@dataclass(frozen=True, slots=True)
class Accepted:
    """One entry of a baseline: a finding and why it may stand. Without a reason it is only listed, not accepted.

    `others` are the files of the other reports it rests on.
    """

    trace: Trace
    reason: str
    others: tuple[str, ...] = ()


class Fate(Enum):
    """What became of a finding; in the words of the contract."""

    CORRECTED = "corrected"
    REMOVED = "removed"
    REMAINS = "remains"
    NEW = "new"
    NOT_RECHECKED = "not-rechecked"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Followed:
    """One finding of either version. `how` says more in Chinese; `old` is None for a new one, `new` where it is no longer reported.

    `now` is where its statement stands in the new version, if it was found there.
    """

    fate: Fate
    how: str
    old: Trace | None = None
    new: Trace | None = None
    now: Mark | None = None

    @property
    def told(self) -> Trace:
        """The version to speak of: the new one where there is one."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Recheck:
    """Two versions compared: their names and hashes, and every finding of both."""

    old_path: str
    old_sha256: str
    new_path: str
    new_sha256: str
    followed: tuple[Followed, ...]
    notes: tuple[str, ...] = ()

    def of(self, fate: Fate) -> tuple[Followed, ...]:
        """Return the findings that ended so, in document order."""
        return tuple(f for f in self.followed if f.fate is fate)

    @property
    def clean(self) -> bool:
        """Whether nothing of severity warning or error remains, is new, was removed unsaid, or could not be checked again."""
        open_ = (Fate.REMAINS, Fate.NEW, Fate.NOT_RECHECKED, Fate.REMOVED)
        return not any(f.fate in open_ and f.told.severity != "info" for f in self.followed)
