"""Plants in the figures of the narrative: their digits and their units."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.measure.mutation.digits import slipped
from gouji.measure.mutation.plants import Dice, Group, Plant
from gouji.model.location import Span
from gouji.model.run import Entry, Run, State
from gouji.values.units import Dimension

_DIGITS = re.compile(r"-?(?P<digits>\d[\d,]*(?:\.\d+)?)")
_MONEY = re.compile(r"百万元|千元|亿元|万元|元")
# What people confuse a unit with; the first is by far the commonest.
_OTHER_UNITS = {
    "万元": ("元", "元", "亿元"),
    "元": ("万元",),
    "亿元": ("万元",),
    "千元": ("万元",),
    "百万元": ("万元",),
}
_SPACE = re.compile(r"\s")


def state_of(entry: Entry) -> str:
    """Return how the run left a figure: its state, how it was checked or why it was not."""
    return " ".join(filter(None, (entry.state.value, entry.by, entry.why.slug if entry.why else None)))


def figure_plants(run: Run, seed: int) -> Iterator[Plant]:
    """Yield one plant for the digits of every amount and ratio, and one for the unit of every amount but 0.

    Both are bound where the untouched run checked the figure.
    """
    for entry in run.ledger:
        figure = entry.figure
        if figure.counts_as_figure:
            yield from _in_digits(run, entry, seed)
        if figure.dimension is Dimension.MONEY and figure.printed.value:
            yield from _in_unit(run, entry, seed)


def _in_digits(run: Run, entry: Entry, seed: int) -> Iterator[Plant]:
    figure = entry.figure
    group = Group.AMOUNT if figure.dimension is Dimension.MONEY else Group.RATIO
    match = _DIGITS.match(figure.paragraph.view.folded, figure.start, figure.end)  # 百分之八 has none
    if match is None:
        return
    span = figure.paragraph.view.span(match.start("digits"), match.end("digits"))
    slip = slipped(match["digits"], Dice(seed, group.value, span.start))
    if slip is not None:
        yield _plant(run, entry, group, span, slip)


def _in_unit(run: Run, entry: Entry, seed: int) -> Iterator[Plant]:
    figure = entry.figure
    match = _MONEY.search(figure.paragraph.view.folded, figure.start, figure.end)
    if match is None or match.end() != figure.end:
        return
    span = figure.paragraph.view.span(match.start(), match.end())
    new = Dice(seed, Group.UNIT.value, span.start).pick(_OTHER_UNITS[match.group()])
    yield _plant(run, entry, Group.UNIT, span, (new, f"{match.group()}→{new}"))


def _plant(run: Run, entry: Entry, group: Group, span: Span, slip: tuple[str, str]) -> Plant:
    # a number broken over lines keeps its breaks, behind it, so that all else stays where it was
    breaks = "".join(_SPACE.findall(run.document.text(span)))
    checked = entry.state is not State.NOT_CHECKED
    return Plant(group, span, slip[0] + breaks, entry.figure.span, slip[1], checked, state_of(entry))
