"""Every way in which a report is made to contradict itself, by name."""

from __future__ import annotations

from . import derived_faults as derived
from . import figure_faults as figures
from . import table_faults as tables
from . import word_faults as words
from .faults import Mechanism

MECHANISMS: dict[str, Mechanism] = {
    "value": figures.value,
    "unit": figures.unit,
    "rate": derived.rate,
    "delta": derived.delta,
    "direction": derived.direction,
    "part": figures.part,
    "conflict": figures.conflict,
    "count": figures.count,
    "cell": tables.cell,
    "exchange": tables.exchange,
    "cross": tables.cross,
    "header": tables.header,
    "entity": words.entity,
    "subject": words.subject,
    "year": words.year,
    "listed": words.listed,
    "percent": words.percent,
    "residue": words.residue,
    "absence": words.absence,
}
