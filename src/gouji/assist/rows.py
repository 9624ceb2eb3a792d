"""Which cell a number stands in, out of those offered: the model names a row, never a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gouji.assist.answers import RowAnswer
from gouji.assist.masking import Masked, harmless
from gouji.model.alignment import Reading
from gouji.model.proposal import Choice
from gouji.model.quantity import Quantity

NONE = "无"


@dataclass(frozen=True, slots=True)
class Offer:
    """The cells one number of a paragraph may stand in; `rows` names them for the model, one a line, without their values."""

    paragraph: Masked
    figure: Quantity
    readings: tuple[Reading, ...]
    rows: tuple[str, ...]

    @property
    def mark(self) -> str:
        return self.paragraph.mark_of(self.figure)

    @property
    def variables(self) -> dict[str, str]:
        return {
            "headings": self.paragraph.headings, "paragraph": self.paragraph.text,
            "mark": self.mark, "rows": "\n".join(self.rows),
        }  # fmt: skip

    def line(self, choice: str) -> str:
        """Return the row a choice names as it was offered; the choice itself where there is none."""
        return next((row for row in self.rows if row.split(" ", 1)[0] == choice), choice)


def offer_of(
    paragraph: Masked, figure: Quantity, readings: Sequence[Reading], column_name: Callable[[str, str], str]
) -> Offer:
    """Return the offer of some cells."""
    rows = tuple(
        f"R{i} {harmless(r.table.title) or '（无题名的表）'}｜{harmless(f'{r.row.code} {r.row.label}'.strip()) or '合计'}｜{column_name(r.column, r.table.key)}"
        for i, r in enumerate(readings, 1)
    )
    return Offer(paragraph, figure, tuple(readings), rows)


def chosen(offer: Offer, answer: RowAnswer, request: str) -> tuple[Choice | None, str]:
    """Return the choice an answer makes, and why there is none ('' where the model itself said so)."""
    if answer.choice == NONE:
        return None, ""
    number = int(answer.choice[1:])
    if not 1 <= number <= len(offer.readings):
        return None, "没有这个标记"
    if not answer.quote or answer.quote not in f"{offer.paragraph.headings}\n{offer.paragraph.text}":
        return None, "引文不在原文"
    return Choice(offer.figure.index, offer.readings[number - 1], request), ""
