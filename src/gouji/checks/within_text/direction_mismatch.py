"""增减方向前后矛盾

核对什么：同一处的增减额与增减率一增一减；“决算数大于（小于、持平于）预算数”与同处两个数的大小，或与执行率；“增加（减少）”与写明的两年数。
为什么：方向写反会使读者得出相反的结论。
容差：两数的舍入区间不相交、大小确定才报。
不核对：约数；“持平”“基本持平”；找不到同一项目的两个数。“预算”未注明口径的，写有的年初、全年预算都不符才报，只写有其中一种的作警告。
依据：增减率与增减额同号；大于、小于按两数比较。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gouji.checks.arithmetic import amount, compared_with, of_one_basis, unqualified_note
from gouji.checks.base import check
from gouji.checks.evidence import Evidence, Operand
from gouji.model.claim import Basis, Claim, Comparator, Measure, Period
from gouji.model.document import Paragraph
from gouji.model.location import Place, Span
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness
from gouji.values.interval import Interval

# 支出决算数大于年初预算数 · 决算数与预算数持平; refuses 大于（小于） as templates print it, 基本持平
_COMPARED = re.compile(
    r"(?:支出|收入)?决算数?(?:(?P<word>大于|小于|高于|低于|多于|少于|等于|超过)(?P<what>年初|全年|调整)?预算数?(?!\()"
    r"|[与和同](?P<with>年初|全年|调整)?后?预算数?(?:相)?(?:持平|一致|相等|相同))"
)
_LONGEST_PAIR = 60  # characters from the change to the rate that are still quoted as one statement
_BASES = {
    "年初": (Basis.INITIAL,),
    "全年": (Basis.ADJUSTED,),
    "调整": (Basis.ADJUSTED,),
    None: (Basis.INITIAL, Basis.BUDGET, Basis.ADJUSTED),
}
_EQUAL = (None, "等于")
_GREATER = frozenset(("大于", "高于", "多于", "超过"))


@check(code="WX05", name="direction-mismatch", kind=Kind.DIRECTION_ERROR, severity=Severity.ERROR, since="0.1")
def direction_mismatch(evidence: Evidence) -> Iterator[Outcome]:
    yield from _opposite_pairs(evidence)
    yield from _against_levels(evidence)
    for paragraph in evidence.document.paragraphs:
        if "算" in paragraph.view.folded and evidence.by_scope.get(paragraph.index):
            for match in _COMPARED.finditer(paragraph.view.folded):
                yield from _comparison(evidence, paragraph, match)


def _opposite_pairs(evidence: Evidence) -> Iterator[Outcome]:
    for claim in evidence.of(Measure.GROWTH):
        before = evidence.previous(claim)
        if before is None or before.measure is not Measure.CHANGE or before.group != claim.group:
            continue
        if (
            claim.parallel
            or before.parallel
            or not claim.sign
            or not before.sign
            or compared_with(evidence, before) != compared_with(evidence, claim)
            or not (claim.inherited or _same(before, claim))
        ):
            continue
        if (claim.value > 0) != (before.value > 0) and claim.value and before.value:
            operand, own = evidence.witness(before, "change"), evidence.witness(claim)
            said = evidence.said(operand), evidence.said(own)
            both = Span(operand.place.span.start, own.place.span.end, own.place.span.file)
            at = (
                Witness(Place(both, own.place.section), "claim", own.printed, claim.quantity)
                if both.end - both.start <= _LONGEST_PAIR
                else own
            )
            yield Contradicted(
                at,
                (operand,),
                f"同一处先写“{said[0]}”，又写“{said[1]}”，一增一减，不能同时成立。",
                "arithmetic",
                confidence=0.95,
            )


def _against_levels(evidence: Evidence) -> Iterator[Outcome]:
    for claim in evidence.of(Measure.CHANGE):
        if not claim.sign or not claim.value:
            continue
        this, last = _sides(evidence, claim)
        if len(this) == 1 and len(last) == 1 and of_one_basis(evidence, claim, this[0], last[0]):
            sign = _order(this[0], last[0])
            if sign and (sign > 0) != (claim.value > 0):
                at = evidence.witness(claim)
                said = evidence.said(at)
                note = unqualified_note(last) if claim.comparator is Comparator.BUDGET else ""
                yield Contradicted(
                    at,
                    (this[0].witness, last[0].witness),
                    f"写“{said}”，而同处两数为{amount(this[0])}、{amount(last[0])}{note}，方向相反。",
                    "arithmetic",
                    formula=f"{amount(this[0])} {'>' if sign > 0 else '<'} {amount(last[0])}",
                    confidence=0.8 if note else 0.92,
                    severity=Severity.WARNING if note else None,
                )


def _sides(evidence: Evidence, claim: Claim) -> tuple[list[Operand], list[Operand]]:
    """Return the two amounts of its sentence that a change compares: this year's and last year's, or final account and budget."""
    if claim.comparator is Comparator.LAST_YEAR:
        bases = (Basis.FINAL, Basis.NONE, Basis.BUDGET)
        this = evidence.level_operands(claim.subject, claim, "this", bases=bases, reach="sentence")
        return this, evidence.level_operands(
            claim.subject, claim, "last", bases=bases, period=Period.LAST, reach="sentence"
        )
    budgets = {Comparator.INITIAL_BUDGET: _BASES["年初"], Comparator.BUDGET: _BASES[None]}.get(claim.comparator, ())
    finals = (Basis.FINAL, Basis.NONE) if budgets else ()
    this = evidence.level_operands(claim.subject, claim, "this", bases=finals, reach="sentence")
    return this, evidence.level_operands(claim.subject, claim, "last", bases=budgets, reach="sentence")


def _order(left: Operand, right: Operand) -> int:
    """Return 1, -1, or 0 when rounding leaves the order open."""
    return _above(left.interval, right.interval)


def _above(left: Interval, right: Interval) -> int:
    return 1 if left.low >= right.high else -1 if left.high <= right.low else 0


def _comparison(evidence: Evidence, paragraph: Paragraph, match: re.Match[str]) -> Iterator[Outcome]:
    """Hold 决算数大于预算数 against both amounts before it, or where no budget is stated against the execution rate."""
    place = Place(paragraph.view.span(match.start(), match.end()), paragraph.section.name)
    at = Witness(place, "claim", None, None, match.group())
    before = [c for c in evidence.by_scope[paragraph.index] if c.quantity.end <= match.start() and c.exact]
    levels = [c for c in before if c.measure is Measure.LEVEL and c.period is Period.THIS]
    final = next((c for c in reversed(levels) if c.basis is Basis.FINAL), None)
    bases = _BASES[match["what"] or match["with"]]
    budgets = [evidence.operand(c, "budget") for c in _nearest(levels, final, bases)] if final else []
    if final is not None and budgets:
        yield _by_levels(at, match, evidence.operand(final, "final"), budgets, unstated=len(bases) > 1)
        return
    rate = before[-1] if before and before[-1].measure is Measure.EXECUTION else None
    if rate is not None and rate.basis in bases and not rate.parallel:
        yield _by_rate(at, match, evidence.operand(rate, "rate"), unstated=len(bases) > 1)


def _nearest(levels: list[Claim], final: Claim, bases: tuple[Basis, ...]) -> list[Claim]:
    """Return the last budget of each 口径 before the words, printed in the unit of the final account; the nearest first."""
    unit = final.quantity.printed.unit
    found: dict[Basis, Claim] = {}
    for claim in reversed(levels):
        if claim.basis in bases and _same(claim, final) and claim.quantity.printed.unit is unit:
            found.setdefault(claim.basis, claim)
    return list(found.values())


def _wrong(word: str | None, sign: int) -> bool:
    """Whether an order refutes a word; no word stands for 持平."""
    return bool(sign) if word in _EQUAL else sign < 0 if word in _GREATER else sign > 0


def _by_levels(at: Witness, match: re.Match[str], final: Operand, budgets: list[Operand], *, unstated: bool) -> Outcome:
    """Accuse only where no budget that may be meant agrees."""
    right = next((b for b in budgets if not _wrong(match["word"], _order(final, b))), None)
    if right is not None:  # that one is larger confirms neither
        return Consistent(at, (final.witness, right.witness) if match["word"] in _EQUAL else (), "arithmetic")
    note = unqualified_note(budgets) if unstated else ""
    stated = "、".join(f"预算{amount(b)}" for b in budgets)
    signs = [">" if _order(final, b) > 0 else "<" for b in budgets]
    return Contradicted(
        at,
        (final.witness, *(b.witness for b in budgets)),
        f"写“{match.group()}”，而同处决算{amount(final)}、{stated}{note}，两者不能同时成立。",
        "arithmetic",
        formula="，".join(f"{amount(final)} {s} {amount(b)}" for s, b in zip(signs, budgets, strict=True)),
        confidence=0.8 if note else 0.93,
        severity=Severity.WARNING if note else None,
    )


def _by_rate(at: Witness, match: re.Match[str], rate: Operand, *, unstated: bool) -> Outcome:
    sign = _above(rate.interval, Interval.exact(Decimal(1)))
    if _wrong(match["word"], sign):
        note = unqualified_note([rate]) if unstated else ""
        return Contradicted(
            at,
            (rate.witness,),
            f"写“{match.group()}”，而同处完成预算的{rate.printed}{note}，两者不能同时成立。",
            "arithmetic",
            formula=f"{rate.printed} {'>' if sign > 0 else '<'} 100%",
            confidence=0.8 if note else 0.9,
            severity=Severity.WARNING if note else None,
        )
    return Consistent(at, (rate.witness,) if match["word"] in _EQUAL else (), "arithmetic")


def _same(left: Claim, right: Claim) -> bool:
    return left.subject is not None and right.subject is not None and left.subject.key == right.subject.key
