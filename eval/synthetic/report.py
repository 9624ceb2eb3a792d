"""One report: a template, a department, habits of printing, and the blocks they make."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from . import template as templates
from .cells import Cells, Look
from .document import Block, Paragraph, Piece, Report
from .draw import build
from .model import CENT, Department
from .money import Style
from .narrate import Teller
from .shapes import SHAPES
from .tables import build as build_table
from .template import Template
from .traps import near_misses
from .words import WORDS

GLOSSARY = [
    ("财政拨款收入", "指本级财政当年拨付的资金"),
    ("事业收入", "指事业单位开展专业业务活动及其辅助活动取得的收入"),
    ("其他收入", "指单位取得的除上述收入以外的各项收入"),
    ("基本支出", "指为保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出"),
    ("项目支出", "指在基本支出之外为完成特定行政任务和事业发展目标所发生的支出"),
    ("年初结转和结余", "指以前年度尚未完成、结转到本年按有关规定继续使用的资金"),
    ("“三公”经费", "指用财政拨款安排的因公出国（境）费、公务用车购置及运行费和公务接待费"),
    ("机关运行经费", "指为保障行政单位（含参照公务员法管理的事业单位）运行用于购买货物和服务的各项资金"),
]
# what narratives state as whole and parts; figures that a report does not print play no part
SUMS = [
    ("buy.total", ["buy.goods", "buy.works", "buy.services"]),
    ("all.spend", ["all.basic", "all.project"]),
    ("gen.spend", ["gen.basic", "gen.project"]),
    ("gen.basic", ["econ.people", "econ.public"]),
    ("sg.total", ["sg.out", "sg.car", "sg.rec"]),
    ("sg.car", ["sg.buy", "sg.run"]),
    ("n.indicators", ["n.out", "n.eff", "n.sat"]),
]


def write(seed: int, number: int) -> tuple[Report, Department]:
    """Return report `number` of the seed, without faults; it does not depend on how many are asked for."""
    rng = Random(f"{seed}/{number}")
    template = templates.load(rng.choice(templates.names()))
    shape = rng.choice(sorted(SHAPES))
    kind = template.settings["kind"]
    unit = rng.choice(template.settings.get("unit", "万元").split())
    style, look = habits(template.settings, unit, rng)
    grain = rng.choice([1, 100]) if style.table_unit == "元" else rng.choice([*[CENT] * 9, 100])
    dept = build(Random(f"{seed}/{number}/department"), kind, grain)
    maker = Maker(dept, template, style, look, Random(f"{seed}/{number}/words"))
    sums = [*SUMS, ("gen.project", [f"prj.{at}" for at in range(len(dept.projects))])]
    sums.append(
        (
            "veh.total",
            [
                key
                for key in dept.facts
                if key.startswith("veh.") and key[4:] not in ("total", "kept") and dept.facts[key]
            ],
        )
    )
    sums.append(("gen.spend", [f"gen.i.{code}" for code in dept.codes("gen.i.", 3)]))
    sums += [
        (f"gen.i.{c}", [f"gen.i.{code}" for code in dept.codes("gen.i.", 7) if code.startswith(c)])
        for c in dept.codes("gen.i.", 3)
    ]
    return Report(number, template.name, shape, kind, list(maker.blocks()), sums, maker.absences), dept


def habits(settings: dict[str, str], unit: str, rng: Random) -> tuple[Style, Look]:
    def pick(key: str, default: str) -> str:
        return rng.choice(settings.get(key, default).split())

    rates = pick("rates", "2")
    table_unit = pick("tableunit", unit)
    style = Style(
        unit=unit,
        table_unit=table_unit,
        separator=rng.random() < 0.2,
        table_separator=rng.random() < 0.6,
        trim=rng.random() < 0.3,
        table_trim=rng.random() < 0.25,
        rate_places=int(rates[0]),
        rate_trim=rates.endswith("t"),
        zero=rng.choice(["", "", "", "0.00"]),
        percent="％" if rng.random() < 0.04 else "%",
        half=rng.random() < 0.08,
    )
    look = Look(
        codes=pick("codes", "one"),
        numbered=pick("numbered", "0") == "1",
        every=pick("every", "1") == "1",
        total_first=pick("total", "first") == "first",
        years=pick("lines", "0") == "1",
        formulas=rng.random() < 0.5,
        coded=settings["kind"] == "budget" and rng.random() < 0.3,
        wide=rng.random() < 0.2,
    )
    return style, look


class Maker:
    """Turns template lines into blocks: `!T5 title | form | note`, `!trap place`, `!duties`, `!glossary`, or narrative."""

    def __init__(self, dept: Department, template: Template, style: Style, look: Look, rng: Random) -> None:
        self.dept, self.template, self.rng = dept, template, rng
        self.teller = Teller(dept, template, style, rng)
        self.cells = Cells(dept, style, look)
        self.absences: list[tuple[str, list[Piece]]] = []
        self.quotes = rng.choice(template.settings.get("quotes", "none").split()).replace("none", "")

    def blocks(self) -> Iterator[Block]:
        for line in self.template.lines:
            yield from self.line(line)

    def line(self, line: str) -> Iterator[Block]:
        if line.startswith("?") and "!" in (rest := line.partition(" ")[2])[:1]:
            if self.teller.holds(line[1:].partition(" ")[0]):
                yield from self.line(rest)
            return
        if line.startswith(("?!fund.", "?!state.")) and not self.teller.holds(line[1:].partition(" ")[0]):
            flag, _, text = line[2:].partition(" ")
            self.absences.append((flag, self.teller.pieces(text)))
        if not line.startswith("!"):
            yield from self.teller.block(line)
            return
        key, _, text = line[1:].partition(" ")
        if key == "trap":
            yield from near_misses(self.teller, text)
        elif key == "duties":
            duties = self.rng.sample(WORDS["duty"], self.rng.randint(2, 5))
            yield from (Paragraph([f"{at}．{duty}。"]) for at, duty in enumerate(duties, 1))
        elif key == "glossary":
            yield from (
                Paragraph([f"{at}．{word}：{meaning}。"]) for at, (word, meaning) in enumerate(self.glossary(), 1)
            )
        else:
            title, form, note = (part.strip() for part in text.split("|"))
            owner = self.teller.pieces(self.template.settings["owner"])
            noted: list[Piece] = self.teller.pieces(note) if note else []
            named = self.teller.pieces(title)
            if self.quotes:
                named = [self.quotes[0], *named, self.quotes[1]]
            yield build_table(self.cells, key, named, form, owner, noted)

    def glossary(self) -> list[tuple[str, str]]:
        return sorted(self.rng.sample(GLOSSARY, self.rng.randint(3, len(GLOSSARY))), key=GLOSSARY.index)
