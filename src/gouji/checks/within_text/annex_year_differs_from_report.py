"""附表和绩效目标的年度与本报告不符

核对什么：报表、附表题目里的年度（“××年部门整体支出绩效目标表”），以及预算里“××年所有项目支出……绩效目标”的年度，是不是本报告的年度。
为什么：附表多由上年的底表改成，题目最易漏改年度。
容差：另有一张表的题目或一个标题写着本年度，而同一类表（预算、目标、申报，或决算、自评）里只有这一处恰是早一年（或整十年之差），才认为是漏改。
不核对：上年执行、评价、完成情况的表；上年结转、跨年项目的表；预算后附的上年自评；早一年的不止一处；封面年度不明的报告。
依据：《地方预决算公开操作规程》（财预〔2016〕143号）；报告封面、各表表头的年度。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.names import text_witness
from gouji.checks.years import DECADE, mentions
from gouji.model.document import DocumentKind
from gouji.model.location import Place
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness

# Money of an earlier year whose forms rightly name it: 2022年度结转项目支出绩效自评表.
_CARRIED = "结转(?:项目|资金)|跨年|延续|以前年度|存量"
# Words of the forms a report makes for its own year, and of those that look back.
_FORMS = {
    DocumentKind.BUDGET: (
        ("预算", "目标", "申报"),
        re.compile(f"执行|对比|比较|完成|评价|自评|上年|增减|变动|{_CARRIED}"),
    ),
    DocumentKind.FINAL_ACCOUNT: (
        ("决算", "自评"),
        re.compile(f"对比|比较|上年|增减|变动|{_CARRIED}|(?<!公共)(?<!基金)(?<!经营)预算"),
    ),
}
_YEAR = re.compile(r"20\d{2}(?=年)")
_AIMS = re.compile(
    r"(?P<year>20\d{2})年度?(?:(?:所有|全部)项目(?:支出)?(?=[^。;]{0,30}绩效目标)|(?=[^，。;]{0,30}(?:编制(?:了)?(?:项目)?绩效目标|实行绩效目标管理)))(?![^。;]{0,40}(?:评价|自评|完成|执行))"
)
_HEADED = re.compile(r"(?<![比较与同])(?P<year>20\d{2})年度?(?![^，。;]{0,12}(?:相比|比较|以来))")
_Dated = tuple[int, Witness]


@check(
    code="WX17",
    name="annex-year-differs-from-report",
    kind=Kind.PERIOD_MISMATCH,
    severity=Severity.ERROR,
    since="0.1",
)
def annex_year_differs_from_report(evidence: Evidence) -> Iterator[Outcome]:
    year, kind = evidence.document.year, evidence.document.kind
    if year is None or kind not in _FORMS:
        return
    words, others = _FORMS[kind]
    titles = [(word, dated) for word, dated in _titles(evidence, words) if not others.search(dated[1].words)]
    models = [*(d for _, d in titles), *_headings(evidence, words[0])]
    for kind_of_form in words:
        yield from _compared(evidence, [d for word, d in titles if word == kind_of_form], models, year)
    if kind is DocumentKind.BUDGET:
        yield from _compared(evidence, _aims(evidence), models, year)


def _titles(evidence: Evidence, words: tuple[str, ...]) -> Iterator[tuple[str, _Dated]]:
    """Yield the titles of tables that name a year, with the first of the words each has."""
    for index, raw in enumerate(evidence.document.tables):
        match = _YEAR.search(raw.title) if raw.title_span is not None else None
        word = next((w for w in words if w in raw.title), "")
        if match and word and raw.title_span is not None:
            yield word, (int(match.group()), Witness(Place(raw.title_span, None, index), "claim", words=raw.title))


def _headings(evidence: Evidence, word: str) -> Iterator[_Dated]:
    """Yield the headings of the report that name a year and what is disclosed."""
    headings = [p for p in evidence.document.paragraphs if p.is_heading and word in p.view.folded]
    for mention in mentions(headings, _HEADED, "年"):
        yield mention.year, mention.witness("restatement")


def _aims(evidence: Evidence) -> list[_Dated]:
    """Return what the text says of all projects of a year and their aims."""
    return [
        (int(match["year"]), text_witness(paragraph, match.start(), match.end()))
        for paragraph in evidence.narrative.with_words("绩效目标")
        for match in _AIMS.finditer(paragraph.view.folded)
    ]


def _compared(evidence: Evidence, dated: list[_Dated], models: list[_Dated], year: int) -> Iterator[Outcome]:
    stale = [(said, witness) for said, witness in dated if said == year - 1 or abs(said - year) == DECADE]
    model = next((witness for said, witness in (*dated, *models) if said == year), None)
    if len(stale) == 1 and model is not None:
        yield _contradicted(evidence, *stale[0], model, year)


def _contradicted(evidence: Evidence, said: int, at: Witness, model: Witness, year: int) -> Outcome:
    other = Witness(model.place, "restatement", words=model.words)
    return Contradicted(
        at,
        (other,),
        f"此处写“{evidence.said(at)}”，别处写“{evidence.said(other)}”，按本报告年度应为{year}年，两处年度不能同时成立。",
        "restatement",
        expected_words=at.words.replace(str(said), str(year), 1),
        formula=f"{said} ≠ {year}",
        confidence=0.9,
        likelier="claim",
    )
