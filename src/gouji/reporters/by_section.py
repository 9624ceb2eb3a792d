"""How the figures of the narrative ended, section by section."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from gouji.model.alignment import Why
from gouji.model.document import Section
from gouji.model.run import Run, State
from gouji.reporters.plain import clean

_UNTITLED = "（标题之前）"
WHOLE = "全文"


@dataclass(slots=True)
class Share:
    """The figures (amounts and ratios) of one section; `reasons` counts why some were not checked. The whole has no `heading`."""

    section: str
    heading: Section | None = None
    states: Counter[State] = field(default_factory=Counter)
    reasons: Counter[Why] = field(default_factory=Counter)

    @property
    def figures(self) -> int:
        return sum(self.states.values())

    @property
    def checked(self) -> int:
        return self.figures - self.states[State.NOT_CHECKED]

    @property
    def consistent(self) -> int:
        return self.states[State.CONSISTENT]

    @property
    def contradicted(self) -> int:
        return self.states[State.CONTRADICTED]

    @property
    def not_checked(self) -> int:
        return self.states[State.NOT_CHECKED]

    @property
    def why(self) -> str:
        """The reasons in words, the most frequent first."""
        return "，".join(f"{reason.text} {n}" for reason, n in self.reasons.most_common())

    @property
    def percent(self) -> str:
        """The share that was checked; a dash where there is no figure."""
        return f"{100 * self.checked / self.figures:.0f}%" if self.figures else "–"


def shares(run: Run) -> list[Share]:
    """Return the titled sections that hold figures, in document order; the whole comes last."""
    found: dict[int, Share] = {}
    whole = Share(WHOLE)
    for entry in run.ledger:
        if not entry.figure.counts_as_figure:
            continue
        head = entry.figure.paragraph.section.above(2)
        share = found.setdefault(id(head), Share(clean(head.heading) if head else _UNTITLED, head))
        for counted in (share, whole):
            counted.states[entry.state] += 1
            if entry.why:
                counted.reasons[entry.why] += 1
    return [*found.values(), whole]
