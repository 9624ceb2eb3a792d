"""科目名称与表不符

核对什么：正文“…（类）…（款）…（项）”的类、款名称，是否就是报表里该项科目所属的类、款；项名称在表里没有时，同一款下是否有只差一字的项；类的名称（名词解释里的也在内），是否与表里或科目表里的一类只差一字；款的名称在表里没有时，是否与表里的、或正文别处写过两次的一款只差一字。
为什么：科目名称写错，数额就挂到了别的科目上；旧年度的科目名称也由此发现。
容差：有无“支出”二字、括号内的限定语不同，视为相同。
不核对：报表没有这一项，也没有只差一字的项；报表没有科目编码。同名的项分属几个款时，合乎其中一个即相符。
依据：《政府收支分类科目》类、款、项编码的层级（3、5、7 位）。
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.names import one_character, text_witness
from gouji.lexicon.profile import spellings
from gouji.model.document import Paragraph
from gouji.model.location import Place
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness
from gouji.model.table import Row

_PART = re.compile(r"(?P<name>[^，。;:\d“”]{2,40}?)\((?P<level>类|款|项)级?\)")
_MARK = re.compile(r"\((?:类|款|项)级?\)")
_STOPS = frozenset("，。;:“”0123456789")
_LONGEST_NAME = 40
_LEAD = re.compile(r"^(?:支出|及|和|与|、|的|\))+")
_LEAST_CLASS, _LEAST_GROUP = 3, 4  # characters; the classes are few and unlike each other
_LEAST_TOLD, _GROUP_CODE = 2, 5
_LEAST_NAME = 4  # in shorter names one character makes another item (小学教育, 初中教育 have four)
_CLAUSE_LEAD = re.compile(r"^.*(?:用于|年度|其中)")
_EXPLANATION = re.compile(r"名词解释|专用名词|名词说明")


@check(code="XT03", name="subject-path-mismatch", kind=Kind.ENTITY_MISMATCH, severity=Severity.ERROR, since="0.1")
def subject_path_mismatch(evidence: Evidence) -> Iterator[Outcome]:
    items, parents = _functional_rows(evidence)
    if not items:
        return
    classes = [row for code, row in parents.items() if len(code) == 3]
    paths = [(p, path) for p in evidence.narrative.with_words("(类)", "(款)") for path in _paths(p.view.folded)]
    told = Counter(_bare(m["name"]) for _, path in paths for m in path if m["level"] == "款")
    for paragraph, path in paths:
        wrong = list(_class(evidence, paragraph, path[0], classes))
        wrong += _group(evidence, paragraph, path, parents, told)
        yield from wrong
        if not wrong and any(m["level"] == "项" for m in path):
            yield from _checked(evidence, paragraph, path, items, parents)


def _explains(paragraph: Paragraph) -> bool:
    return any(_EXPLANATION.search(s.title) for s in paragraph.section.path)


def _class(evidence: Evidence, paragraph: Paragraph, printed: re.Match[str], classes: list[Row]) -> Iterator[Outcome]:
    """Yield a 类 that is none of the tables' nor of the classification, but one character off one of theirs."""
    name = _bare(printed["name"])
    known = (*(r.label for r in classes), *evidence.profile.classes.values())
    if printed["level"] != "类" or len(name) < _LEAST_CLASS or any(name in spellings(label) for label in known):
        return
    near = [r for r in classes if any(one_character(name, s) for s in spellings(r.label))]
    if len(near) == 1:
        yield _named_wrong(evidence, paragraph, printed, name, near[0])
    elif not near:
        right = {label for label in known if any(one_character(name, s) for s in spellings(label))}
        yield from _against_the_text(evidence, paragraph, printed, name, right)


def _group(
    evidence: Evidence,
    paragraph: Paragraph,
    path: list[re.Match[str]],
    parents: dict[str, Row],
    told: Mapping[str, int],
) -> Iterator[Outcome]:
    """Yield a 款 that no table has, one character off one of theirs or off one that the text names in two other places."""
    printed = next((m for m in path if m["level"] == "款"), None)
    name = _bare(printed["name"]) if printed else ""
    groups = [r for code, r in parents.items() if len(code) == _GROUP_CODE]
    if printed is None or len(name) < _LEAST_GROUP or any(name in spellings(r.label) for r in groups):
        return
    near = {r.label: r for r in groups if one_character(name, r.label)}
    if len(near) == 1:
        yield _named_wrong(evidence, paragraph, printed, name, *near.values())
    elif not near:
        right = {other for other, times in told.items() if times >= _LEAST_TOLD and one_character(name, other)}
        if told[name] == 1:
            yield from _against_the_text(evidence, paragraph, printed, name, right)


def _against_the_text(
    evidence: Evidence, paragraph: Paragraph, printed: re.Match[str], name: str, right: set[str]
) -> Iterator[Outcome]:
    """Yield a name beside the one right spelling of it that stands elsewhere in the text."""
    [other] = right if len(right) == 1 else [""]
    places = (evidence.narrative.at(at) for at in evidence.narrative.places(other)) if other else iter(())
    shown = next(((p, at) for p, at in places if p is not paragraph), None)
    if shown is None:
        return
    level, (elsewhere, low) = printed["level"], shown
    start = printed.start() + printed["name"].rfind(name)
    yield Contradicted(
        text_witness(paragraph, start, printed.end()),
        (text_witness(elsewhere, low, low + len(other), "restatement"),),
        f"正文写“{name}（{level}）”，别处写“{other}”，只差一字，{level}级名称不能同时成立。",
        "restatement",
        expected_words=other,
        formula=f"“{name}” ≠ “{other}”",
        confidence=0.85,
        severity=Severity.WARNING,
    )


def _functional_rows(evidence: Evidence) -> tuple[dict[str, list[Row]], dict[str, Row]]:
    """Return the 项 rows by name, and all rows by code."""
    parents: dict[str, Row] = {}
    last: dict[tuple[str, str], Row] = {}  # every table names the same subjects
    for table in evidence.tables:
        for row in table.rows:
            if row.code.startswith("2"):
                parents.setdefault(row.code, row)
                if len(row.code) == 7:
                    last[row.code, row.label] = row
    items: dict[str, list[Row]] = defaultdict(list)
    for row in last.values():
        for name in spellings(row.label):
            items[name].append(row)
    return items, parents


def _parts(text: str) -> Iterator[re.Match[str]]:
    """Yield every name with its （类）（款）（项）: from the last stop before the mark, at most as long as a name is."""
    end = 0
    for mark in _MARK.finditer(text):
        low = max(end, mark.start() - _LONGEST_NAME)
        start = next((i + 1 for i in range(mark.start() - 1, low - 1, -1) if text[i] in _STOPS), low)
        match = _PART.match(text, start)
        if match:
            end = match.end()
            yield match


def _paths(text: str) -> list[list[re.Match[str]]]:
    """Return the runs of 类 款 项 that follow one another."""
    result: list[list[re.Match[str]]] = []
    for match in _parts(text):
        if not result or match["level"] == "类" or match.start() - result[-1][-1].end() > 2:
            result.append([])
        result[-1].append(match)
    return result


def _checked(
    evidence: Evidence,
    paragraph: Paragraph,
    path: list[re.Match[str]],
    items: dict[str, list[Row]],
    parents: dict[str, Row],
) -> Iterator[Outcome]:
    item = next((m for m in path if m["level"] == "项"), None)
    rows = [r for name in spellings(_bare(item["name"])) for r in items.get(name, ())] if item else []
    if item is not None and not rows:
        yield from _misspelt(evidence, paragraph, path, item, items, parents)
        return
    for level, digits in (("款", 5), ("类", 3)):
        printed = next((m for m in path if m["level"] == level), None)
        owners = {r.code: (r, parents[r.code[:digits]]) for r in rows if r.code[:digits] in parents}
        if printed is None or item is None or not owners:
            continue
        name = _bare(printed["name"])
        if not any(name.endswith(s) for _, owner in owners.values() for s in spellings(owner.label)):
            yield _contradicted(evidence, paragraph, printed, item, next(iter(owners.values())))
            return


def _misspelt(
    evidence: Evidence,
    paragraph: Paragraph,
    path: list[re.Match[str]],
    item: re.Match[str],
    items: dict[str, list[Row]],
    parents: dict[str, Row],
) -> Iterator[Outcome]:
    """Yield an item that no row has, where just one row of its 款 differs from it in one character and the text never names that row.

    高中教育 beside 初中教育 is another item, and its name stands elsewhere in the text.
    """
    if _explains(paragraph):
        return
    group = next((m for m in path if m["level"] == "款"), None)
    owners = spellings(_bare(group["name"])) if group else ()
    name = _bare(item["name"])
    near: dict[str, Row] = {}
    for label, rows in items.items():
        if len(label) == len(name) >= _LEAST_NAME and sum(a != b for a, b in zip(label, name, strict=True)) == 1:
            near.update(
                (label, r) for r in rows if (o := parents.get(r.code[:5])) and set(spellings(o.label)) & set(owners)
            )
    said = evidence.narrative.with_words(f"{next(iter(near))}(项") if len(near) == 1 else iter(())
    if len(near) == 1 and all(_explains(p) for p in said):
        [row] = near.values()
        yield _named_wrong(evidence, paragraph, item, name, row)


def _named_wrong(evidence: Evidence, paragraph: Paragraph, item: re.Match[str], name: str, row: Row) -> Outcome:
    start, level = item.start() + item["name"].rfind(name), item["level"]
    return Contradicted(
        Witness(Place(paragraph.view.span(start, item.end()), paragraph.section.name), "claim", None, None, name),
        (_row_witness(evidence, row),),
        f"正文写“{name}（{level}）”，报表中没有这一{level}，{'同一款下' if level == '项' else ''}有{row.code}“{row.label}”，只差一字，{level}级名称不符。",
        "table",
        expected_words=row.label,
        formula=f"{row.code} {row.label}",
        confidence=0.9,
        likelier="claim",
    )


def _contradicted(
    evidence: Evidence, paragraph: Paragraph, printed: re.Match[str], item: re.Match[str], right: tuple[Row, Row]
) -> Outcome:
    row, owner = right
    name, level = _bare(printed["name"]), printed["level"]
    start = printed.start() + printed["name"].rfind(name)
    span = paragraph.view.span(start, printed.end())
    return Contradicted(
        Witness(Place(span, paragraph.section.name), "claim", None, None, name),
        tuple(_row_witness(evidence, r) for r in (owner, row)),
        f"正文写“{name}（{level}）{_bare(item['name'])}（项）”，报表中{row.code}“{row.label}”属于{owner.code}“{owner.label}”，{level}级名称不符。",
        "table",
        expected_words=owner.label,
        formula=f"{row.code} → {owner.code} {owner.label}",
        confidence=0.92,
        likelier="claim",
        severity=Severity.WARNING if _explains(paragraph) else None,
    )


def _row_witness(evidence: Evidence, row: Row) -> Witness:
    table = next(t for t in evidence.tables if any(r is row for r in t.rows))
    assert row.span is not None
    return Witness(Place(row.span, None, table.index, row.index, 0), "table", None, None, row.label)


def _bare(name: str) -> str:
    return _LEAD.sub("", _CLAUSE_LEAD.sub("", name)).lstrip(".、")
