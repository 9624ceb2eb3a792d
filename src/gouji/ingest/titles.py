"""Lines that belong to a table without being rows: its title, its unit, its number, its notes."""

from __future__ import annotations

import re

from gouji.lexicon import Profile

_UNIT = re.compile(r"单位[::]?\(?(人民币)?(百万元|万元|亿元|千元|元)")
_BESIDE = re.compile(
    r"^(?:部门|单位)?(?:公开|预算|决算|附|财决|财预|批复|预)?(?:表?\s*\d{1,2}\s*表?|[一二三四五六七八九十]{1,3}表|表[一二三四五六七八九十]{1,3})$"
    r"|^(?:编制|预算|填报|主管)?(?:部门|单位)(?:名称|\(盖章\)|\(公章\))*[::]|单位[::]\(?(?:人民币)?(?:百万元|万元|亿元|千元|元)|(?:部门|单位)?公开(?:\d{1,2}表|表\d{1,2}$)|^附件[\d一二三四五六七八九十]*[::]?$|^填报日期|^\d{4}年度?$|^表[一二三四五六七八九十\d-]+$"
)
_FORM_NUMBER = re.compile(
    r"(?:部门|单位)?(?:公开|预算|决算|附|财决|财预|批复|预){0,2}(?:\d{1,2}表|表\d{1,2}(?:-\d)?|表[一二三四五六七八九十]{1,3})"
)
_NOTE = re.compile(
    r"^(?:注|备注|说明|注释)\s*\d?[::.]|^\d{1,2}[栏行][^。]{0,4}[=各]|^\d{1,2}[.、]本(?:表|套)|^\*注|^\d{1,2}行=|^本表"
)
_FORMULA = re.compile(r"\d{1,2}(?:行|栏|栏各行)\s*=")
_ENDING = re.compile(r"表(?:\([^()]{1,20}\)|[一二三四五六七八九十\d]{1,2})?(?:\(续\))?$")
_NUMBERED_FORM = re.compile(
    r".*公开\d{1,2}表|(?:部门|单位|公开|附|预算|决算|财决)*表[\d一二三四五六七八九十-]+|.{0,6}\d{1,2}表|.*单位:.*"
)
_TRAILING = re.compile(r"(?:[.…·．]{2,}|\.{2,})\s*\d{0,3}$|(?<=表)\d{1,3}$")
_LOOSE_EVIDENCE = re.compile(
    r"单位[::]|公开\d{1,2}表|^栏次|^行次|^项目$|^项目(?:行次|金额|预算|决算|本年|合计|[预决]算数)|^科目|^功能分类|^序号|^收入支出|^预算数|^决算数|^人员经费|^支出经济分类|^经济分类|^(?:部门|单位|项目)名称|^主管部门|^一级指标"
)
_LIST_HEADER = re.compile(r"^序号\s+\S+\s+\S+")


def unit_of(text: str) -> str:
    """Return the unit named beside a table (单位：万元), or ''."""
    match = _UNIT.search(text)
    return match.group(2) if match else ""


def is_beside(text: str) -> bool:
    """Whether a line only names the table's number, entity, unit or date."""
    return len(text) <= 80 and bool(_BESIDE.search(text)) and "。" not in text


def is_form_number(text: str) -> bool:
    """Whether a line is nothing but the number of a form (公开03表, 部门公开表3), which may stand before its title."""
    return "表" in text and _FORM_NUMBER.fullmatch(text) is not None


def is_note(text: str) -> bool:
    """Whether a line is (part of) the note printed under a table."""
    return bool(_NOTE.match(text)) or ("=" in text and bool(_FORMULA.search(text)))


def table_title(text: str, profile: Profile) -> str | None:
    """Return the title if this line can be one: it ends in 表 and names a form or an annex."""
    text = text.strip("《》")  # as some reports print the title of a form
    if text[-1:] not in "表)）续一二三四五六七八九十0123456789" or "表" not in text:
        return None
    bare = _TRAILING.sub("", text)
    if (
        _NUMBERED_FORM.fullmatch(bare)
        or not 3 < len(bare) <= 60
        or not _ENDING.search(bare)
        or "。" in bare
        or "详见" in bare
        or "见附" in bare
    ):
        return None
    return (
        bare
        if (bare.endswith("表") and len(bare) <= 30) or profile.form_of(bare) or any(w in bare for w in profile.annexes)
        else None
    )


def loose_evidence(text: str) -> bool:
    """Whether a line below a title shows that a table without a grid begins there."""
    return bool(_LOOSE_EVIDENCE.search(text))


def list_header(text: str) -> bool:
    """Whether a line with its spaces is the header of a list table (序号 事项 …) that has no title."""
    return bool(_LIST_HEADER.match(text))
