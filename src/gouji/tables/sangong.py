"""三公 tables: one line of amounts under a header of several levels, or one item a row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from gouji.lexicon import TableForm
from gouji.lexicon.profile import plain
from gouji.model.document import GridCell
from gouji.model.location import Span
from gouji.model.table import Belief, Cell, Row, Table
from gouji.tables.cells import amount_cell, header_key, is_column_numbers, is_label
from gouji.values.printed import Printed
from gouji.values.units import Unit

KEYS = ("total", "abroad", "vehicle", "vehicle_purchase", "vehicle_running", "reception")
_MOST_READINGS = 4000
_SLACK = Decimal("0.016")
_YEAR_PART = re.compile(r"(20\d{2})年度?(?:预|决)算数?")  # the header of one year's half
_END = r"(?:经费|费用?)?(?:支出)?"
_CARS = r"(?:公务用?车|车辆)?"
_ITEMS = tuple(  # the names of the items where each has a row of its own
    (key, re.compile(pattern))
    for key, pattern in (
        ("total", r"(?:支出)?合计|(?:财政拨款)?三公经费(?:支出|预算|决算)?(?:合计|总计|小计|总额)?"),
        ("abroad", rf"因公出国(?:\(境\))?{_END}"),
        ("vehicle", rf"公务用?车(?:购置[及和与]运行(?:维护)?{_END}|(?:经费|费用?)(?:支出)?)(?:小计|合计)?"),
        ("vehicle_purchase", rf"{_CARS}购置{_END}"),
        ("vehicle_running", rf"{_CARS}运行(?:维护)?{_END}"),
        ("reception", rf"公务接待{_END}"),
    )
)
_BEFORE = re.compile(r"(?:上|去|前)一?年")
_YEAR = re.compile(r"20\d{2}")
_FINAL = re.compile("决算(?:统计)?数$")


def read_sangong(grid: list[list[GridCell]], form: TableForm, table: Table, unit: Unit) -> None:
    """Fill `table` with one row `@data` whose columns are budget.* and final.*, or bare keys where there is one set."""
    if _by_rows(grid, form, table, unit):
        return
    rows = [
        (i, r) for i, r in enumerate(grid) if sum(c.amount is not None for c in r) >= 1 and not is_column_numbers(r)
    ]
    if not rows:
        return
    header = [r for r in grid[: rows[0][0]] if not is_column_numbers(r)]
    parts = [(_part_of(r), i, r) for i, r in rows if _part_of(r)]
    lines = parts if len({p for p, *_ in parts}) == 2 else [("", *_total_row(rows))]
    first = max((j for *_, r in lines for j, c in enumerate(r) if is_label(c)), default=-1) + 1
    width = max(len(r) for r in [*header, *(r for *_, r in lines)])
    names = _names(header, form, first, width)
    row = Row(lines[0][1], "合计", None, "", "@data")
    for part, index, data in lines:
        for j, key in names.items():
            row.cells[part + key] = amount_cell(index, j, data[j] if j < len(data) else None, unit)
            table.columns[part + key] = j
    table.rows.append(row)


def _part_of(row: list[GridCell]) -> str:
    """Return budget. or final. for a line labelled 预算数 or 决算数, else ''."""
    label = next((plain(c.text) for c in row if c.text and c.amount is None), "")
    return "budget." if label.endswith("预算数") else "final." if label.endswith("决算数") else ""


def _total_row(rows: list[tuple[int, list[GridCell]]]) -> tuple[int, list[GridCell]]:
    return next(((i, r) for i, r in rows if any(plain(c.text) in ("合计", "总计") for c in r)), rows[-1])


def _names(header: list[list[GridCell]], form: TableForm, first: int, width: int) -> dict[int, str]:
    """Return grid column → key, from how 预算数 and 决算数 stand in the header."""
    texts = [[plain(c.text) for c in row] for row in header]
    flat = [t for row in texts for t in row if t]
    budgets, finals = sum(t.endswith("预算数") for t in flat), sum(t.endswith("决算数") for t in flat)
    columns = list(range(first, width))
    if len(columns) % 2 == 0 and budgets == 1 and finals == 1 and len(columns) >= 2 * len(KEYS):
        half = len(columns) // 2
        return {
            columns[p * half + k]: f"{part}.{key}"
            for p, part in enumerate(("budget", "final"))
            for k, key in enumerate(KEYS)
        }
    if finals >= 2 and budgets == finals and len(columns) >= 2 * len(KEYS):
        return {
            columns[2 * k + p]: f"{part}.{key}"
            for k, key in enumerate(KEYS)
            for p, part in enumerate(("budget", "final"))
        }
    years = [(int(m.group(1)), j) for row in header for j, c in enumerate(row) if (m := _YEAR_PART.fullmatch(c.text))]
    if len({y for y, _ in years}) == 2 and len(columns) == 2 * len(KEYS):  # last year's half beside this year's
        before = tuple(f"last.{key}" for key in KEYS)
        keys = before + KEYS if max(years)[1] > min(years)[1] else KEYS + before
        return dict(zip(columns, keys, strict=True))
    named = _by_header(header, form, first)
    return named if len(named) >= 3 else dict(zip(columns, KEYS, strict=False))


def _by_header(header: list[list[GridCell]], form: TableForm, first: int) -> dict[int, str]:
    """Return grid column → key by the headers. Of two 小计 the first is that of 三公 beside 会议费, the second that of cars."""
    named: dict[int, str] = {}
    subtotals = []
    for row in header:
        for j, cell in enumerate(row):
            bare = plain(cell.text)
            if j < first or not bare:
                continue
            if bare == "小计":
                subtotals.append(j)
                continue
            key = header_key(cell.text, form.columns)
            if key and key not in named.values():
                named[j] = key
    if len(subtotals) >= 2:
        named = {j: k for j, k in named.items() if k not in ("total", "vehicle")}
        return named | {min(subtotals): "total", max(subtotals): "vehicle"}
    return named | {j: "vehicle" for j in subtotals if j not in named}


def _by_rows(grid: list[list[GridCell]], form: TableForm, table: Table, unit: Unit) -> bool:
    """Read a table with one item a row; False when it is not of that shape."""
    found = []
    for i, row in enumerate(grid):
        for j, cell in enumerate(row[:3]):
            bare = plain(cell.text)
            key = next((k for k, pattern in _ITEMS if pattern.fullmatch(bare)), None)
            key = key or header_key(cell.text, form.columns)
            filled = sum(bool(c.text) for c in row)
            if key and (filled == 1 or (filled <= 5 and any(c.amount is not None for c in row[j + 1 :]))):
                found.append((i, j, key))
                break
    if len({k for *_, k in found}) < 4:
        return False
    columns = _value_columns(grid, found[0][0], found[0][1])
    result = Row(found[0][0], "合计", None, "", "@data")
    found.sort(key=lambda f: not any(grid[f[0]][j].amount is not None for j in columns if j < len(grid[f[0]])))
    for i, _, key in found:  # a line without amounts is only a heading where another of its name prints some
        for j, part in columns.items():
            name = f"{part}.{key}" if part else key
            result.cells.setdefault(name, amount_cell(i, j, grid[i][j] if j < len(grid[i]) else None, unit))
            table.columns.setdefault(name, j)
    table.rows.append(result)
    return True


def _value_columns(grid: list[list[GridCell]], first_row: int, label: int) -> dict[int, str]:
    header = [(j, c.text) for row in grid[:first_row] for j, c in enumerate(row) if j > label]
    headed = [(j, text) for j, text in header if _FINAL.search(plain(text)) or plain(text).endswith(("预算数", "预算"))]
    latest = max((m.group() for _, text in headed if (m := _YEAR.match(text))), default="")
    parts: dict[int, str] = {}
    for j, text in headed:
        year = _YEAR.match(text)
        if _BEFORE.match(text) or (year and year.group() < latest):
            continue  # last year's column
        parts[j] = "final" if _FINAL.search(plain(text)) else "initial" if "年初" in text else "budget"
    if not parts:
        j = next((k for k, c in enumerate(grid[first_row]) if k > label and c.amount is not None), label + 1)
        return {j: ""}
    return parts if "final" in parts.values() else dict.fromkeys(list(parts)[-1:], "")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the amounts of a 三公 line stand: the order of the items, and whether 预算数 and 决算数 come as halves or as pairs.

    `years` says that the halves are two years' budgets, last year's first.
    """

    keys: tuple[str, ...]
    halves: bool
    paired: bool
    years: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        if self.years:
            return "last.", ""
        return ("budget.", "final.") if self.halves or self.paired else ("",)

    def slot(self, key: str, part: int) -> int:
        at = self.keys.index(key)
        return 2 * at + part if self.paired else part * len(self.keys) + at


def place_sangong(numbers: list[tuple[Printed, Span]], table: Table, row_index: int, arrangement: Arrangement) -> None:
    """Put amounts whose blanks were lost under their columns by the sums they must satisfy.

    A column that differs between the admissible placements becomes an alternative.
    """
    width = len(arrangement.parts) * len(arrangement.keys)
    if not 0 < len(numbers) <= width:
        return
    values = [p.value for p, _ in numbers]
    found = _side_by_side(values, arrangement) if not arrangement.paired else _interleaved(values, arrangement)
    if not found:
        return
    row = Row(row_index, "合计", None, "", "@data")
    for part, prefix in enumerate(arrangement.parts):
        for key in KEYS:
            slot = arrangement.slot(key, part)
            options = [numbers[s.index(slot)] if slot in s else None for s in found]
            row.cells[prefix + key] = _cell(row_index, slot, options)
            table.columns[prefix + key] = slot
    table.rows.append(row)


def _side_by_side(values: list[Decimal], arrangement: Arrangement) -> list[tuple[int, ...]]:
    """Return the columns the amounts can stand in where one part follows the other: each part by itself, for every way to divide them."""
    size = len(arrangement.keys)
    if len(arrangement.parts) == 1:
        return _placements(values, arrangement)
    found = []
    for first in range(len(values) + 1):
        left = _placements(values[:first], arrangement)
        right = _placements(values[first:], arrangement) if left else []
        found += [(*a, *(size + j for j in b)) for a in left for b in right]
    return found


def _placements(values: list[Decimal], arrangement: Arrangement) -> list[tuple[int, ...]]:
    size = len(arrangement.keys)
    if len(values) > size:
        return []
    options = (dict(zip(slots, values, strict=True)) for slots in combinations(range(size), len(values)))
    return [tuple(o) for o in options if _adds_up({k: o.get(j) for j, k in enumerate(arrangement.keys)})]


def _interleaved(values: list[Decimal], arrangement: Arrangement) -> list[tuple[int, ...]]:
    """Return the columns the amounts can stand in where budget and final account alternate."""
    found = []
    for n, slots in enumerate(combinations(range(2 * len(arrangement.keys)), len(values))):
        if n > _MOST_READINGS:
            return []
        at = dict(zip(slots, values, strict=True))
        if all(_adds_up({k: at.get(arrangement.slot(k, part)) for k in KEYS}) for part in (0, 1)):
            found.append(slots)
    return found


def _cell(row: int, column: int, options: list[tuple[Printed, Span] | None]) -> Cell:
    """Return the cell of the last placement, which puts running costs before purchases: far more offices run cars than buy them."""
    distinct = list(dict.fromkeys(options))
    chosen = options[-1]
    belief = Belief.CLOSED if len(distinct) == 1 else Belief.ALTERNATIVE
    cell = Cell(row, column, chosen[1] if chosen else None, chosen[0] if chosen else None, belief)
    if len(distinct) > 1:
        cell.alternatives = tuple(o or (None, None) for o in distinct)
    return cell


def _adds_up(v: dict[str, Decimal | None]) -> bool:
    number = {k: x or Decimal(0) for k, x in v.items()}
    if v["total"] is None and any(x is not None for x in v.values()):
        return False
    if v["vehicle"] is None and (v["vehicle_purchase"] is not None or v["vehicle_running"] is not None):
        return False
    whole = number["total"] - number["abroad"] - number["vehicle"] - number["reception"]
    vehicles = number["vehicle"] - number["vehicle_purchase"] - number["vehicle_running"]
    return abs(whole) < _SLACK and abs(vehicles) < _SLACK
