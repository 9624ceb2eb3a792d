"""The catalogue has no exceptions: every check is documented, named once, and shown by cases."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from gouji.checks.base import Check
from gouji.checks.registry import all_checks
from tests.checks.cases import FOLDER, all_cases

_HEADINGS = ("核对什么", "为什么", "容差", "不核对", "依据")
_FOLDERS = {
    "WT": "within_table",
    "BT": "between_tables",
    "XT": "text_table",
    "WX": "within_text",
    "BY": "between_years",
    "BU": "between_units",
    "DC": "disclosure",
}
_LEAST = 3


def _code(check: Check) -> str:
    return check.code


def test_every_check_has_its_file_of_cases_and_every_file_its_check() -> None:
    assert {path.stem for path in FOLDER.glob("*.yml")} == {check.code for check in all_checks()}


@pytest.mark.parametrize("check", all_checks(), ids=_code)
def test_a_check_is_shown_by_good_and_by_bad_cases(check: Check) -> None:
    shapes = Counter(case.shape for case in all_cases() if case.code == check.code)
    assert shapes["good"] >= _LEAST
    assert shapes["bad"] >= _LEAST


def test_codes_and_names_are_unique() -> None:
    assert max(Counter(check.code for check in all_checks()).values()) == 1
    assert max(Counter(check.name for check in all_checks()).values()) == 1


@pytest.mark.parametrize("check", all_checks(), ids=_code)
def test_a_check_is_documented_under_the_five_headings(check: Check) -> None:
    title, blank, *lines = check.doc.strip().splitlines()
    assert title
    assert blank == ""
    assert tuple(line.partition("：")[0] for line in lines) == _HEADINGS
    assert all(len(line.partition("：")[2]) >= 8 for line in lines)


@pytest.mark.parametrize("check", all_checks(), ids=_code)
def test_a_check_stands_in_the_folder_of_its_code_under_its_own_name(check: Check) -> None:
    assert re.fullmatch(r"[A-Z]{2}\d{2}", check.code)
    *_, folder, module = check.function.__module__.split(".")
    assert folder == _FOLDERS[check.code[:2]]
    assert module == check.name.replace("-", "_")


def test_the_catalogue_is_in_the_order_of_its_codes() -> None:
    codes = [check.code for check in all_checks()]
    assert codes == sorted(codes)
