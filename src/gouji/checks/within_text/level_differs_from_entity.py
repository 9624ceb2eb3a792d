"""级别或机关与本单位不符

核对什么：名词解释里“纳入区级财政”“区直部门”“区级财政当年拨付”等说的级别，是否前后一致并与本单位的级别相符；自称“我局”“局机关”的，本单位是不是局。
为什么：这些话套自别级、别单位的模板，读者会以为钱是别级财政拨的。
容差：同一份报告里另有一处写着本单位的级别，才指出写着别的级别的一处；自称只在整份出现一次、另有“本部门”“我单位”等自称时才提出。
不核对：名称里看不出级别的单位，法院、检察院（经费可由省级统管）；县级市写县级；只有一处写级别的；说的是上级、下级财政的；同样的话在另一名词下写着本级的（两处各有所指）；名称里有“局”“委”等字或加挂牌子的单位。
依据：各地部门预决算公开模板的名词解释；本单位名称。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.names import text_witness
from gouji.checks.narrative import Narrative
from gouji.model.document import Paragraph
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity

_LEVEL = re.compile(
    r"纳入(?P<a>[省市区县州旗])级?财政|指(?P<b>[省市区县州旗])(?:直|级)(?:各)?(?:预算)?(?:部门|单位)|指(?P<c>[省市区县州旗])级财政(?:部门)?(?:通过|从)?(?:一般公共预算)?(?:中)?(?:当年|本年度?)?(?:拨付|安排|核拨)"
)
_SIGNS = ("级财政", "直部门", "级部门")
_PLACES = re.compile(
    r"(?:中共)?(?:[一-鿿]{2,7}?(?:自治区|自治州|自治县|省|(?<!城)市(?!场)|(?<![园社校景小片库])区|县|旗))+"
)
_NO_PLACE = re.compile(r"法院|检察院|园区|开发区|新区")
_ORGAN = re.compile(r"[我本](?P<a>局)(?![限面部])|(?<=[括含由])(?P<b>[局委])机关(?:单位)?(?![下所直]属)")
_ORGANS = ("局机关", "委机关", "我局", "本局")
_OTHERS = re.compile("上级|下级|中央|转移支付|上解")
_ITEM_NUMBER = re.compile(r"^\W*[一二三四五六七八九十\d]{0,3}\W+")
_SELF = re.compile(r"[我本](?:部门|单位|办|中心|院|校|馆|站|所|街道|镇|乡)")
_OFFICES = ("办公室", "办", "中心", "学校", "医院", "街道", "街道办事处", "政府", "馆", "联合会", "工会")
_SECOND_NAME = re.compile(r"挂[^，。]{0,20}牌|合署")


@check(
    code="WX16",
    name="level-differs-from-entity",
    kind=Kind.ENTITY_MISMATCH,
    severity=Severity.WARNING,
    since="0.1",
)
def level_differs_from_entity(evidence: Evidence) -> Iterator[Outcome]:
    yield from _levels(evidence)
    entity = evidence.document.entity or ""
    if entity.endswith(_OFFICES):
        yield from _organs(evidence.narrative, entity)


_Found = tuple[Paragraph, re.Match[str]]


def _levels(evidence: Evidence) -> Iterator[Outcome]:
    level = _level_of(evidence.document.entity or "")
    found = [(p, m) for p in evidence.narrative.with_words(*_SIGNS) for m in _LEVEL.finditer(p.view.folded)]
    right = next((f for f in found if _said(f[1]) == level), None)
    for paragraph, match in found if right else ():
        at = text_witness(paragraph, match.start(), match.end())
        if _said(match) == level:
            yield Consistent(at, (), "restatement")
        elif (
            right and (_said(match), level) != ("县", "市") and not _tells_levels_apart(paragraph, match, found, level)
        ):
            # a city may be of the rank of a county
            yield _other_level(evidence, (paragraph, match), right, level)


def _tells_levels_apart(paragraph: Paragraph, match: re.Match[str], found: list[_Found], level: str) -> bool:
    """Whether a term means the money of another level: it says so, or another term has the same words with the own level."""
    if _OTHERS.search(paragraph.view.folded, 0, match.start()):
        return True
    own = match.group().replace(_said(match), level, 1)
    return any(m.group() == own and _term(p, m) != _term(paragraph, match) for p, m in found)


def _term(paragraph: Paragraph, match: re.Match[str]) -> str:
    """Return the term that a definition explains: what stands before its colon, without the number."""
    return _ITEM_NUMBER.sub("", paragraph.view.folded[: match.start()].partition(":")[0])


def _said(match: re.Match[str]) -> str:
    return next(g for g in match.groups() if g)


def _level_of(entity: str) -> str:
    """Return the level of an office by the last place in its name (某市某区财政局 → 区), or ''."""
    places = _PLACES.match(entity)
    return places.group()[-1] if places and not _NO_PLACE.search(entity) else ""


def _other_level(evidence: Evidence, wrong: _Found, right: _Found, level: str) -> Outcome:
    paragraph, match = wrong
    at = text_witness(paragraph, match.start(), match.end())
    other = text_witness(right[0], right[1].start(), right[1].end(), "restatement")
    return Contradicted(
        at,
        (other,),
        f"此处写“{at.words}”，别处写“{other.words}”，本单位“{evidence.document.entity}”是{level}级，两处级别不能同时成立。",
        "restatement",
        expected_words=at.words.replace(_said(match), level, 1),
        formula=f"“{at.words}” ≠ “{other.words}”",
        confidence=0.85,
        likelier="claim",
    )


def _organs(narrative: Narrative, entity: str) -> Iterator[Outcome]:
    found = [(p, m) for p in narrative.with_words(*_ORGANS) for m in _ORGAN.finditer(p.view.folded)]
    if len(found) != 1 or _said(found[0][1]) in entity or _SECOND_NAME.search(narrative.text):
        return
    [(paragraph, match)] = found
    own = _SELF.search(narrative.text)
    if own is None:
        return
    where, low = narrative.at(own.start())
    at = text_witness(paragraph, match.start(), match.end())
    yield Contradicted(
        at,
        (text_witness(where, low, low + len(own.group()), "restatement"),),
        f"此处自称“{at.words}”，本报告的单位是“{entity}”，不是{_said(match)}，两处不能同时成立。",
        "restatement",
        formula=f"“{at.words}” ≠ “{entity}”",
        confidence=0.8,
        likelier="claim",
    )
