"""The list of problems as CSV, read back by the reader of the standard library."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest

import gouji
from gouji.reporters.csv import HEAD, LONGEST, render, safe
from tests.commands import CLEAN, FAULTY
from tests.reporters.hostile import LONG, against_hostile_text, hostile


def _read(data: bytes) -> list[dict[str, str]]:
    text = data.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def test_every_finding_is_a_row_with_both_numbers() -> None:
    run = gouji.check(str(FAULTY))
    data = render(run, {"WX02": "增减率与增减额不符"})
    assert data.startswith(b"\xef\xbb\xbf")
    rows = _read(data)
    assert [row["编号"] for row in rows] == [finding.id for finding in run.findings]
    row = next(row for row in rows if row["代码"] == "WX02")
    assert (row["报告写的数"], row["单位"], row["应为或对照数"], row["单位（应为）"]) == ("8.18", "%", "8.91", "%")
    assert (row["问题"], row["级别"], row["把握"], row["位置"]) == ("增减率与增减额不符", "错误", "高", "第357行")
    assert run.document.sources[0].text[int(row["起"]) : int(row["止"])] == row["原文"] == "增长8.18%"
    assert row["依据"] == "一、收入支出决算总体情况说明：第357行 “310.81万元”、“3800.92万元”"


def test_a_clean_report_has_the_head_alone() -> None:
    assert render(gouji.check(str(CLEAN)), {}).decode("utf-8-sig") == ",".join(HEAD) + "\r\n"


@pytest.mark.parametrize("text", ["=1", "+1", "-1+1", "@a", "＝1", "－a", " =1", "\t=1"])
def test_a_cell_that_would_be_calculated_is_text(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1.50", "12", "增长-1", "（=1）", ""])
def test_a_number_or_a_sentence_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


@against_hostile_text
def test_no_text_of_a_document_is_calculated_or_breaks_a_row(text: str) -> None:
    _ensure_harmless(text)


def test_a_text_longer_than_a_cell_is_cut() -> None:
    _ensure_harmless(LONG)


def _ensure_harmless(text: str) -> None:
    data = render(hostile(text), {"XT01": "文表数额不一致"})
    assert data.count(b"\r\n") == 2
    [row] = _read(data)
    assert set(row) == {*HEAD}
    for cell in row.values():
        assert not re.match(r"\s*[=+@＝＋－＠]|\s*-(?![0-9.]+$)", cell)
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", cell)
        assert len(cell) <= LONGEST
