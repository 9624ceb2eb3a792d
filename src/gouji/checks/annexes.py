"""Numbers of annexes as checks ask for them: the amounts of a funds row, the scores of an indicator row, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.checks.evidence import Evidence
from gouji.model.annex import Annex, AnnexFigure, Block, BlockKind, figure_of
from gouji.model.document import GridCell
from gouji.model.location import Place
from gouji.model.outcome import Witness
from gouji.values.cells import printed_cell
from gouji.values.printed import Printed
from gouji.values.units import MONEY, PERCENT, SCORE, Unit

_VALUES = ("initial", "budget", "final", "rate", "weight", "score")
_LONGEST_LABEL = 30
_PART = re.compile("其中|小计")
_UNITS = {"rate": PERCENT, "weight": SCORE, "score": SCORE}


@dataclass(slots=True)
class Detail:
    """One line of the details of a project: its cells and the amounts under the headers of amounts."""

    label: str
    cells: list[GridCell]
    amounts: list[AnnexFigure]


@dataclass(slots=True)
class Details:
    """The details of one project. `complete` says that every line prints an amount, so that they can be summed."""

    rows: list[Detail]
    total: AnnexFigure | None
    complete: bool
    unit: Unit

    @property
    def parts(self) -> list[AnnexFigure]:
        return [a for row in self.rows for a in row.amounts]

    def unit_of(self, label: GridCell) -> Unit:
        """Return the unit that a label names, 项目总预算(万元), or that of the details."""
        return next((u for name, u in MONEY.items() if f"({name})" in label.text), self.unit)


@dataclass(slots=True)
class FundsRow:
    """One row of a funds block: its name and what it prints under each header."""

    annex: Annex
    block: Block
    label: str
    values: dict[str, AnnexFigure]


def all_annexes(evidence: Evidence) -> Iterator[Annex]:
    """Yield every form of every annex, in document order."""
    for table in evidence.tables:
        yield from table.annexes


def funds_rows(annex: Annex) -> Iterator[FundsRow]:
    """Yield the rows of an annex under 预算数, 执行数, 执行率 whose columns are certain."""
    for block in annex.of_kind(BlockKind.FUNDS):
        for row in block.rows:
            values = values_of(block, row)
            if values:
                yield FundsRow(annex, block, label_of(row), values)


def details_of(annex: Annex) -> Iterator[Details]:
    """Yield the details of an annex, and its list of projects as lines that are not summed; only where there is a grid."""
    for block in annex.blocks:
        if block.certain and block.kind in (BlockKind.DETAILS, BlockKind.PROJECTS):
            yield _details(block)


def _details(block: Block) -> Details:
    summed = block.kind is BlockKind.DETAILS
    columns = block.columns("amount" if summed else "year_budget")
    result = Details([], None, summed, block.unit)
    names = block.columns("item" if summed else "project")
    for row in block.rows:
        label = next((row[j].text for j in names if j < len(row) and row[j].text), label_of(row))[:_LONGEST_LABEL]
        found = [figure_of(row[j], block.unit, label) for j in columns if j < len(row)]
        amounts = [f for f in found if f is not None]
        if any(is_total(c.text) for c in row if c.text):
            result.total = amounts[0] if len(amounts) == 1 else None
            result.complete = result.complete and len(amounts) == 1
        elif amounts:
            result.rows.append(Detail(label, row, amounts))
            result.complete = result.complete and not _PART.search("".join(c.text for c in row[: columns[0]])[:6])
        elif sum(bool(c.text) for c in row) > 1:
            result.complete = False
    return result


def is_total(text: str) -> bool:
    """Whether a label is that of the closing row of details."""
    return text in ("合计", "总计", "金额合计", "总额")


def values_of(block: Block, row: list[GridCell]) -> dict[str, AnnexFigure]:
    """Return the numbers of a row by the roles of their columns: by position, or by order where as many stand there as headers.

    Cells that were merged are lost on the way to text, so a row may stand one column off; {} where neither way is certain.
    """
    headers = [(j, r) for j, r in enumerate(block.roles) if r in _VALUES]
    by_position = {r: row[j] for j, r in headers if j < len(row)} if block.certain else {}
    found = _read(by_position, block.unit)
    if "final" in found or "score" in found:
        return found
    numbers = [c for c in row if c.text and printed_cell(c.text, block.unit)]
    return (
        _read(dict(zip((r for _, r in headers), numbers, strict=True)), block.unit)
        if len(numbers) == len(headers)
        else {}
    )


def _read(cells: dict[str, GridCell], unit: Unit) -> dict[str, AnnexFigure]:
    found = {role: figure_of(cell, _UNITS.get(role, unit)) for role, cell in cells.items()}
    return {role: f for role, f in found.items() if f is not None and _fits(role, f.printed)}


def _fits(role: str, printed: Printed) -> bool:
    """Whether a number can stand under a header: no percentage among amounts or scores, no amount of money as a rate."""
    wanted = _UNITS.get(role)
    return printed.unit is wanted if wanted else printed.unit is not PERCENT and printed.unit is not SCORE


def label_of(row: list[GridCell]) -> str:
    """Return what a row is called: the last words before its first number."""
    label = ""
    for cell in row:
        if cell.text and printed_cell(cell.text, PERCENT):
            break
        label = cell.text or label
    return label


def annex_witness(annex: Annex, figure: AnnexFigure, role: str, label: str = "") -> Witness:
    """Return the place of a number of an annex, named as people find it: title, project, row."""
    name = "·".join(part for part in (annex.project, label or figure.label) if part) or "预算执行情况"
    words = f"{annex.title or '附表'}“{name}”"
    return Witness(Place(figure.span, None, annex.index), role, figure.printed, None, words)
