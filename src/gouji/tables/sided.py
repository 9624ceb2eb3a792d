"""Tables with two or three sides, each a column of lines with one or more amounts (收入支出决算总表)."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from gouji.lexicon import Profile, TableForm
from gouji.lexicon.profile import plain
from gouji.model.document import GridCell
from gouji.model.table import Row, Table
from gouji.tables.cells import amount_cell, is_column_numbers, is_label, line_key
from gouji.values.units import Unit

_HEADERS = {
    "项目",
    "项目(按功能分类)",
    "项目(按支出功能分类)",
    "栏次",
    "收入",
    "支出",
    "行次",
    "金额",
    "决算数",
    "预算数",
    "按功能分类",
    "按经济分类",
}
_LEAST_LABELS = 3
_LEAST_NUMBERED = 4


def read_sided(grid: list[list[GridCell]], form: TableForm, table: Table, unit: Unit, profile: Profile) -> None:
    """Fill `table` from a certain grid: label columns found by their texts, row-number columns dropped."""
    start = _first_data_row(grid, profile)
    if start is None:
        return
    body = [(i, row) for i, row in enumerate(grid) if i >= start and not is_column_numbers(row)]
    labels = _label_columns(body)
    body = [(i, _on_its_side(row, labels, profile)) for i, row in body]
    numbering = _row_number_columns(body, grid[:start])
    width = max(len(row) for _, row in body)
    for side, low in enumerate(labels[: len(form.sides)]):
        high = labels[side + 1] if side + 1 < len(labels) else width
        columns = [j for j in range(low + 1, high) if j not in numbering]
        mapping = _columns(columns, grid[:start], form.sides[side][0], profile, [row for _, row in body])
        for j, key in mapping.items():
            table.columns[f"{side}.{key}"] = j
        for i, row in body:
            if low < len(row) and is_label(row[low]) and plain(row[low].text) not in _HEADERS:
                table.rows.append(_row(i, side, row, low, mapping, unit, profile))


def _on_its_side(row: list[GridCell], labels: list[int], profile: Profile) -> list[GridCell]:
    """Return a row that lost its blank left side (十九、住房保障支出 158.38 under the income) moved to the right one."""
    if len(labels) <= 1 or not row or len(row) > labels[1] - labels[0] + labels[1]:
        return row
    name = plain(row[labels[0]].text) if labels[0] < len(row) else ""
    spending = name in profile.classes.values() or f"{name}支出" in profile.classes.values()
    second = row[labels[1]] if labels[1] < len(row) else None
    if not spending or (second is not None and second.text and second.amount is None):
        return row
    blank = GridCell.of("", row[0].span)
    return [blank] * (labels[1] - labels[0]) + row


def _row(
    i: int, side: int, row: list[GridCell], low: int, mapping: dict[int, str], unit: Unit, profile: Profile
) -> Row:
    label = row[low].text
    result = Row(i, label, row[low].span, _code_of(label), line_key(label, profile), side)
    for j, key in mapping.items():
        result.cells[key] = amount_cell(i, j, row[j] if j < len(row) else None, unit)
    return result


def _code_of(label: str) -> str:
    return label[:3] if label[:3].isdigit() and not label[3:4].isdigit() else ""


def _first_data_row(grid: list[list[GridCell]], profile: Profile) -> int | None:
    headed = False
    for i, row in enumerate(grid):
        if _is_line(row, profile) or (headed and _prints_amount(row)):
            return i
        headed = headed or any(plain(c.text) in _HEADERS for c in row)
    return None


def _is_line(row: list[GridCell], profile: Profile) -> bool:
    """Whether a row is numbered or named as one of the incomes."""
    named = ("general_income", "gov_funds_income", "income_total")
    numbered = bool(row) and row[0].text.startswith(("一、", "1.", "1、"))
    return numbered or any(c.text and line_key(c.text, profile) in named for c in row[:2])


def _prints_amount(row: list[GridCell]) -> bool:
    """Whether a row below the header prints an amount beside its label: then it is no header."""
    labelled = len(row) > 1 and bool(row[0].text) and row[0].amount is None and plain(row[0].text) not in _HEADERS
    return labelled and row[1].amount is not None and not is_column_numbers(row)


def _label_columns(body: list[tuple[int, list[GridCell]]]) -> list[int]:
    count = Counter(j for _, row in body for j, c in enumerate(row) if is_label(c))
    return sorted(j for j, n in count.items() if n >= _LEAST_LABELS)


def _row_number_columns(body: list[tuple[int, list[GridCell]]], header: list[list[GridCell]]) -> set[int]:
    """Return the columns that only number the rows: those headed 行次, else integers that rise from row to row."""
    result = {j for row in header for j, c in enumerate(row) if plain(c.text) == "行次"}
    for j in {j for _, row in body for j in range(len(row))} - result:
        values = [row[j].amount for _, row in body if j < len(row) and row[j].amount is not None]
        whole = [int(v) for v in values if v is not None and v == int(v)]
        if len(whole) == len(values) >= _LEAST_NUMBERED and all(b > a for a, b in pairwise(whole)):
            result.add(j)
    return result


def _columns(
    columns: list[int],
    header: list[list[GridCell]],
    wanted: tuple[str, ...],
    profile: Profile,
    body: list[list[GridCell]],
) -> dict[int, str]:
    """Return the amount columns of one side: by their headers, else in the form's order."""
    by_header: dict[int, str] = {}
    for row in header:
        for j in columns:
            key = profile.side_columns.get(plain(row[j].text)) if j < len(row) and row[j].text else None
            if key and key not in by_header.values():
                by_header[j] = key
    used = [j for j in columns if any(j < len(row) and row[j].amount is not None for row in body)]
    if len(wanted) > 1:
        by_header = {j: "total" if k == "amount" else k for j, k in by_header.items()}
    if by_header and all(j in by_header for j in used):
        return by_header
    if len(columns) >= len(used):
        return dict(zip(columns, wanted, strict=False))
    return dict(zip(used, wanted, strict=False))
