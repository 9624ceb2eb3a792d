"""Which characters of the report the page marks: figures with their state, places of findings, and what figures were held against."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.model.finding import Finding
from gouji.model.location import Span
from gouji.model.outcome import Witness
from gouji.model.run import Entry, Run, State

_STATES = {State.CONSISTENT: "ok", State.CONTRADICTED: "bad", State.NOT_CHECKED: "no"}
_BY = {"table": "与表相符", "arithmetic": "算式相符", "restatement": "与别处相符"}


@dataclass(slots=True)
class Mark:
    """One range of a source. `classes` say what it is, `note` says it in words; `finding` is the number of the first finding that names it.

    `against` holds the ids of the marks a figure was held against.
    """

    id: str
    span: Span
    classes: list[str] = field(default_factory=list)
    note: str = ""
    finding: int | None = None
    against: tuple[str, ...] = ()

    def add(self, name: str) -> None:
        if name not in self.classes:
            self.classes.append(name)


class Marks:
    """All marks of a run, one for each range however many findings and figures name it; ids follow the order of the findings."""

    def __init__(self, run: Run) -> None:
        self._by_span: dict[tuple[int, int, int], Mark] = {}
        for number, finding in enumerate(run.findings, 1):
            self._add_finding(number, finding)
        for entry in run.ledger:
            self._add_figure(entry)
        self._ordered: dict[int, list[Mark]] = {}
        for mark in sorted(self._by_span.values(), key=lambda m: (m.span.file, m.span.start, m.span.end)):
            self._ordered.setdefault(mark.span.file, []).append(mark)
        self._starts = {file: [m.span.start for m in marks] for file, marks in self._ordered.items()}
        self._longest = {file: max(m.span.end - m.span.start for m in marks) for file, marks in self._ordered.items()}

    def of(self, span: Span) -> Mark:
        """Return the mark of a range, made where there is none yet."""
        key = (span.file, span.start, span.end)
        if key not in self._by_span:
            self._by_span[key] = Mark(f"m{len(self._by_span) + 1}", span)
        return self._by_span[key]

    @property
    def links(self) -> dict[tuple[int, int, int], str]:
        """Where to go from the place of a contradicted figure: the finding whose claim it is part of, else the place itself."""
        found = {}
        for key, mark in self._by_span.items():
            if "bad" in mark.classes:
                claims = (m for m in self.within(key[0], key[1], key[2]) if m.finding and "claim" in m.classes)
                finding = next((m.finding for m in claims), mark.finding)
                found[key] = f"F{finding}" if finding else mark.id
        return found

    def within(self, file: int, start: int, end: int) -> Sequence[Mark]:
        """Return the marks that share a character with text[start:end], or stand empty inside it, in order."""
        marks = self._ordered.get(file)
        if not marks:
            return ()
        starts = self._starts[file]
        low = bisect_left(starts, start - self._longest[file])
        high = bisect_left(starts, max(end, start + 1), low)
        return [m for m in marks[low:high] if m.span.end > start or m.span.start == m.span.end == start]

    def _add_finding(self, number: int, finding: Finding) -> None:
        severity = finding.severity.value
        for witness in (finding.claim, *finding.also):
            self._add_place(number, witness, "claim", severity)
        for witness in finding.evidence:
            self._add_place(number, witness, "evidence", "")

    def _add_place(self, number: int, witness: Witness, role: str, severity: str) -> None:
        mark = self.of(witness.place.span)
        mark.add(role)
        if role == "claim" and not {"error", "warning", "info"} & {*mark.classes}:
            mark.add(severity)
        if mark.finding is None:
            mark.finding = number

    def _add_figure(self, entry: Entry) -> None:
        mark = self.of(entry.figure.span)
        mark.add("f")
        mark.add(_STATES[entry.state])
        mark.note = state_text(entry)
        mark.against = tuple(dict.fromkeys(self.of(w.place.span).id for w in entry.against))


def state_text(entry: Entry) -> str:
    """Return in words how a figure ended."""
    read = "（模型辅助读出）" if entry.origin == "model" else ""
    if entry.state is State.CONSISTENT:
        return f"一致：{_BY.get(entry.by or '', '已核对')}{read}"
    return (
        f"不一致{read}"
        if entry.state is State.CONTRADICTED
        else f"未核对：{entry.why.text if entry.why else '原因不明'}"
    )
