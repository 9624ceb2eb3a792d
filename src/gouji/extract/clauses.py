"""The words before a number: which part it plays, under which 口径, for when, against what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gouji.extract import patterns as p
from gouji.model.claim import (
    CHANGE,
    COUNT,
    EXECUTION,
    GROWTH,
    LEVEL,
    OTHER,
    POINTS,
    SHARE,
    Basis,
    Claim,
    Comparator,
    Measure,
    Period,
)
from gouji.values.units import Dimension

_NEAR_YOY = 24  # characters before a figure in which 同比 speaks of it
_NO_COMPARISON = Comparator.UNSTATED, Basis.NONE
_MONEY = Dimension.MONEY


@dataclass(slots=True)
class Clause:
    """The words of one number: text[low:high]. `sentence` is where its sentence starts, `last` the claim before it."""

    text: str
    sentence: int
    low: int
    high: int
    dimension: Dimension
    last: Claim | None

    @property
    def left(self) -> str:
        return self.text[self.low : self.high]


@dataclass(slots=True)
class Role:
    """The measure of a number, where its cue words start, the words for its base, and its direction word."""

    measure: Measure
    cue: int
    base: str = ""
    direction: str = ""


def clause_start(text: str, low: int, high: int) -> int:
    """Return where the clause of a number begins: after the last stop, number or unclosed bracket."""
    for stop in p.CLAUSE_STOP.finditer(text, low, high):
        low = stop.end()
    if text.find("(", low, high) < 0:
        return low
    depth, at = 0, high - 1
    while at >= low:
        depth += (text[at] == ")") - (text[at] == "(")
        if depth < 0:
            return at + 1
        at -= 1
    return low


def role_of(clause: Clause) -> Role:
    """Return the part a number plays in its clause."""
    left, low = clause.left, clause.low
    if clause.dimension is _MONEY:
        return _money_role(clause)
    if clause.dimension is Dimension.COUNT:
        return Role(COUNT, clause.high)
    if clause.dimension is Dimension.POINTS:
        match = p.GROWTH_CUE.search(left)
        return Role(POINTS, low, direction=match["dir"] if match else "")
    return _ratio_role(clause) if clause.dimension is Dimension.RATIO else _money_role(clause)


def _money_role(clause: Clause) -> Role:
    left, low = clause.left, clause.low
    if p.UNIT_PRICE.search(left) or p.BUDGET_STEP.search(left):
        return Role(OTHER, low)
    changed = (p.EXCEEDING_CUE.search(left) if "预算" in left else None) or _change(left)
    if changed:
        return Role(CHANGE, low + changed.start(), direction=changed["dir"])
    return Role(LEVEL, clause.high)


def _ratio_role(clause: Clause) -> Role:
    left, low = clause.left, clause.low
    share, execution = p.SHARE_CUE.search(left), p.EXECUTION_CUE.search(left)
    if share and not (execution and execution.start() >= share.start()):
        return Role(SHARE, low + share.start(), share["base"] or "")
    if execution:
        return Role(EXECUTION, low + execution.start(), execution["base"] or execution["rate"] or "")
    changed = _change(left)
    if changed:
        return Role(GROWTH, low + changed.start(), direction=changed["dir"])
    last = clause.last
    between = clause.text[last.quantity.end : clause.high] if last is not None else ""
    if last is not None and between == "的":
        return _rate_of_last(clause, last)
    if last is not None and between == "(" and last.measure is CHANGE:  # 减少1.35万元（10.84%）
        return Role(GROWTH, clause.high, direction=last.direction)
    return Role(OTHER, low)


def _rate_of_last(clause: Clause, last: Claim) -> Role:
    """Return the role of a rate of the amount just printed: 为年初预算1800.00万元的95.00%, 占总支出400.00万元的30.00%."""
    before = clause.text[max(clause.sentence, last.quantity.start - p.LONGEST_BASE) : last.quantity.start]
    if last.measure is LEVEL and p.SHARE_OF_AMOUNT.search(before):
        return Role(SHARE, clause.low)
    budgets = {Basis.INITIAL: "年初预算", Basis.ADJUSTED: "全年预算", Basis.BUDGET: "预算"}
    if last.measure is LEVEL and last.basis in budgets and p.RATE_OF_AMOUNT.search(before):
        return Role(EXECUTION, clause.low, budgets[last.basis])
    return Role(OTHER, clause.low)


def _change(left: str) -> re.Match[str] | None:
    return None if _new_level(left) else p.GROWTH_CUE.search(left) or p.CHANGE_CUE.search(left)


def _new_level(left: str) -> re.Match[str] | None:
    """Return 压减到 and the like at the end of a clause."""
    return p.LEVEL_CHANGED.search(left) if left[-1:] in ("到", "至", "为") else None


def level_changed(clause: Clause, measure: Measure) -> int | None:
    """Return where 压减到 and the like begin: the new level of what comes before them; else None."""
    changed = _new_level(clause.left) if measure is LEVEL else None
    return clause.low + changed.start() if changed else None


def basis_of(clause: Clause, role: Role, *, plans: bool) -> Basis:
    """Return the 口径 of a level or of an execution rate's budget. `plans`: the document is a budget itself."""
    if role.measure is EXECUTION:
        words = role.base
        if p.INITIAL_CUE.search(words) or "年初" in words:
            return Basis.INITIAL
        stated = p.ADJUSTED_CUE.search(words) or "全年" in words or "调整" in words
        return Basis.ADJUSTED if stated else Basis.BUDGET
    if role.measure is not LEVEL:
        return Basis.NONE
    left = clause.left
    if p.BASIS_SIGN.search(left):
        for cue, basis in zip(p.BASIS_CUES, (Basis.INITIAL, Basis.ADJUSTED, Basis.BUDGET, Basis.FINAL), strict=True):
            if cue.search(left):
                return basis
    return _basis_said(clause, plans=plans)


def _basis_said(clause: Clause, *, plans: bool) -> Basis:
    """Return the 口径 said elsewhere in the clause: 年初预算安排公务接待费…, 由…调整为…."""
    left, last = clause.left, clause.last
    if "预算" in left and p.INITIAL_SAID.search(left):
        return Basis.INITIAL
    if "预算" in left and p.ADJUSTED_SAID.search(left):
        return Basis.ADJUSTED
    changed = _new_level(left)
    if changed and "调" in changed.group() and last is not None and last.basis in (Basis.INITIAL, Basis.BUDGET):
        return Basis.ADJUSTED
    return Basis.BUDGET if not plans and p.ARRANGED.search(left) else Basis.NONE


def cue_of_basis(clause: Clause) -> int:
    """Return where the words for the 口径 start, the end of the clause without any."""
    left = clause.left
    found = (match.start() for cue in p.BASIS_CUES if (match := cue.search(left)))
    return clause.low + next(found, clause.high - clause.low)


def comparator_of(clause: Clause, measure: Measure, year: int | None) -> tuple[Comparator, Basis]:
    """Return what a change compares with, and the 口径 of last year's side where the words name it.

    Of a level it is told where that is the other side of a comparison with a year that is not the last.
    """
    if measure is LEVEL and _base(clause, year) is Comparator.OTHER_YEAR:
        return Comparator.OTHER_YEAR, Basis.NONE
    if measure not in (CHANGE, GROWTH):
        return _NO_COMPARISON
    text, sentence, high, what = clause.text, clause.sentence, clause.high, ""
    for match in p.VERSUS.finditer(text, sentence, high) if compares(text, sentence, high) else ():
        what = match["what"]
    if what:
        found = _versus(what, year)
        named = p.VERSUS_BASIS.findall(what) if found is Comparator.LAST_YEAR else []
        return found, Basis.NONE if not named else Basis.BUDGET if named[-1] == "预算" else Basis.FINAL
    if p.YOY.search(text, max(sentence, high - _NEAR_YOY), high):
        return Comparator.LAST_YEAR, Basis.NONE
    if clause.last is not None and clause.last.measure in (CHANGE, GROWTH):
        return clause.last.comparator, clause.last.versus
    return _NO_COMPARISON


def _versus(what: str, year: int | None) -> Comparator:
    years = [int(y) for y in p.YEAR_NUMBER.findall(what)]
    if years and year and year - 1 not in years and year not in years:
        return Comparator.OTHER_YEAR
    if p.LAST_YEAR.search(what) or any(year and y < year for y in years):
        return Comparator.LAST_YEAR
    if p.INITIAL_BUDGET.search(what):
        return Comparator.INITIAL_BUDGET
    if "年初" in what and not p.BUDGET.search(what):  # a balance's own beginning: its base, but no year's account
        return Comparator.OTHER_YEAR
    return Comparator.BUDGET if p.BUDGET.search(what) else Comparator.LAST_YEAR


def period_of(clause: Clause, measure: Measure, year: int | None) -> Period:
    """Return the year a level, count or execution rate is about."""
    if measure not in (LEVEL, COUNT, EXECUTION):
        return Period.THIS
    text, sentence, high = clause.text, clause.sentence, clause.high
    if p.PARTLY.search(text, sentence, high) and p.PARTIAL.search(text, sentence, high):
        return Period.OTHER
    if p.PRIOR_LEVEL.search(clause.left) or p.OPENING_LEVEL.search(clause.left) or _base(clause, year) in _BASES:
        return Period.LAST
    if "年" not in text[sentence:high]:
        return Period.THIS
    said = text[sentence:high]
    if compares(text, sentence, high):  # the year a comparison names dates nothing else
        said = p.VERSUS.sub("", p.COMPARED.sub("", said))
    years = p.A_YEAR.findall(said)
    if not years or year is None:
        return Period.THIS
    gap = year - int(years[-1])
    return Period.THIS if gap == 0 else Period.LAST if gap == 1 else Period.OTHER


_BASES = (Comparator.LAST_YEAR, Comparator.OTHER_YEAR)


def _base(clause: Clause, year: int | None) -> Comparator | None:
    """Return what a level is, where it is the other side of a comparison: 比2022年80.00万元, 比年初预算80.00万元."""
    if not compares(clause.text, clause.low, clause.high):
        return None
    versus = p.VERSUS.search(clause.left + "各")
    return _versus(versus["what"], year) if versus else None


def compares(text: str, low: int, high: int) -> bool:
    """Whether a comparison can stand in text[low:high]; asked before the costlier pattern."""
    return p.COMPARING.search(text, low, high) is not None
