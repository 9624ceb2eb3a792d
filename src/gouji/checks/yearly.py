"""A report as the others of its entity see it, and its statements held against theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from gouji.checks.arithmetic import abs_interval, number_in, own_basis, show
from gouji.checks.evidence import SOFT, Evidence
from gouji.lexicon import Profile
from gouji.model.alignment import Reading, Why
from gouji.model.claim import CHANGE, EXECUTION, GROWTH, LEVEL, Basis, Claim, Measure, Period
from gouji.model.document import Document, DocumentKind
from gouji.model.outcome import Consistent, Contradicted, NotChecked, Outcome, Severity, Witness
from gouji.model.table import Belief, Cell, Row
from gouji.model.yearly import Option, Saying, Yearly, cell_name
from gouji.values.interval import Interval
from gouji.values.printed import Printed
from gouji.values.units import Dimension

_YEAR = re.compile(r"^20\d{2}年度?")
KINDS = {DocumentKind.BUDGET: "预算", DocumentKind.FINAL_ACCOUNT: "决算"}
_TEXT = "text"  # stands for the table in the name of an amount that only the narrative states
RISE = {CHANGE: ("增加", "减少"), GROWTH: ("增长", "下降")}
_COVER = 1500
_LONGEST_TITLE = 60
# The title of a budget that is not the first of its year; 调整 of anything else is no title's.
_AMENDED = re.compile(r"预算(?:的)?(?:中期)?(?:调整|追加|变更)|(?:调整|追加)(?:后的?)?预算|第[二三四五]批")
_SCOPE = re.compile(r"(部门|单位)(?:年度?)?[预决]算(?!单位)")
# What makes last year's figures others than those published then: said of the comparison itself, or in passing anywhere.
_REORGANISED = re.compile(
    "(?:扣除|剔除|还原|不含|不考虑)[^，。]{2,20}(?:因素|后|影响)|机构(?:改革|合并|撤并|调整)|合并|撤并|划转|划入|划出|职能(?:调整|变化)"
)
_EVERYWHERE = re.compile(
    "可比口径|同口径|口径(?:调整|变化|不同|不一致)|追溯调整|重述|调整年初结转|转隶|并入本(?:部门|单位|级)"
)


def yearly_of(evidence: Evidence) -> Yearly | None:
    """Return a report as the others see it, or None where it does not tell its year or kind."""
    document = evidence.document
    if document.year is None or document.kind not in KINDS:
        return None
    totals = totals_of(evidence)
    return Yearly(document.entity, scope_of(document), document.year, document.kind, totals, _amends(document))


def scope_of(document: Document) -> str:
    """Return whether the cover speaks of a 部门 with the units below it, or of one 单位; '' where it does not say."""
    match = _SCOPE.search("".join(document.sources[0].text[: 2 * _COVER].split())[:_COVER])
    return match.group(1) if match else ""


def _amends(document: Document) -> bool:
    """Whether the title says that a budget is not the first of its year: 预算调整, 第二批."""
    lines = [line.strip("# *\t") for line in document.sources[0].text[:_COVER].split("\n")]
    title = "\n".join(line for line in lines if "预算" in line or "批" in line)[:_LONGEST_TITLE].partition("。")[0]
    return document.kind is DocumentKind.BUDGET and bool(_AMENDED.search(title))


def totals_of(evidence: Evidence) -> dict[str, Witness]:
    """Return the believed cells of the disclosure tables by name; one that two tables print differently is none."""
    found: dict[str, Witness] = {}
    doubtful = set()
    cells = ((name_of(r), evidence.cell_witness(r, "last", r.cell.printed)) for r in named_cells(evidence))
    for name, witness in (*cells, *_stated(evidence)):
        known = found.setdefault(name, witness)
        if _amount(known) != _amount(witness):
            doubtful.add(name)
    return {name: witness for name, witness in found.items() if name not in doubtful}


def _stated(evidence: Evidence) -> Iterator[tuple[str, Witness]]:
    """Yield what the narrative itself states of concepts that mean one thing everywhere: for tables that could not be read."""
    own = (
        (Basis.NONE, Basis.BUDGET, Basis.INITIAL) if own_basis(evidence) is Basis.BUDGET else (Basis.NONE, Basis.FINAL)
    )
    for claim in evidence.of(LEVEL):
        plain = claim.exact and not claim.nested and not claim.inherited and claim.period is Period.THIS
        if plain and claim.basis in own and (name := text_name(evidence.profile, claim)):
            yield name, replace(evidence.witness(claim, "last", short=True), words=f"正文“{claim.subject.words}”")  # type: ignore[union-attr]


def text_name(profile: Profile, claim: Claim) -> str:
    """Return what the amount a narrative states of a claim's concept is called; '' for one that means what its section does."""
    kind, _, concept = claim.subject.key.partition(":") if claim.subject else ("", "", "")
    return cell_name(_TEXT, concept, 0, "") if kind == "concept" and concept not in profile.generic else ""


def named_cells(evidence: Evidence) -> Iterator[Reading]:
    """Yield the believed cells of the disclosure tables, in rows that every such report has."""
    for table in evidence.tables:
        if table.key and not table.given_up and table.unit_stated:
            for row in table.rows:
                for column, cell in row.cells.items() if row.key or row.code else ():
                    if _is_believed(cell, row):
                        yield Reading(table, row, column, cell, 1.0)


def _is_believed(cell: Cell, row: Row) -> bool:
    """Whether a cell may be held against another report; a blank one where the sums say that it is 0."""
    if cell.alternatives or cell.lost:
        return False
    if cell.printed is None:
        return cell.belief is Belief.CLOSED and bool(row.key)
    return cell.belief in (Belief.CLOSED, Belief.CERTAIN) and cell.span is not None


def _amount(witness: Witness) -> Decimal:
    return witness.printed.base if witness.printed else Decimal(0)


# what checks make their statements of


def names_of(evidence: Evidence, claim: Claim) -> list[str]:
    """Return the names of the cells of this report that a claim's subject may stand in; soft ones may rightly differ from the words."""
    if claim.subject is None or not claim.subject.named:
        return []
    found = (r for r in evidence.readings(claim.subject, claim) if r.score >= SOFT and (r.row.key or r.row.code))
    names = [*(name_of(reading) for reading in found), text_name(evidence.profile, claim)]
    return list(dict.fromkeys(name for name in names if name))


def name_of(reading: Reading) -> str:
    row = reading.row
    return cell_name(reading.table.key, row.key or row.code, row.side, reading.column)


def budget_names(profile: Profile, concept: str, scope: str | None) -> list[str]:
    """Return the names of the cells in which a budget prints a concept; of a generic one those of the tables with the money of `scope`."""
    if (found := profile.concepts.get(concept)) is None or (concept in profile.generic and scope is None):
        return []
    kept = (
        c
        for c in found.cells
        if not c.soft and (concept not in profile.generic or profile.scopes.get(c.table) == scope)
    )
    text = [cell_name(_TEXT, concept, 0, "")] if concept not in profile.generic else []
    return [
        cell_name(c.table, c.row, c.side or 0, column)
        for c in kept
        for column in ((f"budget.{c.column}", c.column) if c.row == "@data" else (c.column,))
    ] + text


def caveat(evidence: Evidence, claim: Claim | None = None) -> str:
    """Return what a statement's paragraph, or the report as a whole, says of other numbers than those published, or ''."""
    own = _REORGANISED.search(claim.quantity.paragraph.view.folded) if claim else None
    paragraphs = evidence.document.paragraphs
    match = own or next((m for p in paragraphs if (m := _EVERYWHERE.search(p.view.folded))), None)
    return f"报告提到“{match.group()}”" if match else ""


# statements held against the other reports


def held(evidence: Evidence, sayings: Iterable[Saying]) -> Iterator[Outcome]:
    """Yield how the statements of this report stand to the earlier ones given with it."""
    for saying in sayings:
        yield from against(saying, evidence.earlier)


def against(saying: Saying, earlier: Sequence[Yearly]) -> Iterator[Outcome]:
    """Yield how a statement stands to the report it is about; nothing where that one is not there."""
    for other in earlier:
        if (other.year, other.kind) == (saying.year, saying.kind):
            yield from _against(saying, other)
            return


def _against(saying: Saying, other: Yearly) -> Iterator[Outcome]:
    tried = list(_tried(saying, other))
    if not tried:
        yield NotChecked(saying.at, Why.NO_ROW)
        return
    agreeing = _agreeing(saying, tried)
    if agreeing is not None:
        yield Consistent(saying.at, _operands(*agreeing[:2]), _by(saying))
    elif len({_amount(cell) for _, cell, _ in tried}) > 1:
        yield NotChecked(saying.at, Why.TIE)
        return
    rate = saying.rate
    right = _agreeing(rate, list(_tried(rate, other))) if rate else None
    if rate and right is not None:
        yield Consistent(rate.at, _operands(*right[:2]), _by(rate))
    if agreeing is None:
        yield _contradicted(saying, other, tried[0], (rate.at,) if rate and right is None else ())


_Tried = tuple[Option, Witness, Interval]


def _tried(saying: Saying, other: Yearly) -> Iterator[_Tried]:
    """Yield every admissible cell of the other report with what it makes of the stated number; its narrative speaks where no cell does."""
    tabled = [o for o in saying.options if not o.name.startswith(f"{_TEXT}/") and o.name in other.totals]
    for option in tabled or saying.options:
        cell = other.totals.get(option.name)
        if cell is not None:
            last = cell.printed.interval if cell.printed else Interval.exact(Decimal(0))
            implied = _implied(saying.measure, option.this, last)
            if implied is not None:
                yield option, cell, implied


def _implied(measure: Measure, this: Interval | None, last: Interval) -> Interval | None:
    if measure is LEVEL:
        return last
    if this is None or (measure is not CHANGE and last.is_zero):
        return None
    return this - last if measure is CHANGE else this / last if measure is EXECUTION else (this - last) / last


def _agreeing(saying: Saying, tried: Sequence[_Tried]) -> _Tried | None:
    for option, cell, implied in tried:
        stated = saying.claimed if saying.signed else abs_interval(saying.claimed)
        needed = implied if saying.signed else abs_interval(implied)
        if stated.meets(needed) or needed.low <= stated.middle <= needed.high:
            return option, cell, implied
    return None


def _operands(option: Option, cell: Witness) -> tuple[Witness, ...]:
    return (cell, *option.operands)


def _by(saying: Saying) -> str:
    return "table" if saying.measure is LEVEL else "arithmetic"


def _contradicted(saying: Saying, other: Yearly, tried: _Tried, also: tuple[Witness, ...]) -> Contradicted:
    option, cell, implied = tried
    printed = saying.at.printed
    assert printed is not None
    shown = show(implied.middle if saying.signed else abs_interval(implied).middle, printed.unit, printed.exponent)
    there = f"{other.year}年{KINDS[other.kind]}的{_YEAR.sub('', cell.words)}为{cell.printed or '空白'}"
    formula = _formula(saying, option, cell, shown)
    gap = saying.claimed.gap(implied) if saying.signed else abs_interval(saying.claimed).gap(abs_interval(implied))
    apart = (
        abs(abs(saying.claimed.middle) - abs(implied.middle))
        if not saying.signed
        else abs(saying.claimed.middle - implied.middle)
    )
    unit = "个百分点" if printed.unit.symbol == "%" else printed.unit.symbol
    differ = f"{show(apart, printed.unit, printed.exponent).removesuffix(printed.unit.symbol)}{unit}"
    way = RISE[saying.measure][implied.middle < 0] if saying.signed and saying.measure in RISE else ""
    implied_words = "" if saying.measure is LEVEL else f"，据此应为{way}{shown.removeprefix('-') if way else shown}"
    restated = (
        f"；{saying.caveat}，两处口径可能不同" if saying.caveat else "，两份报告不能同时成立，口径若有调整应予说明"
    )
    return Contradicted(
        saying.at,
        _operands(option, cell),
        f"{saying.said}，{there}{implied_words}，相差{differ}{restated}。",
        _by(saying),
        implied=implied if saying.signed else abs_interval(implied),
        formula=formula,
        tail=is_tail(printed, gap),
        confidence=0.85 if saying.caveat else 0.92,
        severity=Severity.INFO if saying.caveat else None,
        also=also,
    )


def _formula(saying: Saying, option: Option, cell: Witness, shown: str) -> str:
    printed = saying.at.printed
    assert printed is not None
    if saying.measure is LEVEL:
        return f"{printed} ≠ {cell.printed or '空白'}"
    own = option.operands[0].printed
    unit = printed.unit if own is None or printed.unit.dimension is own.unit.dimension else own.unit
    this, last = (number_in(w.printed, unit) for w in (option.operands[0], cell))
    left = {CHANGE: f"{this} − {last}", EXECUTION: f"{this} ÷ {last}"}.get(
        saying.measure, f"({this} − {last}) ÷ {last}"
    )
    return f"{left} = {shown}"


def is_tail(printed: Printed, gap: object) -> bool:
    """Whether a gap is a rounding residue, as checks within a report hold it."""
    if printed.unit.dimension is not Dimension.MONEY and printed.exponent >= 0:
        return False
    return bool(printed.quantum > gap)  # type: ignore[operator]
