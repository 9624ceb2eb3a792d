"""Draws a department."""

from __future__ import annotations

from random import Random

from . import articulation, details, earlier, spending
from .model import CENT, Department
from .words import OFFICES, WORDS


def build(rng: Random, kind: str, grain: int = CENT) -> Department:
    """Return a random department. With a grain below 0.01 万元, sums printed in 万元 may be off by one last digit."""
    office = rng.choice(OFFICES)
    level = rng.choice(["区", "县", "市"])
    dept = Department(rng, rng.randint(2019, 2025), kind, grain, office, rng.choice(WORDS["place"]), level)
    spending.sangong(dept)
    spending.economic(dept)
    spending.items(dept)
    spending.spread(dept)
    articulation.income(dept)
    articulation.totals(dept)
    earlier.last_year(dept)
    earlier.initial(dept)
    details.projects(dept)
    details.counts(dept)
    details.mark(dept)
    return dept
