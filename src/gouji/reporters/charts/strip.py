"""Where in the report figures were checked: one square a figure in reading order, a line of squares under each heading."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.model.run import Entry, Run, State
from gouji.reporters.charts.canvas import SIZE, WIDTH, Picture, Rect, Shape, Squares, Words, length, wrapped
from gouji.reporters.plain import clean

_SIDE, _STEP = 8, 10
_LABELS = 230
_INKS = {State.CONSISTENT: "first", State.CONTRADICTED: "wrong", State.NOT_CHECKED: "unseen"}
_TALL = 3  # how much higher a contradiction stands, so that it is seen without its colour


def strip(run: Run, links: Mapping[tuple[int, int, int], str] | None = None) -> Picture | None:
    """Return the picture, or None where the report prints no figures. `links` lead from the place of a figure to one in the page."""
    entries = [e for e in run.ledger if e.figure.counts_as_figure]
    if not entries:
        return None
    counts = {state: sum(e.state is state for e in entries) for state in State}
    told = f"正文数字 {len(entries)} 个：一致 {counts[State.CONSISTENT]}，不一致 {counts[State.CONTRADICTED]}，未核对 {counts[State.NOT_CHECKED]}"
    picture = Picture("哪里核对过，哪里不一致", told)
    y = picture.head("每格一个数（数额与比率），按出现先后；高出的是不一致")
    y = _legend(picture, y)
    for name, group in _by_heading(entries):
        y = _row(picture, y, name, group, links or {})
    if run.tables:
        y = _tables(picture, y, run)
    picture.foot(y, [])
    return picture


def _by_heading(entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    groups: list[tuple[str, list[Entry]]] = []
    for entry in entries:
        head = entry.figure.paragraph.section.above(2)
        name = clean(head.heading) if head else "（标题之前）"
        if not groups or groups[-1][0] != name:
            groups.append((name, []))
        groups[-1][1].append(entry)
    return groups


def _row(
    picture: Picture, y: float, name: str, entries: list[Entry], links: Mapping[tuple[int, int, int], str]
) -> float:
    marks = []
    for entry in entries:
        span = entry.figure.span
        marks.append((_INKS[entry.state], links.get((span.file, span.start, span.end), ""), entry.figure.printed))
    return _squares(picture, y, name, [(ink, link, str(printed)) for ink, link, printed in marks])


def _tables(picture: Picture, y: float, run: Run) -> float:
    """Add one square a table: 等式 that hold, that fail, and none to test."""
    inks = {True: "first", False: "wrong", None: "unseen"}
    picture.add(Rect(0, y + 2, WIDTH, 1, "rule"))
    return _squares(
        picture, y + 10, "报表（每格一张，表内等式）", [(inks[t.closes], "", clean(t.title)) for t in run.tables]
    )


def _squares(picture: Picture, y: float, name: str, marks: list[tuple[str, str, str]]) -> float:
    """Draw one heading and its squares, in as many lines as they need; return where the next may begin."""
    lines = wrapped(name, _LABELS - 10, 12)
    for i, line in enumerate(lines):
        picture.add(Words(0, y + SIZE - 2 + 15 * i, line, size=12))
    a_line = int((WIDTH - _LABELS) // _STEP)
    plain: dict[str, list[tuple[float, float]]] = {}
    tall: list[Shape] = []
    for i, (ink, link, title) in enumerate(marks):
        x, top = float(_LABELS + i % a_line * _STEP), y + 2 + i // a_line * (_STEP + _TALL)
        if ink == "wrong":
            tall.append(Rect(x, top - _TALL, _SIDE, _SIDE + _TALL, ink, title, link))
        else:
            plain.setdefault(ink, []).append((x, top))
    picture.add(*(Squares(tuple(corners), _SIDE, ink) for ink, corners in plain.items()), *tall)
    rows = -(-len(marks) // a_line)
    return y + max(rows * (_STEP + _TALL), 15 * len(lines)) + 6


def _legend(picture: Picture, y: float) -> float:
    x = 0.0
    for ink, name in (("first", "一致"), ("wrong", "不一致"), ("unseen", "未核对")):
        extra = _TALL if ink == "wrong" else 0
        picture.add(Rect(x, y - extra, _SIDE, _SIDE + extra, ink), Words(x + 13, y + 9, name, "soft", 12))
        x += 13 + length(name, 12) + 18
    return y + 22
