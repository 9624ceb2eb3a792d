"""Lines to paragraphs, headings and tables: what is a heading, what is furniture, what belongs together."""

from __future__ import annotations

import pytest

from gouji.ingest.headings import numbering_of
from gouji.model.document import DocumentKind
from tests.ingest.build import COVER, document, headings, paragraphs


@pytest.mark.parametrize(
    ("line", "level", "number", "title", "closed"),
    [
        ("第三部分2023年度部门决算情况说明", 1, "第三部分", "2023年度部门决算情况说明", True),
        ("五、一般公共预算财政拨款支出决算情况说明", 2, "五", "一般公共预算财政拨款支出决算情况说明", True),
        ("十二、其他", 2, "十二", "其他", True),
        ("(一)支出决算总体情况。", 3, "一", "支出决算总体情况", True),
        ("(一)支出决算总体情况。2023年度支出决算为310.00万元。", 3, "一", "支出决算总体情况", False),
        ("1.行政运行(项)。支出决算为310.00万元。", 4, "1", "行政运行(项)", False),
        ("1.2023年度支出决算为310.00万元。", 4, "1", "2023年度支出决算为310", False),
        ("(2)办公费", 5, "2", "办公费", False),
        ("③差旅费", 5, "③", "差旅费", False),
    ],
)
def test_a_numbered_line_has_level_number_and_title(
    line: str, level: int, number: str, title: str, closed: bool
) -> None:
    found = numbering_of(line)
    assert found is not None
    assert (found.level, found.number, found.closed) == (level, number, closed)
    assert found.title.startswith(title)


@pytest.mark.parametrize("line", ["1.2万元用于办公。", "2023年度支出决算", "一般公共预算支出", "第一", "收入(一)", ""])
def test_a_line_that_only_looks_numbered_is_not(line: str) -> None:
    assert numbering_of(line) is None


def test_sections_nest_by_their_numbers() -> None:
    text = (
        COVER
        + "第二部分 情况说明\n\n一、收入情况\n\n（一）总体\n\n收入合计5.00万元。\n\n二、支出情况\n\n支出合计4.00万元。\n"
    )
    income, expenditure = (p for p in document(text).paragraphs if "万元" in p.view.folded)
    assert [s.number for s in income.section.path] == ["第二部分", "一", "一"]
    assert [s.title for s in expenditure.section.path] == ["情况说明", "支出情况"]


def test_wrapped_lines_are_one_paragraph_and_a_full_stop_ends_it() -> None:
    text = COVER + "一、支出情况\n\n支出合计400.00\n万元，其中基本支出30\n0.00万元。\n项目支出100.00万元。\n"
    assert paragraphs(text)[-2:] == ["支出合计400.00万元，其中基本支出300.00万元。", "项目支出100.00万元。"]


def test_a_blank_line_or_a_page_number_does_not_cut_a_sentence() -> None:
    text = COVER + "一、支出情况\n\n支出合计400.00万元，其中基本支出\n\n— 7 —\n\n300.00万元，项目支出100.00万元。\n"
    assert paragraphs(text)[-1] == "支出合计400.00万元，其中基本支出300.00万元，项目支出100.00万元。"


def test_a_numbered_item_begins_a_paragraph_and_a_wrapped_decimal_does_not() -> None:
    text = COVER + "一、支出情况\n\n1.办公费3.00万元；\n2.差旅费比上年多\n1.2万元，培训费2.00万元。\n"
    assert paragraphs(text)[-2:] == ["1.办公费3.00万元;", "2.差旅费比上年多1.2万元，培训费2.00万元。"]


@pytest.mark.parametrize(
    "text",
    [
        "（一）基本支出年初预算为320.00\n万元，支出决算为304.00万元。\n",
        "三、基本支出年初预算为320.00\n万元，支出决算为304.00万元。\n",
        "（一）基本支出年初预算为3\n20.00万元，支出决算为304.00万元。\n",
    ],
    ids=["三级标题断在单位前", "二级标题断在单位前", "断在数中间"],
)
def test_a_numbered_line_that_breaks_inside_its_amount_is_no_heading(text: str) -> None:
    [found] = [p for p in paragraphs(COVER + text) if "决算为304.00" in p]
    assert "预算为320.00万元，支出决算为304.00万元。" in found


def test_the_contents_are_no_narrative() -> None:
    text = (
        COVER
        + "目录\n\n第一部分 概况........1\n第二部分 情况说明........5\n一、收入情况........5\n\n第一部分 概况\n\n本馆有1个内设科室。\n\n第二部分 情况说明\n\n一、收入情况\n\n收入合计5.00万元。\n"
    )
    assert [title for level, _, title in headings(text) if level == 1] == ["概况", "情况说明"]
    assert paragraphs(text)[-1] == "收入合计5.00万元。"


def test_running_headers_beside_page_numbers_are_furniture() -> None:
    page = "柳川县档案馆决算公开\n\n支出合计{0}00.00万元，其中基本支出若干，\n\n— {0} —\n"
    text = COVER + "一、支出情况\n\n" + "".join(page.format(n) for n in range(1, 6))
    assert not any("决算公开" in p for p in paragraphs(text))


def test_markdown_headings_emphasis_and_lists_are_marks_not_words() -> None:
    text = "# 柳川县档案馆2023年度部门决算\n\n## 一、支出情况\n\n- 支出合计**400.00**万元。\n"
    assert headings(text, "report.md")[-1] == (2, "一", "支出情况")
    [found] = paragraphs(text, "report.md")
    assert found.lstrip("-") == "支出合计400.00万元。"


def test_notes_under_a_table_are_no_narrative() -> None:
    text = (
        COVER
        + "支出决算表\n\t合计\t9.00\n注：本表反映各项支出9.00万元的情况。\n1栏各行＝（2＋3）栏各行。\n\n一、支出情况\n\n支出合计9.00万元。\n"
    )
    assert paragraphs(text)[-1] == "支出合计9.00万元。"
    assert not any("本表反映" in p for p in paragraphs(text))
    assert len(document(text).tables[0].notes) == 2


@pytest.mark.parametrize(
    ("text", "kind", "year", "entity"),
    [
        ("柳川县档案馆2023年度部门决算\n\n支出合计9.00万元。", DocumentKind.FINAL_ACCOUNT, 2023, "柳川县档案馆"),
        ("柳川县档案馆2024年部门预算\n\n支出预算9.00万元。", DocumentKind.BUDGET, 2024, "柳川县档案馆"),
        (
            "2023年度柳川县档案馆部门决算\n\n部门名称：柳川县档案馆\n\n一般公共预算财政拨款支出9.00万元，政府性基金预算财政拨款支出0.00万元，国有资本经营预算财政拨款支出0.00万元，年初预算10.00万元。",
            DocumentKind.FINAL_ACCOUNT, 2023, "柳川县档案馆",
        ),
        (
            "柳川县档案馆2023年度部门决算\n\n柳川县档案馆支出合计9.00万元。\n\n附件\n\n预算单位：柳川县图书馆\n\n共建经费1.00万元。",
            DocumentKind.FINAL_ACCOUNT, 2023, "柳川县档案馆",
        ),
        (
            "柳川县档案馆2023年度部门决算\n\n柳川县档案馆支出合计9.00万元。\n\n部门：柳川县图书馆\n\n支出9.00万元。柳川县档案馆。柳川县档案馆。\n\n部门：柳川县图书馆",
            DocumentKind.FINAL_ACCOUNT, 2023, "柳川县图书馆",
        ),
        (
            "行政事业单位2023年度部门决算\n\n行政事业单位支出9.00万元。\n\n部门：柳川县图书馆\n\n支出9.00万元。",
            DocumentKind.FINAL_ACCOUNT, 2023, "柳川县图书馆",
        ),
        ("关于全年工作的总结\n\n购置档案架3.00万元。", DocumentKind.UNKNOWN, None, None),
    ],
)  # fmt: skip
def test_the_cover_says_what_is_disclosed_of_which_year_and_by_whom(
    text: str, kind: DocumentKind, year: int | None, entity: str | None
) -> None:
    found = document(text)
    assert (found.kind, found.year, found.entity) == (kind, year, entity)
