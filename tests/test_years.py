"""Stored records of many reports, held against each other."""

from __future__ import annotations

import json
from pathlib import Path

from gouji import pipeline
from gouji.model.outcome import Consistent, Contradicted
from gouji.model.yearly import Yearly
from gouji.model.yearly_json import yearly_dict, yearly_from
from gouji.pipeline.years import tie_out
from tests.checks.cases import all_cases


def _record(text: str, folder: Path) -> Yearly:
    path = folder / "report.md"
    path.write_text(text, "utf-8")
    yearly = pipeline.check(str(path), record=True).yearly
    assert yearly is not None
    return yearly


def _records(folder: Path, code: str, shape: str) -> list[Yearly]:
    case = next(c for c in all_cases() if (c.code, c.shape) == (code, shape) and c.prior)
    return [_record(case.text, folder), _record(case.prior or "", folder)]


def test_a_record_is_stored_and_read_back(tmp_path: Path) -> None:
    for record in _records(tmp_path, "BY01", "bad"):
        stored = json.dumps(yearly_dict(record), ensure_ascii=False)
        again = yearly_from(json.loads(stored))
        assert json.dumps(yearly_dict(again), ensure_ascii=False) == stored
        assert again.totals == dict(record.totals)


def test_stored_records_say_what_one_run_says(tmp_path: Path) -> None:
    for code in ("BY01", "BY02", "BY03", "BY04", "BY05"):
        for shape, wanted in (("bad", Contradicted), ("good", Consistent)):
            records = [yearly_from(yearly_dict(r)) for r in _records(tmp_path, code, shape)]
            ties = [t for t in tie_out(records) if t.code == code]
            assert any(isinstance(t.outcome, wanted) for t in ties), (code, shape)
            assert all((t.report, t.other) == (0, 1) for t in ties)
            assert shape == "bad" or not any(isinstance(t.outcome, Contradicted) for t in ties)


def test_two_reports_of_one_year_are_neither_taken(tmp_path: Path) -> None:
    now, last = _records(tmp_path, "BY01", "bad")
    assert list(tie_out([now, last]))
    assert not list(tie_out([now, last, last]))


def test_reports_of_other_offices_are_not_linked(tmp_path: Path) -> None:
    now, last = _records(tmp_path, "BY01", "bad")
    other = Yearly("青禾县图书馆", last.scope, last.year, last.kind, last.totals)
    assert not list(tie_out([now, other]))


def test_no_record_is_made_unless_asked_for(tmp_path: Path) -> None:
    case = next(c for c in all_cases() if c.code == "BY01")
    (tmp_path / "report.md").write_text(case.text, "utf-8")
    assert pipeline.check(str(tmp_path / "report.md")).yearly is None
