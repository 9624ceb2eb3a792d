"""Faults of the narrative's figures: amounts, units, rates, differences, parts, counts."""

from __future__ import annotations

from fractions import Fraction

from .document import Fig
from .faults import Fault, Planter
from .model import WAN
from .money import UNITS, printed, read, rounded, slipped

OPPOSITE = {
    "增加": "减少",
    "减少": "增加",
    "增长": "下降",
    "下降": "增长",
    "上升": "下降",
    "降低": "增长",
    "大于": "小于",
    "小于": "大于",
}


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
        if cells and fig.value and (text := planter.misprint(fig, Fraction(2, 100))):
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


def rate(planter: Planter) -> Fault | None:
    """A share, execution rate or rate of change that its own operands refute."""
    for fig in planter.free(["rate"]):
        others = operands(planter, fig)
        if not others or not fig.value:
            continue
        text = wrong_base(planter, fig) if planter.rng.random() < 0.35 else slipped(fig.text, planter.rng, [])
        if text and refuted(planter, fig, read(text)) and read(text) < 3000:
            return planter.done("ratio-error", "rate", fig, text, others, quotient(planter, fig))
    return None


def quotient(planter: Planter, fig: Fig) -> str:
    a, b = fig.of
    numerator = (
        abs(planter.dept.facts[a] - planter.dept.facts[b]) if fig.key.startswith("r:") else planter.dept.facts[a]
    )
    return f"{printed(Fraction(numerator, WAN), 2)} ÷ {printed(Fraction(planter.dept.facts[b], WAN), 2)} = {fig.text}%"


def operands(planter: Planter, fig: Fig) -> list[Fig]:
    """Return the printed figures that the rate follows from, or nothing if one is not printed."""
    a, b = fig.of
    if fig.key.startswith("r:"):
        delta = [f for f in planter.groups.get(fig.group, []) if f.kind == "delta"]
        this, base = planter.sides(a, fig), planter.sides(b, fig)
        if delta and (this or base):
            return [*delta, *this, *base]
        return [*this, *base] if this and base else []
    this, base = planter.sides(a, fig), planter.sides(b, fig)
    return [*this, *base] if this and base else []


def wrong_base(planter: Planter, fig: Fig) -> str:
    """Return the rate over this year's figure instead of last year's, or over a neighbour of the whole."""
    a, b = fig.of
    facts, places = planter.dept.facts, len(fig.text.partition(".")[2])
    if fig.key.startswith("r:") and facts[a]:
        return rounded(Fraction(abs(facts[a] - facts[b]) * 100, facts[a]), places)
    others = [
        facts[k]
        for k in ("all.total", "gen.spend", "all.spend", "in.all", "fin.total")
        if facts[k] not in (0, facts[b])
    ]
    return rounded(Fraction(facts[a] * 100, planter.rng.choice(others)), places) if others else ""


def refuted(planter: Planter, fig: Fig, new: Fraction) -> bool:
    """Return whether no rounding of the operands gives the new rate: two units of its last place and more away."""
    a, b = fig.of
    half = Fraction(UNITS["万元"], 200) if fig.unit else Fraction(0)
    base, now = planter.dept.facts[b], planter.dept.facts[a]
    top = abs(now - base) if fig.key.startswith("r:") else now
    if not base or not top or fig.value is None:
        return False
    slack = fig.value * (half / top + 2 * half / base)
    unit = Fraction(1, 10 ** len(fig.text.partition(".")[2]))
    return abs(new - fig.value) > slack + 2 * unit


def delta(planter: Planter) -> Fault | None:
    """An increase or decrease that is not the difference, or not what its own rate says."""
    for fig in planter.free(["delta"]):
        a, b = fig.of
        if not fig.value or not (text := planter.misprint(fig, Fraction(2, 100))):
            continue
        this, base = planter.sides(a, fig), planter.sides(b, fig)
        rates = [f for f in planter.groups.get(fig.group, []) if f.kind == "rate" and f.key.startswith("r:")]
        by_rate = bool(this and rates and rate_refutes(planter, rates[0], fig, read(text)))
        if (this and base) or by_rate:
            return planter.done(
                "delta-error",
                "delta",
                fig,
                text,
                [*rates, *this, *base, *told_again(planter, fig)],
                "增减额应等于两数之差",
            )
    return None


def told_again(planter: Planter, fig: Fig) -> list[Fig]:
    return [other for other in planter.told.get(fig.key, []) if other is not fig]


def rate_refutes(planter: Planter, rate: Fig, delta: Fig, new: Fraction) -> bool:
    now, then = (planter.dept.facts[key] for key in delta.of)
    scale = UNITS[delta.unit]
    base = Fraction(now, scale) + (new if then > now else -new)
    return (
        base > 0
        and refuted(planter, rate, new * 100 / base)
        and abs(new * 100 / base - (rate.value or 0)) > Fraction(3, 10)
    )


def direction(planter: Planter) -> Fault | None:
    """A direction word against the figures beside it."""
    for fig in planter.free(["word"]):
        a, b = fig.of if fig.of else ("", "")
        if fig.text not in OPPOSITE or not a:
            continue
        words = [f for f in planter.groups[fig.group] if f.kind == "word"]
        beside = [f for f in planter.groups[fig.group] if f.kind != "word"]
        this, base = planter.sides(a, fig), planter.sides(b, fig)
        if len(words) > 1 or (this and base):
            opposite = OPPOSITE[fig.text]
            return planter.done(
                "direction-error", "direction", fig, opposite, [*words, *beside, *this, *base], "方向词与增减不符"
            )
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
            if found and planter.dept.facts[fig] and (text := planter.misprint(found[0], Fraction(2, 100))):
                others = [f for key in (whole, *parts) for f in planter.sides(key, found[0])]
                return planter.done("sum-error", "part", found[0], text, others, "各部分之和应等于合计")
    return None


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
            for f in told_again(planter, fig)
            if f.kind == fig.kind and planter.home[id(f)] is not planter.home[id(fig)]
        ]
        if again and not planter.cells.get(fig.key) and fig.value and (text := planter.misprint(fig, Fraction(2, 100))):
            return planter.done("narrative-conflict", "restated", fig, text, again, "同一数前后不一")
    return None


def count(planter: Planter) -> Fault | None:
    """A count of the narrative that is not its cell's."""
    for fig in planter.free(["count"]):
        cells = planter.cells.get(fig.key, [])
        if cells and fig.value and (text := planter.misprint(fig, Fraction(1))):
            return planter.done("value-mismatch", "count", fig, text, cells, "正文与表中的数量应相等")
    return None
