"""Where the offices of one name are, as far as the reports of a batch tell: a 教育局 is in every county."""

from __future__ import annotations

from collections import defaultdict

from gouji.model.entities import Place, are_near

_FULL = 2  # characters of the shortest place with a name; 区 alone has none


def end_of(place: Place) -> str:
    """Return what the places that are near one another end with: 临河区; 区 or '' where the place has no name."""
    return place[-1] if place else ""


def is_named_place(place: Place) -> bool:
    """Whether a place has a name: 临河区, not 区."""
    return bool(place) and (len(place) > 1 or len(place[0]) >= _FULL)


class Places:
    """The places of the offices of one name; looked up by their end, so that it takes no longer where they are many."""

    def __init__(self) -> None:
        self._by_end: dict[str, dict[Place, None]] = defaultdict(dict)
        self._only: dict[str, Place | None] = {}

    def add(self, place: Place) -> None:
        if is_named_place(place):
            for end in (place[-1], place[-1][-1], ""):
                self._by_end[end][place] = None

    def is_clear(self, place: Place, other: Place) -> bool:
        """Whether of two places that are near one another the one that tells less cannot mean a third: 区 where there are two."""
        short, long = sorted((place, other), key=lambda p: (is_named_place(p), sum(map(len, p))))
        if is_named_place(short):
            alike = self._by_end.get(short[-1], {}) if short != long else {}
            return all(are_near(p, long) for p in alike if are_near(p, short))
        only = self._one(end_of(short))
        return only is not None and are_near(only, long)

    def _one(self, end: str) -> Place | None:
        """Return the one place with an end, in full; () where there is none, None where there are several."""
        if end not in self._only:
            places = self._by_end.get(end, {})
            longest = max(places, key=lambda p: sum(map(len, p)), default=())
            self._only[end] = longest if all(are_near(p, longest) for p in places) else None
        return self._only[end]
