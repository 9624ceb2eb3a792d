"""A sheet as its readers hand it on: what each filled cell shows."""

from __future__ import annotations

from dataclasses import dataclass, field

Range = tuple[int, int, int, int]  # first row, first column, last row, last column, counted from 0


@dataclass(slots=True)
class Sheet:
    """The visible cells of one sheet: row → column → text as displayed, counted from 0, blank cells left out.

    `merges` are merged ranges; `hidden` counts hidden rows and columns that hold something, `hidden_rows`
    are the rows among them; `uncomputed` names the cells whose
    formula was never computed.
    """

    name: str
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)
    hidden: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    uncomputed: list[str] = field(default_factory=list)


def cell_name(row: int, column: int) -> str:
    """Return the name people give a cell: C7."""
    letters, rest = "", column + 1
    while rest:
        rest, at = divmod(rest - 1, 26)
        letters = chr(ord("A") + at) + letters
    return f"{letters}{row + 1}"


def place_of(name: str) -> tuple[int, int] | None:
    """Return (row, column) of C7 or $C$7, counted from 0; None for what names no cell."""
    bare = name.replace("$", "")
    letters = bare.rstrip("0123456789")
    digits = bare[len(letters) :]
    if not letters.isascii() or not letters.isalpha() or not digits or len(letters) > 3 or len(digits) > 7:
        return None
    column = 0
    for letter in letters.upper():
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(digits) - 1, column - 1


def range_of(name: str) -> Range | None:
    """Return the range A1:C7 names, or None."""
    first, _, last = name.partition(":")
    low, high = place_of(first), place_of(last or first)
    return (*low, *high) if low is not None and high is not None else None
