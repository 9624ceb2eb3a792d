"""Cells of the disclosure tables, and what they share."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .document import Fig, Piece, Table
from .model import OTHERS, Department
from .money import UNITS, Style, printed

NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
INCOME = [
    ("in.gen", "一般公共预算财政拨款收入"),
    ("in.fund", "政府性基金预算财政拨款收入"),
    ("in.state", "国有资本经营预算财政拨款收入"),
    *((f"in.{key}", name) for key, name in OTHERS.items()),
]
FUNDS = [("gen", "一般公共预算财政拨款"), ("fund", "政府性基金预算财政拨款"), ("state", "国有资本经营预算财政拨款")]


# the 合计 row of a subject table states facts that other tables and the narrative name without a subject
TOTALS = {
    "all.i.all": "all.spend", "all.b.all": "all.basic", "all.p.all": "all.project", "gen.i.all": "gen.spend",
    "gen.b.all": "gen.basic", "gen.p.all": "gen.project", "fund.i.all": "fund.spend", "fund.p.all": "fund.project",
    "state.i.all": "state.spend", "ci.all": "all.ci",
}  # fmt: skip


def total_key(measure: str) -> str:
    key = f"{measure}.all"
    return TOTALS.get(key) or (measure if measure.startswith("in.") or measure.endswith((".ci", ".co")) else key)


def numeral(n: int) -> str:
    tens, ones = divmod(n, 10)
    return (
        ("" if tens == 1 else NUMERALS[tens - 1]) + "十" * bool(tens) + (NUMERALS[ones - 1] if ones else "")
        if tens
        else NUMERALS[ones - 1]
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What a template's tables look like. `codes`: one column, three (类款项, code in the first), or split (201 03 01)."""

    codes: str = "one"
    numbered: bool = True  # 行次 columns
    every: bool = True  # every class of the form, or only those with an amount
    total_first: bool = True
    years: bool = False  # 三公 as a list of lines with counts
    formulas: bool = False  # notes such as 1栏各行=（2+3）栏各行
    coded: bool = False  # spending lines as “201 一般公共服务支出”
    wide: bool = False  # 合 计, 项 目


class Cells:
    """Prints the facts of one department as cells, and notes the identities they satisfy."""

    def __init__(self, dept: Department, style: Style, look: Look) -> None:
        self.dept, self.style, self.look, self.facts = dept, style, look, dept.facts

    def cell(self, key: str) -> Piece:
        """Return the figure of a fact, or what an empty cell holds if it is zero."""
        if not self.facts.get(key):
            return self.style.zero
        exact = Fraction(self.facts[key], UNITS[self.style.table_unit])
        text = printed(exact, 2, separator=self.style.table_separator, trim=self.style.table_trim)
        return Fig(text, "cell", key=key, value=exact)

    def count(self, key: str) -> Piece:
        return (
            Fig(str(self.facts[key]), "cellcount", key=key, value=Fraction(self.facts[key]))
            if self.facts[key]
            else self.style.zero and "0"
        )

    def add(self, table: Table, whole: Piece, parts: list[Piece]) -> None:
        """Note an identity, unless the whole is an empty cell."""
        if isinstance(whole, Fig):
            table.sums.append((whole, [part for part in parts if isinstance(part, Fig)]))

    def rate(self, part: str, whole: str) -> Fig:
        value = Fraction(self.facts[part] * 100, self.facts[whole])
        return Fig(
            printed(value, self.style.rate_places),
            "rate",
            key=f"%:{part}:{whole}",
            value=value,
            unit="%",
            of=(part, whole),
        )
