"""All pictures of a run: in the order readers ask for them, and one below the other as a single picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gouji.errors import UsageError
from gouji.model.run import Run
from gouji.reporters.charts.canvas import WIDTH, Picture, Rect, Shape, Squares, Words, wrapped
from gouji.reporters.charts.draw import comparison, composition
from gouji.reporters.charts.figures import (
    against_last_year,
    income,
    initial_and_final,
    sangong,
    spending,
    unread_tables,
)
from gouji.reporters.charts.strip import strip
from gouji.reporters.problems import subject_of
from gouji.reporters.spots import name_of

_BETWEEN = 30


def pictures(run: Run, links: Mapping[tuple[int, int, int], str] | None = None) -> list[Picture]:
    """Return every picture the run has data for. `links` lead from figures to places of a page."""
    checked = strip(run, links)
    wholes = [composition(data) for data in (income(run), spending(run)) if data]
    pairs = [comparison(data) for data in (initial_and_final(run), against_last_year(run), sangong(run)) if data]
    return [*([checked] if checked else []), *wholes, *pairs]


def missing(run: Run) -> list[str]:
    """Return in a sentence which pictures could not be drawn although the report has their table; nothing where all could."""
    names = unread_tables(run)
    return [f"没有画：{'、'.join(names)}。表中没有数，或没有读清。"] if names else []


def poster(run: Run) -> Picture:
    """Return all pictures as one, under the name of the report. Raises UsageError where there is nothing to draw."""
    drawn = pictures(run)
    if not drawn:
        raise UsageError(f"{run.document.sources[0].path}：没有读清可画的数；请先用 gouji tables 查看读到的报表。")
    name = subject_of(run)
    whole = Picture(name, "。".join(p.told for p in drawn))
    y = 22.0
    for line in wrapped(name, WIDTH, 20):
        whole.add(Words(0, y, line, size=20, bold=True))
        y += 28
    for picture in drawn:
        whole.add(Rect(0, y, WIDTH, 1, "ink"))
        whole.add(*(_lower(shape, y + 10) for shape in picture.shapes))
        y += picture.height + _BETWEEN
    source = run.document.sources[0]
    whole.foot(y - _BETWEEN, [*missing(run), f"来源：{name_of(run, 0)}，SHA-256 {source.sha256[:16]}…"])
    return whole


def _lower(shape: Shape, by: float) -> Shape:
    """Return a shape of one picture where it stands in the whole; links lead nowhere in a file of its own."""
    if isinstance(shape, Squares):
        return replace(shape, corners=tuple((x, y + by) for x, y in shape.corners))
    if isinstance(shape, Rect):
        return replace(shape, y=shape.y + by, link="")
    return replace(shape, y=shape.y + by)
