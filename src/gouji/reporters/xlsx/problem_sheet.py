"""The sheet 问题清单, as offices keep it: a row for each finding, and two columns for what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gouji.model.run import Run
from gouji.reporters.by_section import shares
from gouji.reporters.plain import clean
from gouji.reporters.problems import Problem, files_of, subject_of, tally_of
from gouji.reporters.xlsx.styles import LONGEST, Styles, fitting, height_of, printed_on_a4, units

# Widths in characters of half width: together an A4 page on its side at about 70%.
COLUMNS = {
    "序号": 5, "所在部分": 14, "位置": 13, "原文": 17, "报告写的数": 12, "应为/对照数": 12, "问题": 26, "依据（表、行、列）": 28,
    "算式": 18, "类型": 9, "级别": 6, "把握": 6, "建议": 17, "处理意见": 12, "复核结果": 11,
}  # fmt: skip
_HEAD = 4
_DECISIONS = ["属实，已改正", "属实，待改正", "不属实", "另行说明"]
_REVIEWS = ["已改正", "未改正", "改后仍不符", "同意不改"]


def write_problems(sheet: Any, styles: Styles, run: Run, problems: Sequence[Problem]) -> None:
    """Write the title block, the head and a row for each problem."""
    last = len(COLUMNS) - 1
    for row, (text, look) in enumerate(_title(run)):
        sheet.merge_range(row, 0, row, last, "", styles.get(look))
        styles.text(sheet, row, 0, text, look)
    for column, (name, width) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, width)
        styles.text(sheet, _HEAD, column, name, "head")
    for row, problem in enumerate(problems, _HEAD + 1):
        _write(sheet, styles, row, problem)
    end = _HEAD + max(1, len(problems))
    for name, words in (("处理意见", _DECISIONS), ("复核结果", _REVIEWS)):
        at = list(COLUMNS).index(name)
        # Words of one's own are as good as those offered.
        sheet.data_validation(_HEAD + 1, at, end, at, {"validate": "list", "source": words, "show_error": False})
    sheet.autofilter(_HEAD, 0, end, last)
    sheet.freeze_panes(_HEAD + 1, 1)
    printed_on_a4(sheet, _HEAD, _HEAD)


def _title(run: Run) -> tuple[tuple[str, str], ...]:
    document = run.document
    whole = shares(run)[-1]
    year = f"{document.year}" if document.year else "（未认出）"
    return (
        (f"{subject_of(run)}勾稽核对问题清单", "title"),
        (f"单位：{clean(document.entity or '') or '（未认出）'}；年度：{year}；文件：{files_of(run)}", "note"),
        (f"统计：{tally_of(run)}", "note"),
        (f"正文数字 {whole.figures} 个，已核对 {whole.checked} 个（{whole.percent}），详见“核对率”。", "note"),
    )


def _write(sheet: Any, styles: Styles, row: int, problem: Problem) -> None:
    places = numbered([*problem.evidence, *(f"又见 {place}" for place in problem.also)])
    told = f"{problem.finding.check} {problem.title}：{problem.message}"
    if problem.finding.origin == "model":
        told += "（模型辅助读出，程序核算）"
    texts = (
        str(problem.number), problem.section, problem.place, problem.quote, str(problem.stated), str(problem.expected), told,
        places, problem.formula, problem.kind, problem.severity, problem.confidence, problem.advice, "", "",
    )  # fmt: skip
    looks = {9: "middle", 10: problem.finding.severity.value, 11: "middle"}
    for column, text in enumerate(texts):
        styles.text(sheet, row, column, text, looks.get(column, "cell"))
    sheet.write_number(row, 0, problem.number, styles.get("middle"))
    styles.number(sheet, row, 4, problem.stated)
    styles.number(sheet, row, 5, problem.expected)
    if "\n" in places:  # which begins with a number and a point, so that nothing of it is calculated
        sheet.write_string(row, 7, places, styles.get("cell", "@"))
    sheet.set_row(row, height_of([(text, wide) for text, wide in zip(texts, COLUMNS.values(), strict=True)]))


def numbered(lines: Sequence[str]) -> str:
    """Return the lines in one cell, numbered where there are several; the last ones left out where it cannot hold them."""
    if len(lines) < 2:
        return "".join(lines)
    kept: list[str] = []
    room = LONGEST - 20
    for number, line in enumerate(lines, 1):
        kept.append(f"{number}. {fitting(line)}")
        room -= units(kept[-1]) + 1
        if room < 0:
            kept[-1] = f"…（共 {len(lines)} 条）"
            break
    return "\n".join(kept)
