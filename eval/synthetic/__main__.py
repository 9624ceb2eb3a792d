"""Write synthetic reports, score gouji on them, or show one.

usage: python -m eval.synthetic write OUT | score | series | show  [--seed S] [--clean N] [--faulty M]
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from . import series
from .case import make, save
from .score import score, summary


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m eval.synthetic", description="写出并评测合成的部门预决算公开报告。"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    write = commands.add_parser("write", help="写出报告与标注，每份一个文件夹")
    write.add_argument("out", type=Path)
    measure = commands.add_parser("score", help="写出、核对并统计")
    measure.add_argument("-j", "--jobs", type=int, default=1)
    measure.add_argument("--json", type=Path, help="把逐份结果写到这个文件")
    years = commands.add_parser("series", help="写出各单位五年的预算、决算，逐年与往年的核对并统计")
    years.add_argument("-v", "--verbose", action="store_true", help="列出全部误报、漏报")
    for command in (write, measure, years):
        command.add_argument("--clean", type=int, default=100, help="无错报告份数")
        command.add_argument("--faulty", type=int, default=100, help="有错报告份数")
    show = commands.add_parser("show", help="打印一份报告，标注写到标准错误")
    show.add_argument("--number", type=int, required=True)
    show.add_argument("--faulty", action="store_true")
    for command in (write, measure, years, show):
        command.add_argument("--seed", type=int, default=1)
    return run(parser.parse_args())


def run(options: argparse.Namespace) -> int:
    if options.command == "show":
        case = make(options.seed, options.number, options.faulty)
        sys.stdout.write(case.text)
        for item in (*case.labels, *case.traps):
            print(json.dumps(item, ensure_ascii=False), file=sys.stderr)
        return 0
    if options.command == "write":
        for faulty, count in ((False, options.clean), (True, options.faulty)):
            for number in range(count):
                save(make(options.seed, number, faulty), options.out)
        return 0
    if options.command == "series":
        for line in series.summary(series.score(options.seed, options.clean, options.faulty), options.verbose):
            print(line)
        return 0
    total = score(options.seed, options.clean, options.faulty, options.jobs)
    for line in summary(total):
        print(line)
    if options.json:
        options.json.write_text(json.dumps([asdict(r) for r in total.results], ensure_ascii=False, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
