"""Projects, counts, vehicles, purchases, and the flags that paragraphs ask for."""

from __future__ import annotations

from .model import VEHICLES, Department, amount, scaled, split


def projects(dept: Department) -> None:
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


def counts(dept: Department) -> None:
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


def mark(dept: Department) -> None:
    """Set the flags that paragraphs ask for: one for each amount that is not zero."""
    facts = dept.facts
    dept.flags |= {key for key, value in facts.items() if value and not key[-3:].isdigit()}
    if facts["in.all"] - facts["in.fin"]:
        dept.flags.add("others")
    if any(item.nature == "m" or item.code.endswith("50") for item in dept.items):
        dept.flags.add("institutions")
