"""Faults of words: names, years, lists, signs, what is left of the template."""

from __future__ import annotations

from .document import Fig, Paragraph
from .faults import Fault, Planter
from .words import ECONOMIC, WORDS

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


def entity(planter: Planter) -> Fault | None:
    """Another place's name in the department's, in the narrative or over a table."""
    for fig in planter.free(["entity"], told=planter.rng.random() < 0.7):
        if fig.key != "dept" or len(planter.told["dept"]) < 4:
            continue
        place = planter.rng.choice([p for p in WORDS["place"] if p != planter.dept.place])
        return planter.done(
            "entity-mismatch",
            "place",
            fig,
            fig.text.replace(planter.dept.place, place),
            [f for f in planter.told["dept"] if f is not fig][:5],
            "单位名称应与封面一致",
        )
    return None


def subject(planter: Planter) -> Fault | None:
    """A subject's name that is not that of its code, by one character, in a table or in the narrative."""
    told = planter.rng.random() < 0.5
    for fig in planter.free(["name", "project"] if told else ["subject"], told=told):
        at = [i for i, char in enumerate(fig.text) if char in LOOKALIKE]
        others = planter.cells.get(fig.key, []) if told else planter.sides(fig.key, fig)
        if at and len(others) > (fig.kind != "project") and len(fig.text) > 3:
            i = planter.rng.choice(at)
            text = fig.text[:i] + LOOKALIKE[fig.text[i]] + fig.text[i + 1 :]
            return planter.done("entity-mismatch", "name", fig, text, others[:5], "科目名称应与编码相符，各处相同")
    return None


def year(planter: Planter) -> Fault | None:
    """A year left over from last year's report, in a sentence or the title of a table.

    Left alone are dates that the report's year does not fix: a budget may close its inventory a year earlier, and what is carried
    over at the end of last year is this year's opening balance.
    """
    for fig in planter.free(["year"], told=planter.rng.random() < 0.8):
        if unfixed(planter, fig):
            continue
        text = str(int(fig.text) - 1)
        return planter.done(
            "period-mismatch",
            "stale year",
            fig,
            text,
            [f for f in planter.told["y"] if f is not fig][:5],
            "年度应与封面一致",
        )
    return None


def unfixed(planter: Planter, fig: Fig) -> bool:
    """Return whether the year is a budget's closing date, or that of a carry-over."""
    block = planter.home[id(fig)]
    if not isinstance(block, Paragraph):
        return False
    at = next(i for i, piece in enumerate(block.pieces) if piece is fig)
    before, after = (block.pieces[i] if 0 <= i < len(block.pieces) else "" for i in (at - 1, at + 1))
    closing = planter.report.kind == "budget" and isinstance(before, str) and before.endswith("截至")
    return closing or (isinstance(after, str) and "年末" in after[:5] and "结转" in after)


def listed(planter: Planter) -> Fault | None:
    """An item in a “主要包括” list that has no amount, or one with an amount left out."""
    for fig in planter.free(["list"]):
        codes = [key[5:] for key in fig.of]
        absent = [
            c
            for c in ECONOMIC
            if len(c) == 5 and not planter.dept.facts[f"econ.{c}"] and any(c[:3] == d[:3] for d in codes)
        ]
        cells = [f for key in fig.of for f in planter.cells.get(key, [])]
        names = fig.text.split("、")
        if not cells or not absent or len(names) < 3:
            continue
        block = planter.home[id(fig)]
        open_ended = isinstance(block, Paragraph) and any(
            isinstance(p, str) and p.startswith("等") for p in block.pieces
        )
        if open_ended or planter.rng.random() < 0.6:
            extra = ECONOMIC[planter.rng.choice(absent)]
            at = planter.rng.randint(1, len(names) - 1)
            start = len("、".join(names[:at])) + 1
            fault = planter.done(
                "list-mismatch",
                "extra",
                fig,
                "、".join([*names[:at], extra, *names[at:]]),
                cells,
                "列举的项目应与表中有数的项目相同",
            )
            fault.part, fault.claimed, fault.expected = (start, start + len(extra)), extra, "表中无此项"
            return fault
        at = planter.rng.randint(1, len(names) - 2)
        start = len("、".join(names[: at - 1])) + (1 if at > 1 else 0)
        fault = planter.done(
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


def percent(planter: Planter) -> Fault | None:
    """A rate without its sign."""
    for fig in planter.free(["rate"]):
        if fig.value and "." in fig.text:
            before, fig.unit = fig.shown, ""
            return Fault("format-error", "no percent sign", [fig], fig.text, before, [], "比率应带百分号")
    return None


def residue(planter: Planter) -> Fault | None:
    """Something of the template left unfilled."""
    if planter.rng.random() < 0.5:
        for fig in planter.free(["amount"]):
            if fig.value:
                return planter.done("format-error", "residue", fig, "XX", planter.cells.get(fig.key, []), "模板未填")
    for fig in planter.free(["word"]):
        if fig.text in ("增加", "减少"):
            return planter.done("format-error", "residue", fig, "增加（减少）", [], "模板的选项未删")
    return None


def absence(planter: Planter) -> Fault | None:
    """“无…” in the place of a paragraph whose amounts a table has."""
    for flag, pieces in planter.report.absences:
        fund = flag.partition(".")[0]
        cells = planter.cells.get(f"{fund}.spend", [])
        block = next((b for b in planter.report.blocks if isinstance(b, Paragraph) and states(b, fund)), None)
        if block is None or not cells or id(block) in planter.taken:
            continue
        gone = [piece for piece in block.pieces if isinstance(piece, Fig)]
        if any(id(fig) in planter.taken for fig in gone):
            continue
        for old in gone:
            planter.told[old.key].remove(old)
        text = "".join(p if isinstance(p, str) else p.shown for p in pieces)
        fig = Fig(text, "absence", key=f"none.{fund}")
        planter.home[id(fig)] = block
        block.pieces[:] = [fig]
        return Fault("value-mismatch", "absent", [fig], text, cells[0].shown, cells, "有数的表不能说无")
    return None


def states(block: Paragraph, fund: str) -> bool:
    """Return whether the paragraph is about the fund's totals and nothing else."""
    keys = [piece.key for piece in block.pieces if isinstance(piece, Fig) and piece.kind == "amount"]
    return bool(keys) and all(key.startswith((f"{fund}.", f"in.{fund}")) for key in keys)
