"""What a batch came to, for people: a table of counts, and every report that could not be checked with the reason."""

from __future__ import annotations

from collections import Counter

from gouji.batch.run import Summary
from gouji.batch.schema import REASONS
from gouji.reporters.plain import Style, aligned, clean

_MOST = 50  # failures listed; `gouji query OUT failures` has them all


def summary_page(summary: Summary, out: str, style: Style) -> str:
    """Return the page."""
    share = f"（{100 * summary.checked // summary.figures}%）" if summary.figures else ""  # 100% is all
    counts = [
        ("报告", summary.reports, f"其中 {summary.unchanged:,} 份早已核对，没有变" if summary.unchanged else ""),
        ("相符", summary.clean, ""),
        ("有错误或警告", summary.with_findings, f"错误 {summary.errors:,} 处，警告 {summary.warnings:,} 处"),
        ("与别的报告核对", summary.linked, "上年报告、同年预算、所属单位，见库里的 links 表"),
        ("有对方用不上的", summary.unlinked, "原因见 links 表的 problem"),
        ("没有核成", len(summary.failures), _reasons(summary)),
        ("核对项出错", summary.crashed_checks, "其余核对项的结果照常"),
        ("没有写成的结果", summary.pages_missing, "原因见库里的 pages 表"),
        ("还没有核对", summary.left, ""),
        ("文件已不在", summary.gone, "结果已从库里去掉"),
        ("正文数字", summary.figures, f"已核对 {summary.checked:,} 个{share}"),
    ]
    always = ("报告", "相符", "有错误或警告", "没有核成", "正文数字")
    lines = aligned((name, f"{count:,}", more) for name, count, more in counts if count or name in always)
    lines += _failures(summary, style)
    return "\n".join([*lines, f"结果在 {clean(out)}；用 gouji query 提问，gouji export 导出。"]) + "\n"


def _reasons(summary: Summary) -> str:
    reasons = Counter(f.reason for f in summary.failures)
    return "，".join(f"{REASONS.get(reason, reason)} {count:,}" for reason, count in sorted(reasons.items()))


def _failures(summary: Summary, style: Style) -> list[str]:
    shown = summary.failures[:_MOST]
    rows = [(f"  {REASONS.get(f.reason, f.reason)}", clean(f.message)) for f in shown]
    rest = len(summary.failures) - len(shown)
    more = [f"  另有 {rest:,} 份，见 gouji query 结果 failures"] if rest else []
    return ["", style.bold("没有核成的"), *aligned(rows), *more, ""] if shown else []
