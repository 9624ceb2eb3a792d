"""Parts that a sentence lists: 其中：…, 主要用于…, 分别为…, against the level they are of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.checks.evidence import Evidence
from gouji.checks.overlaps import is_attribute, parts_meant
from gouji.checks.within_text.part_sums import actual, compared
from gouji.model.claim import Basis, Claim, Measure, Period
from gouji.model.outcome import Outcome
from gouji.values.interval import Interval, total

_LIST_CUE = re.compile(r"其中[:，]?|(?:主要)?(?:是)?(?:用于|包括)|分别(?:为|是)")
_LIST_WORDS = ("其中", "用于", "包括", "分别")  # one of these stands in every cue
_BASE = re.compile(r"[，、;:][比较占][^，。;:]*$")  # …，比计划的65.00万元: what a part is held against is none itself
_SAID_OF_A_LEVEL = (Measure.CHANGE, Measure.GROWTH, Measure.EXECUTION, Measure.SHARE)
_MOST_WHOLES = 3
_LEAST_CUT = 2


def enumerations(evidence: Evidence, scope: list[Claim]) -> Iterator[Outcome]:
    """Compare every list of parts with the level it is of; with an earlier level of the paragraph only to find agreement."""
    folded = scope[0].quantity.paragraph.view.folded if scope else ""
    if not any(word in folded for word in _LIST_WORDS):
        return
    for j in range(1, len(scope)):
        if scope[j].measure is not Measure.LEVEL:
            continue
        text = scope[j].quantity.paragraph.view.folded
        between = text[scope[j - 1].quantity.end : scope[j].quantity.start]
        cue = next(iter(list(_LIST_CUE.finditer(between))[::-1]), None)
        wholes = [c for c in scope[:j][::-1] if _can_be_whole(c)][:_MOST_WHOLES] if cue else []
        if not cue or not wholes:
            continue
        direct = wholes[0] is _spoken_of(scope[:j]) and _introduces(wholes[0], between, cue)
        far = wholes[0] is not scope[j - 1] and ";" not in between[: cue.start()]
        parts = _listed(text, scope[j:], wholes[0], evidence.profile.compositions, one_clause=far)
        agreeing, parts = _closing(evidence, wholes, parts)
        balance = _balance_after(scope[j:], parts) if agreeing is None else None
        if balance is not None and _add_up(evidence, [*parts, balance], wholes[0]):
            agreeing, parts = wholes[0], [*parts, balance]
        if agreeing is None and direct and not is_attribute(wholes[0]):
            # those that exclude each other: 项目支出…其中：甲…，乙…，政府采购…
            parts = parts_meant(parts, actual(evidence, wholes[0]), is_attribute)
        if agreeing is not None:
            yield from compared(evidence, agreeing, parts, complete=False)
        elif direct and len(parts) >= 2:
            yield from compared(evidence, wholes[0], parts, complete=False, exceeding="用于" not in cue.group())


def _closing(evidence: Evidence, wholes: list[Claim], parts: list[Claim]) -> tuple[Claim | None, list[Claim]]:
    """Return the whole that a list adds up to, or else its longest beginning of two parts or more, with those parts.

    A list that adds up is over: what its sentence goes on to say (收回上年结余3.00万元) is no part.
    """
    ends: dict[Claim, int] = {}
    implied = Interval.exact(Decimal(0))
    for i, part in enumerate(parts, 1):
        implied += actual(evidence, part)
        if i >= min(_LEAST_CUT, len(parts)):
            ends |= dict.fromkeys((w for w in wholes if implied.meets(actual(evidence, w))), i)
    whole = max(ends, key=lambda w: ends[w], default=None)
    return whole, parts if whole is None else parts[: ends[whole]]


def _add_up(evidence: Evidence, parts: list[Claim], whole: Claim) -> bool:
    return total([actual(evidence, c) for c in parts]).meets(actual(evidence, whole))


def _balance_after(following: list[Claim], parts: list[Claim]) -> Claim | None:
    """Return the balance (上年结转) that ended a list and may still be its last part, or None."""
    levels = [c for c in following if c.measure is Measure.LEVEL and c.exact and not c.inherited]
    after = levels[len(parts) : len(parts) + 1] if levels[: len(parts)] == parts else []
    return after[0] if after and after[0].subject and after[0].subject.key.endswith("_balance") else None


def _spoken_of(before: list[Claim]) -> Claim:
    """Return the level that the claims before a list end on, passing over what is said of it (较上年20.00万元增加…，增长…；其中：)."""
    at = len(before) - 1
    while at > 0 and before[at].inherited and _said_of_a_level(before[at]):
        at -= 1
    return before[at]


def _said_of_a_level(claim: Claim) -> bool:
    return claim.measure in _SAID_OF_A_LEVEL or (claim.measure is Measure.LEVEL and claim.period is Period.LAST)


def _can_be_whole(claim: Claim) -> bool:
    return (
        claim.measure is Measure.LEVEL
        and claim.exact
        and claim.period is Period.THIS
        and claim.basis is not Basis.INITIAL
    )


def _introduces(whole: Claim, between: str, cue: re.Match[str]) -> bool:
    """Whether the list is of the whole: in its sentence, or in the next one that names it again (项目支出主要用于) or names nothing (主要用于)."""
    stop = max(between.rfind(mark, 0, cue.start()) for mark in "。;")
    if stop < 0:
        return "。" not in between[cue.end() :]
    return bool(_LIST_CUE.match(between, stop + 1)) or (
        whole.subject is not None and whole.subject.words in between[stop:]
    )


def _listed(
    text: str,
    following: list[Claim],
    whole: Claim,
    compositions: Sequence[tuple[str, Sequence[str]]],
    *,
    one_clause: bool = False,
) -> list[Claim]:
    """Return the levels of a list: to the end of its sentence, or to the first ； where its parts are not divided by that.

    Nothing where the list is nested, for then its parts have parts of their own. Parts of a part are left out. With
    `one_clause` the first ； ends it whatever it divides.
    """
    parts: list[Claim] = []
    divided_by_semicolon = False
    nested = following[0].nested  # (其中：甲…，乙…) ends with its bracket
    at = whole.quantity.end
    for claim in following:
        between = text[at : claim.quantity.start]
        at = claim.quantity.end
        if nested and not claim.nested:
            break
        if parts:
            if "。" in between or (";" in between and (one_clause or (len(parts) > 1 and not divided_by_semicolon))):
                break
            if _LIST_CUE.search(between):
                return []
            divided_by_semicolon = divided_by_semicolon or (len(parts) == 1 and ";" in between)
        same = claim.basis in (Basis.NONE, whole.basis) and claim.period is Period.THIS and claim.nested is nested
        told = claim.measure is Measure.LEVEL and claim.exact and not claim.inherited
        if told and same and not _BASE.search(between):
            if parts and _is_whole(claim):
                break
            if not _within(claim, parts, compositions):
                parts.append(claim)
    return parts


def _is_whole(claim: Claim) -> bool:
    """Whether a level is a total or a balance by its name: the list has ended before it."""
    name = claim.subject.key.partition(":")[2] if claim.subject else ""
    return name.endswith(("_total", "_balance"))


def _within(claim: Claim, parts: list[Claim], compositions: Sequence[tuple[str, Sequence[str]]]) -> bool:
    """Whether a level is part of one listed before it: 公务用车购置费 after 公务用车购置及运行维护费."""
    name = claim.subject.key.partition(":")[2] if claim.subject else ""
    listed = {c.subject.key.partition(":")[2] for c in parts if c.subject and c.subject.key.startswith("concept:")}
    return any(whole in listed and name in members for whole, members in compositions)
