"""Rows as people and programs read them: a table, CSV, JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from gouji.batch.query import Answer
from gouji.reporters.csv import safe as safe_text
from gouji.reporters.json import dumps
from gouji.reporters.plain import Style, aligned, clean, pad, width

FORMATS = ("terminal", "csv", "json", "jsonl")
_WIDEST = 60  # columns of one cell on a terminal


def answer_text(answer: Answer, format: str, style: Style) -> str:
    """Return an answer in a format of FORMATS."""
    if format == "csv":
        return csv_text([answer.columns, *answer.rows])
    objects = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    if format == "json":
        return json.dumps(objects, ensure_ascii=False, indent=2, default=str) + "\n"
    if format == "jsonl":
        return "".join(dumps(o, lines=True) + "\n" for o in objects)
    return _page(answer, style)


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as CSV that no spreadsheet takes for formulas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        writer.writerow([safe(value) for value in row])
    return text.getvalue()


def safe(value: Any) -> Any:
    """Return a value that a spreadsheet shows and does not run."""
    return safe_text(value) if isinstance(value, str) else value


def _page(answer: Answer, style: Style) -> str:
    numbers = [all(isinstance(row[i], int | float | None) for row in answer.rows) for i in range(len(answer.columns))]
    shown = [tuple(_cell(value) for value in row) for row in answer.rows]
    widths = [max(width(row[i]) for row in [answer.columns, *shown]) for i in range(len(answer.columns))]
    lines = aligned(
        tuple(_right(c, w) if n else c for c, w, n in zip(row, widths, numbers, strict=True))
        for row in [answer.columns, *shown]
    )
    return "\n".join([style.bold(lines[0]), *lines[1:], f"共 {len(answer.rows):,} 行。"]) + "\n"


def _cell(value: Any) -> str:
    text = "" if value is None else clean(str(value))
    while width(text) > _WIDEST:
        text = text[: len(text) - max(1, (width(text) - _WIDEST) // 2) - 1] + "…"
    return text


def _right(text: str, columns: int) -> str:
    return pad("", columns - width(text)) + text
