"""The workbook, read back as cells, as XML, and by LibreOffice."""

from __future__ import annotations

import csv
import re
import subprocess
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pypdfium2
import pytest
from hypothesis import settings
from python_calamine import CalamineWorkbook

import gouji
from gouji.model.run import Run
from gouji.reporters.xlsx import render, table_sheets
from gouji.reporters.xlsx.problem_sheet import COLUMNS, numbered
from gouji.reporters.xlsx.styles import LONGEST, pattern_of
from gouji.reporters.xlsx.table_sheets import sheet_name
from tests.commands import CLEAN, FAULTY, FAULTY_PDF_TEXT
from tests.reporters.hostile import LONG, against_hostile_text, hostile

TITLES = {"WX02": "增减率与增减额不符"}
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def run() -> Run:
    return gouji.check(str(FAULTY))


@pytest.fixture(scope="module")
def workbook(run: Run) -> bytes:
    return render(run, TITLES)


def _sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# 问题清单


def test_every_finding_is_a_row_under_the_head(run: Run, workbook: bytes) -> None:
    sheet = _sheets(workbook)["问题清单"]
    assert sheet[0][0] == "澜江市临溪区人民政府办公室2023年决算勾稽核对问题清单"
    assert sheet[1][0].startswith("单位：澜江市临溪区人民政府办公室；年度：2023；文件：")
    assert sheet[2][0] == f"统计：发现 {len(run.findings)} 处：错误 16，警告 6，提示 1。"
    assert sheet[4] == list(COLUMNS)
    assert [row[0] for row in sheet[5:]] == list(range(1, len(run.findings) + 1))
    row = dict(zip(COLUMNS, sheet[7], strict=True))
    assert row["问题"].startswith("WX02 增减率与增减额不符：印为8.18%")
    assert (row["所在部分"], row["位置"], row["原文"]) == ("一、收入支出决算总体情况说明", "第357行", "增长8.18%")
    assert (row["报告写的数"], row["应为/对照数"]) == (8.18, 8.91)
    assert row["依据（表、行、列）"] == "一、收入支出决算总体情况说明：第357行 “310.81万元”、“3800.92万元”"
    assert row["算式"] == "310.81 ÷ (3800.92 − 310.81) = 8.91%"
    assert (row["类型"], row["级别"], row["把握"]) == ("比率有误", "错误", "高")
    assert row["建议"] == "核实后改为“增长8.91%”；可能原因：以本年数3800.92为分母"
    assert (row["处理意见"], row["复核结果"]) == ("", "")


def test_several_places_stand_on_lines_of_their_own() -> None:
    assert numbered(["甲"]) == "甲"
    assert numbered(["甲", "乙"]) == "1. 甲\n2. 乙"
    long = numbered(["长" * 1000] * 100)
    assert len(long) < LONGEST
    assert long.endswith("\n…（共 100 条）")


@pytest.mark.parametrize(
    ("value", "unit", "pattern"),
    [
        ("3787.92", "万元", '#,##0.00"万元"'),
        ("8.10", "%", '#,##0.00"%"'),
        ("12", "", "#,##0"),
        ("-0.5", "‰", '#,##0.0"‰"'),
        ("1E+3", "元", None),
        ("1234567890123456", "元", None),
        ("1.00", 'a"b', None),
        ("1.00", "长" * 9, None),
    ],
)
def test_numbers_keep_their_decimals_and_unit_or_stay_text(value: str, unit: str, pattern: str | None) -> None:
    assert pattern_of(Decimal(value), unit) == pattern


def test_a_clean_report_has_a_list_without_rows() -> None:
    sheet = _sheets(render(gouji.check(str(CLEAN)), {}))["问题清单"]
    assert sheet[2][0] == "统计：没有发现不一致。"
    assert sheet[4] == list(COLUMNS)
    assert len(sheet) == 5


def test_the_list_can_be_filtered_filled_in_and_printed(run: Run, workbook: bytes) -> None:
    sheet = fromstring(_parts(workbook)["xl/worksheets/sheet1.xml"])
    last = 5 + len(run.findings)
    [choices] = sheet.findall(f"{_MAIN}dataValidations")
    assert [(v.get("type"), v.get("sqref"), v.get("showErrorMessage")) for v in choices] == [
        ("list", f"N6:N{last}", None),
        ("list", f"O6:O{last}", None),
    ]
    assert sheet.find(f"{_MAIN}autoFilter").get("ref") == f"A5:O{last}"  # type: ignore[union-attr]
    pane = sheet.find(f"{_MAIN}sheetViews/{_MAIN}sheetView/{_MAIN}pane")
    assert pane is not None
    assert (pane.get("topLeftCell"), pane.get("state")) == ("B6", "frozen")
    page = sheet.find(f"{_MAIN}pageSetup")
    assert page is not None
    assert (page.get("paperSize"), page.get("orientation"), page.get("fitToHeight")) == ("9", "landscape", "0")
    assert "'问题清单'!$5:$5" in _parts(workbook)["xl/workbook.xml"].decode() or "问题清单!$5:$5" in _parts(workbook)[
        "xl/workbook.xml"
    ].decode()  # fmt: skip
    assert "第 &amp;P 页" in _parts(workbook)["xl/worksheets/sheet1.xml"].decode()


# 核对率


def test_the_coverage_adds_up(workbook: bytes) -> None:
    _, head, *rows, blank, remark = _sheets(workbook)["核对率"]
    assert not any(blank)
    assert remark[0] == "说明：另有 3 张表没有列出（没有问题的附表，或表太多）。"
    assert head[:6] == ["部分", "数字", "一致", "不一致", "未核对", "核对率"]
    *sections, whole = rows
    assert whole[0] == "全文"
    for column in (1, 2, 3, 4, *range(6, len(head))):
        assert sum(row[column] or 0 for row in sections) == whole[column]
    for row in rows:
        assert row[1] == row[2] + row[3] + row[4]
        assert sum(n or 0 for n in row[6:]) == row[4]


# tables


def test_the_tables_stand_as_read_with_evidence_marked(run: Run, workbook: bytes) -> None:
    sheets = _sheets(workbook)
    sheet = sheets["表2 2023年度收入决算表"]
    row = next(row for row in sheet if 3778.92 in row)
    assert row[4:6] == [3794.52, 3778.92]
    number = next(n for n, finding in enumerate(run.findings, 1) if finding.check == "XT01")
    assert row[-1] == f"见问题 {number}"
    code = next(row for row in sheet if "201" in row)
    assert code[:4] == ["201", "", "", "一般公共服务支出"]
    assert (
        b'<ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/>' in _parts(workbook)["xl/worksheets/sheet4.xml"]
    )
    assert {sheet_name(table) for table in run.tables if table.rows} <= {*sheets}


def test_every_place_in_a_table_is_marked_in_its_sheet(run: Run, workbook: bytes) -> None:
    sheets = _sheets(workbook)
    for number, finding in enumerate(run.findings, 1):
        for witness in (finding.claim, *finding.evidence, *finding.also):
            table = witness.place.table
            if table is None or not run.document.text(witness.place.span).strip():
                continue
            marked = [str(row[-1]) for row in sheets[sheet_name(run.tables[table])]]
            assert any(re.search(rf"\b{number}\b", mark) for mark in marked if mark.startswith("见问题"))


def test_the_lines_of_a_guessed_table_are_shown_with_the_cell_of_evidence() -> None:
    run = gouji.check(str(FAULTY_PDF_TEXT))
    sheet = _sheets(render(run, {}))["表2 2023年度收入决算表"]
    assert sheet[1][0].endswith("表格线没有读到，按文字的各行列出")
    row = next(row for row in sheet if row[0] == "合计" and row[1])
    assert row[1:5] == [5519.43, 5476.63, 24.6, 18.2]
    assert row[-1].startswith("见问题 ")


def test_claims_evidence_and_other_cells_look_different(run: Run, workbook: bytes) -> None:
    wanted = next(f for f in run.findings if f.check == "WT01")
    index = list(_sheets(workbook)).index(sheet_name(run.tables[wanted.claim.place.table or 0])) + 1
    cells = {
        float(value.text or "nan"): cell.get("s")
        for cell in fromstring(_parts(workbook)[f"xl/worksheets/sheet{index}.xml"]).iter(f"{_MAIN}c")
        if cell.get("t") is None and (value := cell.find(f"{_MAIN}v")) is not None
    }
    styles = fromstring(_parts(workbook)["xl/styles.xml"])
    fills = [fill.find(f".//{_MAIN}fgColor") for fill in styles.findall(f"{_MAIN}fills/{_MAIN}fill")]
    looks = [fills[int(xf.get("fillId") or 0)] for xf in styles.findall(f"{_MAIN}cellXfs/{_MAIN}xf")]

    def colour(amount: float) -> str | None:
        look = looks[int(cells[amount] or 0)]
        return None if look is None else look.get("rgb")

    assert (colour(193.86), colour(21.36), colour(6.29)) == ("FFF8CBAD", "FFFFE699", "FFFFE699")
    others = [value for value in cells if value not in (193.86,) and colour(value) is None]
    assert others


def test_a_table_of_any_length_and_a_document_of_any_number_are_cut(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_sheets, "_MOST_ROWS", 5)
    monkeypatch.setattr(table_sheets, "_MOST_COLUMNS", 2)
    monkeypatch.setattr(table_sheets, "_MOST_SHEETS", 3)
    sheets = _sheets(render(run, TITLES))
    assert len(sheets) == 2 + 3
    assert [len(rows) for rows in sheets.values()][2:] == [3 + 5] * 3
    sheet = sheets["表2 2023年度收入决算表"]
    assert sheet[1][0].endswith("；只列出前 5 行")
    assert any("另有" in str(cell) and "张表没有列出" in str(cell) for row in sheets["核对率"] for cell in row)


def test_rows_are_as_high_as_their_text(workbook: bytes) -> None:
    rows = fromstring(_parts(workbook)["xl/worksheets/sheet1.xml"]).iter(f"{_MAIN}row")
    heights = {int(row.get("r") or 0): float(row.get("ht") or 15) for row in rows}
    assert 150 < heights[7] <= 409
    assert heights[6] < heights[7]


def test_what_looks_like_a_formula_is_marked_as_text() -> None:
    parts = _parts(render(hostile("=1+1"), {}))
    styles = fromstring(parts["xl/styles.xml"]).findall(f"{_MAIN}cellXfs/{_MAIN}xf")
    strings = ["".join(item.itertext()) for item in fromstring(parts["xl/sharedStrings.xml"])]
    seen = 0
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml"):
        for cell in fromstring(parts[name]).iter(f"{_MAIN}c"):
            value = cell.findtext(f"{_MAIN}v")
            if cell.get("t") == "s" and strings[int(value or 0)].startswith("="):
                seen += 1
                assert styles[int(cell.get("s") or 0)].get("quotePrefix") == "1"
    assert seen > 3


@against_hostile_text
def test_the_name_of_a_sheet_is_one_that_excel_takes(title: str) -> None:
    name = sheet_name(hostile(title).tables[0])
    assert len(name.encode("utf-16-le")) // 2 <= 31
    assert not re.search(r"[\[\]:*?/\\\x00-\x1f]|^'|'$", name)


# safety


def test_the_same_run_gives_the_same_bytes(run: Run, workbook: bytes) -> None:
    assert render(run, TITLES) == workbook


@settings(max_examples=30)
@against_hostile_text
def test_no_text_of_a_document_is_calculated_linked_or_cut_open(text: str) -> None:
    _ensure_harmless(text)


def test_a_text_longer_than_a_cell_is_cut_and_does_no_harm() -> None:
    _ensure_harmless(LONG)
    strings = fromstring(_parts(render(hostile(LONG), {}))["xl/sharedStrings.xml"])
    assert any((text := "".join(item.itertext())).startswith("=长") and text.endswith("…") for item in strings)


@pytest.mark.parametrize(
    ("text", "amount", "read", "value"),
    [
        ("120", "120", "120", "120"),
        ("1.50", "1.50", None, "1.50"),
        ("2080505", "2080505", None, None),
        ("长", None, None, None),
    ],
)
def test_amounts_are_numbers_and_codes_text(text: str, amount: str | None, read: str | None, value: str | None) -> None:
    def number(digits: str | None) -> Decimal | None:
        return None if digits is None else Decimal(digits)

    assert table_sheets._value(text, number(amount), number(read)) == number(value)


def _ensure_harmless(text: str) -> None:
    data = render(hostile(text), {"XT01": text})
    parts = _parts(data)
    assert not [name for name in parts if "externalLink" in name or "vba" in name or "comments" in name]
    for name, part in parts.items():
        root = fromstring(part)
        assert not list(root.iter(f"{_MAIN}f"))
        assert not list(root.iter(f"{_MAIN}hyperlink"))
        assert b"TargetMode" not in part, name
    strings = ["".join(item.itertext()) for item in fromstring(parts["xl/sharedStrings.xml"])]
    assert all(len(string.encode("utf-16-le")) // 2 <= LONGEST for string in strings)
    assert not any(re.search("[\u202a-\u202e\u2066-\u2069\x7f-\x9f]", string) for string in strings)
    sheets = _sheets(data)
    assert len(sheets) == 3
    assert [len(row) for row in sheets["问题清单"]] == [len(COLUMNS)] * 6


@pytest.mark.office
def test_libreoffice_opens_it_shows_every_row_and_prints_it(run: Run, workbook: bytes, tmp_path: Path) -> None:
    (tmp_path / "清单.xlsx").write_bytes(workbook)
    for kind in ("csv", "pdf"):
        wanted = "csv:Text - txt - csv (StarCalc):44,34,76" if kind == "csv" else kind
        subprocess.run(
            ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", wanted,
             "--outdir", str(tmp_path), str(tmp_path / "清单.xlsx")],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    rows = list(csv.reader((tmp_path / "清单.csv").read_text("utf-8").splitlines()))
    shown = [row for row in rows if row and row[0].isdigit()]
    assert [row[0] for row in shown] == [str(n) for n in range(1, len(run.findings) + 1)]
    assert shown[2][4:6] == ["8.18%", "8.91%"]
    assert shown[3][4:6] == ["3,787.92万元", "3,778.92万元"]
    pages = pypdfium2.PdfDocument(tmp_path / "清单.pdf")
    first = pages[0]
    assert first.get_width() > first.get_height()
    text = first.get_textpage().get_text_bounded()
    assert "处理意见" in text
    assert "第 1 页" in text
