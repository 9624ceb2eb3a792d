"""What a template's loops go through: (code, name) of subjects, projects, vehicles, sources, purchases."""

from __future__ import annotations

from .model import OTHERS, VEHICLES, Department, subject

OWN = {"gen": "一般公共预算财政拨款收入", "fund": "政府性基金预算财政拨款收入", "state": "国有资本经营预算财政拨款收入"}
MEASURES = {  # loop → the facts it goes through and the length of their codes
    "allclasses": ("all.i.", 3),
    "finclasses": ("fin.i.", 3),
    "funditems": ("fund.i.", 7),
    "stateitems": ("state.i.", 7),
}


def members(dept: Department, loop: str) -> list[tuple[str, str]]:
    kind, _, prefix = loop.partition(":")
    if kind in ("classes", "sections", "items"):
        length = {"classes": 3, "sections": 5}.get(kind, 7)
        found = [c for c in dept.codes("gen.i.", length) if c.startswith(prefix)]
        return [(code, subject(code)) for code in found]
    if kind in MEASURES:
        measure, length = {
            "allclasses": ("all.i.", 3),
            "finclasses": ("fin.i.", 3),
            "funditems": ("fund.i.", 7),
            "stateitems": ("state.i.", 7),
        }[kind]
        return [(c, subject(c)) for c in dept.codes(measure, length) if c.startswith(prefix)]
    if kind == "projects":
        return [(str(at), name) for at, name in enumerate(dept.projects)]
    if kind == "vehicles":
        return [(key, name) for key, name in VEHICLES.items() if dept.facts[f"veh.{key}"] or prefix == "all"]
    if kind == "others":
        return [(key, name) for key, name in OTHERS.items() if dept.facts[f"in.{key}"] or prefix == "all"]
    if kind == "sources":
        named = {f"in.{key}": name for key, name in [*OWN.items(), *OTHERS.items()]} | {"all.ci": "上年结转"}
        return [(key, name) for key, name in named.items() if dept.facts[key]]
    if kind == "purchases":
        bought = [("goods", "货物"), ("works", "工程"), ("services", "服务")]
        return [(key, name) for key, name in bought if dept.facts[f"buy.{key}"] or prefix == "all"]
    raise KeyError(loop)
