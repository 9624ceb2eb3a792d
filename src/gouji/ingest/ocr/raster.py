"""A picture of a page as an array: set upright, its ruling lines found, and painted out for the recognition of text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from gouji.ingest.page import Stroke

_DARK = 160  # of 255; ink, also where a scan is faint
_WIDEST_TILT, _STEP, _FINE = 3.0, 0.25, 0.02  # degrees
_LEAST_TILT = 0.05
_POINTS_SAMPLED = 120_000
_ACROSS, _DOWN = (
    50.0,
    12.0,
)  # points, the shortest ruling lines looked for; in fewer than five characters strokes may line up
_SURE = 28.0  # points from which on a line down the page counts without ends that meet others; letters are lower
_MEETS = 3.0
_THICKEST = 4.0
_COVERED = 0.95  # of a line must be ink: a scan leaves gaps
_COARSE = 4.0  # points, the side of the fields in which seals are looked for
_REDDER = 50  # by so much red exceeds green and blue in the ink of a seal
_SEAL, _SQUARISH = 70.0, 1.8  # points it is at least wide and high; an oval tax seal is 1.5 times as wide as high
_GAP = 0.02  # share of a line's length by which a segment may be broken and go on

Image8 = Any  # numpy array of bytes: rows × columns (× red, green, blue)


@dataclass(frozen=True, slots=True)
class Segment:
    """A ruling line in pixels: it runs from `low` to `high` and is as thick as from `first` to `last`."""

    first: int
    last: int
    low: int
    high: int


def upright(image: Image8) -> tuple[Image8, float]:
    """Return the image turned so that its lines run level, and by how many degrees it was tilted."""
    tilt = _tilt(_dark(image))
    if abs(tilt) < _LEAST_TILT:
        return image, 0.0
    turned = Image.fromarray(image).rotate(tilt, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    return np.asarray(turned), tilt


def unstamped(image: Image8, scale: float) -> Image8:
    """Return the image with red seals taken out: where one stands, the red channel, in which it is as white as paper.

    Other red ink stays: a figure below zero may be printed in it. A seal is red over some centimetres both ways, and about as wide as high.
    """
    red, green, blue = (image[:, :, k].astype(np.int16) for k in range(3))
    step = max(1, round(_COARSE * scale))
    rows, columns = (side // step * step for side in red.shape)
    if not rows or not columns:
        return image
    reddish = (red - green > _REDDER) & (red - blue > _REDDER)
    fields = reddish[:rows, :columns].reshape(rows // step, step, columns // step, step).any(axis=(1, 3))
    bare = image
    for top, left, bottom, right in _clusters(fields):
        high, wide = (bottom - top) * _COARSE, (right - left) * _COARSE
        if min(high, wide) >= _SEAL and max(high, wide) <= _SQUARISH * min(high, wide):
            if bare is image:
                bare = image.copy()
            part = np.s_[top * step : bottom * step, left * step : right * step]
            bare[part] = image[part][:, :, :1]
    return bare


def _clusters(fields: Any) -> Iterator[tuple[int, int, int, int]]:
    """Yield the bounds (top, left, bottom, right) of each group of marked fields that touch."""
    left = {(int(y), int(x)) for y, x in zip(*np.nonzero(fields), strict=True)}
    while left:
        group, edge = [], [left.pop()]
        while edge:
            y, x = edge.pop()
            group.append((y, x))
            near = [(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if (y + dy, x + dx) in left]
            left.difference_update(near)
            edge += near
        ys, xs = [y for y, _ in group], [x for _, x in group]
        yield min(ys), min(xs), max(ys) + 1, max(xs) + 1


def ruled(image: Image8, scale: float) -> tuple[list[Segment], list[Segment]]:
    """Return the horizontal and the vertical ruling lines; `scale` is pixels a point."""
    dark = _dark(image)
    across = list(_segments(dark, round(_ACROSS * scale), scale))
    down = list(_segments(np.ascontiguousarray(dark.T), round(_DOWN * scale), scale))
    near = _MEETS * scale
    return across, [line for line in down if _stands(line, across, near, _SURE * scale)]


def without(image: Image8, across: list[Segment], down: list[Segment]) -> Image8:
    """Return the image with ruling lines painted out, so that they are not read as letters."""
    bare = image.copy()
    for line in across:
        bare[max(0, line.first - 1) : line.last + 2, line.low : line.high + 1] = 255
    for line in down:
        bare[line.low : line.high + 1, max(0, line.first - 1) : line.last + 2] = 255
    return bare


def strokes(lines: list[Segment], scale: float) -> list[Stroke]:
    """Return ruling lines in points."""
    return [Stroke((s.first + s.last + 1) / 2 / scale, s.low / scale, (s.high + 1) / scale) for s in lines]


def _dark(image: Image8) -> Any:
    """Return where there is ink. Asked of the red channel alone, in which a red seal is as white as paper."""
    return image[:, :, 0] < _DARK


def _tilt(dark: Any) -> float:
    """Return the angle at which ink gathers most in rows: lines of writing and ruling lines both do."""
    y, x = np.nonzero(dark[::2, ::2])
    if len(y) == 0:
        return 0.0
    every = max(1, len(y) // _POINTS_SAMPLED)
    y, x = y[::every].astype(float), x[::every].astype(float)

    def gathered(degrees: float) -> float:
        rows = np.bincount(np.round(y - x * math.tan(math.radians(degrees)) + len(dark)).astype(int))
        return float((rows.astype(float) ** 2).sum())

    best = max(np.arange(-_WIDEST_TILT, _WIDEST_TILT + _STEP, _STEP), key=gathered)
    return float(max(np.arange(best - _STEP, best + _STEP, _FINE), key=gathered))


def _segments(dark: Any, shortest: int, scale: float) -> Iterator[Segment]:
    """Yield the horizontal lines of ink that are long and thin."""
    if shortest >= dark.shape[1]:
        return
    # a line that is not quite level is in one of three neighbouring rows of pixels
    thick = dark.copy()
    thick[1:] |= dark[:-1]
    thick[:-1] |= dark[1:]
    total = np.zeros((dark.shape[0], dark.shape[1] + 1), dtype=np.int32)
    np.cumsum(thick, axis=1, out=total[:, 1:])
    full = total[:, shortest:] - total[:, :-shortest] >= _COVERED * shortest
    reaching: list[_Open] = []  # lines that may go on in the next row
    for row in range(dark.shape[0]):
        now = _lengthened(reaching, _runs(full[row], shortest), row) if full[row].any() else []
        for line in reaching:
            if line not in now and not line.taken:
                yield from _thin(line, scale)
        reaching = now
    for line in reaching:
        yield from _thin(line, scale)


@dataclass(eq=False, slots=True)
class _Open:
    """A line that is still growing; `taken` when another one has swallowed it."""

    first: int
    last: int
    low: int
    high: int
    taken: bool = False


def _runs(full: Any, shortest: int) -> list[tuple[int, int]]:
    """Return first and last pixel of each stretch of ink in a row."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], full.astype(np.int8), [0]))))
    found: list[tuple[int, int]] = []
    for low, high in zip(edges[::2], edges[1::2], strict=True):
        first, last = int(low), int(high) + shortest - 2
        if found and first - found[-1][1] <= 1 + _GAP * shortest:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _lengthened(before: list[_Open], runs: list[tuple[int, int]], row: int) -> list[_Open]:
    """Return the lines that reach into a row: those before it that its runs go on, and new ones."""
    reaching: list[_Open] = []
    for low, high in runs:
        met = [line for line in before if not line.taken and line.low <= high and low <= line.high]
        line = met[0] if met else _Open(row, row, low, high)
        line.low, line.high = min(low, line.low), max(high, line.high)
        for other in met[1:]:
            line.first = min(line.first, other.first)
            line.low, line.high = min(line.low, other.low), max(line.high, other.high)
            other.taken = True
        line.last = row
        if line not in reaching:
            reaching.append(line)
    return [line for line in reaching if not line.taken]


def _thin(line: _Open, scale: float) -> Iterator[Segment]:
    # the two neighbouring rows that were let in are no part of it
    first, last = line.first + 1, max(line.first + 1, line.last - 1)
    if last - first + 1 <= _THICKEST * scale:
        yield Segment(first, last, line.low, line.high)


def _stands(line: Segment, across: list[Segment], near: float, sure: float) -> bool:
    """Whether a line down the page is a ruling line and no letter: it is long, or runs from one line across to another."""
    if line.high - line.low >= sure:
        return True
    at = (line.first + line.last) / 2
    ends = [a for a in across if a.low - near <= at <= a.high + near]
    return all(any(abs((a.first + a.last) / 2 - end) <= near for a in ends) for end in (line.low, line.high))
