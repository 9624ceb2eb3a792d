"""The catalogue, and one check explained with its cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.errors import InternalError
from gouji.model.outcome import Kind, Severity
from gouji.reporters.catalogue import Entry, cases_folder, cases_of, catalogue_page, explain_page
from tests.cases import FIXTURES

ENTRY = Entry(
    "WX99",
    "ferry-mismatch",
    Kind.RATIO_ERROR,
    Severity.WARNING,
    "0.1",
    "渡口不符\n\n核对什么：渡口。\n为什么：要过河。\n",
)

_CASES = """
skip 约数: {text: 约三只船。, quote: 三只, reason: approximate}
bad 船数: {text: 三只船，四只船。, quote: 四只}
good 有表:
  document: |
    # 渡口

    | 船 |
    |---|
"""


def test_the_catalogue_has_one_line_a_check() -> None:
    assert catalogue_page([ENTRY]).splitlines()[0] == "WX99  警告  渡口不符  ferry-mismatch"


def test_an_explanation_has_the_docstring_and_the_cases_in_order(tmp_path: Path) -> None:
    (tmp_path / "WX99.yml").write_text(_CASES, "utf-8")
    page = explain_page(ENTRY, cases_of("WX99", tmp_path)).splitlines()
    assert page[0] == "WX99 渡口不符"
    assert "核对什么：渡口。" in page
    order = [page.index(line) for line in ("应当相符的例子", "应当指出的例子", "应当不核对的例子")]
    assert order == sorted(order)
    assert "    # 渡口" in page
    assert "    → 指出“四只”" in page
    assert "    → 不核对“三只”：约数或界限" in page


def test_a_check_without_cases_is_explained_all_the_same(tmp_path: Path) -> None:
    assert cases_of("WX98", tmp_path) == ()
    assert explain_page(ENTRY, ()).startswith("WX99 渡口不符")


@pytest.mark.parametrize("text", ["ugly 坏: {text: 船}", "good 无文: {quote: 船}", "- 船", "good: [", "good 船: 三只"])
def test_a_wrong_case_file_is_our_own_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "WX99.yml").write_text(text, "utf-8")
    with pytest.raises(InternalError, match=r"WX99\.yml"):
        cases_of("WX99", tmp_path)


def test_a_checkout_reads_the_cases_of_its_fixtures() -> None:
    assert cases_folder() == FIXTURES / "checks"
