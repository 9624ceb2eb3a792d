"""Which cells a claim may be about: by subject, section, 口径 and period, never by the number."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from gouji.align.align import align_all
from gouji.extract.claims import ClaimReader
from gouji.ingest.decode import source_of
from gouji.ingest.report import document_of
from gouji.ingest.sources import read_source
from gouji.model.alignment import Alignment, Why
from gouji.model.claim import Claim, Measure
from gouji.tables.understand import understand
from tests.cases import FIXTURES, place_of

REPORTS = sorted(FIXTURES.glob("documents/*/report.*"))
_ROWS = """| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
|---|---|---|---|---|
| | 合计 | {0}9.00 | {0}4.00 | 5.00 |
| 201 | 一般公共服务支出 | {0}9.00 | {0}4.00 | 5.00 |
| 20126 | 档案事务 | {0}9.00 | {0}4.00 | 5.00 |
| 2012601 | 行政运行 | {0}4.00 | {0}4.00 | |
| 2012604 | 档案馆 | 5.00 | | 5.00 |
"""
_REPORT = "\n\n".join(
    [
        "# 柳川县档案馆2023年度部门决算", "支出决算表", "单位：万元", _ROWS.format(1), "一般公共预算财政拨款支出决算表", "单位：万元", _ROWS.format(""),
        "一般公共预算财政拨款基本支出决算明细表", "单位：万元",
        "| 科目编码 | 科目名称 | 决算数 |\n|---|---|---|\n| 301 | 工资福利支出 | 3.00 |\n| 30101 | 基本工资 | 3.00 |\n| 302 | 商品和服务支出 | 1.00 |\n| 30211 | 差旅费 | 1.00 |",
        "## {heading}", "{text}",
    ]
)  # fmt: skip
_Reading = tuple[str, str, str]


@cache
def _aligned(source: str, path: str) -> tuple[tuple[Claim, ...], dict[int, Alignment]]:
    document, profile = document_of([source_of(source, path=path, sha256="", encoding="utf-8", role="report")])
    tables = understand(document, profile)
    claims = ClaimReader(document, tables, profile).read().claims
    return claims, align_all(document, tables, claims, profile)[0]


def _alignment(heading: str, text: str, quote: str) -> Alignment:
    source = _REPORT.format(heading=heading, text=text)
    claims, alignments = _aligned(source, "a.md")
    _, end = place_of(source, quote)
    return alignments[next(c.quantity.index for c in claims if c.quantity.span.end == end)]


def _readings(alignment: Alignment) -> list[_Reading]:
    return [(r.table.key, r.row.label, r.column) for r in alignment.readings]


_T3, _T5, _T6 = (
    "三、支出决算情况说明",
    "五、一般公共预算财政拨款支出决算情况说明",
    "六、一般公共预算财政拨款基本支出决算情况说明",
)


@pytest.mark.parametrize(
    ("heading", "text", "best"),
    [
        (_T3, "基本支出8.88万元。", ("T3", "合计", "basic")),
        (_T5, "基本支出8.88万元。", ("T5", "合计", "basic")),
        (_T3, "本年支出合计8.88万元。", ("T3", "合计", "total")),
        (_T5, "一般公共预算财政拨款支出8.88万元。", ("T5", "合计", "total")),
        (_T5, "一般公共服务支出（类）档案事务（款）档案馆（项）支出决算为8.88万元。", ("T5", "档案馆", "total")),
        (_T3, "档案馆支出8.88万元。", ("T3", "档案馆", "total")),
        (_T6, "其中差旅费8.88万元。", ("T6", "差旅费", "total")),
        (_T3, "项目支出决算8.88万元。", ("T3", "合计", "project")),
    ],
)
def test_the_table_of_the_section_comes_first(heading: str, text: str, best: _Reading) -> None:
    readings = _readings(_alignment(heading, text, "8.88万元"))
    wanted = {best, (best[0], best[1], "amount")}
    assert readings[0] in wanted


def test_an_item_under_basic_spending_may_stand_in_that_column_too() -> None:
    alignment = _alignment("五、一般公共预算财政拨款项目支出决算情况说明", "档案馆支出8.88万元。", "8.88万元")
    assert {column for *_, column in _readings(alignment)} >= {"total"}


@pytest.mark.parametrize(
    ("heading", "text", "why"),
    [
        (_T5, "2022年度基本支出8.88万元。", Why.OTHER_YEAR),
        (_T5, "上年基本支出8.88万元。", Why.OTHER_YEAR),
        (_T5, "基本支出年初预算8.88万元。", Why.BASIS),
        (_T5, "一般公共服务支出（类）档案事务（款）其他档案事务支出（项）支出决算为8.88万元。", Why.NO_ROW),
        (_T3, "对附属单位补助支出8.88万元。", Why.NO_ROW),
        ("十、其他", "茶园灌溉渠修缮8.88万元。", Why.NO_TABLE),
    ],
)
def test_what_has_no_cell_says_why(heading: str, text: str, why: Why) -> None:
    alignment = _alignment(heading, text, "8.88万元")
    assert (_readings(alignment), alignment.declined) == ([], why)


def test_an_economic_row_is_not_that_of_a_functional_table() -> None:
    assert _readings(_alignment(_T5, "差旅费支出8.88万元。", "8.88万元")) == []


def test_a_misspelt_label_still_finds_its_row_in_its_section() -> None:
    readings = _readings(_alignment(_T3, "一般公共服物支出8.88万元。", "8.88万元"))
    assert [(table, label) for table, label, _ in readings] == [("T3", "一般公共服务支出")]


def test_rates_and_changes_are_left_to_arithmetic() -> None:
    text = "基本支出9.99万元，比上年增加8.88万元，增长8.88%。"
    for quote in ("增加8.88万元", "8.88%"):
        assert _readings(_alignment(_T3, text, quote)) == []


@pytest.mark.parametrize(
    "printed",
    [
        "4.00万元",
        "5.00万元",
        "14.00万元",
        "0.01万元",
        "999,999.99万元",
        "40,000元",
        "4万元",
        "1.40亿元",
        "４．００万元",
    ],
)
def test_any_digits_and_any_unit_have_the_same_readings(printed: str) -> None:
    expected = _readings(_alignment(_T5, "基本支出8.88万元。", "8.88万元"))
    assert _readings(_alignment(_T5, f"基本支出{printed}。", f"基本支出{printed}")) == expected != []


_OTHER_DIGITS = str.maketrans("123456789１２３４５６７８９", "234567891２３４５６７８９１")


def _with_other_digits(source: str, claims: tuple[Claim, ...]) -> str:
    """Return the source with every money level of the narrative changed in each digit, nothing else."""
    chars = list(source)
    for claim in claims:
        if claim.measure is Measure.LEVEL and not re.search(r"[a-z]", claim.quantity.printed.unit.symbol):
            span = claim.quantity.span
            chars[span.start : span.end] = source[span.start : span.end].translate(_OTHER_DIGITS)
    return "".join(chars)


@pytest.mark.parametrize("path", REPORTS, ids=[path.parent.name for path in REPORTS])
def test_changing_all_digits_of_a_report_changes_no_reading(path: Path) -> None:
    source = read_source(str(path), "report").text
    claims, before = _aligned(source, path.name)
    changed = _with_other_digits(source, claims)
    assert changed != source
    again, after = _aligned(changed, path.name)
    assert [c.measure for c in again] == [c.measure for c in claims]
    assert [(_readings(a), a.declined) for a in after.values()] == [(_readings(a), a.declined) for a in before.values()]
    assert sum(bool(a.readings) for a in before.values()) > 20
