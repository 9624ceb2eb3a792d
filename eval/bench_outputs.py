"""Time writing each output of a report with 60 findings, first and warm, beside the check itself; and the page of longer reports.

usage: python eval/bench_outputs.py [REPORT] [--repeat N]      asserts nothing
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter

from timing import DOCUMENTS

import gouji
from gouji.reporters.formats import FORMATS

# written into the report's own file
MARKED = (
    (DOCUMENTS.parent / "formats" / "libreoffice.docx", ("docx",)),
    (DOCUMENTS.parent / "formats" / "libreoffice.pdf", ("pdf",)),
)
FINDINGS = 60
TIMES = (1, 4, 16)


def main() -> int:
    parser = argparse.ArgumentParser(description="测量写出各种格式的用时；报告的问题补足到 60 处。")
    parser.add_argument("report", nargs="?", type=Path, default=DOCUMENTS / "lanjiang-office-2023-final" / "report.md")
    parser.add_argument("--repeat", type=int, default=9, metavar="N", help="次数，默认 9，取中位")
    options = parser.parse_args()
    _outputs(str(options.report), [form.name for form in FORMATS if not form.sources], options.repeat)
    for path, outputs in MARKED:
        _outputs(str(path), outputs, options.repeat)
    _lengths(options.report)
    return 0


def _outputs(path: str, outputs: Sequence[str], repeat: int) -> None:
    """Print how long a report takes in each of these forms."""
    run = gouji.check(path)
    check = median(_seconds(lambda: gouji.check(path)) for _ in range(repeat))
    run.findings = tuple(
        replace(finding, id=f"{finding.id}{i}") for i, finding in enumerate(islice(cycle(run.findings), FINDINGS))
    )
    print(f"{Path(path).name}：核对 {1000 * check:.0f} 毫秒，问题 {len(run.findings)} 处")
    print(f"{'格式':<12}{'首次 毫秒':>10}{'再次':>8}{'相当于核对的':>8}{'千字节':>8}")
    for form in (form for form in FORMATS if form.name in outputs):
        start = perf_counter()
        size = len(form.render(run, {}))
        first = perf_counter() - start
        warm = median(_seconds(lambda form=form: form.render(run, {})) for _ in range(repeat))
        print(f"{form.name:<14}{1000 * first:>12.0f}{1000 * warm:>10.1f}{warm / check:>13.0%}{size / 1000:>12.0f}")


def _lengths(report: Path) -> None:
    """Print how long the page takes as the text of the report is repeated."""
    from gouji.reporters.html import render

    text = report.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for times in TIMES:
            path = Path(folder) / f"{times}{report.suffix}"
            path.write_text(text * times, "utf-8")
            run = gouji.check(str(path))
            took = median(_seconds(lambda run=run: render(run, {})) for _ in range(3))
            print(f"html，{len(text) * times:,} 字、{len(run.ledger):,} 个数：{1000 * took:.0f} 毫秒")


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
