"""写明没有而表中有数

核对什么：正文和表下说明写“无政府性基金预算财政拨款收入支出”“没有国有资本经营预算支出”“未发生公务接待费支出”等的，报表里相应的数是否为零。
为什么：沿用上年或模板的文字，会把本年有的收支说成没有。
容差：报表里说这件事的各格都有数才提出；空格和 0 即相符。
不核对：说上年、下级单位、年初预算的；决算里说“预算没有安排”的（年中可以追加）；“除……外无”；只说其中一部分（结转、项目支出、团组）的；不被本表任何等式证实又读不准的格。
依据：政府性基金、国有资本经营预算、“三公”经费各表的合计；财政拨款收入支出总表各栏。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gouji.checks.base import check
from gouji.checks.between_tables.sides import Side, by_key, find, side_witness
from gouji.checks.evidence import Evidence
from gouji.lexicon import ConceptCell
from gouji.model.document import DocumentKind, View
from gouji.model.location import Place, Span
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness
from gouji.model.table import Belief, Table

_FUND = (
    r"(?P<fund{0}>政府性基金|国有资本经营)(?:预算)?(?:财政)?(?:拨款)?(?:安排的?)?"
    r"(?P<side{0}>收入支出|收入[和及、与]支出|收支|支出|收入)?(?:情况)?"
)
_NONE = r"(?:没有|无|未)(?:使用|安排|发生|取得)?(?:过)?"
_NO_FUND = re.compile(rf"{_NONE}{_FUND.format(1)}(?:[和及、与]{_FUND.format(2)})?(?=[，。;)]|$)")
_NO_ITEM = re.compile(
    r"(?:(?:没有|未)(?:发生|开支|支出)|没有|无)(?P<item>因公出国\(境\)|公务接待|公务用车购置)(?:费用?|经费)?(?:支出)?(?=[，。;)]|$)"
)
_NOT = re.compile("[无未没]")
_THINGS = ("政府性基金", "国有资本", "因公出国", "公务接待", "公务用车购置")
_REACH = 6  # characters from 无 or 没有使用 to what is not there
_CLAUSE = re.compile(r"[，。;:]")
# What may stand before 无 besides the office: 本单位 2023年度 主要原因是; anything else may speak of others or of a part.
_SELF = re.compile(
    r"20\d{2}年度?|[\d.()一二三四五六七八九十、]+|[我本](?:部门|单位|局|办|委|室|中心|[院校站馆所厅]|镇|乡|街道)?|部门|单位|当年|全年|年度?|[预决]算|"
    r"主要|原因|由于|因为?|[是为系均也既都仍还暂并中内]"
)
_YEAR = re.compile(r"20\d{2}")
_FUNDS = {"政府性基金": "gov_funds", "国有资本经营": "state_capital"}
_ITEMS = {"因公出国(境)": "abroad", "公务接待": "reception", "公务用车购置": "vehicle_purchase"}
_PARTS = (("收", "income"), ("支", "expenditure"))


class _Cells:
    """The cells that print a concept, looked up once."""

    def __init__(self, evidence: Evidence) -> None:
        self._concepts, self._evidence = evidence.profile.concepts, evidence
        self._tables: dict[str, Table] = {}
        self._found: dict[str, list[Side]] = {}

    def of(self, key: str) -> list[Side]:
        """Return the cells of a concept; of a table with budget and final account those of the final account."""
        if key not in self._found:
            self._tables = self._tables or by_key(self._evidence)
            concept = self._concepts.get(key)
            sides = (self._find(place) for place in (concept.cells if concept else ()))
            self._found[key] = [side for side in sides if side is not None]
        return self._found[key]

    def _find(self, place: ConceptCell) -> Side | None:
        final = ConceptCell(place.table, place.row, f"final.{place.column}", place.side)
        return find(self._tables, place) or find(self._tables, final)


@check(
    code="XT07",
    name="absence-contradicts-table",
    kind=Kind.VALUE_MISMATCH,
    severity=Severity.ERROR,
    since="0.1",
)
def absence_contradicts_table(evidence: Evidence) -> Iterator[Outcome]:
    if evidence.document.kind is DocumentKind.TEMPLATE:
        return
    cells = _Cells(evidence)
    wrong: dict[Span, list[Contradicted]] = {}
    for view, section, table in _statements(evidence):
        for start, end, concepts in _absences(evidence, view.folded):
            here = Place(view.span(start, end), section, table)
            at = Witness(here, "claim", words=view.folded[start:end])
            for outcome in _held(evidence, at, concepts, cells):
                if isinstance(outcome, Contradicted):
                    wrong.setdefault(outcome.operands[0].place.span, []).append(outcome)
                else:
                    yield outcome
    for first, *others in wrong.values():  # one amount, however often it is said not to be there
        yield replace(first, also=tuple(o.at for o in others))


def _statements(evidence: Evidence) -> Iterator[tuple[View, str | None, int | None]]:
    """Yield the paragraphs and the notes under the tables that say something is not there."""
    narrative, last = evidence.narrative, None
    for place in narrative.places(*_THINGS):
        if _NOT.search(narrative.text, max(0, place - _REACH), place):
            paragraph, _ = narrative.at(place)
            if paragraph is not last:
                yield paragraph.view, paragraph.section.name, None
            last = paragraph
    for table, raw in zip(evidence.tables, evidence.document.tables, strict=True):
        for view in raw.notes:
            if _NOT.search(view.folded) and any(word in view.folded for word in _THINGS):
                yield view, None, table.index


def _absences(evidence: Evidence, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield where a text says that this year has none of something, and the concepts it means."""
    for match in _NO_FUND.finditer(text):
        concepts = [c for n in ("1", "2") for c in _concepts(match[f"fund{n}"], match[f"side{n}"] or match["side1"])]
        if _speaks_of_this_year(evidence, text, match.start()):
            yield match.start(), match.end(), tuple(concepts)
    for match in _NO_ITEM.finditer(text):
        if _speaks_of_this_year(evidence, text, match.start()):
            yield match.start(), match.end(), (_ITEMS[match["item"]],)


def _concepts(fund: str | None, side: str | None) -> list[str]:
    if fund is None:
        return []
    return [f"{_FUNDS[fund]}_{part}" for sign, part in _PARTS if side is None or sign in side]


def _speaks_of_this_year(evidence: Evidence, text: str, at: int) -> bool:
    """Whether the clause up to `at` names at most the office, in full or for short, and this year."""
    stops = [m.end() for m in _CLAUSE.finditer(text, 0, at)]
    lead = text[stops[-1] if stops else 0 : at]
    years = {int(y) for y in _YEAR.findall(lead)}
    if "预算" in lead and evidence.document.kind is not DocumentKind.BUDGET:
        return False  # 预算未安排…: what the budget had none of may have been granted later
    office = iter(evidence.document.entity or "")
    return years <= {evidence.document.year or 0} and all(c in office for c in _SELF.sub("", lead))


def _held(evidence: Evidence, at: Witness, concepts: tuple[str, ...], cells: _Cells) -> Iterator[Outcome]:
    for key in concepts:
        sides = cells.of(key)
        if not sides:
            continue
        amounts = [s.cell.printed for s in sides]
        if all(p is None or p.value == 0 for p in amounts):
            yield Consistent(at, tuple(side_witness(evidence, s) for s in sides[:1] if s.cell.span), "table")
            continue
        sure = [s for s in sides if s.cell.belief not in (Belief.ALTERNATIVE, Belief.UNCLEAR)]
        filled = [s for s in sure if s.cell.printed is not None and s.cell.printed.value]
        if len(filled) == len(sure) and any(s.cell.belief is Belief.CLOSED for s in filled):
            yield _contradicted(evidence, at, filled)
            return


def _contradicted(evidence: Evidence, at: Witness, sides: list[Side]) -> Outcome:
    operands = tuple(side_witness(evidence, s) for s in sides)
    first = operands[0]
    return Contradicted(
        at,
        operands,
        f"写明“{evidence.said(at)}”，而{first.words}为{first.printed}，两处不能同时成立。",
        "table",
        formula=f"“{at.words}”，表中为{first.printed}",
        confidence=0.92,
    )
