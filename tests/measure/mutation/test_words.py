"""Which words are planted, and which of them the report itself fixes."""

from __future__ import annotations

from pathlib import Path

import gouji
from gouji.measure.mutation.directions import direction_plants
from gouji.measure.mutation.entities import entity_plants
from gouji.measure.mutation.figures import figure_plants
from gouji.measure.mutation.plants import Plant
from gouji.measure.mutation.subjects import subject_plants
from gouji.measure.mutation.years import year_plants
from gouji.model.run import Run
from tests.measure.mutation.build import REPORT


def _run(folder: Path, ending: str) -> Run:
    path = folder / "report.md"
    path.write_text(REPORT + "\n### 四、其他说明\n\n" + ending + "\n", "utf-8")
    return gouji.check(str(path))


def _said(run: Run, plants: list[Plant]) -> list[tuple[str, bool]]:
    """Return (place, bound) of the plants in what was added to the report."""
    added = len(REPORT)
    return [(run.document.text(p.place), p.bound) for p in plants if p.place.start >= added]


def test_a_direction_is_given_by_change_and_rate_but_not_by_a_change_alone(tmp_path: Path) -> None:
    run = _run(
        tmp_path, "项目支出120.00万元，比上年减少40.00万元，下降25.00%。\n\n会议费2.00万元，比上年减少1.00万元。"
    )
    assert _said(run, list(direction_plants(run))) == [
        ("减少40.00万元", True), ("下降25.00%", True), ("减少1.00万元", False),
    ]  # fmt: skip


def test_a_direction_that_its_numbers_refute_is_not_fixed(tmp_path: Path) -> None:
    # 40 ÷ (120 + 40) = 25%: a fall; 40 ÷ (120 − 40) would be 50%
    run = _run(tmp_path, "项目支出120.00万元，比上年增加40.00万元，增长25.00%。")
    assert _said(run, list(direction_plants(run))) == [("增加40.00万元", False), ("增长25.00%", False)]


def test_years_of_documents_are_left_alone_and_other_years_too(tmp_path: Path) -> None:
    run = _run(tmp_path, "依据《档案馆2023年度工作要点》，2019年起实行；2022年已完成；与2022年相比持平。")
    assert _said(run, list(year_plants(run, 0))) == [("2022", False), ("2022", True)]


def test_other_places_count_only_when_told_often(tmp_path: Path) -> None:
    run = _run(tmp_path, "帮扶松禾县两村。松禾县回函一件，与松禾县会商。走访东岗县。")
    assert _said(run, list(entity_plants(run, 0))) == [("松禾县", False)] * 3


def test_the_wrong_name_differs_in_one_character_that_is_not_the_kind_of_place(tmp_path: Path) -> None:
    run = _run(tmp_path, "溪口县档案馆。")
    for seed in range(20):
        [plant] = [p for p in entity_plants(run, seed) if p.place.start > len(REPORT)]
        assert run.document.text(plant.span) in set("溪口档案馆") - {plant.new}


def test_a_listed_name_is_fixed_after_an_amount_and_not_in_a_definition(tmp_path: Path) -> None:
    run = _run(tmp_path, "基本支出210.00万元，主要包括：行政运行、档案事务。\n\n科目：指行政运行、档案事务等。")
    assert _said(run, list(subject_plants(run, 0))) == [
        ("行政运行", True), ("档案事务", True), ("行政运行", False), ("档案事务", False),
    ]  # fmt: skip


def test_nothing_is_the_same_in_every_unit(tmp_path: Path) -> None:
    run = _run(tmp_path, "政府性基金支出0万元。")
    assert [p.group.value for p in figure_plants(run, 0) if p.place.start > len(REPORT)] == ["amount"]


def test_a_number_broken_over_lines_keeps_the_lines_after_it(tmp_path: Path) -> None:
    run = _run(tmp_path, "会议费支出12.\n34万元，比上年减少1.00万元。")
    [amount, *_] = [p for p in figure_plants(run, 0) if p.place.start > len(REPORT)]
    text = run.document.sources[0].text
    assert amount.applied(text).count("\n") == text.count("\n")
