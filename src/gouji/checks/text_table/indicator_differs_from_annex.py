"""正文的数量与绩效指标不符

核对什么：正文写的工作数量（“抽检农产品1560批次”），与附表里名称相同、计量单位相同的绩效指标（“农产品抽检批次”）的目标值、完成值是否相符。
为什么：同一件工作在正文和绩效自评表里各写一遍，抄错一位就成了两个数。
容差：与目标值、完成值中任一个相同即一致；不同的，只在差一处笔误（两位颠倒、错一位（以 0 结尾的整数不算）、漏一位、多一位）时提出，因为范围可能不同。
不核对：约数；上年的数；名称不同的指标；名称太短的，只看两位颠倒；差得更远的数（多半范围不同）。
依据：项目支出绩效自评表“年度指标值”“实际完成值”；同一报告前后应一致（财预〔2016〕143号，真实性）。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gouji.checks.annexes import all_annexes
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.annex import Annex, BlockKind
from gouji.model.claim import Claim, Measure, Period
from gouji.model.document import GridCell
from gouji.model.location import Place
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness
from gouji.values.printed import Printed, decimal_of
from gouji.values.slips import digits_of, telling
from gouji.values.units import count

_VALUE = re.compile(r"^[≥≤><=]{0,2}(?P<digits>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?P<unit>[一-鿿]{0,3})$")
_GLUED = re.compile(r"^(?P<name>[^≥≤><=\d]{3,})(?P<value>[≥≤><=]{1,2}\d.*)$")  # 年到馆人次≥80万人次
_LEVEL = re.compile(r"指标(?:\(\d+分?\))?$")
_LEAD = re.compile(r"^(?:指标)?\d{1,2}[:.、]")
# What comes and goes around a name: 全年到馆86.4万人次 is 年到馆人次
_FILLER = re.compile(
    r"全年|年度|本年|当年|累计|完成|实现|开展|达到?|新增|共计?|[总的了年为]|数量|次数|人次|批次|场次|人数|户数|件数|个数|数$"
)
_STOP = re.compile("[，。;:、]")
_DIGIT = re.compile(r"\d")
_LIMITS = tuple("≥≤><")
_REACH, _SHORTEST, _LONG = 24, 2, 4
_FIRST_OF_A_WORD = tuple("批人场车户家")  # 批次, 人次, 场次
_MOST_ALIKE = 20  # forms that name one indicator alike
_MOST_VALUES = 2  # 目标值 and 完成值; what follows is 分值 and 得分


@dataclass(slots=True)
class _Indicator:
    """One indicator of a form: its name, and the numbers of its target and result with their places and printed units."""

    name: str
    annex: Annex
    values: list[tuple[Decimal, int, str, GridCell]]  # digits, decimals' exponent, unit, cell


@check(
    code="XT13",
    name="indicator-differs-from-annex",
    kind=Kind.VALUE_MISMATCH,
    severity=Severity.WARNING,
    since="0.1",
)
def indicator_differs_from_annex(evidence: Evidence) -> Iterator[Outcome]:
    indicators: dict[str, list[_Indicator]] = defaultdict(list)
    for annex in all_annexes(evidence):
        for found in _indicators(annex):
            indicators[_key(found.name)].append(found)
    for claim in evidence.claims if indicators else ():
        if claim.measure is Measure.COUNT and claim.exact and claim.period is Period.THIS and claim.value:
            key = _key(_words(claim))
            yield from _compared(evidence, claim, indicators.get(key, []) if len(key) >= _SHORTEST else [], len(key))


def _indicators(annex: Annex) -> Iterator[_Indicator]:
    for block in annex.of_kind(BlockKind.INDICATORS):
        for row in block.rows:
            found = _indicator(annex, row)
            if found is not None:
                yield found


def _indicator(annex: Annex, row: list[GridCell]) -> _Indicator | None:
    """Return the indicator of a row: the last words before its first number, 数量指标 and the like left out."""
    name = ""
    values: list[tuple[Decimal, int, str, GridCell]] = []
    for cell in row:
        if not _DIGIT.search(cell.text):
            if cell.text and not values and not _LEVEL.search(cell.text):
                name = cell.text
            continue
        glued = _GLUED.match(cell.text) if not values else None
        match = _VALUE.match(glued["value"] if glued else cell.text)
        name = glued["name"] if glued and match else name
        if match and name:
            digits = decimal_of(match["digits"])
            values.append((digits, Printed(digits, count("个")).exponent, match["unit"], cell))
        elif not values and not match:
            name = cell.text  # 第一书记2名以上: a name may hold a number
        if len(values) == _MOST_VALUES:
            break
    return _Indicator(_LEAD.sub("", name), annex, values) if name and values else None


def _key(name: str) -> str:
    """Return the characters that say what is counted, in one order for 抽检农产品 and 农产品抽检."""
    return "".join(sorted(_FILLER.sub("", name)))


def _words(claim: Claim) -> str:
    """Return the words of the clause that lead to a number."""
    text, start = claim.quantity.paragraph.view.folded, claim.quantity.start
    clause = _STOP.split(text[max(0, start - _REACH) : start])[-1]
    return re.split(r"\d[^一-鿿]*", clause)[-1] if re.search(r"\d", clause) else clause


def _compared(evidence: Evidence, claim: Claim, found: list[_Indicator], length: int) -> Iterator[Outcome]:
    symbol = claim.quantity.printed.unit.symbol
    values = [
        (digits * _scale(unit or symbol), digits, exponent, cell, indicator)
        for indicator in found[:_MOST_ALIKE]
        for digits, exponent, unit, cell in indicator.values
        if (unit == symbol if unit else _ends_with_unit(indicator.name, symbol))
    ]
    at = evidence.witness(claim)
    agreeing = next((v for v in values if v[0] == claim.value), None)
    if agreeing is not None:
        yield Consistent(at, (_witness(agreeing[4], agreeing[3]),), "table")
        return
    printed = claim.quantity.printed
    for _, digits, exponent, cell, indicator in reversed(values):  # the result before the target
        if cell.text[:1] in _LIMITS or _GLUED.match(cell.text):
            continue  # a result may well be other than its limit
        last = min(printed.exponent, exponent)
        mistake = telling(digits_of(printed.value, last), digits_of(digits, last))
        if mistake and (length >= _LONG or mistake.endswith("颠倒")) and len(digits_of(digits, last)) > _SHORTEST:
            yield _contradicted(evidence, claim, digits, cell, indicator, mistake)
            return


def _ends_with_unit(name: str, symbol: str) -> bool:
    """Whether a name ends with the measure word of its number: 抽检批次 counts 批次, not 次."""
    return name.endswith(symbol) and name.removesuffix(symbol)[-1:] not in _FIRST_OF_A_WORD


def _scale(symbol: str) -> Decimal:
    return count(symbol).scale


def _witness(indicator: _Indicator, cell: GridCell) -> Witness:
    place = "·".join(p for p in (indicator.annex.project, indicator.name) if p)
    words = f"{indicator.annex.title or '附表'}“{place}”"
    return Witness(Place(cell.span, None, indicator.annex.index), "table", None, None, words)


def _contradicted(
    evidence: Evidence, claim: Claim, digits: Decimal, cell: GridCell, indicator: _Indicator, mistake: str
) -> Outcome:
    printed, operand = claim.quantity.printed, _witness(indicator, cell)
    right = Printed(digits, printed.unit)
    return Contradicted(
        evidence.witness(claim),
        (operand,),
        f"正文为{printed}，{operand.words}为{right}，相差{abs(printed.value - digits):f}{printed.unit.symbol}，两处不能同时成立。",
        "table",
        implied=right.interval,
        formula=f"{printed} ≠ {right}",
        cause=mistake,
        confidence=0.8,
    )
