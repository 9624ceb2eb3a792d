"""Whole numbers in attributes of files others wrote."""

from __future__ import annotations

_LARGEST = 10**9
_LONGEST = 12  # characters; a longer run of digits is no number of rows, columns or levels


def number_of(text: str | None, otherwise: int = 0) -> int:
    """Return an attribute's whole number, or `otherwise` where it is missing, none, or larger than any of use."""
    if text is None or len(text) > _LONGEST:
        return otherwise
    try:
        value = int(text)
    except ValueError:
        return otherwise
    return value if abs(value) <= _LARGEST else otherwise
