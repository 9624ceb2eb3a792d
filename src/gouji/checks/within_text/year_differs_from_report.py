"""年度与本报告不符

核对什么：正文和标题里应是本报告年度（或上年）的地方：“××年度部门决算”及各级标题、“截至××年12月31日”、“与××年度相比”、各节开头的“××年度……”，以及写着别的年度而数却是本年报表数的句子。
为什么：沿用上年文稿而漏改年度，读者会把本年的数当成别的年度的。
容差：别处用了应有的年度，而这一处是唯一的例外，才认为是误写；以数为证的，金额须有四位以上数字且与本年报表逐位相同。
不核对：封面年度不明的报告；同一个别的年度出现不止一处；书名号里的文件名称；标题已写明别的年度的一节；同一段也写了本年度的句子。
依据：《地方预决算公开操作规程》（财预〔2016〕143号）；报告封面、各表表头的年度。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.sentences import sentence_around
from gouji.model.claim import Claim, Measure, Period
from gouji.model.document import DocumentKind, Paragraph
from gouji.model.location import Place
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness

_LEAST_ALIKE = 2  # places with the right year before a lone other one is taken for a slip
_LEAST_DIGITS = 4  # shorter amounts are the same in two years by chance
_SELF = r"(?<![比较与同《])(?P<year>20\d{2})年度?(?:本)?(?:部门|单位)KIND(?!数|批复|相比|公开|报表|执行)"
_HEADING = r"(?<![比较与同《\d])(?P<year>20\d{2})年度?(?=[^，。;《]{0,40}KIND)(?![^，。;]{0,12}(?:相比|比较))"
_AS_OF = re.compile(r"截[至止](?P<year>20\d{2})年(?:12月31日|末|底)")
_ASSETS = re.compile("车辆|用车|设备|资产")
_VERSUS = re.compile(
    r"(?:比|较|与|同)(?P<year>20\d{2})年度?(?!年?初预算)(?=[^，。;]{0,8}(?:相比|增|减|下降|上升|持平|决算|提高|降低))"
)
_COMPARED = re.compile(r"[与同](?P<year>20\d{2})年度?(?!年?初?预算)(?=[^，。;]{0,4}(?:相比|比较|相较))")
_WITH_BUDGET = re.compile(r"[比较]20\d{2}年(?:度)?(?:[预决]算|执行)数?(?:增加|减少|增长|下降|持平)")
# What may stand before the year that opens a paragraph: 2．收入情况。 · …（款）住房公积金（项） · 青禾县档案馆
_OPENING = re.compile(
    r"(?:\(?[一二三四五六七八九十\d]{1,3}[、.)]+)?"
    r"(?:[^\d，。;]{2,12}情况。|[^\d，。;]{4,70}\(项\)。?|[^\d，。;的]{4,24}[局委办院厅部会室府所校馆站])?"
    r"(?P<year>20\d{2})年度?(?!末|底|初|结转|以来|至|[-—~、/\d和与]|\d{1,2}月)"
)
# What is said of the report's own year alone: 2023年度无政府性基金…, 对2023年度一般公共预算项目支出…绩效自评
_OF_THIS_YEAR = re.compile(
    r"(?<![比较与同])(?P<year>20\d{2})年度?(?:本|我)?(?:部门|单位|局|办|委)?(?:没有|无|未)(?:安排|使用|发生)?(?:一般公共预算安排的)?"
    r"(?:政府性基金|国有资本|政府购买)|(?<=对)(?P<own>20\d{2})年度?(?:一般公共预算|部门|全部)?项目(?:支出)?(?:全面)?开展(?:了)?绩效自评"
)
_OF_THIS_YEAR_WORDS = ("政府性基金", "国有资本", "政府购买", "绩效自评")
_IN_TITLE = re.compile(r"《[^》]*$")


@dataclass(frozen=True, slots=True)
class _Mention:
    """A year in a paragraph: text[start:end] names it."""

    paragraph: Paragraph
    start: int
    end: int
    year: int


@check(code="WX12", name="year-differs-from-report", kind=Kind.PERIOD_MISMATCH, severity=Severity.ERROR, since="0.1")
def year_differs_from_report(evidence: Evidence) -> Iterator[Outcome]:
    year, kind = evidence.document.year, evidence.document.kind
    if year is None or kind not in (DocumentKind.BUDGET, DocumentKind.FINAL_ACCOUNT):
        return
    word = "预算" if kind is DocumentKind.BUDGET else "决算"
    end = year - 1 if kind is DocumentKind.BUDGET else year
    running = [p for p in evidence.document.paragraphs if not p.is_heading]
    of_this_year = [p for p in evidence.narrative.with_words(*_OF_THIS_YEAR_WORDS) if not p.is_heading]
    headings = [p for p in evidence.document.paragraphs if p.is_heading and len(p.section.path) <= 2]
    selves = _mentions(running, re.compile(_SELF.replace("KIND", word)), "年")
    titles = _mentions(headings, re.compile(_HEADING.replace("KIND", word)), word)
    yield from _compared(selves, year, [*selves, *titles], lambda m: m.year == year - 1)
    yield from _compared(titles, year, [*titles, *selves], lambda m: True, least=_LEAST_ALIKE)
    dates = _mentions([p for p in evidence.narrative.with_words("截") if not p.is_heading], _AS_OF, "截")
    yield from _compared(dates, end, [*dates, *selves], lambda m: m.year >= end - 1 or _of_assets(m))
    versus = [m for m in _mentions(running, _VERSUS, "年") if m.year != year or _COMPARED.match(*_at(m))]
    strict = {m.paragraph.index for m in versus if evidence.by_scope.get(m.paragraph.index)}
    yield from _compared(
        versus,
        year - 1,
        versus,
        lambda m: m.year == year - 2 or (m.paragraph.index in strict and _strictly(evidence, m)),
        least=_LEAST_ALIKE,
    )
    openings = [*_openings(evidence, running, year), *_mentions(of_this_year, _OF_THIS_YEAR, "年")]
    yield from _compared(openings, year, [*openings, *selves], lambda m: True, least=_LEAST_ALIKE)
    for claim in evidence.of(Measure.LEVEL):
        yield from _other_year_with_this_years_amount(evidence, claim, year)


def _mentions(paragraphs: Sequence[Paragraph], pattern: re.Pattern[str], sign: str) -> list[_Mention]:
    """Return the places where a pattern names a year; only paragraphs with the `sign` are searched."""
    return [
        _Mention(p, m.start(), m.end(), int(next(y for y in m.groups() if y)))
        for p in paragraphs
        if sign in p.view.folded
        for m in pattern.finditer(p.view.folded)
        if not _IN_TITLE.search(p.view.folded, 0, m.start())
    ]


def _at(mention: _Mention) -> tuple[str, int]:
    return mention.paragraph.view.folded, mention.start


def _of_assets(mention: _Mention) -> bool:
    low, high = sentence_around(mention.paragraph.view.folded, mention.start)
    return bool(_ASSETS.search(mention.paragraph.view.folded, low, high))


def _strictly(evidence: Evidence, mention: _Mention) -> bool:
    """Whether a comparison (与…相比) can only be one with last year: in a section that explains a table, or with this very year."""
    text, at = _at(mention)
    if not _COMPARED.match(text, at) and not (_WITH_BUDGET.match(text, at) and mention.year != evidence.document.year):
        return False
    low, _ = sentence_around(text, at)
    itself = mention.year == evidence.document.year and not re.search(r"20\d{2}年", text[low:at])
    return itself or evidence.table_of(evidence.by_scope[mention.paragraph.index][0]) is not None


def _openings(evidence: Evidence, paragraphs: Sequence[Paragraph], year: int) -> list[_Mention]:
    """Return the years that open a paragraph about something the forms know, where its section and the rest of it name no other."""
    result = []
    for paragraph in paragraphs:
        text = paragraph.view.folded
        claims = evidence.by_scope.get(paragraph.index)
        opening = _OPENING.match(text) if claims else None
        if not opening or not claims:
            continue
        first = claims[0]
        known = (
            first.measure is Measure.LEVEL and first.subject is not None and first.subject.key.startswith("concept:")
        )
        said = int(opening["year"])
        elsewhere = str(year) in text[opening.end() :] or any(str(said) in s.title for s in paragraph.section.path)
        if known and not first.inherited and (said == year or not elsewhere):
            result.append(_Mention(paragraph, opening.start("year"), opening.end(), said))
    return result


def _compared(
    mentions: Sequence[_Mention],
    right: int,
    models: Sequence[_Mention],
    slip: Callable[[_Mention], bool],
    *,
    least: int = 1,
) -> Iterator[Outcome]:
    """Hold each year against the right one, shown by the first of the `models` that names it.

    `least` of those must name it. A year that `slip` does not take for one, or that stands twice, is meant.
    """
    counts = Counter(m.year for m in mentions)
    usual = [m for m in models if m.year == right]
    for mention in mentions:
        if mention.year == right:
            yield Consistent(_witness(mention), (), "restatement")
        elif len(usual) >= least and counts[mention.year] == 1 and slip(mention):
            yield _contradicted(mention, usual[0], right)


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


def _other_year_with_this_years_amount(evidence: Evidence, claim: Claim, year: int) -> Iterator[Outcome]:
    """Yield a level dated another year, outside any comparison, that is this year's cell to the last digit."""
    if claim.period is Period.THIS:
        return
    printed = claim.quantity.printed
    text = claim.quantity.paragraph.view.folded
    low = max(text.rfind(stop, 0, claim.quantity.start) for stop in "。;，") + 1
    dated = re.match(r"(?:[^\d]{0,6})(?P<year>20\d{2})年度?(?!末|底|结转|年初)", text[low : claim.quantity.start])
    if (
        dated is None
        or int(dated["year"]) == year
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
                f"此处写作{dated['year']}年，而{printed}正是本报告{year}年报表的数（{value}），年度与数不能同时成立。",
                "table",
                expected_words=str(year),
                formula=f"{dated['year']}年 ≠ {year}年",
                confidence=0.85,
                likelier="claim",
            )
            return


def _witness(mention: _Mention, role: str = "claim") -> Witness:
    span = mention.paragraph.view.span(mention.start, mention.end)
    words = mention.paragraph.view.folded[mention.start : mention.end]
    return Witness(Place(span, mention.paragraph.section.name), role, None, None, words)
