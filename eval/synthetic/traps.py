"""Near-misses: statements that look wrong and are right. Each is its words and why it is right."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from .document import Fig, Paragraph, Piece
from .narrate import Teller


def near_misses(teller: Teller, place: str) -> Iterator[Paragraph]:
    """Yield the near-misses that this report has at the place (place, ops, asset, work)."""
    chosen = teller.rng.sample(MAKERS[place], min(len(MAKERS[place]), teller.rng.randint(0, 2)))
    for maker in chosen:
        if (
            maker.__name__ in teller.said and maker is not _recap
        ):  # a near-miss of another value would be a contradiction
            continue
        teller.said.add(maker.__name__)
        pieces = maker(teller)
        if pieces:
            yield Paragraph(pieces)


def _trap(text: str, why: str, unit: str = "") -> Fig:
    return Fig(text, "trap", unit=unit, trap=why, value=None)


def _other_office(t: Teller) -> list[Piece]:
    amount = t.rng.randint(3, 90) * 1000
    why = "市级下达全区的资金，不是本部门的收支"
    return [
        "上级下达本地区相关转移支付资金",
        _trap(f"{amount:,}", why, "万元"),
        "，由各乡镇和相关单位承接，不在本部门决算反映。"
        if t.dept.kind == "final"
        else "，由各乡镇和相关单位承接，不列入本部门预算。",
    ]


def _count_like_year(t: Teller) -> list[Piece]:
    year = t.dept.year + t.rng.randint(-3, 3)
    return [
        "全年共受理各类来信来访",
        _trap(str(year), "件数，恰好像年份", "件"),
        f"，办结率{t.rng.randint(96, 99)}.{t.rng.randint(1, 9)}%。",
    ]


def _about(t: Teller) -> list[Piece]:
    value = Fraction(t.facts["gen.project"], 1_000_000)
    rough = int(value) + 1
    return (
        [
            f"{t.dept.year}年各项目共使用财政资金",
            _trap(f"约{rough}", "约数，与项目支出相符", "万元"),
            "，有力保障了重点任务。",
        ]
        if t.dept.kind == "final"
        else []
    )


def _since(t: Teller) -> list[Piece]:
    first = t.dept.year - t.rng.randint(3, 8)
    total = t.rng.randint(300, 9000)
    return [
        f"自{first}年以来，",
        "累计投入各级资金",
        _trap(f"{total}.{t.rng.randint(10, 99)}", "多年累计，口径与本年决算不同", "万元"),
        "。",
    ]


def _ops_differs(t: Teller) -> list[Piece]:
    if "opsdiff" not in t.dept.flags:
        return []
    return [
        Fig(
            "机关运行经费口径为行政单位和参公单位",
            "trap",
            trap="机关运行经费不含下属事业单位公用经费，与公用经费合计不等",
        ),
        "，不含其他事业单位的公用经费。",
    ]


def _elsewhere(t: Teller) -> list[Piece]:
    other = t.rng.randint(2, 40)
    return [
        "区机关事务管理部门统一管理的平台车辆",
        _trap(str(other), "平台车辆不属于本部门", "辆"),
        "，不计入本部门车辆数。",
    ]


def _square(t: Teller) -> list[Piece]:
    return [
        "办公用房建筑面积",
        _trap(f"{t.rng.randint(800, 9000)}.{t.rng.randint(10, 99)}", "面积，不是金额", "平方米"),
        "。",
    ]


def _growth_outside(t: Teller) -> list[Piece]:
    return [
        "全年行业增加值",
        _trap(f"{t.rng.randint(2, 60)}.{t.rng.randint(10, 99)}", "行业统计数，不是部门收支", "亿元"),
        f"，同比增长{t.rng.randint(2, 9)}.{t.rng.randint(1, 9)}%，增速比上年提高{t.rng.randint(0, 2)}.{t.rng.randint(1, 9)}个百分点。",
    ]


def _document(t: Teller) -> list[Piece]:
    return [
        "本部门机构改革方案依据",
        _trap(f"〔{t.dept.year - t.rng.randint(1, 5)}〕{t.rng.randint(2, 99)}号", "文号，不是金额"),
        "文件执行。",
    ]


def _initial_sangong(t: Teller) -> list[Piece]:
    """The year's initial budget beside the adjusted one that the table prints."""
    other = round(t.facts["sgb.total"] * t.rng.uniform(1.05, 1.6) / 10_000) * 10_000
    if not t.facts["sgb.total"]:
        return []
    fig = t.money("trap.sg", other)
    fig.kind, fig.trap = "trap", "年初预算与表中的全年（调整后）预算口径不同"
    return ["“三公”经费年初预算为", fig, "，年中按规定调整为", t.money("sgb.total"), "。"]


def _recap(t: Teller) -> list[Piece]:
    """A figure of the report told once more in other words."""
    year = str(t.dept.year)
    word = "完成支出" if t.dept.kind == "final" else "安排支出"
    parts: list[Piece] = ["，其中基本支出", t.money("all.basic"), "，项目支出", t.money("all.project"), "。"]
    told: list[list[Piece]] = [[f"{year}年，本部门共{word}", t.money("all.spend"), *parts]]
    told.append([f"{year}年，“三公”经费共{word}", t.money("sg.total"), "。"])
    told.append([f"{year}年机关运行经费共{word}", t.money("ops"), "。"])
    if t.facts["buy.total"]:
        told.append([f"{year}年政府采购规模为", t.money("buy.total"), "。"])
    told.append(
        ["一般公共预算财政拨款基本支出中，人员经费", t.money("econ.people"), "，公用经费", t.money("econ.public"), "。"]
    )
    return t.rng.choice(told)


MAKERS = {
    "sangong": [_initial_sangong],
    "place": [_document, _square],
    "ops": [_ops_differs],
    "asset": [_elsewhere, _square],
    "recap": [_recap, _recap, _recap],
    "work": [_other_office, _count_like_year, _about, _since, _growth_outside],
}
