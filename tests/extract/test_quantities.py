"""Which numbers of a sentence are figures, what they are worth, and which look like figures and are none."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from gouji.extract.figures import figures_of
from gouji.ingest.fold import fold, view_of
from gouji.model.document import Paragraph, Section
from gouji.model.quantity import Modifier, Quantity
from tests.cases import FIXTURES, load, squeezed

FOLDER = FIXTURES / "quantities"
CASES = {f"{path.stem} {key}": case for path in sorted(FOLDER.glob("*.yml")) for key, case in load(path).items()}
_MODIFIERS = {
    "": Modifier.NONE,
    "approximate": Modifier.APPROXIMATE,
    "bound": Modifier.BOUND,
    "range": Modifier.RANGE,
}


def _read(text: str) -> list[Quantity]:
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    return figures_of(Paragraph(view_of(fold(text), lines), Section(0, "", "", None, -1), 0), 0)


def _said(text: str, found: Quantity) -> dict[str, str]:
    modifier = next(name for name, value in _MODIFIERS.items() if value is found.modifier)
    quote = squeezed(text[found.span.start : found.span.end])
    said = {"quote": quote, "value": str(found.printed.value), "unit": found.printed.unit.symbol}
    return {**said, "modifier": modifier} if modifier else said


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_figures(case: dict[str, Any]) -> None:
    found = [_said(case["text"], quantity) for quantity in _read(case["text"])]
    assert found == case.get("quantities", [])


def test_figures_are_numbered_in_their_order_through_the_document() -> None:
    text = "收入80.00万元，增长百分之五，购车3辆。"
    paragraph = Paragraph(view_of(fold(text), [(0, len(text))]), Section(0, "", "", None, -1), 0)
    assert [quantity.index for quantity in figures_of(paragraph, 7)] == [7, 8, 9]
    assert [quantity.printed.value for quantity in figures_of(paragraph, 7)] == [80, 5, 3]


_HEDGES_BEFORE = "约 近 大约 约为 将近 超 超过 突破 逾 共约 左右 ≥ ≤ > < >= 不低于 不少于 不高于 不超过 不得超过 控制在 大于 小于 高于 低于 以内 达到或超过 至少 最多 最高 单价 单位价值 价值 3万元— 3万元~ 3万元～ 3万元至 3%-"
_HEDGES_AFTER = "左右 余 多 以上 上下 有余 (含) (不含) 以下 以内 及以上 之内 -6万元 —6万元 ~6万元 至6万元 到6万元"


@pytest.mark.parametrize("words", _HEDGES_BEFORE.split())
def test_no_word_before_a_number_that_hedges_it_is_passed_over(words: str) -> None:
    assert _read(f"其中{words}5万元，按期支付。")[-1].modifier is not Modifier.NONE


@pytest.mark.parametrize("words", _HEDGES_AFTER.split())
def test_no_word_behind_a_number_that_hedges_it_is_passed_over(words: str) -> None:
    assert _read(f"支出5万元{words}，按期支付。")[0].modifier is not Modifier.NONE


def test_a_number_of_absurd_length_is_none() -> None:
    assert _read("支出" + "9" * 200 + "万元。") == []


def test_matching_stays_linear_on_digits_and_commas() -> None:
    assert _read("1" * 100_000 + "," * 100_000) == []


def test_the_printed_digits_are_kept() -> None:
    [short, long] = _read("支出190.5万元，收入190.50万元。")
    assert short.printed.value == long.printed.value == Decimal("190.5")
    assert (short.printed.exponent, long.printed.exponent) == (-1, -2)
