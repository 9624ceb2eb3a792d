"""工作数量与其比率不符

核对什么：工作内容里“受理 a 件，办结 b 件，办结率 r%”“计划 a 亩，实际完成 b 亩，完成率 r%”“a 起，比上年减少 b 起，下降 r%”“由 a 个压缩至 b 个，压缩 r%”“由 a% 提高到 b%，提高 c 个百分点”“到位率 a%，剩余 b%”各数是否相容。
为什么：这些数不进报表，抄错了没有别处可以发现，而几个数同在一句，一算便知。
容差：整数的数量恰为其数；带小数或以万计的数量、比率各取舍入区间，算得的区间与印出的区间相交即相容；再差不到一个末位单位记为尾差。
不核对：约数；量词不同的两个数；一句里有几个数可作基数而都不相符的；没有写基数的比率。
依据：完成率 = 完成数 ÷ 应完成数；增减率 = 增减数 ÷ 上年数；百分点 = 两个比率之差。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gouji.checks.arithmetic import abs_interval, is_tail, show
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.alignment import Why
from gouji.model.claim import Claim, Measure
from gouji.model.outcome import Consistent, Contradicted, Kind, NotChecked, Outcome, Severity
from gouji.values.interval import Interval
from gouji.values.units import PERCENT, POINTS, Dimension

_UP, _DOWN = r"增加|增长|上升|提高|提升|多|扩大", r"减少|下降|降低|压缩|缩短|压减|少|提速|缩减"
_MOVED = r"(?:压缩|缩短|减少|下降|降低|降|提高|提升|上升|升|增加|增长|扩大)(?:了)?(?:到|至|为)"
_BY_SO_MANY = re.compile(
    rf"^[，、(]?(?:总数|合计|数量|共)?[比较与同][^，。;:]{{0,12}}(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了)?$"
)
_BY_RATE = re.compile(rf"^[，、(]?(?:同比)?(?:{_UP}|{_DOWN})(?:了|率为|幅度为|幅度达|率达|达)?$")
_FROM = re.compile(r"(?:由|从)(?:原来的?|上年的?|年初的?|去年的?)?$")
_FROM_TO = re.compile(rf"^[^，。;:]{{0,6}}(?:{_MOVED}|(?:到|至))$")
_AFTER_UNIT = re.compile(r"^[^，。;:\d]{0,6}，(?:平均)?(?:" + _UP + "|" + _DOWN + r")(?:了|达)?$")
# 办结率 · 回收率为 · 任务完成率达: the verb of the rate is that of the count before it. Refuses 按期办结率, which is of those settled
_RATE_OF = re.compile(
    r"^(?:\([^()]*\))?[^，。;:\d]{0,10}[，、(]?(?:其|总|综合|任务|问卷|计划)?(?P<verb>[一-鿿]{2})率(?:达到?|为|是|:)?$"
)
_NOT_DONE = re.compile(r"(?:未|没有|尚未|待)[^，。;:\d]{0,6}$")  # 未办结2件, what the rate is not of
_REST = re.compile(r"^[，、]?(?:剩余|其余|余下|另有|还有)(?:的)?$")
_ALL = Interval.exact(Decimal(1))
_LONGEST_BACK = 8  # claims before a rate that may be what it is of


@dataclass(frozen=True, slots=True)
class _Sum:
    """What the numbers before a rate make of it: the operands, the result, as printed and with rounding, and the arithmetic in words."""

    operands: tuple[Claim, ...]
    point: Decimal
    implied: Interval
    words: str


@check(code="WX28", name="counted-rate-mismatch", kind=Kind.RATIO_ERROR, severity=Severity.WARNING, since="0.1")
def counted_rate_mismatch(evidence: Evidence) -> Iterator[Outcome]:
    for scope in evidence.by_scope.values():
        for i, claim in enumerate(scope):
            if i and claim.dimension in (Dimension.RATIO, Dimension.POINTS) and claim.measure is not Measure.SHARE:
                yield from _outcomes(evidence, scope[max(0, i - _LONGEST_BACK) : i], claim)


def _outcomes(evidence: Evidence, before: list[Claim], claim: Claim) -> Iterator[Outcome]:
    for reading in (_moved, _changed, _completed, _rest):
        sums = [s for s in reading(before, claim) if all(c.exact for c in s.operands)]
        if not sums:
            continue
        at = evidence.witness(claim)
        claimed = abs_interval(claim.interval)
        agreeing = next((s for s in sums if claimed.meets(s.implied) or s.implied.low == claimed.middle), None)
        if not claim.exact:
            yield NotChecked(at, Why.APPROXIMATE)
        elif agreeing is not None:
            yield Consistent(at, tuple(evidence.witness(c, "operand") for c in agreeing.operands), "arithmetic")
        elif len(sums) > 1:
            yield NotChecked(at, Why.TIE)
        else:
            yield _contradicted(evidence, claim, sums[0])
        return


def _between(left: Claim, right: Claim) -> str:
    """Return the words between two numbers of one paragraph."""
    return right.quantity.paragraph.view.folded[left.quantity.end : right.quantity.start]


def _exactly(claim: Claim) -> Interval:
    """Return what a count can have been: a whole number itself, one with decimals or in 万 half a unit of its last digit either side."""
    printed = claim.quantity.printed
    if claim.dimension is not Dimension.COUNT or (printed.exponent >= 0 and printed.unit.scale == 1):
        return abs_interval(claim.interval)
    half = Decimal(1).scaleb(printed.exponent) * printed.unit.scale / 2
    return Interval(printed.base - half, printed.base + half)


def _base(claim: Claim) -> Decimal:
    return claim.quantity.printed.base


def _number(claim: Claim) -> str:
    return f"{claim.quantity.printed.value:f}"


def _alike(left: Claim, right: Claim) -> bool:
    """Whether two numbers count the same kind of thing, or are both rates."""
    return left.dimension is right.dimension and (
        left.dimension is Dimension.RATIO or left.quantity.printed.unit == right.quantity.printed.unit
    )


def _moved(before: list[Claim], claim: Claim) -> Iterator[_Sum]:
    """由 a 个压缩至 b 个，压缩 r% · 由 a% 提高到 b%，提高 c 个百分点."""
    if len(before) < 2 or not _alike(*before[-2:]):
        return
    first, last = before[-2:]
    text = first.quantity.paragraph.view.folded
    lead = text[max(0, first.quantity.start - 8) : first.quantity.start]
    if not (_FROM.search(lead) and _FROM_TO.match(_between(first, last)) and _AFTER_UNIT.match(_between(last, claim))):
        return
    one, two = _exactly(first), _exactly(last)
    if claim.dimension is Dimension.POINTS and first.dimension is Dimension.RATIO:
        yield _Sum(
            (first, last),
            abs(_base(last) - _base(first)),
            abs_interval(two - one),
            _gap(first, last),
        )
    elif claim.dimension is Dimension.RATIO and first.dimension is Dimension.COUNT and not one.is_zero:
        words = f"({_gap(first, last)}) ÷ {_number(first)}"
        point = abs(_base(last) - _base(first)) / _base(first)
        yield _Sum((first, last), point, abs_interval((two - one) / one), words)


def _gap(first: Claim, last: Claim) -> str:
    """Return the subtraction of two numbers, the larger one first: a fall is printed without its sign."""
    small, large = sorted((first, last), key=_base)
    return f"{_number(large)} − {_number(small)}"


def _changed(before: list[Claim], claim: Claim) -> Iterator[_Sum]:
    """A 起，比上年减少 b 起，下降 r%."""
    if len(before) < 2 or claim.dimension is not Dimension.RATIO:
        return
    level, change = before[-2:]
    led = _BY_SO_MANY.search(_between(level, change))
    if change.dimension is not Dimension.COUNT or not _alike(level, change) or led is None:
        return
    if not _BY_RATE.match(_between(change, claim)):
        return
    this, much = _exactly(level), _exactly(change)
    base = this - much if led["up"] else this + much
    if not base.is_zero:
        words = f"{_number(change)} ÷ ({_number(level)} {'−' if led['up'] else '+'} {_number(change)})"
        yield _Sum((change, level), abs(_base(change) / base.middle), abs_interval(much / base), words)


def _completed(before: list[Claim], claim: Claim) -> Iterator[_Sum]:
    """受理 a 件，办结 b 件，办结率 r% · 计划 a 亩，实际完成 b 亩，完成率 r%; the rest may stand in between (未办结 c 件)."""
    if not before or claim.dimension is not Dimension.RATIO or before[-1].dimension is not Dimension.COUNT:
        return
    match = _RATE_OF.match(_between(before[-1], claim))
    if len(before) > 1 and _NOT_DONE.search(_between(before[-2], before[-1])):
        before = before[:-1]
    done = before[-1]
    text = done.quantity.paragraph.view.folded
    low = before[-2].quantity.end if len(before) > 1 else 0
    if match is None or match["verb"] not in text[low : done.quantity.start]:
        return
    own = _exactly(done)
    for whole in reversed(before[:-1]):
        if whole.group != done.group:
            return
        if whole.dimension is Dimension.COUNT and _alike(whole, done) and not _exactly(whole).is_zero:
            point, words = _base(done) / _base(whole), f"{_number(done)} ÷ {_number(whole)}"
            yield _Sum((done, whole), point, own / _exactly(whole), words)


def _rest(before: list[Claim], claim: Claim) -> Iterator[_Sum]:
    """到位率 a%，剩余 b%."""
    last = before[-1]
    if claim.dimension is Dimension.RATIO and last.dimension is Dimension.RATIO and _REST.match(_between(last, claim)):
        yield _Sum((last,), 1 - _base(last), _ALL - last.interval, f"100 − {_number(last)}")


def _contradicted(evidence: Evidence, claim: Claim, found: _Sum) -> Outcome:
    unit = POINTS if claim.dimension is Dimension.POINTS else PERCENT
    symbol = "个百分点" if unit is POINTS else "%"
    exponent = min(claim.quantity.printed.exponent, -2)
    implied = show(found.point, unit, exponent).removesuffix(unit.symbol) + symbol
    gap = show(abs(abs(claim.value) - found.point), unit, exponent).removesuffix(unit.symbol)
    return Contradicted(
        evidence.witness(claim),
        tuple(evidence.witness(c, "operand", short=True) for c in found.operands),
        f"印为{claim.quantity.printed}，按{found.words}应约为{implied}，相差{gap}个百分点，几个数不能同时成立。",
        "arithmetic",
        implied=found.implied,
        formula=f"{found.words} = {implied}",
        tail=is_tail(claim, found.implied),
        confidence=0.8,
    )
