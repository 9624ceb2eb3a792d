"""自评项目的个数前后不一

核对什么：“反映所有项目绩效自评结果，共涉及×个项目”的个数，与随后逐个写出的“……绩效自评综述”的条数是否相同，是否多于“开展绩效自评，共涉及×个项目”的个数。
为什么：个数是写的，条目是列的，增减一个项目时常常只改一处。
容差：个数须恰好相等；“开展绩效自评”分一般公共预算、政府性基金等几次写的，与其中一个或各数之和相等即可。
不核对：没有写“所有”“全部”的；列出的综述不足两条；反映的个数少于开展自评的（可能有涉密项目）；写明有项目涉密、不予公开而综述少于个数的。
依据：各地部门决算公开模板“项目支出自评结果”；《项目支出绩效评价管理办法》（财预〔2020〕10号）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.claim import Claim, Measure
from gouji.model.document import Paragraph
from gouji.model.location import Place
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness

_NUMBER = r"(?:项目(?P<a>\d{1,3})个|(?P<b>\d{1,3})个(?:一级|二级)?项目)"
_ALL = re.compile(r"反映了?(?:所有|全部)[^。;]{0,40}?" + _NUMBER)
_SELF = re.compile(r"(?:开展|进行|组织)[^。;，]{0,10}自评[^。;]{0,16}?" + _NUMBER)
_REVIEW = re.compile(r"^[^。:]{2,60}自评(?:综合)*综述:")
_LEAST_REVIEWS = 2
_SECRET = ("涉密", "不予公开", "不便公开", "不宜公开")


@check(
    code="WX29",
    name="project-count-differs",
    kind=Kind.NARRATIVE_CONFLICT,
    severity=Severity.WARNING,
    since="0.1",
)
def project_count_differs(evidence: Evidence) -> Iterator[Outcome]:
    paragraphs = list(evidence.narrative.with_words("自评"))
    said = [c for p in paragraphs for m in _ALL.finditer(p.view.folded) if (c := _claim(evidence, p, m))]
    if len(said) != 1:
        return
    told = said[0]
    section = told.quantity.paragraph.section.above(3)
    reviews = [p for p in paragraphs if p.section.above(3) is section and _REVIEW.match(p.view.folded)]
    if len(reviews) >= _LEAST_REVIEWS and not (told.value > len(reviews) and _keeps_some_back(evidence, told)):
        yield _against_reviews(evidence, told, reviews)
    found = (c for p in paragraphs for m in _SELF.finditer(p.view.folded) if (c := _claim(evidence, p, m)))
    yield from _against_self(evidence, told, [c for c in found if c is not told])


def _claim(evidence: Evidence, paragraph: Paragraph, match: re.Match[str]) -> Claim | None:
    """Return the count at the number of a match."""
    start = match.start("a") if match["a"] else match.start("b")
    claims = evidence.by_scope.get(paragraph.index, [])
    return next((c for c in claims if c.quantity.start == start and c.measure is Measure.COUNT and c.exact), None)


def _against_reviews(evidence: Evidence, told: Claim, reviews: list[Paragraph]) -> Outcome:
    at = evidence.witness(told)
    operands = tuple(_place(p) for p in reviews)
    if told.value == len(reviews):
        return Consistent(at, operands, "arithmetic")
    return Contradicted(
        at,
        operands,
        f"写明共{told.quantity.printed}项目，随后写出自评综述的有{len(reviews)}个，个数与条目不能同时成立。",
        "arithmetic",
        expected_words=f"{len(reviews)}个",
        formula=f"{told.quantity.printed} ≠ {len(reviews)}个",
        confidence=0.8,
    )


def _keeps_some_back(evidence: Evidence, told: Claim) -> bool:
    """Whether the chapter says that some projects are not told of."""
    chapter = told.quantity.paragraph.section.above(2)
    return any(p.section.above(2) is chapter for p in evidence.narrative.with_words(*_SECRET))


def _place(paragraph: Paragraph) -> Witness:
    match = _REVIEW.match(paragraph.view.folded)
    assert match is not None
    span = paragraph.view.span(0, match.end() - 1)
    return Witness(Place(span, paragraph.section.name), "part", None, None, match.group())


def _against_self(evidence: Evidence, told: Claim, found: list[Claim]) -> Iterator[Outcome]:
    values = {c.value for c in found}
    whole = sum(values)
    if not found:
        return
    operands = tuple(evidence.witness(c, "restatement") for c in found)
    if told.value in (*values, whole):
        yield Consistent(evidence.witness(told), operands, "restatement")
    elif told.value > whole:
        gap = told.value - whole
        yield Contradicted(
            evidence.witness(told),
            operands,
            f"反映的项目有{told.quantity.printed}，开展自评的只有{whole:f}个，多{gap:f}个，两处不能同时成立。",
            "restatement",
            formula=f"{told.quantity.printed} > {whole:f}个",
            confidence=0.8,
        )
