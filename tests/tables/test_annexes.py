"""Annexes are cut into forms, and forms into header lines with the rows under them."""

from __future__ import annotations

from pathlib import Path

from gouji.ingest.report import read_report
from gouji.model.annex import Annex, BlockKind
from gouji.tables.understand import understand

_HEAD = "# 柳川县档案馆2023年度部门决算\n\n2023年度项目支出绩效自评表\n\n"
_GRID = """| 项目名称 | 库房改造 | | | |
|---|---|---|---|---|
| 预算执行情况（万元） | 预算数（A） | 执行数（B） | 执行率（B/A） | 得分 |
| 年度资金总额 | 52.00 | 48.50 | 93.27% | 9.33 |
| 一级指标 | 三级指标 | 年初目标值 | 实际完成值 | 得分 |
| 产出指标 | 改造面积 | ≥800平方米 | 860平方米 | 30 |
| 总分 | | | | 39.33 |
| 项目名称 | 档案数字化 | | | |
| 支出明细 | 测算依据 | | | 金额（元） |
| 扫描 | 43万页×0.4元/页 | | | 172000 |
| 合计 | | | | 172000 |
| 备注 | 无 | | | |
"""
_LINES = """项目名称 库房改造
预算执行情况
（万元）
预算数
（A）
执行数
（B）
执行率
（B/A）
年度资金总额
52.00 48.50 93.27%
一级指标 二级指标 三级指标 年初目标值 实际完成值 分值 得分
产出指标 数量指标 改造面积 ≥800平方米 860平方米 30 30
总分 100 98.50
"""


def _annexes(folder: Path, text: str) -> list[Annex]:
    path = folder / "report.md"
    path.write_text(_HEAD + text, "utf-8")
    document, profile = read_report(str(path))
    return [a for t in understand(document, profile) for a in t.annexes]


def test_a_second_project_name_begins_a_second_form(tmp_path: Path) -> None:
    first, second = _annexes(tmp_path, _GRID)
    assert (first.project, second.project) == ("库房改造", "档案数字化")
    assert [b.kind for b in first.blocks] == [BlockKind.FUNDS, BlockKind.INDICATORS]
    assert [b.kind for b in second.blocks] == [BlockKind.DETAILS]


def test_the_unit_of_a_header_is_that_of_its_rows(tmp_path: Path) -> None:
    first, second = _annexes(tmp_path, _GRID)
    assert [(r.label, {k: str(f.printed) for k, f in r.values.items()}) for r in first.funds] == [
        ("年度资金总额", {"budget": "52.00万元", "final": "48.50万元", "rate": "93.27%", "score": "9.33分"})
    ]
    assert second.blocks[0].unit.symbol == "元"


def test_what_follows_a_total_stands_outside(tmp_path: Path) -> None:
    _, second = _annexes(tmp_path, _GRID)
    assert [row[0].text for row in second.outside] == ["项目名称", "备注"]


def test_a_header_broken_over_lines_is_joined(tmp_path: Path) -> None:
    [annex] = _annexes(tmp_path, _LINES)
    assert [b.kind for b in annex.blocks] == [BlockKind.FUNDS, BlockKind.INDICATORS]
    assert [c.text for c in annex.blocks[0].header] == ["预算数(A)", "执行数(B)", "执行率(B/A)"]
    assert [{k: str(f.printed) for k, f in r.values.items()} for r in annex.funds] == [
        {"budget": "52.00万元", "final": "48.50万元", "rate": "93.27%"}
    ]
