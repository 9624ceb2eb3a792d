"""JUnit XML, read back by an XML parser."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import gouji
from gouji.model.run import Crash, Run
from gouji.reporters.junit import render
from tests.commands import CLEAN, FAULTY
from tests.reporters.hostile import against_hostile_text, hostile

TITLES = {"WX02": "增减率与增减额不符", "WX04": "占比与部分、整体不符", "BT01": "表间数额不符"}


def _suite(run: Run, titles: dict[str, str]) -> Element:
    root = fromstring(render(run, titles))
    [suite] = root
    assert root.tag == "testsuites"
    for name in ("tests", "failures", "errors"):
        assert root.get(name) == suite.get(name)
    return suite


def _case(suite: Element, code: str) -> Element:
    [case] = [case for case in suite.iter("testcase") if (case.get("name") or "").startswith(code)]
    return case


def test_each_check_is_a_case_and_its_errors_are_one_failure() -> None:
    run = gouji.check(str(FAULTY))
    suite = _suite(run, TITLES)
    cases = list(suite.iter("testcase"))
    assert suite.get("tests") == str(len(cases)) == str(len({*TITLES, *(f.check for f in run.findings)}))
    assert suite.get("failures") == str(len(list(suite.iter("failure"))))
    case = _case(suite, "WX02")
    assert (case.get("classname"), case.get("name")) == ("gouji.WX", "WX02 增减率与增减额不符")
    [failure] = case
    several = sum(f.check == "WX02" for f in run.findings)
    assert (failure.get("message") or "").endswith(f"（共 {several} 处）")
    assert (failure.text or "").count("位") or several
    assert "算式：310.81 ÷ (3800.92 − 310.81) = 8.91%" in (failure.text or "")
    assert list(_case(suite, "BT01")) == []


def test_what_only_informs_is_no_failure() -> None:
    run = gouji.check(str(FAULTY))
    run.findings = tuple(f for f in run.findings if f.severity.value == "info")
    suite = _suite(run, TITLES)
    assert suite.get("failures") == "0"
    assert "提示" in (_case(suite, run.findings[0].check).findtext("system-out") or "")


def test_a_check_that_crashed_is_an_error() -> None:
    run = gouji.check(str(CLEAN))
    run.crashes = (Crash("WX02", "ZeroDivisionError"),)
    suite = _suite(run, TITLES)
    assert (suite.get("failures"), suite.get("errors")) == ("0", "1")
    [error] = _case(suite, "WX02")
    assert (error.tag, error.get("message")) == ("error", "ZeroDivisionError")


def test_how_much_was_checked_is_told() -> None:
    suite = _suite(gouji.check(str(CLEAN)), TITLES)
    told = {p.get("name"): p.get("value") for p in suite.iter("property")}
    assert {"figures", "checked", "not_checked"} <= {*told}
    assert "正文数字" in (suite.findtext("system-out") or "")


@against_hostile_text
def test_no_text_of_a_document_is_markup_or_illegal(text: str) -> None:
    suite = _suite(hostile(text), {"XT01": text})
    assert [case.tag for case in suite] == ["properties", "testcase", "testcase", "system-out"]
    assert {child.tag for case in suite.iter("testcase") for child in case} == {"failure", "error"}
    assert all(not list(child) for case in suite.iter("testcase") for child in case)
