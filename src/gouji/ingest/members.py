"""The units that a department's report says it is made of: 部门决算单位构成, 纳入编制范围的单位."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from gouji.ingest.report import is_short_for
from gouji.model.document import Document, GridCell, Section
from gouji.model.entities import (
    bare,
    is_department,
    is_own_budget,
    is_own_budget_of,
    is_place,
    is_vague,
    lies_in,
    near,
    same_entity,
)

_HEADING = re.compile(r"(?:单位构成|组成单位|所属单位)(?:情况)?(?:说明)?$")
_SCOPE = re.compile(r"(?:编制|编报|汇总|决算|预算)范围的[^。\n]{0,20}单位")
_COLUMN = re.compile(r"(?:单位|机构)(?:名称|全称)$|^预算单位$")
_LONGEST, _MOST_ROWS = 6000, 300  # characters of a list of units, rows of a table of them
_BETWEEN = re.compile(r"[、，,；;。:：]+|(?:以及|及)(?=[^、，；。]{2,})")
_NO_NAME = re.compile(r"^[个家]|\d(?:个|家|所)|公开|^纳入|的")
_SENTENCE = re.compile(r"[。;；]")
# A sentence that names what is no unit, or none any more: 原种苗站划转至农业农村局, 第一中学单独编报.
_NO_UNIT = re.compile(
    r"不(?:再|含|包括|包含|纳入|单独)|未(?:纳入|包括|包含)|没有纳入|单独(?:编[报制]|公开|核算)"
    r"|划[转入出归]|撤[销并]|并入|代管|合署|与?上年(?:度?相?比|度?比较)|比上年|减少"
)
_NUMBER = re.compile(r"^[-*#]*(?:[(（]?\d{1,3}[)）.．]?|[(（][一二三四五六七八九十]{1,3}[)）])")
_LEAD = re.compile(r"^.*(?:包括|下属|所属|预算单位|事业单位|行政单位|[由是为])")
_TAIL = re.compile(r"(?:部门|单位)?(?:预|决)算$|组成$|构成$")
_ENDS = re.compile(
    r"(?:局|委|委员会|办|办公室|中心|站|所|院|校|学|园|队|馆|会|处|公司|社|场|室|团|台|库|本级|机关|本部)[)）]?$"
)
_COUNT = re.compile(
    r"(\d{1,4}|[一二两三四五六七八九十]{1,3})(?:个|家)(?=[^，。；\n]{0,10}单位)|单位(?:共|共有|有)?(\d{1,4})(?:个|家)"
)
_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_SHORTEST, _LONGEST_NAME, _LONGEST_ITEM = 2, 30, 60


@dataclass(frozen=True, slots=True)
class Members:
    """The names in their order, and how many units the report says or its table shows there are; 0 where it does neither."""

    names: tuple[str, ...] = ()
    count: int = 0


class Lister(Protocol):
    """A report that may be made of others: its office, whether it says 部门 or 单位, and the names it lists."""

    @property
    def entity(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def units(self) -> tuple[str, ...]: ...


def is_unit_of(entity: str, scope: str, report: Lister) -> bool:
    """Whether an office's report of the same year and kind is part of another: of a department, or of a place.

    No part: the department's own report once more; of a place, what is in a department's report already.
    """
    department, names = report.entity, report.units
    if is_place(department):
        named = any(is_named(entity, name, department) for name in names)
        return scope != "单位" and lies_in(entity, department) and (named or is_department(entity))
    if report.scope == "单位" or is_own_budget(department) or any(_is_of_another(name, department) for name in names):
        return False
    if same_entity(entity, department):
        return (report.scope, scope) == ("部门", "单位")
    return is_own_budget_of(entity, department) or any(is_named(entity, name, department) for name in names)


def _is_of_another(name: str, department: str) -> bool:
    """Whether a list with this name is that of another department: it has the own budget of that one; 镇机关 is said of 石桥镇人民政府."""
    return is_own_budget(name) and not is_own_budget_of(name, department) and not is_short_for(bare(name), department)


def is_named(entity: str, name: str, department: str) -> bool:
    """Whether a department's list means an office by a name: its own budget may be listed as 局机关, a school without its place."""
    if same_entity(entity, department) or is_own_budget_of(entity, department):
        return is_own_budget_of(name, department) or same_entity(name, department)
    return same_entity(name, entity) and (near(entity, department) or not is_vague(name))


def members_of(document: Document) -> Members:
    """Return what the report lists; nothing where it speaks of no list."""
    parts = [s for text in _texts(document) for s in _SENTENCE.split(text) if not _NO_UNIT.search(s)]
    rows = [row for table in _tables(document) for row in table]
    names = dict.fromkeys(name for part in (*parts, *rows) for name in _names(part))
    counts = [_value(a or b) for part in parts for a, b in _COUNT.findall(part)]
    return Members(tuple(names), _whole(counts) or _height(document))


def _whole(counts: Sequence[int]) -> int:
    """Return the number of all units: 行政单位1个、事业单位2个 are three, as are 共3个，其中行政单位1个，事业单位2个."""
    most = max(counts, default=0)
    parts = sum(c for c in counts if c != most)
    return most if len(counts) == 1 or parts == most else sum(counts)


def _texts(document: Document) -> Iterator[str]:
    """Yield the paragraphs below headings that announce the units, and sentences elsewhere that do."""
    listing = False
    announcing = {id(section) for section in document.sections if _announces(section)}
    for paragraph in document.paragraphs:
        text = paragraph.view.folded
        match = _SCOPE.search(text) if "范围的" in text else None
        if id(paragraph.section) in announcing:
            yield text[:_LONGEST]
        elif match:
            yield text[match.start() :].partition("。")[0][:_LONGEST]
        elif listing := listing and bool(_names(text[:_LONGEST_ITEM])):
            yield text[:_LONGEST_ITEM]
        listing = listing or (match is not None and text.endswith(":"))


def _tables(document: Document) -> Iterator[list[str]]:
    """Yield the rows of tables of units."""
    for table in document.tables:
        rows = [] if table.title else table.grid()[:_MOST_ROWS]
        if rows and (_announces(table.section) or _name_column(rows[0]) is not None):
            yield ["、".join(cell.text for cell in row) for row in rows]


def _height(document: Document) -> int:
    """Return how many rows name a unit in the tables with a column for the names."""
    height = 0
    for table in document.tables:
        rows = [] if table.title else table.grid()
        column = _name_column(rows[0]) if rows else None
        if column is not None:
            height += sum(bool(row[column].text.strip()) for row in rows[1:] if column < len(row))
    return height


def _name_column(row: Sequence[GridCell]) -> int | None:
    return next((n for n, cell in enumerate(row) if _COLUMN.search(cell.text)), None)


def _announces(section: Section) -> bool:
    return any(_HEADING.search(part.title) for part in section.path)


def _names(part: str) -> list[str]:
    halves = (half for piece in _BETWEEN.split(part) for half in _halves(_TAIL.sub("", _NUMBER.sub("", piece))))
    alone = (_LEAD.sub("", half) for half in halves)
    return [n for n in alone if _SHORTEST <= len(n) <= _LONGEST_NAME and _ENDS.search(n) and not _NO_NAME.search(n)]


def _halves(piece: str) -> list[str]:
    """Return the names on both sides of an 和: 水文中心和水务科学研究所, not 发展和改革局."""
    left, _, right = piece.partition("和")
    return [left, right] if right and _ENDS.search(left) else [piece]


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, _, ones = text.partition("十")
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0) if "十" in text else _DIGITS.get(text, 0)
