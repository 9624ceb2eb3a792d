"""附表栏目没有填写

核对什么：绩效目标表、自评表、项目申报表里留下的占位符（XX单位）、“请填写…”一类填表提示、没有号码的“联系电话”，以及只照抄提示、没有内容的栏目（“1.评分情况；2.整改情况；…”）。
为什么：表随决算、预算一并公开，栏目里只有提示语，读者看不到应有的内容。
容差：提示以“情况、结论、理由”之类收尾，各条不含数额，且与栏目名称说的是同一件事，才认作照抄的提示。
不核对：空白栏目；格子边界不确定的表；已识别的报表。
依据：《地方预决算公开操作规程》（财预〔2016〕143号）对公开内容完整、细化的要求；绩效目标表、自评表填报要求。
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.document import DocumentKind, GridCell, RawTable
from gouji.model.location import Place
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness
from gouji.model.table import Table

# One of these stands in every row with such a field; the row is made into cells only then.
_SIGN = re.compile(r"[X×]{2}|联系电话|请(?:在|填|简|如)|此处填|[;；。>\t]\s*2\s?[.、．]")
_PLACEHOLDER = re.compile(r"[^\dX×，。;]{0,6}[X×]{2,}(?:单位|部门|项目|局|万元|年|%|[，。;])?")
_INSTRUCTION = re.compile(r"\(?(?:请(?:在此处?)?|此处)(?:简要|如实|据实)?(?:填写|填报|描述|说明)[^。;]{0,40}\)?。?")
_TELEPHONE = "联系电话"
_ITEM = re.compile(r"(?:(?<=[;。)])|^)\d{1,2}[.、](?=20\d\d年|\D)")
_PROMPT = re.compile(r"[^，:。;]{2,50}(?:情况|结论|理由|说明|原因|措施|打算|计划)(?:\([^()]*\))?[;。]?")
_FIGURE = re.compile(r"\d(?:万|元|%)")
_SAYS_NOTHING = frozenset(("情况", "年度", "项目"))
_LONGEST_QUOTE = 60


@check(code="DC02", name="form-field-unfilled", kind=Kind.FORMAT_ERROR, severity=Severity.WARNING, since="0.1")
def form_field_unfilled(evidence: Evidence) -> Iterator[Outcome]:
    if evidence.document.kind is DocumentKind.TEMPLATE:
        return
    for table, raw in zip(evidence.tables, evidence.document.tables, strict=True):
        for index, row in _suspicious(evidence, raw) if not table.columns else ():
            for column in range(1, len(row)):
                problem = _problem(row[column - 1].text, row[column].text)
                if problem:
                    yield _unfilled(evidence, table, row[column], index, column, problem)


def _suspicious(evidence: Evidence, raw: RawTable) -> Iterator[tuple[int, list[GridCell]]]:
    text = evidence.document.sources[raw.title_span.file if raw.title_span else 0].text
    places = [row if isinstance(row, tuple) else (row[0].start, row[-1].end) if row else (0, 0) for row in raw.rows]
    starts = [low for low, _ in places]
    found = _SIGN.finditer(text, starts[0], places[-1][1]) if places else ()
    # a sign found in the whole table may run over the end of a row and hide one in the next
    near = {bisect_right(starts, at) - 1 for match in found for at in (match.start(), match.end() - 1)}
    for index in sorted(near):
        if _SIGN.search(text, *places[index]):
            row = raw.rows[index]
            yield index, row if isinstance(row, list) else raw.split(*row) if raw.split else []


def _problem(label: str, said: str) -> str:
    """Return what is wrong with a field, or ''."""
    if not said:
        return ""
    if _PLACEHOLDER.fullmatch(said):
        return "占位符没有填写"
    if _INSTRUCTION.fullmatch(said):
        return "填表提示没有换成内容"
    if label == _TELEPHONE and not any(c.isdigit() for c in said):
        return "“联系电话”栏没有号码"
    return f"“{label}”栏只有提示，没有内容" if _only_prompts(label, said) else ""


def _only_prompts(label: str, said: str) -> bool:
    items = [item for item in _ITEM.split(said) if item]
    if len(items) < 2 or not _ITEM.match(said) or _FIGURE.search(said):
        return False
    about = _pairs(label)
    return (
        len(about) > 0
        and all(_PROMPT.fullmatch(item) for item in items)
        and 2 * sum(bool(about & _pairs(item)) for item in items) >= len(items)
    )


def _pairs(words: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters, those apart that say nothing."""
    return frozenset(words[i : i + 2] for i in range(len(words) - 1)) - _SAYS_NOTHING


def _unfilled(evidence: Evidence, table: Table, cell: GridCell, row: int, column: int, problem: str) -> Outcome:
    first = _ITEM.split(cell.text)[:2]
    shown = cell.text if len(cell.text) <= _LONGEST_QUOTE or len(first) < 2 else f"1.{first[1]}"
    at = Witness(Place(cell.span, None, table.index, row, column), "claim", None, None, table.title or "附表")
    return Contradicted(
        at, (), f"{at.words}“{shown[:_LONGEST_QUOTE]}”：{problem}。", "table", formula="", confidence=0.9
    )
