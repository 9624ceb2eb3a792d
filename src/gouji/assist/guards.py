"""Whether the words an answer quotes can say what it makes of them: places and words are looked at, never values."""

from __future__ import annotations

import re
from collections.abc import Collection

from gouji.assist.masking import MARK, Masked
from gouji.model.proposal import RelationKind

_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_END, _CLAUSE_END = re.compile("[。!?！？]"), re.compile("[。;!?；！？]")
_JOINT = re.compile("[、,，和及与]|以及")
# A paragraph states an arithmetic in some word of it: a relation quoted without one was guessed, or asked for by the document itself.
# Words that only look like it are left out: 公共, 合同, 其中, 同比, 预计.
_SAYS = {
    RelationKind.SUM: re.compile(
        "合(?![同作格理规法适资力])|(?<!公)共(?!同)|总(?![局部站会队支])|[凑拢]|(?<!增)加(?![强快])|并(?!且)|(?<![预设审统会估])计(?!划)|其中|包括|包含|分别|组成|构成|分[为给成]"
    ),
    RelationKind.CHANGE: re.compile("[增减升降多少涨落差高低添省缩超]|节约|比|较"),
    RelationKind.GROWTH: re.compile("[增减升降多少涨落高低添省缩超]|节约|比|较"),
    RelationKind.SHARE: re.compile("占|比[重例]|份额|成|之[一二三四五六七八九]|比|[是为].*的|抵"),
    RelationKind.EXECUTION: re.compile("完成|执行|进度|[使用花]|支出率|达到|占|[是为].*的"),
    RelationKind.SAME: re.compile(
        "即|也就是|同(?![比期时志步])|上述|这(?!样)|该|仍|亦|等于|一样|不差|持平|不变|[跟与和].*(?:一|相)|跟"
    ),
}
# 比批下来的⟦F4 万元⟧少花: the words right before a change name what it is held against
_HELD_AGAINST = re.compile(r"[比较][^比较,，。;；⟦⟧]*⟦([A-Z]\d*) ?([^⟦⟧]*)⟧[^,，。;；⟦⟧]*$")


def says(kind: RelationKind, quote: str) -> bool:
    """Whether quoted words state an arithmetic; the units inside marks are no words."""
    return bool(_SAYS[kind].search(MARK.sub("", quote)))


def together(kind: RelationKind, text: str, marks: Collection[str]) -> bool:
    """Whether no sentence without one of these numbers stands between those that hold them; for a sum no clause between semicolons."""
    end = _CLAUSE_END if kind is RelationKind.SUM else _SENTENCE_END
    holds = [not {m.group(1) for m in MARK.finditer(part)}.isdisjoint(marks) for part in end.split(text)]
    return all(holds[holds.index(True) : len(holds) - holds[::-1].index(True)])


def leaves_out_the_compared(text: str, result: str, operands: Collection[str]) -> bool:
    """Whether a change or rate is said of a number right before it that is none of the operands, though of their unit."""
    marks = {m.group(1): m for m in MARK.finditer(text)}
    held = _HELD_AGAINST.search(text, 0, marks[result].start())
    units = {marks[mark].group().rpartition(" ")[2] for mark in operands}
    return held is not None and held.group(1) not in operands and f"{held.group(2)}⟧" in units


def names(paragraph: Masked, quote: str, mark: str, rivals: Collection[str]) -> bool:
    """Whether words can name what a number is of: they stand in a heading, or beside it with none of its rivals in between.

    Numbers in one list (甲、乙各花 x、y) share the words before it.
    """
    if not _LETTER.search(MARK.sub("", quote)):
        return False
    return quote in paragraph.headings or quote in _beside(paragraph.text, mark, rivals)


def _beside(text: str, mark: str, rivals: Collection[str]) -> str:
    found = [m for m in MARK.finditer(text) if m.group(1) == mark or m.group(1) in rivals]
    at = next(i for i, m in enumerate(found) if m.group(1) == mark)
    first = at
    while first and _JOINT.fullmatch(text[found[first - 1].end() : found[first].start()]):
        first -= 1
    start = found[first - 1].end() if first else 0
    end = found[at + 1].start() if at + 1 < len(found) else len(text)
    return f"{text[start : found[first].start()]}\n{found[at].group()}\n{_CLAUSE_END.split(text[found[at].end() : end])[0]}"
