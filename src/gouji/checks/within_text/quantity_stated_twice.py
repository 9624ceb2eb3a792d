"""同一数量两处不一

核对什么：正文不同地方说的同一项目、同一口径、同一年度的数额、增减额、增减率是否相同。
为什么：同一数量只能有一个值，两处不同必有一处有误。
容差：两数的舍入区间相交即一致；再差不到一个末位单位记为尾差。
不核对：承前省略主语的数；比较的口径不同（比上年预算与比上年决算）；名称太短、可能泛指的数；已与报表核对过的数额；约数。机关运行经费、政府采购等各表不列的数，全文只有一个，不论写在哪一节。
依据：同一报告前后应一致（财预〔2016〕143号，真实性）。
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from gouji.checks.arithmetic import compared_with, gap_text, is_tail
from gouji.checks.base import check
from gouji.checks.evidence import SOFT, Evidence
from gouji.checks.names import PROJECT_WORDS
from gouji.checks.sentences import verbatim
from gouji.checks.unit_slips import blame_unit
from gouji.model.claim import Basis, Claim, Comparator, Measure, Period, Subject
from gouji.model.document import DocumentKind
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity
from gouji.values.units import WAN, YUAN

_SHORTEST_WORDS = 6
_Key = tuple[str, Measure, Basis, Period, tuple[Comparator, Basis], str]


@check(code="WX07", name="quantity-stated-twice", kind=Kind.NARRATIVE_CONFLICT, severity=Severity.ERROR, since="0.1")
def quantity_stated_twice(evidence: Evidence) -> Iterator[Outcome]:
    groups: dict[_Key, list[Claim]] = defaultdict(list)
    for claim in evidence.claims:
        key = _key(evidence, claim)
        if key is not None:
            groups[key].append(claim)
    for claims in groups.values():
        if len({c.group for c in claims}) > 1:
            yield from _compared(evidence, claims)


def _key(evidence: Evidence, claim: Claim) -> _Key | None:
    subject = claim.subject
    if (
        subject is None
        or not claim.exact
        or claim.parallel
        or claim.measure not in (Measure.LEVEL, Measure.CHANGE, Measure.GROWTH)
    ):
        return None
    alone = False
    if claim.measure is Measure.LEVEL:
        readings = evidence.alignments[claim.quantity.index].readings
        if claim.nested or any(r.score >= SOFT for r in readings):
            return None
        alone = _stands_alone(evidence, subject)
        if claim.inherited and subject.named and not (alone and _only_its_basis(evidence, claim)):
            return None
        if subject.named and not alone and (readings or claim.basis not in (Basis.INITIAL, Basis.ADJUSTED)):
            return None
    elif not evidence.names_subject(claim):
        return None
    if not subject.named and (len(subject.words) < _SHORTEST_WORDS or claim.measure is not Measure.LEVEL):
        return None
    section = evidence.table_of(claim) or ""
    if subject.named and not section and not alone:
        return None
    anchor = evidence.profile.scopes.get(section, section) if subject.named and not alone else ""
    key = subject.key if subject.named else "words:" + (PROJECT_WORDS.sub("", subject.words) or subject.words)
    basis = Basis.FINAL if claim.basis is Basis.NONE and claim.measure is Measure.LEVEL else claim.basis
    if alone and evidence.document.kind is DocumentKind.BUDGET:
        basis = Basis.BUDGET  # what a budget says of its year is the budget, whether it says so or not
    return (key, claim.measure, basis, claim.period, compared_with(evidence, claim), anchor)


def _stands_alone(evidence: Evidence, subject: Subject) -> bool:
    """Whether a name means one amount wherever it stands (机关运行经费, 政府采购): no table of one of the funds prints it.

    The end of a longer name (采购金额 for 政府采购金额) means whatever its sentence speaks of.
    """
    kind, _, name = subject.key.partition(":")
    concept = evidence.profile.concepts.get(name) if kind == "concept" else None
    return (
        concept is not None
        and all(c.soft or c.table not in evidence.profile.scopes for c in concept.cells)
        and not any(n != subject.words and n.endswith(subject.words) for n in concept.names)
    )


def _only_its_basis(evidence: Evidence, claim: Claim) -> bool:
    """Whether a number repeats of its subject's sentence all but the 口径: 机关运行经费年初预算…，支出决算…."""
    return claim.basis is not Basis.NONE and evidence.names_subject(claim)


def _odd_unit(evidence: Evidence, claim: Claim, other: Claim) -> Outcome | None:
    """Blame the unit of the one in 元 where the same digits stand elsewhere in 万元."""
    odd, usual = (claim, other) if claim.quantity.printed.unit is YUAN else (other, claim)
    if (
        odd.quantity.printed.unit is not YUAN
        or usual.quantity.printed.unit is not WAN
        or odd.quantity.printed.value != usual.quantity.printed.value
    ):
        return None
    return blame_unit(
        evidence,
        evidence.operand(odd, "claim"),
        [evidence.operand(usual, "restatement")],
        None,
    )


def _compared(evidence: Evidence, claims: list[Claim]) -> Iterator[Outcome]:
    counts = Counter(c.value for c in claims)
    usual = max(counts, key=lambda v: (counts[v], -next(i for i, c in enumerate(claims) if c.value == v)))
    witness = next(c for c in claims if c.value == usual)
    for claim in claims:
        if claim is witness:
            continue
        operand = evidence.witness(witness, "restatement")
        if claim.interval.meets(witness.interval) and verbatim(claim, witness):
            continue
        if claim.interval.meets(witness.interval):
            yield Consistent(evidence.witness(claim), (operand,), "restatement")
            continue
        odd = _odd_unit(evidence, claim, witness)
        if odd is not None:
            yield odd
            continue
        name = claim.subject.words if claim.subject else ""
        yield Contradicted(
            evidence.witness(claim),
            (operand,),
            f"“{name}”{_told_apart(claim, witness)}，两处不能同时成立。",
            "restatement",
            implied=witness.interval,
            formula=f"{claim.quantity.printed} ≠ {witness.quantity.printed}",
            tail=is_tail(claim, witness.interval),
            confidence=0.85 if counts[usual] > 1 else 0.8,
            severity=None if claim.subject and claim.subject.named else Severity.WARNING,
        )


def _told_apart(claim: Claim, other: Claim) -> str:
    here, there = claim.quantity.printed, other.quantity.printed
    if claim.sign * other.sign < 0:
        return f"此处写{claim.direction}{here}，另一处写{other.direction}{there}，一增一减"
    return f"此处写{here}，另一处写{there}，相差{gap_text(claim, other.interval.middle)}"
