"""Faults of the tables' cells: a sum that fails, two rows exchanged, an annex that differs."""

from __future__ import annotations

import itertools

from .document import Fig, Table
from .faults import Fault, Planter, least
from .money import UNITS


def cell(planter: Planter) -> Fault | None:
    """A cell that its table's sums refute."""
    tables = [b for b in planter.report.blocks if isinstance(b, Table) and b.sums and id(b) not in planter.taken]
    planter.rng.shuffle(tables)
    for table in tables:
        figs = {id(f): f for whole, parts in table.sums for f in (whole, *parts)}
        for fig in planter.rng.sample(list(figs.values()), min(len(figs), 8)):
            sums = [(whole, parts) for whole, parts in table.sums if fig in (whole, *parts) and len(parts) > 1]
            others = [f for whole, parts in sums for f in (whole, *parts) if f is not fig]
            fewest = min((len(parts) for _, parts in sums), default=0)
            unit = least(fewest) * UNITS["万元"] / UNITS[table.unit]
            if others and planter.untouched(fig) and (text := planter.misprint(fig, unit)):
                return planter.done(
                    "table-sum-error",
                    "cell",
                    fig,
                    text,
                    [*others, *planter.sides(fig.key, fig)],
                    "表内各行各列的和应等于合计",
                )
    return None


def exchange(planter: Planter) -> Fault | None:
    """Two items of one section with each other's amounts: the sums close, the other tables disagree."""
    tables = [
        b
        for b in planter.report.blocks
        if isinstance(b, Table) and b.key in ("T2", "T3", "T5", "B2", "B3", "B6") and id(b) not in planter.taken
    ]
    planter.rng.shuffle(tables)
    for table in tables:
        rows = [
            (next((p.key[5:] for p in row if isinstance(p, Fig) and p.kind == "subject"), ""), row)
            for row in table.rows
        ]
        items = [(code, row) for code, row in rows if len(code) == 7]
        pairs = [(x, y) for x, y in itertools.pairwise(items) if x[0][:5] == y[0][:5]]
        for (_, one), (_, two) in planter.rng.sample(pairs, len(pairs)):
            a = [p for p in one if isinstance(p, Fig) and p.kind == "cell"]
            b = [p for p in two if isinstance(p, Fig) and p.kind == "cell"]
            same = len(a) == len(b) and all(one.index(x) == two.index(y) for x, y in zip(a, b, strict=True))
            sides = [f for fig in (*a, *b) for f in planter.sides(fig.key, fig) if planter.home[id(f)] is not table]
            if same and sides and all(x.text != y.text for x, y in zip(a, b, strict=True)):
                before, now = a[0].text, b[0].text
                for x, y in zip(a, b, strict=True):
                    x.text, y.text = y.text, x.text
                return Fault("cross-table-mismatch", "exchange", [*a, *b], now, before, sides, "同一科目各表应相等")
    return None


def cross(planter: Planter) -> Fault | None:
    """A cell without a sum of its own table against the table that has it too."""
    for fig in planter.free(["cell"], told=False):
        table = planter.home[id(fig)]
        assert isinstance(table, Table)
        if table.key != "A1" or not (text := planter.misprint(fig, least(1) * UNITS["万元"] / UNITS[table.unit])):
            continue
        others = [f for f in planter.sides(fig.key, fig) if planter.home[id(f)] is not table]
        if others:
            return planter.done("cross-table-mismatch", "annex", fig, text, others, "附表与决算表应相等")
    return None


def header(planter: Planter) -> Fault | None:
    """A table of 万元 headed 元 (or the reverse), though the narrative has its figures."""
    for fig in planter.free(["unit"], told=False):
        table = planter.home[id(fig)]
        assert isinstance(table, Table)
        cells = [p for row in table.rows for p in row if isinstance(p, Fig) and p.kind == "cell"]
        told = [other for cell in cells for other in planter.told.get(cell.key, []) if other.unit == fig.text]
        if len(told) < 3:
            continue
        before, fig.text = fig.text, "元" if fig.text == "万元" else "万元"
        return Fault("unit-error", "header", [fig, *cells], fig.text, before, told, "表头单位与正文同一数的单位不一")
    return None
