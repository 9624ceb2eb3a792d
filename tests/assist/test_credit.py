"""What an agreement of the model's reading speaks for: not for a bound, nor for operands that a coarse number lets play."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gouji.model.run import State
from tests.assist.reader import figure
from tests.assist.test_proposals import SUM, labels, read

HEAD = "鹤浦县渡口管理站2023年度部门决算公开\n\n一、工作情况\n"
SHARE = {"kind": "占比", "result": "F3", "operands": ["F1", "F2"]}


def states(folder: Path, sentence: str, *relations: dict[str, Any], figures: tuple[dict[str, Any], ...] = ()) -> str:
    """Return a letter a figure: 一 for consistent, 未 for not checked, 不 for contradicted."""
    run, _ = read(folder, f"{HEAD}{sentence}\n", labels(*relations, figures=figures))
    letters = {State.CONSISTENT: "一", State.NOT_CHECKED: "未", State.CONTRADICTED: "不"}
    return "".join(letters[entry.state] for entry in run.ledger)


@pytest.mark.parametrize(
    ("sentence", "quote", "expected"),
    [
        ("清淤花了41.20万元，渡口全部开销1000.00万元，前头占去后头的⟦%⟧。", "占去后头的⟦F3 %⟧", {"4.12%": "一一一"}),
        ("清淤花了41.20万元，渡口全部开销1000.00万元，前头占去后头的⟦%⟧。", "占去后头的⟦F3 %⟧", {"4%": "未未一"}),
        ("清淤花了41.20万元，渡口全部开销1000.00万元，前头占后头的⟦%⟧都不到。", "占后头的⟦F3 %⟧", {"4%": "未未未"}),
        ("清淤花了41.20万元，渡口全部开销1000.00万元，前头占后头不足⟦%⟧。", "占后头不足⟦F3 %⟧", {"4.12%": "未未未"}),
    ],
)
def test_a_share_speaks_for_amounts_as_far_as_it_is_precise(
    tmp_path: Path, sentence: str, quote: str, expected: dict[str, str]
) -> None:
    for printed, told in expected.items():
        assert states(tmp_path, sentence.replace("⟦%⟧", printed), {**SHARE, "quote": quote}) == told


def test_a_rounded_total_is_right_without_its_parts_being_so(tmp_path: Path) -> None:
    quote = {"quote": "两笔钱加在一起是⟦F3 万元⟧"}
    text = "修渡口花去{}万元，清淤花去{}万元，两笔钱加在一起是{}万元。"
    assert states(tmp_path, text.format("30.50", "12.00", "42.50"), {**SUM, **quote}) == "一一一"
    assert states(tmp_path, text.format("30.50", "12.10", "43"), {**SUM, **quote}) == "未未一"


TABLE = """# 澄岭市枫台县林业站2023年度部门决算

### 收入决算表

单位：万元

| 项目 | 决算数 |
|---|---|
| 财政拨款收入 | 2,600.00 |
| 事业收入 | 60.00 |
| 其他收入 | 40.00 |
| 本年收入合计 | 2,700.00 |

## 收入决算情况说明

2023年度收入合计2700.00万元，其中：财政拨款收入2600.00万元，事业收入60.00万元，其他收入40.00万元。

站里自筹的少，事业和其他两块拢共{amount}万元，连一年进账的{share}都不到。
"""


@pytest.mark.parametrize("amount", ["110.00", "100.00"])
@pytest.mark.parametrize("share", ["4%", "3%", "3.70%"])
def test_a_bound_bears_nothing_out(tmp_path: Path, amount: str, share: str) -> None:
    answers = labels(figures=(figure("F1", "数额", "事业和其他"), figure("F2", "占比", "")))
    run, _ = read(tmp_path, TABLE.format(amount=amount, share=share), answers, suffix=".md")
    assert [e.state for e in run.ledger[-2:]] == [State.NOT_CHECKED, State.NOT_CHECKED]
    assert not run.findings
