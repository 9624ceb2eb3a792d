"""Folding changes how characters look, never where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.ingest.fold import fold, pieces_of, view_of

_ANY = st.text(alphabet="１２３０９．，,。％（）：:万元年 \n\t*<b>/>增长ab12.5%　\u200b\ufeff", max_size=60)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("１，２３４．５６万元", "1,234.56万元"),
        ("1,234.56万元,其中", "1,234.56万元，其中"),
        ("增长１２．５％（上年）：", "增长12.5%(上年):"),
        ("共3项，200.00万元", "共3项，200.00万元"),
        ("2023，400万元", "2023,400万元"),
        ("收入1,200万元，2,300元", "收入1,200万元，2,300元"),
    ],
)
def test_full_width_becomes_half_width_and_a_comma_what_its_neighbours_say(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(_ANY)
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(_ANY)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(_ANY)
def test_each_character_of_a_view_leads_back_to_its_source(text: str) -> None:
    folded = fold(text)
    view = view_of(folded, [(0, len(text))])
    for i, char in enumerate(view.folded):
        source = folded[view.offset(i)]
        assert char == source or (char == " " and source.isspace()) or char == " "


def test_white_space_tags_and_emphasis_are_left_out() -> None:
    text = "支出 **190.50**\n万<b>元</b>，增长 5 %"
    assert view_of(fold(text), [(0, len(text))]).folded == "支出190.50万元，增长5%"


def test_two_numbers_are_not_glued_into_one() -> None:
    text = "190.50 200.00"
    assert view_of(text, [(0, len(text))]).folded == text


def test_a_span_of_a_view_runs_over_what_was_left_out() -> None:
    text = "决算12\n34.56 万\n元。"
    view = view_of(fold(text), [(0, 4), (5, 12), (13, len(text))])
    span = view.span(view.folded.index("1"), view.folded.index("元") + 1)
    assert text[span.start : span.end] == "12\n34.56 万\n元"


def test_an_endless_paragraph_comes_in_pieces_that_lead_back_and_lose_nothing() -> None:
    text = "本年 １２３．４５万元，\n<b>上年</b>100.00万元。" * 900
    folded = fold(text)
    whole = view_of(folded, [(0, len(text))])
    pieces = list(pieces_of(whole))
    assert len(pieces) > 1
    assert "".join(p.folded for p in pieces) == whole.folded
    assert all(p.folded.endswith("。") for p in pieces)
    for piece in pieces:
        for at in range(len(piece.folded)):
            assert folded[piece.offset(at)] == piece.folded[at]


def test_a_paragraph_of_ordinary_length_stays_whole() -> None:
    whole = view_of("本年收入12.50万元。", [(0, 12)])
    assert list(pieces_of(whole)) == [whole]
