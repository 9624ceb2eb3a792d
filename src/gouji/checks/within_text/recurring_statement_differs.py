"""重复语句数字不一

核对什么：正文里数字前后文字相同的语句（数字前同一句的二十余字，或数字所在的分句），数字是否也相同。
为什么：同一件工作常在几处重复叙述，一处改了数字、另一处忘了改，是最常见的前后不一。
容差：同一语句只容许完全相同的数；末位零不计。
不核对：预决算套语里的数（它们本来就在不同项目下重复）；去掉套语后实词太少的语句；前面的话写着不同的乡镇村居、不同的半年、季度、月份的（说的是两件事）。
依据：同一报告前后应一致（财预〔2016〕143号，真实性）。
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gouji.checks.arithmetic import gap_text
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.sentences import sentence_around, verbatim
from gouji.model.claim import COUNT, LEVEL, OTHER, Basis, Claim
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness

# Fewer words of their own than this and a clause may recur under different subjects.
_LEAST_OWN_WORDS = 9
_FORMS_WORDS = re.compile(
    r"年初预算|全年预算|支出决算|收入决算|预算数?|决算数?|执行数|完成|支出|收入|万元|金额|合计|总计|占|比重?|增加|减少|增长|下降|提高|上年|本年|同比|财政拨款|一般公共|"
    r"政府性基金|国有资本经营|政府采购|合同|授予|中小企业|小微企业|货物|工程|服务|总额|车辆|公务用车|三公|经费|因公出国|公务接待|保有量|项目|资金|绩效|自评|主要|用于|原因|其中|年度?|为|的|与|各|相比|"
    r"[\d,.%#(）（)“”、]"
)
_YEAR = re.compile(r"20\d\d年")
_PLACE = re.compile("[一-鿿]{2}(?:[镇乡村县区市]|街道|社区)")
_LONGEST_SUFFIX = 2
_TIME = re.compile(r"[上下]半年|[一二三四]季度|\d{1,2}月")
_FIGURE = re.compile(r"\d[\d,.]*(?![\d,.]*[年月日])")
_LEFT, _RIGHT = 22, 5  # characters of context that must recur, figures masked


@check(
    code="WX08",
    name="recurring-statement-differs",
    kind=Kind.NARRATIVE_CONFLICT,
    severity=Severity.WARNING,
    since="0.1",
)
def recurring_statement_differs(evidence: Evidence) -> Iterator[Outcome]:
    groups: dict[str, list[Claim]] = defaultdict(list)
    for scope in evidence.by_scope.values():
        if not any(map(_is_free, scope)):
            continue
        masked, places = _masked(scope)
        for claim, at in zip(scope, places, strict=True):
            for context in _contexts(masked, at) if _is_free(claim) else ():
                groups[context].append(claim)
    met: dict[tuple[int, int], _Meeting] = {}  # by figures: several contexts of two figures may recur
    for context, claims in groups.items():
        if len({c.scope for c in claims}) > 1 and len(_FORMS_WORDS.sub("", context)) >= _LEAST_OWN_WORDS:
            for meeting in _meetings(claims, evidence.by_scope):
                met.setdefault((meeting.claim.quantity.index, meeting.model.quantity.index), meeting)
    equal = Counter((m.claim.scope, m.model.scope) for m in met.values() if m.agrees)
    unlike = Counter((m.claim.scope, m.model.scope) for m in met.values() if not m.agrees)
    for meeting in met.values():
        scopes = meeting.claim.scope, meeting.model.scope
        # where several figures of the same words differ and none agrees, the words tell of two things
        if meeting.agrees or unlike[scopes] <= max(1, equal[scopes]):
            yield from _told(evidence, meeting)


@dataclass(slots=True, eq=False)
class _Meeting:
    """Two figures in the same words, and whether they are equal; `times`: how often the usual value stands there."""

    claim: Claim
    model: Claim
    agrees: bool
    times: int


def _is_free(claim: Claim) -> bool:
    """Whether a figure tells of work done; the forms' own rates and budgets recur under every subject."""
    if claim.measure is LEVEL:
        return claim.basis is Basis.NONE and not (claim.subject and claim.subject.named)
    return claim.measure in (COUNT, OTHER)


def _masked(scope: list[Claim]) -> tuple[str, list[int]]:
    """Return a paragraph with every figure replaced by # and its unit, and where each figure now stands."""
    text = scope[0].quantity.paragraph.view.folded
    pieces, places, at, length = [], [], 0, 0
    for claim in scope:
        figure = claim.quantity
        pieces += [text[at : figure.start], "#" + figure.printed.unit.symbol]
        places.append(length + figure.start - at)
        length += figure.start - at + 1 + len(figure.printed.unit.symbol)
        at = figure.end
    return "".join([*pieces, text[at:]]), places


def _contexts(masked: str, at: int) -> list[str]:
    """Return the words around a figure, with the years its sentence has named.

    Up to 22 characters of its sentence before it; or its clause before it with a little, or with much, of what follows.
    """
    low, end = sentence_around(masked, at)
    clause = max(low, masked.rfind("，", low, at) + 1, masked.rfind(":", low, at) + 1)
    unit = masked[at : at + 2]
    far, near = masked[max(low, at - _LEFT) : at] + unit, masked[clause:at] + "@" + masked[at : at + 1 + _RIGHT]
    after = masked[clause:at] + "@" + masked[at : min(end, at + _LEFT)]
    years = "".join(_YEAR.findall(masked, low, at))
    return [years + c for c in dict.fromkeys((far, near, after)) if len(c) > _LEAST_OWN_WORDS]


def _meetings(claims: list[Claim], by_scope: Mapping[int, list[Claim]]) -> Iterator[_Meeting]:
    """Yield each figure of a recurring statement with the first that prints the usual value."""
    values = [c.quantity.printed.value for c in claims]
    usual, times = Counter(values).most_common(1)[0]  # equal Decimals are one key, zeros at the end or not
    model = claims[values.index(usual)]
    for claim, value in zip(claims, values, strict=True):
        if claim.scope == model.scope or _siblings(claim, model) or _of_two_things(claim, model):
            continue
        if not _of_one_pattern(by_scope[claim.scope], by_scope[model.scope]):
            yield _Meeting(claim, model, value == usual, times)


def _told(evidence: Evidence, meeting: _Meeting) -> Iterator[Outcome]:
    claim, model = meeting.claim, meeting.model
    at, operand = evidence.witness(claim, short=True), evidence.witness(model, "restatement", short=True)
    if not meeting.agrees:
        yield _contradicted(claim, model, at, operand, meeting.times)
    elif not verbatim(claim, model):
        yield Consistent(at, (operand,), "restatement")


def _contradicted(claim: Claim, model: Claim, at: Witness, operand: Witness, times: int) -> Outcome:
    elsewhere = f"另{f'有{times}' if times > 1 else '一'}处写{model.quantity.printed}"
    return Contradicted(
        at,
        (operand,),
        f"同一语句{_words_before(claim)}此处写{claim.quantity.printed}，{elsewhere}，相差{gap_text(claim, model.interval.middle)}，两处不能同时成立。",
        "restatement",
        implied=model.interval,
        formula=f"{claim.quantity.printed} ≠ {model.quantity.printed}",
        confidence=0.85,
        likelier="claim" if times > 1 else None,
    )


def _words_before(claim: Claim) -> str:
    """Return the words of its clause before a figure, quoted; '' where it opens the clause."""
    text, at = claim.quantity.paragraph.view.folded, claim.quantity.start
    low = max(sentence_around(text, at)[0], text.rfind("，", 0, at) + 1, at - _LEFT)
    words = text[low:at].strip()
    return f"“{words}”" if words else ""


def _of_one_pattern(left: list[Claim], right: list[Claim]) -> bool:
    """Whether two paragraphs of one section have the same units in a row and several different numbers: two things told alike."""
    if left[0].quantity.paragraph.section is not right[0].quantity.paragraph.section or len(left) != len(right):
        return False
    pairs = [(a.quantity.printed, b.quantity.printed) for a, b in zip(left, right, strict=True)]
    return all(a.unit == b.unit for a, b in pairs) and sum(a.value != b.value for a, b in pairs) > 1


def _of_two_things(left: Claim, right: Claim) -> bool:
    """Whether what leads to the recurring words tells two things apart, by place or by time."""
    one, other = _lead(left), _lead(right)
    same = 0
    while same < min(len(one), len(other)) and one[-1 - same] == other[-1 - same]:
        same += 1
    ends = [len(text) - same for text in (one, other)]
    # the end of the word may recur: 石桥|镇 and 枫林|镇, 上|半年 and 下|半年
    named = [frozenset(_PLACE.findall(t[: end + _LONGEST_SUFFIX])) for t, end in zip((one, other), ends, strict=True)]
    dated = [frozenset(_TIME.findall(t[: end + _LONGEST_SUFFIX])) for t, end in zip((one, other), ends, strict=True)]
    return any(all(pair) and pair[0] != pair[1] for pair in (named, dated))


def _lead(claim: Claim) -> str:
    """Return a figure's sentence up to it, with every number but dates masked."""
    text, start = claim.quantity.paragraph.view.folded, claim.quantity.start
    return _FIGURE.sub("#", text[sentence_around(text, start)[0] : start])


def _siblings(left: Claim, right: Claim) -> bool:
    """Whether two figures stand under different items of one list, which are about different things in the same words."""
    one, other = left.quantity.paragraph.section, right.quantity.paragraph.section
    return one is not other and one.level >= 3 and one.parent is other.parent and one.level == other.level
