"""Automatic numbers of paragraphs, which stand nowhere in the text of a Word file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouji.ingest.attributes import number_of
from gouji.ingest.docx.names import VAL, W, is_on, value_of
from gouji.ingest.list_numbers import numeral

if TYPE_CHECKING:
    from lxml.etree import _Element

_LEVELS = 9
_MOST = 100_000  # no list counts so far
_MARK = re.compile(r"%([1-9])")
_SUFFIX = {"nothing": ""}  # a tab or a space otherwise


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. `restart` is the 0-based level whose paragraphs begin it anew with all above it; -1 never."""

    start: int
    form: str
    text: str
    suffix: str
    restart: int
    legal: bool
    style: str | None


class Numbering:
    """Counts the paragraphs of every list in the order they are asked for."""

    def __init__(self, root: _Element | None) -> None:
        self._abstract: dict[str, _Element] = {}
        self._by_style: dict[str, str] = {}  # a list kept as a style → its abstract id
        self._lists: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()
        self._nums: dict[str, _Element] = {}
        if root is None:
            return
        for abstract in root.iterfind(W + "abstractNum"):
            key = abstract.get(W + "abstractNumId", "")
            self._abstract[key] = abstract
            if link := value_of(abstract, "styleLink"):
                self._by_style[link] = key
        self._nums = {n.get(W + "numId", ""): n for n in root.iterfind(W + "num")}

    def label(self, number: str | None, level: int | None, style: str | None) -> str:
        """Return what Word prints before the next paragraph of a list, its suffix included; '' where there is none.

        Without a level it is the one linked to the paragraph's style, else the first.
        """
        found = self._list(number) if number not in (None, "0") else None
        if found is None:
            return ""
        assert number is not None
        key, levels, starts = found
        if level is None:
            level = next((at for at, one in levels.items() if style is not None and one.style == style), 0)
        if level not in levels:
            return ""
        counts = self._counts.setdefault(key, [None] * _LEVELS)
        if number not in self._begun:
            self._begun.add(number)
            for at in starts:
                counts[at] = None
        self._count(counts, levels, starts, level)
        return self._shown(counts, levels, starts, level)

    @staticmethod
    def _count(counts: list[int | None], levels: dict[int, Level], starts: dict[int, int], level: int) -> None:
        last = counts[level]
        counts[level] = starts.get(level, levels[level].start) if last is None else min(last + 1, _MOST)
        for below in range(level + 1, _LEVELS):
            one = levels.get(below)
            if one is None or one.restart >= level:
                counts[below] = None

    @staticmethod
    def _shown(counts: list[int | None], levels: dict[int, Level], starts: dict[int, int], level: int) -> str:
        own = levels[level]

        def one(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            if at not in levels:
                return ""
            count = counts[at]
            value = count if count is not None else starts.get(at, levels[at].start)
            return numeral(value, "decimal" if own.legal else levels[at].form)

        if own.form == "bullet":
            return ""
        shown = _MARK.sub(one, own.text)
        return shown + own.suffix if shown.strip() else ""

    def _list(self, number: str | None) -> tuple[str, dict[int, Level], dict[int, int]] | None:
        assert number is not None
        if number not in self._lists:
            num = self._nums.get(number)
            if num is None:
                return None
            key = value_of(num, "abstractNumId") or ""
            abstract = self._abstract.get(key)
            if abstract is not None and (link := value_of(abstract, "numStyleLink")) in self._by_style:
                key = self._by_style[link or ""]
                abstract = self._abstract[key]
            if abstract is None:
                return None
            levels = _levels(abstract)
            starts: dict[int, int] = {}
            for change in num.iterfind(W + "lvlOverride"):
                at = number_of(change.get(W + "ilvl"))
                levels |= _levels(change)
                if (start := value_of(change, "startOverride")) is not None:
                    starts[at] = number_of(start, 1)
            self._lists[number] = (key, levels, starts)
        return self._lists[number]


def _levels(parent: _Element) -> dict[int, Level]:
    found = {}
    for one in parent.iterfind(W + "lvl"):
        at = number_of(one.get(W + "ilvl"))
        if not 0 <= at < _LEVELS:
            continue
        form = one.find(W + "numFmt")
        if form is None:  # newer formats stand wrapped, beside one that older programs know
            form = next(iter(one.iter(W + "numFmt")), None)
        text = one.find(W + "lvlText")
        restart = value_of(one, "lvlRestart")
        found[at] = Level(
            number_of(value_of(one, "start"), 1),
            form.get(VAL, "decimal") if form is not None else "decimal",
            text.get(VAL, "") if text is not None else "",
            _SUFFIX.get(value_of(one, "suff") or "tab", " "),
            at - 1 if restart is None else number_of(restart) - 1,
            is_on(one.find(W + "isLgl")),
            value_of(one, "pStyle"),
        )
    return found
