"""Annexes as read: forms that departments fill in freely (绩效自评表, 项目申报表), of which only the certain parts are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from gouji.model.document import GridCell
from gouji.model.location import Span
from gouji.values.cells import printed_cell
from gouji.values.printed import Printed
from gouji.values.units import MONEY, PERCENT, SCORE, Unit

_VALUES = frozenset({"initial", "budget", "final", "rate", "weight", "score"})
_MONEY = frozenset({"initial", "budget", "final"})
_BLANKS = frozenset({"—", "——", "-", "--", "/"})
_UNITS = {"rate": PERCENT, "weight": SCORE, "score": SCORE}


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
    headers: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Set `headers`, the columns that hold numbers, with their roles."""
        self.headers = [(j, r) for j, r in enumerate(self.roles) if r in _VALUES]

    def unit_at(self, column: int) -> Unit:
        """Return the unit that the header of a column names, 单价(元), or else that of the block."""
        text = self.header[column].text if column < len(self.header) else ""
        return (
            next((unit for name, unit in MONEY.items() if f"({name})" in text), self.unit) if "(" in text else self.unit
        )

    def columns(self, role: str) -> list[int]:
        """Return the columns of a role."""
        return [j for j, r in enumerate(self.roles) if r == role]

    def number_of(self, row: list[GridCell]) -> int | None:
        """Return what a row prints as its number (序号) under a header that has one, or None."""
        first = next((c for c in row if c.text), None)
        return int(first.text) if first and "number" in self.roles and first.text.isdigit() else None

    def after_number(self, row: list[GridCell]) -> list[GridCell]:
        """Return a row without its number."""
        return row if self.number_of(row) is None else row[1 + next(j for j, c in enumerate(row) if c.text) :]

    def values(self, row: list[GridCell]) -> dict[str, AnnexFigure]:
        """Return the numbers of a row by the roles of their columns: by position, or by order where as many stand there as headers.

        Cells that were merged are lost on the way to text, so a row may stand one column off; {} where neither way is certain.
        """
        headers = self.headers
        if self.certain:
            found = self._read([(r, row[j]) for j, r in headers if j < len(row)])
            if self._aligned(found, row):
                return found
        return self._in_order(row)

    def _in_order(self, row: list[GridCell]) -> dict[str, AnnexFigure]:
        """Return the numbers of a row by the order of the headers, where as many stand there or only those of money."""
        numbers = [
            c for c in self.after_number(row) if c.text and (c.text in _BLANKS or printed_cell(c.text, self.unit))
        ]
        roles = [r for _, r in self.headers]
        money = [r for r in roles if r in _MONEY]
        if not self.certain and len(numbers) != len(roles) and roles.count("rate") <= 1:
            # the rest is blank: 其中:财政拨款 480.00 466.24, or 合计 480.00 466.24 97.13% without a score
            rates = [c for c in numbers if c.text.endswith("%")]
            roles = money + ["rate"] * len(rates) if "rate" in roles or not rates else roles
            numbers = [c for c in numbers if c not in rates] + rates
        return self._read(list(zip(roles, numbers, strict=True))) if len(numbers) == len(roles) else {}

    def _aligned(self, found: dict[str, AnnexFigure], row: list[GridCell]) -> bool:
        """Whether a row read by position stands under its headers: its only percentage as the rate, no score without its weight."""
        rate = found.get("rate")
        percents = [c for c in row if c.text[-1:] == "%" and printed_cell(c.text, PERCENT)]
        if rate is not None and percents and all(c.span != rate.span for c in percents):
            return False
        return "final" in found or ("score" in found and ("weight" in found or "weight" not in self.roles))

    def _read(self, cells: list[tuple[str, GridCell]]) -> dict[str, AnnexFigure]:
        found = ((role, figure_of(cell, _UNITS.get(role, self.unit))) for role, cell in cells if cell.text)
        return {role: f for role, f in found if f is not None and _fits(role, f.printed)}


@dataclass(slots=True)
class FundsRow:
    """One row of a funds block: its name and what it prints under each header."""

    block: Block
    label: str
    values: dict[str, AnnexFigure]


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
    _funds: list[FundsRow] | None = None

    @property
    def funds(self) -> list[FundsRow]:
        """The rows under 预算数, 执行数, 执行率 whose columns are certain, read once."""
        if self._funds is None:
            rows = ((b, row, b.values(row)) for b in self.of_kind(BlockKind.FUNDS) for row in b.rows)
            self._funds = [FundsRow(b, label_of(b.after_number(row)), values) for b, row, values in rows if values]
        return self._funds

    def of_kind(self, kind: BlockKind) -> list[Block]:
        """Return its blocks of one kind, in order."""
        return [b for b in self.blocks if b.kind is kind]


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


def figure_of(cell: GridCell, unit: Unit, label: str = "") -> AnnexFigure | None:
    """Return the number that a cell prints whole, or None."""
    printed = printed_cell(cell.text, unit) if cell.text else None
    return AnnexFigure(printed, cell.span, label) if printed is not None else None
