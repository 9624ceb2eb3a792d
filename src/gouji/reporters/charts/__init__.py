"""Pictures of a report for readers who would rather look than read: `svg` and `png` write them as files."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.model.run import Run
from gouji.reporters.charts.poster import missing, pictures
from gouji.reporters.charts.svg import inline

__all__ = ["inline_charts", "missing"]


def inline_charts(run: Run, links: Mapping[tuple[int, int, int], str]) -> list[str]:
    """Return every picture as SVG for a page; `links` lead from the places of figures to ids in it."""
    return [inline(picture) for picture in pictures(run, links)]
