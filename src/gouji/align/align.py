"""Every admissible reading of every claim: subject, section, 口径 and period decide, never the number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gouji.align.balances import align_parts_of_balances
from gouji.align.rows import RowIndex
from gouji.lexicon import ConceptCell, Profile
from gouji.model.alignment import Alignment, Reading, Why
from gouji.model.claim import LEVEL, Basis, Claim, Period, Subject
from gouji.model.document import Document, DocumentKind, Section
from gouji.model.table import Belief, Row, Table

_OWN_TABLE, _NO_SECTION, _OTHER_TABLE = 1.0, 0.9, 0.8


class Aligner:
    """Aligns the claims of one document."""

    def __init__(self, document: Document, tables: Sequence[Table], profile: Profile) -> None:
        self.tables, self.profile = tables, profile
        self.budget = document.kind is DocumentKind.BUDGET
        self.rows = RowIndex(tables)
        self.by_key: dict[str, list[Table]] = {}
        for table in tables:
            self.by_key.setdefault(table.key, []).append(table)
        self._sections: dict[int, str | None] = {}
        self._found: dict[tuple[object, ...], list[Reading]] = {}

    def align(self, claim: Claim) -> Alignment:
        """Return the readings of a level; other measures are settled by arithmetic, not by cells."""
        if claim.measure is not LEVEL:
            return Alignment(claim, ())
        if claim.period is not Period.THIS:
            return Alignment(claim, (), Why.OTHER_YEAR)
        if not claim.subjects or claim.subjects[0].key.startswith("here:"):
            return Alignment(claim, (), Why.NO_SUBJECT)
        section = self.section_key(claim.quantity.paragraph.section)
        readings: list[Reading] = []
        for subject in claim.subjects:
            found = self.readings(subject, section, claim.basis, claim.topic)
            readings += found
            if (found and not claim.inherited) or not subject.named:
                break
        readings = self._without_carryover(claim, section, readings)
        if readings:
            usable = [r for r in readings if r.cell.belief is not Belief.UNCLEAR]
            return Alignment(claim, tuple(usable), None if usable else Why.UNCLEAR_TABLE)
        return Alignment(claim, (), self._why_none(claim))

    def _without_carryover(self, claim: Claim, section: str | None, readings: list[Reading]) -> list[Reading]:
        """Add the income that 当年拨款 may be, first where the tables differ: their expenditure includes 上年结转, the words may not."""
        subject = claim.subjects[0]
        word, income = self.profile.without_carryover.get(subject.key.partition(":")[2], ("", ""))
        title = claim.quantity.paragraph.section.name if claim.inherited else subject.words
        if not word or word not in title:
            return readings
        others = self.readings(replace(subject, key=f"concept:{income}"), section, claim.basis, claim.topic)
        apart = [r for r in others if not any(r.cell.interval.meets(own.cell.interval) for own in readings)]
        return apart + readings + [r for r in others if r not in apart]

    def readings(
        self, subject: Subject, section: str | None, basis: Basis = Basis.NONE, topic: tuple[str, ...] = ()
    ) -> list[Reading]:
        """Return the cells a subject may stand in, best first; only those of the best tier."""
        key = (subject.key, subject.path, subject.column, section, basis, topic)
        if key not in self._found:
            self._found[key] = self._readings(subject, section, basis, topic)
        return self._found[key]

    def _readings(self, subject: Subject, section: str | None, basis: Basis, topic: tuple[str, ...]) -> list[Reading]:
        kind, _, name = subject.key.partition(":")
        if kind == "concept":
            found = self._concept(name, basis, section)
        elif kind == "label":
            found = self._label(subject, basis, section, topic)
        elif kind == "words":
            found = self._near(name, basis, section, topic)
        else:
            found = []
        found.sort(key=lambda r: -r.score)
        top = found[0].score if found else 0
        return [r for r in found if r.score > top - 0.06]

    def _why_none(self, claim: Claim) -> Why:
        subject = claim.subjects[0]
        if claim.basis is Basis.INITIAL or (claim.basis is Basis.ADJUSTED):
            return Why.BASIS
        concept = self.profile.concepts.get(subject.key.partition(":")[2])
        tables = [
            self.by_key[place.table] for place in (concept.cells if concept else ()) if place.table in self.by_key
        ]
        if tables and not any(t.rows for found in tables for t in found):
            return Why.UNCLEAR_TABLE
        return Why.NO_ROW if subject.named and self.tables else Why.NO_TABLE

    def section_key(self, section: Section) -> str | None:
        """Return the key of the table that the section explains, or None."""
        if section.ordinal not in self._sections:
            key = self.profile.table_explained([(part.level, part.title) for part in section.path])
            self._sections[section.ordinal] = key
        return self._sections[section.ordinal]

    # concepts

    def _concept(self, name: str, basis: Basis, section: str | None) -> list[Reading]:
        concept = self.profile.concepts.get(name)
        result: list[Reading] = []
        for place in concept.cells if concept else ():
            for table in self.by_key.get(place.table, ()):
                if name in self.profile.generic and not self._same_scope(table.key, section):
                    continue
                tier = _NO_SECTION if section is None else _OWN_TABLE if section == table.key else _OTHER_TABLE
                result += self._at(table, place, basis, tier)
        return result

    def _same_scope(self, table: str, section: str | None) -> bool:
        """Whether a table holds the money the section speaks of: all funds, appropriation, or one of the three budgets."""
        scopes = self.profile.scopes
        if section is None or section not in scopes or table not in scopes:
            return True
        if scopes[section] == "appropriation":
            return scopes[table] != "all"
        return scopes[section] == scopes[table]

    def _at(self, table: Table, place: ConceptCell, basis: Basis, tier: float) -> list[Reading]:
        row = self._row(table, place)
        if row is None:
            return []
        column = self._column(row, place, basis)
        if column is None:
            return []
        return [Reading(table, row, column, row.cells[column], tier - (0.3 if place.soft else 0))]

    def _row(self, table: Table, place: ConceptCell) -> Row | None:
        for row in table.rows:
            if place.side is not None and row.side != place.side:
                continue
            if row.key == place.row or "@" + row.key == place.row:
                return row
        if place.row in ("@personnel", "@public", "@basic_total") and "amount" not in table.columns:
            return table.row("@total")
        return None

    def _column(self, row: Row, place: ConceptCell, basis: Basis) -> str | None:
        """Return the column of a cell under a 口径; None when the table does not print that 口径."""
        name = place.column
        if place.row == "@data":
            return self._sangong(row, name, basis)
        if name == "amount" and name not in row.cells:
            name = {"@personnel": "personnel", "@public": "public"}.get(place.row, "total")
        if not self.budget and basis in (Basis.INITIAL, Basis.ADJUSTED, Basis.BUDGET):
            wanted = "adjusted" if basis is Basis.ADJUSTED else "initial"
            return wanted if wanted in row.cells and place.column in ("amount", "total") else None
        if self.budget and basis is Basis.FINAL:
            return None
        return name if name in row.cells else None

    def _sangong(self, row: Row, name: str, basis: Basis) -> str | None:
        if name in row.cells:
            wrong = Basis.FINAL if self.budget else Basis.INITIAL
            return None if basis is wrong or (not self.budget and basis in (Basis.BUDGET, Basis.ADJUSTED)) else name
        if basis is Basis.INITIAL:
            return f"initial.{name}" if f"initial.{name}" in row.cells else None
        column = f"{'budget' if self.budget or basis in (Basis.BUDGET, Basis.ADJUSTED) else 'final'}.{name}"
        return column if column in row.cells else None

    # labels of the document's own rows

    def _label(self, subject: Subject, basis: Basis, section: str | None, topic: tuple[str, ...]) -> list[Reading]:
        if not self.budget and basis in (Basis.INITIAL, Basis.ADJUSTED, Basis.BUDGET):
            return []
        found = self.rows.exact(subject.key.partition(":")[2])
        found = self._with_path(found, subject)
        if subject.column == "economic":
            economic = self.profile.economic_tables
            found, section = [(t, r) for t, r in found if t.key in economic], None
        readings = [r for table, row in found for r in self._row_readings(table, row, section, topic, 1.0)]
        if subject.column in ("basic", "project"):
            parts = ((r, r.row.cells.get(subject.column)) for r in readings)
            return [replace(r, column=subject.column, cell=cell) for r, cell in parts if cell is not None]
        return readings

    def _near(self, words: str, basis: Basis, section: str | None, topic: tuple[str, ...]) -> list[Reading]:
        """Return readings of words that are nearly a label of the table the section explains."""
        if section is None or (not self.budget and basis not in (Basis.NONE, Basis.FINAL)):
            return []
        near = self.rows.near(words)
        if near is None:
            return []
        found = [(t, r) for t, r in self.rows.exact(near[0])]
        return [r for t, row in found for r in self._row_readings(t, row, section, topic, near[1])]

    def _with_path(self, found: list[tuple[Table, Row]], subject: Subject) -> list[tuple[Table, Row]]:
        """Keep the rows that stand under the printed 类, where the path names one the document has."""
        classes = [name for level, name in subject.path if level == "类"]
        if not classes or len(found) < 2:
            return found
        codes = {row.code[:3] for _, row in self.rows.exact(classes[0]) if len(row.code) == 3}
        kept = [(t, r) for t, r in found if not r.code or r.code[:3] in codes]
        return kept or found

    def _row_readings(
        self, table: Table, row: Row, section: str | None, topic: tuple[str, ...], alike: float
    ) -> list[Reading]:
        tier = _NO_SECTION if section is None else _OWN_TABLE if section == table.key else _OTHER_TABLE
        economic = self.profile.economic_tables
        lone = "total" in row.cells and len(row.cells) == 1 and not row.code
        if lone and table.key != section and table.key not in self.profile.project_tables:
            return []
        if section is not None and (section in economic) != (table.key in economic):
            return []
        if not self._same_scope(table.key, section):
            return []
        if table.key in self.profile.income_tables and section not in self.profile.income_tables:
            tier -= 0.1
        result = []
        for column in self._columns(row, topic):
            result.append(Reading(table, row, column, row.cells[column], tier * alike))
        return result

    @staticmethod
    def _columns(row: Row, topic: tuple[str, ...]) -> list[str]:
        """Return the columns a row's amount may be in: the total, or under a 项目支出 heading also that column."""
        narrow: list[str] = [
            c
            for c in ("basic", "project")
            if c in row.cells and any(k.partition(":")[2] in (c, f"general_{c}") for k in topic)
        ]
        whole: list[str] = [c for c in ("total", "amount", "general") if c in row.cells]
        return narrow + whole[:1]


def align_all(
    document: Document, tables: Sequence[Table], claims: Sequence[Claim], profile: Profile
) -> tuple[dict[int, Alignment], Aligner]:
    """Return the alignment of every claim by the index of its figure, and the aligner for readings on demand."""
    aligner = Aligner(document, tables, profile)
    alignments = {c.quantity.index: aligner.align(c) for c in claims}
    align_parts_of_balances(claims, alignments)
    return alignments, aligner
