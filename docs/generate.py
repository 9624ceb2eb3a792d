"""Write docs/checks.md from the docstrings and cases of the checks; with --check only say whether it is current.

usage: python docs/generate.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from gouji.checks.registry import all_checks
from gouji.reporters.catalogue import SEVERITIES, Case, cases_of

_PAGE = Path(__file__).resolve().parent / "checks.md"
_KINDS = {"good": "相符", "bad": "指出", "skip": "不核对"}
_MOST_CASES = 3  # of one kind; `gouji explain CODE` prints all


def page() -> str:
    """Return the whole page, Markdown."""
    checks = all_checks()
    lines = [
        "# 核对项",
        "",
        "由 `make docs` 从各核对项的说明和用例生成，请勿手改。全部用例见 `gouji explain 代码`。",
        "",
    ]
    lines += [f"- [{c.code}](#{c.code.lower()}) {c.title}" for c in checks]
    for check in checks:
        _, _, rest = check.doc.strip().partition("\n")
        lines += ["", f"## {check.code}", "", f"**{check.title}**", ""]
        lines += [
            f"名称 `{check.name}`；类型 `{check.kind.value}`；级别 {SEVERITIES[check.severity]}；自 {check.since} 版起",
            "",
        ]
        for line in rest.strip().splitlines():
            name, _, text = line.strip().partition("：")
            lines.append(f"- **{name}**：{text}")
        examples = list(_examples(cases_of(check.code)))
        lines += ["", *examples] if examples else []
    return "\n".join(lines) + "\n"


def _examples(cases: tuple[Case, ...]) -> Iterator[str]:
    """Yield the first cases of each kind that fit on one line."""
    short = (c for c in cases if "\n" not in c.text.strip())
    for verdict, found in groupby(short, key=lambda c: c.verdict):
        for case, _ in zip(found, range(_MOST_CASES), strict=False):
            yield f"- {_KINDS[verdict]}（{case.shows}）：{case.text.strip()}" + (
                f" → {case.expected}" if case.expected else ""
            )


def main() -> int:
    if "--check" not in sys.argv[1:]:
        _PAGE.write_text(page(), "utf-8")
        return 0
    if _PAGE.is_file() and _PAGE.read_text("utf-8") == page():
        return 0
    print(f"{_PAGE.name} 不是最新的：请运行 make docs。", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
