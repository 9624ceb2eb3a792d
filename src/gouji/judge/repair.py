"""The smallest repair: contradictions that one change makes true are one root, and the change, where there is one, is named.

Two contradictions are one when they ask one place for the same value, or ask two cells of a table to move so that a sum over
both goes on holding. A repair of such a root changes one place, or the places of one source (a table, the narrative); it must
make all of the root true and nothing false that holds. The smallest is named, unless another is as small. One place is tried,
then two, then each source as a whole, never larger subsets; a root of very many places names none. What another report prints is
not this one's to change, and where only the other speaks against it nothing tells which of the two is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from gouji.judge.blame import blame, speak_for
from gouji.judge.equation import Change, Equation, Key, key_of
from gouji.judge.identities import Holding, failing_of, holding_around
from gouji.judge.roots import Root, in_order
from gouji.model.outcome import Checked
from gouji.model.table import Table
from gouji.values.interval import Interval

_PAIR = 2
_MOST_PLACES = 60  # of one root; a sum of more parts than anyone can tell apart names none of them


@dataclass(slots=True)
class _Asked:
    """One value that some roots ask of one place. `move` is how far that is from what it prints.

    `wide`: some of them ask by a ratio, which fits many values; `exact`: some ask for one value, which an order (≤) does not.
    """

    key: Key
    needed: Interval
    move: Decimal
    roots: list[int]
    wide: bool
    exact: bool

    def take(self, other: _Asked) -> None:
        self.move = self.move if self.exact else other.move
        self.roots += other.roots
        self.wide, self.exact = self.wide or other.wide, self.exact or other.exact
        self.needed = Interval(max(self.needed.low, other.needed.low), min(self.needed.high, other.needed.high))


def merge_repairs(
    roots: Sequence[Root], tables: Sequence[Table], checked: Sequence[Checked], others: Collection[int] = ()
) -> list[Root]:
    """Return the roots with those joined that one change makes true, in document order; the smallest such change is their place.

    `others` are the files of other reports.
    """
    if not roots:
        return []
    failing = failing_of([r.speaker for r in roots], tables)
    asked = _asked(roots, failing)
    holding = holding_around({a.key for a in asked}, tables, checked)
    by_root: dict[int, list[_Asked]] = defaultdict(list)
    for one in asked:
        for i in one.roots:
            by_root[i].append(one)
    result = []
    for group in _groups(roots, asked, holding):
        members = [roots[i] for i in group]
        own = {i: [a for a in by_root[i] if a.key[0] != "text" or a.key[1] not in others] for i in group}
        told_alone = all(any(w.place.span.file in others for w in r.speaker.operands) for r in members)
        change = None if told_alone else _smallest(group, roots, failing, own, holding)
        if change is not None:
            result.append(blame(members, change, tables))
        else:
            result.append(speak_for(members) if len(members) > 1 else members[0])
    return sorted(result, key=in_order)


def _asked(roots: Sequence[Root], failing: Mapping[int, Equation]) -> list[_Asked]:
    """Return what each place is asked to be; values that meet are one."""
    result: list[_Asked] = []
    by_place: dict[tuple[Key, bool], list[_Asked]] = defaultdict(list)
    for i, equation in failing.items():
        for key, printed in equation.printed.items():
            needed = equation.asks(key)
            if needed is None:
                continue
            allowed = equation.allows(needed, key)
            new = _Asked(key, allowed, needed.middle - printed.middle, [i], equation.wide, equation.exact)
            known = by_place[key, roots[i].speaker.tail]
            same = next((a for a in known if a.needed.meets(allowed)), None)
            if same is not None:
                same.take(new)
            else:
                known.append(new)
                result.append(new)
    return result


def _groups(roots: Sequence[Root], asked: Sequence[_Asked], holding: Holding) -> list[list[int]]:
    """Return which roots are one."""
    parent = list(range(len(roots)))

    def top(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    pairs = [(one.roots[0], i) for one in asked if _is_one(one, holding) for i in one.roots[1:]]
    for left, right in (*pairs, *_tied(asked, holding)):
        if roots[left].speaker.tail is roots[right].speaker.tail:
            parent[top(right)] = top(left)
    members: dict[int, list[int]] = defaultdict(list)
    for i in range(len(roots)):
        members[top(i)].append(i)
    return list(members.values())


def _is_one(one: _Asked, holding: Holding) -> bool:
    """Whether a value asked more than once shows one cause: a ratio fits many values, so what it joins must break nothing else."""
    return one.exact and (not one.wide or not holding.breaks({one.key: one.needed}))


def _tied(asked: Sequence[_Asked], holding: Holding) -> Iterator[tuple[int, int]]:
    """Yield roots that ask two places to move so that what rests on both goes on holding, which it would not if one moved alone."""
    moves: dict[Key, list[_Asked]] = defaultdict(list)
    for one in asked:
        if one.exact or not one.wide:
            moves[one.key].append(one)
    for equation in holding.shared:
        if equation.below:
            yield from _tied_by_ratio([a for k in equation.places for a in moves.get(k, ()) if a.exact], equation)
            continue
        first: dict[Decimal, int] = {}
        for key, coefficient in ((equation.whole, -1), *equation.terms.items()):
            for one in moves.get(key, ()):
                move = coefficient * one.move
                if -move in first:
                    yield first[-move], one.roots[0]
                first.setdefault(move, one.roots[0])


def _tied_by_ratio(asked: Sequence[_Asked], equation: Equation) -> Iterator[tuple[int, int]]:
    alone = [a for a in asked if not equation.holds({a.key: a.needed})]
    for one, other in combinations(alone, 2):
        if one.key != other.key and equation.holds({one.key: one.needed, other.key: other.needed}):
            yield one.roots[0], other.roots[0]


def _smallest(
    group: Sequence[int],
    roots: Sequence[Root],
    failing: Mapping[int, Equation],
    by_root: Mapping[int, Sequence[_Asked]],
    holding: Holding,
) -> Change | None:
    """Return the one change with the fewest places that repairs a group and breaks nothing; None where there is none, or another as small."""
    first = roots[group[0]]
    if first.speaker.tail or len(group) == 1:
        return None
    twins = {key_of(roots[i].speaker.at): len(roots[i].also) for i in group}
    found: dict[int, list[Change]] = defaultdict(list)
    for asked in _changes(group, by_root):
        change = holding.carried(asked)
        if all(failing[i].holds(change) for i in group) and not holding.breaks(change):
            known = found[sum(1 + twins.get(key, 0) for key in change)]
            if all(change.keys() != other.keys() for other in known):
                known.append(change)
    smallest = found[min(found)] if found else []
    return smallest[0] if len(smallest) == 1 and not any(_blank(e, smallest[0]) for e in failing.values()) else None


def _blank(equation: Equation, change: Change) -> bool:
    """Whether a change fills a blank of a sum: which of several things was left out nobody can tell."""
    return any(equation.printed.get(key) == Interval.exact(Decimal(0)) for key in change)


def _changes(group: Sequence[int], by_root: Mapping[int, Sequence[_Asked]]) -> Iterator[Change]:
    """Yield every place, and every two, that all of a group ask for something, then every source with all that they ask of it."""
    everything = list({id(a): a for i in group for a in by_root[i] if a.wide or a.exact}.values())
    if len(everything) > _MOST_PLACES:
        return
    members = set(group)
    for one in everything:
        if members <= set(one.roots):
            yield {one.key: one.needed}
    for one, other in combinations(everything, 2):
        if one.key != other.key and members <= {*one.roots, *other.roots}:
            yield {one.key: one.needed, other.key: other.needed}
    sources: dict[int | None, list[_Asked]] = defaultdict(list)
    for one in everything:
        sources[one.key[1] if one.key[0] == "cell" else None].append(one)
    for asks in sources.values():
        change = {one.key: one.needed for one in asks}
        if _PAIR < len(change) == len(asks):
            yield change
