"""年度与本报告不符

核对什么：正文和标题里应是本报告年度（或上年）的地方：报告题目、“××年度部门决算”及各级标题、“截至××年12月31日”、“与××年度相比”，各段或一句开头的“××年度……”（后面是报表里的数，或与上年、年初预算相比），以及写着别的年度而数却是本年报表数的句子。
为什么：沿用上年文稿而漏改年度，读者会把本年的数当成别的年度的。
容差：别处（正文、标题、报表题目）用了应有的年度，而这一处是唯一的例外，才认为是误写；以数为证的，金额须有四位以上数字且与本年报表逐位相同，提出警告。
不核对：封面年度不明的报告；同一个别的年度出现不止一处；书名号里的文件名称；标题已写明别的年度的一节；回顾执行、评价的标题；先写别的年度、再写本年度的一段；同一句里也写着应有的年度，或说的是几年累计、年末结转；两年一样多的数；上年结转的数；预算里的截止日期（别处没有写同一日期的）。
依据：《地方预决算公开操作规程》（财预〔2016〕143号）；报告封面、各表表头的年度。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.sentences import sentence_around
from gouji.checks.years import DECADE, Mention, lines_of_tables, mentions, openings, titles_of_tables
from gouji.model.claim import Claim, Measure, Period
from gouji.model.document import DocumentKind
from gouji.model.location import Place
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness

_LEAST_ALIKE = 2  # places with the right year before a lone other one is taken for a slip
_LEAST_DIGITS = 4  # shorter amounts are the same in two years by chance
_COVER = 12  # paragraphs in which a title of the report stands, before the text begins
_SELF = r"(?<![比较与同《])(?P<year>20\d{2})年度?(?:本)?(?:部门|单位)KIND(?!数|批复|相比|公开|报表|执行)"
_TITLE = r"(?<![\d.])(?P<year>20\d{2})年度?(?=[^\d，。;:《比较与]{0,30}KIND)"
_HEADING = r"(?<![比较与同《\d])(?P<year>20\d{2})年度?(?=[^，。;《]{0,40}KIND)(?![^，。;]{0,12}(?:相比|比较))"
_LOOKS_BACK = re.compile("执行|完成|评价|考核|考评|回顾|总结|上年|整改|结转")
_AS_OF = re.compile(
    r"(?<![比较与同])截[至止](?P<year>20\d{2})年(?:12月31日|末|底)|(?<=[。;局办委院厅会所校馆站门位])(?P<own>20\d{2})年(?:12月31日|末|底)(?=，?[^，。;]{0,30}(?:保有量|实有(?:人|在)))"
)
_ASSETS = re.compile("车辆|用车|设备|资产")
_VERSUS = re.compile(
    r"(?:比|较|与|同)(?P<year>20\d{2})年度?(?!年?初预算)(?=[^，。;]{0,8}(?:相比|增|减|下降|上升|持平|决算|提高|降低))"
)
_COMPARED = re.compile(r"[与同](?P<year>20\d{2})年度?(?!年?初?预算)(?=[^，。;]{0,4}(?:相比|比较|相较))")
_WITH_BUDGET = re.compile(r"[比较]20\d{2}年(?:度)?(?:[预决]算|执行)数?(?:增加|减少|增长|下降|持平)")
# What is said of the report's own year alone: 2023年度无政府性基金…, 对2023年度一般公共预算项目支出…绩效自评
_OF_THIS_YEAR = re.compile(
    r"(?<![比较与同])(?P<year>20\d{2})年度?(?:本|我)?(?:部门|单位|局|办|委)?(?:没有|无|未)(?:安排|使用|发生)?(?:一般公共预算安排的)?"
    r"(?:政府性基金|国有资本|政府购买)(?![^。;]{0,40}[本今当]年)|(?<=对)(?P<own>20\d{2})年度?(?:一般公共预算|部门|全部|\d{1,3}个)?项目(?:支出)?(?:全面)?(?:开展|进行)(?:了)?绩效自评"
    r"|(?P<reviewed>20\d{2})年度?(?:共)?(?:组织)?对(?:\d{1,3}个)?项目(?:支出)?(?:全面)?(?:开展|进行)(?:了)?绩效自评"
    r"|(?P<used>20\d{2})年度?[^，。;\d]{0,24}支出(?:决算)?(?:\d[\d,.]*[万亿]?元，)?主要用于以下"
    r"|(?P<final>20\d{2})年度?[^，。;\d]{0,24}决算数?(?:大于|小于|等于|高于|低于|超出|超过)(?:年初|全年|调整)?预算"
)
_SIGNS_OF_THIS_YEAR = (
    *("政府性基金", "国有资本", "政府购买", "绩效自评", "主要用于以下"),
    *("大于", "小于", "等于", "高于", "低于", "超出", "超过"),
)  # one of these stands in each
# What a sentence says of several years, and what it says right after a year of money carried over from it: another year is meant.
_SPANS = re.compile("累计|[两二三四五]年|历年|连续")
_CARRIED = re.compile(r"[^，。;\d]{0,20}结[转余]")
# …is what it was last year: the same amount in both years is no slip.
_UNCHANGED = re.compile("未(?:增|减|变|发生变)|没有(?:增|减|变)|无(?:增|减|变)|不变|不增|持平|一致|相同|相等|同样")
_COMPARES = re.compile(r"[比较与同](?:20\d{2}年|上年|去年)")
# A budget or final account of ten years ago is nobody's comparison.
_BUDGET_OF = re.compile(r"(?P<year>20\d{2})年度?(?=[^，。;；《》\d]{0,24}[预决]算)(?![^，。;；]{0,12}(?:以来|起))")


@check(code="WX12", name="year-differs-from-report", kind=Kind.PERIOD_MISMATCH, severity=Severity.ERROR, since="0.1")
def year_differs_from_report(evidence: Evidence) -> Iterator[Outcome]:
    year, kind = evidence.document.year, evidence.document.kind
    if year is None or kind not in (DocumentKind.BUDGET, DocumentKind.FINAL_ACCOUNT):
        return
    own = _Own(evidence, year, "预算" if kind is DocumentKind.BUDGET else "决算")
    named = list(own.named())
    yield from named
    accused = {o.at.place.span.start for o in named if isinstance(o, Contradicted)}
    for claim in evidence.claims:
        for outcome in _other_year_with_this_years_amount(evidence, claim, year):
            if outcome.at.place.span.start not in accused:
                yield outcome


class _Own:
    """The places where a report names its own year, and what may be held against them."""

    def __init__(self, evidence: Evidence, year: int, word: str) -> None:
        self.evidence, self.year = evidence, year
        self.is_budget = word == "预算"
        paragraphs = evidence.document.paragraphs
        self.running = [p for p in paragraphs if not p.is_heading]
        headings = [p for p in paragraphs if p.is_heading and len(p.section.path) <= 2]
        first = [p for p in paragraphs[:_COVER] if "。" not in p.view.folded]
        self.on_cover = mentions(first, re.compile(_TITLE.replace("KIND", word)), word)[:1]
        self.selves = mentions(self.running, re.compile(_SELF.replace("KIND", word)), f"部门{word}", f"单位{word}")
        self.headings = [
            m
            for m in mentions(headings, re.compile(_HEADING.replace("KIND", word)), word)
            if m.year == year or not _LOOKS_BACK.search(m.text)
        ]
        lines = [*self.running, *lines_of_tables(evidence, "无")]
        said = [*openings(evidence, self.running, year), *mentions(lines, _OF_THIS_YEAR, *_SIGNS_OF_THIS_YEAR)]
        self.openings = list({m.place: m for m in said}.values())
        titles = titles_of_tables(evidence, word)
        right = (m for m in (*self.selves, *self.headings, *self.openings) if m.year == year)
        self.shown = [*(m.witness("restatement") for m in right), *(w for said, w in titles if said == year)]

    def named(self) -> Iterator[Outcome]:
        """Hold every year that the words show to be the report's own, or its last, against that."""
        yield from self.cover()
        yield from self.selves_and_headings()
        yield from self.closing_dates()
        yield from self.comparisons()
        yield from _compared(self.openings, self.year, self.shown, lambda m: True, least=_LEAST_ALIKE)
        yield from self.decades()

    def cover(self) -> Iterator[Outcome]:
        """Hold the year of the report's title against those that outvoted it."""
        yield from _compared(self.on_cover, self.year, self.shown, lambda m: True, least=_LEAST_ALIKE)

    def selves_and_headings(self) -> Iterator[Outcome]:
        nearby = (-1, 0) if self.is_budget else (-1, 0, 1)  # a budget may speak of the next one
        yield from _compared(self.selves, self.year, self.shown, lambda m: m.year - self.year in nearby)
        known = {m.paragraph.index for m in self.on_cover}
        headings = [m for m in self.headings if m.paragraph.index not in known]
        yield from _compared(headings, self.year, self.shown, lambda m: True, least=_LEAST_ALIKE)

    def closing_dates(self) -> Iterator[Outcome]:
        """Hold 截至… against the end of the report's year; what a budget closes with only another such date shows."""
        dates = mentions(self.running, _AS_OF, "截至", "截止", "保有量", "实有")
        end = self.year - 1 if self.is_budget else self.year
        shown = [m.witness("restatement") for m in dates if m.year == end]
        yield from _compared(
            dates, end, shown if self.is_budget else [*shown, *self.shown], lambda m: m.year >= end - 1 or _of_assets(m)
        )

    def comparisons(self) -> Iterator[Outcome]:
        """Hold what something is compared with against last year."""
        versus = mentions(self.running, _VERSUS, "比20", "较20", "与20", "同20")
        found = [m for m in versus if m.year != self.year or self._with_itself(m)]
        strict = {m.paragraph.index for m in found if self.evidence.by_scope.get(m.paragraph.index)}
        shown = [m.witness("restatement") for m in found if m.year == self.year - 1]
        alone = [m for m in found if m.year == self.year - 2 and self._beside_this_year(m)]
        if len(shown) < _LEAST_ALIKE:
            yield from _compared(alone, self.year - 1, self.shown, lambda m: True, least=_LEAST_ALIKE)
        yield from _compared(
            found,
            self.year - 1,
            shown,
            lambda m: m.year == self.year - 2 or (m.paragraph.index in strict and self._strictly(m)),
            least=_LEAST_ALIKE,
        )

    def decades(self) -> Iterator[Outcome]:
        """Hold a budget or final account of just ten years before or after against the report's year."""
        years = (f"{self.year - DECADE}年", f"{self.year + DECADE}年")
        far = [m for m in mentions(self.running, _BUDGET_OF, *years) if abs(m.year - self.year) == DECADE]
        known = {(m.paragraph.index, m.start) for m in (*self.on_cover, *self.openings)}
        far = [m for m in far if (m.paragraph.index, m.start) not in known]
        yield from _compared(far, self.year, self.shown, lambda m: True, least=_LEAST_ALIKE)

    def _beside_this_year(self, mention: Mention) -> bool:
        """Whether a comparison is the only one of a paragraph that opens with this year's amount and explains a table."""
        opens = any(m.paragraph is mention.paragraph and m.year == self.year for m in self.openings)
        return opens and self._strictly(mention) and len(_COMPARES.findall(mention.text)) == 1

    def _with_itself(self, mention: Mention) -> bool:
        """Whether a comparison with the report's year is one with itself: a final account may be held against its budget."""
        at = mention.text, mention.start
        amount = _WITH_BUDGET.match(*at)
        return bool(_COMPARED.match(*at) or (amount and (self.is_budget or "决算" in amount.group())))

    def _strictly(self, mention: Mention) -> bool:
        """Whether a comparison (与…相比) can only be one with last year: in a section that explains a table, or with this very year."""
        text, at = mention.text, mention.start
        itself = mention.year == self.year
        if not self._with_itself(mention) and not (_WITH_BUDGET.match(text, at) and not itself):
            return False
        low, _ = sentence_around(text, at)
        if itself and not re.search(r"20\d{2}年", text[low:at]):
            return True
        return self.evidence.table_of(self.evidence.by_scope[mention.paragraph.index][0]) is not None


def _of_assets(mention: Mention) -> bool:
    low, high = sentence_around(mention.text, mention.start)
    return bool(_ASSETS.search(mention.text, low, high))


def _compared(
    found: Sequence[Mention], right: int, shown: Sequence[Witness], slip: Callable[[Mention], bool], *, least: int = 1
) -> Iterator[Outcome]:
    """Hold each year against the right one, shown by the first other place that names it.

    So many other places must name it. A year that `slip` does not take for one, that stands twice, or whose sentence names the right one
    too or speaks of several years, is meant.
    """
    counts = Counter(m.year for m in found)
    for mention in found:
        if mention.year == right:
            yield Consistent(mention.witness(), (), "restatement")
        elif len(shown) >= least and counts[mention.year] == 1 and slip(mention) and not _meant(mention, right):
            yield _contradicted(mention, shown[0], right)


def _meant(mention: Mention, right: int) -> bool:
    """Whether the sentence of a year names the right one too, or speaks of several years or of what is carried over."""
    low, high = sentence_around(mention.text, mention.start)
    carried = _CARRIED.match(mention.text, mention.text.find("年", mention.start) + 1)
    return f"{right}年" in mention.text[low:high] or bool(carried or _SPANS.search(mention.text, low, high))


def _contradicted(mention: Mention, usual: Witness, right: int) -> Outcome:
    at = mention.witness()
    return Contradicted(
        at,
        (usual,),
        f"此处写“{at.words}”，别处写“{usual.words}”，按本报告年度应为{right}年，两处年度不能同时成立。",
        "restatement",
        expected_words=at.words.replace(str(mention.year), str(right)),
        formula=f"{mention.year} ≠ {right}",
        confidence=0.9,
        likelier="claim",
    )


def _other_year_with_this_years_amount(evidence: Evidence, claim: Claim, year: int) -> Iterator[Outcome]:
    """Yield a level dated another year, outside any comparison, that is this year's cell to the last digit."""
    if claim.measure is not Measure.LEVEL or claim.period is Period.THIS:
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
        or _UNCHANGED.search(text, claim.quantity.end, sentence_around(text, claim.quantity.end)[1])
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
                severity=Severity.WARNING,
                likelier="claim",
            )
            return
