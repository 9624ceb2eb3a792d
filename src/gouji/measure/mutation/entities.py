"""Plants in names of offices and places: one character of the entity, of its places, of other places told often."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from gouji.measure.mutation.plants import Dice, Group, Plant
from gouji.model.document import Paragraph
from gouji.model.run import Run

# Frequent in names of places, so that a wrong one still reads like a name.
_CHARACTERS = "东南西北江河湖海山川云安宁平和阳泉溪林石金白青新长永清兴"
_PLACE = re.compile(r"[一-鿿]{2}(?:自治县|自治州|街道|县|市|区|州|镇|乡|旗)")
# Of places elsewhere only those whose last character seldom ends another word, as 区 does in 负责区.
_OTHER_PLACE = re.compile(r"[一-鿿]{2}(?:自治县|自治州|街道|县|镇|乡|旗)")
_KINDS = frozenset("省市区县州镇乡旗")
_GENERAL = frozenset("本全各我该此某每两市区县乡镇村省级个几所有的及和与在对赴到为向把将于由从")
_LEAST_MENTIONS = 3  # of a place, before the report can be said to hold its name fast

_Places = list[tuple[Paragraph, int]]


def entity_plants(run: Run, seed: int) -> Iterator[Plant]:
    """Yield one plant for every mention of the entity or of a place in its name (bound), and of other places."""
    entity = run.document.entity or ""
    own = [entity, *_places_in(entity)]
    taken: set[tuple[int, int]] = set()
    for name, bound in [*((n, True) for n in own if n), *((n, False) for n in _other_places(run, own))]:
        for paragraph, at in _mentions(run, name):
            if all((paragraph.index, i) not in taken for i in range(at, at + len(name))):
                taken.update((paragraph.index, i) for i in range(at, at + len(name)))
                yield from _plant(paragraph, at, name, bound, seed)


def changed(name: str, characters: str, dice: Dice) -> tuple[int, str, str]:
    """Return (position, old, new) of one changed character of the name, not the one that says what kind of place it is."""
    at = dice.pick([i for i, c in enumerate(name) if c.isalpha() and c not in _KINDS] or [0])
    return at, name[at], dice.pick([c for c in characters if c != name[at]])


def _plant(paragraph: Paragraph, at: int, name: str, bound: bool, seed: int) -> Iterator[Plant]:
    place = paragraph.view.span(at, at + len(name))
    index, old, new = changed(name, _CHARACTERS, Dice(seed, Group.ENTITY.value, place.start))
    span = paragraph.view.span(at + index, at + index + 1)
    yield Plant(Group.ENTITY, span, new, place, f"{old}→{new}", bound)


def _places_in(entity: str) -> list[str]:
    return [m.group() for m in _PLACE.finditer(entity) if m.group() != entity]


def _mentions(run: Run, name: str) -> Iterator[tuple[Paragraph, int]]:
    for paragraph in run.document.paragraphs:
        at = paragraph.view.folded.find(name)
        while at >= 0:
            yield paragraph, at
            at = paragraph.view.folded.find(name, at + len(name))


def _other_places(run: Run, own: list[str]) -> list[str]:
    """Return the names of places told several times after different characters (one that always follows the same is half a word)."""
    before: dict[str, list[str]] = defaultdict(list)
    for paragraph in run.document.paragraphs:
        for match in _OTHER_PLACE.finditer(paragraph.view.folded):
            if not _GENERAL & set(match.group()[:2]):
                before[match.group()].append(match.string[max(0, match.start() - 1) : match.start()])
    return [n for n, b in before.items() if n not in own and len(b) >= _LEAST_MENTIONS and len(set(b)) > 1]
