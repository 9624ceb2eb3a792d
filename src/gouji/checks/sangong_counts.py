"""The counts that a disclosure gives beside the 三公 amounts (团组, 人次, 购置, 保有量, 批次), as text and tables name them.

依据：《地方预决算公开操作规程》（财预〔2016〕143号）要求公开因公出国（境）团组数及人数，公务用车购置数及保有量，国内公务接待的批次、人数。
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from gouji.checks.evidence import Evidence
from gouji.model.claim import Claim, Measure, Period
from gouji.model.location import Place
from gouji.model.outcome import Witness
from gouji.model.table import Table
from gouji.values.printed import Printed, decimal_of
from gouji.values.units import count

GROUPS, TRAVELLERS, BOUGHT, KEPT = "因公出国（境）团组数", "因公出国（境）人次", "公务用车购置数", "公务用车保有量"
BATCHES, GUESTS = "公务接待批次", "公务接待人次"
_ABROAD = ("境外", "国外", "外事", "外宾")
_STOP = re.compile("[，。;:、]")
_REACH = 30  # characters before a number that may name it
_PART = re.compile("本级|机关(?!运行)|所属|下属|二级")  # what only some of the department's offices have
_EARLIER = re.compile("[年期]初|[原现]有")  # what there was before the year's changes
# What leads to the parts of a number; with a colon, all that follows in the sentence is parts: 主要是：…8批次；…4批次
_PARTS = re.compile("其中|主要[是为有]|包括|分别(?![为是达])")
_LISTED = re.compile("(?:其中|主要[是为有]?|包括|分别[是为]?):")
_OFFICE = re.compile(r"#*(?P<office>[^\d#]{4,})20\d{2}年")  # the title of a chapter: 柳川县水务局2023年度单位决算
_SENTENCE = 200  # characters looked back for 其中
_PEOPLE = ("人次", "人", "人次数", "人数", "名")
_LABEL_UNIT = re.compile(r"\((个|批|批次|人|人次|辆|台)\)$")
_WHOLE = re.compile(r"\d{1,6}(?:,\d{3})*")
# A row whose grid was lost: label, 行次, — for the budget, the count. Without the — a number alone may be the 行次.
_LINE = re.compile(r"(?P<label>[^—]{4,30}\((?:个|批|批次|人|人次|辆|台)\))\d{1,2}—+(?P<number>\d{1,6})")


@dataclass(slots=True)
class Count:
    """One such count: what it counts, where it stands, and which office's chapter that is in a file of several."""

    key: str
    printed: Printed
    witness: Witness
    office: str = ""


def counted_by(words: str, unit: str, before: str = "") -> str:
    """Return what a number counts by the words that lead to it, '' for anything else; `before` is what the number before it counts.

    Receptions of guests from abroad are kept apart from those at home, and both from receptions of neither name.
    """
    if unit == "辆":
        bought = "购置" in words or "更新" in words
        return KEPT if "保有" in words else BOUGHT if bought and "车" in words else ""
    abroad = "出国" in words or "出境" in words
    if unit in ("个", "批", "次", "") and abroad and "团组" in words:
        return GROUPS
    silent = not re.sub(r"[\d(),、，及和共计累]", "", words)
    if unit in _PEOPLE and ((abroad and "接待" not in words) or (silent and before == GROUPS)):
        return TRAVELLERS
    home = "国内" if "国内" in words else next((w for w in _ABROAD if w in words), "")
    if "接待" in words and (unit in ("批次", "批") or "批次" in words):
        return home + BATCHES
    if unit in _PEOPLE and before.endswith(BATCHES) and (silent or words.startswith(("接待人", "来访人"))):
        return before.removesuffix(BATCHES) + GUESTS
    return home + GUESTS if unit in _PEOPLE and "接待" in words else ""


def counts_in_text(evidence: Evidence) -> Iterator[Count]:
    """Yield the counts of the sections about 三公, and the vehicles kept wherever they are told; not those of a part (其中) or of one office."""
    key, last = "", -1
    offices = _offices(evidence)
    for claim in evidence.claims:
        if claim.measure is not Measure.COUNT or not claim.exact or claim.period is not Period.THIS:
            continue
        words, part = _words(evidence, claim)
        same = claim.group == last
        key, last = counted_by(words, claim.quantity.printed.unit.symbol, key if same else ""), claim.group
        told = key == KEPT or _about_sangong(evidence, claim)
        whole = not part or (part == "其中" and "国内" in key)
        if key and told and whole and not _PART.search(words) and not _EARLIER.search(words):
            here = claim.quantity.paragraph.section.ordinal
            office = offices[bisect_right(offices, here, key=itemgetter(0)) - 1][1]
            yield Count(key, claim.quantity.printed, evidence.witness(claim), office)


def _offices(evidence: Evidence) -> list[tuple[int, str]]:
    """Return the offices that the titles of chapters name, each with the ordinal of the section where its chapter starts."""
    titled = ((s.ordinal, _OFFICE.match(s.title)) for s in evidence.document.sections if s.level == 1 and not s.number)
    return [(-1, ""), *((ordinal, match["office"]) for ordinal, match in titled if match)]


def _words(evidence: Evidence, claim: Claim) -> tuple[str, str]:
    """Return the words of a number's clause, and those that say that its sentence has come to the parts of something, if any."""
    text, start = claim.quantity.paragraph.view.folded, claim.quantity.start
    before = evidence.position[claim.quantity.index]
    previous = evidence.claims[before - 1] if before else None
    near = previous is not None and previous.scope == claim.scope
    low = max(start - _REACH, previous.quantity.end if near and previous is not None else 0, 0)
    stops = [m.end() for m in _STOP.finditer(text, low, start)]
    first = max(0, start - _SENTENCE)
    sentence = max(text.rfind("。", first, start) + 1, first)
    clause = max(text.rfind(";", sentence, start), sentence)
    after = "团组" if text.startswith("团组", claim.quantity.end) else ""  # 共计2个团组
    cues = [*_LISTED.finditer(text, sentence, start), *_PARTS.finditer(text, clause, start)]
    return text[stops[-1] if stops else low : start] + after, cues[-1].group().rstrip(":") if cues else ""


def _about_sangong(evidence: Evidence, claim: Claim) -> bool:
    form = evidence.profile.forms.get(evidence.table_of(claim) or "")
    return form is not None and form.layout == "sangong"


def counts_in_tables(evidence: Evidence) -> Iterator[Count]:
    """Yield the counts that the 三公 tables print in rows of their own (相关统计数)."""
    for table in evidence.tables:
        form = evidence.profile.forms.get(table.key)
        if form is None or form.layout != "sangong":
            continue
        raw = evidence.document.tables[table.index]
        grid = raw.grid() if raw.certain else []
        width = max(map(len, grid), default=0)
        for index, row in enumerate(grid):
            label = next((c.text for c in row if _LABEL_UNIT.search(c.text)), "")
            if label and len(row) == width and _WHOLE.fullmatch(row[-1].text):  # the last column is the final account's
                yield from _count(table, label, row[-1].text, Place(row[-1].span, None, table.index, index, width - 1))
        for view in raw.lines:
            line = _LINE.fullmatch(view.folded)
            if line is not None:
                place = Place(view.span(line.start("number"), line.end("number")), None, table.index)
                yield from _count(table, line["label"], line["number"], place)


def _count(table: Table, label: str, digits: str, place: Place) -> Iterator[Count]:
    """Yield the count of a row whose label names one with its unit, if it is one of ours."""
    unit = _LABEL_UNIT.search(label)
    assert unit is not None
    symbol = next((word for word in ("批次", "人次") if word in label), unit[1])
    key = counted_by(label.removesuffix(unit[0]), symbol)
    if key:
        printed = Printed(decimal_of(digits), count(symbol))
        yield Count(key, printed, Witness(place, "table", printed, None, f"{table.title}“{label}”"))
