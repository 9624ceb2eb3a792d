"""Which cells a claim may be about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gouji.model.claim import Claim
from gouji.model.table import Cell, Row, Table


class Why(Enum):
    """Why a figure was not checked: a closed list of slugs, and what people read."""

    APPROXIMATE = ("approximate", "约数或界限")
    BASIS = ("basis", "口径不同")
    NO_ROW = ("no-row", "表中无此项")
    NO_TABLE = ("no-table", "无对应报表")
    NO_OPERAND = ("no-operand", "没有写出算式的另一个数")
    NO_SUBJECT = ("no-subject", "未认出所指项目")
    OTHER_YEAR = ("other-year", "非本年度数据")
    TIE = ("tie", "有多种读法而数值不一")
    UNCLEAR_TABLE = ("unclear-table", "表格未读清")
    ZERO_BASE = ("zero-base", "基数为零")
    OPEN_LIST = ("open-list", "列举未必写全")
    UNREAD = ("unread", "句式未认出须人工核对")
    FREE_TEXT = ("free-text", "工作内容叙述")
    OPERAND_ONLY = ("operand-only", "只用于一处不成立的算式")
    CRASHED = ("crashed", "核对程序出错")

    def __init__(self, slug: str, text: str) -> None:
        self.slug = slug
        self.text = text


@dataclass(slots=True, unsafe_hash=True)
class Reading:
    """One cell a claim may be about, with how well words, section, 口径 and period fit (0…1)."""

    table: Table
    row: Row
    column: str
    cell: Cell
    score: float


@dataclass(slots=True, unsafe_hash=True)
class Alignment:
    """All admissible readings of a claim, best first; `declined` says why there is none, or why they tie."""

    claim: Claim
    readings: tuple[Reading, ...]
    declined: Why | None = None
