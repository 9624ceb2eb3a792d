"""Runs and their pages for the tests of the page and the pictures."""

from __future__ import annotations

from pathlib import Path

import gouji
from gouji.model.location import Span
from gouji.model.run import Run
from gouji.reporters.plain import visible
from tests.cases import FIXTURES

DOCUMENTS = sorted((FIXTURES / "documents").glob("*/report.*"))
_READ = {".pdf", ".docx", ".xlsx", ".xls", ".html", ".ofd"}  # without another program
FORMATS = sorted(path for path in (FIXTURES / "formats").iterdir() if path.suffix in _READ)

# What a report could try: markup, ends of our own elements, templates, and characters that reorder or hide text.
HOSTILE = """# 鹭洲县渡口管理站2023年度部门决算<script>alert(1)</script>

## 一、收入支出决算总体情况说明</style><img src=x onerror=alert(2)>

基本支出决算为110.00万元，比上年增加10.00万元，增长20.00%。</script><script>alert(3)</script>{{ 7 * 7 }}{% raw %}

项目支出决算为50.00万元\u202e，比上年\u0007减少5.00万元，下降30.00%。<a href="javascript:alert(4)">点这里</a><!-- <iframe srcdoc="x"> -->

| 项目" onmouseover="alert(5) | 金额 |
|---|---|
| <svg onload=alert(6)> | 12.00 |
"""


def hostile(folder: Path) -> Run:
    """Return the run of a report that tries to act in the page."""
    path = folder / "report&<b>'\".md"
    path.write_text(HOSTILE, "utf-8")
    return gouji.check(str(path))


def quote(run: Run, span: Span) -> str:
    """Return the quoted characters as the page may show them."""
    return visible(run.document.text(span))
