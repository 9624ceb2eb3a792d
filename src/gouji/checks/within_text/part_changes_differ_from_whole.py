"""分项增减额与合计增减额不符

核对什么：“三公”经费、基本支出等固定构成，合计与各分项都写了同一比较的增减额时，各分项增减额（增为正、减为负）之和是否等于合计增减额；“增加 x 万元，其中：甲增加…，乙减少…”的列举。
为什么：本年数、上年数各自都是分项之和，增减额也必须如此；方向写反时从和数最容易看出。
容差：各增减额取舍入区间，和的区间与合计增减额区间相交即相容；再差不到一个末位单位记为尾差。
不核对：分项没有写全（“与上年持平”不写数额的也算没有写全）；同一项目写了几个不同的增减额；约数；比较对象不同。“其中”的列举可以不穷尽，只有改一个增减方向就恰好相符时才提出。
依据：增减额 = 本年数 − 上年数；合计 = Σ 分项。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from gouji.checks.arithmetic import show, sum_differs
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.alignment import Why
from gouji.model.claim import Basis, Claim, Comparator, Measure
from gouji.model.outcome import Consistent, Contradicted, Kind, NotChecked, Outcome, Severity
from gouji.values.interval import Interval, total

_CUE = re.compile(r"其中[，:]?")
_LEAST_PARTS = 2
_MOST_PARTS = 12  # flipping one of more directions could close a list by chance
_Place = tuple[int, Comparator, Basis]  # section, and what the change compares with


@check(
    code="WX21",
    name="part-changes-differ-from-whole",
    kind=Kind.DELTA_ERROR,
    severity=Severity.ERROR,
    since="0.1",
)
def part_changes_differ_from_whole(evidence: Evidence) -> Iterator[Outcome]:
    held: set[int] = set()
    for whole, parts in _compositions(evidence):
        held.add(whole.quantity.index)
        yield from _compared(evidence, whole, parts, complete=True)
    for whole, parts in _enumerations(evidence):
        if whole.quantity.index not in held:
            yield from _compared(evidence, whole, parts, complete=False)


def _compositions(evidence: Evidence) -> Iterator[tuple[Claim, list[Claim]]]:
    """Yield the changes of what has fixed parts, each with those of all its parts in its section."""
    members = defaultdict(list)
    for whole_key, part_keys in evidence.profile.compositions:
        members[whole_key].append(part_keys)
    for changes in _by_place(evidence).values():
        for key in members:
            whole = changes.get(key)
            found = (_parts(changes, part_keys, members) for part_keys in members[key]) if whole else ()
            parts = next((p for p in found if p), None)
            if whole and parts:
                yield whole, parts


def _by_place(evidence: Evidence) -> dict[_Place, dict[str, Claim]]:
    """Return the one change of each concept by section and comparison; none where a section states several."""
    found: dict[_Place, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in evidence.claims:
        if claim.measure is not Measure.CHANGE or claim.parallel or claim.nested or not claim.exact:
            continue
        top, key = claim.quantity.paragraph.section.above(2), claim.subject.key if claim.subject else ""
        about = evidence.names_subject(claim) or claim.topic[:1] == (key,)
        if key.startswith("concept:") and about and claim.comparator is not Comparator.UNSTATED:
            place = (top.ordinal if top else 0, claim.comparator, claim.versus)
            found[place][key.removeprefix("concept:")].append(claim)
    return {
        place: {key: claims[0] for key, claims in by_key.items() if len({c.value for c in claims}) == 1}
        for place, by_key in found.items()
    }


def _parts(
    changes: dict[str, Claim], keys: Sequence[str], members: dict[str, list[tuple[str, ...]]]
) -> list[Claim] | None:
    """Return the changes of all parts, those of its own parts for one that states none; None where one is missing."""
    result: list[Claim] = []
    for key in keys:
        own = [changes[key]] if key in changes else None
        for inner in members.get(key, ()) if own is None else ():
            own = own or _parts(changes, inner, members)
        if own is None:
            return None
        result += own
    return result


def _enumerations(evidence: Evidence) -> Iterator[tuple[Claim, list[Claim]]]:
    """Yield each change with those listed after 其中 in its sentence."""
    for whole in evidence.claims:
        if whole.measure is not Measure.CHANGE or whole.nested or not whole.exact:
            continue
        text = whole.quantity.paragraph.view.folded
        at = whole.quantity.end
        parts: list[Claim] = []
        claim = evidence.following(whole)
        while claim is not None and claim.group == whole.group:
            cue = _CUE.search(text, at, claim.quantity.start)
            if parts and cue:  # parts of a part: their sum says nothing
                parts.clear()
                break
            if claim.measure is Measure.CHANGE and (parts or cue) and len(parts) <= _MOST_PARTS:
                parts.append(claim)
            elif claim.measure not in (Measure.GROWTH, Measure.LEVEL):
                break
            at = claim.quantity.end
            claim = evidence.following(claim)
        alike = all(p.exact and not p.parallel and p.comparator is whole.comparator for p in parts)
        if _LEAST_PARTS <= len(parts) <= _MOST_PARTS and alike:
            yield whole, parts


def _compared(evidence: Evidence, whole: Claim, parts: list[Claim], *, complete: bool) -> Iterator[Outcome]:
    at, implied = evidence.witness(whole, "whole"), total([p.interval for p in parts])
    if implied.meets(whole.interval):
        yield Consistent(at, tuple(evidence.witness(p, "part") for p in parts), "arithmetic")
        return
    wrong = _wrong_direction(whole, parts)
    if not complete and wrong is None:
        for part in parts:
            yield NotChecked(evidence.witness(part, "part"), Why.OPEN_LIST)
        return
    yield _contradicted(evidence, whole, parts, implied, wrong)


def _wrong_direction(whole: Claim, parts: list[Claim]) -> Claim | None:
    """Return the only change whose other direction would make the sum right, or None."""
    implied = total([p.interval for p in parts])
    found = [p for p in parts if p.value and _add(implied, -p.interval, -p.interval).meets(whole.interval)]
    if whole.value and implied.meets(-whole.interval):
        found.append(whole)
    return found[0] if len(found) == 1 else None


def _add(*intervals: Interval) -> Interval:
    return total(list(intervals))


def _contradicted(
    evidence: Evidence, whole: Claim, parts: list[Claim], implied: Interval, wrong: Claim | None
) -> Outcome:
    unit, exponent = whole.quantity.printed.unit, min(whole.quantity.printed.exponent, -2)
    shown = show(implied.middle, unit, exponent)
    gap = show(abs(implied.middle - whole.interval.middle), unit, exponent)
    said = evidence.said(evidence.witness(whole))
    terms = [f"{'− ' if p.value < 0 else ''}{abs(p.quantity.printed.value):f}" for p in parts]
    quantum = max(c.quantity.printed.quantum for c in (whole, *parts))
    at = evidence.witness(wrong or whole, "whole" if wrong in (None, whole) else "part")
    others = [whole, *(p for p in parts)]
    return Contradicted(
        at,
        tuple(evidence.witness(c, "whole" if c is whole else "part") for c in others if c is not (wrong or whole)),
        f"合计写“{said}”，所列{len(parts)}项增减额之和为{shown}，相差{gap}，几处不能同时成立。"
        if wrong is None or wrong is whole
        else f"合计写“{said}”，所列{len(parts)}项增减额之和为{shown}，把“{evidence.said(at)}”的方向反过来才相符，几处不能同时成立。",
        "arithmetic",
        implied=implied if wrong is None else None,
        formula=sum_differs(terms, shown, f"{whole.value / unit.scale:f}{unit.symbol}"),
        tail=implied.gap(whole.interval) < quantum,
        cause="增减方向写反" if wrong is not None else "",
        kind=Kind.DIRECTION_ERROR if wrong is not None else None,
        confidence=0.9 if wrong is None else 0.85,
    )
