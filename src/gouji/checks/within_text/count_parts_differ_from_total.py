"""人数、指标数等分项与总数不符

核对什么：“编制 x 人，其中行政编制 a 人、事业编制 b 人”“绩效指标 x 个，其中产出指标 a 个、效益指标 b 个、满意度指标 c 个”等，互不交叉的各项之和与总数是否相符。
为什么：这些数由人事、业务分别填写，改了一处忘了另一处。
容差：计数须恰好相等；各项之和大于总数即不符，小于总数的，只在分类已列全时提出。
不核对：约数；其中之下又有其中的；分类可能交叉的（党员、国产车等，事业之外又列的参公）；“减少 x 人”后面列的现有人数；没有列全的分类。分类相同的另一处恰好加到总数，才算列全。
依据：编制按行政、事业等分列；离退休 = 离休 + 退休；绩效指标分为成本、产出、效益、满意度各类；公务接待分为国内与国（境）外。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from gouji.checks.arithmetic import sum_differs
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.overlaps import is_change, parts_meant
from gouji.model.alignment import Why
from gouji.model.claim import Claim, Measure
from gouji.model.outcome import Consistent, Contradicted, Kind, NotChecked, Outcome, Relation, Severity
from gouji.values.interval import total

_CUE = re.compile("其中[，:]?")
_STOP = re.compile("[，。;:]")
_ENDED = re.compile("。(?!其中)|;")
_MOST_LOOKED_AT = 24  # counts after a total: more than any list of classes has, with other counts between
_BEFORE, _AFTER = 24, 8  # characters around a total that say what it counts


@dataclass(frozen=True, slots=True)
class _Family:
    """What is counted: the measure words, the words beside a total, those of each class, and the classes that leave nothing out."""

    units: tuple[str, ...]
    whole: re.Pattern[str]
    classes: re.Pattern[str]
    complete: tuple[frozenset[str], ...] = ()
    within: tuple[tuple[str, str], ...] = ()  # a class and the one that may have counted it already


# 参公 staff hold 事业编制, 政法专项编制 is one of the 行政编制; a list may name them beside these or as a share of them
_WITHIN = (("参公", "事业"), ("参照", "事业"), ("政法", "行政"), ("专项编制", "行政"))

# The last class word before a number is its own: 不合格 is no 合格, 满意度 stands for its indicators.
_FAMILIES = (
    _Family(
        ("人", "名"),
        re.compile("离退休"),
        re.compile("离休(?!干部退休)|退休"),
        (frozenset(("离休", "退休")),),
    ),
    _Family(
        ("人", "名"),
        re.compile("编制|在职|实有|在编|在岗"),
        re.compile("行政|事业|参公|参照|工勤|政法|专项编制"),
        (),
        _WITHIN,
    ),
    _Family(
        ("个", "项", "条"),
        re.compile("指标"),
        re.compile("成本|产出|效益|满意度"),
        (frozenset(("产出", "效益", "满意度")), frozenset(("成本", "产出", "效益", "满意度"))),
    ),
    _Family(
        ("批次", "批", "人次"),
        re.compile("接待"),
        re.compile("国内|外事|国外|境外|外宾"),
        tuple(frozenset(("国内", abroad)) for abroad in ("外事", "国外", "境外", "外宾")),
    ),
)


@dataclass(slots=True)
class _List:
    """A total with the counts listed under it by their classes, and those that follow in the sentence."""

    whole: Claim
    parts: dict[str, Claim]
    family: _Family
    after: list[Claim]

    @property
    def goes_on(self) -> bool:
        """Whether counts of other classes (退职1人) make up what the list lacks."""
        sums = accumulate((c.value for c in self.after), initial=self.sum)
        return self.whole.value in sums

    @property
    def sum(self) -> Decimal:
        return total([p.interval for p in self.parts.values()]).low

    @property
    def adds_up(self) -> bool:
        return self.sum == self.whole.value


@check(
    code="WX23",
    name="count-parts-differ-from-total",
    kind=Kind.SUM_ERROR,
    severity=Severity.ERROR,
    since="0.1",
)
def count_parts_differ_from_total(evidence: Evidence) -> Iterator[Outcome]:
    lists = [found for scope in evidence.by_scope.values() for found in _lists(scope)]
    proven = {_classes(found) for found in lists if found.adds_up}
    for found in lists:
        yield from _compared(evidence, found, proven=_classes(found) in proven)


def _classes(found: _List) -> tuple[int, frozenset[str]]:
    """Return the classes of a list with the section it stands in."""
    return found.whole.quantity.paragraph.section.ordinal, frozenset(found.parts)


def _lists(scope: Sequence[Claim]) -> Iterator[_List]:
    if "其中" not in scope[0].quantity.paragraph.view.folded:
        return
    for i, whole in enumerate(scope[:-1]):
        if whole.measure is not Measure.COUNT or whole.nested or not whole.exact or not whole.value or is_change(whole):
            continue
        family = next((f for f in _FAMILIES if _counts(whole, f)), None)
        parts = _parts(whole, scope[i + 1 : i + 1 + _MOST_LOOKED_AT], family) if family else {}
        if family and parts:
            last = max(p.quantity.index for p in parts.values())
            after = [
                c for c in scope[i + 1 : i + 1 + _MOST_LOOKED_AT]
                if c.quantity.index > last and c.group == whole.group and _alike(c, whole)
            ]  # fmt: skip
            yield _List(whole, _exclusive(parts, whole, family), family, after)


def _exclusive(parts: dict[str, Claim], whole: Claim, family: _Family) -> dict[str, Claim]:
    """Return the parts, where they exceed the total without those that a listed class may have counted already."""
    counted = {id(parts[inner]) for inner, outer in family.within if inner in parts and outer in parts}
    sure = parts_meant(list(parts.values()), whole.interval, lambda p: id(p) in counted)
    return {name: part for name, part in parts.items() if part in sure}


def _counts(claim: Claim, family: _Family) -> bool:
    """Whether a number is a total of the family by the words of its clause, and no part itself."""
    if _unit(claim) not in family.units:
        return False
    text, start, end = claim.quantity.paragraph.view.folded, claim.quantity.start, claim.quantity.end
    before = _STOP.split(text[max(0, start - _BEFORE) : start])[-1]
    after = _STOP.split(text[end : end + _AFTER])[0]
    return bool(family.whole.search(before + after)) and not family.classes.search(before.replace("离退休", ""))


def _unit(claim: Claim) -> str:
    return claim.quantity.printed.unit.symbol


def _parts(whole: Claim, following: Sequence[Claim], family: _Family) -> dict[str, Claim]:
    """Return the counts after 其中 by their classes, to the end of the sentence or the first that is of no class.

    Nothing where a class comes twice, or where a part has parts of its own.
    """
    text = whole.quantity.paragraph.view.folded
    parts: dict[str, Claim] = {}
    at, listed, name = whole.quantity.end, False, ""
    for claim in following:
        between = text[at : claim.quantity.start]
        at = claim.quantity.end
        cue = _CUE.search(between)
        if _ENDED.search(between):
            return parts
        if listed and cue:
            return {}
        listed = listed or cue is not None
        if not listed and _alike(claim, whole):
            return {}  # 编制98名，实有93名，其中…: the list is of the nearer total
        if not listed or claim.nested:
            continue
        named = family.classes.findall(between[cue.end() if cue else 0 :])
        name = named[-1] if named else name if between in ("", "、", "，") else ""
        if not name or claim.measure is not Measure.COUNT or not claim.exact:
            return parts
        if _alike(claim, whole) and name in parts:
            return {}
        if _alike(claim, whole):
            parts[name] = claim
    return parts


def _alike(claim: Claim, other: Claim) -> bool:
    """Whether two counts have one measure word, or two that mean the same."""
    return _unit(claim) == _unit(other) or {_unit(claim), _unit(other)} == {"人", "名"}


def _compared(evidence: Evidence, found: _List, *, proven: bool) -> Iterator[Outcome]:
    whole, parts = found.whole, list(found.parts.values())
    at, implied = evidence.witness(whole, "whole"), total([p.interval for p in parts])
    operands = tuple(evidence.witness(p, "part", short=True) for p in parts)
    if found.adds_up:
        yield Consistent(at, operands, "arithmetic")
    elif found.goes_on:
        return
    elif implied.low < whole.value and not (proven or frozenset(found.parts) in found.family.complete):
        for part in parts:
            yield NotChecked(evidence.witness(part, "part"), Why.OPEN_LIST)
    else:
        # another list of the same classes is complete, but this one may leave out a class that the other has not
        open_list = implied.low < whole.value and frozenset(found.parts) not in found.family.complete
        why = "而同样的分类在另一处恰好列全" if open_list else "总数与分项不能同时成立"
        shown, printed = f"{implied.low:f}{_unit(whole)}", whole.quantity.printed
        terms = [f"{p.quantity.printed.value:f}" for p in parts]
        gap = f"{abs(implied.low - whole.value):f}{_unit(whole)}"
        yield Contradicted(
            at,
            operands,
            f"总数写{printed}，所列{len(parts)}项（{'、'.join(found.parts)}）之和为{shown}，相差{gap}，{why}。",
            "arithmetic",
            implied=implied,
            relation=Relation(tuple((1, i) for i in range(len(parts)))),
            formula=sum_differs(terms, shown, printed),
            confidence=0.75 if open_list else 0.88,
            severity=(Severity.WARNING if len(parts) > 1 else Severity.INFO) if open_list else None,
        )
