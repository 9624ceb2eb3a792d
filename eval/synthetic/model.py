"""A random department whose amounts articulate exactly. Amounts are integers in 分; counts are integers."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from .words import ECONOMIC, LIKELY, OFFICES, SUBJECTS, WORDS, Office

WAN = 1_000_000  # 1 万元 in 分
CENT = WAN // 100  # 0.01 万元
OTHERS = {"up": "上级补助收入", "bus": "事业收入", "op": "经营收入", "att": "附属单位上缴收入", "oth": "其他收入"}
SANGONG = ("out", "buy", "run", "rec")
VEHICLES = {
    "lead": "副部（省）级及以上领导用车",
    "main": "主要负责人用车",
    "secret": "机要通信用车",
    "emer": "应急保障用车",
    "law": "执法执勤用车",
    "tech": "特种专业技术用车",
    "old": "离退休干部服务用车",
    "other": "其他用车",
}


@dataclass
class Item:
    """One functional item (项) with what each fund spent on it."""

    code: str
    nature: str
    basic: int = 0
    project: int = 0
    fund: int = 0
    state: int = 0
    other_basic: int = 0
    other_project: int = 0
    budget: int = 0
    carry_in: dict[str, int] = field(default_factory=dict)
    carry_out: dict[str, int] = field(default_factory=dict)


@dataclass
class Department:
    """A department in one year: names, and every fact of its report under a key."""

    rng: Random
    year: int
    kind: str  # final or budget
    grain: int
    office: Office
    place: str
    level: str
    facts: dict[str, int] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        party = "中共" if self.office.name.startswith("委") else ""
        return f"{party}{self.place}{self.level}{self.office.name}"

    @property
    def short(self) -> str:
        return f"{self.level}{self.office.name}"

    def codes(self, prefix: str, length: int) -> list[str]:
        """Return the codes of that length that have an amount under the prefix, in order of code."""
        start = len(prefix)
        found = {k[start : start + length] for k, v in self.facts.items() if k.startswith(prefix) and v}
        return sorted(code for code in found if len(code) == length and code.isdigit() and prefix + code in self.facts)


def build(rng: Random, kind: str, grain: int = CENT) -> Department:
    """Return a random department. With a grain below 0.01 万元, sums printed in 万元 may be off by one last digit."""
    office = rng.choice(OFFICES)
    level = rng.choice(["区", "县", "市"])
    dept = Department(rng, rng.randint(2019, 2025), kind, grain, office, rng.choice(WORDS["place"]), level)
    _sangong(dept)
    _economic(dept)
    _items(dept)
    _spread(dept)
    _income(dept)
    _totals(dept)
    _last_year(dept)
    _initial(dept)
    _projects(dept)
    _counts(dept)
    _mark(dept)
    return dept


def amount(dept: Department, low: float, high: float) -> int:
    """Return a random amount between low and high 万元, log-uniform, whole in the department's grain."""
    value: float = low * (high / low) ** dept.rng.random()
    return max(1, round(value * WAN / dept.grain)) * dept.grain


def scaled(dept: Department, value: int, low: float, high: float) -> int:
    return round(value * dept.rng.uniform(low, high) / dept.grain) * dept.grain


def split(dept: Department, total: int, weights: list[float]) -> list[int]:
    """Return positive parts of the total, whole in the grain, that add up to it."""
    units, whole = total // dept.grain, sum(weights)
    parts = [max(1, int((units - len(weights)) * weight / whole)) * dept.grain for weight in weights]
    parts[0] += total - sum(parts)
    return parts


def _sangong(dept: Department) -> None:
    rng, facts = dept.rng, dept.facts
    drawn = {
        "out": amount(dept, 1, 15) if rng.random() < 0.12 else 0,
        "buy": amount(dept, 12, 25) if rng.random() < 0.15 else 0,
        "run": amount(dept, 0.6, 30) if rng.random() < 0.85 else 0,
        "rec": amount(dept, 0.08, 4) if rng.random() < 0.65 else 0,
    }
    for key, value in drawn.items():
        budget = value if rng.random() < 0.3 else scaled(dept, value, 1.02, 1.9)
        if not value and rng.random() < 0.25:
            budget = amount(dept, 0.3, 5)
        last = value if rng.random() < 0.1 else scaled(dept, value, 0.6, 1.6)
        if rng.random() < (0.15 if value else 0.2):
            last = 0 if value else amount(dept, 0.3, 6)
        facts[f"sg.{key}"], facts[f"sgb.{key}"], facts[f"last.sg.{key}"] = value, budget, last
    for prefix in ("sg", "sgb", "last.sg"):
        facts[f"{prefix}.car"] = facts[f"{prefix}.buy"] + facts[f"{prefix}.run"]
        facts[f"{prefix}.total"] = facts[f"{prefix}.out"] + facts[f"{prefix}.car"] + facts[f"{prefix}.rec"]


def _economic(dept: Department) -> None:
    rng, facts = dept.rng, dept.facts
    size = rng.choice([0.4, 1, 2, 5])
    scale = {"301": (4 * size, 150 * size), "302": (0.05, 14 * size), "303": (0.3, 25 * size), "310": (0.3, 6 * size)}
    for code, chance in LIKELY.items():
        drawn = len(code) == 5 and rng.randrange(100) < chance
        facts[f"econ.{code}"] = amount(dept, *scale[code[:3]]) if drawn else 0
    facts["econ.30101"] = facts["econ.30101"] or amount(dept, 20, 200)
    for code, key in (("30212", "out"), ("30217", "rec"), ("30231", "run"), ("31013", "buy")):
        inside = code != "31013" or rng.random() < 0.3
        facts[f"econ.{code}"] = facts[f"sg.{key}"] if inside else 0
    for code in ("301", "302", "303", "310"):
        facts[f"econ.{code}"] = sum(v for k, v in facts.items() if k.startswith(f"econ.{code}") and len(k) == 10)
    facts["econ.people"] = facts["econ.301"] + facts["econ.303"]
    facts["econ.public"] = facts["econ.302"] + facts["econ.310"]
    facts["gen.basic"] = facts["econ.people"] + facts["econ.public"]


def _items(dept: Department) -> None:
    rng = dept.rng
    first, *rest = dept.office.items
    chosen = [first, *rng.sample(rest, min(len(rest), rng.randint(1, 4)))]
    if dept.level == "县" and rng.random() < 0.2:
        chosen.append(("2130599", "p"))
    common = [("2080501", 0.45), ("2080505", 0.97), ("2080506", 0.35), ("2080599", 0.12), ("2080801", 0.2)]
    common += [("2101101", 0.9), ("2101102", 0.3), ("2101103", 0.55), ("2101199", 0.1)]
    common += [("2210201", 0.97), ("2210202", 0.3), ("2210203", 0.3)]
    chosen += [(code, "b") for code, chance in common if rng.random() < chance]
    dept.items = [Item(code, nature) for code, nature in sorted(dict(chosen).items())]


def _spread(dept: Department) -> None:
    """Give the items their spending: basic from the economic items, projects, funds, other money."""
    rng = dept.rng
    basic = [item for item in dept.items if item.nature in "bm"]
    main = max(range(len(basic)), key=lambda at: basic[at].code == dept.office.items[0][0])
    weights = [rng.uniform(0.4, 3) if at != main else rng.uniform(9, 25) for at in range(len(basic))]
    order = [main, *(at for at in range(len(basic)) if at != main)]
    parts = split(dept, dept.facts["gen.basic"], [weights[at] for at in order])
    for at, part in zip(order, parts, strict=True):
        basic[at].basic = part
    project = [item for item in dept.items if item.nature in "pm"]
    for item in project:
        item.project = amount(dept, 3, 900)
    if not any(item.project for item in dept.items):
        dept.items[0].project = amount(dept, 3, 200)
    if dept.office.funds and rng.random() < 0.6:
        for code in rng.sample(dept.office.funds, rng.randint(1, len(dept.office.funds))):
            dept.items.append(Item(code, "f", fund=amount(dept, 5, 1500)))
    if rng.random() < 0.08:
        dept.items.append(Item(rng.choice(["2230105", "2239999"]), "s", state=amount(dept, 1, 60)))
    dept.items.sort(key=lambda item: item.code)
    if rng.random() < 0.35:
        for item in rng.sample(project or basic[:1], 1):
            item.other_project = amount(dept, 2, 200)
        if rng.random() < 0.5:
            basic[main].other_basic = amount(dept, 1, 80)
    _carry(dept, project or basic)


def _carry(dept: Department, items: list[Item]) -> None:
    rng = dept.rng
    for item in dept.items:
        for fund, spent in (("gen", item.project), ("fund", item.fund), ("state", item.state)):
            if spent and rng.random() < (0.12 if dept.kind == "final" else 0.05):
                item.carry_in[fund] = scaled(dept, spent, 0.05, 0.6)
            if spent and rng.random() < (0.12 if dept.kind == "final" else 0):
                item.carry_out[fund] = scaled(dept, spent, 0.05, 0.4)
        spent = item.other_basic + item.other_project
        if spent and rng.random() < 0.4:
            item.carry_in["other"] = scaled(dept, spent, 0.05, 0.5)
        if spent and rng.random() < 0.4 and dept.kind == "final":
            item.carry_out["other"] = scaled(dept, spent, 0.05, 0.5)


def _income(dept: Department) -> None:
    """Derive each item's income: spending − carry-over in + carry-over out, by fund and by source."""
    rng, facts = dept.rng, dept.facts
    source = rng.choice(["bus", "oth", "oth", "up"])
    for item in dept.items:
        of = {"gen": item.basic + item.project, "fund": item.fund, "state": item.state}
        got = {fund: of[fund] - item.carry_in.get(fund, 0) + item.carry_out.get(fund, 0) for fund in of}
        item_in = {f"in.{fund}.{item.code}": value for fund, value in got.items()}
        other = item.other_basic + item.other_project
        other += item.carry_out.get("other", 0) - item.carry_in.get("other", 0)
        use = 0
        if dept.kind == "final" and other > 4 * CENT and rng.random() < 0.3:
            use = scaled(dept, other, 0.1, 0.5)
            facts["all.use"] = facts.get("all.use", 0) + use
        sources = {source: other - use}
        if sources[source] > 100 * CENT and rng.random() < 0.5:
            second = "oth" if source != "oth" else "bus"
            sources[second] = scaled(dept, sources[source], 0.1, 0.6)
            sources[source] -= sources[second]
        facts.update(item_in)
        facts[f"in.fin.{item.code}"] = sum(got.values())
        for key in OTHERS:
            facts[f"in.{key}.{item.code}"] = sources.get(key, 0)
        facts[f"in.all.{item.code}"] = sum(got.values()) + other - use


def _totals(dept: Department) -> None:
    """Add up items into sections, classes and totals, for each measure."""
    facts = dept.facts
    for item in dept.items:
        gen, code = item.basic + item.project, item.code
        basic, project = item.basic + item.other_basic, item.project + item.fund + item.state + item.other_project
        facts[f"gen.i.{code}"], facts[f"gen.b.{code}"], facts[f"gen.p.{code}"] = gen, item.basic, item.project
        facts[f"fund.i.{code}"], facts[f"state.i.{code}"] = item.fund, item.state
        facts[f"fund.b.{code}"] = facts[f"state.b.{code}"] = 0
        facts[f"fund.p.{code}"], facts[f"state.p.{code}"] = item.fund, item.state
        facts[f"fin.i.{code}"] = gen + item.fund + item.state
        facts[f"oth.i.{code}"] = item.other_basic + item.other_project
        facts[f"all.i.{code}"] = basic + project
        facts[f"all.b.{code}"], facts[f"all.p.{code}"] = basic, project
        facts[f"ci.{code}"] = sum(item.carry_in.values())
        for fund in ("gen", "fund", "state", "other"):
            facts[f"{fund}.ci.{code}"] = item.carry_in.get(fund, 0)
            facts[f"{fund}.co.{code}"] = item.carry_out.get(fund, 0)
    leaves = {k: v for k, v in facts.items() if k[-7:].isdigit() and "." in k}
    for key, value in leaves.items():
        measure, code = key[:-8], key[-7:]
        for part in (code[:3], code[:5]):
            facts[f"{measure}.{part}"] = facts.get(f"{measure}.{part}", 0) + value
        facts[f"{measure}.all"] = facts.get(f"{measure}.all", 0) + value
    for fund in ("gen", "fund", "state", "other"):
        facts[f"{fund}.ci"], facts[f"{fund}.co"] = facts[f"{fund}.ci.all"], facts[f"{fund}.co.all"]
    for fund in ("gen", "fund", "state", "fin", "all"):
        facts[f"{fund}.spend"] = facts[f"{fund}.i.all"]
    for key in ("gen", "fund", "state", "fin", "all", *OTHERS):
        facts[f"in.{key}"] = facts[f"in.{key}.all"]
    facts["gen.basic"], facts["gen.project"] = facts["gen.b.all"], facts["gen.p.all"]
    facts["fund.project"] = facts["fund.p.all"]
    facts["all.basic"], facts["all.project"] = facts["all.b.all"], facts["all.p.all"]
    facts["fin.ci"] = facts["gen.ci"] + facts["fund.ci"] + facts["state.ci"]
    facts["fin.co"] = facts["gen.co"] + facts["fund.co"] + facts["state.co"]
    facts["all.ci"], facts["all.co"] = facts["fin.ci"] + facts["other.ci"], facts["fin.co"] + facts["other.co"]
    facts.setdefault("all.use", 0)
    facts["all.dist"] = 0
    facts["fin.total"] = facts["in.fin"] + facts["fin.ci"]
    facts["gen.total"] = facts["in.gen"] + facts["gen.ci"]
    facts["fund.total"] = facts["in.fund"] + facts["fund.ci"]
    facts["state.total"] = facts["in.state"] + facts["state.ci"]
    facts["all.total"] = facts["in.all"] + facts["all.use"] + facts["all.ci"]


def _last_year(dept: Department) -> None:
    """Draw last year's figures so that they articulate too: its closing balance is this year's opening one."""
    rng, facts = dept.rng, dept.facts
    basic = project = 0
    for code in dept.codes("gen.i.", 3):
        value = facts[f"gen.i.{code}"]
        last = value if rng.random() < 0.06 else scaled(dept, value, 0.65, 1.45)
        last = 0 if rng.random() < 0.04 and code not in ("208", "210", "221") else last
        facts[f"last.gen.i.{code}"] = last
        share = facts[f"gen.b.{code}"] / value
        part = round(last * share / dept.grain) * dept.grain if facts[f"gen.p.{code}"] else last
        basic, project = basic + part, project + last - part
    facts["last.gen.basic"], facts["last.gen.project"] = basic, project
    facts["last.gen.spend"] = basic + project
    for fund in ("fund", "state", "oth"):
        value = facts[f"{fund}.i.all"]
        facts[f"last.{fund}.spend"] = scaled(dept, value, 0.5, 1.8) if value and rng.random() < 0.8 else 0
    opening = amount(dept, 1, 50) if rng.random() < 0.25 else 0
    before = {key[5:]: value for key, value in facts.items() if key.startswith("last.")}
    fin = before["gen.spend"] + before["fund.spend"] + before["state.spend"]
    total = fin + before["oth.spend"]
    facts["last.fin.spend"], facts["last.all.spend"] = fin, total
    facts["last.fin.total"] = fin + facts["fin.ci"]
    facts["last.all.total"] = total + facts["all.ci"]
    facts["last.in.fin"] = facts["last.fin.total"] - opening
    facts["last.in.all"] = facts["last.all.total"] - opening
    facts["last.in.fund"] = before["fund.spend"] + facts["fund.ci"]
    facts["last.in.state"] = before["state.spend"] + facts["state.ci"]
    facts["last.in.gen"] = facts["last.in.fin"] - facts["last.in.fund"] - facts["last.in.state"]
    facts["last.all.basic"] = basic + (scaled(dept, before["oth.spend"], 0, 0.6) if facts["oth.i.all"] else 0)
    facts["last.all.project"] = total - facts["last.all.basic"]
    half = facts["last.gen.basic"] // (2 * dept.grain) * dept.grain
    facts["last.econ.public"] = min(half, scaled(dept, facts["econ.public"], 0.7, 1.3))
    facts["last.econ.people"] = facts["last.gen.basic"] - facts["last.econ.public"]


def _initial(dept: Department) -> None:
    """Draw initial budgets (年初预算) for the general budget's items; a few are zero."""
    rng, facts = dept.rng, dept.facts
    for item in dept.items:
        value = item.basic + item.project
        if not value:
            continue
        budget = value if rng.random() < 0.25 else scaled(dept, value, 0.72, 1.3)
        if rng.random() < 0.08 and item.project:
            budget = 0
        for key in (item.code, item.code[:5], item.code[:3]):
            facts[f"ib.{key}"] = facts.get(f"ib.{key}", 0) + budget
        facts["ib.spend"] = facts.get("ib.spend", 0) + budget
    facts["ib.basic"] = scaled(dept, facts["gen.basic"], 0.85, 1.1)
    facts["ops"] = facts["econ.public"]
    if rng.random() < 0.2:
        facts["ops"] = scaled(dept, facts["econ.public"], 0.5, 0.95)
        dept.flags.add("opsdiff")
    facts["ib.ops"] = scaled(dept, facts["ops"], 0.75, 1.4)
    facts["last.ops"] = scaled(dept, facts["ops"], 0.75, 1.4)


def _projects(dept: Department) -> None:
    """Divide project spending of the general budget among named projects, with budgets not below it."""
    rng, facts = dept.rng, dept.facts
    names = rng.sample(dept.office.projects, rng.randint(2, min(4, len(dept.office.projects))))
    ends = ["经费", "项目", "专项", "工作经费"]
    dept.projects = [name + rng.choice(ends) for name in names]
    for at, value in enumerate(split(dept, facts["gen.project"], [rng.uniform(1, 5) for _ in names])):
        facts[f"prj.{at}"] = value
        facts[f"prjb.{at}"] = value if rng.random() < 0.5 else scaled(dept, value, 1.01, 1.2)
        # 分值 10 for execution, scored in proportion; the other 90 in two-decimals hundredths of a point
        facts[f"score.{at}"] = rng.randint(8800, 9990)
    facts["prjb.total"] = sum(facts[f"prjb.{at}"] for at in range(len(names)))
    facts["n.projects"] = len(names)
    facts["whole.budget"] = max(facts["all.spend"], scaled(dept, facts["all.spend"], 1.0, 1.08))
    facts["whole.score"] = rng.randint(9000, 9990)


def _counts(dept: Department) -> None:
    rng, facts = dept.rng, dept.facts
    kinds = rng.sample(["main", "secret", "emer", "law", "tech", "old", "other"], rng.randint(1, 4))
    for key in VEHICLES:
        facts[f"veh.{key}"] = rng.randint(1, 6) if key in kinds and facts["sg.run"] else 0
    facts["veh.total"] = sum(facts[f"veh.{key}"] for key in VEHICLES)
    facts["veh.kept"] = facts["veh.total"]
    facts["eq.100"] = rng.choice([0, 0, 0, 1, 2, 4])
    facts["n.bought"] = rng.randint(1, 2) if facts["sg.buy"] else 0
    facts["n.groups"] = rng.randint(1, 3) if facts["sg.out"] else 0
    facts["n.abroad"] = facts["n.groups"] * rng.randint(1, 4)
    facts["n.batches"] = rng.randint(3, 60) if facts["sg.rec"] else 0
    facts["n.guests"] = facts["n.batches"] * rng.randint(4, 11)
    facts["n.staff"], facts["n.retired"] = rng.randint(12, 160), rng.randint(3, 90)
    facts["n.posts"] = facts["n.staff"] + rng.randint(0, 9)
    goods = amount(dept, 1, 120) if rng.random() < 0.85 else 0
    works = amount(dept, 10, 400) if rng.random() < 0.3 else 0
    services = amount(dept, 2, 300) if rng.random() < 0.85 else 0
    total = goods + works + services
    small = total if rng.random() < 0.3 else scaled(dept, total, 0.3, 0.98)
    micro = small if rng.random() < 0.3 else scaled(dept, small, 0.2, 0.95)
    values = {"goods": goods, "works": works, "services": services, "total": total, "small": small, "micro": micro}
    facts.update({f"buy.{key}": value for key, value in values.items()})
    facts["n.out"], facts["n.eff"], facts["n.sat"] = rng.randint(8, 30), rng.randint(4, 15), rng.randint(1, 5)
    facts["n.indicators"] = facts["n.out"] + facts["n.eff"] + facts["n.sat"]


def _mark(dept: Department) -> None:
    """Set the flags that paragraphs ask for: one for each amount that is not zero."""
    facts = dept.facts
    dept.flags |= {key for key, value in facts.items() if value and not key[-3:].isdigit()}
    if facts["in.all"] - facts["in.fin"]:
        dept.flags.add("others")
    if any(item.nature == "m" or item.code.endswith("50") for item in dept.items):
        dept.flags.add("institutions")


def subject(code: str) -> str:
    return SUBJECTS.get(code) or ECONOMIC[code]
