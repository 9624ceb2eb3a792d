"""What is printed as JSON is what `gouji schema` promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import gouji
from gouji.errors import Unreadable
from gouji.model.run import Crash, Run
from gouji.reporters.json import dumps, error_dict, to_dict
from gouji.reporters.schema import Failure, Output, json_schema
from gouji.reporters.schema import Run as RunModel
from tests.cases import FIXTURES
from tests.commands import FAULTY  # fmt: skip
from tests.commands import gouji as command

REPORTS = sorted(FIXTURES.glob("documents/*/report.*"))


def _printed(run: Run) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(dumps(to_dict(run, gouji.__version__)))
    return data


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.parent.name)
def test_every_document_is_printed_as_the_schema_says(report: Path) -> None:
    data = _printed(gouji.check(str(report)))
    assert isinstance(Output.model_validate(data).root, RunModel)


@pytest.mark.parametrize("name", ["reportlab.pdf", "report.docx", "report.ofd", "report.html"])
def test_every_format_is_printed_as_the_schema_says(name: str) -> None:
    data = _printed(gouji.check(str(FIXTURES / "formats" / name)))
    assert isinstance(Output.model_validate(data).root, RunModel)
    places = [f["claim"]["location"] for f in data["findings"]]
    wanted = {"pdf": "boxes", "ofd": "boxes", "docx": "paragraph", "html": "line"}[name.rsplit(".", 1)[1]]
    assert places
    assert all(place[wanted] for place in places)


def test_places_in_a_workbook_name_the_cell() -> None:
    folder = FIXTURES / "formats"
    data = _printed(gouji.check(str(folder / "narrative.docx"), tables=[str(folder / "tables.xlsx")]))
    RunModel.model_validate(data)
    inside = [w["location"] for f in data["findings"] for w in f["evidence"] if w["location"]["file"] == 1]
    assert inside
    assert all(place["sheet"] and place["cell"] for place in inside)


def test_crashes_and_unreadable_reports_are_in_the_schema() -> None:
    run = gouji.check(str(FAULTY))
    run.crashes = (Crash("WX02", "ZeroDivisionError: 渡口"),)
    data = _printed(run)
    assert data["crashes"] == [{"check": "WX02", "error": "ZeroDivisionError: 渡口"}]
    assert data["notes"] == ["核对 WX02 出错：ZeroDivisionError: 渡口"]
    RunModel.model_validate(data)
    with pytest.raises(Unreadable) as error:
        gouji.check("没有.txt")
    Failure.model_validate(error_dict("没有.txt", error.value.code, str(error.value)))


def test_what_the_contract_does_not_know_is_refused() -> None:
    data = _printed(gouji.check(str(FAULTY)))
    with pytest.raises(ValidationError):
        Output.model_validate({**data, "clock": 1})
    data["findings"][0]["claim"]["location"]["line"] = "375"
    with pytest.raises(ValidationError):
        Output.model_validate(data)


def test_the_schema_is_printed_by_its_command() -> None:
    printed = json.loads(command("schema").out)
    assert printed == json.loads(dumps(json_schema()))
    assert printed["$schema"].startswith("https://json-schema.org/")
    assert {"schema", "coverage", "findings", "llm"} <= {*printed["$defs"]["Run"]["required"]}
    assert "clock" not in printed["$defs"]["Run"]["properties"]


def test_coverage_adds_up() -> None:
    for report in REPORTS:
        coverage = _printed(gouji.check(str(report)))["coverage"]
        for counts in (coverage, coverage["counts"]):
            assert counts["figures"] == counts["checked"] + counts["not_checked"]
            assert counts["checked"] == counts["consistent"] + counts["contradicted"]
        assert sum(coverage["by"].values()) == coverage["checked"]
        assert sum(coverage["reasons"].values()) == coverage["not_checked"]
