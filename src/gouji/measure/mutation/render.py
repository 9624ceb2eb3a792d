"""Detection as Chinese tables for the terminal."""

from __future__ import annotations

from gouji import __version__
from gouji.measure.counts import ratio
from gouji.measure.mutation.plants import Group
from gouji.measure.mutation.tally import SUMS, Detection, Missed, by_check, detection, missed
from gouji.measure.mutation.trials import Mutated, Mutation
from gouji.measure.remarks import remarks
from gouji.measure.render import aligned, percent, remark_line

_GROUPS = {
    Group.AMOUNT: "金额", Group.RATIO: "比率", Group.UNIT: "金额单位", Group.DIRECTION: "增减方向", Group.YEAR: "年度",
    Group.ENTITY: "单位与地名", Group.SUBJECT: "科目名称", Group.CELL: "表内金额", Group.LABEL: "表内科目名称",
}  # fmt: skip
_SUMS = {"figures": "正文数字合计", "words": "正文文字合计", "tables": "表内合计"}
_COLUMNS = ("有据", "检出率", "全部", "检出率")
_BOUND = "有据：数字指未改动时已核对的，表内金额指成立的等式或正文用到的，文字指报告自身能确定的。"
_QUOTE = 40


def to_table(mutation: Mutation, verbose: bool = False) -> str:
    """Return detection by class, report and check; `verbose` adds each plant that nothing detected, with place and change."""
    lines = [_head(mutation), "", _class_table(mutation), _BOUND, "", "按报告", _report_table(mutation)]
    checks = [(code, str(count)) for code, count in by_check(mutation.trials).items()]
    lines += ["", "按核对项", aligned("核对项", ("检出",), checks), *_false_alarms(mutation), *_troubles(mutation)]
    if verbose:
        lines += [line for report in mutation.reports for line in _missed_lines(report)]
    return "\n".join(lines) + "\n"


def _head(mutation: Mutation) -> str:
    sample = f"，每份每类至多 {mutation.sample} 处" if mutation.sample is not None else ""
    count = len(mutation.trials)
    return f"{len(mutation.reports)} 份报告逐一植入 {count} 处错误，gouji {__version__}，种子 {mutation.seed}{sample}"


def _class_table(mutation: Mutation) -> str:
    trials = mutation.trials
    rows = [(name, *_row(detection(trials, (group,)))) for group, name in _GROUPS.items()]
    sums = [(_SUMS[name], *_row(detection(trials, of))) for name, of in SUMS.items()]
    return aligned("类别", _COLUMNS, [*rows, *sums])


def _row(d: Detection) -> tuple[str, ...]:
    return (
        f"{d.bound_detected}/{d.bound}", percent(d.bound_share), f"{d.detected}/{d.planted}", percent(d.share),
    )  # fmt: skip


def _report_table(mutation: Mutation) -> str:
    columns = ("已核对的数", "检出率", "全部的数", "检出率", "有据的文字", "检出率", "表内", "检出率", "误报")
    return aligned("报告", columns, [(report.name, *_report_row(report)) for report in mutation.reports])


def _report_row(report: Mutated) -> tuple[str, ...]:
    figures, words, tables = (detection(report.trials, SUMS[name]) for name in ("figures", "words", "tables"))
    return (
        *_row(figures),
        *_row(words)[:2],
        *_row(tables)[2:],
        str(report.score.counts.false),
    )


def _false_alarms(mutation: Mutation) -> list[str]:
    alarms = [(r.name, entry) for r in mutation.reports for entry in remarks(r.score)["false"]]
    lines = [f"  {name} {remark_line(entry)}" for name, entry in alarms]
    return ["", f"未改动的报告里没有标注的错误与警告（{len(alarms)}）", *lines]


def _troubles(mutation: Mutation) -> list[str]:
    lines = [f"{r.name}：没有结果，未植入。{r.failed}" for r in mutation.reports if r.failed]
    crashes = sorted({(r.name, t.crash) for r in mutation.reports for t in r.trials if t.crash})
    return ["", *lines, *(f"{name}：植入后出错 {crash}" for name, crash in crashes)] if lines or crashes else []


def _missed_lines(report: Mutated) -> list[str]:
    entries = missed(report)
    share = percent(ratio(len(entries), len(report.trials)))
    return ["", f"{report.name} 未检出（{len(entries)}，{share}）", *map(_missed_line, entries)] if entries else []


def _missed_line(entry: Missed) -> str:
    name = _GROUPS[Group(entry.group)]
    quote, old, new = ("".join(words.split()) for words in (entry.quote, entry.old, entry.new))
    states = " → ".join(dict.fromkeys(filter(None, (entry.before, entry.after))))
    bound = "有据" if entry.bound else "无据"
    elsewhere = f"（{entry.elsewhere} 指向别处）" if entry.elsewhere else ""
    return f"  {name} {bound} 第 {entry.line} 行 “{quote[:_QUOTE]}” {old} → {new} {entry.slip} {states}{elsewhere}".rstrip()
