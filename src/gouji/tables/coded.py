"""Tables with one subject a row: code, name, and amounts under K columns (收入决算表, 支出决算表 …)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from gouji.lexicon import TableForm
from gouji.model.document import GridCell
from gouji.model.location import Span
from gouji.model.table import Row, Table
from gouji.tables.cells import CODE, amount_cell, header_key, is_column_numbers, is_label, is_total_label
from gouji.values.units import Unit

_NOT_LABELS = re.compile(r"(?:类|款|项|栏次|项目|科目.{0,4}|.*科目编码|.*科目名称|单位[:：].*|部门[:：].*|公开.*表)")
ColumnMap = dict[int, str]  # grid column → canonical column key
_PART, _CLASS = re.compile(r"\d{2}"), re.compile(r"\d{3}")
_PARTS = re.compile(r"(?:\d{2,3})?")
_ZERO, _CENT = Decimal(0), Decimal("0.006")


def read_coded(grid: list[list[GridCell]], form: TableForm, table: Table, unit: Unit) -> None:
    """Fill `table` from a certain grid. The column mapping is the one under which most rows add up."""
    start = _first_data_row(grid)
    if start is None:
        return
    drafts = [d for d in (_draft(grid[i], i) for i in range(start, len(grid)) if not is_column_numbers(grid[i])) if d]
    codes = _split_codes(grid, start)
    for draft in drafts:
        draft.code = draft.code or codes.get(draft.index, "")
    if not drafts:
        return
    _move_merged_totals(drafts, grid)
    first = min((j for d in drafts for j in d.values), default=None)
    width = max(len(grid[d.index]) for d in drafts)
    if first is None:
        first = max(0, width - len(form.columns))
    labels_end = min(first, 1 + max(d.last for d in drafts))  # a column may be blank all the way down
    mapping = _best_mapping(_mappings(grid[:start], form, labels_end, first, width), drafts, form)
    table.columns = {key: j for j, key in mapping.items()}
    table.unread = any(j not in mapping for d in drafts for j in d.values)
    for draft in drafts:
        row = Row(
            draft.index,
            draft.label,
            draft.span,
            draft.code,
            "@total" if not draft.code and is_total_label(draft.label) else "",
        )
        for j, key in mapping.items():
            row.cells[key] = amount_cell(draft.index, j, draft.values.get(j) or _beside(grid[draft.index], j), unit)
        table.rows.append(row)


def _move_merged_totals(drafts: list[_Draft], grid: list[list[GridCell]]) -> None:
    """Move the amounts of a 合计 row right where its label, merged over code and name, left one cell instead of two."""
    coded = [d for d in drafts if d.code]
    width = max((len(grid[d.index]) for d in coded), default=0)
    for draft in drafts:
        missing = width - len(grid[draft.index])
        if not draft.code and draft.last == 0 and missing > 0 and all(d.last == missing for d in coded):
            draft.values = {j + missing: cell for j, cell in draft.values.items()}


class _Draft:
    """A row on the way: `last` is the grid column its label ends in."""

    __slots__ = ("code", "index", "label", "last", "span", "values")

    def __init__(self, index: int, code: str, label: str, last: int, span: Span, values: dict[int, GridCell]) -> None:
        self.index, self.code, self.label, self.last, self.span, self.values = index, code, label, last, span, values


def _beside(row: list[GridCell], j: int) -> GridCell | None:
    """Return the cell of a column without an amount of its own: blank, or not understood."""
    cell = row[j] if j < len(row) else None
    return GridCell.of("", cell.span) if cell and cell.amount is not None else cell


def _first_data_row(grid: list[list[GridCell]]) -> int | None:
    """Return the index of the first row with a code, or of the total row."""
    for i, row in enumerate(grid):
        if is_column_numbers(row):
            continue
        label = "".join(c.text for c in row if c.amount is None)
        if is_total_label(label) or (row and CODE.fullmatch(row[0].text) and len(row) > 2):
            return i
        if any(is_total_label(c.text) for c in row[:4]) and sum(c.amount is not None for c in row) >= 1:
            return i
    return None


def _draft(row: list[GridCell], index: int) -> _Draft | None:
    """Return the code, label and amounts of a row; None for rows without a label."""
    code, at = "", 0
    for j, cell in enumerate(row[:4]):
        if CODE.fullmatch(cell.text):
            code, at = cell.text, j + 1
            break
    while at < len(row) and code and len(code) < 7 and at <= 3 and _PART.fullmatch(row[at].text):
        code, at = code + row[at].text, at + 1
    texts = [(j, c) for j, c in enumerate(row[at:], at) if is_label(c)]
    if not texts:
        return None
    if not code:
        joined = "".join(c.text for _, c in texts[:4])
        label = "合计" if is_total_label(joined) else texts[0][1].text
    else:
        label = texts[0][1].text
    if not code and _NOT_LABELS.fullmatch(label):
        return None
    last = texts[-1][0] if not code else texts[0][0]
    values = {j: c for j, c in enumerate(row) if c.amount is not None and j > last}
    return _Draft(index, code, label, last, texts[0][1].span, values)


def _split_codes(grid: list[list[GridCell]], start: int) -> dict[int, str]:
    """Return codes that are printed as 类 款 项 in three columns, the upper parts only where they change."""
    result: dict[int, str] = {}
    parts = ["", "", ""]
    for i in range(start, len(grid)):
        texts = [c.text for c in grid[i][:3]]
        if len(texts) < 3 or not any(_PART.fullmatch(t) for t in texts[1:]):
            if texts and _CLASS.fullmatch(texts[0]):
                parts = [texts[0], "", ""]
            continue
        if not all(_PARTS.fullmatch(t) for t in texts):
            continue
        for level, text in enumerate(texts):
            if text:
                parts = [*parts[:level], text, *[""] * (2 - level)]
        result[i] = "".join(parts)
    return result


def _mappings(
    header: list[list[GridCell]], form: TableForm, labels_end: int, first: int, width: int
) -> list[ColumnMap]:
    """Return the possible column mappings, the most direct first: by position, by order of the headers, by the form.

    Where two headers name one column, as last year's 预算数 and this year's 小计 do, by position is once the first, once the last.
    """
    keys = [k for k, _ in form.columns]
    by_position: ColumnMap = {}
    last: dict[str, int] = {}
    for row in header:
        for j, cell in enumerate(row):
            key = header_key(cell.text, form.columns) if j >= labels_end else None
            if not key:
                continue
            last[key] = j
            if key not in by_position.values():
                by_position[j] = key
    in_order: list[str] = []
    for row in header:
        for cell in row:
            key = header_key(cell.text, form.columns)
            if key and key not in in_order:
                in_order.append(key)
    in_order.sort(key=keys.index)
    columns = list(range(first, width))
    result = [by_position, {j: key for key, j in last.items()}] if by_position else []
    for names in (in_order, keys):
        if names and len(names) <= len(columns) + 2:
            result.append(dict(zip(columns, names, strict=False)))
    return result or [dict(zip(columns, keys, strict=False))]


def _best_mapping(mappings: list[ColumnMap], drafts: Sequence[_Draft], form: TableForm) -> ColumnMap:
    def closing(mapping: ColumnMap) -> tuple[int, int]:
        good = bad = 0
        for draft in drafts:
            values = {key: draft.values[j].amount for j, key in mapping.items() if j in draft.values}
            lost = sum(j not in mapping for j in draft.values)
            verdict = row_closes(form, values)
            good += verdict is True
            bad += (verdict is False) + lost
        return good - 2 * bad, len(mapping)

    distinct = [m for i, m in enumerate(mappings) if m not in mappings[:i]]
    return max(distinct, key=closing) if len(distinct) > 1 else distinct[0]


def _complete(terms: Sequence[tuple[int, str]], columns: Mapping[str, object]) -> bool:
    """Whether an identity can be asked of these columns: one that subtracts needs them all."""
    return all(sign > 0 or key in columns for sign, key in terms)


def row_closes(form: TableForm, values: Mapping[str, Decimal | None]) -> bool | None:
    """Whether the row identities of a form hold to within a cent a term; None when nothing is printed."""
    seen = None
    for left, terms in form.identities:
        numbers = [None if (n := values.get(t)) is None else sign * n for sign, t in terms]
        whole = values.get(left)
        if (whole is None and all(n is None for n in numbers)) or not _complete(terms, values):
            continue
        gap = abs((whole or _ZERO) - sum((n or _ZERO for n in numbers), _ZERO))
        if gap > _CENT * (len(terms) + 1):
            return False
        seen = True
    return seen
