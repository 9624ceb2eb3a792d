"""SARIF, held against the structure that the standard asks for, and against the text it points into."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

import gouji
from gouji.model.run import Crash, Run
from gouji.reporters.sarif import render, uri_of
from tests.cases import FIXTURES
from tests.commands import CLEAN, FAULTY
from tests.reporters.hostile import against_hostile_text, hostile

# Object → member → the type of its value: `[x]` a list of x, `?` before a name what must be there is not; from the schema of SARIF 2.1.0,
# for the members we write. Any other member would be a mistake.
_SHAPES: dict[str, dict[str, Any]] = {
    "log": {"$schema": str, "version!": str, "runs!": ["run"]},
    "run": {
        "tool!": "tool", "language": str, "columnKind": str, "artifacts": ["artifact"], "invocations": ["invocation"],
        "results": ["result"], "properties": dict,
    },
    "tool": {"driver!": "driver"},
    "driver": {"name!": str, "version": str, "semanticVersion": str, "rules": ["rule"]},
    "rule": {
        "id!": str, "name": str, "shortDescription": "message!", "fullDescription": "message!", "help": "message!",
        "defaultConfiguration": "configuration", "properties": dict,
    },
    "configuration": {"level": str},
    "artifact": {"location": "artifactLocation", "roles": [str], "hashes": dict, "encoding": str},
    "artifactLocation": {"uri": str, "index": int},
    "invocation": {"executionSuccessful!": bool, "toolExecutionNotifications": ["notification"]},
    "notification": {"level": str, "message!": "message", "associatedRule": "reference"},
    "reference": {"id": str},
    "result": {
        "ruleId": str, "ruleIndex": int, "level": str, "message!": "message", "locations": ["location"], "rank": (int, float),
        "partialFingerprints": dict, "properties": dict, "relatedLocations": ["location"],
    },
    "message": {"text": str},
    "message!": {"text!": str},
    "location": {
        "id": int, "physicalLocation": "physicalLocation", "logicalLocations": ["logicalLocation"], "message": "message", "properties": dict,
    },
    "physicalLocation": {"artifactLocation": "artifactLocation", "region": "region", "properties": dict},
    "region": {
        "startLine": int, "startColumn": int, "endLine": int, "endColumn": int, "charOffset": int, "charLength": int, "snippet": "message",
    },
    "logicalLocation": {"name": str, "fullyQualifiedName": str, "kind": str},
}  # fmt: skip
_LEVELS = {"none", "note", "warning", "error"}


def _ensure_shape(value: Any, shape: Any, place: str = "log") -> None:
    if isinstance(shape, list):
        assert isinstance(value, list), place
        for number, item in enumerate(value):
            _ensure_shape(item, shape[0], f"{place}[{number}]")
    elif isinstance(shape, str):
        members = _SHAPES[shape]
        known = {name.rstrip("!"): wanted for name, wanted in members.items()}
        assert isinstance(value, dict), place
        assert {*value} <= {*known}, place
        assert {name[:-1] for name in members if name.endswith("!")} <= {*value}, place
        for name, item in value.items():
            _ensure_shape(item, known[name], f"{place}.{name}")
            if name == "level":
                assert item in _LEVELS
    else:
        assert isinstance(value, shape), place


def _log(run: Run, titles: dict[str, str]) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(render(run, titles))
    _ensure_shape(log, "log")
    [told] = log["runs"]
    assert log["version"] == "2.1.0"
    rules = told["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in told["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert 0 <= result["rank"] <= 100
        ids = [related["id"] for related in result.get("relatedLocations", ())]
        assert ids == list(range(1, len(ids) + 1))
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            assert location["physicalLocation"]["artifactLocation"]["index"] < len(told["artifacts"])
    return told


@pytest.mark.parametrize(
    "report", [FAULTY, CLEAN, *sorted((FIXTURES / "formats").glob("report*.*"))], ids=lambda p: p.name
)
def test_the_log_has_the_shape_of_the_standard(report: Any) -> None:
    run = gouji.check(str(report))
    told = _log(run, {"WX02": "增减率与增减额不符"})
    assert [result["partialFingerprints"]["goujiFinding/v1"] for result in told["results"]] == [
        f.id for f in run.findings
    ]
    assert [len(r.get("relatedLocations", ())) for r in told["results"]] == [
        len(f.evidence) + len(f.also) for f in run.findings
    ]


def test_the_regions_of_a_text_point_at_the_quotes() -> None:
    text = FAULTY.read_text("utf-8")
    lines = text.split("\n")
    for result in _log(gouji.check(str(FAULTY)), {})["results"]:
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            region = location["physicalLocation"]["region"]
            start = region["charOffset"]
            assert text[start : start + region["charLength"]] == region["snippet"]["text"]
            if region["startLine"] == region["endLine"]:
                line = lines[region["startLine"] - 1]
                assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == region["snippet"]["text"]


def test_offsets_are_left_out_where_the_file_is_not_the_text_they_count_in(tmp_path: Any) -> None:
    path = tmp_path / "report.md"
    path.write_bytes(FAULTY.read_bytes().replace(b"\n", b"\r\n"))
    [result, *_] = _log(gouji.check(str(path)), {})["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert "charOffset" not in region
    assert region["startLine"] == 182


def test_a_page_is_told_in_words_and_in_properties_without_a_region() -> None:
    run = gouji.check(str(FIXTURES / "formats" / "reportlab.pdf"))
    for result in _log(run, {})["results"]:
        [location] = result["locations"]
        assert "region" not in location["physicalLocation"]
        assert re.search(r"第\d+页", location["logicalLocations"][0]["name"])
        assert location["physicalLocation"]["properties"]["page"] >= 1


def test_rules_carry_the_catalogue() -> None:
    from gouji.cli import _titles
    from gouji.config import Settings

    rules = _log(gouji.check(str(FAULTY)), dict(_titles(Settings())))["tool"]["driver"]["rules"]
    assert "help" not in rules[0]
    told = json.loads(render(gouji.check(str(FAULTY)), _titles(Settings())))
    _ensure_shape(told, "log")
    rule = next(rule for rule in told["runs"][0]["tool"]["driver"]["rules"] if rule["id"] == "WX02")
    assert rule["name"] == "growth-rate-mismatch"
    assert "依据：" in rule["help"]["text"]


def test_crashes_and_notices_are_notifications() -> None:
    run = gouji.check(str(CLEAN))
    run.crashes, run.notes = (Crash("WX02", "ZeroDivisionError"),), ("一条说明",)
    [invocation] = _log(run, {})["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [note["level"] for note in invocation["toolExecutionNotifications"]] == ["note", "error"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("甲/报告 1.txt", "%E7%94%B2/%E6%8A%A5%E5%91%8A%201.txt"),
        ("/甲.txt", "file:///%E7%94%B2.txt"),
        ("C:\\a\\b.txt", "file:///C:/a/b.txt"),
        ("a?b#c%.txt", "a%3Fb%23c%25.txt"),
        ("-", "stdin"),
    ],
)
def test_a_path_is_a_reference(path: str, uri: str) -> None:
    assert uri_of(path) == uri


@against_hostile_text
def test_no_text_of_a_document_breaks_the_log(text: str) -> None:
    told = _log(hostile(text), {"XT01": text})
    [result] = told["results"]
    assert not re.search(r"[\[\]{}]", result["message"]["text"])
    uri = told["artifacts"][0]["location"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9._~%/:-]*", uri)
