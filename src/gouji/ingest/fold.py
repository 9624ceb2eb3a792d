"""Folding: full-width digits and brackets to half-width, one character for one, so that offsets stay."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from gouji.model.document import View

_FULL = "０１２３４５６７８９．％（）：；！？－＋＝［］／ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ〔〕【】﹪﹙﹚"
_HALF = "0123456789.%():;!?-+=[]/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz()[]%()"
_TABLE = dict(zip(_FULL, _HALF, strict=True)) | dict.fromkeys("\u3000\u00a0\x0c\x0b\ufeff\u200b", " ")
_FOLDED = re.compile("[" + re.escape("".join(_TABLE)) + "]")  # four times as fast as str.translate on Chinese text
# What a view leaves out: white space, zero-width characters, tags, Markdown emphasis and images.
_SKIP = re.compile(
    r"[\s\u200b\u200c\u200d\ufeff\u2060\u00ad]+|</?[a-zA-Z][^<>\n]{0,80}>|\*\*+|!\[[^\]\n]{0,80}\]\([^)\n]{0,200}\)"
)
_LONGEST_PARAGRAPH = 6000  # characters; the longest of the labelled reports has an eighth of that
_LAST_STOP = re.compile(r".*[。;]|.*，", re.S)  # greedy: up to the last one
_STOP_COMMA = re.compile(r",(?:(?!\d)|(?<!\d,))")
_THOUSANDS_COMMA = re.compile(r"，(?<=\d，)(?=\d{3}(?:\.\d|[^\d.]))")


def fold(text: str) -> str:
    """Return the text folded, of the same length. A comma is a separator of thousands or a Chinese comma, by its neighbours."""
    folded = text
    for found in set(_FOLDED.findall(text)):  # of so few kinds that one replacement each is faster than one match each
        folded = folded.replace(found, _TABLE[found])
    folded = _STOP_COMMA.sub("，", folded) if "," in folded else folded
    return _THOUSANDS_COMMA.sub(",", folded)


def view_of(folded: str, ranges: Iterable[tuple[int, int]], file: int = 0) -> View:
    """Return the view of these source ranges (one a line), white space, tags and emphasis left out.

    A space stays between two figures or Latin words of one line, so that they are not glued.
    """
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    length = 0
    for low, high in ranges:
        at, first = low, True
        for skipped in (*_SKIP.finditer(folded, low, high), None):
            end = skipped.start() if skipped else high
            if at < end:
                if not first and _glues(pieces[-1][-1], folded[at]):
                    pieces.append(" ")
                    starts.append(length)
                    sources.append(at - 1)
                    length += 1
                pieces.append(folded[at:end])
                starts.append(length)
                sources.append(at)
                length += end - at
                first = False
            at = skipped.end() if skipped else high
    return View("".join(pieces), tuple(starts) or (0,), tuple(sources) or (0,), file)


def pieces_of(view: View) -> Iterator[View]:
    """Yield a paragraph in pieces that prose can have, cut after a stop: everything later compares figures within one."""
    text, at = view.folded, 0
    while len(text) - at > _LONGEST_PARAGRAPH:
        stop = _LAST_STOP.match(text[at : at + _LONGEST_PARAGRAPH])
        end = at + (stop.end() if stop else _LONGEST_PARAGRAPH)
        yield _piece(view, at, end)
        at = end
    yield _piece(view, at, len(text)) if at else view


def _piece(view: View, low: int, high: int) -> View:
    """Return view.folded[low:high] as a view of its own."""
    first, last = bisect_right(view.starts, low) - 1, bisect_right(view.starts, high - 1)
    starts = (0, *(start - low for start in view.starts[first + 1 : last]))
    return View(view.folded[low:high], starts, (view.offset(low), *view.sources[first + 1 : last]), view.file)


def _glues(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()
