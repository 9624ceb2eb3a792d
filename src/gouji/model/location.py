"""Where something stands: characters of a source, and the table cell they are in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, unsafe_hash=True)
class Span:
    """Code points `start` up to `end` of the text of source number `file`."""

    start: int
    end: int
    file: int = 0


@dataclass(slots=True, unsafe_hash=True)
class Place:
    """A quotable place. `table`, `row` and `column` count from 0 and are None outside tables."""

    span: Span
    section: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
