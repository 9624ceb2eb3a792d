"""Annexes as checks ask for them: every form, the details of a project, and where a number stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from gouji.checks.evidence import Evidence
from gouji.model.annex import Annex, AnnexFigure, Block, BlockKind, figure_of, label_of
from gouji.model.document import GridCell
from gouji.model.location import Place
from gouji.model.outcome import Witness
from gouji.values.interval import Interval, total
from gouji.values.units import MONEY, Unit

_AMOUNT = re.compile(r"(?:预算|申报|测算|支出)?金额(?:\(|$)")
_SCALE = re.compile(r"资金量:(?P<amount>[\d,.]+(?:万元|万|元)?)$")
_LONGEST_LABEL = 30
_MOST_PARTS = 10  # 1023 groups; with more, some group makes up almost anything
_PART = re.compile("其中|小计")


def partly(whole: Interval, parts: Sequence[Interval]) -> bool:
    """Whether some of the parts alone make up the whole: then the others are parts of parts (其中), or one was said twice."""
    if len(parts) > _MOST_PARTS:
        return True
    groups = (g for n in range(1, len(parts)) for g in combinations(parts, n))
    return any(whole.meets(total(list(g))) for g in groups)


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


def all_annexes(evidence: Evidence) -> Iterator[Annex]:
    """Yield every form of every annex, in document order."""
    for table in evidence.tables:
        yield from table.annexes


def scales_of(annex: Annex) -> list[AnnexFigure]:
    """Return the scales of funds (资金量) that a form states by source, outside its rows of funds."""
    return [
        AnnexFigure(f.printed, cell.span, "资金量")
        for row in annex.outside for cell in row
        if (m := _SCALE.search(cell.text)) and (f := figure_of(GridCell.of(m["amount"], cell.span), annex.unit))
    ]  # fmt: skip


def details_of(annex: Annex) -> Iterator[Details]:
    """Yield the details of an annex, and its list of projects as lines that are not summed; only where there is a grid."""
    for block in annex.blocks:
        if block.certain and block.kind in (BlockKind.DETAILS, BlockKind.PROJECTS):
            yield _details(block)


def _details(block: Block) -> Details:
    summed = block.kind is BlockKind.DETAILS
    columns = _amount_columns(block) if summed else block.columns("year_budget")
    result = Details([], None, summed, block.unit)
    names = block.columns("item" if summed else "project")
    for row in block.rows:
        label = next((row[j].text for j in names if j < len(row) and row[j].text), label_of(row))[:_LONGEST_LABEL]
        found = [figure_of(row[j], block.unit_at(j), label) for j in columns if j < len(row)]
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


def _amount_columns(block: Block) -> list[int]:
    """Return the column of 金额; where there is none, those of the sources that make it up, from the appropriation on."""
    columns = block.columns("amount")
    whole = [j for j in columns if _AMOUNT.match(block.header[j].text)]
    return whole[:1] or (columns if any("拨款" in block.header[j].text for j in columns) else [])


def is_total(text: str) -> bool:
    """Whether a label is that of the closing row of details."""
    return text in ("合计", "总计", "金额合计", "总额")


def annex_witness(annex: Annex, figure: AnnexFigure, role: str, label: str = "") -> Witness:
    """Return the place of a number of an annex, named as people find it: title, project, row."""
    name = "·".join(part for part in (annex.project, (label or figure.label).rstrip(":")) if part) or "预算执行情况"
    words = f"{annex.title or '附表'}“{name}”"
    return Witness(Place(figure.span, None, annex.index), role, figure.printed, None, words)
