"""占比与部分、整体不符

核对什么：“甲 x 万元，占乙的 y%”是否等于甲除以乙；没写“占什么”时，乙是本段或本节所说的整体。
为什么：占比常随旧稿留下，或用错了整体。
容差：部分区间除以整体区间，与占比区间相交即相容；保留小数的占比再差不到一个末位单位记为尾差。
不核对：约数；部分没有写数额；整体为零；找不到所占的整体。几种整体都可能时，有一种相容即相容。没写“占什么”的：同一列举有别的占比恰好相符，证明了整体，才作错误，否则作警告；部分不是报表所列的项目、整体又在另一句的，不核对。
依据：占比 = 部分 ÷ 整体。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.checks.arithmetic import QUOTIENT, Attempt, attempts_of, first_agreeing, gap_text, is_tail, show
from gouji.checks.base import check
from gouji.checks.evidence import Evidence, Operand
from gouji.checks.unit_slips import unit_slip_among
from gouji.model.alignment import Why
from gouji.model.claim import Basis, Claim, Measure, Period, Subject
from gouji.model.outcome import Consistent, Contradicted, Kind, NotChecked, Outcome, Severity
from gouji.values.interval import Interval
from gouji.values.units import PERCENT

_LEVELS = (Basis.NONE, Basis.FINAL, Basis.BUDGET)
_SAID_OF_A_LEVEL = (Measure.EXECUTION, Measure.CHANGE, Measure.GROWTH)
_BRACKETED = re.compile(r"\([^()]*\)")


@check(code="WX04", name="share-mismatch", kind=Kind.RATIO_ERROR, severity=Severity.ERROR, since="0.1")
def share_mismatch(evidence: Evidence) -> Iterator[Outcome]:
    results = list(_results(evidence))
    proven = _Proven()
    for result in results:
        if isinstance(result, _Computed) and result.agrees:
            proven.add(result)
    for result in results:
        yield _settled(evidence, result, proven) if isinstance(result, _Computed) else result


@dataclass(frozen=True, slots=True)
class _Computed:
    """A share with the part and the whole it was worked out from; `stated` says that the text names the whole."""

    claim: Claim
    attempt: Attempt
    agrees: bool
    stated: bool

    @property
    def part(self) -> Operand:
        return self.attempt.operands[0]

    @property
    def whole(self) -> Operand:
        return self.attempt.operands[1]

    @property
    def in_section(self) -> tuple[int, Interval]:
        section = self.claim.quantity.paragraph.section
        return (section.above(2) or section).ordinal, self.whole.interval

    @property
    def in_paragraph(self) -> tuple[int, Interval]:
        return self.claim.scope, self.whole.interval


class _Proven:
    """The wholes that shares were right of, by section, and the parts these took of each, by paragraph."""

    def __init__(self) -> None:
        self._sections: set[tuple[int, Interval]] = set()
        self._taken: dict[tuple[int, Interval], Interval] = {}

    def add(self, right: _Computed) -> None:
        self._sections.add(right.in_section)
        taken = self._taken.get(right.in_paragraph)
        self._taken[right.in_paragraph] = taken + right.part.interval if taken else right.part.interval

    def has(self, other: _Computed) -> bool:
        """Whether the list around a share proves its base: the part fits into what the others of its paragraph leave.

        A part in a paragraph of its own has to be one that the lexicon or the tables know, in a section that has proven the base.
        """
        taken = self._taken.get(other.in_paragraph)
        if taken is not None:
            return (taken + other.part.interval).low <= other.whole.interval.high
        return _known(other.part) and other.in_section in self._sections


def _known(part: Operand) -> bool:
    return part.claim is None or (part.claim.subject is not None and part.claim.subject.named)


def _settled(evidence: Evidence, result: _Computed, proven: _Proven) -> Outcome:
    if result.agrees:
        used = tuple(o.witness for o in result.attempt.operands)
        return Consistent(evidence.witness(result.claim), used, "arithmetic", QUOTIENT)
    sure = result.stated or proven.has(result)
    whole = result.whole.claim
    if not sure and not _known(result.part) and (whole is None or whole.group != result.claim.group):
        return NotChecked(evidence.witness(result.claim), Why.NO_OPERAND)
    return _contradicted(evidence, result.claim, result.attempt, sure=sure)


def _results(evidence: Evidence) -> Iterator[_Computed | Outcome]:
    for claim in evidence.of(Measure.SHARE):
        together = _together(evidence, claim)
        if together:
            yield from _in_turn(evidence, together)
        elif not claim.parallel:
            yield _result(evidence, claim)


def _result(evidence: Evidence, claim: Claim) -> _Computed | Outcome:
    at = evidence.witness(claim)
    if not claim.exact:
        return NotChecked(at, Why.APPROXIMATE)
    whole = _whole_beside(evidence, claim)
    part = _part(evidence, claim, whole or claim)
    if not part:
        return NotChecked(at, Why.NO_OPERAND)
    if whole is not None:
        return _compared(
            evidence, claim, part[: 2 if claim.after_list else 1], [evidence.operand(whole, "whole")], stated=True
        )
    wholes = _stated_wholes(evidence, claim) if claim.whole else _implied_wholes(evidence, claim, part[0])
    return _compared(evidence, claim, part, wholes, stated=bool(claim.whole))


def _compared(
    evidence: Evidence, claim: Claim, part: list[Operand], wholes: list[Operand], *, stated: bool
) -> _Computed | Outcome:
    attempts = attempts_of([part, wholes], lambda p, w: p / w, lambda p, w: f"{p} ÷ {w}")
    if not attempts:
        return NotChecked(evidence.witness(claim), Why.ZERO_BASE if wholes else Why.NO_OPERAND)
    agreeing, tried = first_agreeing(claim.interval, attempts)
    if agreeing:
        return _Computed(claim, agreeing, True, stated)
    slipped = unit_slip_among(evidence, claim, tried)
    if slipped is not None:
        return slipped
    return _Computed(claim, min(tried, key=lambda a: not is_tail(claim, a.implied)), False, stated)


def _contradicted(evidence: Evidence, claim: Claim, best: Attempt, *, sure: bool) -> Outcome:
    implied = show(best.point, PERCENT, min(claim.quantity.printed.exponent, -2))
    note = "" if sure else "；正文没有写明占什么"
    return Contradicted(
        evidence.witness(claim),
        tuple(o.witness for o in best.operands),
        f"印为{claim.quantity.printed}，按{best.formula}应约为{implied}，相差{gap_text(claim, best.point)}{note}，两者不能同时成立。",
        "arithmetic",
        implied=best.implied,
        point=best.point,
        relation=QUOTIENT,
        formula=f"{best.formula} = {implied}",
        tail=is_tail(claim, best.implied),
        confidence=0.8 if not sure else 0.95 if claim.whole else 0.9,
        severity=None if sure else Severity.WARNING,
    )


def _together(evidence: Evidence, claim: Claim) -> list[Claim]:
    """Return the shares of a list such as 分别占总额的16.81%、10.18%和73.01%, or nothing."""
    text = claim.quantity.paragraph.view.folded
    if "分别" not in text[max(0, claim.cue - 4) : claim.quantity.start]:
        return []
    result = [claim]
    for other in evidence.by_scope[claim.scope]:
        if (
            other.quantity.start >= result[-1].quantity.end
            and other.parallel
            and other.group == claim.group
            and other.dimension is claim.dimension
        ):
            result.append(other)
    return result


def _in_turn(evidence: Evidence, shares: list[Claim]) -> Iterator[_Computed | Outcome]:
    """Compare the shares one by one with as many levels before them, against the stated whole or the level before those."""
    first = shares[0]
    here = evidence.position[first.quantity.index]
    levels = [
        c
        for c in evidence.by_scope[first.scope]
        if evidence.position[c.quantity.index] < here
        and c.group == first.group
        and c.measure is Measure.LEVEL
        and not c.nested
    ]
    parts = levels[-len(shares) :]
    if len(shares) < 2 or len(parts) < len(shares):
        yield from (NotChecked(evidence.witness(c), Why.NO_OPERAND) for c in shares)
        return
    wholes = _stated_wholes(evidence, first) if first.whole else []
    wholes += [evidence.operand(c, "whole") for c in levels[: -len(shares)][-1:]]
    wholes = wholes or _implied_wholes(evidence, first, evidence.operand(parts[0], "part"))
    for share, part in zip(shares, parts, strict=True):
        operand = evidence.operand(part, "part")
        yield _compared(evidence, share, [operand], wholes, stated=bool(first.whole))


def _whole_beside(evidence: Evidence, claim: Claim) -> Claim | None:
    """Return the whole whose amount stands right before the share (占本年支出合计400.00万元的30.00%), or None."""
    before = evidence.previous(claim)
    if before is None or before.scope != claim.scope:
        return None
    text = claim.quantity.paragraph.view.folded
    return before if text[before.quantity.end : claim.quantity.start] == "的" else None


def _part(evidence: Evidence, share: Claim, claim: Claim) -> list[Operand]:
    """Return the amount a share is of: the one just before it (or before its whole) in its sentence, then the cell it is about.

    Where the sentence gives no amount (出国费占54.51%), the cell alone.
    """
    before = evidence.previous(claim)
    if before is None or before.group != claim.group or _is_share(before):
        return _cells_of_named(evidence, claim) if claim is share else []
    text = claim.quantity.paragraph.view.folded
    end = claim.cue if claim is share else max(text.rfind("占", before.quantity.end, claim.cue), before.quantity.end)
    between = _BRACKETED.sub("", text[before.quantity.end : end])
    level = _level_before(evidence, before)
    if level is None or len(between.strip("，、;的(约")) > 8:
        return []
    if (
        claim is share
        and not claim.inherited
        and claim.subject
        and level.subject
        and claim.subject.key != level.subject.key
    ):
        return evidence.cell_operands(claim.subject, claim, "part")
    own = [evidence.operand(level, "part")]
    if share.after_list:  # …，其中：甲60万元、乙40万元，占…: of the whole, or of 乙 alone
        of_part = share.subject is level.subject
        whole = share.subjects[1] if of_part else share.subjects[0]
        all_parts = evidence.level_operands(whole, share, "part", bases=_LEVELS)[:1]
        own = own + all_parts if of_part else all_parts + own
    return [*own, *evidence.cell_operands(level.subject, level, "part")]


def _is_share(claim: Claim) -> bool:
    return claim.measure is Measure.SHARE


def _cells_of_named(evidence: Evidence, claim: Claim) -> list[Operand]:
    return [] if claim.inherited else evidence.cell_operands(claim.subject, claim, "part")


def _level_before(evidence: Evidence, claim: Claim) -> Claim | None:
    """Return this year's level a sentence has just given, passing over what it says of it (完成年初预算的102.84%，占…), or None."""
    found: Claim | None = claim
    while found is not None and found.measure in _SAID_OF_A_LEVEL and found.inherited and found.group == claim.group:
        found = evidence.previous(found)
    if found is None or found.measure is not Measure.LEVEL or found.group != claim.group:
        return None
    return found if found.exact and found.period is Period.THIS else None


def _stated_wholes(evidence: Evidence, claim: Claim) -> list[Operand]:
    """Return the levels and cells of the whole that the sentence names; a whole without a known name only by its own words."""
    whole = claim.whole[0]
    found = evidence.level_operands(whole, claim, "whole", bases=_LEVELS)
    found += evidence.cell_operands(whole, claim, "whole")
    found += evidence.cell_operands(whole, claim, "whole", anywhere=True)
    return found + evidence.level_operands(whole, claim, "whole", bases=_LEVELS, reach="section")


def _implied_wholes(evidence: Evidence, claim: Claim, part: Operand) -> list[Operand]:
    """Return the wholes a share without a stated base can be of, the likeliest first.

    First the level that opens the paragraph, then those that introduce the item, then the totals of the section's table, then any
    other level of the paragraph. Only levels before the share and not below the part can be its whole.
    """
    own = [c for c in evidence.by_scope[claim.scope] if _can_be_whole(evidence, c, claim, part)]
    first = evidence.by_scope[claim.scope][0]
    above = [c for c in _introductions(evidence, claim) if _can_be_whole(evidence, c, claim, part)]
    found = [evidence.operand(c, "whole") for c in (*(c for c in own[:1] if c is first), *above[:4])]
    own_key = part.claim.subject.key if part.claim and part.claim.subject else ""
    named = part.claim is None or (part.claim.subject is not None and part.claim.subject.named)
    found += _table_totals(evidence, part.claim or claim)
    for key in claim.topic if named else ():  # a part nobody knows may be of anything
        if key != own_key:
            cells = evidence.cell_operands(Subject(key, ""), claim, "whole")
            found += [o for o in cells if o.interval.high > part.interval.low]
    if found:
        found += [evidence.operand(c, "whole") for c in own[1:]]
    return _first_of_each_value(found)


def _table_totals(evidence: Evidence, part: Claim) -> list[Operand]:
    """Return the totals of the rows a part may stand in: without words for its base, a subject's share is of its table."""
    if part.subject is None or not part.subject.named:
        return []
    return evidence.total_operands(part.subject, part, "whole")


def _can_be_whole(evidence: Evidence, level: Claim, claim: Claim, part: Operand) -> bool:
    earlier = evidence.position[level.quantity.index] < evidence.position[claim.quantity.index]
    kind = (
        level.measure is Measure.LEVEL and level.period is Period.THIS and level.basis in _LEVELS and not level.nested
    )
    large = level is not part.claim and level.interval.high > part.interval.low
    return earlier and kind and large and not _is_sibling(evidence, level, claim)


def _is_sibling(evidence: Evidence, level: Claim, claim: Claim) -> bool:
    """Whether a level is itself a part with its share, as in 甲60万元，占60%；乙40万元，占40%, and no 其中 goes down from it."""
    after = evidence.following(level)
    if (
        after is None
        or after is claim
        or after.measure is not Measure.SHARE
        or after.whole
        or level.scope != claim.scope
    ):
        return False
    return "其中" not in claim.quantity.paragraph.view.folded[level.quantity.end : claim.quantity.start]


def _introductions(evidence: Evidence, claim: Claim) -> list[Claim]:
    """Return the levels of the paragraphs that introduce the item, the nearest first."""
    found: list[Claim] = []
    for section in reversed(claim.quantity.paragraph.section.path):
        if section.level >= 2:
            found += [c for c in evidence.before(claim, section) if c.scope != claim.scope]
    return found


def _first_of_each_value(operands: list[Operand]) -> list[Operand]:
    result: dict[object, Operand] = {}
    for operand in operands:
        result.setdefault(operand.interval, operand)
    return list(result.values())
