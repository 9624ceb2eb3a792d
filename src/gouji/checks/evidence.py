"""What checks work on: claims with their readings, and look-ups for the operands an arithmetic needs."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from gouji.checks.narrative import Narrative
from gouji.lexicon import Profile
from gouji.model.alignment import Alignment, Reading
from gouji.model.claim import LEVEL, Basis, Claim, Measure, Period, Subject
from gouji.model.document import Document, Section
from gouji.model.location import Place, Span
from gouji.model.outcome import Witness
from gouji.model.proposal import Proposals
from gouji.model.table import Belief, Table
from gouji.model.yearly import Units, Yearly
from gouji.values.interval import Interval
from gouji.values.printed import Printed

SOFT = 0.75  # below this, cell and phrase may rightly differ (机关运行经费 and 公用经费)
_LONGEST_QUOTE = 60
_MOST_NEAR = 400  # claims looked through for an operand: more than any section of a report states
_COLUMN_NAMES = {
    "last": "上年预算数",
    "total": "合计", "amount": "金额", "basic": "基本支出", "project": "项目支出", "general": "一般公共预算财政拨款", "gov_funds": "政府性基金预算财政拨款",
    "state_capital": "国有资本经营预算财政拨款", "initial": "年初预算数", "adjusted": "全年预算数", "budget": "预算数", "final": "决算数",
}  # fmt: skip

ReadingsOf = Callable[[Subject, Section | None, Basis], list[Reading]]


@dataclass(slots=True, eq=False)
class Operand:
    """A number an arithmetic may use: its interval in the base unit, as printed, and the place that prints it.

    The place is worked out when asked for: an arithmetic tries many operands and keeps few.
    """

    interval: Interval
    printed: Printed | None
    place: Callable[[], Witness]
    claim: Claim | None = None

    @property
    def witness(self) -> Witness:
        return self.place()


class Evidence:
    """Everything the checks may look at for one document."""

    def __init__(
        self,
        document: Document,
        tables: Sequence[Table],
        claims: Sequence[Claim],
        alignments: dict[int, Alignment],
        readings_of: ReadingsOf,
        profile: Profile,
        proposals: Proposals | None = None,
    ) -> None:
        self.document, self.tables, self.claims, self.alignments = document, tables, claims, alignments
        self.profile = profile
        self.proposals = proposals or Proposals()  # the assistant's; none in the first pass
        self.earlier: tuple[Yearly, ...] = ()  # other reports of the same office, where they were given
        self.units = Units()  # and those of its units
        self._readings_of = readings_of
        self._narrative: Narrative | None = None
        self._corrected: dict[int, Reading | None] = {}
        self._witnesses: dict[tuple[int, str, bool], Witness] = {}
        self._keys: dict[int, str | None] = {}
        self._columns: dict[tuple[str, str], str] = {}
        self._by_measure: dict[Measure, list[Claim]] = defaultdict(list)
        self.by_scope: dict[int, list[Claim]] = defaultdict(list)
        self._in_section: dict[int, list[Claim]] = defaultdict(list)
        self._by_section: dict[int, list[Claim]] = defaultdict(list)
        self.position: dict[int, int] = {}
        for i, claim in enumerate(claims):
            self._by_measure[claim.measure].append(claim)
            self.by_scope[claim.scope].append(claim)
            section = claim.quantity.paragraph.section
            self._in_section[section.ordinal].append(claim)
            top = section.above(2)
            if top:
                self._by_section[top.ordinal].append(claim)
            self.position[claim.quantity.index] = i

    @property
    def narrative(self) -> Narrative:
        """The paragraphs as one text."""
        if self._narrative is None:
            self._narrative = Narrative(self.document.paragraphs)
        return self._narrative

    def of(self, measure: Measure) -> Sequence[Claim]:
        """Return the claims of one measure, in document order."""
        return self._by_measure[measure]

    # places

    def table_of(self, claim: Claim) -> str | None:
        """Return the key of the table that the claim's section explains, or None outside those sections."""
        section = claim.quantity.paragraph.section
        if section.ordinal not in self._keys:
            headings = [(part.level, part.title) for part in section.path]
            self._keys[section.ordinal] = self.profile.table_explained(headings)
        return self._keys[section.ordinal]

    def witness(self, claim: Claim, role: str = "claim", *, short: bool = False) -> Witness:
        """Return the place of a claim: the figure with its cue words, as short as is understood alone."""
        key = (claim.quantity.index, role, short)
        if key not in self._witnesses:
            self._witnesses[key] = self._witness(claim, role, short)
        return self._witnesses[key]

    def _witness(self, claim: Claim, role: str, short: bool) -> Witness:
        quantity = claim.quantity
        start = quantity.start if short else min(claim.cue, quantity.start)
        subject = claim.subject
        if (
            not short
            and claim.measure is LEVEL
            and subject
            and subject.end
            and start == quantity.start
            and not claim.inherited
        ):
            start = subject.start
        if quantity.end - start > _LONGEST_QUOTE:
            start = quantity.start
        span = quantity.paragraph.view.span(start, quantity.end)
        return Witness(Place(span, quantity.paragraph.section.name), role, quantity.printed, quantity)

    def said(self, witness: Witness) -> str:
        """Return the quoted words on one line."""
        return "".join(self.document.text(witness.place.span).split())

    def cell_witness(self, reading: Reading, role: str, value: Printed | None) -> Witness:
        """Return the place of one of a cell's values; of the row's label where it is blank."""
        cell = reading.cell
        span = cell.span_of(value)
        if span is None or span.start == span.end:
            span = reading.row.span or reading.table.span or Span(0, 0)
        words = f"{reading.table.title}“{reading.row.label}”{self.column_name(reading.column, reading.table.key)}"
        return Witness(Place(span, None, reading.table.index, cell.row, cell.column), role, value, None, words)

    def column_name(self, column: str, table: str = "") -> str:
        """Return what people call a column of a table."""
        if (column, table) not in self._columns:
            self._columns[column, table] = self._column_name(column, table)
        return self._columns[column, table]

    def _column_name(self, column: str, table: str) -> str:
        part, _, key = column.rpartition(".")
        form = self.profile.forms.get(table)
        spelled = next((names[0] for name, names in form.columns if name == key), None) if form else None
        name = (
            _COLUMN_NAMES.get(key)
            or spelled
            or next((c.names[0] for k, c in self.profile.concepts.items() if k == key), "金额")
        )
        return f"{_COLUMN_NAMES[part]}·{name}" if part in _COLUMN_NAMES else name

    # operands

    def operand(self, claim: Claim, role: str) -> Operand:
        """Return a stated number as an operand, quoted without its cue words."""
        return Operand(claim.interval, claim.quantity.printed, partial(self.witness, claim, role, short=True), claim)

    def readings(
        self, subject: Subject, claim: Claim, basis: Basis = Basis.NONE, *, anywhere: bool = False
    ) -> list[Reading]:
        """Return the believed cells for a subject, as seen from a claim's section.

        From anywhere, and in a section that explains no table, a generic name means all funds.
        """
        found = self._readings_of(subject, None if anywhere else claim.quantity.paragraph.section, basis)
        if (anywhere or self.table_of(claim) is None) and subject.key.partition(":")[2] in self.profile.generic:
            found = [r for r in found if self.profile.scopes.get(r.table.key) == "all"]
        return [r for r in found if r.cell.belief is not Belief.UNCLEAR]

    def cell_operands(
        self, subject: Subject | None, claim: Claim, role: str, basis: Basis = Basis.NONE, *, anywhere: bool = False
    ) -> list[Operand]:
        """Return the printed cells a subject may stand in; blank cells, and those that may rightly differ from the words, are no operands."""
        if subject is None or not subject.named:
            return []
        readings = self.readings(subject, claim, basis, anywhere=anywhere)
        found = [r for r in readings if r.table.unit_stated and r.score >= SOFT]
        return [
            Operand(value.interval, value, partial(self.cell_witness, reading, role, value))
            for reading in found for value in reading.cell.values if value is not None
        ]  # fmt: skip

    def last_year_operands(self, subject: Subject | None, claim: Claim, role: str) -> list[Operand]:
        """Return the cells of last year's half of a table that prints two years' budgets, beside those a subject stands in."""
        result = []
        for reading in self.readings(subject, claim) if subject is not None and subject.named else ():
            column = f"last.{reading.column}"
            cell = reading.row.cells.get(column)
            if cell is None or cell.printed is None or cell.belief is not Belief.CLOSED:
                continue
            beside = Reading(reading.table, reading.row, column, cell, reading.score)
            result.append(Operand(cell.interval, cell.printed, partial(self.cell_witness, beside, role, cell.printed)))
        return result

    def total_operands(self, subject: Subject, claim: Claim, role: str) -> list[Operand]:
        """Return the 合计 above the cells that a subject may stand in, in their column; none for a cell that is that total."""
        result = []
        for reading in self.readings(subject, claim):
            total = reading.table.row("@total")
            cell = total.cells.get(reading.column) if total is not None and total is not reading.row else None
            if total is None or cell is None or cell.printed is None or cell.belief is Belief.UNCLEAR:
                continue
            above = Reading(reading.table, total, reading.column, cell, reading.score)
            place = partial(self.cell_witness, above, role, cell.printed)
            result.append(Operand(cell.printed.interval, cell.printed, place))
        return result

    def level_operands(
        self,
        subject: Subject | None,
        claim: Claim,
        role: str,
        *,
        bases: Sequence[Basis],
        period: Period = Period.THIS,
        reach: str = "paragraph",
    ) -> list[Operand]:
        """Return stated levels of a subject, the nearest before the claim first, then those after it.

        `reach` is "sentence", "paragraph" or "section". Each level is followed by the cell it is aligned with where the two differ,
        so that one misprint does not spoil the arithmetic of its neighbours. After a list the levels of its last part follow those of
        the whole: either may be meant.
        """
        if subject is None:
            return []
        found = self._levels(subject, claim, role, bases, period, reach)
        if claim.after_list and subject is claim.subject:
            found += self._levels(claim.subjects[1], claim, role, bases, period, reach)
        return found

    def _levels(
        self, subject: Subject, claim: Claim, role: str, bases: Sequence[Basis], period: Period, reach: str
    ) -> list[Operand]:
        found = [
            other
            for other in self._within(claim, reach)
            if other.measure is LEVEL
            and other.subject is not None
            and other.subject.key == subject.key
            and other.period is period
            and other.basis in bases
            and other.exact
            and other is not claim
        ]
        here = bisect_left(found, self.position[claim.quantity.index], key=self._position_of)
        return [o for c in (*found[:here][::-1], *found[here:]) for o in self._with_cell(c, role)]

    def _with_cell(self, claim: Claim, role: str) -> list[Operand]:
        result = [self.operand(claim, role)]
        reading = self.corrected(claim)
        if reading is not None:
            cell = reading.cell
            result.append(Operand(cell.interval, cell.printed, partial(self.cell_witness, reading, role, cell.printed)))
        return result

    def corrected(self, claim: Claim) -> Reading | None:
        """Return the reading whose cell contradicts a level of its own section, or None where the level agrees or nothing is sure."""
        index = claim.quantity.index
        if index not in self._corrected:
            self._corrected[index] = self._correct(claim)
        return self._corrected[index]

    def _correct(self, claim: Claim) -> Reading | None:
        alignment = self.alignments.get(claim.quantity.index)
        readings = alignment.readings if alignment and not claim.nested and self.table_of(claim) else ()
        if not readings or any(
            v is not None and v.interval.meets(claim.interval) for r in readings for v in r.cell.values
        ):
            return None
        best = readings[0]
        return best if best.cell.printed is not None and best.cell.belief is Belief.CLOSED else None

    def _within(self, claim: Claim, reach: str) -> Sequence[Claim]:
        """Return the claims within reach, of very many the nearest on either side."""
        top = claim.quantity.paragraph.section.above(2) if reach == "section" else None
        pool = self._by_section[top.ordinal] if top else self.by_scope[claim.scope]
        if len(pool) > _MOST_NEAR:
            here = bisect_left(pool, self.position[claim.quantity.index], key=self._position_of)
            pool = pool[max(0, here - _MOST_NEAR // 2) : here + _MOST_NEAR // 2]
        return [c for c in pool if c.group == claim.group] if reach == "sentence" else pool

    def _position_of(self, claim: Claim) -> int:
        return self.position[claim.quantity.index]

    def before(self, claim: Claim, section: Section) -> list[Claim]:
        """Return the claims that stand in a section itself, not in its items, before a claim; of very many the nearest; those first."""
        pool = self._in_section[section.ordinal]
        here = bisect_left(pool, self.position[claim.quantity.index], key=self._position_of)
        return pool[max(0, here - _MOST_NEAR) : here][::-1]

    def names_subject(self, claim: Claim) -> bool:
        """Whether the sentence itself names what a change or rate is about."""
        if not claim.inherited:
            return True
        before = self.previous(claim)
        return (
            before is not None
            and before.group == claim.group
            and before.subject == claim.subject
            and (not before.inherited or self.names_subject(before))
        )

    def previous(self, claim: Claim) -> Claim | None:
        """Return the claim before this one in its paragraph, passing over what stands in brackets, or None."""
        return self._beside(claim, -1)

    def following(self, claim: Claim) -> Claim | None:
        """Return the claim after this one in its paragraph, passing over what stands in brackets, or None."""
        return self._beside(claim, 1)

    def _beside(self, claim: Claim, step: int) -> Claim | None:
        at = self.position[claim.quantity.index] + step
        while 0 <= at < len(self.claims) and self.claims[at].scope == claim.scope:
            if claim.nested or not self.claims[at].nested:
                return self.claims[at]
            at += step
        return None
