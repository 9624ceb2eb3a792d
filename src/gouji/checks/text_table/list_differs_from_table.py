"""列举与基本支出表不符

核对什么：人员经费、公用经费等“主要包括：…”所列的经济科目，在基本支出表里是否有数，名称有没有写错一字；不带“等”字的列举，表里有数的科目是否都列到。
为什么：列举照抄旧文或样本，就会写上本年没有的支出，漏掉真有的支出。
容差：科目名称去掉括号、“在职人员”等修饰后相同即认；列了而表中无数才提示，漏列只作提示信息。
不核对：名词解释一类没有数的句子；认得出的科目不足三个，或不到所列的六成；基本支出表没有读到，或从版式里读不准而合计又不平。
依据：《政府收支分类科目》部门预算支出经济分类；基本支出表各行。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.names import one_character
from gouji.lexicon.profile import spellings
from gouji.model.document import Paragraph
from gouji.model.location import Place
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness
from gouji.model.table import Row, Table

_LIST = re.compile(r"(?:主要)?(?:包括|用于)(?:了)?:?(?P<items>(?:(?!包括|用于)[^。;]){8,600})")
_JOINT = re.compile(r"[、，]|以及")
_AND = re.compile(r"[及和]")
_ENDING = re.compile(r"等.{0,12}$")
_MODIFIER = re.compile(r"^(?:在职人员|离退休人员|日常|其中|的|本单位)+")
_OPEN = re.compile(r"等(?:[^、，]{0,12})$")
_REACH = 60  # characters before 包括 in which its subject stands
_INCLUDES = re.compile("(?:主要)?包括")
_FAR = 300  # characters before 包括 in which the name may have had its amount
_ITS_AMOUNT = re.compile(r"(?:支出|决算数|预算数|合计|共计|为|共){0,3}[\d,.]+(?:元|万元)")
_AN_AMOUNT = re.compile(r"\d(?:元|万元)")
_LEAST_KNOWN, _SHARE_KNOWN = 3, 0.6
_LONGEST_QUOTE = 80
_MOST_SHOWN = 8
_FEW, _LEAST_CLOSED = 2, 3  # a list of so many that leaves out so few was meant to be complete
_LEAST_NAME = 3  # 水费 and 电费 differ in one character


@dataclass(frozen=True, slots=True)
class _Item:
    """A subject a list names: its economic code and where it stands in the folded paragraph."""

    name: str
    code: str
    start: int
    end: int


@check(code="XT04", name="list-differs-from-table", kind=Kind.LIST_MISMATCH, severity=Severity.WARNING, since="0.1")
def list_differs_from_table(evidence: Evidence) -> Iterator[Outcome]:
    forms = [t for t in evidence.tables if t.key in evidence.profile.economic_tables]
    table = next((t for t in forms if t.certain or t.closes), None)
    if table is None:
        return
    codes: dict[str, str] = {}
    used = _used(table)
    for paragraph in evidence.narrative.with_words("包括", "用于"):
        text = paragraph.view.folded
        for match in _LIST.finditer(text) if "、" in text else ():
            heads = _heads(evidence, text, match.start())
            codes = codes or (_codes_of(evidence, table) if heads else {})
            items = list(_items(text, match, codes)) if heads else []
            known = [i for i in items if i.code]
            wrong = _misspelt(items, used, heads)
            if known and len(known) + len(wrong) >= max(_LEAST_KNOWN, _SHARE_KNOWN * len(items)):
                is_open = _OPEN.search(match["items"]) is not None
                yield from (_named_wrong(paragraph, table, *pair) for pair in wrong)
                meant = (replace(item, code=row.code) for item, row in wrong)
                listed = sorted((*known, *meant), key=lambda i: i.start)
                yield from _compared(paragraph, table, used, listed, heads, is_open=is_open)


def _codes_of(evidence: Evidence, table: Table) -> dict[str, str]:
    """Return economic codes by every spelling of their names: those of the classification, then the table's own labels."""
    own = {name: r.code for r in table.rows if len(r.code) == 5 for name in spellings(r.label)}
    return {**evidence.profile.economic_items, **own}


def _heads(evidence: Evidence, text: str, at: int) -> tuple[str, ...]:
    """Return the 类 codes that a list is about by the last name before it, or nothing.

    The name has its amount (公用经费64.37万元，主要包括…), before 包括 also in a sentence further up: 用于 may name examples. Without one the sentence defines a term and speaks of no report.
    """
    before = text[max(0, at - _REACH) : at]
    found = {before.rfind(name): (name, heads) for name, heads in evidence.profile.economic_lists if name in before}
    if not found:
        return ()
    name, heads = found[max(found)]
    goes_through = _INCLUDES.match(text, at) and _stated(text[max(0, at - _FAR) : at], name)
    amounted = goes_through or _AN_AMOUNT.search(before, max(found))
    return heads if amounted else ()


def _stated(before: str, name: str) -> bool:
    """Whether a name has its amount in an earlier sentence: 人员经费210.85万元，较上年增加…。人员经费用途主要包括…."""
    ends = (at + len(name) for at in range(len(before)) if before.startswith(name, at))
    return any(_ITS_AMOUNT.match(before, end) for end in ends)


def _items(text: str, match: re.Match[str], codes: dict[str, str]) -> Iterator[_Item]:
    for start, end in _pieces(_JOINT, text, match.start("items"), match.end()):
        whole = _item(text, start, end, codes)
        if whole is None or whole.code or (_AND.search(whole.name) and _nearly(whole.name, codes)):
            yield from [whole] if whole else []
            continue
        yield from _two_items(text, start, end, codes) or _parts(text, start, end, codes)


def _nearly(name: str, codes: dict[str, str]) -> bool:
    """Whether a name with a joint in it is, but for one character, a known one with that joint: 其它商品和服务支出."""
    alike = (known for known in codes if len(known) == len(name))
    return any(sum(a != b for a, b in zip(name, known, strict=True)) == 1 for known in alike)


def _two_items(text: str, start: int, end: int, codes: dict[str, str]) -> list[_Item]:
    """Return the two known names a piece joins, the right one whole: 公务接待费和其他商品和服务支出."""
    for joint in _AND.finditer(text, start, end):
        both = [_item(text, start, joint.start(), codes), _item(text, joint.end(), end, codes)]
        if all(item is not None and item.code for item in both):
            return [item for item in both if item is not None]
    return []


def _parts(text: str, start: int, end: int, codes: dict[str, str]) -> list[_Item]:
    """Return the names between the joints of a piece: 甲及乙, but not inside 信息网络及软件购置更新."""
    parts = (_item(text, low, high, codes) for low, high in _pieces(_AND, text, start, end))
    return [part for part in parts if part is not None]


def _pieces(joint: re.Pattern[str], text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    for found in joint.finditer(text, low, high):
        yield low, found.start()
        low = found.end()
    yield low, high


def _item(text: str, start: int, end: int, codes: dict[str, str]) -> _Item | None:
    name = _MODIFIER.sub("", _ENDING.sub("", text[start:end]))
    if not name:
        return None
    at = text.index(name, start)
    return _Item(name, next((codes[s] for s in spellings(name) if s in codes), ""), at, at + len(name))


def _used(table: Table) -> dict[str, Row]:
    """Return the 款 that have an amount, by code."""
    rows = (r for r in table.rows if len(r.code) == 5)
    return {r.code: r for r in rows if any(x.printed and x.printed.value for x in r.cells.values())}


def _misspelt(items: list[_Item], used: dict[str, Row], heads: tuple[str, ...]) -> list[tuple[_Item, Row]]:
    """Return the listed names that are no subject's, but one character off just one that has an amount and is not listed."""
    listed = {i.code for i in items}
    rows = [r for c, r in used.items() if c.startswith(heads) and c not in listed]
    unknown = (i for i in items if not i.code and len(i.name) >= _LEAST_NAME)
    near = [(i, [r for r in rows if one_character(i.name, r.label)]) for i in unknown]
    return [(item, found[0]) for item, found in near if len(found) == 1]


def _named_wrong(paragraph: Paragraph, table: Table, item: _Item, row: Row) -> Outcome:
    return Contradicted(
        _place(paragraph, item.start, item.end),
        (_row_place(table, row),),
        f"列举写“{item.name}”，{table.title}里没有这个科目，有数而没有列举的是{row.code}“{row.label}”，只差一字。",
        "table",
        expected_words=row.label,
        formula=f"“{item.name}” ≠ {row.code}“{row.label}”",
        confidence=0.9,
        kind=Kind.ENTITY_MISMATCH,
        likelier="claim",
    )


def _compared(
    paragraph: Paragraph,
    table: Table,
    used: dict[str, Row],
    items: list[_Item],
    heads: tuple[str, ...],
    *,
    is_open: bool,
) -> Iterator[Outcome]:
    rows = {r.code: r for r in table.rows if r.code}
    unread = {r.code for r in table.rows if any(c.lost for c in r.cells.values())}
    empty = [i for i in items if i.code.startswith(heads) and i.code not in used.keys() | unread]
    missing = [rows[c] for c in sorted(used.keys() - {i.code for i in items}) if c.startswith(heads)]
    if empty:
        yield _named_but_empty(paragraph, table, empty, rows, heads)
    elif missing and not is_open:
        yield _not_named(paragraph, table, items, missing)
    else:
        yield Consistent(_place(paragraph, items[0].start, items[-1].end), (), "table")


def _named_but_empty(
    paragraph: Paragraph,
    table: Table,
    empty: list[_Item],
    rows: dict[str, Row],
    heads: tuple[str, ...],
) -> Outcome:
    known = [rows[i.code] for i in empty if i.code in rows] or [rows[h] for h in heads if h in rows] or table.rows[:1]
    names = "、".join(i.name for i in empty[:_MOST_SHOWN]) + ("等" if len(empty) > _MOST_SHOWN else "")
    end = empty[-1].end if empty[-1].end - empty[0].start <= _LONGEST_QUOTE else empty[0].end
    at = _place(paragraph, empty[0].start, end)
    return Contradicted(
        at,
        tuple(_row_place(table, r) for r in known[:_MOST_SHOWN]),
        f"列举“{at.words}”里的{names}（{len(empty)}项），在{table.title}里没有数，所列与表不能同时成立。",
        "table",
        formula=f"{names}：表中无数",
        confidence=0.9,
    )


def _not_named(paragraph: Paragraph, table: Table, items: list[_Item], missing: list[Row]) -> Outcome:
    names = "、".join(r.label for r in missing[:_MOST_SHOWN])
    first = next(i for i in items if items[-1].end - i.start <= _LONGEST_QUOTE)
    at = _place(paragraph, first.start, items[-1].end)
    return Contradicted(
        at,
        tuple(_row_place(table, r) for r in missing[:_MOST_SHOWN]),
        f"{table.title}里有数的{names}（{len(missing)}项），没有列入“{at.words}”，而列举不带“等”字。",
        "table",
        formula=f"{names}：列举中无",
        confidence=0.7,
        severity=None if len(missing) <= _FEW and len(items) >= _LEAST_CLOSED else Severity.INFO,
    )


def _place(paragraph: Paragraph, start: int, end: int) -> Witness:
    end = end if end - start <= _LONGEST_QUOTE else start + _LONGEST_QUOTE
    words = paragraph.view.folded[start:end]
    return Witness(Place(paragraph.view.span(start, end), paragraph.section.name), "claim", None, None, words)


def _row_place(table: Table, row: Row) -> Witness:
    assert row.span is not None
    return Witness(Place(row.span, None, table.index, row.index, 0), "table", None, None, row.label)
