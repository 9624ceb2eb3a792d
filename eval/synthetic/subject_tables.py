"""Tables by subject: 类, 款 and 项 under a 合计 row."""

from __future__ import annotations

from collections.abc import Callable

from .cells import Cells, total_key
from .document import Fig, Piece, Table
from .model import OTHERS, subject


def functional(
    cells: Cells, table: Table, columns: list[tuple[str, str]], identity: Callable[[list[Piece]], None]
) -> None:
    """Fill 合计, 类, 款, 项 rows. columns: (header, measure); the code follows the measure, 'all' for the total."""
    prefix = columns[0][1]
    codes = cells.dept.codes(f"{prefix}.", 7)
    codes += [c for _, m in columns[1:] for c in cells.dept.codes(f"{m}.", 7) if c not in codes]
    codes.sort()
    wanted = sorted({c[:n] for c in codes for n in (3, 5, 7)})
    rows = {code: [cells.cell(f"{measure}.{code}") for _, measure in columns] for code in wanted}
    rows["all"] = [cells.cell(total_key(measure)) for _, measure in columns]
    width = {"one": 1, "three": 3, "split": 3}[cells.look.codes]
    total: list[Piece] = [*[""] * width, "合计", *rows["all"]]
    body = [[*code_cells(cells, code), name_cell(code), *rows[code]] for code in wanted]
    table.rows += [total, *body] if cells.look.total_first else [*body, total]
    for at in range(len(columns)):
        cells.add(table, rows["all"][at], [rows[c][at] for c in wanted if len(c) == 3])
        for code in wanted:
            below = [rows[c][at] for c in wanted if c.startswith(code) and len(c) == len(code) + 2]
            if below:
                cells.add(table, rows[code][at], below)
    for row in rows.values():
        identity(row)
    table.head += subject_head(cells, [name for name, _ in columns])


def subject_head(cells: Cells, names: list[str]) -> list[list[str | None]]:
    """Return the header rows; a name “上｜下” stands under a merged cell that the next names with the same 上 share."""
    uppers = [name.partition("｜")[0] for name in names]
    lowers = [name.partition("｜")[2] for name in names]
    tops = [None if at and lowers[at] and uppers[at - 1] == upper else upper for at, upper in enumerate(uppers)]
    one = cells.look.codes == "one"
    rows: list[list[str | None]] = [["科目编码", "科目名称"] if one else ["功能分类科目编码", None, None, "科目名称"]]
    rows[0] += tops
    if any(lowers):
        rows.append([*([""] * (2 if one else 4)), *lowers])
    if not one and cells.look.numbered:
        rows.append(["类", "款", "项", "栏次", *(str(n) for n in range(1, len(names) + 1))])
    elif cells.look.codes == "split":
        rows.append(["类", "款", "项", "", *([""] * len(names))])
    return rows


def code_cells(cells: Cells, code: str) -> list[Piece]:
    if cells.look.codes == "one":
        return [code]
    if cells.look.codes == "three":
        return [code, "", ""]
    return [code[:3], code[3:5], code[5:7]]


def name_cell(code: str) -> Piece:
    return Fig(subject(code), "subject", key=f"name.{code}")


def row_sum(cells: Cells, table: Table, first: int = 0) -> Callable[[list[Piece]], None]:
    """Return the identity: the first column is the sum of the others."""
    return lambda row: cells.add(table, row[first], row[first + 1 :])


def income(cells: Cells, table: Table) -> None:
    columns = [
        ("本年收入合计", "in.all"),
        ("财政拨款收入", "in.fin"),
        *((name, f"in.{key}") for key, name in OTHERS.items()),
    ]
    functional(cells, table, columns, row_sum(cells, table))


def spending(cells: Cells, table: Table) -> None:
    columns = [
        ("本年支出合计" if table.key == "T3" else "合计", "all.i"),
        ("基本支出", "all.b"),
        ("项目支出", "all.p"),
    ]
    columns += [("上缴上级支出", "none"), ("经营支出", "none"), ("对附属单位补助支出", "none")]
    functional(cells, table, columns, row_sum(cells, table))


def general(cells: Cells, table: Table) -> None:
    functional(
        cells,
        table,
        [("小计" if table.key == "T5" else "合计", "gen.i"), ("基本支出", "gen.b"), ("项目支出", "gen.p")],
        row_sum(cells, table),
    )


def funds(cells: Cells, table: Table) -> None:
    columns = [("年初结转和结余", "fund.ci"), ("本年收入", "in.fund"), ("本年支出｜小计", "fund.i")]
    columns += [("本年支出｜基本支出", "fund.b"), ("本年支出｜项目支出", "fund.p"), ("年末结转和结余", "fund.co")]

    def identity(row: list[Piece]) -> None:
        cells.add(table, row[2], row[3:5])

    functional(cells, table, columns, identity)


def state(cells: Cells, table: Table) -> None:
    functional(
        cells, table, [("合计", "state.i"), ("基本支出", "state.b"), ("项目支出", "state.p")], row_sum(cells, table)
    )


def budget_funds(cells: Cells, table: Table) -> None:
    functional(
        cells, table, [("合计", "fund.i"), ("基本支出", "fund.b"), ("项目支出", "fund.p")], row_sum(cells, table)
    )


def budget_income(cells: Cells, table: Table) -> None:
    columns = [
        ("合计", "all.i"),
        ("上年结转", "ci"),
        ("一般公共预算拨款收入", "in.gen"),
        ("政府性基金预算拨款收入", "in.fund"),
        ("国有资本经营预算拨款收入", "in.state"),
    ]
    columns += [(name, f"in.{key}") for key, name in OTHERS.items()]
    functional(cells, table, columns, row_sum(cells, table))
