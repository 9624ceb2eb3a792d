"""Five years of one office, budget and final account each, which agree across the years; and the breaks planted in them.

A series is built backwards: what a year carries out is what the next brings in. Then every report's last year is set to what
the report before it says, and a final account's initial budgets to what its year's budget says.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import gouji

from . import articulation, details, earlier, spending
from . import template as templates
from .document import Block, Paragraph, Report
from .model import CENT, Department, Item, amount, scaled
from .report import SUMS, Maker, habits
from .shapes import SHAPES, shape
from .words import OFFICES, WORDS

YEARS = 5
FUNDS = ("gen", "fund", "state", "other")
BREAKS = {  # what is broken, and the checks that may say so
    "last": ("BY01", "BY02"),
    "initial": ("BY03",),
    "carry": ("BY04",),
    "sangong": ("BY05",),
}
_LAST = (
    "all.total",
    "in.all",
    "all.spend",
    "fin.total",
    "gen.spend",
    "gen.basic",
    "gen.project",
    "sg.total",
    "sg.run",
    "sg.rec",
)


@dataclass(slots=True)
class Office:
    """One office over the years: its final accounts and budgets, the first year first."""

    finals: list[Department]
    budgets: list[Department]


def office(seed: int, number: int, spoilt: int | None = None) -> Office:
    """Return the office of this number; the year `spoilt` brings in more than the year before carried out."""
    rng = Random(f"{seed}/{number}/office")
    named = (rng.choice(OFFICES), rng.choice(WORDS["place"]), rng.choice(["区", "县", "市"]))
    first = rng.randint(2017, 2021)
    finals: list[Department] = []
    for at in reversed(range(YEARS)):
        own = Random(f"{seed}/{number}/{at}/final")
        dept = Department(own, first + at, "final", CENT, *named)
        finals.insert(0, _final(dept, finals[0] if finals else None, spoilt == at))
    budgets = [
        _budget(Department(Random(f"{seed}/{number}/{at}/budget"), dept.year, "budget", CENT, *named), dept)
        for at, dept in enumerate(finals)
    ]
    for at, (final, budget) in enumerate(zip(finals, budgets, strict=True)):
        _plan(final, budget)
        if at:
            _look_back(final, finals[at - 1])
            _look_back(budget, budgets[at - 1])
    return Office(finals, budgets)


def _final(dept: Department, following: Department | None, spoilt: bool) -> Department:
    for step in (spending.sangong, spending.economic, spending.items, spending.spread):
        step(dept)
    if following is not None:
        for item in dept.items:
            item.carry_out.clear()
        for fund in FUNDS:
            if owed := following.facts[f"{fund}.ci"] - following.facts.get(f"spoilt.{fund}", 0):
                _holder(dept, fund, following).carry_out[fund] = owed
    if spoilt:
        item = max(dept.items, key=lambda i: i.basic + i.project)
        more = scaled(dept, item.basic + item.project, 0.02, 0.2)
        item.carry_in["gen"] = item.carry_in.get("gen", 0) + more
        dept.facts["spoilt.gen"] = more
    _finish(dept)
    return dept


def _finish(dept: Department) -> None:
    for step in (
        articulation.income,
        articulation.totals,
        earlier.last_year,
        earlier.initial,
        details.projects,
        details.counts,
    ):
        step(dept)


def _holder(dept: Department, fund: str, following: Department) -> Item:
    """Return an item of the fund, which a year without one is given."""
    for item in dept.items:
        if {"gen": item.basic + item.project, "fund": item.fund, "state": item.state, "other": item.other_project}[
            fund
        ]:
            return item
    if fund == "other":
        dept.items[0].other_project = amount(dept, 2, 200)
        return dept.items[0]
    code = next(i.code for i in following.items if i.carry_in.get(fund))
    made = Item(code, fund[0], **{fund: amount(dept, 5, 500)})
    dept.items = sorted([*dept.items, made], key=lambda item: item.code)
    return made


def _budget(dept: Department, final: Department) -> Department:
    """Return the year's budget, for the items on which the general budget was spent."""
    for step in (spending.sangong, spending.economic):
        step(dept)
    dept.items = [Item(item.code, item.nature) for item in final.items if item.basic + item.project]
    spending.spread(dept)
    _finish(dept)
    return dept


def _plan(final: Department, budget: Department) -> None:
    """Let the final account say of the budget what the budget says."""
    facts = final.facts
    for key in [k for k in facts if k.startswith("ib.")]:
        facts[key] = budget.facts["ops"] if key == "ib.ops" else budget.facts["gen.basic"] if key == "ib.basic" else 0
    for key, value in budget.facts.items():
        if key.startswith("gen.i.") and key[6:].isdigit():
            facts[f"ib.{key[6:]}"] = value
        elif key.startswith("sg."):
            facts[f"sgb.{key[3:]}"] = value
    facts["ib.spend"] = budget.facts["gen.spend"]


def _look_back(dept: Department, before: Department) -> None:
    for key in dept.facts:
        if key.startswith("last."):
            dept.facts[key] = before.facts.get(key[5:], 0)


def told(dept: Department, rng: Random, name: str = "") -> tuple[str, str, Report]:
    """Return the report of a department as text, with the ending of its file, and what it is made of."""
    details.mark(dept)
    names = [n for n in templates.names() if templates.load(n).settings["kind"] == dept.kind]
    template = templates.load(name or rng.choice(names))
    lines = [line for line in template.lines if line != "!trap sangong"]  # it tells of an initial budget of its own
    template = replace(template, lines=lines)
    form = rng.choice(sorted(SHAPES))
    style, look = habits(template.settings, rng.choice(template.settings.get("unit", "万元").split()), rng)
    maker = Maker(dept, template, style, look, rng)
    report = Report(0, template.name, form, dept.kind, list(maker.blocks()), SUMS, maker.absences)
    return shape(report, rng)[0], SHAPES[form], report


def spoil(dept: Department, kind: str, rng: Random) -> tuple[str, ...]:
    """Change what a report says of another; return the facts changed, none where it says nothing of the kind."""
    facts = dept.facts

    def off(value: int) -> int:
        return max(scaled(dept, value, 0.03, 0.2), 5 * CENT)

    if kind == "last":
        keys = [k for k in _LAST if facts.get(f"last.{k}") and facts.get(k)]
        key = rng.choice(keys)
        facts[f"last.{key}"] += off(facts[f"last.{key}"])
        return (f"last.{key}",)
    if kind == "initial":
        codes = [i.code for i in dept.items if facts.get(f"ib.{i.code}")]
        if not codes or dept.kind == "budget":
            return ()
        code = rng.choice(codes)
        keys = tuple(f"ib.{part}" for part in (code, code[:5], code[:3], "spend"))
    else:
        parts = [k for k in ("run", "rec") if facts.get(f"sgb.{k}")]
        if not parts or dept.kind == "budget":
            return ()
        part = rng.choice(parts)
        keys = tuple(f"sgb.{k}" for k in ([part, "total"] + (["car"] if part == "run" else [])))
    more = off(facts[keys[0]])
    for key in keys:
        facts[key] += more
    return keys


def write(folder: Path, seed: int, count: int) -> int:
    """Write the reports of so many offices, a folder each, without breaks; return their number."""
    for number in range(count):
        made = office(seed, number)
        home = folder / f"{number:04}"
        home.mkdir(parents=True, exist_ok=True)
        for dept in (*made.finals, *made.budgets):
            text, ending, _ = told(dept, Random(f"{seed}/{number}/{dept.year}/{dept.kind}/words"))
            (home / f"{dept.year}-{dept.kind}.{ending}").write_text(text, "utf-8")
    return count * 2 * YEARS


@dataclass(slots=True)
class Tally:
    """What the reports of many series gave. `hits` and `planted` by what was broken; `wrong` are findings on what was right."""

    reports: int = 0
    held: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def score(seed: int, clean: int, faulty: int) -> Tally:
    """Return the tally of so many series without breaks, and as many reports with one."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(clean):
            made = office(seed, number)
            for at in range(1, YEARS):
                for dept in (made.finals[at], made.budgets[at]):
                    run = _held(made, dept, at, Random(f"{seed}/{number}/{at}/{dept.kind}/words"), Path(folder))[0]
                    tally.reports += 1
                    tally.held += sum(e.state.value == "consistent" for e in run.ledger)
                    tally.wrong += [f"{number}/{at}/{dept.kind} {line}" for line in _found(run)]
        for number in range(faulty):
            _planted(tally, seed, number, Path(folder))
    return tally


def _planted(tally: Tally, seed: int, number: int, folder: Path) -> None:
    rng = Random(f"{seed}/{number}/break")
    kind = sorted(BREAKS)[number % len(BREAKS)]
    at = rng.randrange(1, YEARS)
    made = office(seed, number, at if kind == "carry" else None)
    dept = made.budgets[at] if kind == "last" and rng.random() < 0.4 else made.finals[at]
    keys = ("gen.ci", "fin.ci", "all.ci") if kind == "carry" else spoil(dept, kind, rng)
    run, report = _held(made, dept, at, Random(f"{seed}/{number}/{at}/{dept.kind}/words"), folder)
    shown = any(
        {fig.key, *fig.of} & {*keys} and fig.kind != "word" and (kind != "initial" or _says_initial(block))
        for block, fig in report.figures()
    )
    if not shown and kind != "carry":
        return
    tally.planted[kind] += 1
    name = f"{number}/{at}/{dept.kind}/{report.template}/{report.shape} {kind} {keys[0]}"
    found = [f for f in _found(run) if f.startswith(BREAKS[kind])]
    tally.hits[kind] += bool(found)
    tally.right += len(found)
    tally.wrong += [f"{name}: {f}" for f in _found(run) if not f.startswith(BREAKS[kind])]
    if not found:
        tally.missed.append(name)


def _says_initial(block: Block) -> bool:
    """Whether a paragraph names the initial budget: one that says 预算 alone may mean the adjusted one."""
    words = block.pieces if isinstance(block, Paragraph) else []
    return "年初" in "".join(piece if isinstance(piece, str) else piece.text for piece in words)


def _held(made: Office, dept: Department, at: int, rng: Random, folder: Path) -> tuple[gouji.Run, Report]:
    """Return the run of a report held against the year before and, a final account, against its budget."""
    final = dept.kind == "final"
    others = [made.finals[at - 1], made.budgets[at]] if final else [made.budgets[at - 1]]
    made_of = [told(one, rng) for one in (dept, *others)]
    paths = []
    for turn, (text, ending, _) in enumerate(made_of):
        path = folder / f"{turn}.{ending}"
        path.write_text(text, "utf-8")
        paths.append(str(path))
    return gouji.check(paths[0], prior=paths[1:]), made_of[0][2]


def _found(run: gouji.Run) -> Iterator[str]:
    return (f"{f.check} {f.message}" for f in run.findings if f.check.startswith("BY") and f.kind.value != "rounding")


def summary(tally: Tally, verbose: bool = False) -> Iterator[str]:
    """Yield the tally in lines for people."""
    hits, planted = sum(tally.hits.values()), sum(tally.planted.values())
    told_all = tally.right + len(tally.wrong)
    yield f"无错的报告 {tally.reports} 份；植入 {planted} 处，检出 {hits}（{_share(hits, planted)}）；发现 {told_all}，对 {tally.right}（{_share(tally.right, told_all)}）"
    yield from (f"  {kind}：{tally.hits[kind]}/{tally.planted[kind]}" for kind in BREAKS)
    yield from (f"误报 {line}" for line in tally.wrong[: None if verbose else 10])
    yield from (f"漏报 {line}" for line in tally.missed[: None if verbose else 10])


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "–"
