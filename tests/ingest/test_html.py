"""Web pages: what a browser shows comes out; frames are no tables and menus no text."""

from __future__ import annotations

import time

import pytest

from gouji.config import Limits
from gouji.errors import Unreadable
from gouji.ingest.html.reader import read_html
from gouji.ingest.limits import Budget
from gouji.ingest.read import Read


def _read(body: str, **limits: float) -> Read:
    return read_html(f"<html><body>{body}</body></html>".encode(), Budget("页.html", Limits(**limits)))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>一、收入</p><p>二、支出</p>", "一、收入\n二、支出\n"),
        ("甲<div>乙<span>丙</span>\n 丁</div>戊", "甲\n乙丙 丁\n戊\n"),
        ("<p>甲<br>乙</p>", "甲\n乙\n"),
        ("<p>收入&nbsp;&nbsp;12.30&ensp;万元</p>", "收入 12.30 万元\n"),
        ("<p>1 &lt; 2 &amp; &#65288;</p>", "1 < 2 & （\n"),
        ("<script>var a</script><style>b</style><nav>c</nav><footer>d</footer><!-- e --><p>正文</p><noscript>f</noscript>", "正文\n"),
        ("<p style='color:red'>甲</p><p style='DISPLAY: none'>乙</p><p hidden>丙</p><span style='visibility:hidden'>丁</span>", "甲\n"),
        ("<p>甲<del>乙</del><ins>丙</ins></p>", "甲丙\n"),
        ("<pre>甲\n乙</pre>", "甲\n乙\n"),
        ("<ol><li>甲</li><li><p>乙</p></li></ol>", "1. 甲\n2. 乙\n"),
        ("<ol start=3 type=i><li>甲</li><li value=7>乙</li></ol>", "iii. 甲\nvii. 乙\n"),
        ("<ol><li>一、甲</li></ol><ul><li>乙</li></ul><ol style='list-style: none'><li>丙</li></ol>", "一、甲\n乙\n丙\n"),
    ],
)  # fmt: skip
def test_a_page_is_what_it_shows(body: str, text: str) -> None:
    assert _read(body).text == text


def test_headings_are_marked_unless_they_are_sentences() -> None:
    found = _read("<h1>概况</h1><p>甲</p><h2>收入为1.00万元。</h2><h3>收支说明</h3>")
    assert found.headings == {0, found.text.index("收支说明")}


def test_a_table_has_a_row_a_line_and_merged_cells_once() -> None:
    body = (
        "前<table><caption>支出决算表</caption><thead><tr><th rowspan=2>项目</th><th colspan=2>决算</th></tr>"
        "<tr><th>基本<br>支出</th><th><p>项目</p><p>支出</p></th></tr></thead>"
        "<tr><td>教育</td><td>1.00<td style='display:none'>9<td> &nbsp; </td></tr><tr hidden><td>1<td>2</tr></table>后"
    )
    assert _read(body).text == "前\n支出决算表\n\n项目\t决算\t\n\t基本 支出\t项目 支出\n教育\t1.00\t\n\n后\n"


def test_a_page_laid_out_by_tables_is_no_grid() -> None:
    data = "<table><tr><td>甲</td><td>1</td></tr></table>"
    assert _read(f"<table><tr><td>菜单</td><td><p>正文</p>{data}</td></tr></table>").text == "菜单\n正文\n\n甲\t1\n\n"
    paragraphs = "".join(f"<p>第{n}段</p>" for n in range(5))
    assert "\t" not in _read(f"<table><tr><td>菜单</td><td>{paragraphs}</td></tr></table>").text
    assert "\t" not in _read(f"<table><tr><td>菜单</td><td>{'长' * 400}</td></tr></table>").text
    assert "\t" not in _read("<table role=presentation><tr><td>甲</td><td>1</td></tr></table>").text
    assert _read("<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>").text == "甲\n乙\n"


def test_a_form_with_one_long_cell_is_a_table() -> None:
    rows = "".join(f"<tr><td>指标{n}</td><td>{'长' * 400}</td></tr>" for n in range(4))
    assert _read(f"<table>{rows}</table>").text.count("\t") == 4


@pytest.mark.parametrize(
    ("head", "encoding", "read_as"),
    [
        ("<meta charset=gb2312>", "gb18030", "gb18030"), ("<meta http-equiv=a content='text/html; charset=GBK'>", "gb18030", "gb18030"),
        ("<meta charset='big5'>", "big5", "big5"), ("<meta charset=gb2312>", "utf-8", "utf-8"), ("", "gb18030", "gb18030"),
        ("<meta charset=nonsense>", "utf-8", "utf-8"), ("<meta charset=utf-16>", "utf-8", "utf-8"), ("<meta charset=gbk>", "utf-8-sig", "utf-8-sig"),
    ],
)  # fmt: skip
def test_the_encoding_is_the_one_the_bytes_bear_out(head: str, encoding: str, read_as: str) -> None:
    text = "年度部門預算" if encoding == "big5" else "2023年度部门决算，收入㐂万元，支出一般公共预算。"
    data = f"<html><head>{head}</head><body><p>{text}</p></body></html>".encode(encoding)
    found = read_html(data, Budget("页.html", Limits()))
    assert (found.text, found.encoding) == (text + "\n", read_as)


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(Unreadable, match="没有文字"):
        _read("<script>load()</script><div></div>")


def test_wide_spans_count_as_cells() -> None:
    with pytest.raises(Unreadable, match="--limit cells="):
        _read("<table>" + "<tr><td colspan=1000>1<td>2</tr>" * 30 + "</table>", cells=20_000)


@pytest.mark.parametrize(
    "piece", ["<div>", "<b>", "<table><tr><td>", "<ol><li>", "<table><tr><td rowspan=60000>1<td>2"]
)
def test_deep_pages_cost_time_in_proportion(piece: str) -> None:
    def seconds(many: int) -> float:
        started = time.process_time()
        _read(piece * many + "甲")
        return time.process_time() - started

    seconds(200)
    assert min(seconds(4000) for _ in range(3)) < 40 * max(0.005, min(seconds(400) for _ in range(3)))
