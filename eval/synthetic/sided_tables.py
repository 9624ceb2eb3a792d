"""Tables with income on the left and spending on the right."""

from __future__ import annotations

from . import formulas
from .cells import FUNDS, INCOME, Cells, numeral
from .document import Piece, Table
from .model import subject
from .words import SUBJECTS


def classes(cells: Cells, measure: str) -> list[tuple[str, str]]:
    """Return (code, name) of the spending lines of a two-sided table."""
    if cells.look.every:
        return [(code, name) for code, name in SUBJECTS.items() if len(code) == 3]
    return [(code, subject(code)) for code in cells.dept.codes(f"{measure}.", 3)]


def sided(cells: Cells, table: Table, left: list[list[Piece]], right: list[list[Piece]]) -> None:
    """Put two columns of lines side by side, numbered through if the form numbers them."""
    height = max(len(left), len(right))
    for at in range(height):
        a = left[at] if at < len(left) else [""] * len(left[0])
        b = right[at] if at < len(right) else [""] * len(right[0])
        if cells.look.numbered:
            a, b = [a[0], str(at + 1), *a[1:]], [b[0], str(height + at + 1), *b[1:]]
        table.rows.append([*a, *b])


def line(cells: Cells, number: int, code: str, name: str) -> str:
    """Return the label of a spending line: 一、…, or code and name as some budgets have it."""
    return f"{code} {name}" if cells.look.coded else f"{numeral(number)}、{name}"


def overview(cells: Cells, table: Table) -> None:
    budget = table.key == "B1"
    income = [(key, name) for key, name in INCOME if cells.look.every or cells.facts[key]]
    left: list[list[Piece]] = [[f"{numeral(n)}、{name}", cells.cell(key)] for n, (key, name) in enumerate(income, 1)]
    right: list[list[Piece]] = [
        [line(cells, n, code, name), cells.cell(f"all.i.{code}")]
        for n, (code, name) in enumerate(classes(cells, "all.i"), 1)
    ]
    parts_in, parts_out = [row[1] for row in left], [row[1] for row in right]
    height = max(len(left), len(right))
    left += [["", ""] for _ in range(height - len(left))]
    right += [["", ""] for _ in range(height - len(right))]
    left.append(["本年收入合计", cells.cell("in.all")])
    right.append(["本年支出合计", cells.cell("all.spend")])
    cells.add(table, left[-1][1], parts_in)
    cells.add(table, right[-1][1], parts_out)
    if budget:
        left += [["上年结转", cells.cell("all.ci")]]
        right += [["结转下年", cells.cell("all.co")]]
    else:
        left += [["使用非财政拨款结余", cells.cell("all.use")], ["年初结转和结余", cells.cell("all.ci")]]
        right += [["结余分配", cells.cell("all.dist")], ["年末结转和结余", cells.cell("all.co")]]
    left.append(["收入总计" if budget else "总计", cells.cell("all.total")])
    right.append(["支出总计" if budget else "总计", cells.cell("all.total")])
    cells.add(table, left[-1][1], [row[1] for row in left[height:-1]])
    cells.add(table, right[-1][1], [row[1] for row in right[height:-1]])
    sided(cells, table, left, right)
    if cells.look.formulas and cells.look.numbered and not budget:
        table.notes += [[note] for note in formulas.of_rows("T1", len(parts_in), len(parts_out), height)]
    amount = "预算数" if budget else "金额"
    top: list[str | None] = ["收入", None, "支出", None]
    names: list[str | None] = ["项目", amount, "项目", amount]
    if cells.look.numbered:
        top, names = ["收入", None, None, "支出", None, None], ["项目", "行次", amount, "项目", "行次", amount]
    table.head += [top, names]


def appropriation(cells: Cells, table: Table) -> None:
    budget = table.key == "B5"
    plain = [name.replace("财政拨款", "拨款") if budget else name for _, name in FUNDS]
    left: list[list[Piece]] = [
        [f"{numeral(n)}、{name}", cells.cell(f"in.{FUNDS[n - 1][0]}")] for n, name in enumerate(plain, 1)
    ]
    lines = classes(cells, "fin.i")
    measures = ["fin", *(key for key, _ in FUNDS)]
    right: list[list[Piece]] = [
        [line(cells, n, code, name), *(cells.cell(f"{m}.i.{code}") for m in measures)]
        for n, (code, name) in enumerate(lines, 1)
    ]
    parts_in, body = [row[1] for row in left], list(right)
    height = max(len(left), len(right))
    left += [["", ""] for _ in range(height - len(left))]
    right += [["", "", "", "", ""] for _ in range(height - len(right))]
    left.append(["本年收入合计", cells.cell("in.fin")])
    right.append(["本年支出合计", *(cells.cell(f"{m}.spend") for m in measures)])
    cells.add(table, left[-1][1], parts_in)
    for at in range(1, 5):
        cells.add(table, right[-1][at], [row[at] for row in body])
    opening = "上年结转" if budget else "年初财政拨款结转和结余"
    closing = "结转下年" if budget else "年末财政拨款结转和结余"
    left.append([opening, cells.cell("fin.ci")])
    right.append([closing, *(cells.cell(f"{m}.co") for m in measures)])
    for n, (key, _) in enumerate(FUNDS):
        left.append([plain[n], cells.cell(f"{key}.ci")])
        right.append(["", "", "", "", ""])
    cells.add(table, left[-4][1], [row[1] for row in left[-3:]])
    ends = ("收入总计", "支出总计") if budget else ("总计", "总计")
    left.append([ends[0], cells.cell("fin.total")])
    right.append([ends[1], *(cells.cell(f"{m}.total") for m in measures)])
    cells.add(table, left[-1][1], [left[height][1], left[height + 1][1]])
    for at in range(1, 5):
        cells.add(table, right[-1][at], [right[height][at], right[height + 1][at]])
    for row in [*body, right[height], right[height + 1], right[-1]]:
        cells.add(table, row[1], row[2:])
    sided(cells, table, left, right)
    if cells.look.formulas and cells.look.numbered and not budget:
        table.notes += [[note] for note in formulas.of_rows("T4", len(parts_in), len(body), height)]
    names = ["合计", *(name for _, name in FUNDS)]
    amount = "预算数" if budget else "决算数"
    if cells.look.numbered:
        table.head += [["收入", None, None, "支出", *[None] * 5], ["项目", "行次", amount, "项目", "行次", *names]]
    else:
        table.head += [["收入", None, "支出", *[None] * 4], ["项目", amount, "项目", *names]]
