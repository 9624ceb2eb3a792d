"""rapidocr as we use it: loaded once, offline, words with their boxes and how sure they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

_NEEDS = ("rapidocr", "onnxruntime")
# 3, 817, 921 00: groups of three, then two digits with no point before them
_POINT_LOST = re.compile(r"(-?\d{1,3}(?:,\s*\d{3})+)[\s,]*(\d{2})")


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word or character: its box in pixels, the height of its line, and the confidence from 0 to 1."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float


def is_there() -> bool:
    """Whether the extra is installed."""
    return all(find_spec(name) is not None for name in _NEEDS)


def words(image: Any) -> list[list[Word]]:
    """Return the lines of writing on an image (rows × columns × red, green, blue), each as its words from left to right."""
    return _lines(_engine()(image[:, :, ::-1], return_word_box=True))


def words_of_line(image: Any) -> list[Word]:
    """Return the words of an image that shows one line of writing and nothing else."""
    found = _engine()(image[:, :, ::-1], use_det=False, use_cls=False, use_rec=True)
    height, width = image.shape[:2]
    return [
        Word(text, 0.0, 0.0, float(width), float(height), float(score))
        for text, score in zip(found.txts or (), found.scores or (), strict=True)
        if text
    ]


def _lines(found: Any) -> list[list[Word]]:
    lines = []
    for whole, line in zip(found.txts or (), found.word_results or (), strict=False):
        made = []
        for text, score, box in line:
            if not text.strip():
                continue
            xs, ys = [float(point[0]) for point in box], [float(point[1]) for point in box]
            made.append(Word(text, min(xs), min(ys), max(xs), max(ys), float(score)))
        figure = mended(whole)
        if made and figure is not None:
            made = [_joined(figure, made)]
        if made:
            lines.append(made)
    return lines


def mended(text: str) -> str | None:
    """Return an amount whose decimal point was not seen, with it; None for any other text.

    Behind thousands in groups of three, two last digits can only be decimals: 3,817,921 00 and 3,817,92100 are 3,817,921.00.
    """
    lost = _POINT_LOST.fullmatch(text.strip())
    return f"{''.join(lost.group(1).split())}.{lost.group(2)}" if lost else None


def _joined(text: str, made: list[Word]) -> Word:
    return Word(
        text,
        min(word.x0 for word in made),
        min(word.y0 for word in made),
        max(word.x1 for word in made),
        max(word.y1 for word in made),
        min(word.confidence for word in made),
    )


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical"})
