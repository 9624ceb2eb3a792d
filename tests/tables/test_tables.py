"""Tables of every shape, from certain grids to lines whose blanks were lost: which form, which unit, which cell is what."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from gouji.ingest.decode import source_of
from gouji.ingest.report import document_of
from gouji.model.document import Document
from gouji.model.table import Belief, Cell, Row, Table
from gouji.tables.understand import understand
from tests.cases import FIXTURES, load

FOLDER = FIXTURES / "tables"
CASES = {f"{path.stem} {key}": case for path in sorted(FOLDER.glob("*.yml")) for key, case in load(path).items()}
_FIELDS = {"text", "document", "table", "unit", "closes", "cells", "codes", "alternatives"}


@cache
def _read(text: str, path: str) -> tuple[Document, tuple[Table, ...]]:
    document, profile = document_of([source_of(text, path=path, sha256="", encoding="utf-8", role="report")])
    return document, understand(document, profile)


def _table(case: dict[str, Any]) -> tuple[Document, Table]:
    assert case.keys() <= _FIELDS
    document, tables = _read(case.get("document") or case["text"], "a.md" if "document" in case else "a.txt")
    [table] = tables
    return document, table


def _row(table: Table, label: str) -> Row:
    """Return the row of a label; `1:` before it names the side, which is 0 otherwise."""
    side, colon, rest = label.partition(":")
    wanted = (int(side), rest) if colon else (0, label)
    [row] = [row for row in table.rows if (row.side, row.label) == wanted]
    return row


def _value(cell: Cell) -> str | None:
    return str(cell.printed.value) if cell.printed else None


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_table_is_recognised_with_its_unit_and_closes_or_not(case: dict[str, Any]) -> None:
    _, table = _table(case)
    assert (table.key, table.unit, table.closes) == (case["table"], case["unit"], case["closes"])


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_amount_stands_in_its_row_and_column(case: dict[str, Any]) -> None:
    _, table = _table(case)
    rows = {label: _row(table, label).cells for label in case["cells"]}
    found = {label: {key: _value(rows[label][key]) for key in wanted} for label, wanted in case["cells"].items()}
    assert found == case["cells"]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_row_has_its_code(case: dict[str, Any]) -> None:
    _, table = _table(case)
    assert {label: _row(table, label).code for label in case.get("codes", {})} == case.get("codes", {})


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_cell_that_may_stand_elsewhere_keeps_its_alternatives(case: dict[str, Any]) -> None:
    _, table = _table(case)
    for label, wanted in case.get("alternatives", {}).items():
        for key, values in wanted.items():
            cell = _row(table, label).cells[key]
            assert cell.belief is Belief.ALTERNATIVE
            found = {str(value.value) if value else None for value in cell.values}
            assert set(values) <= found, f"{label} {key}"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_amount_leads_back_to_its_digits_in_the_source(case: dict[str, Any]) -> None:
    document, table = _table(case)
    for row in table.rows:
        for cell in row.cells.values():
            if cell.printed:
                assert cell.span is not None
                assert Decimal(document.text(cell.span).replace(",", "")) == cell.printed.value


def test_a_column_decided_by_sums_is_no_guess() -> None:
    _, table = _table(CASES["loose 空格丢失而由和定列"])
    assert {_row(table, "行政运行").cells[key].belief for key in ("total", "basic", "project")} == {Belief.CLOSED}


def test_a_bad_cell_is_not_believed_and_a_good_one_is() -> None:
    _, table = _table(CASES["coded 合计与各类不符"])
    assert _row(table, "住房保障支出").cells["project"].belief is Belief.CLOSED
    _, closing = _table(CASES["coded 管线"])
    assert {cell.belief for row in closing.rows for cell in row.cells.values() if cell.printed} == {Belief.CLOSED}


def test_an_annex_keeps_its_title_and_has_no_columns() -> None:
    text = "柳川县档案馆2023年度部门决算\n\n2023年度项目支出绩效自评表\n\n项目名称\t库房改造\n预算数\t执行数\n90.00\t88.00\n"
    _, [table] = _read(text, "a.txt")
    assert (table.key, table.title, table.columns, table.closes) == ("annex", "2023年度项目支出绩效自评表", {}, None)


def test_titles_decide_the_form_and_table_numbers_do_not() -> None:
    rows = "科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出\n\t合计\t9.00\t4.00\t5.00\n"
    for number in ("公开02表", "公开07表", "表5"):
        _, [table] = _read(f"柳川县档案馆2023年度部门决算\n\n支出决算表\n{number}\n{rows}", "a.txt")
        assert table.key == "T3"


def test_two_tables_one_after_the_other_are_two() -> None:
    rows = "科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t9.00\t4.00\t5.00\n"
    text = f"柳川县档案馆2023年度部门决算\n\n支出决算表\n{rows}\n一般公共预算财政拨款支出决算表\n{rows}"
    assert [table.key for table in _read(text, "a.txt")[1]] == ["T3", "T5"]


def _pages(beside: str) -> str:
    """Return four tables, each on its page with a page number, the title and a line beside it."""
    titles = [
        "支出决算表",
        "一般公共预算财政拨款支出决算表",
        "政府性基金预算财政拨款支出决算表",
        "国有资本经营预算财政拨款支出决算表",
    ]
    rows = "科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t90,000.00\t40,000.00\t50,000.00\n"
    pages = (f"{title}\n— {page} —\n{beside}\n{rows}" for page, title in enumerate(titles, 3))
    return "柳川县档案馆2023年度部门决算\n\n" + "\n".join(pages)


@pytest.mark.parametrize("beside", ["柳川县档案馆 金额单位：元", "部门公开报表　　　　单位：元"])
def test_a_running_header_with_the_unit_gives_it_to_every_table(beside: str) -> None:
    _, tables = _read(_pages(beside), "a.txt")
    assert [(table.unit, table.unit_stated) for table in tables] == [("元", True)] * 4


def test_a_unit_that_is_not_printed_is_not_stated() -> None:
    _, tables = _read(_pages("部门公开报表"), "a.txt")
    assert [table.unit_stated for table in tables] == [False] * 4


def test_tables_without_a_grid_begin_below_a_header_line_with_a_tab_and_end_at_the_next_number() -> None:
    rows = "科目编码 科目名称 合计 基本支出 项目支出\n合计 9.00 4.00 5.00\n201 一般公共服务支出 9.00 4.00 5.00\n"
    beside = "部门：柳川县档案馆\t金额单位：万元\n"
    text = (
        "柳川县档案馆2024年度部门预算\n\n部门公开表3\n部门支出总表\n" + beside + rows
        + "\n部门公开表6\n一般公共预算支出表\n" + beside + rows
    )  # fmt: skip
    _, tables = _read(text, "a.txt")
    assert [(t.key, t.unit, [r.label for r in t.rows]) for t in tables] == [
        ("B3", "万元", ["合计", "一般公共服务支出"]),
        ("B6", "万元", ["合计", "一般公共服务支出"]),
    ]
