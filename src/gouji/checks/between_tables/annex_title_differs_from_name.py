"""附表题目与项目名称不符

核对什么：绩效自评表、目标申报表的题目里写的项目，与表内“项目名称”一栏填的项目是否相同；正文各项目“绩效自评综述”的项目名称与附表的是否一致。
为什么：一套附表由同一份底表改成，换了题目忘了换表，或换了表忘了换题目，读者看到的就是别的项目的绩效。
容差：一个名称的各字依次含在另一个里（简称、加了前后缀）即相同；题目与项目名称多半相同的也不指出，综述与附表相近而不同的只作提示。
不核对：题目没有写具体项目（“项目支出绩效自评表”“部门整体……”）；题目里的项目在正文里没有出现过；表内没有“项目名称”；综述与自评表的个数不同，或对不上的不止一个。
依据：《项目支出绩效评价管理办法》（财预〔2020〕10号）所附绩效自评表式；一表一项目。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.names import LEAST_ALIKE, likeness, shortened, text_witness
from gouji.model.document import Paragraph, RawTable
from gouji.model.location import Place, Span
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness

_LEAD = re.compile(r"^.*(?:20\d{2}年度?|附[件表]\d*[:：]?|[、):：])")
_TAIL = re.compile(
    r"(?:项目)?(?:支出)?(?:预算)?(?:绩效)?(?:目标)?(?:自我?评价?|评价|申报|目标)(?:情况|结果)?(?:表|报告)(?:\(.*)?$"
)
_GENERAL = re.compile(r"整体|部门|单位|重点|各项|项目支出|支出项目|一级|二级|专项资金$|预算|决算|全部|所有")
_NAME = re.compile(r"^项目名称[:：]?(?P<name>.*)")
_SELF_REVIEW = re.compile(r"^(?!.*(?:整体|部门)).*自评")
_SUMMARY = re.compile(
    r"(?:[\d一二三四五六七八九十()]{1,4}[、.)])?(?P<name>[^，。;:]{4,40}?)(?:项目)?(?:支出)?绩效自评(?:综合)?综述"
)
_ROWS = 8  # the name of the project stands in the first rows of an annex
_LEAST_NAME, _MOST_PROJECTS = 4, 100


@check(
    code="BT06",
    name="annex-title-differs-from-name",
    kind=Kind.ENTITY_MISMATCH,
    severity=Severity.WARNING,
    since="0.1",
)
def annex_title_differs_from_name(evidence: Evidence) -> Iterator[Outcome]:
    for table, raw in zip(evidence.tables, evidence.document.tables, strict=True):
        titled = _titled(raw) if raw.title_span is not None and not table.columns else ""
        if titled and titled in evidence.narrative.text:
            named = _named(evidence, raw)
            if named is not None:
                yield _compared(evidence, raw, table.index, titled, named)
    yield from _told_otherwise(evidence)


def _titled(raw: RawTable) -> str:
    """Return the project that a title names, without year and the words of the form; '' where it names none."""
    tail = _TAIL.search(raw.title)
    name = _LEAD.sub("", raw.title[: tail.start()]) if tail else ""
    return name if len(name) >= _LEAST_NAME and not _GENERAL.search(name) else ""


def _named(evidence: Evidence, raw: RawTable) -> tuple[str, Span] | None:
    """Return what stands beside 项目名称 in the first rows of an annex, and where."""
    for row in raw.rows[:_ROWS]:
        cells = row if isinstance(row, list) else raw.split(*row) if raw.split else []
        filled = [c for c in cells if c.text]
        for cell, following in pairwise(filled):
            if cell.text == "项目名称":
                return following.text, following.span
    for view in raw.lines[:_ROWS]:
        match = _NAME.match(view.folded)
        if match and match["name"]:
            return match["name"], view.span(match.start("name"), match.end("name"))
    return None


def _same(titled: str, named: str) -> bool:
    one, other = titled.removesuffix("项目"), named.removesuffix("项目")
    return shortened(one, other) or likeness(one, other) >= LEAST_ALIKE


def _compared(evidence: Evidence, raw: RawTable, index: int, titled: str, named: tuple[str, Span]) -> Outcome:
    name, span = named
    assert raw.title_span is not None
    at = Witness(Place(raw.title_span, None, index), "claim", words=raw.title)
    other = Witness(Place(span, None, index), "table", words=name)
    if _same(titled, name) or len(name) < _LEAST_NAME:
        return Consistent(at, (other,), "table")
    return Contradicted(
        at,
        (other,),
        f"表题写“{evidence.said(at)}”，表内项目名称是“{evidence.said(other)}”，题目与表不能同时成立。",
        "table",
        expected_words=name,
        formula=f"“{titled}” ≠ “{name}”",
        confidence=0.85,
    )


def _told_otherwise(evidence: Evidence) -> Iterator[Outcome]:
    """Yield the one project of the text whose summary (…绩效自评综述) has no annex, where the one annex left over is alike.

    There must be as many summaries as annexes: else some are published elsewhere.
    """
    told = [(m["name"], text_witness(p, m.start("name"), m.end("name"))) for p, m in _summaries(evidence)]
    titles = [(i, raw) for i, raw in enumerate(evidence.document.tables) if _SELF_REVIEW.search(raw.title)]
    if not 0 < len(told) == len(titles) <= _MOST_PROJECTS:
        return
    annexes = [(named, i) for i, raw in titles if (named := _named(evidence, raw)) is not None]
    loose = [(name, at) for name, at in told if not any(_one(name, named[0]) for named, _ in annexes)]
    left = [(named, i) for named, i in annexes if not any(_one(name, named[0]) for name, _ in told)]
    if (
        len(annexes) == len(told)
        and len(loose) == 1 == len(left)
        and likeness(loose[0][0], left[0][0][0]) >= LEAST_ALIKE
    ):
        (name, at), ((other, span), index) = loose[0], left[0]
        yield Contradicted(
            at,
            (Witness(Place(span, None, index), "table", words=other),),
            f"正文综述的项目是“{name}”，附表里与它对应的项目名称是“{other}”，同一项目的名称不能同时成立。",
            "table",
            formula=f"“{name}” ≠ “{other}”",
            confidence=0.7,
            severity=Severity.INFO,
        )


def _summaries(evidence: Evidence) -> Iterator[tuple[Paragraph, re.Match[str]]]:
    for paragraph in evidence.narrative.with_words("综述"):
        match = _SUMMARY.match(paragraph.view.folded)
        if match:
            yield paragraph, match


def _one(name: str, other: str) -> bool:
    """Whether two names are one project's: the same, or one short for the other."""
    return shortened(name.removesuffix("项目"), other.removesuffix("项目"))
