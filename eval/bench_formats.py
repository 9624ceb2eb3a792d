"""Time reading and checking each format, and a PDF against extracting its tables with pdfplumber in the same run. Asserts nothing.

usage: python eval/bench_formats.py [FILE...] [--repeat N]      default: fixtures/formats
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import pdfplumber

import gouji

FORMATS = Path(__file__).resolve().parent.parent / "fixtures" / "formats"
READ = {".pdf", ".docx", ".xlsx", ".xls", ".html", ".ofd"}  # without another program


def main() -> int:
    parser = argparse.ArgumentParser(description="测量各种格式的读取与核对用时；PDF 另与 pdfplumber 提取表格相比。")
    parser.add_argument("files", nargs="*", type=Path, help="默认 fixtures/formats")
    parser.add_argument("--repeat", type=int, default=9, metavar="N", help="次数，默认 9，取中位")
    options = parser.parse_args()
    files = options.files or sorted(f for f in FORMATS.iterdir() if f.suffix in READ)
    print(f"{'文件':<28}{'核对 毫秒':>10}{'其中读取':>10}{'占':>8}  pdfplumber 取表")
    for file in files:
        seconds, stages = [], []
        gouji.check(str(file))
        for _ in range(options.repeat):
            run, took = _timed(lambda file=file: gouji.check(str(file)))
            seconds.append(took)
            stages.append(run.seconds["ingest"])
        whole, read = median(seconds), median(stages)
        line = f"{file.name:<28}{whole * 1000:>12.1f}{read * 1000:>12.1f}{read / whole:>8.0%}"
        if file.suffix == ".pdf":
            slow = median(_timed(lambda file=file: _tables(file))[1] for _ in range(3))
            line += f"  {slow * 1000:,.0f} 毫秒，是核对的 {slow / whole:.1f} 倍，读取的 {slow / read:.1f} 倍"
        print(line)
    return 0


def _timed(work: Callable[[], gouji.Run]) -> tuple[gouji.Run, float]:
    start = perf_counter()
    result = work()
    return result, perf_counter() - start


def _tables(file: Path) -> object:
    with pdfplumber.open(file) as opened:
        return [page.extract_tables() for page in opened.pages]


if __name__ == "__main__":
    sys.exit(main())
