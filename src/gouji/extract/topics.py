"""What a paragraph is about before any of its words are read: its item heading, and the headings above it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gouji.extract import patterns as p
from gouji.extract.subjects import SubjectIndex
from gouji.lexicon import Profile
from gouji.model.claim import Subject
from gouji.model.document import Paragraph, Section

_DIGIT = re.compile(r"\d")
_FROM_DIGIT = re.compile(r"\d.*")
_INSIDE = re.compile(r"([^，。;:中]{3,24})(?<![初高其集当类款])中(?=[^，。;:]{2})")  # refuses 初中教育


class Topics:
    """Subjects that headings give to the figures below them."""

    def __init__(self, index: SubjectIndex, profile: Profile) -> None:
        self.index, self.profile = index, profile
        self._above: dict[int, tuple[str, ...]] = {}
        self._titles: dict[int, tuple[Subject | None, bool]] = {}

    def of_item(self, paragraph: Paragraph) -> tuple[Subject, ...]:
        """Return what a paragraph is about by its item heading: the first clause of a numbered item, X of “X项目：”, or A in “A中B”."""
        text = paragraph.view.folded
        lead = p.ITEM_LEAD.match(text)
        start = lead.end() if lead else 0
        stop = p.CLAUSE_STOP.search(text, start)
        end = stop.start() if stop else len(text)
        digit = _DIGIT.search(text, start, end)
        end = digit.start() if digit and digit.start() > start else end
        inside = _INSIDE.match(text, start, end) if text.find("中", start, end) > 0 else None
        found = self.index.resolve(text, start, inside.end(1)) if inside else None
        if found is None and lead:
            found = self._titled(text, start, end) or self._bare(text, start, end) or self._project(text, start, end)
        elif found is None and text[end : end + 1] == ":" and text.endswith("项目", start, end):
            found = self._project(text, start, end)
        return (found,) if found else ()

    def of_section(self, section: Section) -> tuple[Subject, ...]:
        """Return what a number without words of its own may be about by its headings: the nearest first, none past a heading we cannot place."""
        result: list[Subject] = []
        for part in reversed(section.path):
            own, known = self._heading(part)
            if own is not None:
                result.append(own)
            if part.level <= 2 or (own is None and known and part.level >= 4):
                break
        return each_once(result)

    def keys(self, topic: tuple[Subject, ...], section: Section) -> tuple[str, ...]:
        """Return everything the headings above a number are about, which decides between columns of a row."""
        if section.ordinal not in self._above:
            keys = (s.key for part in reversed(section.path) if (s := self._heading(part)[0]) is not None)
            self._above[section.ordinal] = tuple(dict.fromkeys(keys))
        above = self._above[section.ordinal]
        return tuple(dict.fromkeys((*(s.key for s in topic), *above))) if topic else above

    def _project(self, text: str, start: int, end: int) -> Subject | None:
        """Return the project an item heading names, so that 全年预算数 and 执行数 below it are of one thing."""
        if text[end : end + 1] not in (":", "。"):
            return None
        ending = p.PROJECT_END.search(text[start:end])
        return self.index.words(text, start, start + ending.start()) if ending and ending.start() else None

    def _titled(self, text: str, start: int, end: int) -> Subject | None:
        words = text[start:end]
        for cue in p.BASIS_CUES if p.BASIS_SIGN.search(words) else ():
            match = cue.search(words)
            if match and match.start() > 2:
                return self.index.resolve(text, start, start + match.start())
        return self.index.resolve(text, start, end)

    def _bare(self, text: str, start: int, end: int) -> Subject | None:
        """Return what an item heading names that ends as headings do: 公务接待费支出情况, “三公”经费支出决算总体情况."""
        ending = p.HEADING_END.search(text[start:end])
        return self.index.resolve(text, start, start + ending.start()) if ending and ending.start() else None

    def _heading(self, part: Section) -> tuple[Subject | None, bool]:
        """Return the subject of one heading, and whether the heading names anything at all."""
        if part.ordinal not in self._titles:
            title = _FROM_DIGIT.sub("", part.title) or part.title
            bare = p.HEADING_END.sub("", title) if title[-1:] in p.HEADING_ENDS else title
            self._titles[part.ordinal] = self._named(part, title, bare) if part.level > 1 else None, bool(bare)
        return self._titles[part.ordinal]

    def _named(self, part: Section, title: str, bare: str) -> Subject | None:
        found = self.index.resolve(title, 0, len(title))
        if found is None and bare and bare != title:
            found = self.index.resolve(bare, 0, len(bare))
        key = self.profile.table_of_section(part.title) if found is None and part.level <= 3 else None
        concept = self.profile.section_subjects.get(key or "")
        return Subject("concept:" + concept, part.title, score=0.7) if concept else found


def each_once(subjects: Iterable[Subject]) -> tuple[Subject, ...]:
    """Return the subjects without those whose key came before."""
    first: dict[str, Subject] = {}
    for subject in subjects:
        first.setdefault(subject.key, subject)
    return tuple(first.values())
