"""The sentences claims stand in: where they begin and end, and whether one only repeats another."""

from __future__ import annotations

import re

from gouji.model.claim import Claim

_STOPS = "。;!?"
_STOP = re.compile(f"[{_STOPS}]")
_REACH = 400  # characters; keeps one endless sentence linear
_ITEM_NUMBER = re.compile(r"^\W*\d{0,2}\W+")


def sentence_around(text: str, at: int) -> tuple[int, int]:
    """Return where the sentence at a position starts and ends, looking no further than a sentence of a report reaches."""
    first, last = max(0, at - _REACH), min(len(text), at + _REACH)
    low = max([text.rfind(stop, first, at) for stop in _STOPS]) + 1
    found = _STOP.search(text, at, last)
    return max(low, first), found.start() if found else last


def verbatim(left: Claim, right: Claim) -> bool:
    """Whether the whole sentences are the same: repeating oneself word for word confirms nothing."""
    return _sentence(left) == _sentence(right)


def _sentence(claim: Claim) -> str:
    text = claim.quantity.paragraph.view.folded
    low, high = sentence_around(text, claim.quantity.start)
    return _ITEM_NUMBER.sub("", text[low:high])
