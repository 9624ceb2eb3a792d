"""Faults of what follows from other figures: rates, differences, directions."""

from __future__ import annotations

from fractions import Fraction

from .document import Fig
from .faults import Fault, Planter, least
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
        if not fig.value or not (text := planter.misprint(fig, least(1))):
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
                [*rates, *this, *base, *planter.told_again(fig)],
                "增减额应等于两数之差",
            )
    return None


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
