"""How deep the tags of a page nest, before a parser is given it: theirs is time of depth by tags, and nothing stops it under way."""

from __future__ import annotations

import re
from collections import Counter

from gouji.ingest.limits import Budget

_TAG = re.compile(r"<(/?)([a-z][^\s/>]{0,20})", re.I)
# Elements without an end, or whose end is understood where the next one begins.
_FLAT = frozenset(
    ("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "option", "optgroup", "br", "hr", "img", "input",
     "meta", "link", "col", "wbr", "area", "base", "embed", "param", "source", "track", "html", "head", "body")
)  # fmt: skip
_HARMLESS = 20_000  # tags that may all stand inside one another: read in under a second
_MOST_WORK = 4e9  # depth times tags, ten seconds of parsing


def ensure_shallow(text: str, budget: Budget) -> None:
    """Raise Unreadable for a page whose nesting would hold up the parser; pages of unclosed tags stay far below."""
    tags = text.count("<")
    if tags <= _HARMLESS:
        return
    opened: Counter[str] = Counter()
    depth = deepest = 0
    for match in _TAG.finditer(text):
        name = match.group(2).lower()
        if name in _FLAT:
            continue
        if not match.group(1):
            opened[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    if deepest * tags > _MOST_WORK:
        budget.ensure("depth", deepest)
