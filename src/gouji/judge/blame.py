"""Who speaks for contradictions that are one root, and how the finding names the change that repairs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gouji.judge.equation import Change, Key, key_of
from gouji.judge.roots import Root, documents_order, rank
from gouji.model.location import Place, Span
from gouji.model.outcome import Contradicted, Witness
from gouji.model.table import Table
from gouji.values.printed import rounded

_MOST_NAMED = 2


def speak_for(members: Sequence[Root]) -> Root:
    """Return the root of contradictions that are one, where nothing tells which side is wrong."""
    first = min(members, key=_breadth)
    others = [m for m in members if m is not first]
    _take_in(first, others, ())
    first.open = True
    if not first.speaker.tail:
        first.speaker = replace(
            first.speaker, message=f"{first.speaker.message}另有{len(others)}处因同一差额而不能成立。", likelier=None
        )
    return first


def blame(members: Sequence[Root], change: Change, tables: Sequence[Table]) -> Root:
    """Return the root with the places that the smallest repair changes as its own, and what they would have to be."""
    places = {key_of(w): w for m in members for w in (*m.speaker.operands, m.speaker.at)}
    places |= {key: _cell(key, tables) for key in change if key not in places}
    accusing = [m for m in members if key_of(m.speaker.at) in change]
    first = min(accusing or members, key=_breadth)
    others = [m for m in members if m is not first]
    speaker = first.speaker
    key = key_of(speaker.at) if accusing else min(change, key=lambda k: documents_order(places[k]))
    if not accusing:
        speaker = _moved(speaker, places[key])
    _take_in(first, others, [places[k] for k in change if k != key])
    message = speaker.message + (_repaired(places, change, len(others)) if others else "")
    cause = _exchanged(places[key], places, change) or speaker.cause
    first.speaker = replace(
        speaker, implied=change[key], point=None, expected_words="", message=message, likelier="claim", cause=cause
    )
    return first


def _breadth(root: Root) -> tuple[int, int, tuple[int, int]]:
    """Return the order of speaking: tables before the narrative, then the check, then the document."""
    kind = ("WT", "BT").index(root.code[:2]) if root.code[:2] in ("WT", "BT") else 2
    return kind, rank(root.code), documents_order(root.speaker.at)


def _take_in(first: Root, others: Sequence[Root], places: Sequence[Witness]) -> None:
    """Add other contradictions to a root, with the places that are wrong too and those of the narrative where it shows."""
    for other in others:
        first.merged += [other.speaker, *other.merged]
        first.also += other.also
    first.also += [*places, *(o.speaker.at for o in others if o.speaker.at.figure is not None)]


def _cell(key: Key, tables: Sequence[Table]) -> Witness:
    """Return the place of a cell that only the repair speaks of."""
    _, index, at, column = key
    table = next(t for t in tables if t.index == index)
    row, cell = next((r, c) for r in table.rows for c in r.cells.values() if (c.row, c.column) == (at, column))
    span = cell.span or row.span or Span(0, 0)
    return Witness(Place(span, None, index, at, column), "table", cell.printed, None, f"{table.title}“{row.label}”")


def _moved(outcome: Contradicted, place: Witness) -> Contradicted:
    """Return a contradiction told of one of its operands."""
    rest = tuple(w for w in (outcome.at, *outcome.operands) if key_of(w) != key_of(place))
    return replace(outcome, at=replace(place, role="claim"), operands=rest, severity=None, relation=None)


def _repaired(places: dict[Key, Witness], change: Change, others: int) -> str:
    """Return the repair in words."""
    said: dict[str, None] = {}
    for key in sorted(change, key=lambda k: documents_order(places[k])):
        printed = places[key].printed
        assert printed is not None
        value = rounded(change[key].middle / printed.unit.scale, printed.exponent)
        said[f"{printed}改为{value:f}{printed.unit.symbol}"] = None
    more = f"等{len(change)}处" if len(change) > min(len(said), _MOST_NAMED) else ""
    return f"把{'、'.join(list(said)[:_MOST_NAMED])}{more}，这里与另外{others}处都能成立。"


def _exchanged(place: Witness, places: dict[Key, Witness], change: Change) -> str:
    """Return with which other changed place this one exchanged its number, in words; '' where with none."""
    for key, needed in change.items():
        other = places[key]
        if (
            place.printed is not None
            and other.printed is not None
            and needed.meets(place.printed.interval)
            and change[key_of(place)].meets(other.printed.interval)
        ):
            return f"与{other.words}的{other.printed}互换"
    return ""
