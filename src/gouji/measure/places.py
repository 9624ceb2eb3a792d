"""Where the words of a label or of a finding stand in the report's text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gouji.model.document import Source
from gouji.model.location import Span

# Characters, from the line before the named one: the reach of a quote that starts on a neighbouring line, and of one
# spelled with other white space. Labels count lines by hand and are off by a line or a page furniture at most.
_NEAR = 4000
_NEAR_FOLDED = 6000


def locate(quote: str, line: int | None, source: Source) -> Span | None:
    """Return where `quote` stands on line `line`, else shortly after it; None where it does not."""
    if not quote or line is None:
        return None
    text, starts = source.text, source.line_starts
    number = max(1, min(line, len(starts)))
    here = starts[number - 1]
    following = starts[number] if number < len(starts) else len(text)
    before = starts[max(0, min(line - 2, len(starts) - 1))]
    for start, end in ((here, following - 1), (before, before + _NEAR)):
        at = text.find(quote, start, end + len(quote))
        if at >= 0:
            return Span(at, at + len(quote))
    return _locate_folded(quote, before, text)


def _locate_folded(quote: str, start: int, text: str) -> Span | None:
    """Return where `quote` stands when white space does not count."""
    places = [i for i in range(start, min(start + _NEAR_FOLDED, len(text))) if not text[i].isspace()]
    wanted = "".join(c for c in quote if not c.isspace())
    at = "".join(text[i] for i in places).find(wanted) if wanted else -1
    return Span(places[at], places[at + len(wanted) - 1] + 1) if at >= 0 else None


def locate_place(place: Mapping[str, Any], source: Source) -> Span | None:
    """Return where a place of a run's JSON stands: its offsets where they hold its quote, else by its line.

    None for a place in another file of the report (tables, prior year).
    """
    where = place.get("location") or {}
    quote = place.get("quote") or ""
    if where.get("file"):
        return None
    start, end = where.get("start"), where.get("end")
    if quote and isinstance(start, int) and isinstance(end, int) and source.text[start:end] == quote:
        return Span(start, end)
    line = where.get("line")
    return locate(quote, line if isinstance(line, int) else None, source)


def astray(place: Mapping[str, Any], source: Source) -> bool:
    """Whether a place's quote does not stand where the place says. Places in other files are not looked at."""
    where = place.get("location") or {}
    if where.get("file"):
        return False
    start, end = where.get("start"), where.get("end")
    if isinstance(start, int) and isinstance(end, int):
        return source.text[start:end] != place.get("quote")
    return locate_place(place, source) is None


def overlap(one: Span, other: Span) -> bool:
    """Whether the two share a character."""
    return one.start < other.end and other.start < one.end


def width(span: Span) -> int:
    """Return the length in characters."""
    return span.end - span.start
