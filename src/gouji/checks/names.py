"""When two spellings of a budget subject are one name, and when they look like one name written wrong."""

from __future__ import annotations

import re
from functools import lru_cache

from gouji.checks.evidence import Evidence
from gouji.lexicon.profile import plain, spellings
from gouji.model.document import Paragraph
from gouji.model.location import Place
from gouji.model.outcome import Witness
from gouji.model.table import Row, Table

_BRACKETS = re.compile(r"\([^()]{1,24}\)")
_MARKS = re.compile(r"[、，,.。·:;/()\[\]\-—的]")
LEAST_ALIKE = 60  # of 100; 高中教育 and 初中教育 have 75, 行政单位医疗 and 公务员医疗补助 46
# What comes and goes at the end of a project's name: 调查研究工作经费 and 调查研究项目 are one project
PROJECT_WORDS = re.compile(r"(?:项目|经费|资金|专项|工作)+$")


@lru_cache(maxsize=20_000)
def keys(name: str) -> frozenset[str]:
    """Return everything a name may be spelled as: with and without brackets and 支出, marks and 的 left out."""
    return frozenset(k for s in spellings(name) if (k := _MARKS.sub("", s)))


def core(name: str) -> str:
    """Return the shortest of a name's keys; of two as long the first in order, so that every run takes the same."""
    return min(keys(name), key=lambda k: (len(k), k), default="")


def same(one: str, other: str) -> bool:
    """Whether two names are the same subject: equal but for brackets, 支出, marks."""
    return not keys(one).isdisjoint(keys(other))


def cut_off(one: str, other: str) -> bool:
    """Whether one name is the other with its beginning or end missing, as narrow cells and short forms leave it."""
    a, b = sorted((_whole(one), _whole(other)), key=len)
    return b.startswith(a) or b.endswith(a)


def one_character(one: str, other: str) -> bool:
    """Whether two names differ in one character and nothing else."""
    a, b = _whole(one), _whole(other)
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _whole(name: str) -> str:
    """Return a name with its 支出 but without brackets and marks."""
    return _MARKS.sub("", _BRACKETS.sub("", plain(name)))


def shortened(one: str, other: str) -> bool:
    """Whether the characters of one name stand in the other in their order, as those of a short form do."""
    a, b = sorted((core(one), core(other)), key=len)
    characters = iter(b)
    return all(c in characters for c in a)


@lru_cache(maxsize=2_000)
def likeness(one: str, other: str) -> float:
    """Return how much two names are alike, 0 to 100."""
    from rapidfuzz import fuzz

    return max(fuzz.ratio(a, b) for a in keys(one) for b in keys(other))


def misspelt(one: str, other: str, *, sure: bool = True) -> bool:
    """Whether two names of one code differ as a slip makes them differ; unless `sure`, only by other characters in the same places."""
    if same(one, other) or cut_off(one, other) or likeness(one, other) < LEAST_ALIKE:
        return False
    return sure or one_character(one, other) or {len(k) for k in keys(one)} == {len(k) for k in keys(other)}


def row_witness(table: Table, row: Row, role: str = "table") -> Witness:
    """Return the place of a row's label."""
    assert row.span is not None
    return Witness(Place(row.span, None, table.index, row.index, 0), role, None, None, row.label)


def text_witness(paragraph: Paragraph, start: int, end: int, role: str = "claim") -> Witness:
    """Return the place of the folded words [start:end] of a paragraph."""
    words = paragraph.view.folded[start:end]
    return Witness(Place(paragraph.view.span(start, end), paragraph.section.name), role, None, None, words)


def official_names(evidence: Evidence, code: str) -> tuple[str, ...]:
    """Return the names the classification has for a functional 类 or an economic 款; none where it is not known."""
    known = evidence.profile.classes.get(code)
    return (known,) if known else evidence.profile.economic_names.get(code, ())
