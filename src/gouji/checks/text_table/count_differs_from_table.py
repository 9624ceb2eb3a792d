"""实物量与报表不一致

核对什么：正文写的出国（境）团组数、人次、购置车辆数、公务用车保有量、国内公务接待批次、人次，与“三公”经费表“相关统计数”各行是否相等。
为什么：“三公”经费须连同实物量公开，两处出自同一张填报表，不等必有一处抄错。
容差：个数须恰好相等。
不核对：表中没有这一行或这一行没有数；一行里有几个数而分不清哪个是决算数；约数；上年数；其中的外事接待；所属单位的数。
依据：部门决算“机构运行信息表”相关统计数；财政部关于“三公”经费公开须细化说明团组、人次、车辆、批次的要求。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.lexicon.profile import plain
from gouji.model.claim import Claim, Measure, Period
from gouji.model.document import RawTable
from gouji.model.location import Place
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness
from gouji.values.printed import Printed, decimal_of
from gouji.values.units import count

_UNIT = r"(?:\([^()]{1,3}\))?"
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_NUMBERED = "行次"
# A line that lost its grid: where rows are numbered the count after the sign for 预算数, which has none, else the only number.
_AFTER_SIGN = re.compile(r"(?P<label>[^—–]{4,30}?[^—–\d])\d{0,2}[—–-]+(?P<count>[\d,]+)$")
_ALONE = re.compile(r"(?P<label>[^—–]{4,30}?[^—–\d])(?P<count>[\d,]+)$")
_REACH = 60


@dataclass(frozen=True, slots=True)
class _Counted:
    """Something that the 三公 table counts: its row's label, the units of the narrative, and the words right before the number there."""

    name: str
    label: re.Pattern[str]
    units: tuple[str, ...]
    said: re.Pattern[str]


def _counted(name: str, label: str, units: str, said: str) -> _Counted:
    return _Counted(name, re.compile(rf"(?:{label}){_UNIT}"), tuple(units.split("|")), re.compile(rf"(?:{said})$"))


_IS = r"(?:共计|累计|共)?(?:为|是|:)?"
_COUNTED = (
    _counted("因公出国（境）团组数", r"(?:因公)?出国\(境\)费?团组(?:数量?)?", "个|批|批次", rf"出国\(境\)费?团组(?:数量?)?{_IS}"),
    _counted("因公出国（境）人次数", r"(?:因公)?出国\(境\)费?人(?:次数?|数)", "人次|人", rf"出国\(境\)费?团组(?:数量?)?{_IS}\d+[个批]次?[，,、](?:人次数?|人数)?{_IS}"),
    _counted("公务用车购置数", r"公务用车购置(?:数量?|辆数)", "辆|台", rf"购置(?:公务用|公务)?车辆?(?:数量?)?{_IS}"),
    _counted("公务用车保有量", r"公务用车保有(?:数量|量|数)", "辆|台", rf"公务用车保有(?:数量|量|数){_IS}"),
    _counted("国内公务接待批次", r"国内公务接待批次数?", "批次|批|个", rf"国内公务接待(?:批次数?)?{_IS}"),
    _counted("国内公务接待人次", r"国内公务接待人(?:次数?|数)", "人次|人", rf"国内公务接待(?:批次数?)?{_IS}\d+[批个]次?[，,、](?:接待)?(?:人次数?|人数)?{_IS}"),
)  # fmt: skip


@check(code="XT11", name="count-differs-from-table", kind=Kind.VALUE_MISMATCH, severity=Severity.ERROR, since="0.1")
def count_differs_from_table(evidence: Evidence) -> Iterator[Outcome]:
    printed = _printed(evidence)
    for claim in evidence.claims if printed else ():
        if claim.measure is not Measure.COUNT or not claim.exact or claim.period is not Period.THIS or claim.nested:
            continue
        cells = printed.get(_meant(claim), [])
        if len(cells) == 1:
            yield _held(evidence, claim, cells[0])


def _meant(claim: Claim) -> str:
    """Return what a number of the narrative counts, by the unit and the words right before it; '' for anything else."""
    symbol, paragraph = claim.quantity.printed.unit.symbol, claim.quantity.paragraph
    left = paragraph.view.folded[max(0, claim.quantity.start - _REACH) : claim.quantity.start]
    return next((c.name for c in _COUNTED if symbol in c.units and c.said.search(left)), "")


def _held(evidence: Evidence, claim: Claim, cell: Witness) -> Outcome:
    assert cell.printed is not None
    printed, at = claim.quantity.printed, evidence.witness(claim)
    if cell.printed.value == printed.base:
        return Consistent(at, (cell,), "table")
    unit = printed.unit.symbol
    shown, gap = f"{cell.printed.value:f}{unit}", f"{abs(cell.printed.value - printed.base):f}{unit}"
    return Contradicted(
        at,
        (cell,),
        f"正文写{printed}，{cell.words}为{shown}，相差{gap}，两处不能同时成立。",
        "table",
        implied=cell.printed.interval,
        formula=f"{printed} ≠ {shown}",
        confidence=0.92,
    )


# the rows of the 三公 table that count


def _printed(evidence: Evidence) -> dict[str, list[Witness]]:
    """Return by name every count that a 三公 table prints."""
    found: dict[str, list[Witness]] = {}
    for table in evidence.tables:
        form = evidence.profile.forms.get(table.key)
        if form is None or form.layout != "sangong":
            continue
        raw = evidence.document.tables[table.index]
        for name, witness in _of_grid(raw, table.index) if raw.certain else _of_lines(raw, table.index):
            found.setdefault(name, []).append(witness)
    return found


def _named(label: str) -> str:
    return next((c.name for c in _COUNTED if c.label.fullmatch(label)), "")


def _of_grid(raw: RawTable, index: int) -> Iterator[tuple[str, Witness]]:
    """Yield the counts of a certain grid: the only number of the row outside the column of row numbers."""
    grid = raw.grid()
    numbers = {j for row in grid for j, cell in enumerate(row) if plain(cell.text) == _NUMBERED}
    for i, row in enumerate(grid):
        name = next((found for cell in row if cell.text and (found := _named(plain(cell.text)))), "")
        counts = [(j, c) for j, c in enumerate(row) if j not in numbers and _WHOLE.fullmatch(c.text)] if name else []
        for j, cell in counts if len(counts) == 1 else ():
            place = Place(cell.span, None, index, i, j)
            yield name, Witness(place, "table", _number(cell.text), None, f"{raw.title}“{name}”")


def _of_lines(raw: RawTable, index: int) -> Iterator[tuple[str, Witness]]:
    """Yield the counts of lines that lost their grid."""
    numbered = any(_NUMBERED in view.folded for view in raw.lines)
    shape = _AFTER_SIGN if numbered else _ALONE
    for i, view in enumerate(raw.lines):
        match = shape.match(view.folded)
        name = _named(plain(match["label"])) if match else ""
        if match and name:
            place = Place(view.span(*match.span("count")), None, index, i, None)
            yield name, Witness(place, "table", _number(match["count"]), None, f"{raw.title}“{name}”")


def _number(text: str) -> Printed:
    return Printed(decimal_of(text), count(""))
