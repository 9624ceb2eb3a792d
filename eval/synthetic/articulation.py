"""Income from spending, and the sums of items into sections, classes and totals."""

from __future__ import annotations

from .model import CENT, OTHERS, Department, scaled


def income(dept: Department) -> None:
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


def totals(dept: Department) -> None:
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
