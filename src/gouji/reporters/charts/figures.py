"""What the pictures show: amounts of cells that are believed and of statements that were found consistent, as printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal

from gouji.errors import UsageError
from gouji.lexicon import Profile, load, profile_for
from gouji.model.claim import Basis, Claim, Comparator, Measure, Period
from gouji.model.run import Entry, Run, State
from gouji.model.table import Belief, Cell, Row, Table
from gouji.reporters.plain import clean
from gouji.values.printed import Printed
from gouji.values.units import Dimension

_BELIEVED = (Belief.CLOSED, Belief.CERTAIN)
_CLASS_CODE = 3  # digits of a 类
_INCOME, _SPENDING = ("T2", "B2"), ("T3", "B3", "T5", "B6")
_SANGONG = (
    ("total", "“三公”经费合计"), ("abroad", "因公出国（境）费"), ("vehicle", "公务用车购置及运行维护费"), ("vehicle_purchase", "其中：公务用车购置费"),
    ("vehicle_running", "其中：公务用车运行维护费"), ("reception", "公务接待费"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed amount. `value` is in 元 and only says how long a bar is; `printed` is what is written beside it."""

    value: Decimal
    printed: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole, with the amounts it consists of in turn where they are printed."""

    label: str
    amount: Amount
    inner: tuple[tuple[str, Amount], ...] = ()


@dataclass(frozen=True, slots=True)
class Composition:
    """A whole by its parts, the largest first. `unread` counts parts that could not be read for certain."""

    title: str
    source: str
    unit: str
    whole: Amount | None
    parts: tuple[Part, ...]
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two amounts of one subject; `beside` is written after the second."""

    label: str
    first: Amount | None
    second: Amount | None
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Pairs of amounts, named `first` and `second`."""

    title: str
    source: str
    unit: str
    first: str
    second: str
    pairs: tuple[Pair, ...]
    notes: tuple[str, ...] = field(default=())


def income(run: Run) -> Composition | None:
    """Return the income by source, from the 合计 row of its table."""
    table = _table(run, _INCOME)
    row = next((r for r in table.rows if r.key == "@total"), None) if table else None
    if table is None or row is None:
        return None
    names = _column_names(run, table)
    cells = [(names.get(key, key), cell) for key, cell in row.cells.items() if key not in ("total", "current")]
    return _composition("收入按来源", table, row.cells.get("total"), [(name, cell, ()) for name, cell in cells])


def spending(run: Run) -> Composition | None:
    """Return the spending by class (类), each in 基本支出 and 项目支出 where the table prints them."""
    table = _table(run, _SPENDING)
    if table is None:
        return None
    total = next((r for r in table.rows if r.key == "@total"), None)
    classes = [r for r in table.rows if len(r.code) == _CLASS_CODE]
    whose = "支出" if table.key in ("T3", "B3") else "一般公共预算财政拨款支出"
    parts = [(r.label, r.cells["total"], _inner(r)) for r in classes if "total" in r.cells]
    return _composition(f"{whose}按功能分类", table, total.cells.get("total") if total else None, parts)


def sangong(run: Run) -> Comparison | None:
    """Return budget and final account of the 三公 expenses."""
    table = _table(run, ("T7",))
    row = next((r for r in table.rows if any(k.startswith("budget.") for k in r.cells)), None) if table else None
    if table is None or row is None:
        return None
    pairs = []
    for key, label in _SANGONG:
        budget, final = (_believed(row.cells.get(f"{half}.{key}")) for half in ("budget", "final"))
        if budget or final:
            pairs.append(Pair(label, budget, final))
    return _comparison("“三公”经费：预算与决算", table.title, table.unit, "预算", "决算", pairs)


def initial_and_final(run: Run) -> Comparison | None:
    """Return 年初预算 and 决算 of the items of which the narrative prints both."""
    pairs: dict[str, Pair] = {}
    unit = ""
    for group in _groups(run):
        finals = {e.claim.subject.key: e for e in group if e.claim and e.claim.subject and e.claim.basis is Basis.FINAL}
        for entry in group:
            claim = entry.claim
            if claim and claim.subject and claim.basis is Basis.INITIAL and claim.subject.key in finals:
                key, label = claim.subject.key, clean(claim.subject.words)
                final = finals[key].figure.printed
                unit = unit or final.unit.symbol
                pairs.setdefault(key, Pair(label, _amount(claim.quantity.printed, unit), _amount(final, unit)))
    initial = {
        e.claim.subject.key for e in run.ledger if e.claim and e.claim.subject and e.claim.basis is Basis.INITIAL
    }
    return _comparison(
        "年初预算与决算",
        "情况说明中与表或算式相符的数",
        unit,
        "年初预算",
        "决算",
        list(pairs.values()),
        _left_out(initial, pairs),
    )


def against_last_year(run: Run) -> Comparison | None:
    """Return this year's amounts and last year's, where the narrative prints an amount and how much it grew or fell."""
    pairs: dict[str, Pair] = {}
    unit = ""
    levels: dict[tuple[int, str], Printed] = {}
    for entry in run.ledger:
        claim = entry.claim
        if claim is None or claim.subject is None or not _usable(entry) or claim.period is not Period.THIS:
            continue
        key = claim.subject.key
        at = (claim.quantity.paragraph.index, key)
        if claim.measure is Measure.LEVEL and claim.basis is not Basis.INITIAL:
            levels[at] = claim.quantity.printed
        elif _is_change(claim) and at in levels:
            level, change = levels[at], claim.quantity.printed
            unit = unit or level.unit.symbol
            last = Amount(level.base - claim.sign * change.base, "")
            beside = f"比上年{'增' if claim.sign > 0 else '减'} {_amount(change, unit).printed}"
            pairs.setdefault(key, Pair(clean(claim.subject.words), last, _amount(level, unit), beside))
    changed = {e.claim.subject.key for e in run.ledger if e.claim and e.claim.subject and _is_change(e.claim)}
    notes = ("上年的条长由本年数与增减额推得。", *_left_out(changed, pairs))
    return _comparison("本年与上年", "情况说明中与表或算式相符的数", unit, "上年", "本年", list(pairs.values()), notes)


def _left_out(stated: Set[str], drawn: Mapping[str, Pair]) -> tuple[str, ...]:
    """Return a note on the subjects the narrative speaks of without a pair of amounts that were found consistent."""
    left = len(stated - drawn.keys())
    return (f"另有 {left} 项，两数没有都核对相符，没有画出。",) if left else ()


def _is_change(claim: Claim) -> bool:
    named = claim.subject is not None and claim.subject.named
    return named and claim.measure is Measure.CHANGE and claim.comparator is Comparator.LAST_YEAR and claim.sign != 0


def _table(run: Run, keys: Sequence[str]) -> Table | None:
    return next((t for key in keys for t in run.tables if t.key == key and t.rows), None)


def _believed(cell: Cell | None) -> Amount | None:
    if cell is None or cell.printed is None or cell.lost or cell.belief not in _BELIEVED:
        return None
    return _amount(cell.printed, cell.printed.unit.symbol)


def _amount(printed: Printed, unit: str) -> Amount:
    """Return an amount as printed; its unit is written only where it is not that of the picture."""
    symbol = printed.unit.symbol
    return Amount(printed.base, f"{printed.value:f}" + ("" if symbol == unit else symbol))


def _composition(
    title: str, table: Table, whole: Cell | None, cells: Sequence[tuple[str, Cell, tuple[tuple[str, Amount], ...]]]
) -> Composition | None:
    parts = [
        Part(clean(name), amount, inner)
        for name, cell, inner in cells
        if (amount := _believed(cell)) and amount.value > 0
    ]
    unread = sum(c.printed is not None and _believed(c) is None for _, c, _ in cells)
    parts.sort(key=lambda p: -p.amount.value)
    return Composition(title, clean(table.title), table.unit, _believed(whole), tuple(parts), unread) if parts else None


def _inner(row: Row) -> tuple[tuple[str, Amount], ...]:
    """Return 基本支出 and 项目支出 of a class, where together they are its total."""
    found = tuple(
        (name, amount)
        for key, name in (("basic", "基本支出"), ("project", "项目支出"))
        if (amount := _believed(row.cells.get(key)))
    )
    total = _believed(row.cells.get("total"))
    return found if total and sum((a.value for _, a in found), Decimal(0)) == total.value else ()


def unread_tables(run: Run) -> list[str]:
    """Return the names of the pictures that the report has a table for, but whose cells cannot be relied on or hold nothing."""
    wanted = (
        ("收入按来源", _INCOME, income),
        ("支出按功能分类", _SPENDING, spending),
        ("“三公”经费", ("T7",), sangong),
    )
    return [name for name, keys, read in wanted if _table(run, keys) and read(run) is None]


def _comparison(
    title: str, source: str, unit: str, first: str, second: str, pairs: Sequence[Pair], notes: tuple[str, ...] = ()
) -> Comparison | None:
    kept = tuple(p for p in pairs if _positive(p.first) or _positive(p.second))
    return Comparison(title, clean(source), unit, first, second, kept, notes) if kept else None


def _positive(amount: Amount | None) -> bool:
    return amount is not None and amount.value > 0


def _usable(entry: Entry) -> bool:
    return entry.state is State.CONSISTENT and entry.origin == "rule" and entry.figure.dimension is Dimension.MONEY


def _groups(run: Run) -> Iterator[list[Entry]]:
    """Yield the consistent amounts of each sentence."""
    groups: dict[int, list[Entry]] = {}
    for entry in run.ledger:
        if entry.claim and entry.claim.measure is Measure.LEVEL and _usable(entry):
            groups.setdefault(entry.claim.group, []).append(entry)
    yield from groups.values()


def _column_names(run: Run, table: Table) -> dict[str, str]:
    form = _profile(run).forms.get(table.key)
    return {key: spellings[0] for key, spellings in form.columns if spellings} if form else {}


def _profile(run: Run) -> Profile:
    try:
        return load(run.profile)
    except UsageError:  # the name of a profile of the user's own says nothing of its file
        return profile_for(run.document.kind)
