"""Parts that are numbered items under one paragraph, against a level that the paragraph states."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product

from gouji.checks.arithmetic import PART, show
from gouji.checks.evidence import Evidence
from gouji.checks.within_text.part_sums import LEAST_LISTED, actual, compared, sum_of
from gouji.model.claim import Basis, Claim, Measure, Period, Subject
from gouji.model.document import Section
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome
from gouji.values.interval import Interval, total

_ANNOUNCED = re.compile(r"(?:主要)?(?:用于|包括|为|有)(?:以下[^，。]{0,6})?[:：]?$|(?:具体)?(?:情况|明细)?如下[:。]?$")
_NO_BUDGET = re.compile(
    r"(?:年初)?(?:未|没有|无)(?:安排|编列|编制|列)?(?:年初)?预算|年初预算(?:数)?(?:为零|为0)|年初未"
)
_LEVELS = (Basis.NONE, Basis.FINAL)
_MOST_MISPRINTS = 5


def numbered_items(evidence: Evidence) -> Iterator[Outcome]:
    """Compare the items under every paragraph with the levels it states."""
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
        if whole is not None and len(stated) >= LEAST_LISTED:
            yield from compared(evidence, whole, stated, complete=False)
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
        sum_of(right) if len(right) == len(stated) else None,
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
        yield from compared(evidence, whole, [b for b in budgets if b is not None], complete=True)


def _against_table(evidence: Evidence, stated: list[Claim]) -> Iterator[Outcome]:
    """Find that the items of a list without a stated total make up the report's 项目支出; a coincidence to the cent is none."""
    if len(stated) < LEAST_LISTED:
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
    options = [list(dict.fromkeys((c.interval, actual(evidence, c)))) for c in stated]
    if sum(len(o) > 1 for o in options) > _MOST_MISPRINTS:
        options = [o[:1] for o in options]
    for used in product(*options):
        implied = total(list(used))
        whole = next((w for w in wholes if implied.meets(w.interval)), None)
        if whole is not None:
            return whole, list(used)
    return None
