"""HTML tables inside text: what is a cell, what only stands in one, and that many tags that never end cost no more than others."""

from __future__ import annotations

import time

import pytest

from gouji.ingest.grids import html_rows


def _texts(table: str) -> list[list[str]]:
    return [[cell.text for cell in row] for row in html_rows(table, 0, len(table), 0)]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("<table><tr><td>甲</td><td>1.00</td></tr></table>", [["甲", "1.00"]]),
        ("<TABLE><TR><TH>甲</TH><TD>1.00</TD></TR></TABLE>", [["甲", "1.00"]]),
        ("<table><thead><tr><th>甲</th></tr></thead></table>", [["甲"]]),
        ("<table><tr><td> 甲\n乙 </td><td></td></tr></table>", [["甲乙", ""]]),
        ("<table><tr><td>甲<br/>乙</td><td><b>1</b>.00</td></tr></table>", [["甲乙", "1.00"]]),
        ("<table><tr><td>甲<td>乙<tr><td>丙</table>", [["甲", "乙"], ["丙"]]),
        ("<table><tr><td/><td>乙</td></tr></table>", [["", "乙"]]),
        ('<table><tr><td title="a>b" colspan="2">甲</td><td>乙</td></tr></table>', [["甲", "", "乙"]]),
        ('<table><tr><td width="5>甲</td><td>乙</td></tr></table>', [["甲", "乙"]]),
        ("<table><tr><td rowspan=2>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>", [["甲", "乙"], ["", "丙"]]),
        ("<table><tr><!-- <td>无</td> --><td>甲<!---->乙</td></tr></table>", [["甲乙"]]),
        ("<table><tr><td>收入&lt;支出&amp;</td><td>5 < 6</td></tr></table>", [["收入<支出&", "5<6"]]),
    ],
)
def test_what_stands_in_the_cells(table: str, rows: list[list[str]]) -> None:
    assert _texts(table) == rows


def test_a_cell_leads_back_to_its_words() -> None:
    table = "<table><tr><td> 甲 </td><td>\n<b>1,234.56</b></td><td></td></tr></table>"
    [row] = html_rows(table, 0, len(table), 0)
    assert [table[c.start : c.end] for c in row] == ["甲", "1,234.56", ""]


@pytest.mark.parametrize("piece", ["<td ", "<td>", "<!--", "<td a='", "<td a=\"b' ", "</", "<t"])
def test_twice_as_many_tags_that_never_end_take_about_twice_as_long(piece: str) -> None:
    def seconds(many: int) -> float:
        table = "<table><tr>" + piece * many
        started = time.process_time()
        html_rows(table, 0, len(table), 0)
        return time.process_time() - started

    html_rows(piece, 0, len(piece), 0)
    assert min(seconds(40_000) for _ in range(3)) < 4 * min(seconds(20_000) for _ in range(3)) + 0.01
