"""What a number is about: the words before it, held against the lexicon's names and the document's own row labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gouji.extract import patterns as p
from gouji.lexicon import Profile
from gouji.lexicon.profile import plain, spellings
from gouji.model.claim import Subject
from gouji.model.table import Table

# Row labels that say nothing by themselves.
_VAGUE = frozenset(
    (
        "合计",
        "总计",
        "小计",
        "支出",
        "收入",
        "项目",
        "其他",
        "人员",
        "公用",
        "本年",
        "预算",
        "决算",
        "金额",
        "其中",
        "费用",
        "资金",
        "经费",
        "总额",
        "执行",
        "执行数",
        "决算数",
        "预算数",
        "同期",
    )
)
_SHORTEST = 3
_BASIS_END = re.compile(r"(?:年初|全年|调整后?)?(?:预算|决算|执行)(?:安排)?$|20\d{2}年度?$")
_TOGETHER = re.compile(r"(?:共|共计|合计|总计|一共)(?:为|是|:)?$")  # 甲、乙共 x: the number is of both
_JOINTS = ("、", "和", "及", "与")
# Words that say how, not what
_ADVERBS = re.compile(
    r"(?:同比|环比|均|各|共|又|再|也|约|则|仅|只|已|较|比|基本|大幅|小幅|略有?|有所|继续|合计|其|主要原因|因此|从而|故|净|实际|明显|相应|进一步|比例|幅度)+"
)
_SHORTEST_MENTION = 4
_FILLERS_END = frozenset(filler[-1] for filler in p.LEVEL_FILLERS)
_NAME_TAIL = 4  # characters at the end of an office's name that no other office of the place shares
_TIMES = ("本年", "当年", "全年", "年度", "的", "财政拨款")
_NAME_LEAD = re.compile(r"^(?:年度?|其中|同时|按照?|按单位分|从|由|对|为|向|在|将|与|和|及|的|是|县|区|市)+")
_LONGEST_WORDS = 40
_SPECIAL = re.compile("[“”\"'「」《》<> (]")
_QUOTES = "“”\"'「」《》<>"
_BEFORE_NAME = _QUOTES + "、和及以"
_NAME_IN_SENTENCE = re.compile(r"^.*(?:用于|其中|包括|年度|[:“])")
_PATH_TAIL = re.compile(r"(?:20\d{2}年度?)?[支出经费决算预算数年初安排为共计:”“的]*(?:支出|决算|预算)?[^，。;]{0,6}")
_LEVEL = re.compile(r"\((?:类|款|项|项级)\)")
_PARENTHESES = re.compile(r"\([^()]{1,24}\)$")
_WORDS_LEAD = re.compile(
    r"^(?:其中|上年度?|去年|主要(?:是)?(?:用于|包括)?|用于|包括|(?:20\d{2})年度?(?:至20\d{2}年度?)?|本年度?|全年|当年|(?:我|本)(?:单位|部门|局|办|委|室|中心|院|校|镇|街道)|分别(?:为|是)|一是|二是|三是|四是|五是|和|及|以及|、|，|:|安排|拨付|“|\(|\))+"
)


@lru_cache(maxsize=20_000)
def variants(label: str) -> tuple[str, ...]:
    """Return the spellings of a row label that say enough to be looked up by themselves: 电费 does, of two characters."""
    return tuple(
        v for v in spellings(label) if v not in _VAGUE and (len(v) >= _SHORTEST or v.endswith("费") or v == "抚恤")
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """The names of a profile: of its concepts and of the 类, with the last two characters of each; `mentioned` are long enough anywhere."""

    concepts: dict[str, str]
    classes: dict[str, str]
    ends: frozenset[str]
    mentioned: tuple[str, ...]


@lru_cache(maxsize=8)
def _known(profile: Profile) -> _Known:
    concepts = {name: "concept:" + key for name, key in profile.names.items()}
    classes = {variant: "label:" + name for name in reversed(profile.classes.values()) for variant in variants(name)}
    mentioned = tuple(name for name in concepts if len(name) >= _SHORTEST_MENTION)
    return _Known(concepts, classes, frozenset(name[-2:] for name in (*concepts, *classes)), mentioned)


class SubjectIndex:
    """Names of the lexicon and labels of the document's tables, for exact look-up by suffix."""

    def __init__(self, profile: Profile, tables: Sequence[Table], entity: str | None) -> None:
        self.entity = plain(entity or "")
        labels: dict[str, str] = {}
        for label in dict.fromkeys(r.label for t in tables for r in t.rows if r.label and not r.key.startswith("@")):
            for name in variants(label):
                labels.setdefault(name, "label:" + plain(label))
        known = _known(profile)
        self.names = {**known.classes, **labels, **known.concepts}
        self.longest = max(map(len, self.names), default=0)
        self._ends = known.ends.union([name[-2:] for name in labels])
        self._concepts = known.mentioned

    def resolve(self, text: str, start: int, end: int) -> Subject | None:
        """Return the subject that the words text[start:end] name, the longest first, or None.

        The words before it must be a connective, a date or the office itself: 退休人员经费 is not 人员经费.
        """
        path = self._path(text, start, end)
        if path:
            return path
        squeezed, places = _squeezed(text, start, end)
        said = squeezed
        while squeezed:
            found = self._suffix(squeezed, places)
            if found:
                joined = squeezed[: len(squeezed) - len(found.words)].endswith(_JOINTS)
                return None if joined and _TOGETHER.search(said) else found
            shorter = _without_filler(squeezed)
            if shorter == squeezed:
                shorter = _BASIS_END.sub("", squeezed)
            if shorter == squeezed:
                shorter = _PARENTHESES.sub("", squeezed)
            if shorter == squeezed:
                return None
            squeezed = shorter
        return None

    def other_office(self, text: str, start: int, end: int, *, beside: bool) -> str:
        """Return the office other than the reporting one that text[start:end] names, or ''; `beside`: only right before `end`."""
        words = text[start:end].rstrip(_QUOTES)
        while beside:
            shorter = next((words[: -len(x)] for x in _TIMES if words.endswith(x)), words)
            if shorter == words:
                break
            words = shorter
        for match in p.OFFICE.finditer(words) if p.OFFICE_SIGN.search(words) else ():
            if beside and match.end() < len(words):
                continue
            if match["part"]:
                return "" if "本级" in self.entity else match["part"]
            name = _NAME_LEAD.sub("", match["name"])
            if not self._is_own(name):
                return name
        return ""

    def _is_own(self, name: str) -> bool:
        """Whether an office is the reporting one: short forms (区委办 for 区委办公室) hold the characters of the long one in their order."""
        if not self.entity or name.endswith(self.entity[-_NAME_TAIL:]):
            return True
        short, long = sorted((name, self.entity), key=len)
        characters = iter(long)
        return all(c in characters for c in short)

    def mention(self, text: str, start: int, end: int) -> Subject | None:
        """Return the last subject of the lexicon named anywhere in text[start:end], weaker than one right before a number."""
        found = list(_any_of(self._concepts).finditer(text, start, end))
        if not found:
            return None
        last = found[-1]
        return Subject(self.names[plain(last.group())], last.group(), start=last.start(), end=last.end(), score=0.6)

    def _suffix(self, words: str, places: Sequence[int]) -> Subject | None:
        if words[-2:] not in self._ends:
            return None
        for length in range(min(len(words), self.longest), 0, -1):
            name = words[-length:]
            key = self.names.get(name)
            if key is None:
                continue
            before = words[:-length]
            if before and (p.OTHER_UNIT.search(before) or p.OTHER_SCOPE.search(before)):
                return None
            if (
                not before
                or before.endswith(p.LEFTOVERS)
                or p.OFFICE_END.search(before)
                or (self.entity and before.endswith(self.entity))
            ):
                first = len(words) - length
                return Subject(key, name, start=places[first], end=places[len(words) - 1] + 1)
        return None

    def _path(self, text: str, start: int, end: int) -> Subject | None:
        """Return the subject of 一般公共服务支出（类）财政事务（款）行政运行（项）: its last part, with the whole path."""
        at = text.find("(", start, end)
        if at < 0 or not _LEVEL.search(text, at, end):
            return None
        found = [(m["level"][0], m["name"].lstrip(_BEFORE_NAME), m) for m in p.PATH.finditer(text, start, end)]
        if not found:
            return None
        level, name, last = found[-1]
        tail = text[last.end() : end]
        if tail and not _PATH_TAIL.fullmatch(tail):
            return None
        path = [(lv, self._trim(nm)) for lv, nm, _ in found]
        upper = [i for i, (lv, _) in enumerate(path[:-1]) if lv == level]
        path = path[upper[-1] + 1 :] if upper else path
        name = self._trim(name)
        bare = plain(name)
        key = self.names.get(bare) or self.names.get(bare + "支出") or self.names.get(bare.removesuffix("支出"))
        key = key if key and key.startswith("label:") else "label:" + bare
        at = text.rfind(name, start, last.end())
        return Subject(key, name, start=max(at, start), end=last.end(), path=tuple(path))

    def _trim(self, name: str) -> str:
        """Return a path part without what stands before it in the sentence (2023年度, 主要用于)."""
        return _NAME_IN_SENTENCE.sub("", name) or name

    def words(self, text: str, start: int, end: int) -> Subject | None:
        """Return the bare words before a number as a subject of their own, or None when they say nothing."""
        squeezed, places = _squeezed(text, start, end)
        lead = _WORDS_LEAD.match(squeezed)
        first = lead.end() if lead else 0
        last = len(squeezed)
        while True:
            shorter = _without_filler(squeezed[first:last])
            if len(shorter) == last - first:
                break
            last = first + len(shorter)
        name = squeezed[first:last]
        if not 2 <= len(name) <= _LONGEST_WORDS or name in _VAGUE or _ADVERBS.fullmatch(name):
            return None
        return Subject("words:" + name, name, start=places[first], end=places[last - 1] + 1, score=0.5)


@lru_cache(maxsize=8)  # one a profile
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or r"(?!)")


def _without_filler(words: str) -> str:
    """Return the words without the longest filler they end with."""
    if words[-1:] not in _FILLERS_END:
        return words
    for length in range(min(p.LONGEST_FILLER, len(words)), 0, -1):
        if words[-length:] in p.LEVEL_FILLERS:
            return words[:-length]
    return words


def _squeezed(text: str, start: int, end: int) -> tuple[str, Sequence[int]]:
    """Return text[start:end] without quotes and （类）（款）（项）, and where each character stands."""
    if not _SPECIAL.search(text, start, end):
        return text[start:end], range(start, end)
    skip: set[int] = set()
    if "(" in text[start:end]:
        for match in _LEVEL.finditer(text[start:end]):
            skip.update(range(start + match.start(), start + match.end()))
    places = [i for i in range(start, end) if text[i] not in _QUOTES and text[i] != " " and i not in skip]
    return "".join(text[i] for i in places), places
