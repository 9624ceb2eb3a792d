"""Which contradictions have one root: the same slip repeated, one figure or cell that several rules accuse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from gouji.model.location import Span
from gouji.model.outcome import Checked, Contradicted, Witness
from gouji.values.units import Dimension

# Where several rules accuse one figure, the first of these speaks for all: a unit or a table names the right value, a restatement does not.
_SPEAKERS = ("XT02", "XT01", "WX01", "WX02", "WX03", "WX04", "WX06", "WX10", "WX11", "WX05", "WX07", "WX08")

_WAN = 10_000
_MOST_COMPARED = 4  # amounts of one statement, looking for another unit among them
_LEAST_OF_A_UNIT = 3  # statements with the same digits under another unit before the unit is the cause


@dataclass(slots=True)
class Root:
    """One cause: the contradiction that speaks for it, the others, and the further places where it shows.

    `open`: several contradictions are one and nothing tells which side is wrong.
    """

    code: str
    speaker: Contradicted
    also: list[Witness] = field(default_factory=list)
    merged: list[Contradicted] = field(default_factory=list)
    open: bool = False


def roots_of(checked: Sequence[Checked]) -> list[Root]:
    """Return the roots in the order of their first place."""
    failed = [(c.code, c.outcome) for c in checked if isinstance(c.outcome, Contradicted)]
    failed.sort(key=lambda f: (rank(f[0]), *documents_order(f[1].at)))
    tables = [f for f in failed if f[0].startswith("WT")]
    others = [f for f in failed if not f[0].startswith("WT")]
    single = _one_figure(others)
    told = same_slip([r for r in single if r.speaker.at.place.table is None])
    roots = _one_unit([*told, *(r for r in single if r.speaker.at.place.table is not None)])
    roots += [Root(code, outcome, list(outcome.also)) for code, outcome in tables]
    return sorted(roots, key=in_order)


def in_order(root: Root) -> tuple[tuple[int, int], str]:
    """Return what roots are sorted by: their first place, then the check."""
    return documents_order(root.speaker.at), root.code


def documents_order(witness: Witness) -> tuple[int, int]:
    return witness.place.span.file, witness.place.span.start


def rank(code: str) -> int:
    return _SPEAKERS.index(code) if code in _SPEAKERS else len(_SPEAKERS)


def _key(span: Span) -> tuple[int, int, int]:
    return span.file, span.start, span.end


def _one_figure(failed: list[tuple[str, Contradicted]]) -> list[Root]:
    """Merge contradictions that accuse the same figure, and conflicts with a figure that is already accused."""
    roots: list[Root] = []
    by_figure: dict[int, Root] = {}
    for code, outcome in failed:
        figures = [outcome.at.figure.index] if outcome.at.figure else []
        if code in ("WX07", "WX08", "WX05") or outcome.at.role == "whole":
            figures += [w.figure.index for w in outcome.operands if w.figure]
        known = next((by_figure[i] for i in figures if i in by_figure and not by_figure[i].speaker.tail), None)
        if known is not None:
            known.merged.append(outcome)
            continue
        root = Root(code, outcome)
        roots.append(root)
        if outcome.at.figure:
            by_figure.setdefault(outcome.at.figure.index, root)
    return roots


def same_slip(roots: Sequence[Root]) -> list[Root]:
    """Merge roots of one check with the same printed value and the same operand values."""
    result: dict[object, Root] = {}
    for root in roots:
        speaker = root.speaker
        printed = speaker.at.printed
        operands = tuple(
            sorted(
                (str(w.printed.value), w.printed.unit.symbol) if w.printed else (w.words, "") for w in speaker.operands
            )
        )
        value = (printed.value, printed.unit.symbol) if printed else (speaker.at.words, "")
        key = (root.code, value, operands)
        known = result.get(key)
        if known is None:
            result[key] = root
            root.also += speaker.also
        else:
            known.also += [speaker.at, *root.also]
            known.merged += root.merged
    return list(result.values())


def _one_unit(roots: list[Root]) -> list[Root]:
    """Merge what only the unit printed over one table explains: the same digits there and elsewhere, ten thousand times apart.

    Of two tables accused alike, by each other alone, neither is singled out: what stands between them is still one root.
    """
    accused = Counter(t for r in roots for t in _of_other_unit(r.speaker, same_digits=True))
    (odd, many), (rival, second) = (*accused.most_common(2), (-1, 0), (-1, 0))[:2]
    if many < _LEAST_OF_A_UNIT:
        return roots
    alike = many == second
    tables = {odd, rival} if alike else {odd}
    merged = [r for r in roots if tables <= _of_other_unit(r.speaker, same_digits=alike)]
    if len(merged) < _LEAST_OF_A_UNIT:
        return roots
    first = min(merged, key=lambda r: not _of_other_unit(r.speaker, same_digits=True))
    for root in merged:
        if root is not first:
            first.also += [root.speaker.at, *root.also]
            first.merged += [root.speaker, *root.merged]
    said = first.speaker.message.partition("；")[0].rstrip("。")
    where = "两表" if alike else "此表"
    apart = "同样相差一万倍" if alike else "与此表单位不同"
    first.open = alike
    first.speaker = replace(
        first.speaker,
        message=f"{said}；另有{len(merged) - 1}处{apart}而不能同时成立，应先核对{where}表头的单位。",
        cause="表头的单位写错",
        likelier=None if alike else "evidence",
        implied=None,
        point=None,
        expected_words="",
    )
    return [r for r in roots if r is first or r not in merged]


def _of_other_unit(outcome: Contradicted, *, same_digits: bool) -> set[int]:
    """Return the tables whose unit is not that of the other side of a contradiction, with the same digits on both where asked for.

    Two tables under one unit whose numbers are ten thousand times apart are of other units too, whatever is printed over them.
    """
    found: set[int] = set()
    money = [w for w in (outcome.at, *outcome.operands) if w.printed and w.printed.unit.dimension is Dimension.MONEY]
    for witness, other in combinations(money[:_MOST_COMPARED], 2):
        assert witness.printed is not None
        assert other.printed is not None
        tables = {w.place.table for w in (witness, other) if w.place.table is not None}
        apart = witness.printed.unit is not other.printed.unit
        same = apart and witness.printed.value == other.printed.value
        if len(tables) > 1 and not apart:
            small, large = sorted((abs(witness.printed.base), abs(other.printed.base)))
            apart = same = bool(small) and small * _WAN == large
        if same or (apart and not same_digits):
            found |= tables
    return found


def further_places(root: Root) -> tuple[Witness, ...]:
    """Return the further places in document order, without repeats."""
    seen = {_key(root.speaker.at.place.span)}
    kept = []
    for witness in sorted(root.also, key=documents_order):
        if _key(witness.place.span) not in seen:
            seen.add(_key(witness.place.span))
            kept.append(witness)
    return tuple(kept)
