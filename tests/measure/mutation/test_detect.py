"""A plant is detected by a new finding of severity warning or error that points at it, and by nothing else."""

from __future__ import annotations

from typing import Any

from gouji.ingest.decode import source_of
from gouji.measure.match import Found, found_of
from gouji.measure.mutation.detect import detected_by
from gouji.measure.mutation.plants import Group, Plant
from gouji.model.location import Span
from tests.measure.build import REPORT, finding, place

AT = REPORT.index("增加20.50万元") + 2
PLANT = Plant(Group.AMOUNT, Span(AT, AT + 5), "120.50", Span(AT, AT + 7), "多一位", True)
PLANTED = PLANT.applied(REPORT)


def _found(text: str, claim: str, *evidence: str, line: int = 3, **fields: Any) -> Found:
    cited = [place(quote, line, text) for quote in evidence]
    said = finding(place(claim, line, text), evidence=cited, **fields)
    return found_of(said, source_of(text, path="r.txt", sha256="", encoding="utf-8", role="report"))


def test_a_new_finding_at_the_plant_detects_it() -> None:
    assert detected_by(PLANT, [_found(PLANTED, "120.50万元")], []) == "WX02"


def test_evidence_and_other_places_of_the_root_count_too() -> None:
    assert detected_by(PLANT, [_found(PLANTED, "增长6.40%", "120.50万元")], []) == "WX02"
    also = _found(PLANTED, "320.50万元", also=[place("增加120.50万元", 3, PLANTED)])
    assert detected_by(PLANT, [also], []) == "WX02"


def test_what_only_informs_or_stands_elsewhere_does_not() -> None:
    assert detected_by(PLANT, [_found(PLANTED, "120.50万元", severity="info")], []) is None
    assert detected_by(PLANT, [_found(PLANTED, "320.50万元")], []) is None


def test_a_finding_the_untouched_run_had_does_not() -> None:
    before = [_found(REPORT, "增长6.40%", "增加20.50万元")]
    assert detected_by(PLANT, [_found(PLANTED, "增长6.40%", "增加120.50万元")], before) is None


def test_a_finding_of_another_check_or_with_more_places_is_new() -> None:
    before = [_found(REPORT, "增长6.40%", "增加20.50万元")]
    other = _found(PLANTED, "增长6.40%", "增加120.50万元", check="WX01")
    assert detected_by(PLANT, [other], before) == "WX01"
    more = _found(PLANTED, "增长6.40%", "增加120.50万元", "320.50万元")
    assert detected_by(PLANT, [more], before) == "WX02"


def test_a_residue_that_becomes_an_error_is_new() -> None:
    before = [_found(REPORT, "增长6.40%", "增加20.50万元", severity="info")]
    assert detected_by(PLANT, [_found(PLANTED, "增长6.40%", "增加120.50万元")], before) == "WX02"


def test_a_whole_paragraph_points_at_nothing() -> None:
    wide = REPORT.split("\n")[7]
    start = REPORT.index("66.03%")
    plant = Plant(Group.RATIO, Span(start, start + 5), "60.63", Span(start, start + 6), "相邻两位颠倒", True)
    said = wide.replace("66.03%", "60.63%")
    assert detected_by(plant, [_found(plant.applied(REPORT), said, line=8)], []) is None
