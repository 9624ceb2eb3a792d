"""Re-check: each edit to a report is told for what it is, from the old report and from its JSON alike."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import gouji
from gouji.checks.registry import all_checks
from gouji.compare.recheck import recheck
from gouji.compare.statement import Statements
from gouji.compare.traces import traces_in, traces_of
from gouji.config import IgnoredFinding, Settings
from gouji.errors import UsageError
from gouji.model.run import Crash
from gouji.model.trace import Fate, Followed, Mark, Recheck, Trace
from gouji.reporters.json import dumps, to_dict
from gouji.reporters.plain import Style
from gouji.reporters.recheck import page, render
from tests.cases import FIXTURES
from tests.commands import gouji as command
from tests.reporters.hostile import against_hostile_text

REPORTS = sorted((FIXTURES / "documents").glob("*/report.*"))
CODES = frozenset(c.code for c in all_checks())

# Three statements that cannot be true: a growth rate, a level against the table, and a table that does not add up.
OLD = """# 白鹭县渡口管理站2023年度部门决算

## 一、收入支出决算总体情况说明

2023年度支出总计110.00万元，比上年增加10.00万元，增长20.00%，主要是人员经费增加。

## 二、支出决算情况说明

本年支出合计110.00万元，其中：基本支出80.00万元，占72.73%；项目支出30.00万元，占37.27%。

## 三、机关运行经费支出说明

机关运行经费支出20.00万元，比上年减少5.00万元，下降15.00%，主要是办公费减少。

## 四、其他说明

本年没有其他需要说明的情况。
"""
RATE, SHARE, FALL = "增长20.00%", "占37.27%", "下降15.00%"

ROWS = (
    "| 科目名称 | 合计 | 基本支出 | 项目支出 |",
    "| --- | --- | --- | --- |",
    "| 合计 | 110.00 | 80.00 | 30.00 |",
    "| 渡口管护 | 60.00 | 50.00 | 10.00 |",
    "| 航标维修 | 50.00 | 30.00 | 25.00 |",
)

# The count of vehicles, to be disclosed with what they cost, is lacking.
SANGONG = """# 白鹭县渡口管理站2023年度部门决算

## 一、“三公”经费支出决算情况说明

“三公”经费支出决算为15.00万元，其中：公务用车运行维护费支出11.00万元；公务接待费支出4.00万元，接待2批次、8人次。

## 二、其他说明

本年没有其他需要说明的情况。

一般公共预算财政拨款“三公”经费支出决算表

单位：万元

| 合计 | 因公出国（境）费 | 公务用车购置及运行维护费小计 | 公务用车购置费 | 公务用车运行维护费 | 公务接待费 |
| --- | --- | --- | --- | --- | --- |
| 15.00 | 0.00 | 11.00 | 0.00 | 11.00 | 4.00 |
"""


def compared(
    folder: Path, old: str, new: str, settings: Settings | None = None, ran: frozenset[str] = CODES
) -> Recheck:
    """Return the re-check of two texts; the JSON of the old one must give the same."""
    (folder / "old.md").write_text(old, "utf-8")
    (folder / "new.md").write_text(new, "utf-8")
    before = gouji.check(str(folder / "old.md"))
    run = gouji.check(str(folder / "new.md"), settings=settings)
    found = recheck("old.md", "0" * 64, traces_of(before, before.findings), run, ran)
    data = json.loads(dumps(to_dict(before, gouji.__version__)))
    assert recheck("old.md", "0" * 64, traces_in(data, "old.json"), run, ran) == found
    return found


def about(found: Recheck, quote: str) -> Followed:
    """Return what became of the old finding with this quote."""
    [item] = [f for f in found.followed if f.old and f.old.claim.quote == quote]
    return item


def test_the_sample_holds_three_findings(tmp_path: Path) -> None:
    found = compared(tmp_path, OLD, OLD)
    assert [f.told.claim.quote for f in found.followed] == [RATE, SHARE, FALL]
    assert {f.fate for f in found.followed} == {Fate.REMAINS}
    assert not found.clean


def test_a_corrected_figure_is_corrected_and_the_others_remain_though_lines_moved(tmp_path: Path) -> None:
    new = OLD.replace(RATE, "增长10.00%").replace("## 一、", "导言一段。\n\n另一段。\n\n## 一、")
    found = compared(tmp_path, OLD, new)
    item = about(found, RATE)
    assert (item.fate, item.how) == (Fate.CORRECTED, "")
    assert item.now is not None
    assert item.now.quote == "10.00%"
    assert [about(found, q).fate for q in (SHARE, FALL)] == [Fate.REMAINS, Fate.REMAINS]
    assert not found.of(Fate.NEW)


def test_all_corrected_is_clean(tmp_path: Path) -> None:
    new = OLD.replace(RATE, "增长10.00%").replace(SHARE, "占27.27%").replace(FALL, "下降20.00%")
    found = compared(tmp_path, OLD, new)
    assert {f.fate for f in found.followed} == {Fate.CORRECTED}
    assert found.clean


def test_a_figure_changed_to_another_wrong_one_remains(tmp_path: Path) -> None:
    found = compared(tmp_path, OLD, OLD.replace(RATE, "增长21.00%"))
    item = about(found, RATE)
    assert (item.fate, item.how) == (Fate.REMAINS, "改过仍不符")
    assert item.new is not None
    assert item.new.claim.quote == "增长21.00%"
    assert not found.of(Fate.NEW)


def test_the_other_side_changed_and_still_wrong_is_said(tmp_path: Path) -> None:
    found = compared(tmp_path, OLD, OLD.replace("减少5.00万元", "减少6.00万元"))
    item = about(found, FALL)
    assert (item.fate, item.how) == (Fate.REMAINS, "这一处没有改，另一处改过，仍不符")


def test_the_other_side_corrected_is_said(tmp_path: Path) -> None:
    # 20 ÷ (20 + x) = 85%: 3.53
    found = compared(tmp_path, OLD, OLD.replace("减少5.00万元", "减少3.53万元"))
    assert (about(found, FALL).fate, about(found, FALL).how) == (Fate.CORRECTED, "改的是另一处")


def test_renumbered_sections_and_a_changed_word_do_not_hide_a_finding(tmp_path: Path) -> None:
    new = OLD.replace("三、机关", "九、机关").replace("主要是办公费减少", "主要是差旅费减少")
    item = about(compared(tmp_path, OLD, new), FALL)
    assert (item.fate, item.how) == (Fate.REMAINS, "")


def test_a_deleted_statement_is_no_correction(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        OLD,
        OLD.replace("机关运行经费支出20.00万元，比上年减少5.00万元，下降15.00%，主要是办公费减少。", "见表。"),
    )
    item = about(found, FALL)
    assert (item.fate, item.how) == (Fate.REMOVED, "原句已删去或整句改写，请核实")
    assert not found.clean
    assert "原处已删去 1" in page(found, {})
    assert "- [ ] WX02" in render(found, {}, "md", "0").decode().partition("## 原处已删去（1）")[2]


def test_a_deleted_row_is_no_correction(tmp_path: Path) -> None:
    table = "\n".join(("表1 支出决算表", "", "单位：万元", "", *ROWS)) + "\n"
    old = OLD + "\n" + table
    before = compared(tmp_path, old, old)
    [quote] = [f.told.claim.quote for f in before.followed if f.told.check == "WT01"]
    assert about(compared(tmp_path, old, old.replace(f"{ROWS[-1]}\n", "")), quote).fate is not Fate.CORRECTED


def test_only_a_figure_taken_out_of_its_sentence_is_removed(tmp_path: Path) -> None:
    """Nothing of its dimension is left there: the amount before it is another figure."""
    item = about(compared(tmp_path, OLD, OLD.replace(FALL, "有所下降")), FALL)
    assert item.fate is Fate.REMOVED
    assert item.now is None


def test_a_removed_hint_leaves_the_result_clean() -> None:
    trace = Trace("a", "DC07", "", "info", "", Mark("1万元", number=True))
    assert Recheck("", "", "", "", (Followed(Fate.REMOVED, "", trace),)).clean
    assert not Recheck("", "", "", "", (Followed(Fate.REMOVED, "", replace(trace, severity="warning")),)).clean


@pytest.mark.parametrize(
    "before",
    [
        "其中办公用车4辆，",
        "办公用房租金3.00万元，",
        "年末在职人员12人，",
        "按规定统计，",
        "本单位2023年度按有关规定和要求统计口径，厉行节约，严格控制支出；",
    ],
)
@pytest.mark.parametrize("after", ["", "，保障日常运转所需，其中印刷费1.00万元、邮电费2.00万元、水电费3.00万元"])
def test_words_put_in_beside_a_corrected_figure_do_not_hide_it(tmp_path: Path, before: str, after: str) -> None:
    """A figure is followed to the one of its dimension after the same words, whatever was written around it."""
    old = OLD.replace(
        "机关运行经费支出20.00万元，比上年减少5.00万元，下降15.00%，主要是办公费减少。",
        "机关运行经费支出20.00万元，比上年减少5.00万元，下降15.00%。",
    )
    new = old.replace("机关运行经费支出20", f"{before}机关运行经费支出20").replace(FALL, f"下降20.00%{after}")
    item = about(compared(tmp_path, old, new), FALL)
    assert item.fate is Fate.CORRECTED
    assert item.now is not None
    assert item.now.quote == "20.00%"


@pytest.mark.parametrize(
    "put_in", ["，购置费0.00万元；", "，年末公务用车保有量4辆，主要用于夜间巡航、渡口检查、应急抢险和设备运输等工作；"]
)
def test_another_amount_or_more_words_in_the_clause_before_are_not_taken_for_the_figure(
    tmp_path: Path, put_in: str
) -> None:
    old = SANGONG.replace("公务接待费支出4.00万元", "公务接待费支出4.80万元")
    item = about(
        compared(tmp_path, old, SANGONG.replace("11.00万元；", f"11.00万元{put_in}")), "公务接待费支出4.80万元"
    )
    assert item.fate is Fate.CORRECTED
    assert item.now is not None
    assert item.now.quote == "4.00万元"


def test_a_figure_whose_unit_was_of_another_dimension_is_found_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "new.md").write_text(OLD, "utf-8")
    run = gouji.check(str(tmp_path / "new.md"))
    before = "机关运行经费支出20.00万元，比上年减少5.00万元，下降"
    mark = Mark("15.00人", before, "，主要是办公费减少", "三、机关运行经费支出说明", number=True)
    found = Statements(run).find(mark)
    assert found.mark is not None
    assert found.mark.quote == "15.00%"


def test_words_that_should_not_stand_there_are_corrected_by_taking_them_out(tmp_path: Path) -> None:
    (tmp_path / "new.md").write_text(OLD, "utf-8")
    run = gouji.check(str(tmp_path / "new.md"))
    residue = Trace("a", "DC01", "", "warning", "", Mark("××", "按实际情况填写", "的说明", "四、其他说明"))
    name = replace(residue, id="b", check="WX05")
    found = recheck("", "", [residue, name], run, CODES)
    assert [f.fate for f in found.followed if f.old] == [Fate.CORRECTED, Fate.REMOVED]


def test_a_corrected_direction_in_a_short_sentence_is_corrected(tmp_path: Path) -> None:
    old = OLD.replace("本年没有其他需要说明的情况。", "会议费支出1190.00万元。与上年相比，增加40.00万元，下降3.48%。")
    before = compared(tmp_path, old, old)
    [quote] = [f.told.claim.quote for f in before.followed if f.told.check == "WX05"]
    found = compared(tmp_path, old, old.replace("下降3.48%", "增长3.48%"))
    assert about(found, quote).fate is Fate.CORRECTED
    gone = compared(
        tmp_path, old, old.replace("会议费支出1190.00万元。与上年相比，增加40.00万元，下降3.48%。", "详见附表。")
    )
    assert about(gone, quote).fate is Fate.REMOVED


@pytest.mark.parametrize(
    ("at", "with_"),
    [("11.00万元；", "11.00万元，年末公务用车保有量4辆；"), ("8人次。", "8人次。年末公务用车保有量4辆。")],
)
def test_a_missing_disclosure_written_since_is_corrected(tmp_path: Path, at: str, with_: str) -> None:
    item = about(compared(tmp_path, SANGONG, SANGONG.replace(at, with_)), "公务用车运行维护费支出11.00万元")
    assert (item.fate, item.how) == (Fate.CORRECTED, "已补写")


def test_a_missing_disclosure_whose_sentence_is_gone_is_removed(tmp_path: Path) -> None:
    start = SANGONG.index("其中：公务用车运行维护费支出11")
    new = SANGONG[:start] + "详见报表。" + SANGONG[SANGONG.index("8人次。") + 4 :]
    assert about(compared(tmp_path, SANGONG, new), "公务用车运行维护费支出11.00万元").fate is Fate.REMOVED


def test_a_dropped_section_is_not_a_correction(tmp_path: Path) -> None:
    start, end = OLD.index("## 三、"), OLD.index("## 四、")
    found = compared(tmp_path, OLD, OLD[:start] + OLD[end:])
    item = about(found, FALL)
    assert (item.fate, item.how) == (Fate.NOT_RECHECKED, "新报告里没有这一部分")
    assert not found.clean


def test_a_statement_no_longer_checked_is_not_a_correction(tmp_path: Path) -> None:
    found = compared(tmp_path, OLD, OLD.replace("下降15.00%", "下降约15.00%"))
    item = about(found, FALL)
    assert item.fate is Fate.NOT_RECHECKED
    assert item.how.startswith("这一处这次没有核对到（约数")


def test_a_count_made_to_say_what_another_sentence_says_is_corrected(tmp_path: Path) -> None:
    """The same words twice check nothing, but that is what was asked for."""
    old = OLD.replace("本年没有其他需要说明的情况。", "全年建成供水工程9处，其中新建4处、改扩建6处。") + (
        "\n## 五、重点工作完成情况\n\n全年建成供水工程9处，其中新建4处、改扩建5处。\n\n"
        "## 六、绩效情况说明\n\n全年建成供水工程9处，其中新建4处、改扩建5处。\n"
    )
    before = compared(tmp_path, old, old)
    assert about(before, "6处").fate is Fate.REMAINS
    assert about(compared(tmp_path, old, old.replace("6处", "5处")), "6处").fate is Fate.CORRECTED


def test_a_check_that_did_not_run_or_crashed_corrects_nothing(tmp_path: Path) -> None:
    settings = Settings(ignore=("WX02",))
    found = compared(tmp_path, OLD, OLD, settings, CODES - {"WX02"})
    assert (about(found, RATE).fate, about(found, RATE).how) == (Fate.NOT_RECHECKED, "这项核对没有运行")
    old = gouji.check(str(tmp_path / "old.md"))
    run = gouji.check(str(tmp_path / "new.md"), settings=settings)
    run.crashes = (Crash("WX02", "ZeroDivisionError"),)
    assert about(recheck("", "", traces_of(old, old.findings), run, CODES), RATE).fate is Fate.NOT_RECHECKED


def test_a_finding_that_settings_ignore_is_accepted(tmp_path: Path) -> None:
    settings = Settings(ignored=(IgnoredFinding("WX02", RATE, "口径如此"),))
    found = compared(tmp_path, OLD, OLD, settings)
    assert about(found, RATE).fate is Fate.ACCEPTED


def test_a_new_contradiction_is_new(tmp_path: Path) -> None:
    new = OLD.replace("本年没有其他需要说明的情况。", "公务接待费支出6.00万元，比上年增加1.00万元，增长30.00%。")
    found = compared(tmp_path, OLD, new)
    [item] = found.of(Fate.NEW)
    assert item.told.claim.quote == "增长30.00%"
    assert len(found.of(Fate.REMAINS)) == 3


def test_the_first_of_two_equal_slips_corrected_leaves_the_second(tmp_path: Path) -> None:
    """Its id counts equals from the top: the second takes over the number of the first."""
    old = OLD.replace(
        "本年没有其他需要说明的情况。",
        "培训费支出30.00万元，比上年增加5.00万元，增长40.00%。\n\n会议费支出60.00万元，比上年增加10.00万元，增长40.00%。",
    )
    new = old.replace("增加5.00万元，增长40.00%", "增加5.00万元，增长20.00%")
    found = compared(tmp_path, old, new)
    first, second = (f for f in found.followed if f.old and f.old.claim.quote == "增长40.00%")
    assert (first.fate, second.fate) == (Fate.CORRECTED, Fate.REMAINS)
    assert second.old is not None
    assert "会议费" in second.old.claim.before


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.parent.name)
def test_a_report_against_itself_keeps_every_finding(report: Path) -> None:
    run = gouji.check(str(report))
    found = recheck("", "", traces_of(run, run.findings), run, CODES)
    assert [(f.fate, f.how) for f in found.followed] == [(Fate.REMAINS, "")] * len(run.findings)
    assert all(f.old == f.new for f in found.followed)


def test_the_exit_status_follows_what_is_left(tmp_path: Path) -> None:
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(OLD, "utf-8")
    new.write_text(OLD.replace(RATE, "增长10.00%").replace(SHARE, "占27.27%").replace(FALL, "下降20.00%"), "utf-8")
    command("check", old, "--format", "json", "-o", tmp_path / "old.json")
    done = command("recheck", tmp_path / "old.json", new)
    assert done.status == 0
    assert "原有 3 处：已改正 3。没有仍在或新增的错误。" in done.out
    done = command("recheck", old, old, "--format", "md")
    assert done.status == 1
    assert "## 仍在（3）" in done.out
    data = json.loads(command("recheck", old, new, "--format", "json").out)
    assert data["schema"] == "gouji-recheck/1"
    assert data["counts"] == {"corrected": 3, "remains": 0, "new": 0, "not-rechecked": 0, "accepted": 0, "removed": 0}
    assert data["findings"][0]["old"]["quote"] == RATE
    assert data["findings"][0]["now"]["quote"] == "10.00%"


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"schema": "gouji/1"}', '{"schema": "gouji/1", "findings": []}', "[" * 20000]
)
def test_what_is_no_run_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "old.json").write_text(text, "utf-8")
    (tmp_path / "new.md").write_text(OLD, "utf-8")
    done = command("recheck", tmp_path / "old.json", tmp_path / "new.md")
    assert done.status == 2
    assert "JSON" in done.err


def test_a_mangled_finding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        traces_in({"tables": [], "sources": [{"path": "a"}], "findings": [{"id": 3}]}, "old.json")


def _of(text: str) -> Recheck:
    """Return a re-check whose every word is `text`."""
    mark = Mark(text, text, text, text, None, text)
    trace = Trace(text, "WX02", text, "error", text, mark, (mark,), text)
    items = tuple(Followed(fate, text, trace, trace, replace(mark, table=text)) for fate in Fate)
    return Recheck(text, text, text, text, items, (text,))


@against_hostile_text
def test_no_form_lets_the_words_of_a_document_act(text: str) -> None:
    found = _of(text)
    shown = page(found, {}, Style(True, 80))
    assert not re.search("[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", shown)
    assert not re.search(r"\x1b(?!\[[\d;]*m)", shown)
    assert "<script" not in render(found, {}, "md", "0").decode()
    assert json.loads(render(found, {}, "json", "0"))["findings"][0]["how"] == text
    with zipfile.ZipFile(BytesIO(render(found, {}, "xlsx", "0"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_the_workbook_holds_a_row_for_each_finding_and_the_same_bytes_twice(tmp_path: Path) -> None:
    found = compared(tmp_path, OLD, OLD.replace(RATE, "增长10.00%"))
    made = render(found, {"WX04": "占比与部分、整体不符"}, "xlsx", "0")
    assert made == render(found, {"WX04": "占比与部分、整体不符"}, "xlsx", "0")
    rows = CalamineWorkbook.from_filelike(BytesIO(made)).get_sheet_by_index(0).to_python()
    assert rows[2][:2] == ["序号", "结果"]
    assert [row[1] for row in rows[3:]] == ["仍在", "仍在", "已改正"]
    assert "占比与部分、整体不符" in rows[3][4]


def test_the_form_is_told_by_the_name_of_the_file(tmp_path: Path) -> None:
    report = tmp_path / "old.md"
    report.write_text(OLD, "utf-8")
    for name, start in (("a.xlsx", b"PK"), ("a.json", b"{"), ("a.md", b"# "), ("a.txt", "复核".encode())):
        assert command("recheck", report, report, "-o", tmp_path / name).status == 1
        assert (tmp_path / name).read_bytes().startswith(start)
    assert "可用的有 terminal、json、md、xlsx" in command("recheck", report, report, "--format", "html").err
