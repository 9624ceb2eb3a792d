"""One root cause is one finding: the same slip repeated, one cell that fails several sums, one figure that several rules accuse."""

from __future__ import annotations

from pathlib import Path

from gouji import check
from gouji.model.finding import Finding
from gouji.model.run import Run
from tests.cases import squeezed
from tests.judge.build import expenditure_table, run

_SLIP = "收、支总计550.00万元，比上年增加50.00万元，增长9.09%。"


def _quote(result: Run, finding: Finding) -> str:
    return squeezed(result.document.text(finding.claim.place.span))


def _also(result: Run, finding: Finding) -> list[str]:
    return [squeezed(result.document.text(witness.place.span)) for witness in finding.also]


def _printed(finding: Finding) -> set[str]:
    return {str(w.printed.value) for w in (finding.claim, *finding.also, *finding.evidence) if w.printed}


def test_the_same_slip_in_several_places_is_one_finding_with_every_place(tmp_path: Path) -> None:
    result = run(
        tmp_path, "## 一、收入支出决算总体情况说明", _SLIP, "## 二、收入决算情况说明", _SLIP, "## 十、绩效", _SLIP
    )
    [finding] = result.findings
    assert _also(result, finding) == ["增长9.09%", "增长9.09%"]
    places = [witness.place.span.start for witness in (finding.claim, *finding.also)]
    assert places == sorted(places)
    assert len(set(places)) == 3
    assert finding.message.endswith("（共3处）")


def test_two_slips_of_one_kind_are_two_findings(tmp_path: Path) -> None:
    other = "事业收入110.00万元，比上年增加10.00万元，增长9.09%。"
    result = run(tmp_path, "## 一、收入支出决算总体情况说明", _SLIP, "## 二、收入决算情况说明", other)
    assert [finding.also for finding in result.findings] == [(), ()]


def test_a_bad_total_that_fails_its_row_and_its_column_is_one_finding_there(tmp_path: Path) -> None:
    result = run(tmp_path, expenditure_table(c合计_2="305.00"))
    [finding] = result.findings
    assert (finding.check, _quote(result, finding)) == ("WT01", "305.00")


def test_a_bad_part_that_fails_its_row_and_its_column_is_one_finding_that_names_it(tmp_path: Path) -> None:
    result = run(tmp_path, expenditure_table(c2012604_4="99.00"))
    [finding] = result.findings
    assert finding.check == "WT01"
    assert "99.00" in _printed(finding)


def test_the_cell_that_all_failing_sums_share_is_the_place_of_the_finding(tmp_path: Path) -> None:
    result = run(tmp_path, expenditure_table(c2012604_4="99.00"))
    [finding] = result.findings
    assert _quote(result, finding) == "99.00"


def test_two_bad_cells_that_ask_for_different_repairs_are_two_findings(tmp_path: Path) -> None:
    result = run(tmp_path, expenditure_table(c合计_2="305.00", c2012601_2="277.00"))
    assert sorted(_quote(result, finding) for finding in result.findings) == ["277.00", "305.00"]


def test_a_figure_that_several_rules_accuse_is_one_finding_and_the_table_speaks(tmp_path: Path) -> None:
    lonely = "支出决算表\n\n单位：万元\n\n| 科目编码 | 科目名称 | 本年支出合计 |\n|---|---|---|\n| | 合计 | 350.00 |"
    said = "本年支出合计355.00万元，其中：基本支出260.00万元，项目支出190.00万元。"
    heading = "## 三、支出决算情况说明"
    for select in (("XT01",), ("WX06",)):
        [alone] = run(tmp_path, lonely, heading, said, select=select).findings
        assert alone.check == select[0]
    result = run(tmp_path, lonely, heading, said)
    [finding] = result.findings
    assert finding.check == "XT01"
    assert _quote(result, finding).endswith("355.00万元")
    assert {"350.00", "260.00", "190.00"} <= _printed(finding)


def test_findings_stand_in_the_order_of_the_document(tmp_path: Path) -> None:
    result = run(
        tmp_path, "## 一、收入支出决算总体情况说明", _SLIP, "## 七、其他", "差旅费年初预算为10.00万元，支出决算为8.00万元，完成年初预算的88.00%。",
        expenditure_table(c2012604_4="99.00"),
    )  # fmt: skip
    starts = [finding.claim.place.span.start for finding in result.findings]
    assert len(starts) == 3
    assert starts == sorted(starts)


def test_the_figure_whose_repair_makes_several_statements_true_is_named_for_all(tmp_path: Path) -> None:
    said = (
        "政府采购支出总额125.00万元，其中：政府采购货物支出50.00万元，政府采购工程支出54.00万元，"
        "占政府采购支出总额的36.00%，政府采购服务支出30.00万元。"
    )
    for code in ("WX04", "WX06"):
        [alone] = run(tmp_path, said, select=(code,)).findings
        assert alone.check == code
    result = run(tmp_path, said)
    [finding] = result.findings
    assert (_quote(result, finding), finding.likelier) == ("54.00万元", "claim")
    assert finding.expected is not None
    assert finding.expected.value == "45.00"
    assert "把54.00万元改为45.00万元" in finding.message


def test_a_figure_that_a_statement_holds_with_is_not_blamed_for_others(tmp_path: Path) -> None:
    said = (
        "政府采购支出总额125.00万元，其中：政府采购货物支出50.00万元，政府采购工程支出54.00万元，"
        "占政府采购支出总额的43.20%，政府采购服务支出30.00万元。"
    )
    result = run(tmp_path, said)
    [finding] = result.findings
    assert _quote(result, finding) == "政府采购支出总额125.00万元"


def test_one_wrong_unit_over_a_table_is_one_finding_whatever_it_draws_in(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    rows = "|  | 合计 | 400.25 | 280.15 | 120.10 |\n| 205 | 教育支出 | 400.25 | 280.15 | 120.10 |"
    head = "| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |\n|---|---|---|---|---|"
    report.write_text(
        "# 青禾县实验小学2023年度部门决算\n\n"
        f"## 支出决算表\n\n金额单位：元\n\n{head}\n{rows}\n\n"
        f"## 一般公共预算财政拨款支出决算表\n\n金额单位：万元\n\n{head}\n{rows}\n\n"
        "## 三、支出决算情况说明\n\n"
        "本年支出合计400.25万元，其中：基本支出280.15万元，项目支出120.10万元。\n",
        encoding="utf-8",
    )
    [finding] = check(str(report)).findings
    assert "表头的单位" in finding.message
    assert finding.cause == "表头的单位写错"
    assert finding.likelier == "evidence"


def test_two_tables_ten_thousand_times_apart_are_one_finding_that_blames_neither(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    head = "| 科目编码 | 科目名称 | 合计 |\n|---|---|---|"
    large = "|  | 合计 | 4002500.00 |\n| 205 | 教育支出 | 2801500.00 |\n| 210 | 卫生健康支出 | 1201000.00 |"
    small = "|  | 合计 | 400.25 |\n| 205 | 教育支出 | 280.15 |\n| 210 | 卫生健康支出 | 120.10 |"
    report.write_text(
        "# 青禾县实验小学2023年度部门预算\n\n"
        f"## 部门收入总表\n\n金额单位：元\n\n{head}\n{large}\n\n"
        f"## 部门支出总表\n\n金额单位：元\n\n{head}\n{small}\n",
        encoding="utf-8",
    )
    [finding] = check(str(report)).findings
    assert "两表表头的单位" in finding.message
    assert finding.likelier is None
    assert len(finding.also) == 2
