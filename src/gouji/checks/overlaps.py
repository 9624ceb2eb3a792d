"""Which of the parts listed under a total are sure to exclude each other, and which numbers are no total at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from gouji.model.claim import Claim
from gouji.values.interval import Interval, total

# An attribute that things of any class can have, as the last words before a number name it
_ATTRIBUTE = re.compile(r"(?:新能源|电动|国产|进口|自主品牌|租赁|租用|政府采购|(?:中小微?|小微)企业)[^，。;:、\d]*$")
# 较上年末减少1辆 · 净增2人: how much a number changed; accepts 新增3辆, which can have parts of its own
_CHANGED = re.compile(r"(?:增加|减少|净增|净减|[多少])了?$")
_WORDS = 24  # characters before a number in which it is named


def is_change(count: Claim) -> bool:
    """Whether a count says by how much another changed: what is listed after it is no part of it."""
    return bool(_CHANGED.search(_before(count)))


def is_attribute(part: Claim) -> bool:
    """Whether a part is named by an attribute, so that it may be counted again in the classes beside it."""
    return bool(_ATTRIBUTE.search(_before(part)))


def _before(claim: Claim) -> str:
    start = claim.quantity.start
    return claim.quantity.paragraph.view.folded[max(0, start - _WORDS) : start]


def parts_meant(parts: Sequence[Claim], whole: Interval, overlaps: Callable[[Claim], bool]) -> list[Claim]:
    """Return the parts to hold against a total: all, or where they exceed it those that overlap no other."""
    if total([p.interval for p in parts]).low <= whole.high:
        return list(parts)
    return [p for p in parts if not overlaps(p)]
