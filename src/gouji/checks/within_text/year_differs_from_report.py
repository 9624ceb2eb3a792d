"""年度与本报告不符

核对什么：正文和表题里指本报告的年度：“××年度部门决算”、“截至××年12月31日”、“与××年度相比”，以及写着上年而数却是本年报表数的句子。
为什么：沿用上年文稿而漏改年度，读者会把本年的数当成上年的。
容差：别处用了应有的年度，这一处恰是再早一年且只出现一次，才认为是漏改（“与××年度相比”要有两处）；金额须有四位以上数字且与本年报表逐位相同。
不核对：封面年度不明的报告；与更早年份的比较在报告里不止一处；书名号里的文件名称。
依据：《地方预决算公开操作规程》（财预〔2016〕143号）；报告封面、各表表头的年度。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.claim import Claim, Measure, Period
from gouji.model.document import DocumentKind, Paragraph
from gouji.model.location import Place
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness

_LEAST_COMPARED = 2  # comparisons with last year before one with another year is taken for a slip
_LEAST_DIGITS = 4  # shorter amounts are the same in two years by chance
_SELF = r"(?<![比较与同《])(?P<year>20\d{2})年度?(?:本)?(?:部门|单位)KIND(?!数|批复|相比|公开|报表|执行)"
_AS_OF = re.compile(r"截[至止](?P<year>20\d{2})年(?:12月31日|末|底)")
_VERSUS = re.compile(
    r"(?:比|较|与|同)(?P<year>20\d{2})年度?(?=[^，。;]{0,8}(?:相比|增|减|下降|上升|持平|决算|提高|降低))"
)
_IN_TITLE = re.compile(r"《[^》]*$")


@dataclass(frozen=True, slots=True)
class _Mention:
    """A year in a paragraph: text[start:end] names it, `year` at `at`."""

    paragraph: Paragraph
    start: int
    end: int
    year: int


@check(code="WX12", name="year-differs-from-report", kind=Kind.PERIOD_MISMATCH, severity=Severity.ERROR, since="0.1")
def year_differs_from_report(evidence: Evidence) -> Iterator[Outcome]:
    year, kind = evidence.document.year, evidence.document.kind
    if year is None or kind not in (DocumentKind.BUDGET, DocumentKind.FINAL_ACCOUNT):
        return
    own = re.compile(_SELF.replace("KIND", "预算" if kind is DocumentKind.BUDGET else "决算"))
    end = year - 1 if kind is DocumentKind.BUDGET else year
    selves = _mentions(evidence, own, "年")
    yield from _compared(selves, (year,), 1, selves)
    yield from _compared(_mentions(evidence, _AS_OF, "截"), (end,), 0, selves)
    yield from _compared(_mentions(evidence, _VERSUS, "年"), (year - 1, year), _LEAST_COMPARED, [])
    for claim in evidence.claims:
        yield from _last_year_with_this_years_amount(evidence, claim, year)


def _mentions(evidence: Evidence, pattern: re.Pattern[str], sign: str) -> list[_Mention]:
    """Return the places where a pattern names a year; only paragraphs with the `sign` are searched."""
    return [
        _Mention(p, m.start(), m.end(), int(m["year"]))
        for p in evidence.document.paragraphs
        if sign in p.view.folded
        for m in pattern.finditer(p.view.folded)
        if not _IN_TITLE.search(p.view.folded, 0, m.start())
    ]


def _compared(
    mentions: list[_Mention], right: tuple[int, ...], least: int, selves: list[_Mention]
) -> Iterator[Outcome]:
    """Hold each year against the right one, shown where it stands alike or else by a mention of the report itself.

    `least` places must use the right year. Only the year before it is what last year's text left behind, and one that stands
    twice is meant.
    """
    counts = Counter(m.year for m in mentions)
    model = next((m for m in (*mentions, *selves) if m.year in right), None)
    for mention in mentions:
        if mention.year in right:
            yield Consistent(_witness(mention), (), "restatement")
        elif (
            model is not None
            and counts[right[0]] >= least
            and (mention.year, counts[mention.year]) == (right[0] - 1, 1)
        ):
            yield _contradicted(mention, model, right[0])


def _contradicted(mention: _Mention, model: _Mention, right: int) -> Outcome:
    said, usual = (m.paragraph.view.folded[m.start : m.end] for m in (mention, model))
    return Contradicted(
        _witness(mention),
        (_witness(model, "restatement"),),
        f"此处写“{said}”，别处写“{usual}”，按本报告年度应为{right}年，两处年度不能同时成立。",
        "restatement",
        expected_words=said.replace(str(mention.year), str(right)),
        formula=f"{mention.year} ≠ {right}",
        confidence=0.9,
        likelier="claim",
    )


def _last_year_with_this_years_amount(evidence: Evidence, claim: Claim, year: int) -> Iterator[Outcome]:
    """Yield a level dated last year, outside any comparison, that is this year's cell to the last digit."""
    if claim.measure is not Measure.LEVEL or claim.period is not Period.LAST:
        return
    printed = claim.quantity.printed
    text = claim.quantity.paragraph.view.folded
    low = max(text.rfind(stop, 0, claim.quantity.start) for stop in "。;，") + 1
    dated = re.match(rf"(?:[^\d]{{0,6}})(?P<year>{year - 1})年度?(?!末|底|结转|年初)", text[low : claim.quantity.start])
    if (
        dated is None
        or claim.subject is None
        or not claim.subject.named
        or len(printed.value.normalize().as_tuple().digits) < _LEAST_DIGITS
        or re.search(r"[比较与同]|上年|去年", text[low : claim.quantity.end])
    ):
        return
    if any(
        c.period is Period.THIS and c.measure is Measure.LEVEL and c.subject and c.subject.key == claim.subject.key
        for c in evidence.by_scope[claim.scope]
    ):
        return
    for reading in evidence.readings(claim.subject, claim, claim.basis):
        value = reading.cell.printed
        if value is not None and value.base == printed.base:
            at = low + dated.start("year")
            span = claim.quantity.paragraph.view.span(at, claim.quantity.end)
            yield Contradicted(
                Witness(Place(span, claim.quantity.paragraph.section.name), "claim", printed, claim.quantity),
                (evidence.cell_witness(reading, "table", value),),
                f"此处写作{year - 1}年，而{printed}正是本报告{year}年报表的数（{value}），年度与数不能同时成立。",
                "table",
                expected_words=str(year),
                formula=f"{year - 1}年 ≠ {year}年",
                confidence=0.85,
                likelier="claim",
            )
            return


def _witness(mention: _Mention, role: str = "claim") -> Witness:
    span = mention.paragraph.view.span(mention.start, mention.end)
    words = mention.paragraph.view.folded[mention.start : mention.end]
    return Witness(Place(span, mention.paragraph.section.name), role, None, None, words)
