"""The list of problems as CSV: one finding a row, UTF-8 with a mark that Excel understands, no cell a formula."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gouji.model.run import Run
from gouji.reporters.problems import Number, Problem, problems

HEAD = (
    "序号", "代码", "问题", "级别", "把握", "类型", "所在部分", "位置", "原文", "报告写的数", "单位", "应为或对照数", "单位（应为）",
    "说明", "依据", "算式", "可能原因", "建议", "改正（模型拟）", "来源", "又见", "行号", "起", "止", "编号",
)  # fmt: skip
# Spreadsheets calculate cells that begin so, in full-width form too.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
LONGEST = 32_767  # characters of a cell in Excel; what is longer runs into the next rows


def render(run: Run, titles: Mapping[str, str]) -> bytes:
    """Return the file; without findings it is the head alone."""
    from csv import writer
    from io import StringIO

    out = StringIO()
    rows = writer(out, lineterminator="\r\n")
    rows.writerow(HEAD)
    rows.writerows([safe(cell) for cell in _row(run, problem)] for problem in problems(run, titles))
    return out.getvalue().encode("utf-8-sig", "replace")


def _row(run: Run, problem: Problem) -> tuple[str, ...]:
    finding = problem.finding
    span = finding.claim.place.span
    line = run.document.sources[span.file].line_of(span.start)
    return (
        str(problem.number), finding.check, problem.title, problem.severity, problem.confidence, problem.kind, problem.section,
        problem.place, problem.quote, *_number(problem.stated), *_number(problem.expected), problem.message,
        "；".join(problem.evidence), problem.formula, problem.cause, problem.suggestion,
        problem.correction, problem.origin, "；".join(problem.also),
        str(line), str(span.start), str(span.end), finding.id,
    )  # fmt: skip


def _number(value: Number | str) -> tuple[str, str]:
    return (f"{value.value:f}", value.unit) if isinstance(value, Number) else (value, "")


def safe(text: str) -> str:
    """Return a cell no longer than a spreadsheet holds, with an apostrophe before what it would calculate."""
    text = text if len(text) < LONGEST else f"{text[: LONGEST - 2]}…"
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
