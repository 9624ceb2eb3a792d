"""The narrative as the model sees it: every number a mark with its unit, so that it can point at one and not make one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gouji.model.document import Paragraph, Section
from gouji.model.quantity import Quantity

_BRACKETS = str.maketrans("⟦⟧", "〔〕")
# The delimiters of a prompt's block of document text; broken up where the document prints them itself.
_DELIMITERS = re.compile("[<＜]{3,}|[>＞]{3,}")
_AMOUNT = re.compile(r"\d[\d,，.．]*(?=\s*(?:[百千万亿]*元|万|亿|%|％|‰|个?百分点))")
MARK = re.compile("⟦([A-Z]\\d*)[^⟦⟧]*⟧")


@dataclass(frozen=True, slots=True)
class Masked:
    """One paragraph with its numbers masked. `figures` gives the number by its mark."""

    paragraph: Paragraph
    headings: str
    text: str
    figures: dict[str, Quantity]

    def mark_of(self, figure: Quantity) -> str:
        """Return the mark of one of its numbers."""
        return next(mark for mark, known in self.figures.items() if known is figure)

    def states(self, quote: str, mark: str) -> bool:
        """Whether a quote stands verbatim in the paragraph and holds the number a mark stands for."""
        return bool(quote) and quote in self.text and mark in MARK.findall(quote)


def masked(paragraph: Paragraph, figures: Sequence[Quantity]) -> Masked:
    """Return a paragraph for the model. `figures` are all its numbers in order."""
    named = {f"F{i}": figure for i, figure in enumerate(figures, 1)}
    marks = {figure.index: mark for mark, figure in named.items()}
    text = mask(paragraph.view.folded, figures, lambda figure: marks[figure.index])
    return Masked(paragraph, headings_of(paragraph.section), text, named)


def mask(
    text: str, figures: Sequence[Quantity], name: Callable[[Quantity], str], start: int = 0, end: int | None = None
) -> str:
    """Return text[start:end] of a folded paragraph with each of its figures there as a mark of the given name."""
    pieces, at = [], start
    for figure in figures:
        unit = figure.printed.unit.symbol
        pieces += [harmless(text[at : figure.start]), f"⟦{name(figure)}{' ' if unit else ''}{harmless(unit)}⟧"]
        at = figure.end
    return "".join([*pieces, harmless(text[at:end])])


def harmless(text: str) -> str:
    """Return document text that holds neither marks nor delimiters of a prompt."""
    return _DELIMITERS.sub(lambda m: " ".join(m.group()), text.translate(_BRACKETS))


def headings_of(section: Section) -> str:
    """Return the headings above a paragraph on one line."""
    return heading(" › ".join(part.heading for part in section.path)) or "（无标题）"


def heading(text: str) -> str:
    """Return a heading without the amounts and ratios it prints: nothing points at them."""
    return _AMOUNT.sub("…", harmless(text))
