"""The cheap questions asked before costly patterns: what a pattern accepts, its sign must let pass."""

from __future__ import annotations

import pytest

from gouji.extract import patterns as p

OFFICES = (
    "局机关 委机关 办机关 院机关 厅机关 部机关 处机关 本级 机关本级 云栖林场 云栖农场 云栖牧场 云栖茶场 云栖苗圃 云栖中心 云栖大队 云栖支队 云栖总队 云栖中队 "
    "云栖办公室 云栖委员会 云栖管理处 云栖管理局 云栖管理所 云栖管理站 云栖学校 云栖小学 云栖中学 云栖大学 云栖幼儿园 云栖医院 云栖卫生院 云栖保健院 "
    "云栖图书馆 云栖博物馆 云栖文化馆 云栖档案馆 云栖体育馆 云栖研究所 云栖研究院 云栖监测站 云栖工作站 云栖服务站 云栖播站"
)
BUDGETS = "年初预算 年初预算数为 全年预算 调整后的预算数 预算 预算安排 支出决算 收入决算数 决算 执行数 实际支出 实际完成额 实际到位资金"


@pytest.mark.parametrize("name", OFFICES.split())
def test_every_office_bears_the_sign_of_one(name: str) -> None:
    assert p.OFFICE.search(name)
    assert p.OFFICE_SIGN.search(name)


@pytest.mark.parametrize("words", BUDGETS.split())
def test_every_basis_is_said_with_one_of_three_words(words: str) -> None:
    cues = (p.INITIAL_CUE, p.ADJUSTED_CUE, p.BUDGET_CUE, p.FINAL_CUE)
    assert any(cue.search(words) for cue in cues)
    assert "算" in words or "执行" in words or "实际" in words


@pytest.mark.parametrize("words", ["增加到", "增长至", "压减到", "调整为", "调减为", "降至", "降为", "回落到"])
def test_every_new_level_ends_in_one_of_three_characters(words: str) -> None:
    assert p.LEVEL_CHANGED.search(words)
    assert words[-1] in "到至为"
