"""Numbered headings and items: 第一部分, 一、, （一）, 1., （1）."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMERAL = "一二三四五六七八九十百"
# One pattern a level, the number its group; the fifth has two. The rest of the line follows the match.
_NUMBER = re.compile(
    rf"(第[{_NUMERAL}\d]{{1,3}}(?:部分|章|篇))[、:.\s]*|([{_NUMERAL}]{{1,3}})[、.]|\(([{_NUMERAL}]{{1,3}})\)[、.]?"
    r"|(\d{1,2})(?:[、.](?!\d)|\.(?=\d{4}年))|\((\d{1,2})\)[、.]?|([①-⑳])"
)
_LOWEST = 5
_LONGEST_HEADING, _LOWEST_HEADING = 48, 3
_FIGURE = re.compile(r"(?<![\d,.])\d[\d,.]*(?:万元|亿元|元|%)")
_BROKEN_FIGURE = re.compile(
    r"(?<!\d)\d[\d,]*\.\d|[为是共到][\d,]{1,12}$|[预决]$"
)  # the line breaks inside an amount or a word
_STOPS = "。！？；：!?;:"
WRAPPED = 25  # a line broken off in the middle of a sentence is longer than a title or the name of an office
_TITLE_END = re.compile(r"[。:，;]|,(?!\d)")


@dataclass(slots=True, unsafe_hash=True)
class Numbering:
    """`title` runs to the first stop; `closed` says that nothing follows it, so that the line is a heading, not a paragraph."""

    level: int
    number: str
    title: str
    closed: bool


def numbering_of(line: str) -> Numbering | None:
    """Return the numbering a folded line without white space or marks starts with, or None."""
    match = _NUMBER.match(line)
    if match is None or match.lastindex is None:
        return None
    level = min(match.lastindex, _LOWEST)
    rest = line[match.end() :]
    end = _TITLE_END.search(rest)
    title = rest[: end.start()] if end else rest
    alone = end is None or (end.end() == len(rest) and end.group() == "。")
    closed = level <= _LOWEST_HEADING and alone and len(rest) <= _LONGEST_HEADING
    closed = closed and not _FIGURE.search(rest) and not _BROKEN_FIGURE.search(rest)
    return Numbering(level, match[match.lastindex], title[:80], closed)


def is_heading_text(text: str) -> bool:
    """Whether a line without white space, styled as a heading, reads like one: styles are also misused for whole sentences."""
    return len(text) <= _LONGEST_HEADING and not text.endswith(("。", "；", ";")) and not _FIGURE.search(text)


def goes_on(before: str, after: str) -> bool:
    """Whether a sentence goes on over a line break that someone put inside a paragraph. Lines are folded, without white space."""
    return len(before) >= WRAPPED and before[-1] not in _STOPS and numbering_of(after) is None
