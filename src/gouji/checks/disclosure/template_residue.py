"""模板内容没有改写

核对什么：正文里留下的占位符（XX、××、“2023年度部门名称”）、没有选定的选择项（“大于（小于）”“增加（减少）”）、“主要原因是”后面空着，以及“占”“增长”“下降”后的比率没有百分号。
为什么：套用模板而没有填写或删改，读者看不到应有的内容，也说明这一处没有校对。
容差：只认上述写法；整份是空白模板的不核对。
不核对：标题；书名号、引号里的文字；报表和附表里的填表说明；带冒号的栏目名称（“部门名称：”）。
依据：《地方预决算公开操作规程》（财预〔2016〕143号）对公开内容完整、规范的要求；各地决算公开模板。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.document import DocumentKind, Paragraph
from gouji.model.location import Place
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness

_RISE, _FALL = "增加|增长|上升|提高|大于|高于|多于", "减少|下降|降低|小于|低于|少于|持平"
# What each pattern shows, and what the message says of it; a quick sign keeps clean paragraphs cheap.
_RESIDUES = (
    (
        re.compile(r"(?<![A-Za-z])[X×]{2,}(?![A-Za-z])(?:单位|部门|万元|年|%|项目|[。，；])?"),
        re.compile("[X×]{2}"),
        "占位符没有填写",
    ),
    (
        re.compile(r"20\d{2}年度?(?:部门|单位)名称(?=[一-鿿])(?![由变更改调为])"),
        re.compile("名称"),
        "占位的名称没有换成本部门",
    ),
    (
        re.compile(
            rf"(?:决算数|预算数|支出|收入|[，。])?(?:{_RISE})\((?:{_FALL})\)(?!的)|(?:{_FALL})\((?:{_RISE})\)(?!的)"
        ),
        re.compile(r"\((?:[增上提大高多减下降小低少持])"),
        "选择项没有选定",
    ),
    (re.compile(r"主要原因(?:是|为):?(?=[。；;])"), re.compile("主要原因"), "原因没有填写"),
    (
        # 支出合计400.00万元，主要原因是…: a total cannot have a reason, only its change
        re.compile(r"(?:合计|总计|总额)(?:为|共)?[\d,.]{1,16}[亿万]?元，主要原因(?:是|为|:)(?![。；;])"),
        re.compile("元，主要原因"),
        "只有数额和原因，没有写与上年相比的增减",
    ),
    (
        re.compile(
            r"(?:占(?![地用有])[^，。;:\d]{0,24}|增长|下降|[增减]幅为?|完成[^，。;:\d]{0,10}预算数?的?|(?:执行|完成|差异)率为?|(?<=元，)(?:减少|增加))"
            r"\d{1,3}\.\d{1,2}(?=[。，;]|$)"
        ),
        re.compile(r"\d[。，;]|\d$", re.M),
        "比率没有百分号",
    ),
)
_QUOTED = re.compile(r"《[^》]*$|“[^”]*$")


@check(code="DC01", name="template-residue", kind=Kind.FORMAT_ERROR, severity=Severity.WARNING, since="0.1")
def template_residue(evidence: Evidence) -> Iterator[Outcome]:
    if evidence.document.kind is DocumentKind.TEMPLATE:
        return
    residues = [r for r in _RESIDUES if r[1].search(evidence.narrative.text)]
    for paragraph in evidence.document.paragraphs:
        text = "" if paragraph.is_heading else paragraph.view.folded
        for pattern, sign, problem in residues:
            for match in pattern.finditer(text) if sign.search(text) else ():
                if not _QUOTED.search(text, 0, match.start()):
                    yield _left_over(evidence, paragraph, match, problem)


def _left_over(evidence: Evidence, paragraph: Paragraph, match: re.Match[str], problem: str) -> Outcome:
    span = paragraph.view.span(match.start(), match.end())
    at = Witness(Place(span, paragraph.section.name), "claim", None, None, match.group())
    return Contradicted(
        at,
        (),
        f"“{evidence.said(at)}”：{problem}。",
        "restatement",
        formula="",
        confidence=0.9,
    )
