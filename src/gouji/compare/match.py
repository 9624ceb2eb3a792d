"""Which findings of two versions are one: by ever weaker likeness, each finding once."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from gouji.compare.words import bare, folded, masked
from gouji.model.trace import Mark, Trace

Key = Callable[[Trace], Hashable | None]

# rapidfuzz ratio of two sentences whose numbers are masked: one word changed in a sentence of 40 characters leaves 95;
# 基本支出… and 项目支出… in a short sentence come to 93 and are told apart by their numbers.
ALIKE = 90
_MOST_SHARING = 50  # findings with one number that are looked at: 0.00 may stand in all of them


@dataclass(frozen=True, slots=True)
class Pair:
    """One finding in both versions. `changed`: its figure is another one now."""

    old: Trace
    new: Trace

    @property
    def changed(self) -> bool:
        return folded(self.old.claim.quote) != folded(self.new.claim.quote)

    @property
    def same_dispute(self) -> bool:
        """Whether the same two values stand against each other as before."""
        old, new = self.old, self.new
        if self.changed:
            return False
        if old.expected and new.expected:
            return old.expected == new.expected
        return not old.evidence or {_value(m) for m in old.evidence} & {_value(m) for m in new.evidence} != set()


def paired(old: Sequence[Trace], new: Sequence[Trace]) -> list[Pair]:
    """Return the pairs, in the order of `old`."""
    found: dict[int, int] = {}
    free = set(range(len(new)))
    for key in _KEYS:
        _by_key(old, new, key, found, free)
    _by_likeness(old, new, found, free)
    for key in _LAST_KEYS:
        _by_key(old, new, key, found, free)
    _by_quote(old, new, found, free)
    return [Pair(old[i], new[found[i]]) for i in range(len(old)) if i in found]


def _by_key(old: Sequence[Trace], new: Sequence[Trace], key: Key, found: dict[int, int], free: set[int]) -> None:
    """Pair what has the same key, first with first."""
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for j in sorted(free):
        if (value := key(new[j])) is not None:
            waiting[value].append(j)
    for i, trace in enumerate(old):
        value = None if i in found else key(trace)
        if value is not None and waiting.get(value):
            found[i] = waiting[value].popleft()
            free.discard(found[i])


def _by_likeness(old: Sequence[Trace], new: Sequence[Trace], found: dict[int, int], free: set[int]) -> None:
    """Pair findings of one check whose sentences differ by a word and share a number: neither the words nor the numbers alone would do."""
    from rapidfuzz import fuzz

    sharing: dict[tuple[str, str], list[int]] = defaultdict(list)
    for j in sorted(free):
        for value in _values(new[j]):
            sharing[new[j].check, value].append(j)
    words = {j: sentence(new[j].claim) for j in free}
    for i, trace in enumerate(old):
        if i in found or not _placed(trace.claim):
            continue
        own = sentence(trace.claim)
        near = {j for value in _values(trace) for j in sharing[trace.check, value][:_MOST_SHARING] if j in free}
        score, best = max(((fuzz.ratio(own, words[j]), -j) for j in near), default=(0.0, 0))
        if score >= ALIKE:
            found[i] = -best
            free.discard(-best)


def _by_quote(old: Sequence[Trace], new: Sequence[Trace], found: dict[int, int], free: set[int]) -> None:
    """Pair what knows no sentence (written by hand, or by an earlier version) by check and quote, and by section where it names one."""
    quoting: dict[str, list[int]] = defaultdict(list)
    for j in sorted(free):
        quoting[_value(new[j].claim)].append(j)
    for i, trace in enumerate(old):
        if i in found or _placed(trace.claim):
            continue
        for j in quoting[_value(trace.claim)]:
            other = new[j]
            named = trace.check.lower() in (other.check.lower(), other.name)
            if j in free and named and _where(trace.claim) in ("", _where(other.claim)):
                found[i] = j
                free.discard(j)
                break


def sentence(mark: Mark) -> str:
    """Return the sentence of a place with its numbers masked."""
    return masked(mark.before + mark.quote + mark.after)


def _placed(mark: Mark) -> bool:
    return bool(mark.before or mark.after)


def _value(mark: Mark) -> str:
    return folded(mark.quote)


def _values(trace: Trace) -> set[str]:
    return {_value(m) for m in (trace.claim, *trace.evidence)}


def _where(mark: Mark) -> str:
    return bare(mark.section or mark.table or "")


def _exact(trace: Trace) -> Hashable | None:
    claim = trace.claim
    return (trace.id, _value(claim), sentence(claim)) if _placed(claim) else None


def _same_sentence(trace: Trace) -> Hashable | None:
    """The same quote in the same sentence, whatever its section is called now."""
    claim = trace.claim
    return (trace.check, _value(claim), masked(claim.before), masked(claim.after)) if _placed(claim) else None


def _same_id(trace: Trace) -> Hashable | None:
    return trace.id or None


def _other_number(trace: Trace) -> Hashable | None:
    """The same sentence with another figure or direction in this place."""
    claim = trace.claim
    return (trace.check, _where(claim), masked(claim.before), masked(claim.after)) if _placed(claim) else None


def _same_operands(trace: Trace) -> Hashable | None:
    claim = trace.claim
    if not trace.evidence:
        return None
    return trace.check, _where(claim), masked(claim.quote), frozenset(_value(m) for m in trace.evidence)


def _other_check(trace: Trace) -> Hashable | None:
    """The same place accused by another rule: a wrong correction may break another identity first."""
    claim = trace.claim
    return (_where(claim), masked(claim.before), masked(claim.quote), masked(claim.after)) if _placed(claim) else None


# An id counts equals from the top: where the first of two is corrected the second takes over its number, so sentences come first.
_KEYS: tuple[Key, ...] = (_exact, _same_sentence, _other_number, _same_operands)
_LAST_KEYS: tuple[Key, ...] = (_same_id, _other_check)
