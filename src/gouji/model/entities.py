"""Whether two names are of one office: they drift from year to year (区政府办, 江汉区人民政府办公室)."""

from __future__ import annotations

import re
from functools import lru_cache

Place = tuple[str, ...]

# A place opens the name: 武汉市江汉区, 区; refuses 市场监督管理局, 城市管理局, 社区.
_PLACE = re.compile(
    r"[一-鿿]{0,7}?(?:自治区|自治州|自治县|省|(?<!城)市(?!场|政|监(?!察|狱))|(?<![园社校景小片库灌])区(?!域)|县(?!域)|(?<!红)旗)"
)
_PLACES = re.compile(rf"(?:{_PLACE.pattern})+")
# What stands before the place in the names of a party, a league: 政协江州市委员会 is not 江州市委.
_ORGAN = re.compile("(?:中国共产党|中共)?(政协|共青团|民革|民盟|民建|民进|农工党|致公党|九三学社|台盟)?")
_LONG_ORGANS = (("中国人民政治协商会议", "政协"), ("中国共产主义青年团", "共青团"))
_DEPARTMENT = re.compile(r"(?:(?<!分)局|委|委员会|办|办公室|府|检察院|法院|部|厅|署|联|办事处|政协|人大)$")
_OWN_BUDGET = re.compile(r"(?:[(（][局委办]?(?:本级|机关|本部)[)）]|本级|机关|本部)$")
_WHOLE = re.compile(r"[(（](?:汇总|部门)[)）]$")
_NO_LETTER = re.compile(r"[^一-鿿A-Za-z0-9]")
# What is written in full and for short; the longer words first.
_SHORT = (
    ("人力资源和社会保障", "人社"), ("人力资源社会保障", "人社"), ("经济和信息化", "经信"), ("工业和信息化", "工信"), ("住房和城乡建设", "住建"),
    ("住房城乡建设", "住建"), ("城市管理综合行政执法", "城管"), ("城市管理和综合执法", "城管"), ("城市管理执法", "城管"), ("城市管理", "城管"),
    ("自然资源和规划", "自规"), ("退役军人事务", "退役军人"), ("交通运输", "交通"), ("市场监督管理", "市监"), ("市场监管", "市监"), ("发展和改革", "发改"),
    ("发展改革", "发改"), ("卫生和健康", "卫健"), ("卫生健康", "卫健"), ("文化和旅游", "文旅"), ("文化旅游", "文旅"), ("科学技术", "科技"),
    ("医疗保障", "医保"), ("行政审批服务", "行政审批"), ("应急管理", "应急"), ("人民代表大会", "人大"), ("政治协商会议", "政协"), ("常务委员会", "常委会"),
    ("人民检察院", "检察院"), ("人民法院", "法院"), ("人民政府", "政府"), ("办事处", "办"), ("办公室", "办"), ("委员会", "委"), ("联合会", "联"),
    ("政协委", "政协"), ("共青团委", "团委"),
)  # fmt: skip


def same_entity(name: str, other: str) -> bool:
    """Whether two names are of one office: alike but for abbreviations, and for places that one of them leaves out.

    A department and its own budget alone (本级, 机关) are two.
    """
    (_, office, own), (_, its_office, its_own) = _parts(name), _parts(other)
    return bool(office) and office == its_office and near(name, other) and own is its_own


def near(name: str, other: str) -> bool:
    """Whether the offices of two names may be in one place: one may leave out places above it, or say only 区."""
    return are_near(_parts(name)[0], _parts(other)[0])


def is_vague(name: str) -> bool:
    """Whether a name does not tell its place: 第一中学, 区教育局."""
    place = _parts(name)[0]
    return not place or len(place[0]) == 1


def is_own_budget_of(name: str, department: str) -> bool:
    """Whether a name is that of the department itself, without the units below it: 某局（本级） of 某局; 局机关 said in 某局's report."""
    if not is_own_budget(name) or is_own_budget(department):
        return False
    return department.endswith(bare(name)) or same_entity(bare(name), department)


def bare(name: str) -> str:
    """Return the name of a department without the words for its own budget alone: 某局 for 某局（本级）."""
    return _OWN_BUDGET.sub("", name)


def is_place(name: str) -> bool:
    """Whether a name is a place and no office: 江汉区."""
    return bool(_PLACES.fullmatch(name))


def lies_in(name: str, place: str) -> bool:
    """Whether a name is of an office of the place: 武汉市江汉区财政局 of 江汉区, not of 武汉市."""
    own = _parts(name)[0]
    return bool(own) and are_near(own, tuple(_PLACE.findall(place)))


def is_department(name: str) -> bool:
    """Whether a name sounds like a department that answers to its place itself: 教育局, not 第一中学, which is in another's report."""
    return not is_own_budget(name) and bool(_DEPARTMENT.search(_WHOLE.sub("", name)))


def place_of(name: str) -> Place:
    """Return the places that open a name, the widest first."""
    return _parts(name)[0]


def office_key(name: str) -> str:
    """Return what all names of one office have in common, to look them up by: the office for short, without its place."""
    return _parts(name)[1]


def is_own_budget(name: str) -> bool:
    """Whether a name says that it is the office alone, without the units below it: …局（本级）."""
    return bool(_OWN_BUDGET.search(name))


def are_near(place: Place, other: Place) -> bool:
    """Whether two places may be one, of which one name leaves out what is above it or all but 区."""
    short, long = sorted((place, other), key=len)
    if not short:
        return True
    first, *rest = long[len(long) - len(short) :]
    shorter, longer = sorted((short[0], first), key=len)
    alike = shorter == longer or (len(shorter) == 1 and longer.endswith(shorter))
    return alike and tuple(rest) == short[1:]


@lru_cache(maxsize=8192)  # a batch links the same offices over and over
def _parts(name: str) -> tuple[Place, str, bool]:
    """Return the places, the office for short, and whether it is the office alone."""
    own = is_own_budget(name)
    bare = _NO_LETTER.sub("", _WHOLE.sub("", _OWN_BUDGET.sub("", name)))
    for full, short in _LONG_ORGANS:
        bare = bare.replace(full, short)
    organ = _ORGAN.match(bare)
    assert organ is not None  # it may be empty
    bare = bare[organ.end() :]
    match = _PLACES.match(bare)
    place = match.group() if match and match.end() < len(bare) else ""
    office = (organ.group(1) or "") + bare[len(place) :]
    for full, short in _SHORT:
        office = office.replace(full, short)
    return tuple(_PLACE.findall(place)), office, own
