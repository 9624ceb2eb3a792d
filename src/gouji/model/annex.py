"""Annexes as read: forms that departments fill in freely (绩效自评表, 项目申报表), of which only the certain parts are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from gouji.model.document import GridCell
from gouji.model.location import Span
from gouji.values.cells import printed_cell
from gouji.values.printed import Printed
from gouji.values.units import Unit


class BlockKind(Enum):
    """What the rows under one header line are about."""

    FUNDS = "资金"  # 预算数 执行数 执行率
    INDICATORS = "指标"  # 一级指标 … 分值 得分
    DETAILS = "明细"  # 项目内容 测算依据 金额
    PROJECTS = "项目"  # 项目名称 项目总预算 …
    PURCHASES = "采购"  # 品名 数量 金额
    OTHER = "其他"


@dataclass(slots=True)
class AnnexFigure:
    """A number that fills a cell of an annex, with where it stands and what its row is called."""

    printed: Printed
    span: Span
    label: str = ""


@dataclass(slots=True)
class Block:
    """Rows under one header line. `roles` says what each column holds ('' unknown); without a grid cells are matched by order.

    `before` is the first cell of the row above the header, which may be its heading.
    """

    kind: BlockKind
    header: list[GridCell]
    roles: list[str]
    unit: Unit
    unit_stated: bool
    certain: bool
    before: GridCell | None = None
    rows: list[list[GridCell]] = field(default_factory=list)

    def columns(self, role: str) -> list[int]:
        """Return the columns of a role."""
        return [j for j, r in enumerate(self.roles) if r == role]


@dataclass(slots=True)
class Annex:
    """One form: a project's, or the whole department's (`project` is '').

    `rows` are all its rows in order, `outside` those under no header line; `pairs` are labels with the one cell that answers each (项目总预算 | 69); `index` is that of its table.
    """

    index: int
    title: str
    unit: Unit
    unit_stated: bool
    certain: bool
    project: str = ""
    project_span: Span | None = None
    blocks: list[Block] = field(default_factory=list)
    rows: list[list[GridCell]] = field(default_factory=list)
    outside: list[list[GridCell]] = field(default_factory=list)
    pairs: list[tuple[GridCell, GridCell]] = field(default_factory=list)

    def of_kind(self, kind: BlockKind) -> list[Block]:
        """Return its blocks of one kind, in order."""
        return [b for b in self.blocks if b.kind is kind]


def figure_of(cell: GridCell, unit: Unit, label: str = "") -> AnnexFigure | None:
    """Return the number that a cell prints whole, or None."""
    printed = printed_cell(cell.text, unit) if cell.text else None
    return AnnexFigure(printed, cell.span, label) if printed is not None else None
