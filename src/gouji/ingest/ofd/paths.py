"""The drawing words of an OFD path (AbbreviatedData) to horizontal and vertical lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.ingest.ofd.geometry import Matrix, number

# a number, or a letter, which is a drawing word; producers leave out the white space between them
_WORD = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[A-Za-z]")
_TAKES = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_THIN = 2.0  # points; a filled box no thicker is a line drawn as a box
_ALIGNED = 0.5  # points a horizontal or vertical line may be off
_SHORTEST = 1.0

Point = tuple[float, float]
Segment = tuple[float, float, float, float]


def segments(data: str, matrix: Matrix, *, stroked: bool) -> Iterator[Segment]:
    """Yield the straight lines of a path that run along the page's edges, each from its upper left end.

    Of a path that is only filled nothing but a thin box counts, as its middle line: a wide one is shading.
    """
    for points, straight in _figures(data, matrix):
        if stroked:
            for (x0, y0), (x1, y1), line in zip(points, points[1:], straight, strict=False):
                if line:
                    yield from _along_edges(x0, y0, x1, y1)
        elif len(points) >= 4 and all(straight):
            yield from _thin(points)


def _figures(data: str, matrix: Matrix) -> Iterator[tuple[list[Point], list[bool]]]:
    """Yield the points of each figure on the page, and for each step between them whether it is straight."""
    points: list[Point] = []
    straight: list[bool] = []
    for word, given in _words(data):
        if word in "SM":
            if len(points) > 1:
                yield points, straight
            points, straight = [matrix.at(*given)], []
        elif points:
            points.append(points[0] if word == "C" else matrix.at(given[-2], given[-1]))
            straight.append(word in "LC")
    if len(points) > 1:
        yield points, straight


def _words(data: str) -> Iterator[tuple[str, list[float]]]:
    """Yield the drawing words with their numbers; a broken one ends the path."""
    words = _WORD.findall(data)
    at = 0
    while at < len(words):
        takes = _TAKES.get(words[at])
        if takes is None or at + takes >= len(words):
            return
        try:
            given = [number(word) for word in words[at + 1 : at + 1 + takes]]
        except ValueError:
            return
        yield words[at], given
        at += takes + 1


def _along_edges(x0: float, y0: float, x1: float, y1: float) -> Iterator[Segment]:
    across, down = abs(x1 - x0), abs(y1 - y0)
    if max(across, down) >= _SHORTEST and min(across, down) <= _ALIGNED:
        yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _thin(points: list[Point]) -> Iterator[Segment]:
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    if bottom - top <= _THIN < right - left:
        yield left, (top + bottom) / 2, right, (top + bottom) / 2
    elif right - left <= _THIN < bottom - top:
        yield (left + right) / 2, top, (left + right) / 2, bottom
