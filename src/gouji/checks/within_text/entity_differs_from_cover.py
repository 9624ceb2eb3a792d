"""单位名称与封面不符

核对什么：各表表头“部门：”“部门（单位）：”后面的名称，以及各级标题、句首“××2023年度收入支出……”“××部门决算”、“用于保障××机关正常运转”、“对××整体绩效”里的名称，是不是本单位的名称写错了一两个字，或写成了别处的同类单位。
为什么：报表和说明都以本单位的名义公开，名称写错就成了别的单位，也可能是从别处抄来的。
容差：字数相同、恰有一两个字不同，或单位相同而同级地名不同，而本单位的名称在这类位置至少出现三次、写错的少于它的一半才提出。
不核对：简称、全称（字数不同）；序数、方位不同的单位（第一、第二，东、西）；正文里的另一个单位（税务局不是水务局的误写，也可以是另一个乡镇、学校）；其他位置提到的单位，名称较长而只差一个字的提出警告。
依据：《地方预决算公开操作规程》（财预〔2016〕143号）；报告封面、各表表头的单位名称。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.names import one_character
from gouji.checks.narrative import Narrative
from gouji.checks.offices import another_office, another_place
from gouji.model.location import Place, Span
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness

_COLONS, _LABEL_ENDS = "：:", "门位称)）"
_NAME = re.compile(r"[ \t]*(?P<name>[一-鿿（）()]{4,40})")
_LONGEST_LABEL = 12
_LABEL = re.compile(
    r"(?<![一-鿿])(?:编制|填报|预算|编报|公开)?(?:部门|单位)(?:名称)?(?:[(（](?:部门|单位|盖章|公章)[)）])?[:：]$"
)
_STOPS = "\n。，;:、#年度"
_FOLLOWING = (
    "部门决算",
    "部门预算",
    "概况",
    "机关运行经费",
    "政府采购支出",
    "共有车辆",
    "是市政府",
    "是县政府",
    "是区政府",
)
_AFTER = re.compile(
    r"度?(?:部门|单位)?(?:本级)?(?:[预决]算|[收支]|财政拨款|一般公共|政府性|国有资|“|机关运行|政府采购|整体)"
)
# 南榆县 + 委办公室: one or several places, then the office; refuses 城市管理局, 市场监督管理局 and 开发区管委会, whose 城市, 市, 区 are no places
_PLACE = r"[一-鿿]{2,5}?(?:自治[区州县]|[省州县旗]|(?<!城)市(?!场)|(?<![园社校景小片库发新护居])区)"
_UNIT = re.compile(_PLACE)
_PLACED = re.compile(rf"(?:中共)?(?P<place>(?:{_PLACE})+?)(?P<office>[一-鿿]{{3,20}})")
_WITHOUT_PLACES = re.compile(rf"(?:中共)?(?:{_PLACE})+")
# Refuses 组织考察团来访, 2023年度考核合格, 是我县的对口单位, …局:2批次: what others do or are here. Of itself it says 开展…绩效自评, 实行预算绩效管理.
_OF_ITSELF = re.compile(
    rf"20\d{{2}}年(?:{_AFTER.pattern}|度?(?:[共实]有|人员|编制|机构|绩效|安排|本年|年初|一般))"
    r"|(?:[共实]有(?:车辆|公务用车|人员|在职|编制|行政|事业|内设|下属)|下属|下设|内设|设|机关运行|政府采购|本级|部门|所属|收入|支出|“三公”|[:：](?![^，。;\n]{0,8}\d)|是(?:主管|负责|承担|财政|[一二]级|[省市县区州]|政府)|\n|$)"
    r"|(?:组织|开展|实行)[^，。;]{0,16}绩效"
    r"|(?:总)?预算(?:收入|支出|编制|\d)|一般公共预算|安排(?:政府采购|预算)|编制\d|所有收入|[未无](?:发生|下属|公务用车)"
)
# A sentence may name its own office after these: 用于保障…机关正常运转, 对…整体绩效
_WITHIN = {"保障": re.compile("机关(?:正常)?运[转行]|为完成"), "对": re.compile("整体(?:支出)?绩效")}
_OF_OTHERS = frozenset("对与向由给受被把将及")  # before the name of an office somebody else has to do with
# No places: what stands before a short form (纳入县委办公室, 协助市政府办公室).
_VERBS = frozenset(
    [
        "纳入",
        "协助",
        "配合",
        "报送",
        "报请",
        "经由",
        "服务",
        "保障",
        "受托",
        "根据",
        "依据",
        "按照",
        "以及",
        "包括",
        "其中",
        "负责",
        "参与",
        "通过",
        "会同",
        "联合",
        "抄送",
        "提请",
        "隶属",
        "属于",
        "组建",
        "归口",
        "原为",
        "作为",
        "代表",
        "委托",
        "接受",
        "所有",
        "各个",
    ]
)
_LONG_NAME = 7  # characters of a name that one other character does not make another office's
_LONG_OFFICE = 5  # characters of its office alone: shorter ones are too many (水务局, 税务局, 商务局), and running text names them all
_LONGEST_PLACE, _SHORTEST_OFFICE = 16, 3
_ORDER = frozenset("一二三四五六七八九十东南西北中前后上下大小老新甲乙丙")
_MOST_WRONG, _LEAST_USUAL = 2, 3
_LEAST_LENGTH = 6


@check(
    code="WX15",
    name="entity-differs-from-cover",
    kind=Kind.ENTITY_MISMATCH,
    severity=Severity.ERROR,
    since="0.1",
)
def entity_differs_from_cover(evidence: Evidence) -> Iterator[Outcome]:
    entity = evidence.document.entity or ""
    if len(entity) < _LEAST_LENGTH:
        return
    own: list[Span] = []
    strange: dict[str, list[Span]] = {}
    for name, span in (*_names(evidence, entity), *_same_office(evidence, entity)):
        if name == entity:
            own.append(span)
        elif _is_wrong(name, entity) and span not in strange.get(name, ()):
            strange.setdefault(name, []).append(span)
    yield from _one_character_off(evidence, entity, {span for spans in strange.values() for span in spans})
    for name, spans in strange.items():
        if len(own) >= max(_LEAST_USUAL, _MOST_WRONG * len(spans)):
            yield _contradicted(name, spans, entity, own)


def _one_character_off(evidence: Evidence, entity: str, known: set[Span]) -> Iterator[Outcome]:
    """Accuse what is the office's long name but for one character of the office part, wherever it stands; the rarer of the two.

    Outside the places where only the reporting office can be meant another one may be named: a warning.
    """
    place = _PLACED.fullmatch(entity)
    fixed = len(place["place"]) if place else 0
    office = len(_WITHOUT_PLACES.sub("", entity, count=1))
    if len(entity) < _LONG_NAME:
        return
    own: list[Span] = []
    others: dict[str, list[Span]] = {}
    for file, source in enumerate(evidence.document.sources):
        for start in _near_places(source.text, entity):
            name = source.text[start : start + len(entity)]
            span = Span(start, start + len(entity), file)
            differing = [i for i, (a, b) in enumerate(zip(name, entity, strict=True)) if a != b]
            if not differing:
                own.append(span)
            elif len(differing) > 1 or differing[0] < fixed or span in known:
                continue
            elif (office >= _LONG_OFFICE or differing[0] < len(entity) - office) and _one_misspelt(name, entity):
                others.setdefault(name, []).append(span)
    for name, spans in others.items():
        if not name.isalpha():
            continue
        if len(own) >= max(_LEAST_USUAL, _MOST_WRONG * len(spans)):
            yield _contradicted(name, spans, entity, own, Severity.WARNING)
        elif len(spans) >= max(_LEAST_USUAL, _MOST_WRONG * len(own)) and own:
            yield _contradicted(entity, own, name, spans, Severity.WARNING)


def _near_places(text: str, entity: str) -> list[int]:
    """Return where one half of a name stands whole, counted from where the name would begin."""
    half = len(entity) // 2
    found = set()
    for part, before in ((entity[:half], 0), (entity[half:], half)):
        at = text.find(part)
        while at >= 0:
            if 0 <= at - before <= len(text) - len(entity):
                found.add(at - before)
            at = text.find(part, at + 1)
    return sorted(found)


def _names(evidence: Evidence, entity: str) -> Iterator[tuple[str, Span]]:
    """Yield the names that stand where only the reporting office can be meant."""
    for file, source in enumerate(evidence.document.sources):
        for colon in _COLONS:
            yield from _after_label(source.text, colon, file)
    yield from _before_what_follows(evidence, entity)


def _after_label(text: str, colon: str, file: int) -> Iterator[tuple[str, Span]]:
    at = text.find(colon) + 1
    while at:
        if text[at - 2] in _LABEL_ENDS and _LABEL.search(text, max(0, at - _LONGEST_LABEL), at):
            name = _NAME.match(text, at)
            if name:
                yield name["name"], Span(*name.span("name"), file)
        at = text.find(colon, at) + 1


def _before_what_follows(evidence: Evidence, entity: str) -> Iterator[tuple[str, Span]]:
    """Yield the names of the entity's length that open a sentence or heading, or follow the year, and go on as of the report's office.

    A sentence may say as much of another office (柳川县水务局2023年财政拨款项目…); a heading does not.
    """
    narrative, year, length = evidence.narrative, f"{evidence.document.year}年", len(entity)
    text = narrative.text
    places = [p for p in narrative.places(year) if _AFTER.match(text, p + len(year))]
    for place in (*places, *narrative.places(*_FOLLOWING)):
        start = place - length
        if start >= 0 and (not start or text[start - 1] in _STOPS or text.startswith("部分", start - 2)):
            paragraph, low = narrative.at(start)
            if paragraph.is_heading or not another_office(text[start:place], entity):
                yield text[start:place], paragraph.view.span(low, low + length)


def _same_office(evidence: Evidence, entity: str) -> Iterator[tuple[str, Span]]:
    """Yield the offices of the entity's kind that open a sentence and go on as a report does of itself, whatever their place."""
    own = _PLACED.match(entity)
    if own is None or len(own["office"]) < _SHORTEST_OFFICE:
        return
    yield from _named_as(evidence.narrative, own["office"])
    bare = _WITHOUT_PLACES.sub("", entity, count=1)
    for name, span in _named_as(evidence.narrative, bare) if _SHORTEST_OFFICE <= len(bare) < len(own["office"]) else ():
        if len(name) < len(entity) and one_character(name, entity[-len(name) :]):
            yield name, span  # the city before the district was left out, and the district is misspelt


def _named_as(narrative: Narrative, office: str) -> Iterator[tuple[str, Span]]:
    """Yield the names, place and office, that a report says of itself what follows them."""
    for at in narrative.places(office):
        end = at + len(office)
        start = _begins(narrative.text, at, end)
        name = narrative.text[start:end]
        if 0 < start < at and name[:2] not in _VERBS and _PLACED.fullmatch(name):
            paragraph, low = narrative.at(start)
            yield name, paragraph.view.span(low, low + len(name))


def _begins(text: str, at: int, end: int) -> int:
    """Return where the place before an office begins that a report says of itself what follows, or 0."""
    low = max(0, at - _LONGEST_PLACE)
    start = max(text.rfind(stop, low, at) for stop in (*_STOPS, ".", ")")) + 1
    if text[start] not in _OF_OTHERS and _OF_ITSELF.match(text, end):
        return start
    inside = (text.rfind(word, start, at) + len(word) for word, after in _WITHIN.items() if after.match(text, end))
    return max((i for i in inside if i > start), default=0)


def _is_wrong(name: str, entity: str) -> bool:
    shorter = _LONG_NAME <= len(name) < len(entity)
    return (
        _misspelt(name, entity) or _elsewhere(name, entity) or (shorter and one_character(name, entity[-len(name) :]))
    )


def _elsewhere(name: str, entity: str) -> bool:
    """Whether a name is the same office in another place of the same level: 云岐市城市管理局 for 霁宁市城市管理局."""
    here, own = _PLACED.fullmatch(name), _PLACED.fullmatch(entity)
    if here is None or own is None or here["office"] != own["office"] or name in entity or entity in name:
        return False
    nearest, ours = _UNIT.findall(here["place"])[-1], _UNIT.findall(own["place"])[-1]
    if len(nearest) > len(ours) + 1:
        return False  # begins with a verb: 邀请沙河县
    return bool(nearest[-1] == ours[-1] and nearest not in entity and ours not in name)


def _misspelt(name: str, entity: str) -> bool:
    if len(name) != len(entity):
        return False
    differing = [(a, b) for a, b in zip(name, entity, strict=True) if a != b]
    return len(differing) <= _MOST_WRONG and not any(a in _ORDER and b in _ORDER for a, b in differing)


def _one_misspelt(name: str, entity: str) -> bool:
    """Whether one of two names is the other misspelt, and not that of another office, of another town, of another school."""
    return _misspelt(name, entity) and not another_office(name, entity) and not another_place(name, entity)


def _contradicted(
    name: str, spans: list[Span], entity: str, own: list[Span], severity: Severity | None = None
) -> Outcome:
    witnesses = [Witness(Place(span), "claim", words=name) for span in spans]
    return Contradicted(
        witnesses[0],
        tuple(Witness(Place(span), "restatement", words=entity) for span in own[:3]),
        f"此处写“{name}”，本报告的单位是“{entity}”（{len(own)}处），两个名称不能同时成立。",
        "restatement",
        expected_words=entity,
        formula=f"“{name}” ≠ “{entity}”",
        confidence=0.9,
        severity=severity,
        likelier="claim",
        also=tuple(witnesses[1:]),
    )
