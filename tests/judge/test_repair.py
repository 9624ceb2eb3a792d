"""The smallest repair on the graph of identities: what is one root, and which side is named where the graph singles it out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from time import process_time

from gouji.judge.equation import Equation
from gouji.judge.repair import merge_repairs
from gouji.judge.roots import Root
from gouji.model.finding import Finding
from gouji.model.location import Place, Span
from gouji.model.outcome import Checked, Consistent, Contradicted, Witness
from gouji.model.run import Run
from gouji.values.interval import Interval
from gouji.values.printed import Printed
from gouji.values.units import WAN
from tests.cases import squeezed
from tests.judge.build import run

_HEADING = "## 五、一般公共预算财政拨款支出决算情况说明"


def _table(title: str, *, office: str = "260.00", archive: str = "90.00", total: str = "350.00") -> str:
    """Return a table of two items under one 款, all of it 基本支出."""
    rows = [("", "合计", total), ("201", "一般公共服务支出", total), ("20126", "档案事务", total)]
    rows += [("2012601", "行政运行", office), ("2012604", "档案馆", archive)]
    lines = "\n".join(f"| {code} | {name} | {value} | {value} | |" for code, name, value in rows)
    head = "| 科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出 |\n|---|---|---|---|---|"
    return f"{title}\n\n单位：万元\n\n{head}\n{lines}"


_ALL = _table("支出决算表")
_FISCAL = "一般公共预算财政拨款支出决算表"


def _quotes(result: Run, finding: Finding) -> list[str]:
    return [squeezed(result.document.text(w.place.span)) for w in (finding.claim, *finding.also)]


def test_two_cells_exchanged_in_one_table_are_one_finding_that_names_both(tmp_path: Path) -> None:
    said = "行政运行（项）支出决算为260.00万元。\n\n档案馆（项）支出决算为90.00万元。"
    result = run(tmp_path, _ALL, _table(_FISCAL, office="90.00", archive="260.00"), _HEADING, said)
    [finding] = result.findings
    assert finding.check == "BT01"
    assert (finding.likelier, finding.expected and finding.expected.value) == ("claim", "260.00")
    assert finding.cause is not None
    assert finding.cause.endswith("互换")
    assert _quotes(result, finding)[:4] == ["90.00", "90.00", "260.00", "260.00"]
    assert {w.place.table for w in (finding.claim, *finding.also) if w.place.table is not None} == {1}
    assert "把90.00万元改为260.00万元、260.00万元改为90.00万元等4处" in finding.message


def test_exchanged_cells_that_only_one_other_table_gainsays_are_one_finding_that_blames_neither(tmp_path: Path) -> None:
    result = run(tmp_path, _ALL, _table(_FISCAL, office="90.00", archive="260.00"))
    [finding] = result.findings
    assert (finding.check, finding.likelier, finding.suggestion) == ("BT01", None, None)
    assert "同一差额" in finding.message


def test_two_differences_of_unlike_size_are_two_findings(tmp_path: Path) -> None:
    said = "行政运行（项）支出决算为268.00万元。\n\n档案馆（项）支出决算为97.00万元。"
    result = run(tmp_path, _ALL, _table(_FISCAL), _HEADING, said)
    assert len(result.findings) == 2


def test_two_items_moved_the_same_way_are_two_findings_moved_apart_one(tmp_path: Path) -> None:
    office = "行政运行（项）支出决算为268.00万元。\n\n档案馆（项）支出决算为"
    assert len(run(tmp_path, _ALL, _table(_FISCAL), _HEADING, f"{office}98.00万元。").findings) == 2
    assert len(run(tmp_path, _ALL, _table(_FISCAL), _HEADING, f"{office}82.00万元。").findings) == 1


def test_two_sums_that_ask_one_cell_to_move_apart_are_two_findings(tmp_path: Path) -> None:
    head = "| 科目编码 | 科目名称 | 年初结转和结余 | 本年收入 | 小计 | 基本支出 | 项目支出 | 年末结转和结余 |\n|---|---|---|---|---|---|---|---|"
    row = "|  | 合计 |  | 200.00 | 160.00 | 60.00 | 80.00 | 20.00 |"
    result = run(tmp_path, f"政府性基金预算财政拨款收入支出决算表\n\n单位：万元\n\n{head}\n{row}")
    assert [f.formula for f in result.findings] == [
        "60.00 + 80.00 = 140.00万元 ≠ 160.00万元",
        "200.00 − 160.00 = 40.00万元 ≠ 20.00万元",
    ]


def test_one_difference_all_through_a_table_is_one_finding(tmp_path: Path) -> None:
    other = _table(_FISCAL, office="260.90", total="350.90")
    said = "本年支出合计350.00万元。行政运行（项）支出决算为260.00万元。"
    result = run(tmp_path, _ALL, other, _HEADING, said)
    [finding] = result.findings
    assert finding.likelier != "evidence"


def test_of_two_tables_that_differ_neither_is_blamed_unasked(tmp_path: Path) -> None:
    result = run(tmp_path, _ALL, _table(_FISCAL, office="260.90", total="350.90"))
    [finding] = result.findings
    assert finding.likelier is None


def test_the_cell_that_fails_its_row_and_its_column_is_named(tmp_path: Path) -> None:
    rows = "|  | 合计 | 350.00 | 250.00 | 100.00 |\n| 201 | 公共服务支出 | 300.00 | 220.00 | 80.00 |\n| 205 | 教育支出 | 50.00 | 30.00 | 47.16 |"
    head = "| 科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出 |\n|---|---|---|---|---|"
    result = run(tmp_path, f"支出决算表\n\n单位：万元\n\n{head}\n{rows}")
    [finding] = result.findings
    assert _quotes(result, finding) == ["47.16"]
    assert finding.expected is not None
    assert finding.expected.value == "20.00"
    assert not finding.cause


def test_the_slip_that_made_the_wrong_cell_of_a_sum_is_named(tmp_path: Path) -> None:
    rows = "|  | 合计 | 350.00 | 250.00 | 100.00 |\n| 201 | 公共服务支出 | 298.70 | 220.00 | 87.70 |\n| 205 | 教育支出 | 51.30 | 30.00 | 21.30 |"
    head = "| 科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出 |\n|---|---|---|---|---|"
    [finding] = run(tmp_path, f"支出决算表\n\n单位：万元\n\n{head}\n{rows}").findings
    assert (finding.likelier, finding.cause) == ("claim", "相邻两位数字颠倒")


def test_a_total_that_its_parts_and_its_shares_gainsay_is_one_finding_there(tmp_path: Path) -> None:
    said = (
        "政府采购支出总额152.00万元，其中：政府采购货物支出50.00万元，政府采购工程支出45.00万元，"
        "占政府采购支出总额的36.00%，政府采购服务支出30.00万元。"
    )
    result = run(tmp_path, said)
    [finding] = result.findings
    assert (finding.likelier, finding.expected and finding.expected.value) == ("claim", "125.00")
    assert "152.00万元" in _quotes(result, finding)[0]


def test_an_equation_asks_each_place_for_what_makes_it_true() -> None:
    def about(value: str) -> Interval:
        return Interval.exact(Decimal(value))

    keys = [("text", 0, i, i + 1) for i in range(3)]
    whole, one, two = keys
    sums = Equation(whole, {one: 1, two: -1}, {}, dict(zip(keys, map(about, ("5", "9", "3")), strict=True)))
    assert [sums.asks(k) for k in keys] == [about("6"), about("8"), about("4")]
    assert [sums.holds({k: sums.asks(k) or about("0")}) for k in keys] == [True, True, True]
    rate = Equation(whole, {one: 1}, {two: 1}, dict(zip(keys, map(about, ("0.5", "9", "3")), strict=True)))
    assert [rate.asks(k) for k in keys] == [about("3"), about("1.5"), about("18")]
    most = Equation(whole, {one: 1}, {}, dict(zip(keys, map(about, ("5", "3", "0")), strict=True)), at_most=True)
    assert most.holds({whole: about("2")})
    assert not most.holds({})


def _witness(at: int, value: Decimal) -> Witness:
    return Witness(Place(Span(at, at + 1)), "claim", Printed(value, WAN))


def test_many_contradictions_are_joined_in_time_that_grows_with_them() -> None:
    def seconds(count: int) -> float:
        outcomes = []
        for i in range(count):
            one, other = _witness(10 * i, Decimal(i + 7)), _witness(10 * i + 5, Decimal(2 * i + 1))
            outcomes.append(
                Contradicted(one, (other,), "。", "table", implied=other.printed and other.printed.interval)
            )
        held = [Checked("BT01", Consistent(o.operands[0], (o.at,), "arithmetic")) for o in outcomes]
        began = process_time()
        assert len(merge_repairs([Root("BT01", o) for o in outcomes], (), held)) == count
        return process_time() - began

    seconds(200)
    assert min(seconds(1600) for _ in range(3)) < 4 * max(0.02, min(seconds(800) for _ in range(3)))


def test_a_blank_that_two_sums_miss_is_one_finding_that_blames_no_printed_cell(tmp_path: Path) -> None:
    rows = "|  | 合计 | 350.00 | 250.00 | 100.00 |\n| 201 | 公共服务支出 | 300.00 | 220.00 | 80.00 |\n| 205 | 教育支出 | 50.00 | 30.00 | |"
    head = "| 科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出 |\n|---|---|---|---|---|"
    [finding] = run(tmp_path, f"支出决算表\n\n单位：万元\n\n{head}\n{rows}").findings
    assert finding.check == "WT01"
    assert finding.likelier is None
