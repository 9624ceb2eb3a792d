"""模板内容没有改写

核对什么：正文里留下的占位符（XX、××、“2023年度部门名称”）、没有选定的选择项（“大于（小于）”“增加（减少）”）、“主要原因是”后面空着、收入或支出合计之后直接写原因，以及“占”“增长”“下降”后的比率没有百分号。
为什么：套用模板而没有填写或删改，读者看不到应有的内容，也说明这一处没有校对。
容差：只认上述写法；整份是空白模板的不核对。
不核对：标题；书名号、引号里的文字；隐去的人名和型号（“张××”“××案”）；“增加（减少）额”一类栏目名称；指数、系数、得分，以及同一句里没有金额或预算的比率；报表和附表里的填表说明；带冒号的栏目名称（“部门名称：”）。
依据：《地方预决算公开操作规程》（财预〔2016〕143号）对公开内容完整、规范的要求；各地决算公开模板。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.sentences import sentence_around
from gouji.model.document import DocumentKind, Paragraph
from gouji.model.location import Place
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness

_RISE, _FALL = "增加|增长|上升|提高|大于|高于|多于", "减少|下降|降低|小于|低于|少于|持平"
_RATIO = "比率没有百分号"
_COLUMN = "的|额|数|情况"  # 增加(减少)额: the name of a column, or a phrase
# Of people whose names are withheld (刘××). Left out are those that end another word: 于, 高, 余, 付, 程, 万.
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙朱胡郭罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘董袁叶蒋杜苏魏吕丁沈姚卢姜崔谭陆汪范廖贾夏韦邹熊孟秦邱尹薛闫侯史陶黎贺顾郝龚邵覃戴莫孔汤"
# What each pattern shows, and what the message says of it; a quick sign keeps clean paragraphs cheap.
_RESIDUES = (
    (
        re.compile(
            rf"(?<![A-Za-z])(?:(?<![{_SURNAMES}X×])[X×]{{2,}}(?![X×A-Za-z型号案诉])|[X×]{{2,}}(?=单位|部门|万元|年|%|项目))"
            "(?:单位|部门|万元|年|%|项目|[。，；])?"
        ),
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
            rf"(?:决算数|预算数|支出|收入|[，。])?(?:{_RISE})\((?:{_FALL})\)(?!{_COLUMN})|(?:{_FALL})\((?:{_RISE})\)(?!{_COLUMN})"
        ),
        re.compile(r"\((?:[增上提大高多减下降小低少持])"),
        "选择项没有选定",
    ),
    (re.compile(r"主要原因(?:是|为):?(?=[。；;])"), re.compile("主要原因"), "原因没有填写"),
    (
        # 支出合计400.00万元，主要原因是…: a total cannot have a reason, only its change; what is carried over can
        re.compile(r"(?:收入|支出)(?:合计|总计|总额)(?:为|共)?[\d,.]{1,16}[亿万]?元，主要原因(?:是|为|:)(?![。；;])"),
        re.compile("元，主要原因"),
        "只有数额和原因，没有写与上年相比的增减",
    ),
    (
        re.compile(
            r"(?:占(?![地用有])[^，。;:\d]{0,24}|增长|下降|[增减]幅为?|完成[^，。;:\d]{0,10}预算数?的?|(?:执行|完成|差异)率为?|(?<=元，)(?:减少|增加))"
            r"\d{1,3}\.\d{1,2}(?=[。，;]|$)"
        ),
        re.compile(r"\d[。，;]|\d$", re.M),
        _RATIO,
    ),
)
_OF_MONEY = re.compile(r"\d[亿万]?元|预算")
_NO_SHARE = re.compile(r"指数|系数|指标值|得分|评分|分值|浓度|密度|倍")
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
                if problem == _RATIO and not _is_of_money(text, match.start(), match.end()):
                    continue
                if not _QUOTED.search(text, 0, match.start()):
                    yield _left_over(evidence, paragraph, match, problem)


def _is_of_money(text: str, start: int, end: int) -> bool:
    """Whether a number can only be a ratio: its sentence has an amount or a budget, its clause no index that has no unit."""
    low, _ = sentence_around(text, start)
    clause = max(low, text.rfind("，", low, start) + 1)
    return _OF_MONEY.search(text, low, end) is not None and not _NO_SHARE.search(text, clause, end)


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
