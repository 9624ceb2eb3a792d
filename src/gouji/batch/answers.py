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
from gouji.reporters.plain import Style, aligned, clean, pad, shortened, width

FORMATS = ("terminal", "csv", "json", "jsonl")
_LEAST = 12  # columns of a cell that is shortened so that the row fits the terminal


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
    shown = [tuple("" if value is None else clean(str(value)) for value in row) for row in answer.rows]
    widths = [max(width(row[i]) for row in [answer.columns, *shown]) for i in range(len(answer.columns))]
    if style.columns is not None:
        widths = _fitted(widths, style.columns)
        shown = [tuple(shortened(c, w) for c, w in zip(row, widths, strict=True)) for row in shown]
    lines = aligned(
        tuple(_right(c, w) if n else c for c, w, n in zip(row, widths, numbers, strict=True))
        for row in [answer.columns, *shown]
    )
    return "\n".join([style.bold(lines[0]), *lines[1:], f"共 {len(answer.rows):,} 行。"]) + "\n"


def _fitted(widths: Sequence[int], columns: int) -> list[int]:
    """Return the widths with the widest made narrower until a row fits."""
    fitted = list(widths)
    while (excess := sum(fitted) + 2 * (len(fitted) - 1) - columns) > 0 and max(fitted) > _LEAST:
        widest = fitted.index(max(fitted))
        fitted[widest] = max(_LEAST, fitted[widest] - excess)
    return fitted


def _right(text: str, columns: int) -> str:
    return pad("", columns - width(text)) + text
