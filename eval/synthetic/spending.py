"""What a department spends: 三公, economic items, subjects by fund, carry-overs."""

from __future__ import annotations

from .model import Department, Item, amount, scaled, split
from .words import LIKELY


def sangong(dept: Department) -> None:
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


def economic(dept: Department) -> None:
    rng, facts = dept.rng, dept.facts
    size = rng.choice([0.4, 1, 2, 5])
    scale = {"301": (4 * size, 150 * size), "302": (0.05, 14 * size), "303": (0.3, 25 * size), "310": (0.3, 6 * size)}
    for code, chance in LIKELY.items():
        drawn = len(code) == 5 and rng.randrange(100) < chance
        facts[f"econ.{code}"] = amount(dept, *scale[code[:3]]) if drawn else 0
    facts["econ.30101"] = facts["econ.30101"] or amount(dept, 20, 200)
    for code, key in (("30212", "out"), ("30217", "rec"), ("30231", "run"), ("31013", "buy")):
        inside = code != "31013" or rng.random() < 0.3
        partly = (
            code == "30231" and rng.random() < 0.2
        )  # the rest is paid from projects: 三公 is then more than the item
        facts[f"econ.{code}"] = facts[f"sg.{key}"] if inside else 0
        if partly:
            facts[f"econ.{code}"] = scaled(dept, facts[f"sg.{key}"], 0.3, 0.9)
    for code in ("301", "302", "303", "310"):
        facts[f"econ.{code}"] = sum(v for k, v in facts.items() if k.startswith(f"econ.{code}") and len(k) == 10)
    facts["econ.people"] = facts["econ.301"] + facts["econ.303"]
    facts["econ.public"] = facts["econ.302"] + facts["econ.310"]
    facts["gen.basic"] = facts["econ.people"] + facts["econ.public"]


def items(dept: Department) -> None:
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


def spread(dept: Department) -> None:
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
    carry(dept, project or basic)


def carry(dept: Department, items: list[Item]) -> None:
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
