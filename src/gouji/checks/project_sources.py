"""Where a budget states what a project costs and buys: the lists of the forms, the department's list, the project's own form."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from gouji.checks.annexes import all_annexes, annex_witness, partly
from gouji.checks.evidence import Evidence
from gouji.lexicon.profile import plain
from gouji.model.annex import Annex, AnnexFigure, Block, BlockKind, figure_of
from gouji.model.document import GridCell
from gouji.model.location import Place
from gouji.model.outcome import Witness
from gouji.model.table import Table
from gouji.values.cells import printed_cell
from gouji.values.interval import Interval, total
from gouji.values.units import MONEY, Unit

_NUMBERED = re.compile(r"^项目[\d一二三四五六七八九十]{0,2}:")
_TOTAL = re.compile(r"项目总预算|(?:当年|本年|年度)?预算合计|(?:项目|年度|当年|预算)*资金总额")
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(slots=True)
class Statement:
    """What one place says about one project: an amount, or several rows of a list that make it up together."""

    name: str
    parts: list[Witness]
    unit_stated: bool
    sources: list[Interval] = field(default_factory=list)  # what a list prints for each source of the money
    yearly: bool = True  # it is said to be the budget of the year

    @property
    def interval(self) -> Interval:
        return total([w.printed.interval for w in self.parts if w.printed])

    def agrees(self, other: Statement) -> bool:
        """Whether both state one amount, as a whole, in one of the rows, or without some of its sources (上年结转)."""
        mine = [self.interval, *(w.printed.interval for w in self.parts if w.printed)]
        theirs = [other.interval, *(w.printed.interval for w in other.parts if w.printed)]
        sources = [s for s in other.sources if not s.is_zero]
        return any(a.meets(b) for a in mine for b in theirs) or (len(sources) > 1 and partly(mine[0], sources))


def key_of(name: str) -> str:
    """Return a project's name as it is compared."""
    return plain(_NUMBERED.sub("", name))


def listed_in_tables(tables: Sequence[Table], keys: frozenset[str]) -> dict[str, Statement]:
    """Return what the forms that list projects state, by project."""
    rows: dict[str, list[Witness]] = defaultdict(list)
    sources: dict[str, list[Interval]] = defaultdict(list)
    for table in tables:
        for row in table.rows if table.key in keys and table.unit_stated else ():
            cell = row.cells.get("total")
            if row.key != "@total" and row.label and cell is not None and cell.printed and cell.span:
                words = f"{table.title}“{row.label}”"
                place = Place(cell.span, None, table.index, cell.row, cell.column)
                rows[key_of(row.label)].append(Witness(place, "table", cell.printed, None, words))
                printed = [c.printed for key, c in row.cells.items() if key != "total"]
                sources[key_of(row.label)] += [p.interval for p in printed if p is not None]
    return {name: Statement(name, parts, True, sources[name]) for name, parts in rows.items()}


def listed_in_annexes(evidence: Evidence) -> dict[str, Statement]:
    """Return what the department's own list of projects states as the budget of the year, by project."""
    result: dict[str, Statement] = {}
    for annex in all_annexes(evidence):
        for block in annex.of_kind(BlockKind.PROJECTS):
            names, budgets = block.columns("project"), block.columns("year_budget")
            for row in block.rows if block.certain and budgets else ():
                cells = [row[j] for j in (names[0], budgets[0]) if j < len(row)]
                figure = figure_of(cells[1], block.unit, _NUMBERED.sub("", cells[0].text)) if len(cells) > 1 else None
                if figure is not None and cells[0].text:
                    name = key_of(cells[0].text)
                    result[name] = Statement(name, [annex_witness(annex, figure, "table")], block.unit_stated)
    return result


def own_form(annex: Annex) -> list[Statement]:
    """Return what a project's own form states: the budget of the year first, then the whole budget and the total of its funds."""
    figures = [(label, _figure(annex, label, cell)) for label, cell in annex.pairs] + list(totals_of(annex))
    name, stated = key_of(annex.project), annex.unit_stated
    found = [
        Statement(
            name,
            [annex_witness(annex, figure, "claim")],
            stated or _named_unit(label) is not None,
            yearly="年" in label.text,
        )
        for label, figure in figures
        if figure is not None
    ]
    return sorted(found, key=lambda s: not s.yearly)


def totals_of(annex: Annex) -> Iterator[tuple[GridCell, AnnexFigure | None]]:
    """Yield the labels of totals of a form with the number between each and the next label, or None where nothing stands there."""
    for row in annex.outside:
        for j, cell in enumerate(row):
            if not cell.text or not _TOTAL.fullmatch(without_brackets(cell.text)):
                continue
            following = list(takewhile(lambda c: not c.text or printed_cell(c.text, annex.unit), row[j + 1 :]))
            figure = next((f for c in following if (f := _figure(annex, cell, c))), None)
            words = any(c.text for c in row[j + 1 + len(following) : j + 2 + len(following)])
            if figure is not None or len(following) > 1 or (following and words):
                yield cell, figure


def _figure(annex: Annex, label: GridCell, cell: GridCell) -> AnnexFigure | None:
    return figure_of(cell, _named_unit(label) or annex.unit, label.text)


def without_brackets(text: str) -> str:
    """Return a label without what stands in brackets: 项目总预算(万元)."""
    return _BRACKETS.sub("", text)


def _named_unit(label: GridCell) -> Unit | None:
    return next((unit for name, unit in MONEY.items() if f"({name})" in label.text), None)


def purchases_of(annex: Annex) -> tuple[Block, list[AnnexFigure]] | None:
    """Return the purchases a project's form plans, with the amount of each; None where the form does not ask."""
    blocks = [b for b in annex.of_kind(BlockKind.PURCHASES) if b.certain]
    if len(blocks) != 1:
        return None
    columns = blocks[0].columns("amount")
    found = (figure_of(row[j], blocks[0].unit, "采购计划") for row in blocks[0].rows for j in columns if j < len(row))
    return blocks[0], [f for f in found if f is not None]
