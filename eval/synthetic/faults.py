"""Contradictions planted on purpose: each changes one printed thing that another place of the report proves wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from .document import Block, Fig, Heading, Paragraph, Report, Table
from .model import WAN, Department
from .money import UNITS, printed, read, rounded, slipped
from .words import ECONOMIC, WORDS

OPPOSITE = {
    "增加": "减少",
    "减少": "增加",
    "增长": "下降",
    "下降": "增长",
    "上升": "下降",
    "降低": "增长",
    "大于": "小于",
    "小于": "大于",
}
LOOKALIKE = {
    "支": "之",
    "理": "里",
    "行": "型",
    "政": "证",
    "业": "叶",
    "务": "物",
    "障": "章",
    "保": "宝",
    "医": "依",
    "疗": "辽",
    "他": "它",
    "项": "顶",
    "工": "公",
    "费": "废",
}
TRIES = 60


@dataclass(slots=True)
class Fault:
    """One planted contradiction: the changed figures (the first is quoted), the other side, and how it is proven."""

    kind: str
    slip: str
    figs: list[Fig]
    claimed: str
    expected: str
    others: list[Fig]
    formula: str
    severity: str = "error"
    part: tuple[int, int] | None = None  # of the first figure's text, where the figure is long


@dataclass
class Planter:
    """Knows where every fact of a report is printed, and changes some of it."""

    report: Report
    dept: Department
    rng: Random
    cells: dict[str, list[Fig]] = field(default_factory=lambda: defaultdict(list))
    told: dict[str, list[Fig]] = field(default_factory=lambda: defaultdict(list))
    home: dict[int, Block] = field(default_factory=dict)
    groups: dict[int, list[Fig]] = field(default_factory=lambda: defaultdict(list))
    taken: set[int] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for block, fig in self.report.figures():
            self.home[id(fig)] = block
            (self.cells if isinstance(block, Table) else self.told)[fig.key].append(fig)
            if fig.group and not isinstance(block, Table):
                self.groups[fig.group].append(fig)

    def plant(self, count: int) -> list[Fault]:
        """Plant up to so many faults of different mechanisms, in different paragraphs and tables."""
        faults: list[Fault] = []
        makers = self.rng.sample(sorted(MECHANISMS), len(MECHANISMS))
        for name in makers:
            if len(faults) == count:
                break
            fault = MECHANISMS[name](self)
            if fault:
                faults.append(fault)
                for fig in (*fault.figs, *fault.others):
                    self.taken.add(id(fig))
                self.changed |= {fig.key for fig in fault.figs if fig.kind not in ("year", "entity")}
                self.taken |= {id(self.home[id(fig)]) for fig in fault.figs}
        return faults

    # choosing

    def free(self, kinds: Iterable[str], told: bool = True) -> list[Fig]:
        """Return the figures of those kinds that no other fault has to do with, in random order."""
        wanted, source = set(kinds), self.told if told else self.cells
        found = [fig for figs in source.values() for fig in figs if fig.kind in wanted and self.untouched(fig)]
        self.rng.shuffle(found)
        return found[:TRIES]

    def untouched(self, fig: Fig) -> bool:
        home = self.home[id(fig)]
        known = self.changed.isdisjoint((fig.key, *fig.of))
        return known and id(fig) not in self.taken and id(home) not in self.taken and not isinstance(home, Heading)

    def sides(self, key: str, fig: Fig) -> list[Fig]:
        """Return the other places where the report prints the fact, cells first."""
        return [other for other in (*self.cells.get(key, []), *self.told.get(key, [])) if other is not fig]

    def misprint(self, fig: Fig, least: Fraction) -> str:
        """Return another text for the figure, at least so far from its value, or nothing."""
        assert fig.value is not None
        block = self.home[id(fig)]
        near = [p.text for p in self.neighbours(block, fig)]
        text = slipped(fig.text, self.rng, near)
        if not text or text == fig.text:
            return ""
        gap = abs(read(text) - read(fig.text))
        return text if gap >= least and read(text) < 50 * read(fig.text) + 100 else ""

    def neighbours(self, block: Block, fig: Fig) -> list[Fig]:
        pieces = block.pieces if isinstance(block, Paragraph) else []
        near = [p for p in pieces if isinstance(p, Fig) and p.kind == fig.kind and p is not fig and p.value]
        if isinstance(block, Table):
            row = next((r for r in block.rows if any(p is fig for p in r)), [])
            near = [p for p in row if isinstance(p, Fig) and p.kind == fig.kind and p.text != fig.text and p.value]
        return near

    # narrative figures

    def value(self) -> Fault | None:
        """A figure of the narrative that is not its cell's; now and then last year's, or nothing at all."""
        for fig in self.free(["amount"]):
            cells = self.cells.get(fig.key, [])
            if cells and fig.value and fig.value > 1 and self.rng.random() < 0.15:
                last = Fraction(self.dept.facts.get(f"last.{fig.key}", 0), UNITS[fig.unit])
                if abs(last - fig.value) > Fraction(1, 10):
                    text = printed(last, 2, separator="," in fig.text)
                    return self.done("value-mismatch", "last year" if last else "zero", fig, text, cells, "同一项的正文数与表中数应相等")
            if cells and fig.value and (text := self.misprint(fig, Fraction(2, 100))):
                return self.done("value-mismatch", "misprint", fig, text, cells, "同一项的正文数与表中数应相等")
        return None

    def unit(self) -> Fault | None:
        """A figure in 万元 that is called 元, or one of 元 that is called 万元."""
        for fig in self.free(["amount"]):
            cells = self.cells.get(fig.key, [])
            if not cells or not fig.value or fig.unit != "万元" or fig.value < Fraction(1, 2):
                continue
            before = fig.shown
            if self.rng.random() < 0.6:
                fig.unit = "元"
            else:
                fig.text = printed(fig.value * 10000, 2, separator="," in fig.text, trim=True)
            return Fault("unit-error", "times 10000", [fig], fig.shown, before, cells, "元与万元相差一万倍")
        return None

    def rate(self) -> Fault | None:
        """A share, execution rate or rate of change that its own operands refute."""
        for fig in self.free(["rate"]):
            operands = self.operands(fig)
            if not operands or not fig.value:
                continue
            text = self.wrong_base(fig) if self.rng.random() < 0.35 else slipped(fig.text, self.rng, [])
            if text and self.refuted(fig, read(text)) and read(text) < 3000:
                return self.done("ratio-error", "rate", fig, text, operands, self.quotient(fig))
        return None

    def quotient(self, fig: Fig) -> str:
        a, b = fig.of
        numerator = abs(self.dept.facts[a] - self.dept.facts[b]) if fig.key.startswith("r:") else self.dept.facts[a]
        return f"{printed(Fraction(numerator, WAN), 2)} ÷ {printed(Fraction(self.dept.facts[b], WAN), 2)} = {fig.text}%"

    def operands(self, fig: Fig) -> list[Fig]:
        """Return the printed figures that the rate follows from, or nothing if one is not printed."""
        a, b = fig.of
        if fig.key.startswith("r:"):
            delta = [f for f in self.groups.get(fig.group, []) if f.kind == "delta"]
            this, base = self.sides(a, fig), self.sides(b, fig)
            if delta and (this or base):
                return [*delta, *this, *base]
            return [*this, *base] if this and base else []
        this, base = self.sides(a, fig), self.sides(b, fig)
        return [*this, *base] if this and base else []

    def wrong_base(self, fig: Fig) -> str:
        """Return the rate over this year's figure instead of last year's, or over a neighbour of the whole."""
        a, b = fig.of
        facts, places = self.dept.facts, len(fig.text.partition(".")[2])
        if fig.key.startswith("r:") and facts[a]:
            return rounded(Fraction(abs(facts[a] - facts[b]) * 100, facts[a]), places)
        others = [
            facts[k]
            for k in ("all.total", "gen.spend", "all.spend", "in.all", "fin.total")
            if facts[k] not in (0, facts[b])
        ]
        return rounded(Fraction(facts[a] * 100, self.rng.choice(others)), places) if others else ""

    def refuted(self, fig: Fig, new: Fraction) -> bool:
        """Return whether no rounding of the operands gives the new rate: two units of its last place and more away."""
        a, b = fig.of
        half = Fraction(UNITS["万元"], 200) if fig.unit else Fraction(0)
        base, now = self.dept.facts[b], self.dept.facts[a]
        top = abs(now - base) if fig.key.startswith("r:") else now
        if not base or not top or fig.value is None:
            return False
        slack = fig.value * (half / top + 2 * half / base)
        unit = Fraction(1, 10 ** len(fig.text.partition(".")[2]))
        return abs(new - fig.value) > slack + 2 * unit

    def delta(self) -> Fault | None:
        """An increase or decrease that is not the difference, or not what its own rate says."""
        for fig in self.free(["delta"]):
            a, b = fig.of
            if not fig.value or not (text := self.misprint(fig, Fraction(2, 100))):
                continue
            this, base = self.sides(a, fig), self.sides(b, fig)
            rates = [f for f in self.groups.get(fig.group, []) if f.kind == "rate" and f.key.startswith("r:")]
            by_rate = bool(this and rates and self.rate_refutes(rates[0], fig, read(text)))
            if (this and base) or by_rate:
                return self.done(
                    "delta-error",
                    "delta",
                    fig,
                    text,
                    [*rates, *this, *base, *self.told_again(fig)],
                    "增减额应等于两数之差",
                )
        return None

    def told_again(self, fig: Fig) -> list[Fig]:
        return [other for other in self.told.get(fig.key, []) if other is not fig]

    def rate_refutes(self, rate: Fig, delta: Fig, new: Fraction) -> bool:
        now, then = (self.dept.facts[key] for key in delta.of)
        scale = UNITS[delta.unit]
        base = Fraction(now, scale) + (new if then > now else -new)
        return (
            base > 0
            and self.refuted(rate, new * 100 / base)
            and abs(new * 100 / base - (rate.value or 0)) > Fraction(3, 10)
        )

    def direction(self) -> Fault | None:
        """A direction word against the figures beside it."""
        for fig in self.free(["word"]):
            a, b = fig.of if fig.of else ("", "")
            if fig.text not in OPPOSITE or not a:
                continue
            words = [f for f in self.groups[fig.group] if f.kind == "word"]
            beside = [f for f in self.groups[fig.group] if f.kind != "word"]
            this, base = self.sides(a, fig), self.sides(b, fig)
            if len(words) > 1 or (this and base):
                opposite = OPPOSITE[fig.text]
                return self.done(
                    "direction-error", "direction", fig, opposite, [*words, *beside, *this, *base], "方向词与增减不符"
                )
        return None

    def part(self) -> Fault | None:
        """A part in the narrative that the other parts and the whole refute, where no table has it."""
        sums = [s for s in self.report.sums if self.whole_told(s)]
        self.rng.shuffle(sums)
        for whole, parts in sums:
            for fig in self.rng.sample(parts, len(parts)):
                found = [
                    f
                    for f in self.told.get(fig, [])
                    if f.kind in ("amount", "count") and self.untouched(f) and not self.cells.get(fig)
                ]
                if found and self.dept.facts[fig] and (text := self.misprint(found[0], Fraction(2, 100))):
                    others = [f for key in (whole, *parts) for f in self.sides(key, found[0])]
                    return self.done("sum-error", "part", found[0], text, others, "各部分之和应等于合计")
        return None

    def whole_told(self, identity: tuple[str, list[str]]) -> bool:
        """Return whether the whole and every part that is not zero are printed."""
        whole, parts = identity
        shown = [bool(self.told.get(key) or self.cells.get(key)) for key in parts if self.dept.facts[key]]
        return bool(self.told.get(whole) or self.cells.get(whole)) and all(shown) and len(shown) > 1

    def conflict(self) -> Fault | None:
        """A fact told twice in the narrative with two figures, where no table has it."""
        for fig in self.free(["amount", "count", "delta"]):
            again = [
                f for f in self.told_again(fig) if f.kind == fig.kind and self.home[id(f)] is not self.home[id(fig)]
            ]
            if again and not self.cells.get(fig.key) and fig.value and (text := self.misprint(fig, Fraction(2, 100))):
                return self.done("narrative-conflict", "restated", fig, text, again, "同一数前后不一")
        return None

    def count(self) -> Fault | None:
        """A count of the narrative that is not its cell's."""
        for fig in self.free(["count"]):
            cells = self.cells.get(fig.key, [])
            if cells and fig.value and (text := self.misprint(fig, Fraction(1))):
                return self.done("value-mismatch", "count", fig, text, cells, "正文与表中的数量应相等")
        return None

    # tables

    def cell(self) -> Fault | None:
        """A cell that its table's sums refute."""
        tables = [b for b in self.report.blocks if isinstance(b, Table) and b.sums and id(b) not in self.taken]
        self.rng.shuffle(tables)
        for table in tables:
            figs = {id(f): f for whole, parts in table.sums for f in (whole, *parts)}
            for fig in self.rng.sample(list(figs.values()), min(len(figs), 8)):
                unit = Fraction(2, 100) * UNITS["万元"] / UNITS[table.unit]
                others = [
                    f
                    for whole, parts in table.sums
                    if fig in (whole, *parts) and len(parts) > 1
                    for f in (whole, *parts)
                    if f is not fig
                ]
                if others and self.untouched(fig) and (text := self.misprint(fig, unit)):
                    return self.done(
                        "table-sum-error",
                        "cell",
                        fig,
                        text,
                        [*others, *self.sides(fig.key, fig)],
                        "表内各行各列的和应等于合计",
                    )
        return None

    def exchange(self) -> Fault | None:
        """Two items of one section with each other's amounts: the sums close, the other tables disagree."""
        tables = [
            b
            for b in self.report.blocks
            if isinstance(b, Table) and b.key in ("T2", "T3", "T5", "B2", "B3", "B6") and id(b) not in self.taken
        ]
        self.rng.shuffle(tables)
        for table in tables:
            rows = [
                (next((p.key[5:] for p in row if isinstance(p, Fig) and p.kind == "subject"), ""), row)
                for row in table.rows
            ]
            items = [(code, row) for code, row in rows if len(code) == 7]
            pairs = [(x, y) for x, y in zip(items, items[1:], strict=False) if x[0][:5] == y[0][:5]]
            for (_, one), (_, two) in self.rng.sample(pairs, len(pairs)):
                a = [p for p in one if isinstance(p, Fig) and p.kind == "cell"]
                b = [p for p in two if isinstance(p, Fig) and p.kind == "cell"]
                same = len(a) == len(b) and all(one.index(x) == two.index(y) for x, y in zip(a, b, strict=True))
                sides = [f for fig in (*a, *b) for f in self.sides(fig.key, fig) if self.home[id(f)] is not table]
                if same and sides and all(x.text != y.text for x, y in zip(a, b, strict=True)):
                    before, now = a[0].text, b[0].text
                    for x, y in zip(a, b, strict=True):
                        x.text, y.text = y.text, x.text
                    return Fault("cross-table-mismatch", "exchange", [*a, *b], now, before, sides, "同一科目各表应相等")
        return None

    def cross(self) -> Fault | None:
        """A cell without a sum of its own table against the table that has it too."""
        for fig in self.free(["cell"], told=False):
            table = self.home[id(fig)]
            assert isinstance(table, Table)
            if table.key != "A1" or not (
                text := self.misprint(fig, Fraction(2, 100) * UNITS["万元"] / UNITS[table.unit])
            ):
                continue
            others = [f for f in self.sides(fig.key, fig) if self.home[id(f)] is not table]
            if others:
                return self.done("cross-table-mismatch", "annex", fig, text, others, "附表与决算表应相等")
        return None

    # words

    def entity(self) -> Fault | None:
        """Another place's name in the department's, in the narrative."""
        for fig in self.free(["entity"]):
            if fig.key != "dept" or len(self.told["dept"]) < 4:
                continue
            place = self.rng.choice([p for p in WORDS["place"] if p != self.dept.place])
            return self.done(
                "entity-mismatch",
                "place",
                fig,
                fig.text.replace(self.dept.place, place),
                [f for f in self.told["dept"] if f is not fig][:5],
                "单位名称应与封面一致",
            )
        return None

    def subject(self) -> Fault | None:
        """A subject's name that is not that of its code, by one character, in a table or in the narrative."""
        told = self.rng.random() < 0.5
        for fig in self.free(["name"] if told else ["subject"], told=told):
            at = [i for i, char in enumerate(fig.text) if char in LOOKALIKE]
            others = self.cells.get(fig.key, []) if told else self.sides(fig.key, fig)
            if at and len(others) > 1 and len(fig.text) > 3:
                i = self.rng.choice(at)
                text = fig.text[:i] + LOOKALIKE[fig.text[i]] + fig.text[i + 1 :]
                return self.done("entity-mismatch", "name", fig, text, others[:5], "科目名称应与编码相符，各处相同")
        return None

    def year(self) -> Fault | None:
        """A year left over from last year's report."""
        for fig in self.free(["year"]):
            text = str(int(fig.text) - 1)
            return self.done(
                "period-mismatch",
                "stale year",
                fig,
                text,
                [f for f in self.told[fig.key] if f is not fig][:5],
                "年度应与封面一致",
            )
        return None

    def listed(self) -> Fault | None:
        """An item in a “主要包括” list that has no amount, or one with an amount left out."""
        for fig in self.free(["list"]):
            codes = [key[5:] for key in fig.of]
            absent = [
                c
                for c in ECONOMIC
                if len(c) == 5 and not self.dept.facts[f"econ.{c}"] and any(c[:3] == d[:3] for d in codes)
            ]
            cells = [f for key in fig.of for f in self.cells.get(key, [])]
            names = fig.text.split("、")
            if not cells or not absent or len(names) < 3:
                continue
            block = self.home[id(fig)]
            open_ended = isinstance(block, Paragraph) and any(
                isinstance(p, str) and p.startswith("等") for p in block.pieces
            )
            if open_ended or self.rng.random() < 0.6:
                extra = ECONOMIC[self.rng.choice(absent)]
                at = self.rng.randint(1, len(names) - 1)
                start = len("、".join(names[:at])) + 1
                fault = self.done(
                    "list-mismatch",
                    "extra",
                    fig,
                    "、".join([*names[:at], extra, *names[at:]]),
                    cells,
                    "列举的项目应与表中有数的项目相同",
                )
                fault.part, fault.claimed, fault.expected = (start, start + len(extra)), extra, "表中无此项"
                return fault
            at = self.rng.randint(1, len(names) - 2)
            start = len("、".join(names[: at - 1])) + (1 if at > 1 else 0)
            fault = self.done(
                "list-mismatch",
                "missing",
                fig,
                "、".join(names[:at] + names[at + 1 :]),
                cells,
                "列举的项目应与表中有数的项目相同",
            )
            fault.part, fault.claimed, fault.expected = (
                (start, start + len(names[at - 1]) + 1 + len(names[at + 1])),
                f"缺{names[at]}",
                names[at],
            )
            return fault
        return None

    def percent(self) -> Fault | None:
        """A rate without its sign."""
        for fig in self.free(["rate"]):
            if fig.value and "." in fig.text:
                before, fig.unit = fig.shown, ""
                return Fault("format-error", "no percent sign", [fig], fig.text, before, [], "比率应带百分号")
        return None

    def residue(self) -> Fault | None:
        """Something of the template left unfilled."""
        if self.rng.random() < 0.5:
            for fig in self.free(["amount"]):
                if fig.value:
                    return self.done("format-error", "residue", fig, "XX", self.cells.get(fig.key, []), "模板未填")
        for fig in self.free(["word"]):
            if fig.text in ("增加", "减少"):
                return self.done("format-error", "residue", fig, "增加（减少）", [], "模板的选项未删")
        return None

    def done(self, kind: str, slip: str, fig: Fig, text: str, others: list[Fig], formula: str) -> Fault:
        """Change the figure and return the fault."""
        before, fig.text = fig.shown, text
        severity = "warning" if kind in ("format-error", "list-mismatch") else "error"
        return Fault(kind, slip, [fig], fig.shown, before, others, formula, severity)


MECHANISMS: dict[str, Callable[[Planter], Fault | None]] = {
    "value": Planter.value, "unit": Planter.unit, "rate": Planter.rate, "delta": Planter.delta, "direction": Planter.direction,
    "part": Planter.part, "conflict": Planter.conflict, "count": Planter.count, "cell": Planter.cell, "exchange": Planter.exchange,
    "cross": Planter.cross, "entity": Planter.entity, "subject": Planter.subject, "year": Planter.year, "listed": Planter.listed,
    "percent": Planter.percent, "residue": Planter.residue,
}  # fmt: skip
