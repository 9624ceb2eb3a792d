"""How far a contradiction speaks for itself that rests on the model's reading of the words.

Either the document misprints a number or the model read it wrong. A wrong reading holds a number against one that has nothing to do
with it; a misprint is one slip away from what should stand there. So a gap that a slip explains speaks for the reading, any other
gap as much against it. Looked at only here, when reading, aligning and checking are done: none of them sees a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from gouji.judge.judge import LOW_CONFIDENCE
from gouji.model.finding import Finding
from gouji.model.outcome import Kind, Severity
from gouji.values.printed import Printed
from gouji.values.slips import digits_of, explains, slip, telling

_TRUST = 0.8  # of the confidence of the same contradiction found by rules: how to read the words was the model's
_DOUBT = 0.5  # where no slip explains the gap
_DOUBTED = "这是模型的读法，差距不像笔误，也可能是读错了所指。"
_LEAST_DIGITS = 3  # of shorter numbers one in five is a digit away from any other
_SCALES = tuple(Decimal(10) ** n for n in (-8, -4, 4, 8))  # 元 for 万元, 万元 for 亿元


def humbled(finding: Finding) -> Finding:
    """Return a finding of the model's reading with the confidence it deserves: a warning at most, a remark where it is in doubt."""
    if not explains_itself(finding):
        finding = replace(finding, message=finding.message + _DOUBTED, likelier=None, suggestion=None)
        return _with(finding, _DOUBT)
    return _with(finding, _TRUST)


def _with(finding: Finding, trust: float) -> Finding:
    confidence = round(finding.confidence * trust, 2)
    most = Severity.WARNING if confidence >= LOW_CONFIDENCE else Severity.INFO
    severity = min(finding.severity, most, key=lambda s: s.rank)
    return replace(finding, severity=severity, confidence=confidence)


def explains_itself(finding: Finding) -> bool:
    """Whether one slip makes the printed number, or a part it is the sum of, out of the one that should stand there.

    Words have no digits to slip, and where only the direction is wrong the amounts agree already: both count as explained.
    """
    printed, expected = finding.claim.printed, finding.expected
    if printed is None or expected is None or expected.low is None or expected.high is None:
        return True
    low, high = sorted((abs(Decimal(expected.low)), abs(Decimal(expected.high))))
    # two amounts that are related differ in one digit often enough; what several numbers give does only where all are round
    by = _unrounded if len(finding.evidence) > 1 else telling
    return low <= abs(printed.value) <= high or any(
        _slipped(*place, by) for place in _places(finding, printed, low, high)
    )


def _places(
    finding: Finding, printed: Printed, low: Decimal, high: Decimal
) -> Iterator[tuple[Printed, Decimal, Decimal]]:
    """Yield the numbers that may be misprinted, with the bounds of what should stand there, in the unit of each."""
    yield printed, low, high
    if finding.kind not in (Kind.SUM_ERROR, Kind.DELTA_ERROR):
        return
    gap, width = abs(printed.value) - (low + high) / 2, (high - low) / 2
    for part in (w.printed for w in finding.evidence):
        if part is not None and part.unit == printed.unit:
            needed = [part.value + gap]
            if finding.kind is Kind.DELTA_ERROR:  # the part may be the one that is taken off
                needed.append(part.value - gap)
            yield from ((part, n - width, n + width) for n in needed if n > width)


def _slipped(printed: Printed, low: Decimal, high: Decimal, by: Callable[[str, str], str]) -> bool:
    value = abs(printed.value)
    if value and any(low <= value * scale <= high for scale in _SCALES):
        return True
    exponent = printed.exponent
    short = min(len(digits_of(n, exponent)) for n in (value, low)) < _LEAST_DIGITS
    half = Decimal(1).scaleb(exponent) / 2  # what should stand there is rounded as it is printed
    return bool(explains(value, low - half, high + half, exponent, _swapped if short else by))


def _unrounded(printed: str, right: str) -> str:
    return telling(printed, right) if printed.endswith("00") and right.endswith("00") else slip(printed, right)


def _swapped(printed: str, right: str) -> str:
    return "两位数字互换" if len(printed) == len(right) == 2 and printed == right[::-1] else ""
