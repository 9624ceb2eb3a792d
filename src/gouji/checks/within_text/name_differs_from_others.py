"""地名机构名前后不一

核对什么：同一位置（前面的字相同）出现的地名、机构名，罕见的一个与常见的一个相近而不同。
为什么：帮扶地、项目地等名称写错一字就成了另一个地方；同一报告里别处写对的名称就是证据。
容差：常见的一个至少出现三次，罕见的只出现一次，两者后缀相同、共有一字、前文两字相同。
不核对：并列列举的不同地名（前面是顿号）；泛称（本县、各区）。
依据：同一报告名称应一致；不依赖地名库。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence, section_name
from gouji.model.document import Paragraph
from gouji.model.location import Place
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness

_SUFFIXES = "自治县|自治州|街道|社区|林场|农场|小学|中学|医院|饭店|酒店|公园|水库|园区|县|市|区|州|镇|乡|村|旗|苑"
_NAME = re.compile(rf"(?=(?P<before>[一-鿿]{{2}})(?P<core>[一-鿿]{{2}})(?P<suffix>{_SUFFIXES}))")
_GENERAL = frozenset("本全各我该此某每两市区县乡镇村州省级个几所有")
_LEAST_USUAL = 3
_Occurrence = tuple[Paragraph, int, int, str]


@check(code="WX09", name="name-differs-from-others", kind=Kind.ENTITY_MISMATCH, severity=Severity.ERROR, since="0.1")
def name_differs_from_others(evidence: Evidence) -> Iterator[Outcome]:
    names: dict[str, list[_Occurrence]] = defaultdict(list)
    for paragraph in evidence.document.paragraphs:
        text = paragraph.view.folded
        for match in _NAME.finditer(text):
            if match["core"][0] not in _GENERAL and match["core"][1] not in _GENERAL:
                name = match["core"] + match["suffix"]
                names[name].append((paragraph, match.start("core"), match.end("suffix"), match["before"]))
    for rare, places in names.items():
        usual = _usual(rare, places, names) if len(places) == 1 else None
        if usual:
            yield _contradicted(rare, places[0], usual, names[usual])


def _usual(rare: str, places: list[_Occurrence], names: dict[str, list[_Occurrence]]) -> str | None:
    """Return the frequent name that stands in the same slot, or None."""
    before = places[0][3]
    best = None
    for name, others in names.items():
        alike = name != rare and len(name) == len(rare) and name[2:] == rare[2:] and set(name[:2]) & set(rare[:2])
        if alike and len(others) >= _LEAST_USUAL and any(o[3] == before for o in others) and (best is None or len(others) > len(names[best])):
            best = name
    return best


def _contradicted(rare: str, place: _Occurrence, usual: str, others: list[_Occurrence]) -> Outcome:
    return Contradicted(
        _witness(place, "claim"),
        tuple(_witness(o, "restatement") for o in others[:3]),
        f"此处写“{rare}”，同一位置在别处写“{usual}”（共{len(others)}处），两个名称不能同时成立。",
        "restatement",
        expected_words=usual,
        formula=f"“{rare}”1处，“{usual}”{len(others)}处",
        confidence=0.9,
        likelier="claim",
    )


def _witness(place: _Occurrence, role: str) -> Witness:
    paragraph, start, end, _ = place
    span = paragraph.view.span(start, end)
    return Witness(Place(span, section_name(paragraph.section)), role, None, None, paragraph.view.folded[start:end])
