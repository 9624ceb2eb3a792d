"""A case in the layout of a labelled folder: the text, labels.jsonl, traps.jsonl."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from .document import Fig, Report, Table
from .faults import Fault, Planter
from .mechanisms import MECHANISMS
from .money import read
from .report import write
from .shapes import SHAPES, shape

Span = tuple[int, int]


@dataclass(slots=True)
class Case:
    """One synthetic report with its labels. `planted` and `proofs`: spans of each label, beside the labels."""

    name: str
    template: str
    shape: str
    text: str
    labels: list[dict[str, Any]]
    planted: list[list[Span]]
    proofs: list[list[Span]]
    traps: list[dict[str, Any]]
    near: list[Span]
    report: Report


def make(seed: int, number: int, faulty: bool) -> Case:
    """Return report `number` of the seed, with one to three faults or none. A clean and a faulty one of a number are alike."""
    report, dept = write(seed, number)
    for fig in _tails(report):
        fig.trap = "各数分别四舍五入，与分项之和相差的是尾差"
    faults: list[Fault] = []
    if faulty:
        rng = Random(f"{seed}/{number}/faults")
        faults = Planter(report, dept, rng).plant(rng.choice([1, 1, 2, 3]), MECHANISMS)
    text, spans = shape(report, Random(f"{seed}/{number}/shape"))
    name = f"synthetic-{seed}-{number:05d}-{'faulty' if faulty else 'clean'}"
    labels = [_label(f"{name}-{at:02d}", name, fault, text, spans) for at, fault in enumerate(faults, 1)]
    planted = [_places(fault.figs, spans) for fault in faults]
    proofs = [_places(fault.others, spans) for fault in faults]
    traps = [_trap(f"{name}-N{at:02d}", name, fig, text, spans) for at, fig in enumerate(_near(report, faults), 1)]
    near = _places(_near(report, faults), spans)
    return Case(name, report.template, report.shape, text, labels, planted, proofs, traps, near, report)


def save(case: Case, folder: Path) -> Path:
    """Write the case into a folder of its name and return the report's path."""
    home = folder / case.name
    home.mkdir(parents=True, exist_ok=True)
    path = home / f"report.{SHAPES[case.shape]}"
    path.write_bytes(case.text.encode())
    for name, items in (("labels", case.labels), ("traps", case.traps)):
        lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
        (home / f"{name}.jsonl").write_bytes(lines.encode())
    return path


def _near(report: Report, faults: list[Fault]) -> list[Fig]:
    planted = {id(fig) for fault in faults for fig in fault.figs}
    return [fig for _, fig in report.figures() if fig.trap and id(fig) not in planted]


def _places(figs: list[Fig], spans: dict[int, Span]) -> list[Span]:
    return [spans[id(fig)] for fig in figs]


def _label(ident: str, doc: str, fault: Fault, text: str, spans: dict[int, Span]) -> dict[str, Any]:
    start, end = spans[id(fault.figs[0])]
    if fault.part and "\n" not in text[start:end]:
        start, end = start + fault.part[0], start + fault.part[1]
    return {
        "id": ident,
        "doc": doc,
        "kind": fault.kind,
        "severity": fault.severity,
        "confidence": "certain" if fault.others or fault.kind == "format-error" else "arguable",
        **_quoted(text, start, end),
        "claimed": fault.claimed[:80],
        "expected": fault.expected[:80],
        "evidence": [
            {**_quoted(text, *spans[id(fig)]), "what": fig.key} for fig in [*fault.figs[1:], *fault.others][:20]
        ],
        "formula": fault.formula,
        "why": f"{fault.formula}，此处印为{fault.claimed[:40]}（{fault.slip}）。",
    }


def _trap(ident: str, doc: str, fig: Fig, text: str, spans: dict[int, Span]) -> dict[str, Any]:
    kind = "rounding" if "尾差" in fig.trap else "value-mismatch"
    stated = {"claimed": fig.shown[:80], "expected": fig.shown[:80], "evidence": [], "formula": ""}
    place = {"kind": kind, "severity": "info", "confidence": "certain", **_quoted(text, *spans[id(fig)])}
    return {"id": ident, "doc": doc, **place, **stated, "why_ok": fig.trap}


def _quoted(text: str, start: int, end: int) -> dict[str, Any]:
    """Return quote and line: what stands there on its first line, with words before it until it is the line's only one."""
    end = (
        min(end, *(at for at in [text.find("\n", start)] if at > start), start + 60)
        if "\n" in text[start:end]
        else min(end, start + 60)
    )
    head = text.rfind("\n", 0, start) + 1
    tail = text.find("\n", start)
    line = text[head : tail if tail >= 0 else len(text)]
    begin = start
    while begin > head and line.find(text[begin:end]) != begin - head:
        begin -= 1
    return {"quote": text[begin:end], "line": text.count("\n", 0, start) + 1}


def _tails(report: Report) -> list[Fig]:
    """Return wholes whose printed parts do not add up to the last digit though the amounts do: rounding tails."""
    found = []
    for block in report.blocks:
        for whole, parts in block.sums if isinstance(block, Table) else ():
            if whole.text and read(whole.text) != sum(read(part.text) for part in parts):
                found.append(whole)
    return found[:6]
