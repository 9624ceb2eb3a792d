"""Which plants of a report are tried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gouji.measure.cases import Case
from gouji.measure.match import Found
from gouji.measure.mutation.cells import cell_plants
from gouji.measure.mutation.directions import direction_plants
from gouji.measure.mutation.entities import entity_plants
from gouji.measure.mutation.figures import figure_plants
from gouji.measure.mutation.plants import Dice, Group, Plant
from gouji.measure.mutation.subjects import label_plants, subject_plants
from gouji.measure.mutation.years import year_plants
from gouji.measure.places import locate
from gouji.model.alignment import Why
from gouji.model.location import Span
from gouji.model.run import Run


def chosen(case: Case, run: Run, found: Sequence[Found], seed: int, sample: int | None) -> list[Plant]:
    """Return the plants in the order of the groups, then of the text; `sample`: at most so many of each group.

    Passages that are labelled, or that the untouched run already accuses or holds only against what it accuses, are left alone:
    nothing new can be said of them.
    """
    source = run.document.sources[0]
    labelled = [locate(label.passage.quote, label.passage.line, source) for label in case.labels]
    accused = [span for finding in found if finding.loud for span in finding.said]
    accused += [e.figure.span for e in run.ledger if e.why is Why.OPERAND_ONLY]
    free = _apart(_all(run, seed), [*(s for s in labelled if s is not None), *accused])
    groups = {group: [p for p in free if p.group is group] for group in Group}
    return [plant for plants in groups.values() for plant in _sampled(plants, seed, sample)]


def _all(run: Run, seed: int) -> list[Plant]:
    plants = [
        *figure_plants(run, seed), *direction_plants(run), *year_plants(run, seed), *entity_plants(run, seed),
        *subject_plants(run, seed), *cell_plants(run, seed), *label_plants(run, seed),
    ]  # fmt: skip
    return sorted(plants, key=lambda p: (p.span.start, p.span.end))


def _apart(plants: Iterable[Plant], taken: Iterable[Span]) -> list[Plant]:
    """Return the plants whose place shares no character with the taken stretches. Both are walked through once, in order."""
    stretches = sorted((t.start, t.end) for t in taken)
    free: list[Plant] = []
    reach, at = -1, 0
    for plant in sorted(plants, key=lambda p: (p.place.end, p.span.start)):
        while at < len(stretches) and stretches[at][0] < plant.place.end:
            reach = max(reach, stretches[at][1])
            at += 1
        if reach <= plant.place.start:
            free.append(plant)
    return sorted(free, key=lambda p: (p.span.start, p.span.end))


def _sampled(plants: Sequence[Plant], seed: int, sample: int | None) -> list[Plant]:
    if sample is None or len(plants) <= sample:
        return list(plants)
    by_chance = sorted(plants, key=lambda p: (Dice(seed, "sample", p.group.value, p.span.start).roll(), p.span.start))
    return sorted(by_chance[:sample], key=lambda p: (p.span.start, p.span.end))
