"""The files of one report to a Document: which kind of disclosure, whose, of which year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from gouji.config import Limits
from gouji.errors import NothingToCheck
from gouji.ingest.fold import fold
from gouji.ingest.sources import read_source
from gouji.ingest.text import TextReader
from gouji.lexicon import Profile, load, profile_for
from gouji.model.document import OTHER_REPORT, Document, DocumentKind, Paragraph, RawTable, Section, Source, View

_SPACE_OR_MARK = re.compile(r"[\s#*]+")
# 单位：万元 names no office, whatever stands right of it; 元氏县 is a place
_NO_NAME = re.compile(r"\(|(?:人民币)?(?:百万|万|亿|千)元|(?:人民币)?元(?:$|部门|单位|公开)")
_COVER = 1500  # characters of the first page that usually name kind, entity and year
_KIND = re.compile(r"[预决]算(?<!公共预算)(?<!基金预算)(?<!经营预算)(?<!年初预算)(?<!全年预算)(?<!调整预算)")
_YEAR = re.compile(r"(20\d{2})\s*年")
_ENTITY = re.compile(  # led by the newline, which is found four times as fast as the beginning of a line
    r"\n(?:编制|填报|预算)?(?:部门|单位)(?:名称)?(?:\((?:盖章|公章|公开)\))?\s*:\s*([^\s\d:,，。|<]{3,40})"
)
_TITLE_ENTITY = re.compile(  # a name begins neither within 第二部分 nor within 年度
    r"(?:20\d{2}年度?)?((?:(?!年度|部分|(?<=部)分|(?<=年)度)[一-鿿()]){3,30}?)(?:部门|单位)?(?:20\d{2}年度?)?(?:[省市州盟县区]本?级)?(?:部门|单位)?(?:预|决)算"
)
_OFFICE_ENDS = "局委办院厅部会室府所校馆站心队处园场社台"
_TITLE_YEAR = re.compile(r"(20\d{2})年度?[^。]{0,40}?(?:预|决)算")
# a line that is a title: ### 2023年度部门收入决算表; refuses sentences, contents with dots, comparisons
_TITLE_LINE = re.compile(
    r"^[ \t#*]*[^\n，。;：:比较与]{0,24}?(?P<year>20\d{2})年度?[^\n，。;：:比较与]{0,36}?(?:预|决)算[^\n，。;]{0,24}$"
)
_LEAST_TITLES = 3  # as many titles of one year for each of another
_PLACEHOLDERS = re.compile(r"[×X]{2,}(?:部门|单位|万元|%|年|年度)|(?:XX|××)+")
_TEMPLATE_SHARE = 40  # so many placeholders make the file a template, not a report


def read_report(
    path: str, tables: Sequence[str] = (), profile_name: str | None = None, limits: Limits | None = None
) -> tuple[Document, Profile]:
    """Return the document made of one report and the files that hold its tables. Raises InputError."""
    sources = [read_source(path, "report", limits), *(read_source(p, "tables", limits) for p in tables)]
    return document_of(sources, profile_name)


def document_of(sources: Sequence[Source], profile_name: str | None = None) -> tuple[Document, Profile]:
    """Return the document made of decoded sources. Raises NothingToCheck when there is no text to speak of."""
    main = fold(sources[0].text)
    cover = _squeezed(main)
    kind = _kind_of(main, cover)
    profile = load(profile_name) if profile_name else profile_for(kind)
    root = Section(0, "", "", None, -1)
    paragraphs: list[Paragraph] = []
    raw_tables: list[RawTable] = []
    sections: list[Section] = []
    contents: list[View] = []
    notices: list[str] = []
    for number, source in enumerate(sources):
        parts = TextReader(source, number, profile, root, len(paragraphs), main if number == 0 else None).read()
        raw_tables += parts.tables
        notices += source.notices
        if source.role != "report":
            notices += _strangers(source, main, cover)
        else:
            paragraphs += parts.paragraphs
            sections += parts.sections
            contents += parts.contents
    if not paragraphs and not raw_tables:
        raise NothingToCheck(f"{sources[0].path}：没有读到段落或表格；请给出部门预决算公开的全文。")
    document = Document(
        tuple(sources),
        tuple(paragraphs),
        tuple(raw_tables),
        tuple(sections),
        None if kind is DocumentKind.TEMPLATE else _entity_of(main, cover),  # a template names nobody
        _year_of(main, cover),
        kind,
        notices,
        tuple(contents),
    )
    return document, profile


def _strangers(source: Source, main: str, cover: str) -> list[str]:
    """Return a notice where a file of tables names another office or year than the report."""
    text = fold(source.text)
    first = _squeezed(text)
    entities = _entity_of(main, cover), _entity_of(text, first)
    years = _year_of(main, cover), _year_of(text, first)
    strange = [
        f"{what}是“{there}”，报告的是“{here}”"
        for what, (here, there) in (("单位", entities), ("年度", years))
        if here and there and here != there and not (isinstance(there, str) and (there in main or str(here) in text))
    ]
    return [f"{source.path}：{'，'.join(strange)}；{OTHER_REPORT}。"] if strange else []


def _kind_of(text: str, squeezed: str) -> DocumentKind:
    if text.count("X") + text.count("×") >= 2 * _TEMPLATE_SHARE and len(_PLACEHOLDERS.findall(text)) >= _TEMPLATE_SHARE:
        return DocumentKind.TEMPLATE
    cover = Counter(_KIND.findall(squeezed))
    whole = {"预算": text.count("预算"), "决算": text.count("决算")}
    if not whole["预算"] and not whole["决算"]:
        return DocumentKind.UNKNOWN
    budget, final = cover["预算"], cover["决算"]
    if budget == final:
        budget, final = whole["预算"], 2 * whole["决算"]  # a final account speaks of 年初预算 all the time
    return DocumentKind.BUDGET if budget > final else DocumentKind.FINAL_ACCOUNT


def _year_of(text: str, cover: str) -> int | None:
    """Return the year of the report: the one on its cover before 预算 or 决算, else the most frequent one.

    A cover that most titles (tables, headings) contradict is itself the slip.
    """
    match = _TITLE_YEAR.search(cover)
    if match:
        lines = (_TITLE_LINE.match(line) for line in text.split("\n") if "20" in line and "算" in line)
        titles = Counter(line["year"] for line in lines if line)
        year, many = titles.most_common(1)[0] if titles else (match.group(1), 0)
        outvoted = many >= _LEAST_TITLES and titles[match.group(1)] <= many // _LEAST_TITLES
        return int(year if outvoted else match.group(1))
    years = Counter(_YEAR.findall(text))
    return int(years.most_common(1)[0][0]) if years else None


def _entity_of(text: str, cover: str) -> str | None:
    """Return the name beside 部门： or 单位： that stands most often, or the cover's where that only spells it out (区政府办).

    One label alone, of an annex perhaps, does not outvote an office that the cover names and the text says more often.
    """
    names = Counter(m.group(1) for m in _ENTITY.finditer("\n" + text) if not _NO_NAME.match(m.group(1)))
    match = _TITLE_ENTITY.search(cover)
    spelled = match.group(1) if match else None
    usual, times = names.most_common(1)[0] if names else (None, 0)
    if usual is None or (spelled and is_short_for(usual, spelled)):
        return spelled
    outvoted = times == 1 and spelled and spelled[-1] in _OFFICE_ENDS and text.count(spelled) > text.count(usual)
    return spelled if outvoted else usual


def is_short_for(short: str, name: str) -> bool:
    """Whether a name holds the characters of a shorter one in their order: 区政府办 for 江汉区人民政府办公室."""
    characters = iter(name)
    return len(short) < len(name) and all(c in characters for c in short)


def _squeezed(text: str) -> str:
    """Return the first page without white space and marks, which may stand anywhere on a cover."""
    return _SPACE_OR_MARK.sub("", text[: 2 * _COVER])
