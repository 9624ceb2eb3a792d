"""A report held against its office's other years: what is read of them, and what is left out and said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import gouji
from gouji import pipeline
from gouji.model.run import Run
from gouji.pipeline.prior import Shelf
from gouji.reporters.html.page import render
from gouji.reporters.json import dumps, to_dict
from gouji.reporters.terminal import page
from tests.checks.cases import Case, all_cases

_CASE = next(c for c in all_cases() if c.code == "BY01" and c.shape == "bad")


def _run(case: Case, folder: Path, *, prior: str | None = None, twice: bool = False) -> Run:
    (folder / "report.md").write_text(case.text, "utf-8")
    (folder / "prior.md").write_text(prior or "".join(case.prior), "utf-8")
    paths = [str(folder / "prior.md")] * (2 if twice else 1)
    return gouji.check(str(folder / "report.md"), prior=paths if prior != "" else [])


def test_the_other_report_is_a_source_and_a_place_of_it(tmp_path: Path) -> None:
    run = _run(_CASE, tmp_path)
    assert [s.role for s in run.document.sources] == ["report", "prior"]
    [finding] = [f for f in run.findings if f.check == "BY01"]
    place = finding.evidence[0].place
    assert (place.span.file, place.table) == (1, None)
    assert run.document.text(place.span) == "500.00"
    assert place.section == "收入支出决算总表“总计”金额"
    [line] = [line for line in page(run, {}).splitlines() if line.startswith("  对照")]
    assert "prior.md 第" in line
    assert line.endswith("收入支出决算总表“总计”金额")


def test_without_another_report_nothing_is_said_of_other_years(tmp_path: Path) -> None:
    run = _run(_CASE, tmp_path, prior="")
    assert not any(f.check.startswith("BY") for f in run.findings)
    assert [s.role for s in run.document.sources] == ["report"]


def test_findings_within_the_other_report_are_not_this_ones(tmp_path: Path) -> None:
    alone = _run(_CASE, tmp_path, prior="")
    spoilt = (_CASE.prior[0]).replace("| 本年收入合计 | 9 | 450.00", "| 本年收入合计 | 9 | 451.00")
    run = _run(_CASE, tmp_path, prior=spoilt)
    assert {f.id for f in run.findings if not f.check.startswith("BY")} == {f.id for f in alone.findings}
    assert len(run.tables) == len(alone.tables)
    assert len(run.ledger) == len(alone.ledger)


def test_what_was_not_used_is_said(tmp_path: Path) -> None:
    for old, new, why in (
        ("柳川县档案馆", "柳川县图书馆", "不是同一单位"),
        ("部门决算", "单位决算", "范围不同"),
        ("2022", "2020", "没有应当相同的数"),
    ):
        run = _run(_CASE, tmp_path, prior=(_CASE.prior[0]).replace(old, new))
        assert not any(f.check.startswith("BY") for f in run.findings)
        assert any(why in note for note in run.notes), why


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (dumps(to_dict(_run(_CASE, tmp_path, twice=True), "x")) for _ in range(2))
    assert first == second


def test_the_page_shows_of_another_report_what_is_quoted(tmp_path: Path) -> None:
    text = _CASE.prior[0] + "\n\n" + "\n\n".join(f"第{n}段与此无关。" for n in range(20))
    run = _run(_CASE, tmp_path, prior=text)
    html = render(run, {}).decode("utf-8")
    assert "对照：prior.md" in html
    assert "总计" in html.partition("对照：prior.md")[2]
    assert "第19段与此无关" not in html


def test_units_are_held_against_their_department_each_once(tmp_path: Path) -> None:
    case = next(c for c in all_cases() if c.code == "BU01" and c.shape == "bad")
    run = case.run(tmp_path)
    [finding] = case.findings(run)
    assert [w.place.span.file for w in finding.evidence] == [1, 2, 3]
    assert [run.document.text(w.place.span) for w in finding.evidence] == ["120.00", "80.00", "40.00"]
    again = gouji.check(str(tmp_path / "report.md"), prior=[str(tmp_path / f"prior{n}.md") for n in (0, 0, 1, 2)])
    [same] = [f for f in again.findings if f.check == "BU01"]
    assert same.formula == finding.formula
    assert any("已经有一份" in note for note in again.notes)


def test_what_stands_on_a_shelf_is_what_would_be_read(tmp_path: Path) -> None:
    case = next(c for c in all_cases() if c.code == "BY04" and c.shape == "bad")
    (tmp_path / "now.md").write_text(case.text, "utf-8")
    last = tmp_path / "last.md"
    last.write_text(case.prior[0], "utf-8")
    shelf = Shelf()
    pipeline.check(str(last), shelf=shelf)

    def found() -> str:
        run = pipeline.check(str(tmp_path / "now.md"), prior=[str(last)], shelf=shelf)
        alone = pipeline.check(str(tmp_path / "now.md"), prior=[str(last)])
        assert dumps(to_dict(run, "")) == dumps(to_dict(alone, ""))
        return str(to_dict(run, "")["findings"])

    before = found()
    last.write_text(case.prior[0].replace("2022", "2021"), "utf-8")
    assert found() != before


def _with(code: str, sentence: str, folder: Path) -> Run:
    """Return the run of a report of the check's first good case with another sentence at its end."""
    case = next(c for c in all_cases() if c.code == code and c.shape == "good")
    return _run(replace(case, text=f"{case.text}\n{sentence}\n"), folder)


def test_what_another_report_prints_is_never_the_place_that_is_wrong(tmp_path: Path) -> None:
    item = "一般公共服务支出（类）档案事务（款）{}（项）年初预算为{}万元，支出决算为{}.00万元，完成年初预算的105.26%。"
    items = f"1.{item.format('行政运行', '285.00', 300)}\n\n2.{item.format('档案馆', '95.00', 100)}"
    run = _with("BY03", f"其中：\n\n{items}", tmp_path)
    assert [f.check for f in run.findings if f.check == "BY03"]
    for finding in run.findings:
        assert finding.claim.place.span.file == 0
        assert all(w.place.span.file == 0 for w in finding.also)
        assert (finding.likelier, finding.suggestion) == (None, None)


def test_the_amount_of_a_year_long_past_is_not_last_years(tmp_path: Path) -> None:
    for said in ("比2019年的900.00万元减少360.00万元", "较2020年度的900.00万元减少360.00万元，下降40.00%"):
        run = _with("BY02", f"2023年度收、支总计540.00万元，{said}。", tmp_path)
        assert not [f for f in run.findings if f.check.startswith("BY")]
    run = _with("BY02", "2023年度收、支总计540.00万元，比2022年的900.00万元减少360.00万元。", tmp_path)
    assert [f.check for f in run.findings if f.check.startswith("BY")]


def test_a_comparison_that_leaves_something_out_is_a_remark(tmp_path: Path) -> None:
    for lead in ("扣除一次性因素，", "剔除上年一次性基建支出后，"):
        run = _with("BY02", f"{lead}收、支总计比上年增加7.00万元。", tmp_path)
        assert [f.severity.value for f in run.findings if f.check == "BY01"] == ["info"]


def test_units_that_are_missing_are_named(tmp_path: Path) -> None:
    case = next(c for c in all_cases() if c.code == "BU01" and "不齐全而不超过" in c.name)
    run = case.run(tmp_path)
    assert any("缺苍梧县林木种苗站" in note and "不查是否相等" in note for note in run.notes)


def test_a_formula_keeps_to_one_unit(tmp_path: Path) -> None:
    case = next(c for c in all_cases() if c.code == "BU01" and "用元印" in c.name)
    text = case.text.replace("| 240.00 | 175.00 | 65.00 |", "| 250.00 | 175.00 | 75.00 |")
    run = replace(case, text=text).run(tmp_path)
    assert [f.formula for f in case.findings(run)][:1] == ["120.00 + 80.00 + 40.0049 = 240.00万元 ≠ 250.00万元"]


def _held(case: Case, folder: Path, text: str, prior: tuple[str, ...]) -> list[str]:
    """Return what is found between a report and its units."""
    folder.mkdir(exist_ok=True)
    (folder / "report.md").write_text(text, "utf-8")
    paths = []
    for number, other in enumerate(prior):
        paths.append(str(folder / f"prior{number}.md"))
        Path(paths[-1]).write_text(other, "utf-8")
    return [f.message for f in gouji.check(str(folder / "report.md"), prior=paths).findings if f.check == case.code]


def test_units_are_all_only_where_the_report_tells_how_many_there_are(tmp_path: Path) -> None:
    case = next(c for c in all_cases() if c.code == "BU01" and c.name == "单位齐全而不等")
    assert _held(case, tmp_path, case.text, case.prior)
    for there, said in (
        ("共3个", ""),
        ("共3个", "有行政单位1个、事业单位3个"),
        ("苍梧县林木种苗站。", "苍梧县林木种苗站、苍梧县苗圃。"),
    ):
        text = (
            case.text.replace(there, said)
            if there != "苍梧县林木种苗站。"
            else case.text.replace("共3个", "").replace(there, said)
        )
        assert not _held(case, tmp_path, text, case.prior), said


def test_a_unit_is_not_held_against_the_units_of_its_department(tmp_path: Path) -> None:
    case = next(c for c in all_cases() if c.code == "BU01" and c.name == "单位不齐全已超过")
    assert _held(case, tmp_path, case.text, case.prior)
    for name, scope in (("苍梧县林业局", "单位"), ("苍梧县林业局（本级）", "部门"), ("苍梧县林木种苗站", "部门")):
        text = case.text.replace("苍梧县林业局2023年度部门", f"{name}2023年度{scope}", 1)
        assert not _held(case, tmp_path, text, case.prior), name
    own = case.text.replace("190.00", "240.00").replace("130.00", "180.00")
    listed = case.text.replace("苍梧县林业局（本级）、", "苍梧县林业局、")
    assert not _held(case, tmp_path, listed, (own, *case.prior[:1]))


def test_what_is_more_than_the_whole_by_itself_is_no_part_of_it(tmp_path: Path) -> None:
    case = next(c for c in all_cases() if c.code == "BU01" and c.name == "单位不齐全已超过")
    big = case.prior[0].replace("120.00", "220.00").replace("90.00", "190.00")
    assert not _held(case, tmp_path, case.text, (big, *case.prior[1:]))


def test_budgets_in_final_accounts_are_not_summed(tmp_path: Path) -> None:
    case = next(c for c in all_cases() if c.code == "BU01" and c.name == "本地区各部门超过总数")
    assert len(_held(case, tmp_path, case.text, case.prior)) == 1
    text = case.text.replace("| 决算数 | 6.00 |  | 4.00 |  | 4.00 |", "| 决算数 | 6.90 |  | 4.90 |  | 4.90 |")
    other = case.prior[0].replace("| 预算数 | 4.00 |  | 3.00 |  | 3.00 |", "| 预算数 | 6.00 |  | 5.00 |  | 5.00 |")
    assert text != case.text
    assert other != case.prior[0]
    assert not _held(case, tmp_path, text, (other, case.prior[1]))


def test_a_budget_that_amends_another_is_not_the_initial_one(tmp_path: Path) -> None:
    case = next(c for c in all_cases() if c.code == "BY05" and c.name == "预算只有正文")
    assert _held(case, tmp_path, case.text, case.prior)
    title, _, rest = case.prior[0].partition("\n")
    for ending in ("调整", "调整公开", "（第二批）", "\n\n第二批"):
        assert not _held(case, tmp_path, case.text, (f"{title}{ending}\n{rest}",)), ending
    assert _held(case, tmp_path, case.text, (f"{title}\n{rest}\n\n比上年增加是因为职能调整后预算增加。\n",))


def test_only_units_that_print_the_amount_are_counted(tmp_path: Path) -> None:
    case = next(c for c in all_cases() if c.code == "BU01" and "不齐全已超过" in c.name)
    silent = (
        case.prior[0].replace("（本级）", "").replace("苍梧县林业局", "苍梧县林木种苗站").partition("一般公共预算")[0]
    )
    [finding] = [f for f in case.findings(replace(case, prior=(*case.prior, silent)).run(tmp_path)) if f.formula]
    assert "所属2个单位" in finding.message
