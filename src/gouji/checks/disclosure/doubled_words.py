"""字词重复

核对什么：紧接着重复的词（“支持支持”“用于于”）和标点（“，，”“。。”）。
为什么：是录入或改稿时留下的笔误。
容差：只作提示，不定为错误。
不核对：标题、报表；隔着空行的两个词；地名等专名里本来就重的字（“于都”“的确”）；省略号。
依据：公文校对的通行要求。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.document import DocumentKind
from gouji.model.location import Place
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness

# 支持支持 · 于于 · 。。; refuses 局机关机关运行经费, 于于都, 目的的, numerals
_DOUBLED = re.compile(
    r"(?P<word>[一-鿿]{2,4})(?P=word)(?<![局委办厅部院]机关机关)|于于(?!都|田)|的的(?<!目的的)(?!确|士)|与与(?!会)|"
    r"(?P<stop>[，。;:、])(?:(?P=stop)+|(?<=[，、;:])。|(?<=。)[，、;])"
)
_BLANK_LINE = re.compile(r"\n\s*\n")
_NUMERAL = re.compile("[〇一二三四五六七八九十百千]+")


@check(code="DC04", name="doubled-words", kind=Kind.FORMAT_ERROR, severity=Severity.INFO, since="0.1")
def doubled_words(evidence: Evidence) -> Iterator[Outcome]:
    if evidence.document.kind is DocumentKind.TEMPLATE:
        return
    for paragraph in evidence.document.paragraphs:
        if paragraph.is_heading:
            continue
        for match in _DOUBLED.finditer(paragraph.view.folded):
            span = paragraph.view.span(match.start(), match.end())
            if match["word"] and (
                _NUMERAL.fullmatch(match["word"]) or _BLANK_LINE.search(evidence.document.text(span))
            ):
                continue  # 车辆 above a paragraph that begins with it is its heading
            place = Place(span, paragraph.section.name)
            at = Witness(place, "claim", None, None, match.group())
            what = "标点" if not match["word"] and match.group()[0] in "，。;:、" else "字词"
            yield Contradicted(
                at, (), f"“{evidence.said(at)}”：{what}疑似重复。", "restatement", formula="", confidence=0.9
            )
