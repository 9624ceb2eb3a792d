"""Which cell a number stands in, out of those offered: the model names a row, never a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gouji.assist.answers import RowAnswer
from gouji.assist.guards import names
from gouji.assist.masking import Masked, harmless
from gouji.model.alignment import Reading
from gouji.model.claim import Basis, Measure, Period
from gouji.model.proposal import Choice, Label
from gouji.model.quantity import Quantity

NONE = "无"


@dataclass(frozen=True, slots=True)
class Offer:
    """The cells one number of a paragraph may stand in; `rows` names them for the model, one a line, without their values."""

    paragraph: Masked
    figure: Quantity
    readings: tuple[Reading, ...]
    rows: tuple[str, ...]
    rivals: frozenset[
        str
    ]  # marks of the numbers that may claim the words before this one: amounts not known to be another thing

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
    paragraph: Masked,
    figure: Quantity,
    readings: Sequence[Reading],
    column_name: Callable[[str, str], str],
    labels: Mapping[int, Label],
) -> Offer:
    """Return the offer of some cells. `labels` tell numbers of one thing apart: its budget, its final account, last year's."""
    rows = tuple(
        f"R{i} {harmless(r.table.title) or '（无题名的表）'}｜{harmless(f'{r.row.code} {r.row.label}'.strip()) or '合计'}｜{column_name(r.column, r.table.key)}"
        for i, r in enumerate(readings, 1)
    )
    said = _said(labels.get(figure.index))
    rivals = frozenset(
        mark
        for mark, other in paragraph.figures.items()
        if other.dimension is figure.dimension
        and other is not figure
        and _said(labels.get(other.index)) in (None, said)
    )
    return Offer(paragraph, figure, tuple(readings), rows, rivals)


def _said(label: Label | None) -> tuple[Measure, Basis, Period] | None:
    return (label.measure, label.basis, label.period) if label else None


def chosen(offer: Offer, answer: RowAnswer, request: str) -> tuple[Choice | None, str]:
    """Return the choice an answer makes, and why there is none ('' where the model itself said so)."""
    if answer.choice == NONE:
        return None, ""
    number = int(answer.choice[1:])
    if not 1 <= number <= len(offer.readings):
        return None, "没有这个标记"
    if not answer.quote or answer.quote not in f"{offer.paragraph.headings}\n{offer.paragraph.text}":
        return None, "引文不在原文"
    if not names(offer.paragraph, answer.quote, offer.mark, offer.rivals):
        return None, "引文说的不是这个数"
    return Choice(offer.figure.index, offer.readings[number - 1], request), ""
