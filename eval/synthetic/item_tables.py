"""Economic items, 三公, projects, purchases and the annexes."""

from __future__ import annotations

from fractions import Fraction

from .cells import Cells
from .document import Fig, Piece, Table
from .money import printed
from .words import ECONOMIC


def economic(cells: Cells, table: Table) -> None:
    shown = [c for c in ECONOMIC if cells.look.every or cells.facts[f"econ.{c}"]]
    sections = {c: cells.cell(f"econ.{c}") for c in shown}
    for code in ("301", "302", "303", "310"):
        if code in sections:
            cells.add(table, sections[code], [sections[c] for c in shown if len(c) == 5 and c.startswith(code)])
    people, public = cells.cell("econ.people"), cells.cell("econ.public")
    cells.add(table, people, [sections.get("301", ""), sections.get("303", "")])
    cells.add(table, public, [sections.get("302", ""), sections.get("310", "")])
    if table.key == "B7":
        one_sided(cells, table, sections, people, public)
        return
    columns = [[c for c in shown if c[:3] in side] for side in (("301", "303"), ("302",), ("310",))]
    columns[0].sort(key=lambda c: (c[:3] == "303", c))
    for at in range(max(map(len, columns))):
        row: list[Piece] = []
        for column in columns:
            code = column[at] if at < len(column) else ""
            row += [code, Fig(ECONOMIC[code], "subject", key=f"name.{code}"), sections[code]] if code else ["", "", ""]
        table.rows.append(row)
    table.rows.append(["人员经费合计", "", people, "公用经费合计", "", "", "", "", public])
    table.head += [
        ["人员经费", None, None, "公用经费", None, None, None, None, None],
        ["科目编码", "科目名称", "决算数"] * 3,
    ]


def one_sided(cells: Cells, table: Table, sections: dict[str, Piece], people: Piece, public: Piece) -> None:
    total = cells.cell("gen.basic")
    table.head.append(["科目编码", "科目名称", "合计", "人员经费", "公用经费"])
    rows: list[list[Piece]] = [["", "合计", total, people, public]]
    cells.add(table, total, [people, public])
    for code, value in sections.items():
        again = cells.cell(f"econ.{code}")
        cells.add(table, value, [again])
        empty = cells.style.zero
        side = [again, empty] if code[:3] in ("301", "303") else [empty, again]
        rows.append([code, Fig(ECONOMIC[code], "subject", key=f"name.{code}"), value, *side])
    cells.add(table, total, [row[2] for row in rows if isinstance(row[0], str) and len(row[0]) == 3])
    table.rows += rows


def sangong(cells: Cells, table: Table) -> None:
    if cells.look.years:
        sangong_lines(cells, table)
        return
    row: list[Piece] = []
    for prefix in ("sgb", "sg"):
        half = [cells.cell(f"{prefix}.{key}") for key in ("total", "out", "car", "buy", "run", "rec")]
        cells.add(table, half[0], [half[1], half[2], half[5]])
        cells.add(table, half[2], half[3:5])
        row += half
    table.rows.append(row)
    names = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", None, None, "公务接待费"]
    below = ["", "", "小计", "公务用车购置费", "公务用车运行维护费", ""]
    table.head += [["预算数", *[None] * 5, "决算数", *[None] * 5], [*names, *names], [*below, *below]]
    if cells.look.numbered:
        table.head.append([str(n) for n in range(1, 13)])


def sangong_lines(cells: Cells, table: Table) -> None:
    lines = [
        ("total", "（一）支出合计"),
        ("out", "1．因公出国（境）费"),
        ("car", "2．公务用车购置及运行维护费"),
        ("buy", "（1）公务用车购置费"),
        ("run", "（2）公务用车运行维护费"),
        ("rec", "3．公务接待费"),
    ]
    values = {key: (cells.cell(f"sgb.{key}"), cells.cell(f"sg.{key}")) for key, _ in lines}
    for at in range(2):
        cells.add(table, values["total"][at], [values["out"][at], values["car"][at], values["rec"][at]])
        cells.add(table, values["car"][at], [values["buy"][at], values["run"][at]])
    table.head.append(["项目", "行次", "预算数", "决算统计数"])
    table.head.append(["栏次", "", "1", "2"])
    table.rows.append(["一、“三公”经费支出", "1", "—", "—"])
    table.rows += [[name, str(at), *values[key]] for at, (key, name) in enumerate(lines, 2)]
    counts = [
        ("groups", "1．因公出国（境）团组数（个）"),
        ("abroad", "2．因公出国（境）人次数（人）"),
        ("bought", "3．公务用车购置数（辆）"),
    ]
    table.rows.append(["（二）相关统计数", "8", "—", "—"])
    for at, (key, name) in enumerate(counts, 9):
        table.rows.append([name, str(at), "—", cells.count(f"n.{key}")])
    table.rows.append(["4．公务用车保有量（辆）", "12", "—", cells.count("veh.kept")])
    for at, (key, name) in enumerate(
        [("batches", "5．国内公务接待批次（个）"), ("guests", "6．国内公务接待人次（人）")], 13
    ):
        table.rows.append([name, str(at), "—", cells.count(f"n.{key}")])


def budget_sangong(cells: Cells, table: Table) -> None:
    keys = ("total", "out", "car", "buy", "run", "rec")
    names: list[str | None] = ["合计", "因公出国（境）费", "公务用车购置及运行费", None, None, "公务接待费"]
    below: list[str | None] = ["", "", "小计", "公务用车购置费", "公务用车运行费", ""]
    halves = ["last.sg", "sg"] if cells.look.years else ["sg"]
    row: list[Piece] = []
    for prefix in halves:
        half = [cells.cell(f"{prefix}.{key}") for key in keys]
        cells.add(table, half[0], [half[1], half[2], half[5]])
        cells.add(table, half[2], half[3:5])
        row += half
    table.rows.append(row)
    if cells.look.years:
        year = cells.dept.year
        table.head.append([f"{year - 1}年预算数", *[None] * 5, f"{year}年预算数", *[None] * 5])
    table.head += [names * len(halves), below * len(halves)]


def budget_projects(cells: Cells, table: Table) -> None:
    values: list[Piece] = [cells.cell(f"prj.{at}") for at in range(len(cells.dept.projects))]
    total = cells.cell("gen.project")
    cells.add(table, total, values)
    table.head.append(["序号", "项目名称", "一般公共预算项目支出"])
    for at, name in enumerate(cells.dept.projects):
        table.rows.append([str(at + 1), Fig(name, "project", key=f"prjname.{at}"), values[at]])
    table.rows.append(["", "合计", total])


def purchases(cells: Cells, table: Table) -> None:
    found = [("goods", "货物类"), ("works", "工程类"), ("services", "服务类")]
    total = cells.cell("buy.total")
    table.head.append(["序号", "采购类别", "金额"])
    values = [(name, cells.cell(f"buy.{key}")) for key, name in found if cells.facts[f"buy.{key}"]]
    cells.add(table, total, [cell for _, cell in values])
    table.rows += [[str(at), name, cell] for at, (name, cell) in enumerate(values, 1)]
    table.rows.append(["", "合计", total])


def whole(cells: Cells, table: Table) -> None:
    basic, project = cells.cell("all.basic"), cells.cell("all.project")
    rate = cells.rate("all.spend", "whole.budget")
    table.head.append(["项目", "预算数（A）", "执行数（B）", "执行率（B/A）"])
    table.rows.append(["部门整体支出总额", cells.cell("whole.budget"), cells.cell("all.spend"), rate])
    table.rows.append(["其中：基本支出总额", "", basic, ""])
    table.rows.append(["项目支出总额", "", project, ""])
    cells.add(table, table.rows[0][2], [basic, project])


def projects(cells: Cells, table: Table) -> None:
    table.head.append(["序号", "项目名称", "全年预算数（A）", "执行数（B）", "执行率（B/A）", "自评得分"])
    budgets, finals = [], []
    for at, name in enumerate(cells.dept.projects):
        budgets.append(cells.cell(f"prjb.{at}"))
        finals.append(cells.cell(f"prj.{at}"))
        score = printed(Fraction(cells.facts[f"score.{at}"], 100), 2)
        row: list[Piece] = [str(at + 1), Fig(name, "project", key=f"prjname.{at}"), budgets[-1], finals[-1]]
        table.rows.append([*row, cells.rate(f"prj.{at}", f"prjb.{at}"), Fig(score, "score", key=f"score.{at}")])
    total, final = cells.cell("prjb.total"), cells.cell("gen.project")
    table.rows.append(["", "合计", total, final, cells.rate("gen.project", "prjb.total"), ""])
    cells.add(table, total, budgets)
    cells.add(table, final, finals)
