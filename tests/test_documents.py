"""The labelled reports: what is found in them, what is known to be missed and why, and that nothing sound is accused."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import gouji
from gouji.ingest.sources import read_source
from gouji.measure.evaluate import evaluate
from gouji.measure.result import CaseScore, Verdict
from gouji.model.run import State
from gouji.reporters.json import to_dict
from tests.cases import FIXTURES
from tests.formulas import wrong_in

FOLDERS = sorted(path.parent for path in FIXTURES.glob("documents/*/report.*"))

# Why a label is missed. Strike a label off the list below once it is found.
_BETWEEN = "两张表的合计不同口径，这一行之间没有可比的等式"
MISSED = {
    "baiyuan-water-2023-final-01": _BETWEEN,
    "chengbei-2024-budget-09": "附表的一行与正文的名称不是规定的科目，没有对应",
    "chengbei-2024-budget-11": "绩效一节的项目支出总额不在任何报表的说明里，无从判断口径",
    "chengbei-2024-budget-14": _BETWEEN,
    "luting-2023-final-08": "基本支出表没有网格而合计不平，不拿来核对列举",
}


@cache
def _run(report: Path) -> dict[str, Any]:
    run = gouji.check(str(report))
    assert run.crashes == ()
    result: dict[str, Any] = json.loads(json.dumps(to_dict(run, gouji.__version__)))
    return result


@cache
def _score(folder: Path) -> CaseScore:
    [case] = evaluate([folder], _run).cases
    assert case.failed is None
    return case


def _name(folder: Path) -> str:
    return folder.name


every_report = pytest.mark.parametrize("folder", FOLDERS, ids=_name)


@every_report
def test_every_label_and_trap_stands_in_its_report(folder: Path) -> None:
    assert [item.id for item in _score(folder).unplaced] == []


@every_report
def test_what_is_missed_is_on_the_list_and_only_that(folder: Path) -> None:
    labels = _score(folder).labels
    missed = {s.label.id for s in labels if (s.must and not s.loud) or (s.should and not s.found)}
    assert missed == {s.label.id for s in labels} & MISSED.keys()


def test_the_list_of_the_missed_names_labels_that_exist() -> None:
    assert MISSED.keys() <= {s.label.id for folder in FOLDERS for s in _score(folder).labels}


@every_report
def test_no_finding_is_wrong(folder: Path) -> None:
    assert [j.finding.message for j in _score(folder).findings if j.verdict is not Verdict.TRUE] == []


@every_report
def test_no_trap_is_tripped(folder: Path) -> None:
    assert [trap.id for trap in _score(folder).tripped] == []


@every_report
def test_a_report_without_labels_has_no_loud_finding(folder: Path) -> None:
    case = _score(folder)
    assert case.labels or [j.finding.message for j in case.findings if j.finding.loud] == []


@every_report
def test_every_quote_stands_where_its_finding_says(folder: Path) -> None:
    [report] = folder.glob("report.*")
    text = read_source(str(report), "report").text
    places = [p for f in _run(report)["findings"] for p in (f["claim"], *f["also"], *f["evidence"])]
    found = [text[p["location"]["start"] : p["location"]["end"]] for p in places]
    assert ["".join(part.split()) for part in found] == ["".join(p["quote"].split()) for p in places]
    assert [quote for j in _score(folder).findings for quote in j.finding.astray] == []


@every_report
def test_every_formula_comes_out_with_the_numbers_it_prints(folder: Path) -> None:
    [report] = folder.glob("report.*")
    assert [wrong for f in _run(report)["findings"] if (wrong := wrong_in(f["formula"] or ""))] == []


@every_report
def test_a_figure_that_agrees_with_a_table_is_held_against_a_cell_that_prints_it(folder: Path) -> None:
    [report] = folder.glob("report.*")
    run = gouji.check(str(report))
    held = [(e, e.against[0]) for e in run.ledger if e.state is State.CONSISTENT and e.by == "table" and e.against]
    assert held
    for entry, witness in held:
        quote = run.document.text(witness.place.span).replace(",", "").strip().rstrip("%‰")
        if witness.printed is not None:
            assert Decimal(quote) == witness.printed.value, (entry.figure.printed, quote)
            assert witness.printed.interval.meets(entry.claim.interval)
