"""Annexes: which header lines a free form prints, the rows under each, whose project it is, and its labelled amounts."""

from __future__ import annotations

import re

from gouji.lexicon import Profile
from gouji.model.annex import Annex, Block, BlockKind
from gouji.model.document import GridCell, RawTable
from gouji.model.table import Table
from gouji.tables.annex_rows import bare, joined_header, rows_of
from gouji.values.units import MONEY, WAN, Unit

_NAME = re.compile(r"项目名称:(?P<name>[^:]{2,60}?)(?:金额单位|单位:|$)")
_UNIT = re.compile(r"\((?:单位:)?(?:人民币)?(万元|元|千元|亿元)\)")
_NEXT = re.compile("目标|绩效|采购计划|资产配置|备注|填报|填表|审核|联系")
_GOALS = re.compile("目标|指标")
_LEAST_ROLES = 2
_LONGEST_TOTAL = 16
_PAIRS = frozenset({"total_budget", "year_budget"})
_TOTAL = re.compile(r"(?:自评)?(?:总分|合计|总计|总得分|得分合计|合计得分|小计)(?:\(.*\))?")


def read_annexes(table: Table, raw: RawTable, profile: Profile) -> None:
    """Fill `table.annexes`. What no header line or label makes certain is left out."""
    reader = _Reader(table, raw, profile)
    for row in rows_of(raw):
        reader.take(row)
    table.annexes = [a for a in reader.annexes if a.rows or a.blocks]


def is_total(text: str) -> bool:
    """Whether a label is that of a closing row: 总分, 合计."""
    return len(text) <= _LONGEST_TOTAL and _TOTAL.fullmatch(text) is not None


class _Reader:
    def __init__(self, table: Table, raw: RawTable, profile: Profile) -> None:
        self.table, self.raw, self.roles = table, raw, profile.annex_columns
        self.unit = MONEY.get(raw.unit, WAN)
        self.annexes: list[Annex] = []
        self.block: Block | None = None
        self.pending: list[GridCell] = []
        self._open()

    def _open(self) -> None:
        raw = self.raw
        self.annex = Annex(self.table.index, raw.title, self.unit, bool(raw.unit), raw.certain)
        self.annexes.append(self.annex)
        self.block = None

    def take(self, row: list[GridCell]) -> None:
        """Sort one row: a header line, a row of the block under way, a project's name, labelled amounts."""
        roles = [self._role(c.text) for c in row]
        if self._header(row, roles):
            return
        filled = [c for c in row if c.text]
        name = _project(filled) if "project" in roles or filled[0].text.startswith("项目名称:") else None
        if name is not None:
            if self.annex.project:
                self._open()
            self.annex.project, self.annex.project_span = name.text.partition(":")[2] or name.text, name.span
        if self.block is not None and _ends(self.block.kind, filled):
            self.block = None
        annex, block = self.annex, self.block
        annex.rows.append(row)
        annex.pairs += [(row[j], row[j + 1]) for j, r in enumerate(roles[:-1]) if r in _PAIRS]
        (annex.outside if block is None else block.rows).append(row)
        if is_total(filled[0].text):
            self.block = None

    def _role(self, text: str) -> str:
        """Return what a column headed by these words holds; '' for a word that heads none."""
        return self.roles.get(bare(text) if "(" in text else text, "") if text else ""

    def _header(self, row: list[GridCell], roles: list[str]) -> bool:
        cells = row
        if not self.raw.certain:
            joined = joined_header(self.pending, row)
            known = [self._role(c.text) for c in joined] if joined is not None else [""]
            self.pending = joined if joined is not None and all(known) else []
            cells, roles = (self.pending, known) if self.pending else (row, roles)
        kind = _kind(set(filter(None, roles))) if any(roles) else None
        if kind is None:
            return bool(self.pending)
        if self.pending and self.block is not None and not self.block.rows and self.annex.blocks:
            self.annex.blocks.pop()  # the header goes on
        unit = self._unit_of([c for c, r in zip(cells, roles, strict=True) if r != "price"])
        above = next((c for c in self.annex.rows[-1] if c.text), None) if self.annex.rows else None
        self.block = Block(kind, cells, roles, unit or self.unit, bool(unit or self.raw.unit), self.raw.certain, above)
        self.annex.blocks.append(self.block)
        return True

    def _unit_of(self, header: list[GridCell]) -> Unit | None:
        found = (_UNIT.search(c.text) for c in header)
        return next((MONEY[m.group(1)] for m in found if m), None)


def _ends(kind: BlockKind, filled: list[GridCell]) -> bool:
    """Whether a row goes on to something else: from details to a heading alone, or to goals and plans; from funds to indicators."""
    if kind is BlockKind.DETAILS:
        return len(filled) == 1 or _NEXT.search(filled[0].text) is not None
    return kind is BlockKind.FUNDS and any(_GOALS.search(c.text) for c in filled[:2])


def _kind(roles: set[str]) -> BlockKind | None:
    """Return what the rows under a header line are about; None when it is no header line."""
    if len(roles) < _LEAST_ROLES:
        return None
    if "level" in roles and roles & {"target", "actual", "score", "weight"}:
        return BlockKind.INDICATORS
    if "final" in roles and roles & {"budget", "initial"}:
        return BlockKind.FUNDS
    if "project" in roles and roles & _PAIRS:
        return BlockKind.PROJECTS
    if "goods" in roles and "amount" in roles:
        return BlockKind.PURCHASES
    if "amount" in roles and (roles & {"item", "basis"} or roles >= {"price", "quantity"}):
        return BlockKind.DETAILS
    return None


def _project(filled: list[GridCell]) -> GridCell | None:
    """Return the cell that names the project of a form, or None."""
    for cell, following in zip(filled, [*filled[1:], None], strict=True):
        if cell.text == "项目名称" and following is not None:
            return following
        if cell.text.startswith("项目名称:"):
            match = _NAME.match(cell.text)
            return GridCell.of(match["name"], cell.span) if match else following
    return None
