"""What must add up in a typed table, from the form's data and the subject codes; and how far that makes each cell believed.

依据：各表栏次公式与类款项层级（domain: 表内勾稽）。
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from gouji.lexicon import Profile, TableForm
from gouji.lexicon.profile import plain
from gouji.model.table import Belief, Cell, Identity, Row, Table, Term
from gouji.tables.subtotals import closes, without_members

_BALANCES = ("non_fiscal_balance", "opening_balance", "surplus_distribution", "closing_balance")
_MOST_OF_ONE = 3  # sums that one figure of a table stands in: across, as whole, as part
_NUMBERINGS = [
    re.compile(x)
    for x in (r"[一二三四五六七八九十]{1,3}、", r"\([一二三四五六七八九十]{1,3}\)", r"\d{1,2}[、.]", r"\(\d{1,2}\)")
]


def add_identities(table: Table, form: TableForm, profile: Profile) -> None:
    """Attach every identity that the form asks of the table."""
    if form.layout == "sided":
        _sided(table, form)
    elif "amount" in table.columns and table.key in profile.economic_tables:
        _economic(table, profile)
    elif form.layout == "sangong":
        _sangong(table, form)
    else:
        _rows(table, form)
        _hierarchy(table)


def _add(table: Table, name: str, left: Cell | None, terms: list[Cell], source: str) -> None:
    if left is not None and terms:
        table.identities.append(Identity(name, left, tuple(Term(1, t) for t in terms), source))


def _add_rows(table: Table, form: TableForm, *, blank_too: bool) -> None:
    """Attach the row-wise sums; those of blank cells alone only where asked for."""
    for row in table.rows:
        for left, signed in form.identities:
            terms = tuple(Term(sign, row.cells[k]) for sign, k in signed if k in row.cells)
            whole = len(terms) == len(signed) or all(
                sign > 0 for sign, _ in signed
            )  # what is left over needs every term
            if left in row.cells and len(terms) >= 2 and whole and (blank_too or any(t.cell.printed for t in terms)):
                table.identities.append(Identity(f"{row.label} {left}", row.cells[left], terms, "row"))


def _rows(table: Table, form: TableForm) -> None:
    if table.unread:
        return
    _add_rows(table, form, blank_too=False)


def _hierarchy(table: Table) -> None:
    coded = [r for r in table.rows if r.code]
    if not coded or len({r.code for r in coded}) < len(coded):
        return
    top = min(len(r.code) for r in coded)
    parents = [(r, [c for c in coded if len(c.code) == top]) for r in table.rows if r.key == "@total"][:1]
    below: dict[str, list[Row]] = defaultdict(list)  # the rows whose code is two digits longer
    for row in coded:
        below[row.code[:-2]].append(row)
    parents += [(r, below[r.code]) for r in coded if r.code in below]
    for parent, children in parents:
        for key in table.columns:
            if children and key in parent.cells:
                cells = [c.cells[key] for c in children if key in c.cells]
                _add(table, f"{parent.label} {key}", parent.cells[key], cells, "hierarchy")


def _sided(table: Table, form: TableForm) -> None:
    for side, (columns, total_key, _) in enumerate(form.sides):
        rows = [r for r in table.rows if r.side == side]
        totals = [i for i, r in enumerate(rows) if r.key == total_key]
        grand = next((r for r in rows if r.key == "grand_total"), None)
        depths = {_depth(r.label) for r in rows if any(c.printed for c in r.cells.values())} - {0}
        top = min(depths, default=len(_NUMBERINGS))
        if not totals:
            continue
        whole = rows[totals[0]]
        items = [r for r in rows[: totals[0]] if _is_item(r, side, top)]
        between = [r for r in rows[totals[0] :] if r.key in (total_key, *_BALANCES)]
        for column in dict.fromkeys((*columns, *(k for r in rows for k in r.cells))):
            _add_items(table, f"{whole.label} {column}", whole.cells.get(column), items, column)
            if grand is not None:
                unknown = [
                    r
                    for r in rows[totals[0] + 1 :]
                    if not r.key and r is not grand and column in r.cells and r.cells[column].printed
                ]
                if not unknown and len(between) >= 2 - (len(rows) < 4):
                    _add(table, f"{grand.label} {column}", grand.cells.get(column), _cells(between, column), "column")
    _add_rows(table, form, blank_too=True)
    grands = [r for r in table.rows if r.key == "grand_total"]
    if len(grands) == 2:
        first, second = (next(iter(g.cells.values()), None) for g in grands)
        _add(table, "收支总计", first, [second] if second else [], "sides")


def _add_items(table: Table, name: str, whole: Cell | None, items: list[Row], column: str) -> None:
    """Attach the sum of the items, in the reading of the lines under which it closes.

    Whether a line without a number is a part of the line above it only its indent says, which is lost.
    """
    numbered = [r for r in items if _depth(r.label)]
    cells = _cells(items, column)
    plainest = _cells(numbered, column) if numbered else cells
    readings = (plainest, cells, without_members(cells))
    if whole is not None and plainest:
        _add(table, name, whole, next((r for r in readings if closes(whole, r)), plainest), "column")


@lru_cache(maxsize=20_000)  # the same lines stand in every report
def _depth(label: str) -> int:
    """Return how deep a line is numbered: 1 for 一、, 2 for (一), 3 for 1、, 4 for (1); 0 without a number."""
    return next((i + 1 for i, pattern in enumerate(_NUMBERINGS) if pattern.match(label)), 0)


def _is_item(row: Row, side: int, top: int) -> bool:
    """Whether a line is an addend of its side's total, not a part of another line: 其中, or one numbered deeper than the `top` ones."""
    label = plain(row.label)
    if _depth(row.label) > top:
        return False
    if row.label.startswith("其中") or label.startswith(("其中", "#")):
        return False
    if side == 0:
        return bool(row.key) or row.label[:1] in "一二三四五六七八九十"
    return bool(label)


def _cells(rows: list[Row], column: str) -> list[Cell]:
    return [r.cells[column] for r in rows if column in r.cells]


def _economic(table: Table, profile: Profile) -> None:
    heads = {r.code: r for r in table.rows if len(r.code) == 3}
    for code, head in heads.items():
        details = [r for r in table.rows if len(r.code) == 5 and r.code.startswith(code)]
        if details:
            _add(table, head.label, head.cells["amount"], _cells(details, "amount"), "hierarchy")
    for key, codes in (("personnel", profile.personnel_codes), ("public", profile.public_codes)):
        row = table.row(key)
        if row:
            _add(
                table, row.label, row.cells["amount"], [heads[c].cells["amount"] for c in codes if c in heads], "column"
            )
    grand = table.row("basic_total")
    if grand:
        _add(table, grand.label, grand.cells["amount"], [h.cells["amount"] for h in heads.values()], "column")


def _sangong(table: Table, form: TableForm) -> None:
    for row in table.rows:
        for part in ("budget.", "final.", "initial.", "last.", ""):
            for left, keys in form.identities:
                terms = [row.cells[part + k] for _, k in keys if part + k in row.cells]
                if part + left in row.cells and len(terms) == len(keys):
                    _add(table, part + left, row.cells[part + left], terms, "row")


def believe(table: Table) -> None:
    """Settle belief: cells of an identity that holds are closed; cells only failing identities speak of are unclear."""
    closed: set[int] = set()
    accused: set[int] = set()
    for identity in table.identities:
        if identity.empty:
            continue
        if identity.holds or identity.tail:
            closed.add(id(identity.left))
            closed.update([id(t.cell) for t in identity.terms])
        elif identity.fails:
            accused.update(id(c) for c in identity.cells)
    certain, sure, unclear = Belief.CERTAIN, Belief.CLOSED, Belief.UNCLEAR
    for cell in (cell for row in table.rows for cell in row.cells.values() if cell.belief in (certain, sure)):
        if id(cell) in closed:
            cell.belief = sure
        elif id(cell) in accused or not table.certain:
            cell.belief = unclear


def is_misread(table: Table) -> bool:
    """Whether the columns were told wrong: then half of all sums fail, or a quarter and more than one wrong figure can fail."""
    failing = sum(i.fails for i in table.identities)
    holding = sum(i.holds or i.tail for i in table.identities if not i.empty)
    return failing > 0 and (failing >= holding or (failing > _MOST_OF_ONE and 3 * failing >= holding))


def give_up(table: Table) -> None:
    """Leave a table without a cell or a sum that anything could rest on."""
    table.given_up, table.identities = True, []
    for cell in (cell for row in table.rows for cell in row.cells.values()):
        cell.belief, cell.lost = Belief.UNCLEAR, True
