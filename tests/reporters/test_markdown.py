"""The page for mail and issue trackers, read back by a parser of Markdown."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

import gouji
from gouji.reporters.markdown import plain, render
from tests.commands import CLEAN, FAULTY
from tests.reporters.hostile import against_hostile_text, hostile

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_BLOCKS = {"heading", "paragraph", "bullet_list", "list_item", "table", "thead", "tbody", "tr", "th", "td", "inline"}


def _tokens(page: str) -> list[Token]:
    return _PARSER.parse(page)


def test_a_finding_shows_message_both_places_and_arithmetic() -> None:
    page = render(gouji.check(str(FAULTY)), {"WX02": "增减率与增减额不符"}).decode()
    block = page[page.index("## 3. ") :].split("\n## ")[0].splitlines()
    assert block == [
        "## 3. WX02 增减率与增减额不符（错误，把握高）",
        "",
        "印为8.18%，按310.81 ÷ (3800.92 − 310.81)应约为8.91%，相差0.73个百分点，两者不能同时成立。",
        "",
        "- 位置：一、收入支出决算总体情况说明 第357行：“增长8.18%”",
        "- 依据：一、收入支出决算总体情况说明：第357行 “310.81万元”、“3800.92万元”",
        "- 算式：310.81 ÷ (3800.92 − 310.81) = 8.91%",
        "- 可能原因：以本年数3800.92为分母",
        "- 建议：核实后改为“增长8.91%”",
    ]


def test_the_table_of_coverage_adds_up() -> None:
    page = render(gouji.check(str(FAULTY)), {}).decode()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")
    ][1:]
    assert rows[-1][:6] == ["全文", "185", "161", "12", "12", "94%"]
    for column in range(1, 5):
        assert sum(int(row[column]) for row in rows[:-1]) == int(rows[-1][column])


def test_a_clean_report_says_so() -> None:
    assert "没有发现不一致。" in render(gouji.check(str(CLEAN)), {}).decode()


@pytest.mark.parametrize("text", ["印为8.18%，按310.81 ÷ (3800.92 − 310.81)应约为8.91%", "一、（二）1.“三公”经费"])
def test_usual_text_stays_readable_as_it_is(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@某人 #12", "＠某人 ＃12"),
        ("见 https://example.invalid", "见 https：//example.invalid"),
        ("WWW.example.invalid", "WWW．example.invalid"),
        ("GH-12", "GH－12"),
        ("<b>&amp;", "＜b＞＆amp;"),
        ("a|b`c", r"a\|b\`c"),
        ("收入表!C7", "收入表!C7"),
    ],
)
def test_what_a_tracker_acts_on_is_shown_instead(text: str, shown: str) -> None:
    assert plain(text) == shown


@against_hostile_text
def test_nothing_of_a_document_is_markup(text: str) -> None:
    page = render(hostile(text), {"XT01": text}).decode()
    tokens = _tokens(page)
    assert {re.sub("_(open|close)$", "", token.type) for token in tokens} <= _BLOCKS
    inline = {child.type for token in tokens for child in token.children or ()}
    assert inline <= {"text", "hardbreak", "softbreak"}
    assert sum(token.type == "heading_open" for token in tokens) == 3
    assert sum(token.type == "tr_open" for token in tokens) == 3
    assert not re.search("[<>@#&](?<!^#)(?<!^##)", re.sub("(?m)^#+ ", "", page))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)
