"""引用的表号不对

核对什么：“详见公开05表”“按功能分类到项级详见公开表6”等引用的表，是不是所说的表：跟着表名的，与该号报表的题目是否一致；说到项级的，该号报表有没有项级科目。
为什么：读者按表号去找，会翻到别的表。
容差：表号取报表旁印的；只有部分表印号而都与先后次序相合的，其余按次序推。
不核对：没有印号的报告；附件编号；没有说明内容的引用。
依据：预决算公开报表的编号和题目；《政府收支分类科目》项级为七位编码。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.names import text_witness
from gouji.model.document import Paragraph
from gouji.model.location import Place
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness
from gouji.model.table import Table
from gouji.values.numerals import integer_of

_REFERENCE = re.compile(
    r"见(?:本部分|后附|附件|所附|部门|单位)?(?P<name>(?:公开|预算|决算){0,2}(?:表0?(?P<a>\d{1,2}|[一二三四五六七八九十]{1,2})|0?(?P<b>\d{1,2})表))(?!\d)(?:[-《(“:]?(?P<title>[^，。;:《》()“”\d]{4,30}表)(?![格内中]))?"
)
_PRINTED = re.compile(
    r"公开\s*(?:表\s*0?(?P<a>\d{1,2})|0?(?P<b>\d{1,2})\s*表)|^\s*表\s*0?(?P<c>\d{1,2})(?=[\s一-鿿])", re.M
)
_IN_TITLE = re.compile(r"表0?(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})(?![\d年])")
_TO_ITEMS = re.compile(r"(?:到|至)项级|项级科目")
_BEFORE, _AFTER, _ITEM_CODE = 24, 60, 7


@check(
    code="XT08",
    name="table-reference-mismatch",
    kind=Kind.ENTITY_MISMATCH,
    severity=Severity.ERROR,
    since="0.1",
)
def table_reference_mismatch(evidence: Evidence) -> Iterator[Outcome]:
    numbers: dict[int, Table] | None = None
    for paragraph in evidence.narrative.with_words("见"):
        for match in _REFERENCE.finditer(paragraph.view.folded):
            numbers = _numbers(evidence) if numbers is None else numbers
            named = numbers.get(_number(match["a"] or match["b"]))
            if named is not None:
                yield from _compared(evidence, paragraph, match, named, numbers)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else (integer_of(text) or 0)


def _numbers(evidence: Evidence) -> dict[int, Table]:
    """Return the forms by their numbers: those printed beside them, or where all printed ones are the order of the forms, the order."""
    forms = [t for t in evidence.tables if t.key in evidence.profile.forms and t.span is not None]
    printed = {t.index: number for t in forms if (number := _printed(evidence, t))}
    in_order = {t.index: i for i, t in enumerate(forms, 1)}
    if len(printed) > 1 and all(in_order.get(i) == n for i, n in printed.items()):
        printed = in_order
    found: dict[int, Table] = {}
    for index, number in printed.items():
        found.setdefault(number, evidence.tables[index])
    return found


def _printed(evidence: Evidence, table: Table) -> int:
    """Return the number printed in or beside the title of a table, or 0."""
    assert table.span is not None
    own = _IN_TITLE.match(table.title)
    if own:
        return _number(own["n"])
    text = evidence.document.sources[table.span.file].text
    low, high = max(0, table.span.start - _BEFORE), table.span.end + _AFTER
    found = [next(g for g in m.groups() if g) for m in _PRINTED.finditer(text, low, high)]
    return int(found[0]) if len(set(found)) == 1 else 0


def _compared(
    evidence: Evidence, paragraph: Paragraph, match: re.Match[str], named: Table, numbers: dict[int, Table]
) -> Iterator[Outcome]:
    at = text_witness(paragraph, match.start("name"), match.end("name"))
    form = evidence.profile.form_of(match["title"]) if match["title"] else None
    right = _meant(evidence, paragraph, match, named)
    if form is not None:
        right = next((t for t in numbers.values() if t.key == form.key), None) if form.key != named.key else None
    if right is not None and right is not named:
        yield _contradicted(at, named, right, numbers, titled=form is not None)
    elif form is not None:
        yield Consistent(at, (_title(named),), "table")


def _meant(evidence: Evidence, paragraph: Paragraph, match: re.Match[str], named: Table) -> Table | None:
    """Return the table of the section where the text speaks of 项 and the named one has none but the section's has."""
    before = paragraph.view.folded[max(0, match.start() - _BEFORE) : match.start()]
    if not _TO_ITEMS.search(before) or not any(r.code for r in named.rows) or _has_items(named):
        return None
    key = next((k for s in reversed(paragraph.section.path) if (k := evidence.profile.table_of_section(s.title))), None)
    return next((t for t in evidence.tables if t.key == key and _has_items(t)), None)


def _has_items(table: Table) -> bool:
    return any(len(r.code) == _ITEM_CODE for r in table.rows)


def _title(table: Table) -> Witness:
    assert table.span is not None
    return Witness(Place(table.span, None, table.index), "table", words=table.title)


def _contradicted(at: Witness, named: Table, right: Table, numbers: dict[int, Table], *, titled: bool) -> Outcome:
    number = next((n for n, t in numbers.items() if t is right), None)
    what = f"所说的是“{right.title}”" if titled else f"“{named.title}”没有项级科目，到项级的是“{right.title}”"
    return Contradicted(
        at,
        (_title(named), *([_title(right)] if right.span else [])),
        f"引用“{at.words}”，该号报表是“{named.title}”，{what}，表号与内容不能同时成立。",
        "table",
        expected_words=re.sub(r"\d{1,2}|[一二三四五六七八九十]{1,2}", str(number), at.words) if number else "",
        formula=f"“{at.words}” = {named.title}",
        confidence=0.9,
        likelier="claim",
    )
