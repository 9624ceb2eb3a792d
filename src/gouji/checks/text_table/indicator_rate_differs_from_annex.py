"""正文的率与自评表指标不符

核对什么：正文写的“人民网留言办复率100%”“读者满意率95.2%”一类指标，与绩效自评表里同名三级指标的实际完成值是否相等。
为什么：工作总结和绩效综述里的指标摘自自评表，同一指标同一年度只能有一个完成值。
容差：两数各带末位半个单位的舍入区间，相交即相等。
不核对：自评表没有实际完成值或完成值不是百分数的；几张表所填不同的；上年或别的年度的；正文所说的目标；预算执行率（另有执行率一项）；同一句里没有指标名称所说的对象。
依据：项目支出绩效自评表“三级指标”“实际完成值”；绩效自评综述的通行写法。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.checks.annexes import all_annexes, annex_witness
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.sentences import sentence_around
from gouji.model.annex import Annex, AnnexFigure, BlockKind, figure_of
from gouji.model.claim import Claim, Measure
from gouji.model.document import GridCell
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity
from gouji.values.units import PERCENT, Dimension

# What a rate is called, right before its number: 办复率达100%, 群众满意度为96.5%
_NAMED = re.compile(
    r"(?P<name>[一-鿿]{2,12}[率度])(?:均|分别|各)?(?:达到?|为|是|:|保持在|提升到|提升至|提高到|提高至)?$"
)
_NUMBERING = re.compile(r"^(?:指标)?\d{0,2}[:、.]?")
_PLAIN = re.compile(r"[\d.]+[%‰]")
_TARGET = re.compile(r"\d")
# Words for one and the same rate: letters answered, letters settled
_SAME = ((re.compile(r"(?:办[结复理毕件]|答复|回复)率$"), "办结率"), (re.compile(r"满意[率度]$"), "满意率"))
_YEAR = re.compile(r"(20\d{2})年")
_NOT_DONE = re.compile("目标|年初|设定|计划|力争|预期|要求|上年|去年|上一年")
_BUDGET = re.compile(r"预算|资金|执行率|完成率$|进度|及时率$|支出")
_JOINTS = re.compile(r"[、和及与或的各类全对\"“”()]+")
_LONGEST_RATE = 3
_LEAST_OBJECT = 4  # characters of the object that both name; fewer (工作, 服务) name nothing
_LONGEST_BEFORE = 24


@dataclass(frozen=True, slots=True)
class _Indicator:
    """A rate that a form reports as done: the words of its object, and the number with its place."""

    objects: tuple[str, ...]
    annex: Annex
    figure: AnnexFigure


@check(
    code="XT15",
    name="indicator-rate-differs-from-annex",
    kind=Kind.VALUE_MISMATCH,
    severity=Severity.WARNING,
    since="0.1",
)
def indicator_rate_differs_from_annex(evidence: Evidence) -> Iterator[Outcome]:
    indicators: dict[str, list[_Indicator]] = defaultdict(list)
    for annex in all_annexes(evidence):
        for block in annex.of_kind(BlockKind.INDICATORS):
            for row in block.rows:
                _take(annex, row, indicators)
    for claim in evidence.claims if indicators else ():
        if claim.measure is Measure.OTHER and claim.dimension is Dimension.RATIO and claim.exact and not claim.parallel:
            yield from _compared(evidence, claim, indicators)


def _take(annex: Annex, row: list[GridCell], indicators: dict[str, list[_Indicator]]) -> None:
    """Add the indicator of a row: its name, its target, and last of the three what was done, wherever its columns were lost to."""
    filled = [c for c in row if c.text]
    done = next((i for i in range(len(filled) - 1, 1, -1) if _PLAIN.fullmatch(filled[i].text)), None)
    if done is None or not _TARGET.search(filled[done - 1].text):
        return
    label = _NUMBERING.sub("", filled[done - 2].text)
    rate = _rate(label)
    figure = figure_of(filled[done], PERCENT, label)
    if rate and figure is not None and not _BUDGET.search(label):
        objects = tuple(
            w for w in _JOINTS.split(label[: -len(rate)] if label.endswith(rate) else label[:-_LONGEST_RATE]) if w
        )
        indicators[rate].append(_Indicator(objects, annex, figure))


def _rate(name: str) -> str:
    """Return what kind of rate a name ends in, one word for those that mean the same; '' for no rate."""
    if not name.endswith(("率", "度")):
        return ""
    return next((word for pattern, word in _SAME if pattern.search(name)), name[-_LONGEST_RATE:])


def _compared(evidence: Evidence, claim: Claim, indicators: dict[str, list[_Indicator]]) -> Iterator[Outcome]:
    text, start = claim.quantity.paragraph.view.folded, claim.quantity.start
    match = _NAMED.search(text, max(0, start - _LONGEST_BEFORE), start)
    rate = _rate(match["name"]) if match else ""
    if match is None or rate not in indicators or _BUDGET.search(match["name"]):
        return
    low, _ = sentence_around(text, start)
    last = evidence.previous(claim)
    if last is not None and last.dimension is Dimension.RATIO:
        low = max(low, last.quantity.end)
    words = text[low : match.end("name")]
    found = [i for i in indicators[rate] if any(len(o) >= _LEAST_OBJECT and o in words for o in i.objects)]
    other_year = any(int(year) != evidence.document.year for year in _YEAR.findall(words))
    if other_year or _NOT_DONE.search(words) or not found or len({i.figure.printed.base for i in found}) > 1:
        return
    yield _outcome(evidence, claim, found[0])


def _outcome(evidence: Evidence, claim: Claim, indicator: _Indicator) -> Outcome:
    at = evidence.witness(claim)
    operand = annex_witness(indicator.annex, indicator.figure, "table")
    printed, done = claim.quantity.printed, indicator.figure.printed
    if claim.interval.meets(done.interval):
        return Consistent(at, (operand,), "table")
    return Contradicted(
        at,
        (operand,),
        f"正文写{printed}，自评表“{indicator.figure.label}”实际完成值为{done}，同一指标两处不能同时成立。",
        "table",
        implied=done.interval,
        formula=f"{printed} ≠ {done}",
        confidence=0.75,
    )
