"""Lists of parts in a sentence (项目支出100.00万元，其中：甲60.00万元、乙40.00万元，…): what the words after the last part may be about."""

from __future__ import annotations

import re

from gouji.extract import patterns as p
from gouji.extract.clauses import Clause
from gouji.model.claim import LEVEL, Claim, Subject
from gouji.values.interval import ZERO, Interval
from gouji.values.units import Dimension

_CUE = re.compile(r"其中|包括|由[^，。;:]*$")
_JOINT = re.compile(r"[、和及与]")
_BRACKETED = re.compile(r"\([^()]*\)")
_LEAST = 3  # a whole and two parts


class Listing:
    """The levels with names of their own that have just followed each other: perhaps a whole and its parts.

    What is said after the last part without a name is the whole's where 、 alone joins the parts that 其中 led to, or where they
    add up; else that part's. The sentence alone cannot tell, so the other one stays a reading too.
    """

    def __init__(self) -> None:
        self.run: list[Claim] = []
        self.head: Claim | None = None  # the last level with a name, whatever has been said of it since
        self.led = self.joined = False
        self.tail: tuple[Subject, ...] = ()

    def readings(self, subjects: tuple[Subject, ...]) -> tuple[Subject, ...]:
        """Return the two readings of a number that inherits `subjects`, the likelier first; nothing where no list ends before it."""
        if self.run:
            self.tail, self.run = self._ended(), []
        return self.tail if subjects and subjects[0] in self.tail else ()

    def add(self, claim: Claim, clause: Clause) -> None:
        """Take note of a claim; what stands in brackets belongs to the number before those."""
        if claim.nested or claim.inherited or claim.measure is not LEVEL or claim.dimension is not Dimension.MONEY:
            return
        if p.HELD_AGAINST.match(clause.left):
            return
        self.tail = ()
        between = self._since_head(claim, clause.text)
        if self.head is not None and _CUE.search(between):
            self.run, self.led, self.joined = [self.head], True, True
        elif not self.run or (self.joined and not between and len(self.run) >= _LEAST):
            self.run, self.led, self.joined = [], False, False  # a new sentence ends what 、 joins
        else:
            self.joined = self.joined and bool(_JOINT.match(between))
        self.run.append(claim)
        self.head = claim

    def _since_head(self, claim: Claim, text: str) -> str:
        """Return the words outside brackets since the last level with a name; none where that stands in another sentence."""
        if self.head is None or self.head.group != claim.group:
            return ""
        return _BRACKETED.sub("", text[self.head.quantity.end : claim.quantity.start])

    def _ended(self) -> tuple[Subject, ...]:
        last = self.run[-1].subject
        whole = self._whole() if len(self.run) >= _LEAST else None
        if whole is not None and last is not None and whole.subject is not None:
            return whole.subject, last
        first = self.run[0].subject if self.led and len(self.run) >= _LEAST else None
        return (last, first) if first is not None and last is not None else ()

    def _whole(self) -> Claim | None:
        """Return the first of the run where 、 alone joins what 其中 led to, else the nearest that those after it add up to."""
        if self.led and self.joined:
            return self.run[0]
        parts = Interval.exact(ZERO)
        for i in range(len(self.run) - 1, -1, -1):
            if i <= len(self.run) - _LEAST and parts.meets(self.run[i].interval):
                return self.run[i]
            parts += self.run[i].interval
        return None
