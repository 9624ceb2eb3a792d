"""Plants in the years of the narrative: the report's own, and last year's in a comparison."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.measure.mutation.plants import Dice, Group, Plant
from gouji.model.document import DocumentKind, Paragraph
from gouji.model.run import Run, State

_YEAR = re.compile(r"(?<!\d)20\d{2}(?=年)")
_CLAUSE_STOP = re.compile("[，。;；]")
_COMPARING = re.compile("[比较与同]$")
# 2023年度部门决算 · 2023年部门预算: the report speaks of itself
_ITSELF = re.compile(r"年度?[^，。;；《》\d]{0,24}(?:预|决)算")
_AS_OF = re.compile(r"截[至止]$")
_IN_TITLE = re.compile(r"《[^》]*$")
_SLIPS = {"沿用上年": -1, "多一年": 1, "年代错": -10}


def year_plants(run: Run, seed: int) -> Iterator[Plant]:
    """Yield one plant for every mention of the report's year or of the year before, outside titles in 《》.

    Bound are the report's year where it names the report itself, the closing date of a final account (截至) or a clause with a
    figure that the tables confirm, and last year where something is compared with it. A budget may close its inventory at the end
    of any month or year before it is drawn up, so nothing else in it fixes that date.
    """
    year = run.document.year
    if year is None:
        return
    confirmed = _confirmed(run)
    for paragraph in run.document.paragraphs:
        text = paragraph.view.folded
        for match in _YEAR.finditer(text) if "年" in text else ():
            if int(match.group()) in (year, year - 1) and not _IN_TITLE.search(text, 0, match.start()):
                bound = _is_bound(run, paragraph, match, year, confirmed.get(paragraph.index, []))
                yield _plant(paragraph, match, bound, seed)


def _plant(paragraph: Paragraph, match: re.Match[str], bound: bool, seed: int) -> Plant:
    span = paragraph.view.span(match.start(), match.end())
    slip = Dice(seed, Group.YEAR.value, span.start).pick(list(_SLIPS))
    return Plant(Group.YEAR, span, str(int(match.group()) + _SLIPS[slip]), span, slip, bound)


def _confirmed(run: Run) -> dict[int, list[int]]:
    """Return by paragraph where the figures stand that agree with a table."""
    places: dict[int, list[int]] = {}
    for entry in run.ledger:
        if entry.state is State.CONSISTENT and entry.by == "table":
            places.setdefault(entry.figure.paragraph.index, []).append(entry.figure.start)
    return places


def _is_bound(run: Run, paragraph: Paragraph, match: re.Match[str], year: int, confirmed: list[int]) -> bool:
    text, named = paragraph.view.folded, int(match.group())
    before = text[max(0, match.start() - 2) : match.start()]
    if _COMPARING.search(before):
        return named == year - 1
    if _AS_OF.search(before):
        return named == year and run.document.kind is DocumentKind.FINAL_ACCOUNT
    stop = _CLAUSE_STOP.search(text, match.end())
    end = stop.start() if stop else len(text)
    return named == year and (
        bool(_ITSELF.match(text, match.end())) or any(match.end() <= at < end for at in confirmed)
    )
