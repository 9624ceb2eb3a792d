"""Write docs/checks.md from the docstrings and cases of the checks, and the tables of docs/store.md from the schema of the store.

With --check only say whether they are current.

usage: python docs/generate.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from gouji.batch.schema import ALL
from gouji.checks.registry import all_checks
from gouji.reporters.catalogue import SEVERITIES, Case, cases_of

_DOCS = Path(__file__).resolve().parent
_BEGIN, _END = "<!-- tables -->\n", "<!-- /tables -->\n"
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


def store_page(written: str) -> str:
    """Return the page of the store: as it is written, with the tables made anew."""
    before, _, rest = written.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    lines: list[str] = []
    for table in ALL:
        lines += ["", f"## {table.name}", "", f"{table.about}。", "", "| 列 | 类型 | 内容 |", "|---|---|---|"]
        lines += [
            f"| {c.name}{' *' if n < table.key else ''} | {c.type} | {c.about} |" for n, c in enumerate(table.columns)
        ]
    return before + _BEGIN + "\n".join(lines) + "\n\n" + _END + after


def main() -> int:
    store = _DOCS / "store.md"
    pages = {_DOCS / "checks.md": page(), store: store_page(store.read_text("utf-8"))}
    stale = [path for path, text in pages.items() if not path.is_file() or path.read_text("utf-8") != text]
    if "--check" not in sys.argv[1:]:
        for path in stale:
            path.write_text(pages[path], "utf-8")
        return 0
    for path in stale:
        print(f"{path.name} 不是最新的：请运行 make docs。", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
