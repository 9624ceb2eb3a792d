"""An evaluation as Chinese tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gouji.measure.counts import Counts, precision, ratio
from gouji.measure.remarks import Remark, remarks
from gouji.measure.result import CaseScore, Evaluation

if TYPE_CHECKING:
    from pandas import DataFrame

EMPTY = "–"  # no denominator: neither 0% nor 100%
_QUOTE = 40  # characters of a quote that are printed
_GROUPS = {
    "missed": "漏报的确定错误",
    "missed_wide": "漏报的其他错误与警告",
    "false": "误报",
    "half": "把尾差或笔误报成错误或警告",
    "repeats": "重复已报的问题",
    "tripped": "落入陷阱（看似有误，其实无误）",
    "astray": "引文不在所指之处",
    "unplaced": "标注的引文不在报告中",
}
_BANDS = {"high": "高", "medium": "中", "low": "低"}
_CASE_COLUMNS = (
    "确定错误", "查全率", "错误与警告", "宽查全率", "报出", "误报", "精确率",
    "提示", "陷阱", "重复", "错位", "已核对", "核对率",
)  # fmt: skip


def to_table(evaluation: Evaluation, verbose: bool = False) -> str:
    """Return the tables by case, kind, check and confidence; `verbose` adds misses and false alarms with place."""
    cases = evaluation.cases
    lines = [f"已标注案例 {len(cases)} 个，gouji {evaluation.version or EMPTY}", "", _case_table(evaluation), ""]
    lines += ["按问题类型", _kind_table(cases), "", "按核对项", _check_table(cases), "", "按把握", _band_table(cases)]
    lines += _notes(cases)
    if verbose:
        lines += [line for case in cases for line in remark_lines(case)]
    return "\n".join(lines) + "\n"


def percent(value: float | None) -> str:
    """Return a share with one decimal, or – where there is none."""
    return EMPTY if value is None else f"{value:.1%}"


def _case_table(evaluation: Evaluation) -> str:
    rows = [(case.name, *_case_row(case.counts)) for case in evaluation.cases]
    return aligned("案例", _CASE_COLUMNS, [*rows, ("合计", *_case_row(evaluation.total))])


def _case_row(c: Counts) -> tuple[str, ...]:
    return (
        f"{c.must_found}/{c.must}",
        percent(c.recall),
        f"{c.should_found}/{c.should}",
        percent(c.wide_recall),
        str(c.loud),
        str(c.false),
        percent(c.precision),
        f"{c.quiet - c.quiet_false}/{c.quiet}",
        f"{c.tripped}/{c.traps}",
        str(c.repeats),
        str(c.astray),
        f"{c.checked}/{c.figures}",
        percent(c.coverage),
    )


def _kind_table(cases: tuple[CaseScore, ...]) -> str:
    from gouji.measure.tally import by_kind

    rows = [
        (str(kind), str(row["labels"]), str(row["found"]), f"{row['certain_found']}/{row['certain']}",
         percent(ratio(row["certain_found"], row["certain"])))
        for kind, row in by_kind(cases).iterrows()
    ]  # fmt: skip
    return aligned("类型", ("标注", "找到", "确定错误", "查全率"), rows)


def _check_table(cases: tuple[CaseScore, ...]) -> str:
    from gouji.measure.tally import by_check

    return _verdict_table("核对项", by_check(cases))


def _band_table(cases: tuple[CaseScore, ...]) -> str:
    from gouji.measure.tally import by_band

    return _verdict_table("把握", by_band(cases).rename(index=_BANDS))


def _verdict_table(head: str, counts: DataFrame) -> str:
    rows = [
        (str(key), str(row["loud"]), str(row["true"]), str(row["half"]), str(row["false"]),
         percent(precision(row["true"], row["half"], row["loud"])), f"{row['quiet_true']}/{row['quiet']}")
        for key, row in counts.iterrows()
    ]  # fmt: skip
    return aligned(head, ("报出", "属实", "半对", "误报", "精确率", "提示"), rows)


def aligned(head: str, columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    """Return an aligned table, its first column to the left; wide characters count as two."""
    from pandas import DataFrame, option_context

    frame = DataFrame(rows, columns=[head, *columns])
    if frame.empty:
        return "（无）"
    frame = frame.set_index(head).rename_axis(index=None, columns=head)
    with option_context("display.unicode.east_asian_width", True):
        return str(frame.to_string())


def _notes(cases: tuple[CaseScore, ...]) -> list[str]:
    notes = [f"{case.name}：没有结果，标注全部计为漏报。{case.failed}" for case in cases if case.failed]
    unplaced = sum(case.counts.unplaced for case in cases)
    if unplaced:
        notes.append(f"有 {unplaced} 条标注或陷阱的引文不在报告中，无从命中；请核对其 quote 与 line。")
    return ["", *notes] if notes else []


def remark_lines(case: CaseScore) -> list[str]:
    groups = {group: entries for group, entries in remarks(case).items() if entries}
    lines = ["", case.name] if groups else []
    for group, entries in groups.items():
        lines += [f"  {_GROUPS[group]}（{len(entries)}）", *(f"    {remark_line(entry)}" for entry in entries)]
    return lines


def remark_line(remark: Remark) -> str:
    quote = "".join(remark.quote.split())
    quote = quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1] + "…"
    where = f"第 {remark.line} 行" if remark.line else "不知何处"
    return f"{remark.what} {remark.kind or ''} {where} “{quote}” {remark.message}".rstrip()
