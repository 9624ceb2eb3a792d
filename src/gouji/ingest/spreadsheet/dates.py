"""Dates of spreadsheets: a count of days, shown by a format such as yyyy"年"m"月"d"日"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

_FIRST = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001  a date on paper has no zone
_END = datetime(9999, 12, 31)  # noqa: DTZ001
_SECONDS = 86_400
_TOKEN = re.compile(
    r'"([^"]*)"?|[\\!](.)|_.|\*.|\[[^\]]*\]|(y+|e+)|(m+)|(d+)|(h+)|(s+)|(a{3,4})|(AM/PM|A/P|上午/下午)|;.*|(.)',
    re.I | re.S,
)
_WEEKDAYS = "一二三四五六日"


def date_shown(serial: Decimal, code: str, *, epoch_1904: bool = False) -> str:
    """Return the date or time a cell displays; '' for a number that is no date."""
    if not 0 <= serial <= (_END - _FIRST[epoch_1904]).days:
        return ""
    days = int(serial)
    seconds = int(((serial - days) * _SECONDS).to_integral_value())
    moment = _FIRST[epoch_1904] + timedelta(days=days, seconds=seconds)
    out: list[str] = []
    clock = False  # after hours m means minutes
    tokens = list(_TOKEN.finditer(code))
    for at, match in enumerate(tokens):
        quoted, escaped, year, month, day, hour, second, weekday, half, other = match.groups()
        if quoted is not None or escaped is not None:
            out.append(quoted if quoted is not None else escaped)
        elif year:
            out.append(f"{moment.year % 100:02d}" if len(year) == 2 else f"{moment.year:04d}")
        elif month:
            minutes = clock or _seconds_follow(tokens[at + 1 :])
            out.append(_padded(moment.minute if minutes else moment.month, month))
        elif day:
            out.append(_padded(moment.day, day) if len(day) < 3 else "星期" + _WEEKDAYS[moment.weekday()])
        elif hour:
            clock = True
            out.append(_padded(moment.hour, hour))
        elif second:
            out.append(_padded(moment.second, second))
        elif weekday:
            out.append(("星期" if len(weekday) == 4 else "") + _WEEKDAYS[moment.weekday()])
        elif half:
            out.append("上午" if moment.hour < 12 else "下午")
        elif other:
            out.append(other)
    return "".join(out).strip(" @")


def _padded(value: int, letters: str) -> str:
    return f"{value:02d}" if len(letters) == 2 else str(value)


def _seconds_follow(tokens: list[re.Match[str]]) -> bool:
    following = (m.groups() for m in tokens)
    return next((bool(g[6]) for g in following if any(g[2:7])), False)
