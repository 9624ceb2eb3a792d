"""The pictures themselves: bars from one line, values as printed beside them, nothing drawn that was not read."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gouji.reporters.charts.canvas import SIZE, WIDTH, Picture, Rect, Words, length, wrapped
from gouji.reporters.charts.figures import Amount, Comparison, Composition, Pair

_LABELS = 190  # the widest column of labels
_GAP = 10
_BAR, _THIN = 16, 10
_MOST = 14  # rows; the rest is counted in a note


def composition(data: Composition) -> Picture:
    """Return one bar a part, the largest first, with the printed amount and its share of the whole."""
    whole = f"合计 {data.whole.printed}，" if data.whole else "合计未读清，"
    told = "；".join(f"{p.label} {p.amount.printed}" for p in data.parts)
    picture = Picture(data.title, f"{data.title}（{data.unit}）：{told}")
    inner = any(p.inner for p in data.parts)
    y = picture.head(f"{whole}单位：{data.unit}。据《{data.source}》" if data.source else f"{whole}单位：{data.unit}")
    if inner:
        y = _legend(picture, y, (("first", "基本支出"), ("second", "项目支出")))
    shown = data.parts[:_MOST]
    labels = _label_width(p.label for p in shown)
    values = [_value(p.amount, data.whole) for p in shown]
    room = WIDTH - labels - _GAP - max(length(v) for v in values) - _GAP
    most = max(p.amount.value for p in shown)
    for part, value in zip(shown, values, strict=True):
        height = _label(picture, part.label, labels, y, _BAR)
        x = float(labels + _GAP)
        for ink, name, amount in _pieces(part.inner, part.amount):
            width = _scaled(amount.value, most, room)
            picture.add(Rect(x, y + (height - _BAR) / 2, width, _BAR, ink, f"{part.label} {name}{amount.printed}"))
            x += width
        picture.add(Words(x + 6, y + height / 2 + 4.5, value))
        y += height + 6
    picture.foot(y, list(_notes(data)))
    return picture


def comparison(data: Comparison) -> Picture:
    """Return two thin bars a subject, the later one dark, with the printed amounts."""
    told = "；".join(
        f"{p.label} {data.first} {_printed(p.first) or '未印'}，{data.second} {_printed(p.second)}" for p in data.pairs
    )
    picture = Picture(data.title, f"{data.title}（{data.unit}）：{told}")
    y = picture.head(f"单位：{data.unit}。据{data.source}")
    y = _legend(picture, y, (("second", data.first), ("first", data.second)))
    shown = sorted(data.pairs, key=_size, reverse=True)[:_MOST] if len(data.pairs) > _MOST else data.pairs
    labels = _label_width(p.label for p in shown)
    beside = max(length(f"{_printed(p.second)}　{p.beside}") for p in shown)
    room = WIDTH - labels - _GAP - max([beside, *(length(_printed(p.first)) for p in shown)]) - _GAP
    most = max(a.value for p in shown for a in (p.first, p.second) if a)
    for pair in shown:
        height = max(_label(picture, pair.label, labels, y, 2 * _THIN + 8), 2 * _THIN + 8)
        top = y + (height - 2 * _THIN - 6) / 2
        for ink, amount, text in (("second", pair.first, ""), ("first", pair.second, pair.beside)):
            value = f"{_printed(amount)}　{text}" if text else _printed(amount)
            width = _scaled(amount.value, most, room) if amount else 0.0
            picture.add(Rect(labels + _GAP, top, width, _THIN, ink, f"{pair.label} {value}"))
            picture.add(Words(labels + _GAP + width + 6, top + _THIN - 0.5, value, size=12))
            top += _THIN + 6
        y += height + 9
    rest = len(data.pairs) - len(shown)
    picture.foot(y, [*data.notes, *((f"另有 {rest} 项较小，没有画出。",) if rest else ())])
    return picture


def _size(pair: Pair) -> Decimal:
    return max((a.value for a in (pair.first, pair.second) if a), default=Decimal(0))


def _printed(amount: Amount | None) -> str:
    return amount.printed if amount else ""


def _value(amount: Amount, whole: Amount | None) -> str:
    if whole is None or whole.value <= 0:
        return amount.printed
    return f"{amount.printed}　{100 * amount.value / whole.value:.1f}%"


def _pieces(inner: tuple[tuple[str, Amount], ...], amount: Amount) -> Iterator[tuple[str, str, Amount]]:
    if not inner:
        yield "first", "", amount
    for name, part in inner:
        yield "first" if name == "基本支出" else "second", f"{name} ", part


def _scaled(value: Decimal, most: Decimal, room: float) -> float:
    """Return how long a bar is; one that is not zero can be seen."""
    return max(1.0, round(float(value / most) * room, 1)) if value > 0 and most > 0 else 0.0


def _notes(data: Composition) -> Iterator[str]:
    if data.unread:
        yield f"表中另有 {data.unread} 项未读清，没有画出。"
    total = sum((p.amount.value for p in data.parts), Decimal(0))
    if data.whole and not data.unread and total != data.whole.value:
        yield "各项之和与合计不等。"
    if len(data.parts) > _MOST:
        yield f"另有 {len(data.parts) - _MOST} 项较小，没有画出。"
    if data.whole:
        yield "占比由表中数算出。"


def _legend(picture: Picture, y: float, names: tuple[tuple[str, str], ...]) -> float:
    x = 0.0
    for ink, name in names:
        picture.add(Rect(x, y - 1, 11, 11, ink), Words(x + 16, y + 9, name, "soft", 12))
        x += 16 + length(name, 12) + 18
    return y + 22


def _label_width(labels: Iterator[str]) -> float:
    return min(_LABELS, max(length(label) for label in labels))


def _label(picture: Picture, label: str, width: float, y: float, least: float) -> float:
    """Write a label in one or two lines, right against its bar; return the height of the row."""
    lines = wrapped(label, width)
    height = max(least, len(lines) * (SIZE + 3))
    top = y + (height - len(lines) * (SIZE + 3)) / 2
    for i, line in enumerate(lines):
        picture.add(Words(width, top + SIZE - 0.5 + i * (SIZE + 3), line, anchor="end"))
    return height
