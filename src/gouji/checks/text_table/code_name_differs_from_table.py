"""科目编码旁的名称与表不符

核对什么：正文里与科目编码写在一起的名称（“群众文化（2070109）”“2080505机关事业单位……支出”），与报表里这一编码的科目名称。
为什么：编码相同即是同一科目，名称写错，读者就会到别的科目去找。
容差：标点、括号内的限定语、有无“支出”和“的”字不同，视为相同；名称前后还有别的字也算相同。
不核对：报表里没有的编码；报表里这一编码本身有几个名称；名称毫不相近，又不是表里另一编码名称的文字。
依据：《政府收支分类科目》一码一名；各表科目编码、科目名称两栏。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.names import keys, likeness, row_witness, text_witness
from gouji.lexicon.profile import plain
from gouji.model.document import Paragraph
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity
from gouji.model.table import Row, Table

# Patterns that begin with a plain digit: the engine leaps from one to the next.
_CODES = tuple(
    re.compile(rf"{first}(?<![\d,A-Za-z]{first}){rest}(?![\d.,%‰]|万|亿|元|年|号|人|个)")
    for first, rest in (("2", r"\d{4}(?:\d\d)?"), ("3", r"0[1-9]\d\d"))
)
_ITEM = re.compile(r"\d{1,2}\.")
_WORDS = re.compile(r"[一-鿿()、]+")
_BEFORE = re.compile(r"(?P<name>[一-鿿()、]{2,40}?)(?:\((?:类|款|项)级?\))?$")
_LEAST_ALIKE, _LEAST_NAME = 70, 3
_Rows = dict[str, list[tuple[Table, Row]]]


@check(
    code="XT05",
    name="code-name-differs-from-table",
    kind=Kind.ENTITY_MISMATCH,
    severity=Severity.WARNING,
    since="0.1",
)
def code_name_differs_from_table(evidence: Evidence) -> Iterator[Outcome]:
    found = [m for pattern in _CODES for m in pattern.finditer(evidence.narrative.text)]
    rows = _rows(evidence) if found else {}
    names = {plain(row.label) for of_code in rows.values() for _, row in of_code}
    for match in found:
        if match.group() in rows:
            paragraph, at = evidence.narrative.at(match.start())
            if paragraph.view.folded[at - 1 : at] == "." and not _ITEM.fullmatch(paragraph.view.folded, 0, at):
                continue  # the digits of a decimal, not what follows 2.
            yield from _compared(paragraph, match.group(), at, rows, names)


def _rows(evidence: Evidence) -> _Rows:
    """Return the rows of each code of five or seven digits that all tables name alike."""
    rows: _Rows = {}
    for table in evidence.tables:
        for row in table.rows:
            if row.code[:1] in ("2", "3") and len(row.code) > 3 and row.span is not None:
                rows.setdefault(row.code, []).append((table, row))
    return {c: found for c, found in rows.items() if frozenset.intersection(*(keys(r.label) for _, r in found))}


def _compared(paragraph: Paragraph, code: str, at: int, rows: _Rows, names: set[str]) -> Iterator[Outcome]:
    beside = _beside(paragraph.view.folded, at, at + len(code))
    if beside is None:
        return
    start, end, after = beside
    said = paragraph.view.folded[start:end]
    table, row = rows[code][0]
    if any(k in words for words in keys(said) for k in keys(row.label)):
        yield Consistent(text_witness(paragraph, start, end), (row_witness(table, row),), "table")
        return
    name = _named(said, row, names, after=after)
    if name:
        low = start + said.rindex(name) if not after else start + said.index(name)
        yield _contradicted(paragraph, low, low + len(name), code, table, row)


def _beside(text: str, low: int, high: int) -> tuple[int, int, bool] | None:
    """Return where the words beside a code stand, and whether they follow it: 名称（编码）, 编码名称."""
    if low and text[low - 1] == "(" and text.startswith(")", high):
        before = _BEFORE.search(text, max(0, low - 41), low - 1)
        return (before.start(), before.end("name"), False) if before else None
    words = _WORDS.match(text, high, high + 40)
    return (words.start(), words.end(), True) if words and len(words.group()) > 1 else None


def _named(said: str, row: Row, names: set[str], *, after: bool) -> str:
    """Return the words that name a subject other than the row's: one like it, or another row's name in full."""
    length = len(plain(row.label))
    piece = said[:length] if after else said[-length:]
    parts = (said[:n] if after else said[-n:] for n in range(len(said), _LEAST_NAME - 1, -1))
    other = next((part for part in parts if part in names), "")
    if other:
        return other
    return piece if len(piece) == length and likeness(piece, row.label) >= _LEAST_ALIKE else ""


def _contradicted(paragraph: Paragraph, start: int, end: int, code: str, table: Table, row: Row) -> Outcome:
    at = text_witness(paragraph, start, end)
    return Contradicted(
        at,
        (row_witness(table, row),),
        f"正文把{code}写作“{at.words}”，{table.title}里{code}是“{row.label}”，编码与名称不能同时成立。",
        "table",
        expected_words=row.label,
        formula=f"{code}：“{at.words}” ≠ “{row.label}”",
        confidence=0.9,
    )
