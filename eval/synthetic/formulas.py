"""The formulas that forms print under their tables: of rows in two-sided tables, of columns in the others."""

from __future__ import annotations

from .document import Table

COLUMNS = {
    "T2": "1栏各行=（2+3+4+5+6+7）栏各行。",
    "T3": "1栏各行=（2+3+4+5+6）栏各行。",
    "T5": "1栏各行=（2+3）栏各行。",
    "T7": "1栏=（2+3+6）栏；3栏=（4+5）栏；7栏=（8+9+12）栏；9栏=（10+11）栏。",
    "T8": "6栏各行=（1+2-3）栏各行；3栏各行=（4+5）栏各行。",
    "T9": "1栏各行=（2+3）栏各行。",
}


def of_columns(table: Table) -> str:
    """Return the note on columns if the table's columns are numbered, else nothing."""
    numbered = any(row and row[-1] and str(row[-1]).isdigit() for row in table.head)
    return COLUMNS.get(table.key, "") if numbered else ""


def of_rows(key: str, left: int, right: int, height: int) -> list[str]:
    """Return the notes on the rows of T1 or T4: `left` and `right` lines before the 合计 row, `height` of the longer side."""
    ends = 4 if key == "T1" else 6
    total, last = height + 1, height + ends
    notes = [f"{total}行=（{_from(1, left)}）行；"]
    if key == "T4":
        notes.append(f"{total + 1}行=（{_from(total + 2, total + 4)}）行；")
    notes.append(f"{last}行=（{_from(total, total + (2 if key == 'T1' else 1))}）行；")
    total, last = last + total, 2 * last  # the right side's numbers go on where the left's end
    notes.append(f"{total}行=（{_from(ends + height + 1, ends + height + right)}）行；")
    notes.append(f"{last}行=（{_from(total, total + (2 if key == 'T1' else 1))}）行。")
    return ["".join(notes[:-2]), "".join(notes[-2:])]


def _from(first: int, last: int) -> str:
    """Return 1+2+3, or 32+33+…+57 where there are many."""
    numbers = [str(n) for n in range(first, last + 1)]
    return "+".join(numbers if len(numbers) < 9 else [*numbers[:2], "…", numbers[-1]])
