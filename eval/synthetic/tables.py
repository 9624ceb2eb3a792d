"""The disclosure tables of final accounts and budgets, filled from a department's facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from .document import Fig, Piece, Table
from .model import OTHERS, Department, subject
from .money import UNITS, Style, printed
from .words import ECONOMIC, SUBJECTS

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


class Tables:
    """Builds the tables of one report."""

    def __init__(self, dept: Department, style: Style, look: Look) -> None:
        self.dept, self.style, self.look, self.facts = dept, style, look, dept.facts

    def build(self, key: str, title: list[Piece], form: str, owner: list[Piece], note: list[Piece]) -> Table:
        table = Table(key, title, form, owner, self.style.table_unit, [])
        makers: dict[str, Callable[[Table], None]] = {
            "T1": self.overview, "T2": self.income, "T3": self.spending, "T4": self.appropriation, "T5": self.general,
            "T6": self.economic, "T7": self.sangong, "T8": self.funds, "T9": self.state, "A1": self.whole, "A2": self.projects,
            "B1": self.overview, "B2": self.budget_income, "B3": self.spending, "B4": self.budget_projects, "B5": self.appropriation,
            "B6": self.general, "B7": self.economic, "B8": self.budget_sangong, "B9": self.budget_funds, "B10": self.state,
            "B11": self.purchases,
        }  # fmt: skip
        makers[key](table)
        if note:
            table.notes.append(note)
        return table

    # cells

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

    # the subject tables

    def functional(self, table: Table, columns: list[tuple[str, str]], identity: Callable[[list[Piece]], None]) -> None:
        """Fill 合计, 类, 款, 项 rows. columns: (header, measure); the code follows the measure, 'all' for the total."""
        prefix = columns[0][1]
        codes = self.dept.codes(f"{prefix}.", 7)
        codes += [c for _, m in columns[1:] for c in self.dept.codes(f"{m}.", 7) if c not in codes]
        codes.sort()
        wanted = sorted({c[:n] for c in codes for n in (3, 5, 7)})
        rows = {code: [self.cell(f"{measure}.{code}") for _, measure in columns] for code in wanted}
        rows["all"] = [self.cell(total_key(measure)) for _, measure in columns]
        width = {"one": 1, "three": 3, "split": 3}[self.look.codes]
        total: list[Piece] = [*[""] * width, "合计", *rows["all"]]
        body = [[*self.code(code), self.name(code), *rows[code]] for code in wanted]
        table.rows += [total, *body] if self.look.total_first else [*body, total]
        for at in range(len(columns)):
            self.add(table, rows["all"][at], [rows[c][at] for c in wanted if len(c) == 3])
            for code in wanted:
                below = [rows[c][at] for c in wanted if c.startswith(code) and len(c) == len(code) + 2]
                if below:
                    self.add(table, rows[code][at], below)
        for row in rows.values():
            identity(row)
        table.head += self.subject_head([name for name, _ in columns])

    def subject_head(self, names: list[str]) -> list[list[str | None]]:
        """Return the header rows; a name “上｜下” stands under a merged cell that the next names with the same 上 share."""
        uppers = [name.partition("｜")[0] for name in names]
        lowers = [name.partition("｜")[2] for name in names]
        tops = [None if at and lowers[at] and uppers[at - 1] == upper else upper for at, upper in enumerate(uppers)]
        one = self.look.codes == "one"
        rows: list[list[str | None]] = [
            ["科目编码", "科目名称"] if one else ["功能分类科目编码", None, None, "科目名称"]
        ]
        rows[0] += tops
        if any(lowers):
            rows.append([*([""] * (2 if one else 4)), *lowers])
        if not one and self.look.numbered:
            rows.append(["类", "款", "项", "栏次", *(str(n) for n in range(1, len(names) + 1))])
        elif self.look.codes == "split":
            rows.append(["类", "款", "项", "", *([""] * len(names))])
        return rows

    def code(self, code: str) -> list[Piece]:
        if self.look.codes == "one":
            return [code]
        if self.look.codes == "three":
            return [code, "", ""]
        return [code[:3], code[3:5], code[5:7]]

    def name(self, code: str) -> Piece:
        return Fig(subject(code), "subject", key=f"name.{code}")

    def row_sum(self, table: Table, first: int = 0) -> Callable[[list[Piece]], None]:
        """Return the identity: the first column is the sum of the others."""
        return lambda row: self.add(table, row[first], row[first + 1 :])

    def income(self, table: Table) -> None:
        columns = [
            ("本年收入合计", "in.all"),
            ("财政拨款收入", "in.fin"),
            *((name, f"in.{key}") for key, name in OTHERS.items()),
        ]
        self.functional(table, columns, self.row_sum(table))

    def spending(self, table: Table) -> None:
        columns = [
            ("本年支出合计" if table.key == "T3" else "合计", "all.i"),
            ("基本支出", "all.b"),
            ("项目支出", "all.p"),
        ]
        columns += [("上缴上级支出", "none"), ("经营支出", "none"), ("对附属单位补助支出", "none")]
        self.functional(table, columns, self.row_sum(table))

    def general(self, table: Table) -> None:
        self.functional(
            table,
            [("小计" if table.key == "T5" else "合计", "gen.i"), ("基本支出", "gen.b"), ("项目支出", "gen.p")],
            self.row_sum(table),
        )

    def funds(self, table: Table) -> None:
        columns = [("年初结转和结余", "fund.ci"), ("本年收入", "in.fund"), ("本年支出｜小计", "fund.i")]
        columns += [("本年支出｜基本支出", "fund.b"), ("本年支出｜项目支出", "fund.p"), ("年末结转和结余", "fund.co")]

        def identity(row: list[Piece]) -> None:
            self.add(table, row[2], row[3:5])

        self.functional(table, columns, identity)

    def state(self, table: Table) -> None:
        self.functional(
            table, [("合计", "state.i"), ("基本支出", "state.b"), ("项目支出", "state.p")], self.row_sum(table)
        )

    def budget_funds(self, table: Table) -> None:
        self.functional(
            table, [("合计", "fund.i"), ("基本支出", "fund.b"), ("项目支出", "fund.p")], self.row_sum(table)
        )

    def budget_income(self, table: Table) -> None:
        columns = [
            ("合计", "all.i"),
            ("上年结转", "ci"),
            ("一般公共预算拨款收入", "in.gen"),
            ("政府性基金预算拨款收入", "in.fund"),
            ("国有资本经营预算拨款收入", "in.state"),
        ]
        columns += [(name, f"in.{key}") for key, name in OTHERS.items()]
        self.functional(table, columns, self.row_sum(table))

    # two-sided tables

    def classes(self, measure: str) -> list[tuple[str, str]]:
        """Return (code, name) of the spending lines of a two-sided table."""
        if self.look.every:
            return [(code, name) for code, name in SUBJECTS.items() if len(code) == 3]
        return [(code, subject(code)) for code in self.dept.codes(f"{measure}.", 3)]

    def sided(self, table: Table, left: list[list[Piece]], right: list[list[Piece]]) -> None:
        """Put two columns of lines side by side, numbered through if the form numbers them."""
        height = max(len(left), len(right))
        for at in range(height):
            a = left[at] if at < len(left) else [""] * len(left[0])
            b = right[at] if at < len(right) else [""] * len(right[0])
            if self.look.numbered:
                a, b = [a[0], str(at + 1), *a[1:]], [b[0], str(height + at + 1), *b[1:]]
            table.rows.append([*a, *b])

    def overview(self, table: Table) -> None:
        budget = table.key == "B1"
        income = [(key, name) for key, name in INCOME if self.look.every or self.facts[key]]
        left: list[list[Piece]] = [[f"{numeral(n)}、{name}", self.cell(key)] for n, (key, name) in enumerate(income, 1)]
        right: list[list[Piece]] = [
            [f"{numeral(n)}、{name}", self.cell(f"all.i.{code}")]
            for n, (code, name) in enumerate(self.classes("all.i"), 1)
        ]
        parts_in, parts_out = [row[1] for row in left], [row[1] for row in right]
        height = max(len(left), len(right))
        left += [["", ""] for _ in range(height - len(left))]
        right += [["", ""] for _ in range(height - len(right))]
        left.append(["本年收入合计", self.cell("in.all")])
        right.append(["本年支出合计", self.cell("all.spend")])
        self.add(table, left[-1][1], parts_in)
        self.add(table, right[-1][1], parts_out)
        if budget:
            left += [["上年结转", self.cell("all.ci")]]
            right += [["结转下年", self.cell("all.co")]]
        else:
            left += [["使用非财政拨款结余", self.cell("all.use")], ["年初结转和结余", self.cell("all.ci")]]
            right += [["结余分配", self.cell("all.dist")], ["年末结转和结余", self.cell("all.co")]]
        left.append(["收入总计" if budget else "总计", self.cell("all.total")])
        right.append(["支出总计" if budget else "总计", self.cell("all.total")])
        self.add(table, left[-1][1], [row[1] for row in left[height:-1]])
        self.add(table, right[-1][1], [row[1] for row in right[height:-1]])
        self.sided(table, left, right)
        amount = "预算数" if budget else "金额"
        top: list[str | None] = ["收入", None, "支出", None]
        names: list[str | None] = ["项目", amount, "项目", amount]
        if self.look.numbered:
            top, names = ["收入", None, None, "支出", None, None], ["项目", "行次", amount, "项目", "行次", amount]
        table.head += [top, names]

    def appropriation(self, table: Table) -> None:
        budget = table.key == "B5"
        plain = [name.replace("财政拨款", "拨款") if budget else name for _, name in FUNDS]
        left: list[list[Piece]] = [
            [f"{numeral(n)}、{name}", self.cell(f"in.{FUNDS[n - 1][0]}")] for n, name in enumerate(plain, 1)
        ]
        lines = self.classes("fin.i")
        measures = ["fin", *(key for key, _ in FUNDS)]
        right: list[list[Piece]] = [
            [f"{numeral(n)}、{name}", *(self.cell(f"{m}.i.{code}") for m in measures)]
            for n, (code, name) in enumerate(lines, 1)
        ]
        parts_in, body = [row[1] for row in left], list(right)
        height = max(len(left), len(right))
        left += [["", ""] for _ in range(height - len(left))]
        right += [["", "", "", "", ""] for _ in range(height - len(right))]
        left.append(["本年收入合计", self.cell("in.fin")])
        right.append(["本年支出合计", *(self.cell(f"{m}.spend") for m in measures)])
        self.add(table, left[-1][1], parts_in)
        for at in range(1, 5):
            self.add(table, right[-1][at], [row[at] for row in body])
        opening = "上年结转" if budget else "年初财政拨款结转和结余"
        closing = "结转下年" if budget else "年末财政拨款结转和结余"
        left.append([opening, self.cell("fin.ci")])
        right.append([closing, *(self.cell(f"{m}.co") for m in measures)])
        for n, (key, _) in enumerate(FUNDS):
            left.append([plain[n], self.cell(f"{key}.ci")])
            right.append(["", "", "", "", ""])
        self.add(table, left[-4][1], [row[1] for row in left[-3:]])
        ends = ("收入总计", "支出总计") if budget else ("总计", "总计")
        left.append([ends[0], self.cell("fin.total")])
        right.append([ends[1], *(self.cell(f"{m}.total") for m in measures)])
        self.add(table, left[-1][1], [left[height][1], left[height + 1][1]])
        for at in range(1, 5):
            self.add(table, right[-1][at], [right[height][at], right[height + 1][at]])
        for row in [*body, right[height], right[height + 1], right[-1]]:
            self.add(table, row[1], row[2:])
        self.sided(table, left, right)
        names = ["合计", *(name for _, name in FUNDS)]
        amount = "预算数" if budget else "决算数"
        if self.look.numbered:
            table.head += [["收入", None, None, "支出", *[None] * 5], ["项目", "行次", amount, "项目", "行次", *names]]
        else:
            table.head += [["收入", None, "支出", *[None] * 4], ["项目", amount, "项目", *names]]

    # economic items

    def economic(self, table: Table) -> None:
        shown = [c for c in ECONOMIC if self.look.every or self.facts[f"econ.{c}"]]
        sections = {c: self.cell(f"econ.{c}") for c in shown}
        for code in ("301", "302", "303", "310"):
            if code in sections:
                self.add(table, sections[code], [sections[c] for c in shown if len(c) == 5 and c.startswith(code)])
        people, public = self.cell("econ.people"), self.cell("econ.public")
        self.add(table, people, [sections.get("301", ""), sections.get("303", "")])
        self.add(table, public, [sections.get("302", ""), sections.get("310", "")])
        if table.key == "B7":
            self.one_sided(table, sections, people, public)
            return
        columns = [[c for c in shown if c[:3] in side] for side in (("301", "303"), ("302",), ("310",))]
        columns[0].sort(key=lambda c: (c[:3] == "303", c))
        for at in range(max(map(len, columns))):
            row: list[Piece] = []
            for column in columns:
                code = column[at] if at < len(column) else ""
                row += (
                    [code, Fig(ECONOMIC[code], "subject", key=f"name.{code}"), sections[code]] if code else ["", "", ""]
                )
            table.rows.append(row)
        table.rows.append(["人员经费合计", "", people, "公用经费合计", "", "", "", "", public])
        table.head += [
            ["人员经费", None, None, "公用经费", None, None, None, None, None],
            ["科目编码", "科目名称", "决算数"] * 3,
        ]

    def one_sided(self, table: Table, sections: dict[str, Piece], people: Piece, public: Piece) -> None:
        total = self.cell("gen.basic")
        table.head.append(["科目编码", "科目名称", "合计", "人员经费", "公用经费"])
        rows: list[list[Piece]] = [["", "合计", total, people, public]]
        self.add(table, total, [people, public])
        for code, value in sections.items():
            again = self.cell(f"econ.{code}")
            self.add(table, value, [again])
            empty = self.style.zero
            side = [again, empty] if code[:3] in ("301", "303") else [empty, again]
            rows.append([code, Fig(ECONOMIC[code], "subject", key=f"name.{code}"), value, *side])
        self.add(table, total, [row[2] for row in rows if isinstance(row[0], str) and len(row[0]) == 3])
        table.rows += rows

    # 三公

    def sangong(self, table: Table) -> None:
        if self.look.years:
            self.sangong_lines(table)
            return
        row: list[Piece] = []
        for prefix in ("sgb", "sg"):
            half = [self.cell(f"{prefix}.{key}") for key in ("total", "out", "car", "buy", "run", "rec")]
            self.add(table, half[0], [half[1], half[2], half[5]])
            self.add(table, half[2], half[3:5])
            row += half
        table.rows.append(row)
        names = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", None, None, "公务接待费"]
        below = ["", "", "小计", "公务用车购置费", "公务用车运行维护费", ""]
        table.head += [["预算数", *[None] * 5, "决算数", *[None] * 5], [*names, *names], [*below, *below]]
        if self.look.numbered:
            table.head.append([str(n) for n in range(1, 13)])

    def sangong_lines(self, table: Table) -> None:
        lines = [
            ("total", "（一）支出合计"),
            ("out", "1．因公出国（境）费"),
            ("car", "2．公务用车购置及运行维护费"),
            ("buy", "（1）公务用车购置费"),
            ("run", "（2）公务用车运行维护费"),
            ("rec", "3．公务接待费"),
        ]
        cells = {key: (self.cell(f"sgb.{key}"), self.cell(f"sg.{key}")) for key, _ in lines}
        for at in range(2):
            self.add(table, cells["total"][at], [cells["out"][at], cells["car"][at], cells["rec"][at]])
            self.add(table, cells["car"][at], [cells["buy"][at], cells["run"][at]])
        table.head.append(["项目", "行次", "预算数", "决算统计数"])
        table.head.append(["栏次", "", "1", "2"])
        table.rows.append(["一、“三公”经费支出", "1", "—", "—"])
        table.rows += [[name, str(at), *cells[key]] for at, (key, name) in enumerate(lines, 2)]
        counts = [
            ("groups", "1．因公出国（境）团组数（个）"),
            ("abroad", "2．因公出国（境）人次数（人）"),
            ("bought", "3．公务用车购置数（辆）"),
        ]
        table.rows.append(["（二）相关统计数", "8", "—", "—"])
        for at, (key, name) in enumerate(counts, 9):
            table.rows.append([name, str(at), "—", self.count(f"n.{key}")])
        table.rows.append(["4．公务用车保有量（辆）", "12", "—", self.count("veh.kept")])
        for at, (key, name) in enumerate(
            [("batches", "5．国内公务接待批次（个）"), ("guests", "6．国内公务接待人次（人）")], 13
        ):
            table.rows.append([name, str(at), "—", self.count(f"n.{key}")])

    def budget_sangong(self, table: Table) -> None:
        keys = ("total", "out", "car", "buy", "run", "rec")
        names: list[str | None] = ["合计", "因公出国（境）费", "公务用车购置及运行费", None, None, "公务接待费"]
        below: list[str | None] = ["", "", "小计", "公务用车购置费", "公务用车运行费", ""]
        halves = ["last.sg", "sg"] if self.look.years else ["sg"]
        row: list[Piece] = []
        for prefix in halves:
            half = [self.cell(f"{prefix}.{key}") for key in keys]
            self.add(table, half[0], [half[1], half[2], half[5]])
            self.add(table, half[2], half[3:5])
            row += half
        table.rows.append(row)
        if self.look.years:
            year = self.dept.year
            table.head.append([f"{year - 1}年预算数", *[None] * 5, f"{year}年预算数", *[None] * 5])
        table.head += [names * len(halves), below * len(halves)]

    # projects, purchases, annexes

    def budget_projects(self, table: Table) -> None:
        cells = [self.cell(f"prj.{at}") for at in range(len(self.dept.projects))]
        total = self.cell("gen.project")
        self.add(table, total, cells)
        table.head.append(["序号", "项目名称", "一般公共预算项目支出"])
        for at, name in enumerate(self.dept.projects):
            table.rows.append([str(at + 1), Fig(name, "project", key=f"prjname.{at}"), cells[at]])
        table.rows.append(["", "合计", total])

    def purchases(self, table: Table) -> None:
        found = [("goods", "货物类"), ("works", "工程类"), ("services", "服务类")]
        total = self.cell("buy.total")
        table.head.append(["序号", "采购类别", "金额"])
        cells = [(name, self.cell(f"buy.{key}")) for key, name in found if self.facts[f"buy.{key}"]]
        self.add(table, total, [cell for _, cell in cells])
        table.rows += [[str(at), name, cell] for at, (name, cell) in enumerate(cells, 1)]
        table.rows.append(["", "合计", total])

    def whole(self, table: Table) -> None:
        basic, project = self.cell("all.basic"), self.cell("all.project")
        rate = self.rate("all.spend", "whole.budget")
        table.head.append(["项目", "预算数（A）", "执行数（B）", "执行率（B/A）"])
        table.rows.append(["部门整体支出总额", self.cell("whole.budget"), self.cell("all.spend"), rate])
        table.rows.append(["其中：基本支出总额", "", basic, ""])
        table.rows.append(["项目支出总额", "", project, ""])
        self.add(table, table.rows[0][2], [basic, project])

    def projects(self, table: Table) -> None:
        table.head.append(["序号", "项目名称", "全年预算数（A）", "执行数（B）", "执行率（B/A）", "自评得分"])
        budgets, finals = [], []
        for at, name in enumerate(self.dept.projects):
            budgets.append(self.cell(f"prjb.{at}"))
            finals.append(self.cell(f"prj.{at}"))
            score = printed(Fraction(self.facts[f"score.{at}"], 100), 2)
            row: list[Piece] = [str(at + 1), Fig(name, "project", key=f"prjname.{at}"), budgets[-1], finals[-1]]
            table.rows.append([*row, self.rate(f"prj.{at}", f"prjb.{at}"), Fig(score, "score", key=f"score.{at}")])
        total, final = self.cell("prjb.total"), self.cell("gen.project")
        table.rows.append(["", "合计", total, final, self.rate("gen.project", "prjb.total"), ""])
        self.add(table, total, budgets)
        self.add(table, final, finals)

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
