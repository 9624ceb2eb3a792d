"""What a sentence says about each of its numbers: measure, subject, basis, comparator, sign and period."""

from __future__ import annotations

from functools import cache

import pytest

from gouji.extract.claims import ClaimReader
from gouji.ingest.decode import source_of
from gouji.ingest.report import document_of
from gouji.model.claim import Basis, Claim, Comparator, Measure, Period
from gouji.tables.understand import understand
from tests.cases import place_of

_REPORT = """# 柳川县档案馆2023年度部门决算

一般公共预算财政拨款支出决算表

单位：万元

| 科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出 |
|---|---|---|---|---|
| | 合计 | 9.00 | 4.00 | 5.00 |
| 201 | 一般公共服务支出 | 9.00 | 4.00 | 5.00 |
| 20126 | 档案事务 | 9.00 | 4.00 | 5.00 |
| 2012601 | 行政运行 | 4.00 | 4.00 | |
| 2012604 | 档案馆 | 5.00 | | 5.00 |

## {heading}

{text}
"""
_OTHER = "十、其他重要事项的情况说明"


@cache
def _claims(text: str, heading: str) -> tuple[str, tuple[Claim, ...]]:
    source = source_of(_REPORT.format(heading=heading, text=text), path="a.md", sha256="", encoding="", role="report")
    document, profile = document_of([source])
    return source.text, ClaimReader(document, understand(document, profile), profile).read().claims


def _claim(text: str, quote: str, heading: str = _OTHER) -> Claim:
    """Return the claim of the figure that the quote ends with."""
    source, claims = _claims(text, heading)
    _, end = place_of(source, quote)
    return next(claim for claim in claims if claim.quantity.span.end == end)


def _key(claim: Claim) -> str:
    return claim.subject.key if claim.subject else ""


LEVELS = [
    ("基本支出8.00万元。", "8.00万元", "concept:basic", Basis.NONE, Period.THIS),
    ("2023年度基本支出决算为8.00万元。", "8.00万元", "concept:basic", Basis.FINAL, Period.THIS),
    ("人员经费年初预算8.00万元。", "8.00万元", "concept:personnel", Basis.INITIAL, Period.THIS),
    ("项目支出全年预算数为8.00万元。", "8.00万元", "concept:project", Basis.ADJUSTED, Period.THIS),
    ("项目支出调整后预算为8.00万元。", "8.00万元", "concept:project", Basis.ADJUSTED, Period.THIS),
    ("公务接待费预算8.00万元。", "8.00万元", "concept:reception", Basis.BUDGET, Period.THIS),
    ("一般公共预算财政拨款支出8.00万元。", "8.00万元", "concept:general_expenditure", Basis.NONE, Period.THIS),
    ("2022年度其他收入8.00万元。", "8.00万元", "concept:other_income", Basis.NONE, Period.LAST),
    ("2021年度其他收入8.00万元。", "8.00万元", "concept:other_income", Basis.NONE, Period.OTHER),
    ("上年其他收入8.00万元。", "8.00万元", "concept:other_income", Basis.NONE, Period.LAST),
    ("本年收入90.00万元，加上年初结转和结余8.00万元。", "8.00万元", "concept:opening_balance", Basis.NONE, Period.THIS),
    ("其他收入6.00万元，上年决算数8.00万元。", "8.00万元", "concept:other_income", Basis.FINAL, Period.LAST),
    ("其他收入2023年度决算数8.00万元。", "8.00万元", "concept:other_income", Basis.FINAL, Period.THIS),
    ("“三公”经费财政拨款支出决算为8.00万元。", "8.00万元", "concept:sangong", Basis.FINAL, Period.THIS),
    ("因公出国（境）费用支出8.00万元。", "8.00万元", "concept:abroad", Basis.NONE, Period.THIS),
    ("公务用车购置费支出9.00万元，公务用车运行维护费支出8.00万元。", "8.00万元", "concept:vehicle_running", Basis.NONE, Period.THIS),
    ("一般公共服务支出（类）档案事务（款）档案馆（项）支出决算为8.00万元。", "8.00万元", "label:档案馆", Basis.FINAL, Period.THIS),
    ("行政运行年初预算为3.00万元，支出决算为8.00万元。", "8.00万元", "label:行政运行", Basis.FINAL, Period.THIS),
    ("基本支出由10.00万元压减到8.00万元。", "8.00万元", "concept:basic", Basis.NONE, Period.THIS),
    ("茶园灌溉渠修缮支出8.00万元。", "8.00万元", "words:茶园灌溉渠修缮", Basis.NONE, Period.THIS),
    ("机关服务支出8.00万元。", "8.00万元", "words:机关服务", Basis.NONE, Period.THIS),
    ("县文化馆等4个事业单位公用经费8.00万元。", "8.00万元", "", Basis.NONE, Period.THIS),
    ("年初预算安排公务接待费8.00万元。", "8.00万元", "concept:reception", Basis.INITIAL, Period.THIS),
    ("年初部门预算批复项目支出8.00万元。", "8.00万元", "concept:project", Basis.INITIAL, Period.THIS),
    ("公务接待费年初预算由8.00万元调整为6.00万元。", "8.00万元", "concept:reception", Basis.INITIAL, Period.THIS),
    ("公务接待费年初预算由9.00万元调整为8.00万元。", "8.00万元", "concept:reception", Basis.ADJUSTED, Period.THIS),
    ("会议费支出3.00万元，培训费支出8.00万元。", "8.00万元", "words:培训费", Basis.NONE, Period.THIS),
    ("项目支出9.00万元，其中信访专项8.00万元。", "8.00万元", "words:信访专项", Basis.NONE, Period.THIS),
    ("项目支出压减至8.00万元。", "8.00万元", "concept:project", Basis.NONE, Period.THIS),
    ("项目支出总额8.00万元。", "8.00万元", "concept:project", Basis.NONE, Period.THIS),
    ("上半年项目支出8.00万元，下半年项目支出6.00万元。", "8.00万元", "concept:project", Basis.NONE, Period.OTHER),
    ("上半年项目支出6.00万元，下半年项目支出8.00万元。", "8.00万元", "concept:project", Basis.NONE, Period.OTHER),
    ("截至6月底，项目支出8.00万元。", "8.00万元", "concept:project", Basis.NONE, Period.OTHER),
    ("扣除一次性搬迁费用后，项目支出8.00万元。", "8.00万元", "concept:project", Basis.NONE, Period.OTHER),
    ("办公费支出8.00万元。", "8.00万元", "words:办公费", Basis.NONE, Period.THIS),
]  # fmt: skip


@pytest.mark.parametrize(("text", "quote", "key", "basis", "period"), LEVELS, ids=[text for text, *_ in LEVELS])
def test_a_level_has_subject_basis_and_period(text: str, quote: str, key: str, basis: Basis, period: Period) -> None:
    claim = _claim(text, quote)
    assert (claim.measure, claim.basis, claim.period) == (Measure.LEVEL, basis, period)
    assert _key(claim) == key or (not key and not _key(claim).startswith("concept:"))


CHANGES = [
    ("基本支出80.00万元，比上年增加8.00万元。", "8.00万元", Measure.CHANGE, Comparator.LAST_YEAR, 1),
    ("基本支出80.00万元，较2022年减少8.00万元。", "较2022年减少8.00万元", Measure.CHANGE, Comparator.LAST_YEAR, -1),
    ("基本支出80.00万元，同比增长8.00%。", "8.00%", Measure.GROWTH, Comparator.LAST_YEAR, 1),
    ("基本支出80.00万元，与上年相比，下降8.00%。", "8.00%", Measure.GROWTH, Comparator.LAST_YEAR, -1),
    ("基本支出80.00万元，比年初预算增加5.00万元，增长8.00%。", "8.00%", Measure.GROWTH, Comparator.INITIAL_BUDGET, 1),
    ("基本支出80.00万元，比预算减少8.00万元。", "8.00万元", Measure.CHANGE, Comparator.BUDGET, -1),
    ("基本支出80.00万元，较上年压缩8.00万元。", "8.00万元", Measure.CHANGE, Comparator.LAST_YEAR, -1),
    ("基本支出80.00万元，比上年增加5.00万元，增幅为8.00%。", "8.00%", Measure.GROWTH, Comparator.LAST_YEAR, 1),
    ("基本支出80.00万元，比上年多支出8.00万元。", "8.00万元", Measure.CHANGE, Comparator.LAST_YEAR, 1),
    ("与2022年相比，基本支出减少8.00万元。", "减少8.00万元", Measure.CHANGE, Comparator.LAST_YEAR, -1),
    ("基本支出80.00万元，比2021年增加8.00万元。", "8.00万元", Measure.CHANGE, Comparator.OTHER_YEAR, 1),
    ("基本支出80.00万元，与2021年相比，增长8.00%。", "8.00%", Measure.GROWTH, Comparator.OTHER_YEAR, 1),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "quote", "measure", "comparator", "sign"), CHANGES, ids=[text for text, *_ in CHANGES]
)
def test_a_change_has_direction_and_base(
    text: str, quote: str, measure: Measure, comparator: Comparator, sign: int
) -> None:
    claim = _claim(text, quote)
    assert (claim.measure, claim.comparator, claim.sign) == (measure, comparator, sign)
    assert _key(claim) == "concept:basic"


RATIOS = [
    ("基本支出80.00万元，占支出合计的8.00%。", Measure.SHARE, Basis.NONE, "concept:expenditure_total"),
    ("基本支出80.00万元，占比8.00%。", Measure.SHARE, Basis.NONE, ""),
    ("基本支出80.00万元，占本年支出比重为8.00%。", Measure.SHARE, Basis.NONE, "concept:expenditure_total"),
    ("基本支出决算80.00万元，完成年初预算的8.00%。", Measure.EXECUTION, Basis.INITIAL, ""),
    ("基本支出决算80.00万元，完成全年预算的8.00%。", Measure.EXECUTION, Basis.ADJUSTED, ""),
    ("基本支出决算80.00万元，完成预算的8.00%。", Measure.EXECUTION, Basis.BUDGET, ""),
    ("基本支出决算80.00万元，为年初预算的8.00%。", Measure.EXECUTION, Basis.INITIAL, ""),
    ("基本支出决算80.00万元，预算执行率为8.00%。", Measure.EXECUTION, Basis.BUDGET, ""),
    ("服务对象满意度8.00%。", Measure.OTHER, Basis.NONE, ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "measure", "basis", "whole"), RATIOS, ids=[text for text, *_ in RATIOS])
def test_a_ratio_is_a_share_or_an_execution_rate(text: str, measure: Measure, basis: Basis, whole: str) -> None:
    claim = _claim(text, "8.00%")
    assert (claim.measure, claim.basis) == (measure, basis)
    assert (claim.whole[0].key if claim.whole else "") == whole


def test_points_and_counts_keep_apart_from_rates_and_amounts() -> None:
    text = "执行率比上年提高1.20个百分点，购车3辆，人均8.00元。"
    measures = [_claim(text, quote).measure for quote in ("1.20个百分点", "3辆", "8.00元")]
    assert measures == [Measure.POINTS, Measure.COUNT, Measure.OTHER]


def test_a_clause_without_subject_takes_that_of_its_sentence() -> None:
    claim = _claim("项目支出年初预算为5.00万元，支出决算为8.00万元。", "8.00万元")
    assert (_key(claim), claim.inherited) == ("concept:project", True)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("基本支出9.00万元，其中：人员经费6.00万元、公用经费3.00万元，比上年增加8.00万元。", ["basic", "public"]),
        ("基本支出9.00万元，其中：人员经费6.00万元、公用经费2.00万元，比上年增加8.00万元。", ["basic", "public"]),
        ("基本支出9.00万元，人员经费6.00万元，公用经费3.00万元，比上年增加8.00万元。", ["basic", "public"]),
        (
            "基本支出9.00万元，其中：人员经费6.00万元（工资5.00万元）、公用经费3.00万元，比上年增加8.00万元。",
            ["basic", "public"],
        ),
        ("基本支出9.00万元，其中：人员经费6.00万元，公用经费2.00万元，比上年增加8.00万元。", ["public", "basic"]),
    ],
)
def test_after_a_list_a_number_is_of_the_whole_or_of_the_last_part(text: str, keys: list[str]) -> None:
    claim = _claim(text, "8.00万元")
    assert claim.after_list
    assert [s.key for s in claim.subjects] == [f"concept:{key}" for key in keys]


@pytest.mark.parametrize(
    "text",
    [
        "基本支出9.00万元，其中：人员经费6.00万元，比上年增加8.00万元。",
        "基本支出9.00万元，人员经费6.00万元，公用经费2.00万元，比上年增加8.00万元。",
        "基本支出9.00万元，其中：人员经费6.00万元、公用经费3.00万元；项目支出5.00万元，比上年增加8.00万元。",
    ],
)
def test_without_a_list_a_number_is_of_what_was_named_last(text: str) -> None:
    claim = _claim(text, "8.00万元")
    assert not claim.after_list


def test_a_total_of_listed_numbers_is_not_of_the_last_one() -> None:
    assert _key(_claim("人员经费6.00万元、公用经费2.00万元，合计8.00万元。", "8.00万元")) != "concept:public"


def test_a_step_between_budgets_is_no_level() -> None:
    assert _claim("项目支出5.00万元，年中追加8.00万元。", "8.00万元").measure is Measure.OTHER


def test_the_opening_level_of_a_balance_is_not_this_years() -> None:
    for text in ("存款余额5.00万元，较年初的8.00万元减少3.00万元。", "存款余额5.00万元，年初8.00万元。"):
        assert _claim(text, "8.00万元").period is Period.LAST
    assert _claim("项目支出5.00万元，较年初预算8.00万元减少3.00万元。", "8.00万元").basis is Basis.INITIAL


def test_an_item_takes_its_subject_from_its_heading() -> None:
    claim = _claim("1.公务接待费。2023年度支出决算为8.00万元。", "8.00万元", "七、“三公”经费支出决算情况说明")
    assert _key(claim) == "concept:reception"


def test_a_sentence_without_subject_takes_that_of_its_section() -> None:
    claim = _claim("2023年度支出决算为8.00万元。", "8.00万元", "七、“三公”经费支出决算情况说明")
    assert _key(claim) == "concept:sangong"


def test_the_next_sentence_does_not_inherit_the_direction() -> None:
    claim = _claim("基本支出比上年减少5.00万元。项目支出8.00万元。", "8.00万元")
    assert (claim.measure, claim.sign, _key(claim)) == (Measure.LEVEL, 0, "concept:project")


def test_what_stands_in_brackets_is_nested_and_leaves_the_subject_outside_alone() -> None:
    text = "本年收入合计9.00万元（其中：事业收入3.00万元），比上年增加8.00万元。"
    inside, outside = _claim(text, "3.00万元"), _claim(text, "增加8.00万元")
    assert (_key(inside), inside.nested) == ("concept:business_income", True)
    assert (_key(outside), outside.nested) == ("concept:income_total", False)


def test_the_whole_path_of_a_subject_is_kept() -> None:
    claim = _claim("一般公共服务支出（类）档案事务（款）档案馆（项）支出决算为8.00万元。", "8.00万元")
    assert claim.subject is not None
    assert claim.subject.path == (("类", "一般公共服务支出"), ("款", "档案事务"), ("项", "档案馆"))


def test_numbers_listed_together_without_a_name_for_each_are_parallel() -> None:
    text = "两批分别投入3.00万元、8.00万元。"
    assert [_claim(text, quote).parallel for quote in ("分别投入3.00万元", "8.00万元")] == [True, True]


@pytest.mark.parametrize(
    "text",
    ["基本支出、项目支出分别为3.00万元、8.00万元。", "2023年度基本支出和项目支出决算分别为3.00万元和8.00万元。"],
)
def test_each_of_several_numbers_takes_its_name_in_turn(text: str) -> None:
    claims = [_claim(text, quote) for quote in ("分别为3.00万元", "8.00万元")]
    assert [(_key(c), c.measure, c.parallel) for c in claims] == [
        ("concept:basic", Measure.LEVEL, False),
        ("concept:project", Measure.LEVEL, False),
    ]


def test_an_amount_alone_in_brackets_is_that_of_the_words_before_them() -> None:
    claim = _claim("基本支出9.00万元，比上年（8.00万元）增加1.00万元。", "8.00万元")
    assert (_key(claim), claim.measure, claim.period, claim.nested) == (
        "concept:basic",
        Measure.LEVEL,
        Period.LAST,
        False,
    )
    other = _claim("购置设备9.00万元（8.00万元）。", "8.00万元")
    assert other.measure is Measure.OTHER


def test_a_budget_named_in_a_comparison_is_this_years() -> None:
    claim = _claim("基本支出9.00万元，比年初预算8.00万元增加1.00万元。", "8.00万元")
    assert (_key(claim), claim.basis, claim.period) == ("concept:basic", Basis.INITIAL, Period.THIS)


@pytest.mark.parametrize(
    ("text", "measure", "basis"),
    [
        ("基本支出9.00万元，为年初预算8.00万元的112.50%。", Measure.EXECUTION, Basis.INITIAL),
        ("基本支出9.00万元，占本年支出合计18.00万元的50.00%。", Measure.SHARE, Basis.NONE),
        ("基本支出9.00万元，其中奖金8.00万元的50.00%已发放。", Measure.OTHER, Basis.NONE),
    ],
)
def test_a_rate_of_an_amount_just_printed(text: str, measure: Measure, basis: Basis) -> None:
    claim = _claim(text, text[text.index("的") :].partition("%")[0] + "%")
    assert (claim.measure, claim.basis) == (measure, basis)


def test_what_exceeds_a_budget_is_a_change() -> None:
    claim = _claim("基本支出9.00万元，超出年初预算1.00万元。", "1.00万元")
    assert (claim.measure, claim.comparator, claim.sign) == (Measure.CHANGE, Comparator.INITIAL_BUDGET, 1)
    assert _claim("基本支出超过年初预算8.00万元。", "8.00万元").measure is Measure.LEVEL


def test_a_value_takes_the_sign_of_its_direction() -> None:
    assert _claim("基本支出80.00万元，比上年减少8.00万元。", "减少8.00万元").value == -80_000
    assert _claim("基本支出80.00万元，比上年增加8.00万元。", "增加8.00万元").value == 80_000


def test_every_figure_has_one_claim_in_the_same_order() -> None:
    _, claims = _claims("基本支出80.00万元，占支出合计的8.00%，购车3辆。", _OTHER)
    assert [claim.quantity.index for claim in claims] == [0, 1, 2]


_AMOUNTS = [f"{n}.{n}5万元" for n in range(1, 10)] + [f"{n}.{n}7万元" for n in range(1, 10)]


@pytest.mark.parametrize(
    ("others", "exponent"),
    [
        ("、".join([*_AMOUNTS, "31.25万元", "32.5万元"]), -2),
        ("、".join([*_AMOUNTS, "31.20万元", "32.5万元"]), -1),
        ("、".join([*_AMOUNTS[:9], "31.25万元", "32.5万元"]), -1),
        ("、".join([*_AMOUNTS, "31.255万元", "32.5万元"]), -1),
    ],
)
def test_amounts_are_meant_to_the_cent_where_a_report_drops_zeros(others: str, exponent: int) -> None:
    claim = _claim(f"基本支出36.5万元。历年拨款为{others}。", "基本支出36.5万元")
    assert (str(claim.quantity.printed), claim.quantity.printed.exponent) == ("36.5万元", exponent)
