"""分项与合计不符

核对什么：正文列出的分项之和与所说的合计：固定构成（如货物、工程、服务）、“其中：”与“主要用于”的列举、编号分项。
为什么：分项之和超过合计，或已证明列全的分项对不上合计，必有一处印错。
容差：各项都取舍入区间，和的区间与合计区间相交即相容；再差不到一个末位单位记为尾差。
不核对：列举可以不穷尽，和小于合计时不作判断，除非固定构成已列全，或同一组编号分项的决算数恰好等于决算合计，证明已经列全。
依据：合计 = Σ 分项；各表项目构成。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

from gouji.checks.arithmetic import PART, number, show
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.unit_slips import blame_unit
from gouji.model.alignment import Why
from gouji.model.claim import Basis, Claim, Measure, Period, Subject
from gouji.model.document import Section
from gouji.model.outcome import Consistent, Contradicted, Kind, NotChecked, Outcome, Relation, Severity
from gouji.values.interval import Interval, total
from gouji.values.printed import rounded
from gouji.values.slips import digits_of, slip
from gouji.values.units import YUAN

_LIST_CUE = re.compile(r"其中[:，]?|(?:主要)?(?:是)?(?:用于|包括)|分别(?:为|是)")
_ANNOUNCED = re.compile(r"(?:主要)?(?:用于|包括|为|有)(?:以下[^，。]{0,6})?[:：]?$|(?:具体)?(?:情况|明细)?如下[:。]?$")
_NO_BUDGET = re.compile(
    r"(?:年初)?(?:未|没有|无)(?:安排|编列|编制|列)?(?:年初)?预算|年初预算(?:数)?(?:为零|为0)|年初未"
)
_LEVELS = (Basis.NONE, Basis.FINAL)
_NOTHING_ELSE = ("procurement",)  # wholes whose parts are left out only where there are none: 货物、服务 without 工程
_SAID_OF_A_LEVEL = (Measure.CHANGE, Measure.GROWTH, Measure.EXECUTION, Measure.SHARE)
_MOST_SHOWN = 8
_MOST_MISPRINTS = 5
# One number has about 130 numbers a slip of the hand away. A slip that closes a list exactly is no coincidence where the last
# digit of the whole could stand in a hundred times as many places.
_SLIPS_OF_A_NUMBER = 130
_SIGNIFICANT = 100
_SIGNIFICANT_EXCEEDING = 10  # parts that exceed their whole are suspicious already
_MOST_WHOLES = 3
_LEAST_LISTED = 3
_WAN = Decimal(10_000)
_NEARLY = Decimal(
    "0.1"
)  # a list that misses less than a tenth of its whole is meant to be complete, if a slip explains the gap


@check(code="WX06", name="parts-differ-from-whole", kind=Kind.SUM_ERROR, severity=Severity.ERROR, since="0.1")
def parts_differ_from_whole(evidence: Evidence) -> Iterator[Outcome]:
    for scope in evidence.by_scope.values():
        yield from _compositions(
            evidence,
            [c for c in scope if c.measure is Measure.LEVEL and c.period is Period.THIS and c.exact and not c.nested],
        )
        yield from _enumerations(evidence, scope)
    yield from _numbered_items(evidence)


# what always makes up a whole


def _compositions(evidence: Evidence, levels: list[Claim]) -> Iterator[Outcome]:
    stated = {c.subject.key for c in levels if c.subject}
    for whole_key, part_keys in evidence.profile.compositions:
        if f"concept:{whole_key}" not in stated:
            continue
        for whole in levels:
            if whole.subject is None or whole.inherited or whole.subject.key != f"concept:{whole_key}":
                continue
            parts = _first_parts(whole, levels, part_keys)
            if len(parts) < 2:
                continue
            complete = len(parts) == len(part_keys) or whole_key in _NOTHING_ELSE
            outcome = _compare(evidence, whole, parts, complete=complete)
            if outcome is not None:
                yield from outcome


def _first_parts(whole: Claim, levels: list[Claim], keys: Sequence[str]) -> list[Claim]:
    """Return the first level of each part after the whole, up to the next statement of the whole."""
    found: dict[str, Claim] = {}
    for claim in levels:
        if claim.quantity.index <= whole.quantity.index or claim.subject is None:
            continue
        if claim.subject.key == (whole.subject.key if whole.subject else ""):
            break
        kind, _, key = claim.subject.key.partition(":")
        same_basis = claim.basis is whole.basis or {claim.basis, whole.basis} <= {Basis.NONE, Basis.FINAL, Basis.BUDGET}
        if kind == "concept" and key in keys and not claim.inherited and same_basis:
            found.setdefault(key, claim)
    return list(found.values())


# 其中： and 主要用于


def _enumerations(evidence: Evidence, scope: list[Claim]) -> Iterator[Outcome]:
    """Compare every list of parts with the level it is of; with an earlier level of the paragraph only to find agreement."""
    for j in range(1, len(scope)):
        if scope[j].measure is not Measure.LEVEL:
            continue
        text = scope[j].quantity.paragraph.view.folded
        between = text[scope[j - 1].quantity.end : scope[j].quantity.start]
        cue = next(iter(list(_LIST_CUE.finditer(between))[::-1]), None)
        wholes = [c for c in scope[:j][::-1] if _can_be_whole(c)][:_MOST_WHOLES] if cue else []
        if not cue or not wholes:
            continue
        direct = wholes[0] is _spoken_of(scope[:j]) and _introduces(wholes[0], between, cue)
        far = wholes[0] is not scope[j - 1] and ";" not in between[: cue.start()]
        parts = _listed(text, scope[j:], wholes[0], evidence.profile.compositions, one_clause=far)
        agreeing = next((w for w in wholes if parts and _add_up(evidence, parts, w)), None)
        balance = _balance_after(scope[j:], parts) if agreeing is None else None
        if balance is not None and _add_up(evidence, [*parts, balance], wholes[0]):
            agreeing, parts = wholes[0], [*parts, balance]
        if agreeing is not None:
            yield from _compare(evidence, agreeing, parts, complete=False) or ()
        elif direct and len(parts) >= 2:
            yield from _compare(evidence, wholes[0], parts, complete=False, exceeding="用于" not in cue.group()) or ()


def _add_up(evidence: Evidence, parts: list[Claim], whole: Claim) -> bool:
    return total([_actual(evidence, c) for c in parts]).meets(_actual(evidence, whole))


def _balance_after(following: list[Claim], parts: list[Claim]) -> Claim | None:
    """Return the balance (上年结转) that ended a list and may still be its last part, or None."""
    levels = [c for c in following if c.measure is Measure.LEVEL and c.exact and not c.inherited]
    after = levels[len(parts) : len(parts) + 1] if levels[: len(parts)] == parts else []
    return after[0] if after and after[0].subject and after[0].subject.key.endswith("_balance") else None


def _spoken_of(before: list[Claim]) -> Claim:
    """Return the level that the claims before a list end on, passing over what is said of it (较上年增加…，增长…；其中：)."""
    at = len(before) - 1
    while at > 0 and before[at].measure in _SAID_OF_A_LEVEL and before[at].inherited:
        at -= 1
    return before[at]


def _can_be_whole(claim: Claim) -> bool:
    return (
        claim.measure is Measure.LEVEL
        and claim.exact
        and claim.period is Period.THIS
        and claim.basis is not Basis.INITIAL
    )


def _introduces(whole: Claim, between: str, cue: re.Match[str]) -> bool:
    """Whether the list is of the whole: in its sentence, or in the next one that names it again (项目支出主要用于) or names nothing (主要用于)."""
    stop = max(between.rfind(mark, 0, cue.start()) for mark in "。;")
    if stop < 0:
        return "。" not in between[cue.end() :]
    return bool(_LIST_CUE.match(between, stop + 1)) or (
        whole.subject is not None and whole.subject.words in between[stop:]
    )


def _listed(
    text: str,
    following: list[Claim],
    whole: Claim,
    compositions: Sequence[tuple[str, Sequence[str]]],
    *,
    one_clause: bool = False,
) -> list[Claim]:
    """Return the levels of a list: to the end of its sentence, or to the first ； where its parts are not divided by that.

    Nothing where the list is nested, for then its parts have parts of their own. Parts of a part are left out. With
    `one_clause` the first ； ends it whatever it divides.
    """
    parts: list[Claim] = []
    divided_by_semicolon = False
    nested = following[0].nested  # (其中：甲…，乙…) ends with its bracket
    at = whole.quantity.end
    for claim in following:
        between = text[at : claim.quantity.start]
        at = claim.quantity.end
        if nested and not claim.nested:
            break
        if parts:
            if "。" in between or (";" in between and (one_clause or (len(parts) > 1 and not divided_by_semicolon))):
                break
            if _LIST_CUE.search(between):
                return []
            divided_by_semicolon = divided_by_semicolon or (len(parts) == 1 and ";" in between)
        same = claim.basis in (Basis.NONE, whole.basis) and claim.period is Period.THIS and claim.nested is nested
        if claim.measure is Measure.LEVEL and same and claim.exact and not claim.inherited:
            if parts and _is_whole(claim):
                break
            if not _within(claim, parts, compositions):
                parts.append(claim)
    return parts


def _is_whole(claim: Claim) -> bool:
    """Whether a level is a total or a balance by its name: the list has ended before it."""
    name = claim.subject.key.partition(":")[2] if claim.subject else ""
    return name.endswith(("_total", "_balance"))


def _within(claim: Claim, parts: list[Claim], compositions: Sequence[tuple[str, Sequence[str]]]) -> bool:
    """Whether a level is part of one listed before it: 公务用车购置费 after 公务用车购置及运行维护费."""
    name = claim.subject.key.partition(":")[2] if claim.subject else ""
    listed = {c.subject.key.partition(":")[2] for c in parts if c.subject and c.subject.key.startswith("concept:")}
    return any(whole in listed and name in members for whole, members in compositions)


# numbered items under one paragraph


def _numbered_items(evidence: Evidence) -> Iterator[Outcome]:
    by_section: dict[int, list[Claim]] = defaultdict(list)
    children: dict[tuple[int, int], list[Section]] = defaultdict(list)
    for claim in evidence.of(Measure.LEVEL):
        if claim.period is Period.THIS and claim.exact:
            by_section[id(claim.quantity.paragraph.section)].append(claim)
    for section in evidence.document.sections:
        if section.level >= 3 and section.parent is not None and id(section) in by_section:
            children[(id(section.parent), section.level)].append(section)
    for (parent, _), items in children.items():
        if len(items) >= 2:
            yield from _items(evidence, by_section.get(parent, []), [by_section[id(s)] for s in items])


def _items(evidence: Evidence, wholes: list[Claim], items: list[list[Claim]]) -> Iterator[Outcome]:
    finals = [
        next((c for c in item if c.basis is Basis.FINAL), next((c for c in item if c.basis is Basis.NONE), None))
        for item in items
    ]
    stated = [c for c in finals if c is not None]
    if len(stated) < len(items):
        return
    found = _complete(evidence, stated, [w for w in wholes if w.basis in (*_LEVELS, Basis.BUDGET)])
    if found is None:
        whole = _introduced(wholes)
        if whole is not None and len(stated) >= _LEAST_LISTED:
            yield from _compare(evidence, whole, stated, complete=False) or ()
        else:
            yield from _against_table(evidence, stated)
        return
    whole, used = found
    right = [c for c, interval in zip(stated, used, strict=True) if interval == c.interval]
    for claim in stated:
        if claim in right:
            yield Consistent(evidence.witness(claim, "part"), (evidence.witness(whole, "whole"),), "arithmetic", PART)
        else:
            yield _misprinted(evidence, claim, whole)
    yield Consistent(
        evidence.witness(whole, "whole"),
        tuple(evidence.witness(c, "part", short=True) for c in right),
        "arithmetic",
        _sum_of(right) if len(right) == len(stated) else None,
    )
    yield from _budgets(
        evidence, [w for w in wholes if w.subject and whole.subject and w.subject.key == whole.subject.key], items
    )


def _misprinted(evidence: Evidence, claim: Claim, whole: Claim) -> Outcome:
    """Return the contradiction of an item with its cell, with which alone the items add up."""
    reading = evidence.corrected(claim)
    assert reading is not None
    assert reading.cell.printed is not None
    cell = evidence.cell_witness(reading, "table", reading.cell.printed)
    printed, implied = claim.quantity.printed, reading.cell.interval
    shown = show(implied.middle, printed.unit, min(printed.exponent, reading.cell.printed.exponent))
    return Contradicted(
        evidence.witness(claim),
        (cell, evidence.witness(whole, "whole")),
        f"此处为{printed}，{cell.words}为{shown}，各项之和等于{whole.quantity.printed}也要求{shown}，几处不能同时成立。",
        "table",
        implied=implied,
        formula=f"{printed} ≠ {shown}",
        kind=Kind.VALUE_MISMATCH,
        confidence=0.95,
        likelier="claim",
    )


def _introduced(wholes: list[Claim]) -> Claim | None:
    """Return the level whose parts a paragraph announces with its last words (…。项目支出主要用于：), or None."""
    if not wholes:
        return None
    text = wholes[-1].quantity.paragraph.view.folded
    low = max(text.rfind("。"), text.rfind(";"), wholes[-1].quantity.end - 1) + 1
    cue = _ANNOUNCED.search(text, low)
    named = [w for w in wholes if cue and w.subject and w.subject.words and w.subject.words in text[low : cue.start()]]
    return named[-1] if named else None


def _budgets(evidence: Evidence, wholes: list[Claim], items: list[list[Claim]]) -> Iterator[Outcome]:
    """Compare the initial budgets of items known to be complete; an item that says it had none counts as 0."""
    whole = next((w for w in wholes if w.basis is Basis.INITIAL), None)
    budgets = [next((c for c in item if c.basis is Basis.INITIAL), None) for item in items]
    silent = [item for item, budget in zip(items, budgets, strict=True) if budget is None]
    if whole is not None and all(_NO_BUDGET.search(i[0].quantity.paragraph.view.folded) for i in silent):
        yield from _compare(evidence, whole, [b for b in budgets if b is not None], complete=True) or ()


def _against_table(evidence: Evidence, stated: list[Claim]) -> Iterator[Outcome]:
    """Find that the items of a list without a stated total make up the report's 项目支出; a coincidence to the cent is none."""
    if len(stated) < _LEAST_LISTED:
        return
    implied = total([c.interval for c in stated])
    for key in ("concept:project", "concept:general_project"):
        for operand in evidence.cell_operands(Subject(key, ""), stated[0], "whole", anywhere=True):
            if (
                implied.meets(operand.interval)
                and abs(implied.middle - operand.interval.middle) < stated[0].quantity.printed.quantum
            ):
                yield from (Consistent(evidence.witness(c, "part"), (operand.witness,), "arithmetic") for c in stated)
                return


def _complete(evidence: Evidence, stated: list[Claim], wholes: list[Claim]) -> tuple[Claim, list[Interval]] | None:
    """Return the whole that the items add up to, and the values used: an item's own, or where it is a misprint its cell's."""
    options = [list(dict.fromkeys((c.interval, _actual(evidence, c)))) for c in stated]
    if sum(len(o) > 1 for o in options) > _MOST_MISPRINTS:
        options = [o[:1] for o in options]
    for used in product(*options):
        whole = next((w for w in wholes if total(list(used)).meets(w.interval)), None)
        if whole is not None:
            return whole, list(used)
    return None


def _actual(evidence: Evidence, claim: Claim) -> Interval:
    """Return a level, or the cell it is about where that differs, so that a misprint does not hide that the list is complete."""
    reading = evidence.corrected(claim)
    return reading.cell.interval if reading is not None else claim.interval


# comparing


def _compare(
    evidence: Evidence, whole: Claim, parts: list[Claim], *, complete: bool, exceeding: bool = True
) -> list[Outcome] | None:
    intervals = [_actual(evidence, c) for c in parts]
    implied = total(intervals)
    target = _actual(evidence, whole)
    at = evidence.witness(whole, "whole")
    witnesses = tuple(evidence.witness(c, "part", short=True) for c in parts)
    if implied.meets(target):
        own = [c for c, i in zip(parts, intervals, strict=True) if i == c.interval]
        result: list[Outcome] = [
            Consistent(evidence.witness(c, "part"), (at,), "arithmetic", PART) for c in own if target == whole.interval
        ]
        told = _sum_of(own) if len(own) == len(parts) else None
        return [*result, Consistent(at, witnesses, "arithmetic", told)] if target == whole.interval else None
    odd = _odd_unit(evidence, whole, parts, implied, target)
    if odd is not None:
        return [odd]
    quantum = max(c.quantity.printed.quantum for c in (whole, *parts))
    gap = implied.gap(target)
    if not complete and (implied.high < target.low or not exceeding):
        slipped = _slipped_part(parts, intervals, target)
        if slipped:
            return [_contradicted(evidence, whole, parts, implied, tail=False, cause=slipped)]
        return [NotChecked(evidence.witness(c, "part"), Why.OPEN_LIST) for c in parts]
    return [_contradicted(evidence, whole, parts, implied, tail=gap < quantum)]


def _slipped_part(parts: list[Claim], intervals: list[Interval], target: Interval) -> str:
    """Return the slip of one part that would make a list of three or more add up exactly; else ''.

    Any slip where that can be no coincidence, else only the commonest and where the list is nearly as large as its whole.
    """
    implied = total(intervals)
    if len(parts) < _LEAST_LISTED or not target.middle:
        return ""
    near = target.low - implied.high <= target.low * _NEARLY
    for claim, interval in zip(parts, intervals, strict=True):
        printed = claim.quantity.printed
        needed = target.middle - implied.middle + interval.middle
        found = slip(
            digits_of(printed.value, printed.exponent),
            digits_of(rounded(needed / printed.unit.scale, printed.exponent), printed.exponent),
        )
        places = target.middle / printed.quantum if printed.quantum else Decimal(0)
        least = _SIGNIFICANT if implied.high < target.low else _SIGNIFICANT_EXCEEDING
        certain = places > least * _SLIPS_OF_A_NUMBER * len(parts)
        if found and (certain or (near and found.endswith(("颠倒", "漏一位数字")))):
            return f"{printed}疑{found}"
    return ""


def _odd_unit(
    evidence: Evidence, whole: Claim, parts: list[Claim], implied: Interval, target: Interval
) -> Outcome | None:
    """Blame the unit of the whole, or of one part, where the sum fits once that is read in 万元."""
    if whole.quantity.printed.unit is YUAN and implied.meets(target.scaled(_WAN)):
        others = [evidence.operand(c, "part") for c in parts]
        return blame_unit(evidence, evidence.operand(whole, "claim"), others, None)
    odd = [c for c in parts if c.quantity.printed.unit is YUAN]
    if len(odd) != 1 or whole.quantity.printed.unit is YUAN:
        return None
    rest = total([_actual(evidence, c) for c in parts if c is not odd[0]])
    if not (rest + odd[0].interval.scaled(_WAN)).meets(target):
        return None
    others = [evidence.operand(c, "part") for c in (whole, *parts) if c is not odd[0]]
    return blame_unit(evidence, evidence.operand(odd[0], "claim"), others, None)


def _contradicted(
    evidence: Evidence, whole: Claim, parts: list[Claim], implied: Interval, *, tail: bool, cause: str = ""
) -> Outcome:
    unit, exponent = whole.quantity.printed.unit, min(whole.quantity.printed.exponent, -2)
    shown = show(implied.middle, unit, exponent)
    terms = " + ".join(number(c.quantity.printed) for c in parts[:_MOST_SHOWN]) + (
        " + …" if len(parts) > _MOST_SHOWN else ""
    )
    gap = show(abs(implied.middle - whole.value), unit, exponent)
    return Contradicted(
        evidence.witness(whole, "whole"),
        tuple(evidence.witness(c, "part", short=True) for c in parts),
        f"合计写{whole.quantity.printed}，所列{len(parts)}项之和为{shown}，相差{gap}，合计与分项不能同时成立。",
        "arithmetic",
        implied=implied,
        relation=_sum_of(parts),
        formula=f"{terms} = {shown} ≠ {whole.quantity.printed}",
        tail=tail,
        cause=cause,
        confidence=0.75 if cause else 0.9,
        severity=Severity.WARNING if cause else None,
    )


def _sum_of(parts: Sequence[Claim]) -> Relation:
    return Relation(tuple((1, i) for i in range(len(parts))))
