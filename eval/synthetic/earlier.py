"""Last year's figures and initial budgets."""

from __future__ import annotations

from .model import Department, amount, scaled


def last_year(dept: Department) -> None:
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


def initial(dept: Department) -> None:
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
