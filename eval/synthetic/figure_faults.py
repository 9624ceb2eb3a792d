"""Faults of the narrative's figures: amounts, units, rates, differences, parts, counts."""

from __future__ import annotations

from fractions import Fraction

from .faults import Fault, Planter, least
from .money import UNITS, printed, read


def value(planter: Planter) -> Fault | None:
    """A figure of the narrative that is not its cell's; now and then last year's, or nothing at all."""
    for fig in planter.free(["amount"]):
        cells = planter.cells.get(fig.key, [])
        if cells and fig.value and fig.value > 1 and planter.rng.random() < 0.15:
            last = Fraction(planter.dept.facts.get(f"last.{fig.key}", 0), UNITS[fig.unit])
            if abs(last - fig.value) > Fraction(1, 10):
                text = printed(last, 2, separator="," in fig.text)
                return planter.done(
                    "value-mismatch",
                    "last year" if last else "zero",
                    fig,
                    text,
                    cells,
                    "同一项的正文数与表中数应相等",
                )
        if cells and fig.value and (text := planter.misprint(fig, least(1))):
            return planter.done("value-mismatch", "misprint", fig, text, cells, "同一项的正文数与表中数应相等")
    return None


def unit(planter: Planter) -> Fault | None:
    """A figure in 万元 that is called 元, or one of 元 that is called 万元."""
    for fig in planter.free(["amount"]):
        cells = planter.cells.get(fig.key, [])
        if not cells or not fig.value or fig.unit != "万元" or fig.value < Fraction(1, 2):
            continue
        before = fig.shown
        if planter.rng.random() < 0.6:
            fig.unit = "元"
        else:
            fig.text = printed(fig.value * 10000, 2, separator="," in fig.text, trim=True)
        return Fault("unit-error", "times 10000", [fig], fig.shown, before, cells, "元与万元相差一万倍")
    return None


def part(planter: Planter) -> Fault | None:
    """A part in the narrative that the other parts and the whole refute, where no table has it."""
    sums = [s for s in planter.report.sums if whole_told(planter, s)]
    planter.rng.shuffle(sums)
    for whole, parts in sums:
        for fig in planter.rng.sample(parts, len(parts)):
            found = [
                f
                for f in planter.told.get(fig, [])
                if f.kind in ("amount", "count") and planter.untouched(f) and not planter.cells.get(fig)
            ]
            text = planter.misprint(found[0], least(len(parts))) if found and planter.dept.facts[fig] else ""
            if text and (closed(planter, parts) or read(text) > read(found[0].text)):
                others = [f for key in (whole, *parts) for f in planter.sides(key, found[0])]
                return planter.done("sum-error", "part", found[0], text, others, "各部分之和应等于合计")
    return None


def closed(planter: Planter, parts: list[str]) -> bool:
    """Return whether a list leaves nothing out by its own words: one of vehicles does so only where it ends with 其他用车."""
    return not parts[0].startswith("veh.") or bool(planter.told.get("veh.other"))


def whole_told(planter: Planter, identity: tuple[str, list[str]]) -> bool:
    """Return whether the whole and every part that is not zero are printed."""
    whole, parts = identity
    shown = [bool(planter.told.get(key) or planter.cells.get(key)) for key in parts if planter.dept.facts[key]]
    return bool(planter.told.get(whole) or planter.cells.get(whole)) and all(shown) and len(shown) > 1


def conflict(planter: Planter) -> Fault | None:
    """A fact told twice in the narrative with two figures, where no table has it."""
    for fig in planter.free(["amount", "count", "delta"]):
        again = [
            f
            for f in planter.told_again(fig)
            if f.kind == fig.kind and planter.home[id(f)] is not planter.home[id(fig)]
        ]
        if again and not planter.cells.get(fig.key) and fig.value and (text := planter.misprint(fig, least(1))):
            return planter.done("narrative-conflict", "restated", fig, text, again, "同一数前后不一")
    return None


def count(planter: Planter) -> Fault | None:
    """A count of the narrative that is not its cell's."""
    for fig in planter.free(["count"]):
        cells = planter.cells.get(fig.key, [])
        if cells and fig.value and (text := planter.misprint(fig, Fraction(1))):
            return planter.done("value-mismatch", "count", fig, text, cells, "正文与表中的数量应相等")
    return None
