"""目录所列或应当公开的部分没有

核对什么：目录里列出的报表和章节，正文里有没有；财预〔2016〕143号要求公开的报表是否齐全。
为什么：缺表、缺章是公开不完整，读者照目录找不到。
容差：报表以题目辨认，不看表号；正文任何一处写有同一题目（包括“……表为空表”）即算有。
不核对：没有目录的报告只看应公开的报表；认出的报表不足五张的报告（样式未知，或报表在另外的文件里）；整份是空白模板的。
依据：《地方预决算公开操作规程》（财预〔2016〕143号）对公开内容的要求；报告自己的目录。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.lexicon.profile import plain
from gouji.model.document import DocumentKind, View
from gouji.model.location import Place, Span
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness

_LEAST_TABLES = 5
_MARKS = re.compile(r"^[#*•·\-—\s]+|[.…·．\s]+\d{0,3}$|(?<=\D)\d{1,3}$")
_NUMBER = re.compile(
    r"^(?:第[一二三四五六七八九十]+部分|附件|附表|公开)?(?:表?\d{1,2}(?!\d)表?|表[一二三四五六七八九十]+)?[、.:]?"
)
_DATED = re.compile(r"20\d{2}年\d{1,2}月\d{1,2}日$")
_FORM_NUMBER = re.compile(r"\((?:公开)?表?\d{1,2}表?\)")
_YEAR = re.compile(r"20\d{2}年度?")
_SAYS_NOTHING = re.compile(r"情况|说明|总体|具体|年度|部门|单位|的|[“”\"\s()、，,]")
_SPACE = re.compile(r"[\s#*|]+")
_SHORTEST = 4
_MOST_ENTRIES = 200  # lines of a 目录; more are none
_LONGEST_LEAD = 24
_LONGEST_LINE = 60
_LONGEST_QUOTE = 60


@check(code="DC06", name="promised-part-missing", kind=Kind.FORMAT_ERROR, severity=Severity.WARNING, since="0.1")
def promised_part_missing(evidence: Evidence) -> Iterator[Outcome]:
    there = {t.key for t in evidence.tables if t.key in evidence.profile.forms}
    if evidence.document.kind is DocumentKind.TEMPLATE or len(there) < _LEAST_TABLES:
        return
    body = _Body(evidence)
    promised: set[str] = set()
    for line in evidence.document.contents[1:_MOST_ENTRIES]:
        if _DATED.search(line.folded):  # 公开时间：2023年9月22日 is said below 目录, and promises nothing
            continue
        title = _title(line)
        form = evidence.profile.form_of(title) if title.endswith("表") else None
        if form is not None:
            promised.add(form.key)
            if form.key not in there and not body.has_form(form.key) and not body.says(title):
                yield _missing(evidence, line, title, "目录列有这张报表，正文里没有", Severity.WARNING)
        elif not title.endswith("表") and not body.says(title):
            yield _missing(evidence, line, title, "目录列有这一部分，正文里没有", Severity.INFO)
    lacking = [
        key for key in evidence.profile.required if key not in there and key not in promised and not body.has_form(key)
    ]
    if lacking:
        yield _not_disclosed(evidence, lacking)


def _title(line: View) -> str:
    """Return a line of the 目录 without its marks, numbers, year and page."""
    bare = _MARKS.sub(
        "", _MARKS.sub("", _YEAR.sub("", line.folded))
    )  # dots before a page number, then those before marks
    return plain(_NUMBER.sub("", plain(_FORM_NUMBER.sub("", bare))))


class _Body:
    """What stands outside the 目录; nothing is prepared before it is asked for."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._headings = "\n".join(_telling(s.title) for s in evidence.document.sections if s.title)

    def says(self, title: str) -> bool:
        """Whether the words of a title stand anywhere; those too short to tell do."""
        core = _telling(title)
        return len(core) < _SHORTEST or core in self._headings or core in self._text

    def has_form(self, key: str) -> bool:
        """Whether some line is the title of a form, even where no table was read below it."""
        return key in self._forms

    @cached_property
    def _lines(self) -> list[str]:
        """All lines outside the 目录, without white space and marks."""
        document = self._evidence.document
        skipped = {(v.file, document.sources[v.file].line_of(v.offset(0))) for v in document.contents if v.folded}
        return [
            _SPACE.sub("", line)
            for file, source in enumerate(document.sources)
            for number, line in enumerate(source.text.split("\n"), 1)
            if (file, number) not in skipped
        ]

    @cached_property
    def _text(self) -> str:
        return _telling("".join(self._lines).replace("（", "").replace("）", ""))

    @cached_property
    def _forms(self) -> set[str]:
        short = (plain(_YEAR.sub("", line)) for line in self._lines if "表" in line and len(line) <= _LONGEST_LINE)
        found = (self._evidence.profile.form_of(line) for line in short)
        return {form.key for form in found if form is not None}


def _telling(words: str) -> str:
    """Return the words that tell a title from others: no year, no 情况说明, no marks."""
    return _SAYS_NOTHING.sub("", _YEAR.sub("", words))


def _missing(evidence: Evidence, line: View, title: str, problem: str, severity: Severity) -> Outcome:
    text = line.folded
    low = max(
        (i for i in range(min(len(text), _LONGEST_LEAD)) if plain(_YEAR.sub("", text[i:])).startswith(title)), default=0
    )
    low -= low > 0 and text[low - 1] == "“"  # plain words have no quotes
    high = text.rfind(title[-1]) + 1
    at = Witness(Place(line.span(low, high), "目录"), "claim", None, None, title)
    message = f"{evidence.said(at)}：{problem}。"
    return Contradicted(at, (), message, "restatement", formula="", severity=severity, confidence=0.85)


def _not_disclosed(evidence: Evidence, keys: list[str]) -> Outcome:
    """Name all forms that are asked for and nowhere to be seen, at the first line of the report."""
    text = evidence.document.sources[0].text
    start = len(text) - len(text.lstrip())
    end = min(len(text[start:].split("\n", 1)[0].rstrip()), _LONGEST_QUOTE) + start
    at = Witness(Place(Span(start, end, 0), None), "claim", None, None, "")
    names = "、".join(_NAMES.get(key, key) for key in keys)
    message = f"“{evidence.said(at)}”里没有见到{names}；没有这项收支的，也应公开空表并加以说明。"
    return Contradicted(at, (), message, "restatement", formula="", severity=Severity.INFO, confidence=0.7)


_NAMES = {
    "T1": "收入支出决算总表", "T2": "收入决算表", "T3": "支出决算表", "T4": "财政拨款收入支出决算总表",
    "T5": "一般公共预算财政拨款支出决算表", "T6": "一般公共预算财政拨款基本支出决算表", "T7": "“三公”经费支出决算表",
    "T8": "政府性基金预算财政拨款收入支出决算表", "T9": "国有资本经营预算财政拨款支出决算表",
    "B1": "收支总表", "B2": "收入总表", "B3": "支出总表", "B5": "财政拨款收支总表", "B6": "一般公共预算支出表",
    "B7": "一般公共预算基本支出表", "B8": "“三公”经费支出表", "B9": "政府性基金预算支出表",
}  # fmt: skip
