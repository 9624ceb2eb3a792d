"""What messages say beyond their numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

import gouji

_SANGONG = """# 柳川县档案馆2023年度部门决算

财政拨款“三公”经费支出决算表

金额单位：万元

| 项目 | 预算数 | 决算数 |
|---|---|---|
| 合计 | 20.00 | 10.00 |
| 1．因公出国（境）费 | 0.00 | 0.00 |
| 2．公务用车购置及运行维护费 | 12.00 | 6.00 |
| （1）公务用车购置费 | 0.00 | 0.00 |
| （2）公务用车运行维护费 | 12.00 | 6.00 |
| 3．公务接待费 | 8.00 | 4.00 |

## 九、财政拨款“三公”经费支出决算情况说明

公务接待费支出决算为4.00万元，完成{}的40.00%。
"""


def _messages(folder: Path, text: str, code: str) -> list[str]:
    path = folder / "report.md"
    path.write_text(text, "utf-8")
    return [f.message for f in gouji.check(str(path), settings=gouji.Settings(select=(code,))).findings]


@pytest.mark.parametrize(("basis", "unstated"), [("全年预算", False), ("预算", True)])
def test_unstated_basis_is_only_said_where_it_is_unstated(tmp_path: Path, basis: str, unstated: bool) -> None:
    [message] = _messages(tmp_path, _SANGONG.format(basis), "WX03")
    assert "表列预算数为调整后（全年）数" in message
    assert ("正文未注明口径" in message) is unstated


def test_a_blank_total_is_told_in_plain_words(tmp_path: Path) -> None:
    text = _SANGONG.format("预算").replace("| 合计 | 20.00 | 10.00 |", "| 合计 | 20.00 |  |")
    [message] = _messages(tmp_path, text, "WT01")
    assert "为空白，各项之和为10.00万元" in message


def test_a_statement_told_twice_is_quoted_with_the_gap(tmp_path: Path) -> None:
    said = "组织云雾岭合作社茶农学习采摘与揉捻制茶新技术共{}人次，受到欢迎。"
    text = f"驻点帮扶期间，{said.format(690)}\n\n据绩效自评，{said.format(960)}\n\n年底总结时，{said.format(960)}\n"
    [message] = _messages(tmp_path, text, "WX08")
    assert "茶新技术共”此处写690人次，另有2处写960人次，相差270人次，" in message


def test_what_a_unit_is_held_against_is_named_once_wherever_it_stands(tmp_path: Path) -> None:
    text = "本年支出合计2063.40元。\n\n较上年，本年支出合计2063.40万元。\n\n可见，本年支出合计2063.40万元。\n"
    [message] = _messages(tmp_path, text, "WX11")
    assert message.startswith("写作2063.40元，按2063.40万元应为2063.40万元，相差一万倍")


_ONE_SIDE = """# 柳川县档案馆2025年部门预算

一般公共预算基本支出情况表

单位：万元

| 科目编码 | 科目名称 | 合计 | 人员经费 | 公用经费 |
|---|---|---|---|---|
|  | 合计 | 85.00 | 60.00 | 25.00 |
| 301 | 工资福利支出 | 60.00 | 60.00 |  |
| 302 | 商品和服务支出 | {whole} |  | {part} |
| 30201 | 办公费 | {whole} |  | {part} |
"""


@pytest.mark.parametrize(
    ("whole", "part", "formula"), [("25.00", "52.00", "52.00万元 ≠ 25.00万元"), ("25.00", "", "各项空白 ≠ 25.00万元")]
)
def test_a_sum_of_one_amount_or_of_none_is_said_plainly(tmp_path: Path, whole: str, part: str, formula: str) -> None:
    path = tmp_path / "report.md"
    path.write_text(_ONE_SIDE.format(whole=whole, part=part), "utf-8")
    findings = gouji.check(str(path), settings=gouji.Settings(select=("WT01",))).findings
    assert formula in {f.formula for f in findings}
