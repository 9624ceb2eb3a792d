"""Text that is safe on a terminal."""

from __future__ import annotations

import pytest

from gouji.reporters.json import dumps
from gouji.reporters.plain import Style, aligned, clean, pad, quoted, shortened, visible, width, wrapped


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("支出  合计\n\t110.00", "支出 合计 110.00"),
        ("\x1b[31m红\x1b[0m", "·[31m红·[0m"),
        ("\x9b2J\x07\x7f\x00", "·2J···"),
        ("倒\u202e序\u202c\u2066\u200b\ufeff", "倒序"),
        ("\ud800坏", "坏"),
        ("\u3000全角空格\u3000", "全角空格"),
    ],
)
def test_clean_leaves_one_harmless_line(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_visible_keeps_length_lines_and_tabs() -> None:
    text = "甲\t乙\n\x1b[31m\r\u202e丙\x9b"
    assert visible(text) == "甲\t乙\n·[31m··丙·"
    assert len(visible(text)) == len(text)


def test_a_quote_joins_broken_lines_and_is_shortened_in_the_middle() -> None:
    assert quoted("决算为5108.47 万 \n 元") == "“决算为5108.47 万元”"
    long = quoted("甲" * 50 + "乙" * 50)
    assert long == f"“{'甲' * 30}…{'乙' * 30}”"


def test_widths_count_chinese_characters_as_two() -> None:
    assert width("合计110.00万元") == 14
    assert pad("合计", 6) == "合计  "
    assert aligned([("合计", "1"), ("a", "2")]) == ["合计  1", "a     2"]
    assert aligned([]) == []


def test_a_text_too_wide_loses_its_middle() -> None:
    assert shortened("甲乙丙丁", 8) == "甲乙丙丁"
    assert shortened("甲乙丙丁戊己庚", 10) == "甲乙…己庚"
    assert shortened("甲乙丙丁戊", 3) == "…"


def test_lines_break_between_words_and_never_before_a_closing_mark() -> None:
    assert wrapped("甲乙丙丁", None) == ["甲乙丙丁"]
    assert wrapped("甲乙丙丁戊，己庚", 10) == ["甲乙丙丁", "戊，己庚"]
    assert wrapped("印为1,234.56万元的", 12, "  ") == ["印为1,234.56", "  万元的"]
    assert wrapped("甲乙丙“2.64”、丁", 10) == ["甲乙丙", "“2.64”、丁"]
    assert wrapped("a" * 30, 10, "  ") == ["a" * 10, "  " + "a" * 8, "  " + "a" * 8, "  " + "a" * 4]


def test_a_width_is_kept_within_what_can_be_read() -> None:
    assert [Style(columns=c).room for c in (None, 10, 66, 500)] == [78, 40, 66, 120]


def test_without_colour_nothing_is_added() -> None:
    assert Style(False).bold("甲") == "甲"
    assert Style(True).severity("error", "甲") == "\x1b[1;31m甲\x1b[0m"
    assert Style(True).bold("") == ""


def test_json_escapes_what_a_terminal_would_act_on_and_says_the_same() -> None:
    import json

    data = {"quote": "\x1b[31m\x9b\x7f\u202e\ud800甲−"}
    for ascii_only in (False, True):
        text = dumps(data, ascii_only=ascii_only)
        assert not any(c in text for c in "\x1b\x9b\x7f\u202e\ud800")
        assert json.loads(text) == data
    assert "甲" in dumps(data)
    assert dumps(data, ascii_only=True).isascii()
