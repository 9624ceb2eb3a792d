"""地名机构名前后不一

核对什么：同一位置（前面或后面的字相同）出现的地名、处所名，只出现一次的与常见的一个相近而不同；本单位所在地名同样核对。
为什么：帮扶地、项目地等名称写错一字就成了另一个地方；同一报告里别处写对的名称就是证据。
容差：常见的一个至少出现三次，罕见的只出现一次，两者后缀相同、核心两字恰有一字相同，前两字或后两字相同，或常见的就在本单位名称里。常见的同一句话在同一段里并列、又没有相同的金额，或村、乡镇、学校等各有各的金额，可以是两个地方的，只作提示。
不核对：并列列举的不同地名（前后是顿号）；泛称（本县、各区）。
依据：同一报告名称应一致；不依赖地名库。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.sentences import sentence_around
from gouji.model.document import Paragraph
from gouji.model.location import Place
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness

_SUFFIXES = "自治县|自治州|街道|社区|林场|农场|小学|中学|医院|饭店|酒店|宾馆|公园|水库|园区|景区|遗址|古镇|大桥|灌区|湿地|县|市|区|州|镇|乡|村|旗|苑|港|桥"
_SUFFIX = re.compile(_SUFFIXES)
_CORES = (2, 4)  # characters before the suffix that make a name
_GENERAL = frozenset("本全各我该此某每两市区县乡镇村省级个几所有")
_BEFORE_NAMES = frozenset("及和与在对赴到为向把将于由从是的等厅局委")  # never the first character of a name
_NO_BEGINNING = _GENERAL | _BEFORE_NAMES
_JOINTS = frozenset("和及与")
_ENDINGS = frozenset("县市区州镇乡村旗道馆园校院站桥港")
# Of these a county has many with names alike, and a report that speaks of one may speak of the next.
_OF_MANY = ("村", "镇", "乡", "社区", "街道", "小学", "中学", "林场", "农场", "苑", "桥")
_AMOUNT = re.compile(r"\d[\d,.]*[万亿]?元")
_LEAST_USUAL = 3
_CONTEXT = 2


@dataclass(slots=True, eq=False)
class Occurrence:
    """A name in a paragraph, with the two characters before and after it."""

    paragraph: Paragraph
    start: int
    end: int
    before: str
    after: str

    @property
    def broken_off(self) -> bool:
        """Whether its first character ends a line, so that it may be that of a heading."""
        return self.paragraph.view.offset(self.start + 1) - self.paragraph.view.offset(self.start) > 1

    @property
    def listed(self) -> bool:
        """Whether it is one of several: beside a 、, or joined to another such name (东县和西县)."""
        joined = self.before[-1:] in _JOINTS and self.before[:1] in _ENDINGS
        return joined or self.before[-1:] == "、" or self.after[:1] == "、"


@check(code="WX09", name="name-differs-from-others", kind=Kind.ENTITY_MISMATCH, severity=Severity.WARNING, since="0.1")
def name_differs_from_others(evidence: Evidence) -> Iterator[Outcome]:
    names: dict[str, list[Occurrence]] = defaultdict(list)
    for paragraph in evidence.document.paragraphs:
        text = paragraph.view.folded
        for (at, end), length in ((m.span(), n) for m in _SUFFIX.finditer(text) for n in _CORES):
            start = at - length
            if start < 0 or text[start] in _NO_BEGINNING or text[start + 1] in _GENERAL:
                continue
            core = text[start:at]
            if core.isalpha() and not core.isascii():
                place = Occurrence(
                    paragraph, start, end, text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
                )
                names[text[start:end]].append(place)
    frequent: dict[tuple[int, str], dict[str, list[Occurrence]]] = defaultdict(dict)  # by length and last character
    for name, places in names.items():
        if len(places) >= _LEAST_USUAL and _stands_alone(places):
            frequent[len(name), name[-1]][name] = places
    for rare, places in names.items():
        others = frequent.get((len(rare), rare[-1])) if len(places) == 1 else None
        usual = _usual(rare, places[0], others, evidence.document.entity or "") if others else None
        if others and usual:
            own = usual in (evidence.document.entity or "")
            info = _of_its_own(rare, places[0], others[usual], own=own)
            yield _contradicted(rare, places[0], usual, others[usual], Severity.INFO if info else None)


def _usual(rare: str, place: Occurrence, frequent: dict[str, list[Occurrence]], entity: str) -> str | None:
    """Return the frequent name that stands in the same slot, or None."""
    best = None
    for name, others in frequent.items():
        if (
            not _alike(rare, name)
            or _runs_on(rare, name, place, entity)
            or (best is not None and len(others) <= len(frequent[best]))
        ):
            continue
        shifted = sum(a != b for a, b in zip(name, rare, strict=True)) > 1
        own = name in entity and rare not in entity and not shifted
        slot = not place.listed and any(_same_slot(place, o, before_only=shifted) for o in others)
        if own or slot:
            best = name
    return best


def _runs_on(rare: str, name: str, place: Occurrence, entity: str) -> bool:
    """Whether two names are one, behind the last character of another word: 说明沅坪县 of the entity, 情况⏎石桥乡 below a heading."""
    return rare[1:] == name[1:] and (rare[1:] in entity or place.broken_off)


def _alike(rare: str, name: str) -> bool:
    """Whether two names of one length differ in one character, or share one of the two of a short core (恩施县, 宣恩县)."""
    different = sum(a != b for a, b in zip(name, rare, strict=True))
    return different == 1 or (different == 2 and name[2:] == rare[2:] and bool(set(name[:2]) & set(rare[:2])))


def _stands_alone(others: list[Occurrence]) -> bool:
    """Whether a name is a word by itself: what always follows one and the same character is the end of a longer word (农业农村)."""
    return len({o.before[-1:] for o in others}) > 1


def _same_slot(left: Occurrence, right: Occurrence, *, before_only: bool) -> bool:
    before = len(left.before) == _CONTEXT and left.before == right.before and left.before.isalpha()
    after = len(left.after) == _CONTEXT and left.after == right.after and left.after.isalpha()
    return before or (after and not before_only)


def _of_its_own(rare: str, place: Occurrence, others: list[Occurrence], *, own: bool) -> bool:
    """Whether what is said of the rare name may be said of a second place beside the usual one.

    So where it stands beside the usual one's like statement in one paragraph (unless that is the office's own place), or names a village
    or the like with money of its own; the same amount in both sentences shows that they are one.
    """
    shown = _amounts(place)
    mates = [o for o in others if _same_slot(place, o, before_only=False)]
    if any(shown & _amounts(mate) for mate in mates):
        return False
    beside = bool(mates) and not own and all(mate.paragraph is place.paragraph for mate in mates)
    return beside or (bool(shown) and rare.endswith(_OF_MANY))


def _amounts(place: Occurrence) -> set[str]:
    text = place.paragraph.view.folded
    return set(_AMOUNT.findall(text, *sentence_around(text, place.start)))


def _contradicted(
    rare: str, place: Occurrence, usual: str, others: list[Occurrence], severity: Severity | None
) -> Outcome:
    verdict = "请核对是不是同一个地方" if severity is Severity.INFO else "两个名称不能同时成立"
    return Contradicted(
        _witness(place, "claim"),
        tuple(_witness(o, "restatement") for o in others[:3]),
        f"此处写“{rare}”，同一位置在别处写“{usual}”（共{len(others)}处），{verdict}。",
        "restatement",
        expected_words=usual,
        formula=f"“{rare}”1处，“{usual}”{len(others)}处",
        confidence=0.85,
        severity=severity,
    )


def _witness(place: Occurrence, role: str) -> Witness:
    span = place.paragraph.view.span(place.start, place.end)
    words = place.paragraph.view.folded[place.start : place.end]
    return Witness(Place(span, place.paragraph.section.name), role, None, None, words)
