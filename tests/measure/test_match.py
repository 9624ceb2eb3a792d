"""When a finding counts as having found a label."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.measure.build import REPORT, case, finding, label, place, run, scored

GROWTH = label("a", "增长6.40%", 3)
SUM = label("s", "支出合计318.00万元", 5, kind="sum-error", evidence=[{"quote": "项目支出109.00万元", "line": 5}])


def found(folder: Path, labels: list[dict[str, Any]], *findings: dict[str, Any], text: str = REPORT) -> int:
    return int(scored(case(folder, labels, text=text), run(*findings))["must_found"])


@pytest.mark.parametrize("quote", ["增长6.40%", "6.40%", "增加20.50万元，增长6.40%"])
def test_a_claim_that_overlaps_the_quote_finds_it(tmp_path: Path, quote: str) -> None:
    assert found(tmp_path, [GROWTH], finding(place(quote, 3))) == 1


def test_a_claim_beside_the_quote_does_not(tmp_path: Path) -> None:
    assert found(tmp_path, [GROWTH], finding(place("增加20.50万元", 3))) == 0


def test_another_place_of_the_same_root_finds_it(tmp_path: Path) -> None:
    also = [place("增长6.40%", 3)]
    assert found(tmp_path, [GROWTH], finding(place("318.00万元", 5), also=also)) == 1


def test_evidence_finds_a_label_only_where_both_kinds_are_symmetric(tmp_path: Path) -> None:
    claim, evidence = place("项目支出用于库房改造", 6), [place("支出合计318.00万元", 5)]
    assert found(tmp_path / "1", [SUM], finding(claim, kind="narrative-conflict", evidence=evidence)) == 1
    assert found(tmp_path / "2", [SUM], finding(claim, kind="ratio-error", evidence=evidence)) == 0
    assert found(tmp_path / "3", [GROWTH], finding(claim, kind="sum-error", evidence=[place("增长6.40%", 3)])) == 0


def test_claim_and_evidence_may_meet_two_places_the_label_names(tmp_path: Path) -> None:
    named = [{"quote": "基本支出210.00万元", "line": 5}, {"quote": "项目支出109.00万元", "line": 5}]
    labels = [label("s", "二、支出情况", 4, kind="sum-error", evidence=named)]
    claim, other = place("210.00万元", 5), place("109.00万元", 5)
    assert found(tmp_path / "1", labels, finding(claim, kind="sum-error", evidence=[other])) == 1
    assert found(tmp_path / "2", labels, finding(claim, kind="sum-error", evidence=[claim])) == 0


def test_a_place_as_wide_as_a_paragraph_hits_nothing(tmp_path: Path) -> None:
    last = REPORT.split("\n")[7]
    assert len(last) > 80
    assert found(tmp_path / "1", [label("w", "66.03%", 8)], finding(place(last, 8))) == 0
    assert found(tmp_path / "2", [label("w", last[:60], 8)], finding(place(last, 8))) == 1


def test_evidence_that_is_a_whole_table_hits_nothing(tmp_path: Path) -> None:
    claim, evidence = place("项目支出用于库房改造", 6), [place("支出合计318.00万元", 5)]
    assert found(tmp_path / "1", [SUM], finding(claim, kind="sum-error", evidence=evidence * 30)) == 1
    assert found(tmp_path / "2", [SUM], finding(claim, kind="sum-error", evidence=evidence * 31)) == 0


def test_a_finding_that_is_mostly_elsewhere_is_false(tmp_path: Path) -> None:
    elsewhere = [place(word, 8) for word in ("66.03%", "33.96%", "办公用房", "没有新增", "车辆编制")]
    few = scored(case(tmp_path / "1", [GROWTH]), run(finding(place("增长6.40%", 3), also=elsewhere[:4])))
    many = scored(case(tmp_path / "2", [GROWTH]), run(finding(place("增长6.40%", 3), also=elsewhere)))
    assert (few["must_found"], few["false"]) == (1, [])
    assert many["must_found"] == 0
    assert [remark["what"] for remark in many["false"]] == ["WX02"]


def test_a_loud_finding_on_a_tail_counts_half(tmp_path: Path) -> None:
    tail = label("t", "33.96%", 8, kind="rounding", severity="info")
    both = run(finding(place("33.96%", 8)), finding(place("增长6.40%", 3)))
    result = scored(case(tmp_path, [tail, GROWTH]), both)
    assert result["precision"] == 0.75
    assert [remark["quote"] for remark in result["half"]] == ["33.96%"]


def test_a_tail_excuses_figures_and_a_typo_excuses_words(tmp_path: Path) -> None:
    typo = label("t", "溪口县档案管", 6, kind="format-error", severity="info")
    words = finding(place("档案管", 6), kind="entity-mismatch")
    figures = finding(place("档案管安排，共计109.00万元", 6), kind="value-mismatch")
    said_twice = finding(place("档案管", 6), kind="narrative-conflict")
    assert scored(case(tmp_path, [typo]), run(words))["precision"] == 0.5
    assert scored(case(tmp_path, [typo]), run(figures))["precision"] == 0.0
    assert scored(case(tmp_path, [typo]), run(said_twice))["precision"] == 0.5


def test_a_trap_is_tripped_by_a_false_finding_only(tmp_path: Path) -> None:
    trap = {"id": "N1", "kind": "ratio-error", "quote": "66.03%", "line": 8, "why_ok": "210÷318"}
    near = {"id": "N2", "kind": "ratio-error", "quote": "增长6.40%", "line": 3}
    folder = case(tmp_path, [GROWTH], [trap, near])
    result = scored(folder, run(finding(place("66.03%", 8)), finding(place("增长6.40%", 3))))
    assert [(remark["what"], remark["message"]) for remark in result["tripped"]] == [("N1", "210÷318")]
    assert scored(folder, run(finding(place("66.03%", 8), severity="info")))["tripped"] == []


def test_saying_the_same_again_is_a_repeat(tmp_path: Path) -> None:
    again = finding(place("6.40%", 3), check="WX09")
    result = scored(case(tmp_path, [GROWTH]), run(finding(place("增长6.40%", 3)), again))
    assert [remark["what"] for remark in result["repeats"]] == ["WX09"]


def test_a_quote_that_does_not_stand_where_the_finding_says_is_astray(tmp_path: Path) -> None:
    wrong = {"quote": "6.41%", "location": {"file": 0, "line": 3, "start": 50, "end": 55}}
    other_file = {"quote": "999.99", "location": {"file": 1, "line": 1, "start": 0, "end": 6}}
    result = scored(case(tmp_path, [GROWTH]), run(finding(place("增长6.40%", 3), evidence=[wrong, other_file])))
    assert [remark["quote"] for remark in result["astray"]] == ["6.41%"]


def test_places_are_found_by_line_where_there_are_no_offsets(tmp_path: Path) -> None:
    claim = {"quote": "109.00万元", "location": {"file": 0, "line": 6}}
    assert found(tmp_path / "1", [label("m", "共计109.00万元", 6)], finding(claim)) == 1
    assert found(tmp_path / "2", [label("m", "项目支出109.00万元", 5)], finding(claim)) == 0


def test_a_label_may_be_a_line_off_and_spelled_with_other_white_space(tmp_path: Path) -> None:
    broken = REPORT.replace("增长6.40%", "增\n长 6.40%")
    claim = place("长 6.40%", 4, broken)
    assert found(tmp_path, [label("a", "增长6.40%", 4)], finding(claim), text=broken) == 1


def test_a_label_whose_quote_is_not_in_the_report_is_pointed_out(tmp_path: Path) -> None:
    result = scored(case(tmp_path, [label("a", "增长7.77%", 3)]), run())
    assert [remark["what"] for remark in result["unplaced"]] == ["a"]


def test_a_report_in_gb18030_with_windows_line_ends_scores_alike(tmp_path: Path) -> None:
    folder = case(tmp_path, [GROWTH])
    (folder / "report.txt").write_bytes(REPORT.replace("\n", "\r\n").encode("gb18030"))
    result = scored(folder, run(finding(place("增长6.40%", 3))))
    assert (result["must_found"], result["astray"]) == (1, [])
