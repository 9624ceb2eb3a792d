"""Rows whose blanks were lost: which columns their amounts stand in, by the sums that row and column must satisfy.

A placement must close the row. Among the placements of all rows, those are kept under which every parent (合计, 类, 款) is the
sum of its children in every column. What stays open is kept as alternatives, never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, combinations
from operator import add, gt

from gouji.lexicon import TableForm
from gouji.model.location import Span
from gouji.model.table import Belief, Cell, Row, Table
from gouji.values.printed import Printed

_MOST_STEPS = 6_000
_ZERO, _INFINITE = Decimal(0), Decimal("Infinity")
_ROUNDING = Decimal("0.006")  # what rounding to two decimals leaves of each amount in a sum
Placement = tuple[Decimal | None, ...]


@dataclass(slots=True)
class Unplaced:
    """A row with its amounts in printed order, columns unknown."""

    code: str
    label: str
    span: Span | None
    line: int
    numbers: list[tuple[Printed, Span]]


def place_rows(rows: list[Unplaced], orders: list[list[str]], form: TableForm, table: Table) -> None:
    """Fill `table` with the rows, each amount under its column or among alternatives.

    `orders` are the orders in which the columns may stand, the likeliest first; the one under which most adds up is taken.
    """
    _, keys, chosen, width = min((_tried(rows, keys, form) for keys in orders), key=lambda tried: tried[0])
    table.columns = {key: j for j, key in enumerate(keys)}
    sums = _sums(keys, form)
    whole = width == len(keys)
    homeless = [i for i, row in enumerate(rows) if row.numbers and not chosen[i]]
    for i in [i for i in homeless if not _placements(rows[i], sums, len(keys), len(keys))]:
        chosen[i] = _misprinted(i, rows, chosen, sums, len(keys))
    for i, row in enumerate(rows):
        options = chosen[i] if whole else _merged(chosen[i], _placements(row, sums, len(keys), len(keys)))
        _add(row, keys, chosen[i], options, table)


def _tried(rows: list[Unplaced], keys: list[str], form: TableForm) -> tuple[int, list[str], list[list[Placement]], int]:
    """Return how much does not add up under an order of the columns, the order, and the placements with the columns they use."""
    sums = _sums(keys, form)
    failures, chosen, width = _narrowed(rows, sums, len(keys))
    whole = [[p.value for p, _ in r.numbers] for r in rows if len(r.numbers) == len(keys)]
    return failures + sum(not _closes(values, sums) for values in whole), keys, chosen, width


def _placements(row: Unplaced, sums: list[_Sum], columns: int, width: int) -> list[Placement]:
    """Return every way to put the amounts under the first `width` columns that closes the row."""
    values = [p.value for p, _ in row.numbers]
    if len(values) > width:
        return []
    if len(values) == columns:
        return [tuple(values)]
    result = []
    for slots in combinations(range(width), len(values)):
        placement: list[Decimal | None] = [None] * columns
        for slot, value in zip(slots, values, strict=True):
            placement[slot] = value
        if _closes(placement, sums):
            result.append(tuple(placement))
    return result


@dataclass(frozen=True, slots=True)
class _Sum:
    """An identity of a row by column numbers: `left` = Σ sign × term, to within `slack`; `total`: nothing is subtracted."""

    left: int
    terms: tuple[tuple[int, int], ...]
    total: bool
    slack: Decimal


def _sums(keys: list[str], form: TableForm) -> list[_Sum]:
    """Return the identities that can be asked of these columns; one that subtracts needs all of its terms."""
    at = {key: j for j, key in enumerate(keys)}
    result = []
    for left, terms in form.identities:
        present = tuple((sign, at[t]) for sign, t in terms if t in at)
        total = all(sign > 0 for sign, _ in terms)
        if left in at and present and (total or len(present) == len(terms)):
            result.append(_Sum(at[left], present, total, _ROUNDING * (len(present) + 1)))
    return result


def _closes(placement: Sequence[Decimal | None], sums: list[_Sum]) -> bool:
    for asked in sums:
        whole = placement[asked.left]
        gap, filled = whole or _ZERO, False
        for sign, j in asked.terms:
            value = placement[j]
            if value is not None:
                gap, filled = gap - value if sign > 0 else gap + value, True
        # a total stands beside its parts; what is left over may be nothing
        if (asked.total and whole is None and filled) or abs(gap) > asked.slack:
            return False
    return True


def _narrowed(rows: list[Unplaced], sums: list[_Sum], columns: int) -> tuple[int, list[list[Placement]], int]:
    """Return how many families fail, the placements left when the columns close too, and the leading columns used, as few as possible."""
    least = max((len(r.numbers) for r in rows), default=1)
    best: tuple[int, list[list[Placement]], int] | None = None
    for width in range(min(max(2, least), columns), columns + 1):
        domains = [_placements(r, sums, columns, width) for r in rows]
        homeless = sum(not d and bool(r.numbers) for d, r in zip(domains, rows, strict=True))
        failures = homeless + _columns_close(rows, domains)
        if best is None or failures < best[0]:
            best = failures, domains, width
        if not failures:
            break
    return best if best else (0, [[] for _ in rows], columns)


def _columns_close(rows: list[Unplaced], domains: list[list[Placement]]) -> int:
    """Narrow the domains until every family that can close does; return how many cannot."""
    failures: set[int] = set()
    groups = families(rows)
    solved: dict[int, list[int]] = {}  # the sizes of its domains when a family was last looked at: they only shrink
    for _ in range(3):
        before = [len(d) for d in domains]
        for parent, children in groups:
            sizes = [len(domains[i]) for i in (parent, *children)]
            if solved.get(parent) == sizes:
                continue
            solved[parent] = sizes
            kept = _solve(domains[parent], [domains[c] for c in children])
            if kept is None:
                continue
            if not kept[0]:
                failures.add(parent)
                continue
            domains[parent] = kept[0]
            for child, domain in zip(children, kept[1:], strict=True):
                domains[child] = domain if any(domain) or not domains[child] else domains[child]
        if before == [len(d) for d in domains]:
            break
    return len(failures)


def _misprinted(
    at: int, rows: list[Unplaced], chosen: list[list[Placement]], sums: list[_Sum], width: int
) -> list[Placement]:
    """Return the only way to place a row that does not close under which one other amount in it closes the row and its families."""
    values = [p.value for p, _ in rows[at].numbers]
    own = [(parent, children) for parent, children in families(rows) if at == parent or at in children]
    needs = [_needed(at, parent, children, chosen, width) for parent, children in own]
    slack = max((_ROUNDING * (len(children) + 1) for _, children in own), default=_ZERO)
    found = []
    for slots in combinations(range(width), len(values)) if needs else ():
        at_slot = dict(zip(slots, values, strict=True))
        placement = tuple(at_slot.get(j) for j in range(width))
        odd = {j for need in needs for j, v in enumerate(placement) if abs((v or _ZERO) - need[j]) > slack}
        agreed = all(abs(need[j] - needs[0][j]) <= slack for need in needs for j in odd)
        repaired = [needs[0][j] if j in odd else v for j, v in enumerate(placement)]
        if len(odd) == 1 and odd <= set(slots) and agreed and _closes(repaired, sums):
            found.append(placement)
    return found if len(found) == 1 else []


def _needed(at: int, parent: int, children: list[int], chosen: list[list[Placement]], width: int) -> list[Decimal]:
    """Return what a family asks a row to print in each column: the sum of its children, or what its siblings leave of their parent."""
    blank: Placement = (None,) * width
    rows = [chosen[i][0] if chosen[i] else blank for i in children if i != at]
    sums = [sum((row[j] or _ZERO for row in rows), _ZERO) for j in range(width)]
    above = chosen[parent][0] if chosen[parent] else blank
    return sums if at == parent else [(above[j] or _ZERO) - sums[j] for j in range(width)]


def families(rows: list[Unplaced]) -> list[tuple[int, list[int]]]:
    """Return (parent, children) by subject codes: 合计 over the shortest codes, each code over those two digits longer."""
    coded = [(i, r.code) for i, r in enumerate(rows) if r.code]
    if not coded:
        return []
    top = min(len(c) for _, c in coded)
    result = [(i, [j for j, c in coded if len(c) == top]) for i, r in enumerate(rows) if not r.code]
    for i, code in coded:
        children = [j for j, c in coded if len(c) == len(code) + 2 and c.startswith(code)]
        if children:
            result.append((i, children))
    return result


def _solve(parents: list[Placement], children: list[list[Placement]]) -> list[list[Placement]] | None:
    """Return, for parent and children, the placements that take part in some solution; None when the search grows too large.

    Amounts in these tables are not negative as a rule, so sums are given up once no parent is as large in every column; where
    a negative amount occurs nothing is pruned.
    """
    if not parents:
        return None
    width = len(parents[0])
    options = [child or [(None,) * width] for child in children]
    above, amounts = [_filled(p) for p in parents], [[_filled(p) for p in o] for o in options]
    slack = _ROUNDING * (len(children) + 1)
    negative = any(min(a) < 0 for a in chain(above, *amounts))
    ceilings = [[_INFINITE if negative else p + slack for p in parent] for parent in above]
    settled = [a[0] for a in amounts if len(a) == 1]  # most rows have one placement, which is part of every solution
    order = sorted((k for k, a in enumerate(amounts) if len(a) > 1), key=lambda k: len(amounts[k]))
    kept: list[dict[int, None]] = [dict.fromkeys([0]) if len(a) == 1 else {} for a in amounts]
    parents_kept: dict[int, None] = {}
    steps = 0

    def walk(k: int, sums: Sequence[Decimal], path: list[int], within: Sequence[int]) -> bool:
        """Go on from the sums of a path; `within` are the parents they have not exceeded."""
        nonlocal steps
        steps += 1
        if steps > _MOST_STEPS:
            return False
        if k == len(order):
            for i in within:
                if all(abs(p - s) <= slack for p, s in zip(above[i], sums, strict=True)):
                    parents_kept[i] = None
                    for n, chosen in zip(order, path, strict=True):
                        kept[n][chosen] = None
            return True
        for i, placed in enumerate(amounts[order[k]]):
            following = list(map(add, sums, placed))
            below = [n for n in within if not any(map(gt, following, ceilings[n]))]
            if below and not walk(k + 1, following, [*path, i], below):  # noqa: F821 - it is there until the search ends
                return False
        return True

    sums = [sum(column, _ZERO) for column in zip([_ZERO] * width, *settled, strict=True)]
    ended = walk(0, sums, [], range(len(parents)))
    del walk  # it refers to itself, and nothing looks for cycles while reports are checked
    if not ended:
        return None
    return [[parents[i] for i in parents_kept], *([o[i] for i in k] for o, k in zip(options, kept, strict=True))]


def _filled(placement: Placement) -> tuple[Decimal, ...]:
    return tuple(value or _ZERO for value in placement)


def _merged(chosen: list[Placement], full: list[Placement]) -> list[Placement]:
    return list(dict.fromkeys((*chosen, *full)))


def _add(row: Unplaced, keys: list[str], chosen: list[Placement], options: list[Placement], table: Table) -> None:
    preferred = chosen[0] if chosen else None
    result = Row(row.line, row.label, row.span, row.code, "" if row.code else "@total")
    spans = {p.value: (p, s) for p, s in reversed(row.numbers)} if len(options) > 1 else {}
    for j, key in enumerate(keys):
        value = preferred[j] if preferred else None
        found = _nth(row, preferred, j) if preferred and value is not None else None
        cell = Cell(row.line, j, found[1] if found else None, found[0] if found else None)
        distinct = list(dict.fromkeys(o[j] for o in options)) if spans else ()
        if preferred is None:
            cell.belief = Belief.UNCLEAR if row.numbers else Belief.CERTAIN
            cell.lost = bool(row.numbers)
        elif len(distinct) > 1:
            cell.belief = Belief.ALTERNATIVE
            cell.alternatives = tuple(spans[v] if v is not None else (None, None) for v in distinct)
        result.cells[key] = cell
    table.rows.append(result)


def _nth(row: Unplaced, placement: Placement, column: int) -> tuple[Printed, Span]:
    """Return the amount of the row that this placement puts under a column."""
    return row.numbers[sum(v is not None for v in placement[:column])]
