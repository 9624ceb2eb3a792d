"""Findings of two versions recognised as one, and the work growing with their number, not its square."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest

from gouji.compare.match import paired
from gouji.compare.words import bare, masked
from gouji.model.trace import Mark, Trace


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("三、机关运行经费支出说明", "机关运行经费支出说明"),
        ("十三、机关运行经费支出说明（三）13.", "机关运行经费支出说明"),
        ("第二部分 2023年度部门决算表", "年度部门决算表"),
        ("表5一般公共预算财政拨款支出决算表", "表#一般公共预算财政拨款支出决算表"),
        ("（一）收入情况", "收入情况"),
        ("", ""),
    ],
)
def test_the_numbering_of_a_section_is_no_part_of_its_name(section: str, name: str) -> None:
    assert bare(section) == name


def test_numbers_are_masked_and_white_space_goes() -> None:
    assert masked("决算 1,234.56\n万元，增长8.1%") == "决算#万元，增长#%"


def _trace(number: int, value: str = "1.00") -> Trace:
    claim = Mark(f"{value}万元", f"科目{number}的支出决算为", "，比上年增加", f"第{number}项")
    return Trace(f"id{number}", "WX02", "growth-rate-mismatch", "error", "", claim, (Mark("0.00万元"),), "2万元")


def test_a_place_is_the_same_only_in_its_sentence() -> None:
    old = [_trace(1), replace(_trace(2), claim=replace(_trace(2).claim, before="完全另一句话说的是人员经费"))]
    new = [replace(old[1], id="id1"), replace(old[0], id="other")]  # ids count from the top
    assert [(p.old, p.new) for p in paired(old, new)] == [(old[0], new[1]), (old[1], new[0])]


def test_each_finding_is_met_once() -> None:
    old = [_trace(1), _trace(1), _trace(1)]
    assert len(paired(old, [_trace(1), _trace(1)])) == 2


def test_another_check_at_the_same_place_is_the_same_finding() -> None:
    [pair] = paired([_trace(1)], [replace(_trace(1, "3.00"), id="x", check="XT01", evidence=())])
    assert pair.changed


def test_unlike_sentences_never_meet_over_a_number() -> None:
    other = replace(_trace(1), id="x", claim=Mark("1.00万元", "其中公务接待费预算数是", "。", "别处"))
    assert paired([_trace(1)], [other]) == []


def test_twice_the_findings_take_about_twice_the_time() -> None:
    def seconds(count: int) -> float:
        old = [_trace(n) for n in range(count)]
        new = [
            replace(_trace(n, "7.00"), id="", check="WX02", claim=Mark("7.00万元", f"甲{n}乙丙丁戊", "", ""))
            for n in range(count)
        ]
        best = []
        for _ in range(3):
            start = process_time()
            paired(old, new)
            best.append(process_time() - start)
        return min(best)

    assert seconds(4000) < 3.5 * seconds(2000) + 0.05
