"""How much was checked under each heading of the narrative."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from gouji.model.run import Entry, Run, State
from gouji.reporters.html.narrative import Block
from gouji.reporters.plain import clean

BEFORE = "（标题之前）"


@dataclass(slots=True)
class Share:
    """The figures of one heading by state; `link` is the id of the heading, `reasons` say why some were not checked."""

    name: str
    link: str = ""
    ok: int = 0
    bad: int = 0
    no: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def all(self) -> int:
        return self.ok + self.bad + self.no

    @property
    def checked(self) -> str:
        """The share that was checked, in whole percent."""
        return f"{100 * (self.ok + self.bad) / self.all:.0f}%" if self.all else "–"

    @property
    def why(self) -> str:
        return "，".join(f"{text} {n}" for text, n in sorted(self.reasons.items(), key=lambda r: (-r[1], r[0])))

    def count(self, entry: Entry) -> None:
        self.ok += entry.state is State.CONSISTENT
        self.bad += entry.state is State.CONTRADICTED
        self.no += entry.state is State.NOT_CHECKED
        if entry.why:
            self.reasons[entry.why.text] += 1


def whole(run: Run) -> tuple[Share, Share]:
    """Return the shares of all amounts and ratios, and of all counts."""
    figures, counts = Share("正文数字"), Share("数量")
    for entry in run.ledger:
        (figures if entry.figure.counts_as_figure else counts).count(entry)
    return figures, counts


def by_heading(run: Run, blocks: Iterable[Block]) -> list[Share]:
    """Return a share for every titled heading under which amounts or ratios stand, in the order of the report."""
    links = {id(b.heading): b.id for b in blocks if b.id and b.heading}
    shares: dict[int, Share] = {}
    for entry in run.ledger:
        if entry.figure.counts_as_figure:
            head = entry.figure.paragraph.section.above(2)
            share = shares.get(id(head))
            if share is None:
                name = clean(head.heading) if head else BEFORE
                share = shares[id(head)] = Share(name or BEFORE, links.get(id(head), ""))
            share.count(entry)
    return list(shares.values())
