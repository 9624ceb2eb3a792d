"""Tables without ruling lines: figures right-aligned under headings that are not, cells close to one another, guesses given up."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from gouji.config import Limits
from gouji.ingest.limits import Budget
from gouji.ingest.pdf.reader import read_pdf
from gouji.model.run import Run
from gouji.model.table import Belief
from gouji.pipeline import check
from tests.ingest.pdf.build import FONT

_SIZE, _PAD, _LINE = 10, 1.5, 20
_SPENDING = [
    ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出", "经营支出"],
    ["", "合计", "400.00", "300.00", "100.00", ""],
    ["201", "一般公共服务支出", "350.00", "260.00", "90.00", ""],
    ["20126", "档案事务", "350.00", "260.00", "90.00", ""],
    ["2012601", "行政运行", "260.00", "260.00", "", ""],
    ["2012604", "档案馆", "90.00", "", "90.00", ""],
    ["221", "住房保障支出", "50.00", "40.00", "10.00", ""],
]


def _pdf(
    title: str, rows: Sequence[Sequence[str]], widths: Sequence[float], *, head: str = "left", below: str = ""
) -> bytes:
    """Return a page with a table as a spreadsheet without borders prints it: words at the left of their column, figures at the right."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont(FONT, _SIZE)
    for k, text in enumerate(("柳川县档案馆2023年度部门决算", title, "金额单位：万元")):
        canvas.drawString(50, 800 - _LINE * k, text)
    for k, row in enumerate(rows):
        left = 50.0
        for text, width in zip(row, widths, strict=True):
            room = width - 2 * _PAD - stringWidth(text, FONT, _SIZE)
            figure = "." in text or (k == 0 and head == "right")
            middle = k == 0 and head == "centre"
            canvas.drawString(left + _PAD + (room if figure else room / 2 if middle else 0), 720 - _LINE * k, text)
            left += width
    if below:
        canvas.drawString(50, 720 - _LINE * (len(rows) + 1), below)
    canvas.save()
    return out.getvalue()


def _rows(data: bytes) -> list[list[str]]:
    text = read_pdf(data, Budget("表.pdf", Limits())).text
    return [line.split("\t") for line in text.split("\n") if "\t" in line]


def _run(folder: Path, data: bytes, text: str = "本部门收支如下。") -> Run:
    report, table = folder / "说明.txt", folder / "表.pdf"
    report.write_text(f"柳川县档案馆2023年度部门决算\n三、支出决算情况说明\n{text}\n", "utf-8")
    table.write_bytes(data)
    return check(str(report), tables=(str(table),))


def test_headings_head_the_figures_wherever_they_are_set() -> None:
    widths = (60, 110, 90, 90, 90, 70)
    for head in ("left", "centre", "right"):
        assert _rows(_pdf("支出决算表", _SPENDING, widths, head=head)) == _SPENDING


def test_the_numbers_of_the_columns_stand_with_their_headings() -> None:
    numbered = [_SPENDING[0], ["", "栏次", "1", "2", "3", "4"], *_SPENDING[1:]]
    assert _rows(_pdf("支出决算表", numbered, (60, 110, 90, 90, 90, 70), head="centre")) == numbered


def test_what_stands_close_right_of_a_figure_is_a_cell_of_its_own() -> None:
    rows = [
        ["科目编码", "科目名称", "决算数", "科目编码", "科目名称", "决算数"],
        ["301", "工资福利支出", "250.00", "302", "商品和服务支出", "50.00"],
        ["30101", "基本工资", "150.00", "30201", "办公费", "30.00"],
        ["30102", "津贴补贴", "100.00", "30211", "差旅费", "20.00"],
    ]
    assert _rows(_pdf("一般公共预算财政拨款基本支出决算表", rows, (50, 80, 60, 50, 90, 60))) == rows


def test_a_total_in_the_middle_of_merged_cells_makes_no_column() -> None:
    rows = [
        ["类", "款", "项", "科目名称", "合计", "基本支出"],
        ["", "", "", "", "400.00", "400.00"],
        ["201", "26", "01", "行政运行", "150.00", "150.00"],
        ["201", "26", "04", "档案馆", "150.00", "150.00"],
        ["221", "02", "01", "住房公积金", "100.00", "100.00"],
    ]
    drawn = [rows[0], ["", "      合计", *rows[1][2:]], *rows[2:]]
    assert _rows(_pdf("支出决算表", drawn, (50, 50, 50, 100, 80, 80))) == [
        rows[0],
        ["", "合计", *rows[1][2:]],
        *rows[2:],
    ]


def test_a_cell_that_no_sum_supports_is_unclear(tmp_path: Path) -> None:
    wrong = [
        _SPENDING[0],
        ["", "合计", "400.00", "300.00", "100.00", ""],
        ["201", "一般公共服务支出", "350.00", "", "90.00", ""],
    ]
    wrong += [["229", "其他支出", "50.00", "40.00", "10.00", ""]]
    run = _run(tmp_path, _pdf("支出决算表", wrong, (60, 110, 90, 90, 90, 70)))
    [table] = run.tables
    assert not table.certain
    cells = {(row.label, key): cell for row in table.rows for key, cell in row.cells.items()}
    assert cells["一般公共服务支出", "basic"].belief is Belief.UNCLEAR


def test_a_table_whose_sums_fail_was_misread_and_is_given_up(tmp_path: Path) -> None:
    shifted = [_SPENDING[0], *([c, n, b, t, p, e] for c, n, t, b, p, e in _SPENDING[1:])]
    run = _run(tmp_path, _pdf("支出决算表", shifted, (60, 110, 90, 90, 90, 70)), "本年支出合计400.00万元。")
    assert not run.findings
    assert [t.given_up for t in run.tables] == [True]
    assert any("“支出决算表”没有框线，按数字的位置分列后等式大多不成立" in note for note in run.notes)
    assert [entry.why.slug for entry in run.ledger if entry.why] == ["unclear-table"]


def test_one_wrong_figure_of_a_table_without_lines_is_found(tmp_path: Path) -> None:
    wrong = [list(row) for row in _SPENDING]
    wrong[4][2] = "620.00"  # a digit turned over: across, up and down three sums fail
    run = _run(tmp_path, _pdf("支出决算表", wrong, (60, 110, 90, 90, 90, 70)), "本年支出合计400.00万元。")
    assert {f.check for f in run.findings} == {"WT01"}
    assert all(f.confidence < 0.9 for f in run.findings)
