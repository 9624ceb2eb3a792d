"""The comparison of rules, model and both as JSON and as Chinese tables."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gouji.measure.assisted import Comparison, Spent, Way
from gouji.measure.counts import Counts
from gouji.measure.evaluate import to_json as scores_json
from gouji.measure.render import EMPTY, aligned, percent, remark_lines

SCHEMA = "gouji-eval-llm/1"
_NAMES = {Way.RULES: "只用规则", Way.ALONE: "只用模型", Way.BOTH: "规则加模型"}
_SCORES = ("确定错误", "查全率", "报出", "误报", "精确率", "陷阱", "已核对", "核对率")
_SPENDING = ("报告", "提问", "回复", "输入", "输出", "每份输入", "每份输出", "费用", "每份费用", "未采用")
_MECHANISM = "回复是录下的：这些数说明机制（模型只指认，数由程序核对）能做什么，不说明任何一个模型的水平。"


def to_json(comparison: Comparison) -> dict[str, Any]:
    """Return what can be saved and compared."""
    version = comparison.scores[Way.RULES].version
    ways = {
        way.value: {**_scores_of(comparison, way), "assistant": _spent_json(comparison.spent.get(way))} for way in Way
    }
    return {
        "schema": SCHEMA, "tool": {"name": "gouji", "version": version}, "replayed": comparison.replayed, "ways": ways,
    }  # fmt: skip


def _scores_of(comparison: Comparison, way: Way) -> dict[str, Any]:
    return {k: v for k, v in scores_json(comparison.scores[way]).items() if k not in ("schema", "tool")}


def _spent_json(spent: Spent | None) -> dict[str, Any] | None:
    if spent is None:
        return None
    return {
        "reports": spent.reports, "questions": spent.questions, "replies": spent.replies,
        "input_tokens": spent.input_tokens, "output_tokens": spent.output_tokens,
        "cost": None if spent.cost is None else str(spent.cost), "currency": spent.currency, "findings": spent.findings,
        "dropped": dict(sorted(spent.dropped.items())), "troubles": dict(sorted(spent.troubles.items())),
        "sources": [{"endpoint": endpoint, "model": model} for endpoint, model in sorted(spent.sources)],
    }  # fmt: skip


def to_table(comparison: Comparison, verbose: bool = False) -> str:
    """Return the tables: all cases by way, each case by way, what the model's part took; `verbose` adds misses and false alarms."""
    scores = comparison.scores
    cases = scores[Way.RULES].cases
    lines = [f"已标注案例 {len(cases)} 个，gouji {scores[Way.RULES].version or EMPTY}", "", "全部案例"]
    lines += [aligned("读法", _SCORES, [(_NAMES[way], *_row(scores[way].total)) for way in Way]), "", "按案例"]
    rows = [
        (case.name if way is Way.RULES else "", _NAMES[way], *_row(scores[way].cases[i].counts))
        for i, case in enumerate(cases)
        for way in Way
    ]
    lines += [aligned("案例", ("读法", *_SCORES), rows), "", "模型所用"]
    lines += [
        aligned("读法", _SPENDING, [(_NAMES[way], *_spending(spent)) for way, spent in comparison.spent.items()]),
        *_sources(comparison),
    ]
    for way in Way if verbose else ():
        told = [line for case in scores[way].cases for line in remark_lines(case)]
        lines += ["", f"{_NAMES[way]}：", *told] if told else []
    return "\n".join(lines) + "\n"


def _row(counts: Counts) -> tuple[str, ...]:
    return (
        f"{counts.must_found}/{counts.must}", percent(counts.recall), str(counts.loud), str(counts.false),
        percent(counts.precision), f"{counts.tripped}/{counts.traps}", f"{counts.checked}/{counts.figures}",
        percent(counts.coverage),
    )  # fmt: skip


def _spending(spent: Spent) -> tuple[str, ...]:
    each = [f"{n / spent.reports:.0f}" if spent.reports else EMPTY for n in (spent.input_tokens, spent.output_tokens)]
    dropped = "、".join(f"{why} {n}" for why, n in sorted(spent.dropped.items())) or "0"
    return (
        str(spent.reports), str(spent.questions), str(spent.replies), str(spent.input_tokens), str(spent.output_tokens),
        *each, _money(spent.cost, spent), _money(spent.cost and spent.cost / max(spent.reports, 1), spent), dropped,
    )  # fmt: skip


def _money(cost: Decimal | None, spent: Spent) -> str:
    return EMPTY if cost is None else f"{cost:.4f} {spent.currency}".rstrip()


def _sources(comparison: Comparison) -> list[str]:
    sources = sorted({source for spent in comparison.spent.values() for source in spent.sources})
    missing = {way: spent.troubles for way, spent in comparison.spent.items() if spent.troubles}
    lines = ["", "回复出自：" + ("；".join(f"{model}（{endpoint}）" for endpoint, model in sources) or EMPTY) + "。"]
    lines += [
        f"{_NAMES[way]}没有答复的：" + "、".join(f"{slug} {n}" for slug, n in sorted(troubles.items())) + "。"
        for way, troubles in missing.items()
    ]
    return [*lines, _MECHANISM] if comparison.replayed else lines
