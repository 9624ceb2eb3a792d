"""What a number is about: the words of its clause, or what it inherits from sentence, item heading and section."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from gouji.extract import patterns as p
from gouji.extract.clauses import Clause, compares
from gouji.extract.subjects import SubjectIndex
from gouji.extract.topics import Topics, each_once
from gouji.lexicon import Profile
from gouji.model.claim import CHANGE, GROWTH, LEVEL, OTHER, POINTS, Claim, Measure, Subject
from gouji.model.document import Paragraph

_NEAR = 8
_JOINT = re.compile(r"、|以及|和|及|与")
_SPENDING = ("concept:personnel", "concept:public")


@dataclass(slots=True)
class Context:
    """What a number inherits when its clause does not say it."""

    paragraph: Paragraph
    topic: tuple[Subject, ...]
    current: Subject | None = None
    economic: bool = False  # the sentence goes through 人员经费 or 公用经费, whose parts are economic items
    last: Claim | None = None
    before: tuple[Subject, ...] = ()
    office: str = ""  # the sentence speaks of another office than the reporting one
    row: Subject | None = None  # the sentence goes through the parts (其中) of one row of a table

    @property
    def here(self) -> tuple[Subject, ...]:
        """What a number is about that nothing names: its paragraph."""
        return (Subject(f"here:{self.paragraph.index}", "", score=0.3),)

    def end_sentence(self) -> None:
        """Forget what the last sentence was about, but for its use as the last resort."""
        self.before = (self.current,) if self.current else self.before
        self.current, self.economic, self.office, self.row = None, False, "", None


class Naming:
    """Finds the subjects of claims."""

    def __init__(self, index: SubjectIndex, topics: Topics, profile: Profile) -> None:
        self.index, self.topics, self.profile = index, topics, profile

    def subjects(
        self, clause: Clause, full: int, cue: int, measure: Measure, context: Context
    ) -> tuple[tuple[Subject, ...], bool]:
        """Return the admissible subjects, best first, and whether they are inherited.

        The name ends at `full`, where the words of the measure begin, or before that at `cue`, where those of the 口径 do.
        """
        text, low = clause.text, _after_versus(clause.text, clause.low, cue)
        if low > clause.low and not text[low:cue].strip("各均共又再"):
            versus = [m.start() for m in p.VERSUS.finditer(text, clause.low, cue)]
            low, full = clause.low, versus[-1] if versus else cue
            cue = full
        of_whole = measure is LEVEL and text.startswith("占", low, full)  # 占本年支出合计400.00万元的30.00%
        low += of_whole
        own = self.index.resolve(text, low, full) if full > low else None
        own = own or (self.index.resolve(text, low, cue) if low < cue < full else None)
        if own is None and measure in (CHANGE, GROWTH):
            own = self._compared(clause)
        if own is not None and _of_counted(clause, own, low):
            return context.here, True
        self._narrow(clause, low, own, context)
        if own is not None and (context.office or context.row):
            return (_narrowed(own, context),), False
        if own is not None and not _of_others(clause, own, low):
            context.topic = context.topic or (own,)
            return (own,), False
        if measure is LEVEL and p.MONEY_WORDS.fullmatch(text, low, full) and context.current is None:
            mentioned = self.index.mention(text, clause.sentence, low)
            if mentioned is not None:
                return (mentioned,), True
        words = self.index.words(text, low, cue) if measure not in (OTHER, POINTS) else None
        if words is not None and low < cue:
            return (words,), False
        if of_whole:
            return context.here, True
        other = self._other_side(text, low, cue, context.current)
        if other is not None:
            return (other,), True
        return self._inherited(context) or context.here, True

    def _compared(self, clause: Clause) -> Subject | None:
        """Return what stands before the comparison that leads up to a clause (收、支总计与上年相比，增加…), or None."""
        start = max(clause.sentence, clause.last.quantity.end if clause.last is not None else 0)
        versus = p.LED_BY_VERSUS.search(clause.text, start, clause.low)
        return self.index.resolve(clause.text, start, versus.start()) if versus and versus.start() > start else None

    def _narrow(self, clause: Clause, low: int, own: Subject | None, context: Context) -> None:
        """Note that from here on the sentence speaks of another office, or of the parts of one row."""
        text, last = clause.text, clause.last
        end = own.start if own is not None else clause.high
        context.office = self.index.other_office(text, clause.low, end, beside=own is not None) or context.office
        if own is None and p.SUBORDINATE.search(text, low, end):
            context.office = "下属单位"
        whole = last.subject if last is not None and last.measure is LEVEL and not last.inherited else None
        listed = whole is not None and whole.key.startswith("label:")
        if listed and last is not None and "其中" in text[last.quantity.end : clause.high]:
            context.row = whole

    def _inherited(self, context: Context) -> tuple[Subject, ...]:
        chain = [s for s in (context.current, *context.topic, *context.before) if s is not None]
        if not context.topic and not context.current:
            chain += self.topics.of_section(context.paragraph.section)
        return each_once(chain)

    def _other_side(self, text: str, low: int, cue: int, current: Subject | None) -> Subject | None:
        """Return the spending of what has just been named as income, or the income of spending: …收入85万元，支出80万元."""
        said = p.SIDE.fullmatch(text, low, cue)
        if said is None or current is None:
            return None
        own, other = ("income", "expenditure") if said["side"] == "支出" else ("expenditure", "income")
        name = current.key.partition(":")[2]
        if own not in name.split("_"):
            return None
        counterpart = name.replace(own, other)
        known = counterpart in self.profile.concepts
        return Subject(f"concept:{counterpart}" if known else f"words:{counterpart}", said["side"], score=0.7)

    def respectively(self, clause: Clause, many: int) -> tuple[Subject, ...]:
        """Return the names that 分别 hands to so many numbers in turn (甲、乙分别为1万元、2万元), or nothing."""
        text, end = clause.text, clause.text.rfind("分别", clause.low, clause.high)
        starts = [clause.low, *(m.end() for m in _JOINT.finditer(text, clause.low, end))][-many:]
        ends = [*(m.start() for m in _JOINT.finditer(text, starts[0], end)), end]
        if len(starts) < many or len(ends) != many:
            return ()
        spans = zip(starts, ends, strict=True)
        names = [self.index.resolve(text, *span) or self.index.words(text, *span) for span in spans]
        named = tuple(s for s in names if s is not None)
        return named if len(named) == many else ()

    def whole(self, clause: Clause, cue: int, base: str) -> tuple[Subject, ...]:
        """Return the whole that the words for a share's base name, or nothing."""
        start = clause.text.find(base, cue, clause.high) if base else -1
        if start < 0:
            return ()
        end = start + len(base)
        if p.OF_A_BUDGET.search(base):  # 项目支出（财政拨款）: another whole than its name alone
            return (Subject("words:" + base, base, start=start, end=end, score=0.5),)
        found = self.index.resolve(clause.text, start, end) or self.index.words(clause.text, start, end)
        return (found,) if found else ()


def _narrowed(own: Subject, context: Context) -> Subject:
    """Return a subject of the whole department as that of the office or of the row the sentence speaks of."""
    kind, _, name = own.key.partition(":")
    if context.office or (context.row and kind == "concept" and name in ("personnel", "public")):
        whole = context.office or (context.row.words if context.row else "")
        return replace(own, key=f"words:{whole}{own.words}", score=0.5)
    if context.row and kind == "concept" and name in ("basic", "project"):
        return replace(own, key=context.row.key, column=name, path=context.row.path)
    return own


def as_economic(subjects: tuple[Subject, ...], context: Context) -> tuple[Subject, ...]:
    """Return row labels as economic items where the sentence goes through 人员经费 or 公用经费."""
    spends = context.current is not None and context.current.key in _SPENDING
    label = bool(subjects) and subjects[0].key.startswith("label:") and not subjects[0].column
    if label and (spends or context.economic):
        context.economic = True
        return tuple(replace(s, column="economic") for s in subjects)
    return subjects


def _of_others(clause: Clause, own: Subject, low: int) -> bool:
    """Whether a number of other offices has just been named: 县文化馆等4个事业单位公用经费."""
    last = clause.last.quantity if clause.last else None
    counted = last is not None and last.end == low and last.printed.unit.symbol in ("个", "家", "所")
    return counted and own.start - low <= _NEAR


def _of_counted(clause: Clause, own: Subject, low: int) -> bool:
    """Whether money is that of so many items just counted, not all of its kind: 项目2个，涉及一般公共预算拨款."""
    last = clause.last.quantity if clause.last else None
    counted = last is not None and last.printed.unit.symbol in ("个", "项") and low - last.end <= _NEAR
    return counted and "涉及" in clause.text[low : own.start]


def _after_versus(text: str, low: int, cue: int) -> int:
    if not compares(text, low, cue):
        return low
    found = list(p.VERSUS.finditer(text, low, cue))
    return min(found[-1].end(), cue) if found else low
