"""同一科目编码名称不一

核对什么：各报表里同一科目编码（功能分类类、款、项，经济分类类、款）旁边的科目名称是否相同；只有一种写法的，与正文和科目表里的名称是否只差一字。
为什么：编码相同即是同一科目，名称不同必有一处写错，或沿用了旧年度的科目名称。
容差：标点、括号内的限定语、有无“支出”和“的”字不同，视为相同；多数报表写的、科目表里的类级名称为准。
不核对：只缺开头或结尾的简称；名称毫不相近的（编码可能不是科目编码）；一张表里同一编码有几个名称的；没有网格的表里字数不同的名称。
依据：《政府收支分类科目》一码一名；各表科目编码、科目名称两栏。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.names import misspelt, official_names, one_character, row_witness, same, text_witness
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity
from gouji.model.table import Row, Table

_MOST_SHOWN = 3


@dataclass(slots=True)
class _Name:
    """One spelling of a code's name with the rows that print it."""

    label: str
    places: list[tuple[Table, Row]] = field(default_factory=list)

    @property
    def sure(self) -> bool:
        return any(table.certain for table, _ in self.places)


@check(
    code="BT05",
    name="code-named-differently",
    kind=Kind.ENTITY_MISMATCH,
    severity=Severity.WARNING,
    since="0.1",
)
def code_named_differently(evidence: Evidence) -> Iterator[Outcome]:
    for code, labels in _labels(evidence, _doubtful(evidence)).items():
        official = official_names(evidence, code)
        names = _distinct(labels)
        if len(names) == 1:
            yield from _against_the_text(evidence, code, names[0], official)
        elif not _several_in_one_table(names):
            usual = _usual(official, names)
            for name in names:
                if name is not usual and misspelt(name.label, usual.label, sure=name.sure and usual.sure):
                    yield _contradicted(code, name, usual, official)


def _doubtful(evidence: Evidence) -> set[str]:
    """Return the functional and economic codes that are spelled in several ways, or otherwise than the classification does."""
    first: dict[str, str] = {}
    found: set[str] = set()
    for table in evidence.tables:
        for row in table.rows:
            label = row.label.removeprefix(row.code)
            if row.code and first.setdefault(row.code, label) != label:
                found.add(row.code)
    for code, label in first.items():
        official = official_names(evidence, code)
        if official and label not in official:
            found.add(code)
    return {code for code in found if code[0] in "23"}


def _labels(evidence: Evidence, codes: Container[str]) -> dict[str, dict[str, list[tuple[Table, Row]]]]:
    """Return the labels of these codes with their rows."""
    found: dict[str, dict[str, list[tuple[Table, Row]]]] = defaultdict(dict)
    for table in evidence.tables if codes else ():
        for row in table.rows:
            if row.code in codes and row.span is not None:
                found[row.code].setdefault(row.label, []).append((table, row))
    return found


def _distinct(labels: dict[str, list[tuple[Table, Row]]]) -> list[_Name]:
    """Return the names that are not the same, in document order."""
    names: list[_Name] = []
    for label, places in labels.items():
        known = next((n for n in names if same(n.label, label)), None)
        if known is None:
            names.append(known := _Name(label))
        known.places += places
    return names


def _several_in_one_table(names: list[_Name]) -> bool:
    tables = [{t.index for t, _ in n.places} for n in names]
    return sum(map(len, tables)) > len(set.union(*tables))


def _usual(official: tuple[str, ...], names: list[_Name]) -> _Name:
    """Return the name to hold the others against: the official one, else the one most tables print, else the first."""
    known = next((n for n in names if any(same(n.label, o) for o in official)), None)
    return known or max(names, key=lambda n: len(n.places))


def _contradicted(code: str, name: _Name, usual: _Name, official: tuple[str, ...]) -> Outcome:
    at = row_witness(*name.places[0], "claim")
    first, (table, _) = usual.places[0], name.places[0]
    known = len(usual.places) > len(name.places) or any(same(usual.label, o) for o in official)
    more = f"等{len(usual.places)}张表" if len(usual.places) > 1 else ""
    return Contradicted(
        at,
        tuple(row_witness(*p) for p in usual.places[:_MOST_SHOWN]),
        f"{code}在{table.title}里写“{name.label}”，在{first[0].title}{more}里写“{usual.label}”，同一编码的名称不能同时成立。",
        "table",
        expected_words=usual.label,
        formula=f"{code}：“{name.label}” ≠ “{usual.label}”",
        confidence=0.9 if known else 0.8,
        likelier="claim" if known else None,
        also=tuple(row_witness(*p, "claim") for p in name.places[1:]),
    )


def _against_the_text(evidence: Evidence, code: str, name: _Name, official: tuple[str, ...]) -> Iterator[Outcome]:
    """Yield a name that is one character off the official one of its code, where the text has the official one."""
    right = next((o for o in official if one_character(name.label, o)), None)
    places = evidence.narrative.places(right) if right and name.sure else []
    if right is None or not places:
        return
    paragraph, start = evidence.narrative.at(places[0])
    table, _ = name.places[0]
    yield Contradicted(
        row_witness(*name.places[0], "claim"),
        (text_witness(paragraph, start, start + len(right), "restatement"),),
        f"{code}在{table.title}里写“{name.label}”，正文和科目表写“{right}”，只差一字，同一编码的名称不能同时成立。",
        "table",
        expected_words=right,
        formula=f"{code}：“{name.label}” ≠ “{right}”",
        confidence=0.9,
        likelier="claim",
        also=tuple(row_witness(*p, "claim") for p in name.places[1:]),
    )
