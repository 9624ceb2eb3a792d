"""Time gouji on one report: warm runs, stages, growth with length, cold start. Ratios and medians; asserts nothing.

usage: python eval/bench.py [REPORT] [--repeat N] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from timing import (
    COLD,
    LEAST,
    Cold,
    Form,
    Length,
    Warm,
    largest_document,
    time_cold,
    time_forms,
    time_lengths,
    time_warm,
)

import gouji


def main() -> int:
    parser = argparse.ArgumentParser(description="测量 gouji 的用时：热运行、各阶段、随篇幅的增长、冷启动。")
    parser.add_argument("report", nargs="?", type=Path, help="一份文本报告；默认取 fixtures/documents 中最大的")
    parser.add_argument("--repeat", type=_positive, default=20, metavar="N", help="热运行次数，默认 20")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    options = parser.parse_args()
    report = options.report or largest_document()
    if not report.is_file():
        parser.error(f"{report}：找不到这个文件；请给出一份文本或 Markdown 报告。")
    warm = time_warm(report, options.repeat)
    lengths = time_lengths(report, max(LEAST, options.repeat // 4))
    forms = time_forms(report, max(LEAST, options.repeat // 4), warm.median)
    cold = time_cold(report)
    if options.json:
        print(json.dumps(to_json(report, warm, lengths, forms, cold), ensure_ascii=False, indent=1))
    else:
        print(to_table(report, warm, lengths, forms, cold))
    return 0


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"应是 1 以上的整数，现为 {text}")
    return int(text)


def to_json(report: Path, warm: Warm, lengths: list[Length], forms: list[Form], cold: list[Cold]) -> dict[str, Any]:
    """Return the same as the table. Seconds and ratios to six places."""
    figures = {
        "warm": asdict(warm),
        "lengths": [asdict(x) for x in lengths],
        "forms": [asdict(x) for x in forms],
        "cold": [asdict(x) for x in cold],
    }
    return {"schema": "gouji-bench/1", "version": gouji.__version__, "report": name_of(report), **_rounded(figures)}


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return round(value, 6) if isinstance(value, float) else value


def name_of(report: Path) -> str:
    """Return folder and name: every report of the fixtures is called report."""
    return f"{report.resolve().parent.name}/{report.name}"


def to_table(report: Path, warm: Warm, lengths: list[Length], forms: list[Form], cold: list[Cold]) -> str:
    """Return the tables in Chinese. Milliseconds."""
    whole = [
        ("首次", _ms(warm.first), f"{warm.first / warm.median:.2f}"),
        ("中位", _ms(warm.median), "1.00"),
        ("最长", _ms(warm.longest), f"{warm.longest / warm.median:.2f}"),
    ]
    stages = [(stage, _ms(seconds), f"{seconds / warm.median:.1%}") for stage, seconds in warm.stages.items()]
    growing = [
        (f"{x.times} 倍", _ms(x.median), _ms(x.per_time), f"{x.growth:.2f}" if x.growth else "–") for x in lengths
    ]
    writing = [(x.name, _ms(x.median), f"{x.over_check:.2f}", f"{x.size / 1024:,.0f}") for x in forms]
    starting = [(x.command, _ms(x.median), _ms(x.longest), f"{x.over_python:.1f}") for x in cold]
    parts = [
        f"{name_of(report)}，{warm.characters} 字，gouji {gouji.__version__}",
        f"热运行 {warm.runs} 次，每秒 {warm.throughput:,.0f} 字",
        _printed(("", "毫秒", "与中位之比"), whole),
        _printed(("阶段", "中位毫秒", "占全程"), stages),
        "篇幅加倍（线性时与半篇之比约为 2）",
        _printed(("篇幅", "中位毫秒", "每份毫秒", "与半篇之比"), growing),
        f"写出各种格式，{forms[0].findings} 处发现",
        _printed(("格式", "中位毫秒", "与核对之比", "KB"), writing),
        f"冷启动，各 {COLD} 个新进程",
        _printed(("命令", "中位毫秒", "最长毫秒", "与空解释器之比"), starting),
    ]
    return "\n\n".join(parts)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}"


def _printed(head: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    from pandas import DataFrame, option_context  # after the timing: it is not what is measured

    first, *columns = head
    frame = DataFrame(rows, columns=[first, *columns]).set_index(first).rename_axis(index=None, columns=first)
    with option_context("display.unicode.east_asian_width", True):
        return str(frame.to_string())


if __name__ == "__main__":
    sys.exit(main())
