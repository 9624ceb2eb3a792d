"""Yearly records as JSON and back, to be stored beside a run: figures of the narrative become plain places."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gouji.model.claim import Measure
from gouji.model.document import DocumentKind
from gouji.model.location import Place, Span
from gouji.model.outcome import Witness
from gouji.model.yearly import Option, Saying, Yearly
from gouji.values.interval import Interval
from gouji.values.printed import Printed
from gouji.values.units import MONEY, PERCENT, PERMILLE, POINTS

_UNITS = MONEY | {unit.symbol: unit for unit in (PERCENT, PERMILLE, POINTS)}


def yearly_dict(yearly: Yearly) -> dict[str, Any]:
    """Return a record as JSON holds it."""
    return {
        "entity": yearly.entity,
        "scope": yearly.scope,
        "year": yearly.year,
        "kind": yearly.kind.value,
        "totals": {name: _witness(witness) for name, witness in yearly.totals.items()},
        "sayings": [_saying(saying) for saying in yearly.sayings],
    }


def yearly_from(data: dict[str, Any]) -> Yearly:
    """Return the record that `yearly_dict` made. Raises KeyError or ValueError on anything else."""
    return Yearly(
        data["entity"],
        data["scope"],
        data["year"],
        DocumentKind(data["kind"]),
        {name: _witness_from(witness) for name, witness in data["totals"].items()},
        tuple(_saying_from(saying) for saying in data["sayings"]),
    )


def _saying(saying: Saying) -> dict[str, Any]:
    return {
        "code": saying.code,
        "measure": saying.measure.name,
        "at": _witness(saying.at),
        "claimed": _interval(saying.claimed),
        "signed": saying.signed,
        "year": saying.year,
        "kind": saying.kind.value,
        "options": [[o.name, _interval(o.this), [_witness(w) for w in o.operands]] for o in saying.options],
        "said": saying.said,
        "caveat": saying.caveat,
        "rate": _saying(saying.rate) if saying.rate else None,
    }


def _saying_from(data: dict[str, Any]) -> Saying:
    claimed = _interval_from(data["claimed"])
    if claimed is None:
        raise ValueError("claimed")
    return Saying(
        data["code"],
        Measure[data["measure"]],
        _witness_from(data["at"]),
        claimed,
        data["signed"],
        data["year"],
        DocumentKind(data["kind"]),
        tuple(
            Option(name, _interval_from(this), tuple(_witness_from(w) for w in operands))
            for name, this, operands in data["options"]
        ),
        data["said"],
        data["caveat"],
        _saying_from(data["rate"]) if data["rate"] else None,
    )


def _interval(interval: Interval | None) -> list[str] | None:
    return [str(interval.low), str(interval.high)] if interval else None


def _interval_from(data: list[str] | None) -> Interval | None:
    return Interval(Decimal(data[0]), Decimal(data[1])) if data else None


def _witness(witness: Witness) -> list[Any]:
    place, printed = witness.place, witness.printed
    value = [str(printed.value), printed.unit.symbol, printed.places] if printed else None
    span = [place.span.start, place.span.end, place.span.file]
    return [*span, place.section, place.table, place.row, place.column, witness.role, value, witness.words]


def _witness_from(data: list[Any]) -> Witness:
    start, end, file, section, table, row, column, role, value, words = data
    printed = Printed(Decimal(value[0]), _UNITS[value[1]], value[2]) if value else None
    return Witness(Place(Span(start, end, file), section, table, row, column), role, printed, None, words)
