"""Plants in the words that say which way a figure went: 增加 for 减少, 大于 for 小于."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gouji.measure.mutation.figures import state_of
from gouji.measure.mutation.plants import Group, Plant
from gouji.measure.mutation.provable import given_sign
from gouji.model.claim import Claim, Measure
from gouji.model.document import Paragraph
from gouji.model.location import Span
from gouji.model.run import Entry, Run

_PAIRS = (
    ("增加", "减少"), ("增长", "下降"), ("上升", "下降"), ("提高", "降低"), ("上涨", "下跌"), ("增幅", "降幅"), ("扩大", "缩小"), ("多", "少"),
)  # fmt: skip
_RISES = frozenset(rise for rise, _ in _PAIRS)
_OTHER = {
    **dict(_PAIRS), **{fall: rise for rise, fall in reversed(_PAIRS)}, "减幅": "增幅",
    "下滑": "增长", "缩减": "增加", "压减": "增加", "压缩": "增加", "回落": "上升", "削减": "增加",
}  # fmt: skip
# 决算数大于年初预算数; refuses targets such as 满意度大于95%
_COMPARED = re.compile(r"(?:决算|支出|收入|执行)数?(?P<word>大于|小于|高于|低于)(?:年初|全年|调整)?预算")
_COMPARED_OTHER = {"大于": "小于", "小于": "大于", "高于": "低于", "低于": "高于"}


def direction_plants(run: Run) -> Iterator[Plant]:
    """Yield one plant for every direction word beside a figure, bound where the numbers near it fit no other direction."""
    by_paragraph: dict[int, list[Entry]] = {}
    for entry in run.ledger:
        by_paragraph.setdefault(entry.figure.paragraph.index, []).append(entry)
    for entries in by_paragraph.values():
        claims = [e.claim for e in entries if e.claim is not None and e.claim.exact]
        for entry in entries:
            if entry.claim is not None:
                yield from _beside(entry, entry.claim, claims)
        yield from _compared(entries[0].figure.paragraph, claims)


def _beside(entry: Entry, claim: Claim, claims: Sequence[Claim]) -> Iterator[Plant]:
    word, view = claim.direction, claim.quantity.paragraph.view
    if claim.measure not in (Measure.CHANGE, Measure.GROWTH) or word not in _OTHER:
        return
    at = view.folded.rfind(word, claim.cue, claim.quantity.start)
    if at < 0:
        return
    place = view.span(at, claim.quantity.end)
    bound = given_sign(claim, claims) == (1 if word in _RISES else -1)
    yield _plant(view.span(at, at + len(word)), word, _OTHER[word], place, bound, state_of(entry))


def _compared(paragraph: Paragraph, claims: Sequence[Claim]) -> Iterator[Plant]:
    view = paragraph.view
    for match in _COMPARED.finditer(view.folded):
        word = match["word"]
        bound = _rate_says(word in ("大于", "高于"), match.start(), claims)
        place = view.span(match.start(), match.end())
        yield _plant(view.span(*match.span("word")), word, _COMPARED_OTHER[word], place, bound)


def _rate_says(larger: bool, before: int, claims: Sequence[Claim]) -> bool:
    """Whether the last execution rate before the word is above, or below, 100%."""
    rates = [c for c in claims if c.measure is Measure.EXECUTION and c.quantity.end <= before]
    return bool(rates) and (rates[-1].interval.low > 1 if larger else rates[-1].interval.high < 1)


def _plant(span: Span, old: str, new: str, place: Span, bound: bool, before: str = "") -> Plant:
    return Plant(Group.DIRECTION, span, new, place, f"{old}→{new}", bound, before)
