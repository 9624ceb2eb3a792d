"""Whether two names are of one office: they drift from year to year (区政府办, 江汉区人民政府办公室)."""

from __future__ import annotations

import re
from functools import lru_cache

# A place opens the name: 武汉市江汉区, 区; refuses 市场监督管理局, 城市管理局, 社区.
_PLACES = re.compile(
    r"(?:[一-鿿]{0,7}?(?:自治区|自治州|自治县|省|(?<!城)市(?!场|政)|(?<![园社校景小片库灌])区(?!域)|县(?!域)|(?<!红)旗))+"
)
_OWN_BUDGET = re.compile(r"(?:[(（][局委办]?(?:本级|机关|本部)[)）]|本级|机关|本部)$")
_WHOLE = re.compile(r"[(（](?:汇总|部门)[)）]$")
_NO_LETTER = re.compile(r"[^一-鿿A-Za-z0-9]")
# What is written in full and for short; the longer words first.
_SHORT = (
    ("人力资源和社会保障", "人社"), ("人力资源社会保障", "人社"), ("经济和信息化", "经信"), ("工业和信息化", "工信"), ("住房和城乡建设", "住建"),
    ("住房城乡建设", "住建"), ("城市管理执法", "城管"), ("城市管理", "城管"), ("市场监督管理", "市监"), ("市场监管", "市监"), ("发展和改革", "发改"),
    ("发展改革", "发改"), ("卫生和健康", "卫健"), ("卫生健康", "卫健"), ("文化和旅游", "文旅"), ("文化旅游", "文旅"), ("科学技术", "科技"),
    ("医疗保障", "医保"), ("行政审批服务", "行政审批"), ("应急管理", "应急"), ("人民代表大会", "人大"), ("政治协商会议", "政协"), ("常务委员会", "常委会"),
    ("人民检察院", "检察院"), ("人民法院", "法院"), ("人民政府", "政府"), ("办事处", "办"), ("办公室", "办"), ("委员会", "委"), ("联合会", "联"),
)  # fmt: skip


def same_entity(name: str, other: str) -> bool:
    """Whether two names are of one office: alike but for abbreviations, and for places that one of them leaves out.

    A department and its own budget alone (本级, 机关) are two.
    """
    (place, office, own), (there, its_office, its_own) = _parts(name), _parts(other)
    near = place.endswith(there) or there.endswith(place)
    return bool(office) and office == its_office and near and own is its_own


def is_own_budget_of(name: str, department: str) -> bool:
    """Whether a name is that of the department itself, without the units below it: 某局（本级） of 某局; 局机关 said in 某局's report."""
    if not is_own_budget(name) or is_own_budget(department):
        return False
    bare = _OWN_BUDGET.sub("", name)
    return department.endswith(bare) or same_entity(bare, department)


def is_place(name: str) -> bool:
    """Whether a name is a place and no office: 江汉区."""
    return bool(_PLACES.fullmatch(name))


def lies_in(name: str, place: str) -> bool:
    """Whether a name is of an office of the place: 武汉市江汉区财政局 of 江汉区, not of 武汉市."""
    own = _parts(name)[0]
    return bool(own) and (own.endswith(place) or place.endswith(own))


def office_key(name: str) -> str:
    """Return what all names of one office have in common, to look them up by: the office for short, without its place."""
    return _parts(name)[1]


def is_own_budget(name: str) -> bool:
    """Whether a name says that it is the office alone, without the units below it: …局（本级）."""
    return bool(_OWN_BUDGET.search(name))


@lru_cache(maxsize=8192)  # a batch links the same offices over and over
def _parts(name: str) -> tuple[str, str, bool]:
    """Return the places, the office for short, and whether it is the office alone."""
    own = is_own_budget(name)
    bare = _NO_LETTER.sub("", _WHOLE.sub("", _OWN_BUDGET.sub("", name))).removeprefix("中共")
    match = _PLACES.match(bare)
    place = match.group() if match and match.end() < len(bare) else ""
    office = bare[len(place) :]
    for full, short in _SHORT:
        office = office.replace(full, short)
    return place, office, own
