"""Runs of the real pipeline over small reports, for the tests of judging."""

from __future__ import annotations

from pathlib import Path

import gouji
from gouji.model.run import Run

COVER = "# 柳川县档案馆2023年度部门决算"
_ROWS = {
    "合计": ["", "合计", "350.00", "260.00", "90.00"],
    "201": ["201", "一般公共服务支出", "350.00", "260.00", "90.00"],
    "20126": ["20126", "档案事务", "350.00", "260.00", "90.00"],
    "2012601": ["2012601", "行政运行", "260.00", "260.00", ""],
    "2012604": ["2012604", "档案馆", "90.00", "", "90.00"],
}


def expenditure_table(**changed: str) -> str:
    """Return a 支出决算表 whose sums hold, but for the cells changed: row and column as in c2012604_4="99.00"."""
    rows = {code: list(cells) for code, cells in _ROWS.items()}
    for cell, value in changed.items():
        code, column = cell.removeprefix("c").split("_")
        rows[code][int(column)] = value
    lines = ["科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出", "---|---|---|---|---"]
    lines += [" | ".join(cells) for cells in rows.values()]
    return "支出决算表\n\n单位：万元\n\n" + "\n".join(f"| {line} |" for line in lines)


def run(folder: Path, *parts: str, select: tuple[str, ...] = ()) -> Run:
    """Return the run over a cover and the parts, by all checks or those selected."""
    path = folder / "report.md"
    path.write_text("\n\n".join([COVER, *parts]) + "\n", "utf-8")
    result = gouji.check(str(path), settings=gouji.Settings(select=select))
    assert result.crashes == ()
    return result
