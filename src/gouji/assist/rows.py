"""Which cell a number stands in, out of those offered: the model names a row, never a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gouji.assist.answers import RowAnswer
from gouji.assist.masking import Masked, harmless
from gouji.model.alignment import Reading
from gouji.model.proposal import Choice
from gouji.model.quantity import Quantity

NONE = "无"


def offered(readings: Sequence[Reading], column_name: Callable[[str, str], str]) -> str:
    """Return the rows on offer, one a line: number, table, row and column; no value."""
    return "\n".join(
        f"R{i} {harmless(r.table.title) or '（无题名的表）'}｜{harmless(f'{r.row.code} {r.row.label}'.strip()) or '合计'}｜{column_name(r.column, r.table.key)}"
        for i, r in enumerate(readings, 1)
    )


def chosen(
    paragraph: Masked, figure: Quantity, readings: Sequence[Reading], answer: RowAnswer, request: str
) -> tuple[Choice | None, str]:
    """Return the choice an answer makes, and why there is none ('' where the model itself said so)."""
    if answer.choice == NONE:
        return None, ""
    number = int(answer.choice[1:])
    if not 1 <= number <= len(readings):
        return None, "没有这个标记"
    if not answer.quote or answer.quote not in f"{paragraph.headings}\n{paragraph.text}":
        return None, "引文不在原文"
    return Choice(figure.index, readings[number - 1], request), ""
