"""Years in the narrative: where they stand, and the places that show the report's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gouji.checks.evidence import Evidence
from gouji.model.claim import Basis, Claim, Comparator, Measure
from gouji.model.document import DocumentKind, Paragraph
from gouji.model.location import Place
from gouji.model.outcome import Witness

DECADE = 10
_TITLED = 3  # the deepest level of sections that are headings of their own
_IN_TITLE = re.compile(r"《[^》]*$")
_YEAR = re.compile(r"20\d{2}(?=年)")
_LATER = r"(?!末|底|初|结转|以来|至|[-—~、/\d和与]|\d{1,2}月)"
# What may stand before the year that opens a paragraph: 2．收入情况。 · …（款）住房公积金（项） · 青禾县档案馆
_OPENING = re.compile(
    r"(?:\(?[一二三四五六七八九十\d]{1,3}[、.)]+)?"
    r"(?:(?:本|我)(?:部门|单位|局|办|委|院|校|中心)|[^\d，。;]{2,12}(?:情况|经费)。?|[^\d，。;]{4,70}\(项\)。?|[^\d，。;的]{4,24}[局委办院厅部会室府所校馆站])?"
    rf"(?P<year>20\d{{2}})年度?{_LATER}"
)
_SENTENCE = re.compile(rf"(?<=。)(?P<year>20\d{{2}})年度?{_LATER}(?=[^。]*[\d%])")
# Money of another year that this year's report rightly speaks of.
_CARRIED = re.compile("结转|结余|上年|收回|存量")
_FIRST_CLAUSE = re.compile("[^，。;]*")
_BUDGETED = (Comparator.INITIAL_BUDGET, Comparator.BUDGET)


@dataclass(frozen=True, slots=True)
class Mention:
    """A year in a paragraph: text[start:end] names it."""

    paragraph: Paragraph
    start: int
    end: int
    year: int

    @property
    def text(self) -> str:
        return self.paragraph.view.folded

    @property
    def place(self) -> tuple[int, int]:
        """Where the year stands in its source: two patterns may find the same one."""
        return self.paragraph.view.file, self.paragraph.view.offset(self.start)

    def witness(self, role: str = "claim") -> Witness:
        span = self.paragraph.view.span(self.start, self.end)
        return Witness(Place(span, self.paragraph.section.name), role, words=self.text[self.start : self.end])


def mentions(paragraphs: Sequence[Paragraph], pattern: re.Pattern[str], *signs: str) -> list[Mention]:
    """Return the places where a pattern names a year, outside titles in 《》; only paragraphs with one of the `signs` are searched."""
    return [
        Mention(p, m.start(), m.end(), int(next(y for y in m.groups() if y)))
        for p in paragraphs
        if any(sign in p.view.folded for sign in signs)
        for m in pattern.finditer(p.view.folded)
        if not _IN_TITLE.search(p.view.folded, 0, m.start())
    ]


def lines_of_tables(evidence: Evidence, word: str) -> list[Paragraph]:
    """Return the lines that stand in or under a table without a grid, or under any, and have the word."""
    views = ((v, raw.section) for raw in evidence.document.tables for v in (*raw.lines, *raw.notes))
    return [Paragraph(view, section, -1) for view, section in views if word in view.folded]


def titles_of_tables(evidence: Evidence, word: str) -> Iterator[tuple[int, Witness]]:
    """Yield the year and the place of every title of a table that names a year and has the word."""
    for index, raw in enumerate(evidence.document.tables):
        match = _YEAR.search(raw.title) if raw.title_span is not None and word in raw.title else None
        if match and raw.title_span is not None:
            yield int(match.group()), Witness(Place(raw.title_span, None, index), "restatement", words=raw.title)


def openings(evidence: Evidence, paragraphs: Sequence[Paragraph], year: int) -> list[Mention]:
    """Return the years that open a paragraph, or a sentence, which can only be about the report's own year."""
    result = []
    for paragraph in paragraphs:
        if paragraph.index not in evidence.by_scope:
            continue
        opening = _OPENING.match(paragraph.view.folded)
        if opening:
            result += _opening(evidence, paragraph, opening, year)
        result += _sentences(evidence, paragraph)
    return result


def _opening(evidence: Evidence, paragraph: Paragraph, opening: re.Match[str], year: int) -> list[Mention]:
    """Return the year that opens a paragraph on something the forms know, where its section and the rest of it name no other."""
    text, said = paragraph.view.folded, int(opening["year"])
    if not (_of_item(evidence, paragraph, opening) or _on_this_year(evidence, paragraph, text[opening.end() :])):
        return []
    claims = evidence.by_scope[paragraph.index]
    compared = next((c.quantity.start for c in claims if _compares(evidence, c)), len(text))
    elsewhere = text.find(str(year), opening.end(), compared) >= 0 or _headed(paragraph, said)
    return [] if said != year and elsewhere else [Mention(paragraph, opening.start("year"), opening.end(), said)]


def _headed(paragraph: Paragraph, year: int) -> bool:
    """Whether a heading above the paragraph names the year; the head of a numbered item is the paragraph itself."""
    return any(str(year) in section.title for section in paragraph.section.path if section.level <= _TITLED)


def _of_item(evidence: Evidence, paragraph: Paragraph, opening: re.Match[str]) -> bool:
    """Whether the year stands between the name of an item of the tables and its amount: 高中教育（项）2024年预算数为…."""
    first = evidence.by_scope[paragraph.index][0]
    named = first.measure is Measure.LEVEL and first.subject is not None and first.subject.named
    return named and "(项)" in opening.group()


def _on_this_year(evidence: Evidence, paragraph: Paragraph, rest: str) -> bool:
    """Whether a paragraph begins with an amount the forms know, or one of the office or of a table that is compared with last year.

    In a section that explains a table whatever the table or the forms know is enough, and of the office in a final account what
    was executed of a year's budget.
    """
    first, *others = evidence.by_scope[paragraph.index]
    if first.inherited:
        return False
    known = first.subject is not None and first.subject.key.startswith("concept:")
    if known and first.measure is Measure.LEVEL:
        return True
    itself = bool(evidence.document.entity) and rest.startswith(str(evidence.document.entity))
    if not (itself or evidence.table_of(first)) or _CARRIED.search(_FIRST_CLAUSE.findall(rest)[0]):
        return False
    in_table = first.subject is not None and first.subject.named and evidence.table_of(first) is not None
    executed = itself and evidence.document.kind is DocumentKind.FINAL_ACCOUNT
    return in_table or any(_compares(evidence, c) or (executed and c.basis is Basis.ADJUSTED) for c in others)


def _compares(evidence: Evidence, claim: Claim) -> bool:
    """Whether a figure says how the report's year stands to the one before, or how a final account stands to its budget.

    A budget may tell how last year's was carried out.
    """
    if claim.measure in (Measure.CHANGE, Measure.GROWTH) and claim.comparator is Comparator.LAST_YEAR:
        return True
    final = evidence.document.kind is DocumentKind.FINAL_ACCOUNT
    return final and (claim.measure is Measure.EXECUTION or claim.comparator in _BUDGETED)


def _sentences(evidence: Evidence, paragraph: Paragraph) -> Iterator[Mention]:
    """Yield the years that open a later sentence which names no other, and compares with 上年 or a budget, or has what the forms know."""
    text = paragraph.view.folded
    for match in _SENTENCE.finditer(text) if "。20" in text else ():
        end = text.find("。", match.end())
        end = len(text) if end < 0 else end
        claims = [c for c in evidence.by_scope[paragraph.index] if match.end() <= c.quantity.start < end]
        if not claims or evidence.table_of(claims[0]) is None or _YEAR.search(text, match.end(), end):
            continue
        compared = any(_compares(evidence, c) for c in claims[1:])
        alone = len(_YEAR.findall(text)) == 1 and not _CARRIED.search(text, match.end(), claims[0].quantity.start)
        if compared or (alone and claims[0].subject is not None and claims[0].subject.key.startswith("concept:")):
            yield Mention(paragraph, match.start("year"), match.end(), int(match["year"]))
