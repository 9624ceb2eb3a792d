"""The narrative as the model sees it: every number a mark with its unit, so that it can point at one and not make one.

Digits that are no such number (telephones, accounts, half a range) are blanked; only years, dates and numbers of items stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gouji.model.document import Paragraph, Section
from gouji.model.quantity import Quantity

_BRACKETS = str.maketrans("⟦⟧", "〔〕")
# The delimiters of a prompt's block of document text; broken up where the document prints them itself.
_DELIMITERS = re.compile("[<＜]{3,}|[>＞]{3,}")
_YEAR = r"(?:19|20)\d\d"
_TO = "[-—–~～至到]"
_CAPITAL = "壹贰叁肆伍陆柒捌玖拾佰仟"
# 叁拾壹万贰仟元整; refuses the 伍 and 陆 of names
_CAPITALS = f"[{_CAPITAL}](?:[零〇{_CAPITAL}]|[万亿元圆](?=[零〇{_CAPITAL}元圆整])|[元圆](?![一-鿿]))[零〇{_CAPITAL}万萬亿元圆角分整正]*"
_KEPT = "|".join((
    rf"(?<!\d){_YEAR}(?=年|{_TO}+{_YEAR}年)",
    rf"(?<=[〔\[(（]){_YEAR}(?=[〕\])）])",
    rf"(?<!\d){_YEAR}(?P<stroke>[-./])\d{{1,2}}(?P=stroke)\d{{1,2}}(?!\d)",
    rf"(?<![\d.,])\d{{1,2}}(?=[月日]|月?{_TO}\d{{1,2}}月)",
    r"(?:^|(?<=[。;；:：(（)）]))\d{1,2}(?:\.\d{1,2})?(?=[.、)） ．](?!\d)|[.、](?=\d{4}年))",
))  # fmt: skip
_DIGITS = re.compile(rf"(?P<kept>{_KEPT})|[A-Za-z0-9_.+-]{{1,64}}@[A-Za-z0-9.-]+|\d+(?:[,.．]\d+)*|{_CAPITALS}")
BLANK = "□"
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
        pieces += [blanked(text, at, figure.start), f"⟦{name(figure)}{' ' if unit else ''}{harmless(unit)}⟧"]
        at = figure.end
    return "".join([*pieces, blanked(text, at, len(text) if end is None else end)])


def blanked(text: str, start: int = 0, end: int | None = None) -> str:
    """Return text[start:end] of a folded text, harmless, with its digits blanked but for years, dates and numbers of items."""
    pieces, at, end = [], start, len(text) if end is None else end
    for match in _DIGITS.finditer(text, start, end):
        if match["kept"] is None:
            pieces += [text[at : match.start()], BLANK]
            at = match.end()
    return harmless("".join([*pieces, text[at:end]]))


def harmless(text: str) -> str:
    """Return document text that holds neither marks nor delimiters of a prompt."""
    return _DELIMITERS.sub(lambda m: " ".join(m.group()), text.translate(_BRACKETS))


def headings_of(section: Section) -> str:
    """Return the headings above a paragraph on one line."""
    return heading(" › ".join(part.heading for part in section.path)) or "（无标题）"


def heading(text: str) -> str:
    """Return a heading without the numbers it prints: nothing points at them."""
    return blanked(text)
