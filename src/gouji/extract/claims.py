"""Figures to claims: a small clause grammar over the words before each number, with inheritance of what is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from gouji.extract import patterns as p
from gouji.extract.figures import figures_of, to_the_cent, trims_zeros
from gouji.extract.subjects import SubjectIndex
from gouji.lexicon import Profile
from gouji.model.claim import Basis, Claim, Comparator, Measure, Period, Subject
from gouji.model.document import Document, DocumentKind, Paragraph, Section
from gouji.model.quantity import Quantity
from gouji.model.table import Table
from gouji.values.units import Dimension

_SECTION_SUBJECT = {
    "T1": "grand_total", "T2": "income_total", "T3": "expenditure_total", "T4": "appropriation_grand_total", "T5": "general_expenditure",
    "T6": "general_basic", "T7": "sangong", "T8": "gov_funds_expenditure", "T9": "state_capital_expenditure",
    "B1": "grand_total", "B2": "income_total", "B3": "expenditure_total", "B5": "appropriation_grand_total", "B6": "general_expenditure",
    "B7": "general_basic", "B8": "sangong", "B9": "gov_funds_expenditure", "B10": "state_capital_expenditure",
}  # fmt: skip
_NEAR = 8
_REACH = 400  # characters before a figure that can speak of it: keeps one endless sentence linear
_PARALLEL = re.compile(r"^[、和及与，]?$")
_TAIL = re.compile(r"^[”\")]*(?:的)?")


@dataclass(frozen=True, slots=True)
class Extracted:
    """All figures and claims of a document, in order; `claims` holds one claim a figure."""

    figures: tuple[Quantity, ...]
    claims: tuple[Claim, ...]


@dataclass(slots=True)
class _Context:
    """What a number inherits when its clause does not say it."""

    topic: tuple[Subject, ...] = ()
    current: Subject | None = None
    comparator: Comparator = Comparator.UNSTATED
    economic: bool = False  # the sentence goes through 人员经费 or 公用经费, whose parts are economic items
    last: Claim | None = None
    before: tuple[Subject, ...] = field(default=())


class ClaimReader:
    """Reads the claims of one document."""

    def __init__(self, document: Document, tables: Sequence[Table], profile: Profile) -> None:
        self.document, self.profile = document, profile
        self.index = SubjectIndex(profile, tables, document.entity)
        self.year = document.year
        self.figures: list[Quantity] = []
        self.claims: list[Claim] = []
        self.group = 0
        self._above: dict[int, tuple[str, ...]] = {}
        self._titles: dict[int, tuple[Subject | None, bool]] = {}

    def read(self) -> Extracted:
        """Return every figure of the narrative with its claim."""
        found: list[list[Quantity]] = []
        for paragraph in self.document.paragraphs:
            if not paragraph.is_heading:
                found.append(figures_of(paragraph, len(self.figures)))
                self.figures += found[-1]
        if trims_zeros(self.figures):
            found = [[to_the_cent(f) for f in figures] for figures in found]
        for figures in found:
            if figures:
                self._paragraph(figures[0].paragraph, figures)
        return Extracted(tuple(c.quantity for c in self.claims), tuple(self.claims))

    def _paragraph(self, paragraph: Paragraph, figures: list[Quantity]) -> None:
        self.group += 1
        text = paragraph.view.folded
        context = _Context(topic=self._topic(paragraph, text))
        lead = p.ITEM_LEAD.match(text)
        sentence = at = lead.end() if lead else 0
        for figure, following in zip_longest(figures, figures[1:]):
            for stop in p.SENTENCE_STOP.finditer(text, at, figure.start):
                sentence = stop.end()
                self.group += 1
                if text[stop.start()] != ";":
                    context.before = (context.current,) if context.current else context.before
                    context.current = None
                    context.economic = False
            sentence = max(sentence, figure.start - _REACH)
            low = self._clause_start(text, max(at, sentence), figure.start)
            together = self._together(text, low, figure, following, context)
            claim = self._claim(paragraph, text, figure, low, sentence, context, together)
            self.claims.append(claim)
            context.last = claim
            at = figure.end
        self.group += 1

    @staticmethod
    def _clause_start(text: str, low: int, high: int) -> int:
        """Return where the clause of a number begins: after the last stop, number or unclosed bracket."""
        for stop in p.CLAUSE_STOP.finditer(text, low, high):
            low = stop.end()
        if text.find("(", low, high) < 0:
            return low
        depth, at = 0, high - 1
        while at >= low:
            depth += (text[at] == ")") - (text[at] == "(")
            if depth < 0:
                return at + 1
            at -= 1
        return low

    # what the number is

    @staticmethod
    def _together(text: str, low: int, figure: Quantity, following: Quantity | None, context: _Context) -> bool:
        """Whether a number is one of several said together (分别为甲和乙), so that its own subject is not the nearest words."""
        last = context.last
        if last is not None and last.parallel and p.TOGETHER.match(text[last.quantity.end : figure.start]):
            return True
        alike = following is not None and following.dimension is figure.dimension
        joined = alike and following is not None and p.TOGETHER.match(text[figure.end : following.start])
        return bool(joined) and "分别" in text[low : figure.start]

    def _claim(
        self,
        paragraph: Paragraph,
        text: str,
        figure: Quantity,
        low: int,
        sentence: int,
        context: _Context,
        together: bool,
    ) -> Claim:
        left = text[low : figure.start]
        if (
            context.last is not None
            and context.last.quantity.paragraph is paragraph
            and context.last.quantity.end >= low
        ):
            low += len(_TAIL.match(left).group())  # type: ignore[union-attr]
            left = text[low : figure.start]
        parallel = together or (bool(_PARALLEL.match(left)) and low > 0)
        measure, cue, base, direction = self._measure(figure, left, low)
        changed = p.LEVEL_CHANGED.search(left) if measure is Measure.LEVEL else None
        cue = low + changed.start() if changed else cue
        basis = self._basis(measure, left, base, context)
        full = cue
        if measure is Measure.LEVEL and basis is not Basis.NONE and not changed:
            cue = self._cue_of_basis(left, low)
        comparator, versus = self._comparator(text, sentence, figure.start, measure, context)
        period = self._period(text, sentence, low, figure.start, measure)
        sign = 0 if not direction else 1 if direction in p.UP else -1
        subjects, inherited = self._subjects(text, sentence, low, full, cue, measure, context, paragraph)
        whole = self._whole(text, cue, figure.start, base) if measure is Measure.SHARE else ()
        nested = _in_brackets(text, sentence, figure.start)
        spends = context.current is not None and context.current.key in ("concept:personnel", "concept:public")
        if subjects and subjects[0].key.startswith("label:") and (spends or context.economic):
            subjects = tuple(replace(s, column="economic") for s in subjects)
            context.economic = True
        if not inherited and subjects and measure is not Measure.SHARE and not nested:
            context.current = subjects[0]
        return Claim(
            figure, Measure.OTHER if parallel and measure is Measure.LEVEL else measure, subjects, basis, period, comparator, sign, cue,
            self.group, paragraph.index, inherited, whole, direction, parallel, self._topic_keys(context, paragraph.section), nested, versus,
        )  # fmt: skip

    @staticmethod
    def _measure(figure: Quantity, left: str, low: int) -> tuple[Measure, int, str, str]:
        """Return the measure, where its cue words start, the words for its base, and the direction word."""
        if figure.dimension is Dimension.COUNT:
            return Measure.COUNT, low + len(left), "", ""
        if figure.dimension is Dimension.POINTS:
            match = p.GROWTH_CUE.search(left)
            return Measure.POINTS, low, "", match["dir"] if match else ""
        if figure.dimension is Dimension.RATIO:
            share, execution = p.SHARE_CUE.search(left), p.EXECUTION_CUE.search(left)
            if share and not (execution and execution.start() >= share.start()):
                return Measure.SHARE, low + share.start(), share["base"] or "", ""
            if execution:
                return Measure.EXECUTION, low + execution.start(), execution["base"] or execution["rate"] or "", ""
        if figure.dimension is Dimension.MONEY and p.UNIT_PRICE.search(left):
            return Measure.OTHER, low, "", ""
        changed = None if p.LEVEL_CHANGED.search(left) else p.GROWTH_CUE.search(left) or p.CHANGE_CUE.search(left)
        if changed:
            measure = Measure.GROWTH if figure.dimension is Dimension.RATIO else Measure.CHANGE
            return measure, low + changed.start(), "", changed["dir"]
        if figure.dimension is Dimension.RATIO:
            return Measure.OTHER, low, "", ""
        return Measure.LEVEL, low + len(left), "", ""

    def _basis(self, measure: Measure, left: str, base: str, context: _Context) -> Basis:
        words = base if measure is Measure.EXECUTION else left
        if measure not in (Measure.LEVEL, Measure.EXECUTION):
            return Basis.NONE
        if p.INITIAL_CUE.search(words) or (measure is Measure.EXECUTION and "年初" in words):
            return Basis.INITIAL
        if p.ADJUSTED_CUE.search(words) or (measure is Measure.EXECUTION and ("全年" in words or "调整" in words)):
            return Basis.ADJUSTED
        if measure is Measure.EXECUTION or p.BUDGET_CUE.search(words):
            return Basis.BUDGET
        if p.FINAL_CUE.search(words):
            return Basis.FINAL
        return self._basis_said(left, context)

    def _basis_said(self, left: str, context: _Context) -> Basis:
        """Return the 口径 said elsewhere in the clause: 年初预算安排公务接待费…, 由…调整为…."""
        if p.INITIAL_SAID.search(left):
            return Basis.INITIAL
        if p.ADJUSTED_SAID.search(left):
            return Basis.ADJUSTED
        changed = p.LEVEL_CHANGED.search(left)
        if (
            changed
            and "调" in changed.group()
            and context.last is not None
            and context.last.basis in (Basis.INITIAL, Basis.BUDGET)
        ):
            return Basis.ADJUSTED
        final_account = self.document.kind is not DocumentKind.BUDGET
        return Basis.BUDGET if final_account and p.ARRANGED.search(left) else Basis.NONE

    @staticmethod
    def _cue_of_basis(left: str, low: int) -> int:
        for cue in (p.INITIAL_CUE, p.ADJUSTED_CUE, p.BUDGET_CUE, p.FINAL_CUE):
            match = cue.search(left)
            if match:
                return low + match.start()
        return low + len(left)

    def _comparator(
        self, text: str, sentence: int, high: int, measure: Measure, context: _Context
    ) -> tuple[Comparator, Basis]:
        """Return what a change compares with, and the 口径 of last year's side where the words name it."""
        if measure not in (Measure.CHANGE, Measure.GROWTH):
            return Comparator.UNSTATED, Basis.NONE
        what = ""
        for match in p.VERSUS.finditer(text, sentence, high) if _compares(text, sentence, high) else ():
            what = match["what"]
        if what:
            found = self._versus(what)
            named = p.VERSUS_BASIS.findall(what) if found is Comparator.LAST_YEAR else []
            return found, Basis.NONE if not named else Basis.BUDGET if named[-1] == "预算" else Basis.FINAL
        if p.YOY.search(text, max(sentence, high - 24), high):
            return Comparator.LAST_YEAR, Basis.NONE
        if context.last is not None and context.last.measure in (Measure.CHANGE, Measure.GROWTH):
            return context.last.comparator, context.last.versus
        return Comparator.UNSTATED, Basis.NONE

    def _versus(self, what: str) -> Comparator:
        years = [int(y) for y in p.YEAR_NUMBER.findall(what)]
        if years and self.year and self.year - 1 not in years and self.year not in years:
            return Comparator.OTHER_YEAR
        if p.LAST_YEAR.search(what) or any(self.year and y < self.year for y in years):
            return Comparator.LAST_YEAR
        if p.INITIAL_BUDGET.search(what):
            return Comparator.INITIAL_BUDGET
        return Comparator.BUDGET if p.BUDGET.search(what) else Comparator.LAST_YEAR

    def _period(self, text: str, sentence: int, low: int, high: int, measure: Measure) -> Period:
        if measure not in (Measure.LEVEL, Measure.COUNT, Measure.EXECUTION):
            return Period.THIS
        left = text[low:high]
        if p.PARTIAL.search(text, sentence, high):
            return Period.OTHER
        if (_compares(text, low, high) and p.VERSUS.search(left + "各")) or p.PRIOR_LEVEL.search(left):
            return Period.LAST
        if "年" not in text[sentence:high]:
            return Period.THIS
        years = p.A_YEAR.findall(p.COMPARED.sub("", text[sentence:high]))
        if not years or self.year is None:
            return Period.THIS
        gap = self.year - int(years[-1])
        return Period.THIS if gap == 0 else Period.LAST if gap == 1 else Period.OTHER

    # what it is about

    def _subjects(
        self,
        text: str,
        sentence: int,
        low: int,
        full: int,
        cue: int,
        measure: Measure,
        context: _Context,
        paragraph: Paragraph,
    ) -> tuple[tuple[Subject, ...], bool]:
        """Return the admissible subjects, best first, and whether they are inherited."""
        after = self._after_versus(text, low, cue)
        if after > low and not text[after:cue].strip("各均共又再"):
            versus = [m.start() for m in p.VERSUS.finditer(text, low, cue)]
            full = cue = versus[-1] if versus else cue
        else:
            low = after
        own = (self.index.resolve(text, low, full) or self.index.resolve(text, low, cue)) if full > low else None
        if own is not None and self._of_others(context, own, low):
            own = None
        elif own is not None and self._of_counted(text, context, own, low):
            return (Subject(f"here:{paragraph.index}", "", score=0.3),), True
        if own is not None:
            if not context.topic:
                context.topic = (own,)
            return (own,), False
        if measure is Measure.LEVEL and p.MONEY_WORDS.fullmatch(text, low, full) and context.current is None:
            mentioned = self.index.mention(text, sentence, low)
            if mentioned is not None:
                return (mentioned,), True
        said = text[low:cue] if measure not in (Measure.OTHER, Measure.POINTS) else ""
        words = self.index.words(text, low, cue) if said else None
        if words is not None:
            return (words,), False
        other = self._other_side(text, low, cue, context.current)
        if other is not None:
            return (other,), True
        chain = [s for s in (context.current, *context.topic, *context.before) if s is not None]
        chain += [] if context.topic or context.current else list(self._section_subjects(paragraph.section))
        if not chain:
            return (Subject(f"here:{paragraph.index}", "", score=0.3),), True
        return tuple({s.key: s for s in reversed(chain)}[k] for k in dict.fromkeys(s.key for s in chain)), True

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

    @staticmethod
    def _of_others(context: _Context, own: Subject, low: int) -> bool:
        """Whether a number of other offices has just been named: 县文化馆等4个事业单位公用经费."""
        last = context.last.quantity if context.last else None
        return (
            last is not None
            and last.end == low
            and last.printed.unit.symbol in ("个", "家", "所")
            and own.start - low <= _NEAR
        )

    @staticmethod
    def _of_counted(text: str, context: _Context, own: Subject, low: int) -> bool:
        """Whether money is that of so many items just counted, not all of its kind: 项目2个，涉及一般公共预算拨款."""
        last = context.last.quantity if context.last else None
        counted = last is not None and last.printed.unit.symbol in ("个", "项") and low - last.end <= _NEAR
        return counted and "涉及" in text[low : own.start]

    @staticmethod
    def _after_versus(text: str, low: int, cue: int) -> int:
        if not _compares(text, low, cue):
            return low
        found = list(p.VERSUS.finditer(text, low, cue))
        return min(found[-1].end(), cue) if found else low

    def _whole(self, text: str, cue: int, high: int, base: str) -> tuple[Subject, ...]:
        if not base:
            return ()
        start = text.find(base, cue, high)
        found = self.index.resolve(text, start, start + len(base)) if start >= 0 else None
        found = found or (self.index.words(text, start, start + len(base)) if start >= 0 else None)
        return (found,) if found else ()

    def _topic(self, paragraph: Paragraph, text: str) -> tuple[Subject, ...]:
        """Return what a paragraph is about by its item heading: the first clause of a numbered item, or A in “A中B”."""
        lead = p.ITEM_LEAD.match(text)
        start = lead.end() if lead else 0
        stop = p.CLAUSE_STOP.search(text, start)
        end = stop.start() if stop else len(text)
        digit = re.search(r"\d", text[start:end])
        end = start + digit.start() if digit and digit.start() else end
        inside = re.match(r"([^，。;:中]{3,24})中(?=[^，。;:]{2})", text[start:end])
        if inside:
            found = self.index.resolve(text, start, start + inside.end(1))
            if found:
                return (found,)
        if lead:
            found = self._titled(text, start, end) or self._project(text, start, end)
            if found:
                return (found,)
        return ()

    def _project(self, text: str, start: int, end: int) -> Subject | None:
        """Return the project an item heading names, so that 全年预算数 and 执行数 below it are of one thing."""
        if text[end : end + 1] not in (":", "。"):
            return None
        ending = p.PROJECT_END.search(text[start:end])
        return self.index.words(text, start, start + ending.start()) if ending and ending.start() else None

    def _titled(self, text: str, start: int, end: int) -> Subject | None:
        for cue in (p.INITIAL_CUE, p.ADJUSTED_CUE, p.BUDGET_CUE, p.FINAL_CUE):
            match = cue.search(text[start:end])
            if match and match.start() > 2:
                return self.index.resolve(text, start, start + match.start())
        return self.index.resolve(text, start, end)

    def _section_subjects(self, section: Section) -> tuple[Subject, ...]:
        """Return what a number without words of its own may be about by its headings: the nearest first, none past a heading we cannot place."""
        result: list[Subject] = []
        for part in reversed(section.path):
            own, known = self._heading_subject(part)
            if own is not None:
                result.append(own)
            if part.level <= 2 or (own is None and known and part.level >= 4):
                break
        return tuple({s.key: s for s in reversed(result)}[k] for k in dict.fromkeys(s.key for s in result))

    def _topic_keys(self, context: _Context, section: Section) -> tuple[str, ...]:
        """Return everything the headings above a number are about, which decides between columns of a row."""
        if section.ordinal not in self._above:
            keys = (s.key for part in reversed(section.path) if (s := self._heading_subject(part)[0]) is not None)
            self._above[section.ordinal] = tuple(dict.fromkeys(keys))
        above = self._above[section.ordinal]
        return tuple(dict.fromkeys((*(s.key for s in context.topic), *above))) if context.topic else above

    def _heading_subject(self, part: Section) -> tuple[Subject | None, bool]:
        """Return the subject of one heading, and whether the heading names anything at all."""
        if part.ordinal in self._titles:
            return self._titles[part.ordinal]
        title = re.sub(r"\d.*", "", part.title) or part.title
        bare = p.HEADING_END.sub("", title)
        found = None
        if part.level > 1:
            found = self.index.resolve(title, 0, len(title)) or (
                self.index.resolve(bare, 0, len(bare)) if bare else None
            )
            key = self.profile.table_of_section(part.title) if part.level <= 3 else None
            if found is None and key in _SECTION_SUBJECT:
                found = Subject("concept:" + _SECTION_SUBJECT[key], part.title, score=0.7)
        self._titles[part.ordinal] = found, bool(bare)
        return self._titles[part.ordinal]


def _compares(text: str, low: int, high: int) -> bool:
    """Whether a comparison can stand in text[low:high]; asked before the costlier pattern."""
    return p.COMPARING.search(text, low, high) is not None


def _in_brackets(text: str, low: int, high: int) -> bool:
    return text.count("(", low, high) > text.count(")", low, high)
