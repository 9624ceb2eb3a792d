"""目录编号与正文不一

核对什么：目录里各部分的编号（一、二、……，（一）（二）……）与正文同名标题的编号是否相同。
为什么：正文调整了顺序而目录没有跟着改，读者照目录找不到。
容差：题目去掉标点、年度后完全相同才比较；只作提示，一份报告合为一处。
不核对：目录或正文里出现不止一次的题目；没有编号的题目；整份是空白模板的。
依据：同一报告前后应一致；公文结构层次序数。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TypeVar

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.names import text_witness
from gouji.model.document import DocumentKind, Paragraph, View
from gouji.model.location import Place
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness

_ENTRY = re.compile(
    r"^[-*#•]*(?:(?P<two>[一二三四五六七八九十]{1,3})[、.]|\((?P<three>[一二三四五六七八九十]{1,3})\))(?P<title>.+?)[.…·\d]*$"
)
_MARKS = re.compile(r"20\d{2}年度?|[“”\"、，,\s*#]")
_BULLETS = "-*#•"
_MOST_ENTRIES = 200
_Key = tuple[int, str]  # level and title
_T = TypeVar("_T")


@check(
    code="DC10",
    name="contents-number-differs",
    kind=Kind.NARRATIVE_CONFLICT,
    severity=Severity.INFO,
    since="0.1",
)
def contents_number_differs(evidence: Evidence) -> Iterator[Outcome]:
    entries = _once(_entries(evidence))
    if not entries or evidence.document.kind is DocumentKind.TEMPLATE:
        return
    headings = _once(_headings(evidence))
    wrong: list[tuple[Witness, Witness, str, str]] = []
    for key, (listed, line) in entries.items():
        number, heading = headings.get(key, (listed, None))
        if number != listed and heading is not None:
            entry = line.folded.lstrip(_BULLETS)
            place = Place(line.span(len(line.folded) - len(entry), len(line.folded)), "目录")
            at = Witness(place, "claim", None, None, entry)
            there = text_witness(heading, 0, len(heading.view.folded), "restatement")
            wrong.append((at, there, _shown(key[0], listed), _shown(key[0], number)))
    if wrong:
        at, there, listed, number = wrong[0]
        yield Contradicted(
            at,
            tuple(w[1] for w in wrong),
            f"目录写“{evidence.said(at)}”，正文这一标题是“{evidence.said(there)}”，编号{listed}与{number}不一致。",
            "restatement",
            expected_words=number,
            formula=f"{listed} ≠ {number}",
            confidence=0.8,
            also=tuple(w[0] for w in wrong[1:]),
        )


def _entries(evidence: Evidence) -> Iterator[tuple[_Key, tuple[str, View]]]:
    for line in evidence.document.contents[1:_MOST_ENTRIES]:
        match = _ENTRY.match(line.folded)
        if match:
            level, number = (2, match["two"]) if match["two"] else (3, match["three"])
            yield (level, _MARKS.sub("", match["title"])), (number, line)


def _headings(evidence: Evidence) -> Iterator[tuple[_Key, tuple[str, Paragraph]]]:
    for paragraph in evidence.document.paragraphs:
        section = paragraph.section
        if paragraph.is_heading and section.level in (2, 3) and section.number:
            yield (section.level, _MARKS.sub("", section.title)), (section.number, paragraph)


def _once(found: Iterator[tuple[_Key, _T]]) -> dict[_Key, _T]:
    """Return what stands under each key that comes once."""
    pairs = list(found)
    times = Counter(key for key, _ in pairs)
    return {key: value for key, value in pairs if times[key] == 1}


def _shown(level: int, number: str) -> str:
    return f"{number}、" if level == 2 else f"（{number}）"
