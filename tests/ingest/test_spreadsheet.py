"""Spreadsheets: what a cell displays comes out, with the name of its cell; forms stand apart."""

from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from gouji.config import Limits
from gouji.errors import Unreadable
from gouji.ingest.limits import Budget
from gouji.ingest.read import Read
from gouji.ingest.spreadsheet.biff import _packed, displays_of
from gouji.ingest.spreadsheet.formats import BUILT_IN, shown
from gouji.ingest.spreadsheet.reader import read_spreadsheet
from gouji.ingest.spreadsheet.sheet import cell_name, place_of, range_of
from tests.ingest.word import package

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _read(data: bytes, **limits: float) -> Read:
    return read_spreadsheet(data, Budget("表.xlsx", Limits(**limits)))


def _book(fill: Callable[[Any], object]) -> bytes:
    """Return a workbook made with xlsxwriter."""
    import xlsxwriter

    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    fill(book)
    book.close()
    return kept.getvalue()


def _raw(sheet: str, *, strings: str = "", styles: str = "", workbook: str = "") -> bytes:
    """Return a workbook of one sheet made by hand."""
    relation = f'<Relationship Id="r{{}}" Type="{_RELATIONS}/{{}}" Target="{{}}"/>'
    parts: dict[str, str | bytes] = {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{workbook}<sheets><sheet name="一" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + relation.format(1, "worksheet", "worksheets/sheet1.xml") + relation.format(2, "sharedStrings", "/xl/sharedStrings.xml")
        + relation.format(3, "styles", "styles.xml") + "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{sheet}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
    }  # fmt: skip
    return package(parts)


# number formats


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("4570.5083", "#,##0.00", "4,570.51"), ("4570.5083", "0.00", "4570.51"), ("4570.5", "#,##0.00_ ", "4,570.50"),
        ("1234567.891", "#,##0", "1,234,568"), ("0", "#,##0.00", "0.00"), ("-0.001", "0.00", "0.00"), ("-12.5", "0.00", "-12.50"),
        ("0.555", "0.00%", "55.50%"), ("0.5573", "0%", "56%"), ("2.675", "0.00", "2.68"), ("1.005", "0.00", "1.01"),
        ("4570.5099999999993", "General", "4570.51"), ("0.30000000000000004", "General", "0.3"), ("45", "General", "45"),
        ("4570.508333333333", "General", "4570.508333"), ("2080505", "General", "2080505"), ("123456789012", "General", "1.23457E+11"),
        ("1E-3", "General", "0.001"), ("12345", "@", "12345"), ("0", "General", "0"), ("-3.5", "General", "-3.5"),
        ("5", "000", "005"), ("5.5", "0.##", "5.5"), ("5", "0.0#", "5.0"), ("0.5", "#.##", ".5"), ("1234.5", "#,##0.0#", "1,234.5"),
        ("-5", "#,##0.00;(#,##0.00)", "(5.00)"), ("-5", "0.00;[Red]0.00", "-5.00"), ("-5", "0.00_);[Red](0.00)", "(5.00)"),
        ("-5", r"#,##0.00_ ;\-#,##0.00\ ", "-5.00"), ("0", '0.00;-0.00;"—"', "—"), ("0", "0.00;-0.00;", ""), ("5", ";;;", ""),
        ("0", BUILT_IN[43], "-"), ("12.3", BUILT_IN[43], "12.30"), ("-12.3", BUILT_IN[43], "-12.30"), ("1234", BUILT_IN[41], "1,234"),
        ("12.5", '0.00"万元"', "12.50万元"), ("45705083", "0!.0,", "4570.5"), ("45705083", "#,##0.00,", "45,705.08"),
        ("12.5", "[$¥-804]#,##0.00", "¥12.50"), ("12.5", "[>=100]0;0.0", "12.5"), ("120.5", "[>=100]0;0.0", "121"),
        ("13800001234", "000-0000-0000", "138-0000-1234"), ("12", "0.00E+00", "1.20E+1"), ("abc", "0.00", "abc"), ("1e400", "0.00", "1e400"),
        ("45291", "yyyy/m/d", "2023/12/31"), ("45291", BUILT_IN[31], "2023年12月31日"), ("45291", "[$-804]yyyy-mm-dd;@", "2023-12-31"),
        ("45291.75", "yyyy-mm-dd hh:mm", "2023-12-31 18:00"), ("45291", BUILT_IN[57], "2023年12月"), ("0.5", "h:mm", "12:00"),
        ("45291", "aaaa", "星期日"), ("-3", "yyyy/m/d", "-3"), ("0.1041666667", "mm:ss", "30:00"),
        ("1e30", "0.00", "1" + "0" * 30 + ".00"), ("1.5", "0." + "0" * 30, "1.5" + "0" * 29), ("2.5", "0" * 256, "2.5"),
        ("1e9999999", "0.00", "1e9999999"), ("2958465", "yyyy/m/d", "9999/12/31"), ("2958466", "yyyy/m/d", "2958466"),
    ],
)  # fmt: skip
def test_a_number_shows_what_its_format_prints(stored: str, code: str, text: str) -> None:
    assert shown(stored, code) == text


def test_the_other_epoch_counts_from_1904() -> None:
    assert shown("43829", "yyyy/m/d", epoch_1904=True) == "2023/12/31"
    assert shown("2958465", "yyyy/m/d", epoch_1904=True) == "2958465"  # beyond the year 9999


@pytest.mark.parametrize(
    ("name", "place"), [("A1", (0, 0)), ("$C$7", (6, 2)), ("AB10", (9, 27)), ("XFD1048576", (1048575, 16383))]
)
def test_cells_are_named_as_people_name_them(name: str, place: tuple[int, int]) -> None:
    assert place_of(name) == place
    assert cell_name(*place) == name.replace("$", "")


def test_what_names_no_cell_is_none() -> None:
    assert [place_of(n) for n in ("", "A", "1", "ABCD1", "A12345678", "表1")] == [None] * 6
    assert range_of("A1:B2") == (0, 0, 1, 1)
    assert range_of("A1") == (0, 0, 0, 0)
    assert range_of("A1:") == (0, 0, 0, 0)
    assert range_of("x:B2") is None


# sheets


def test_a_form_is_title_unit_grid_and_note() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Sheet1")
        money = book.add_format({"num_format": "#,##0.00"})
        sheet.merge_range(0, 1, 0, 3, "支出决算表")
        sheet.write(1, 3, "公开03表")
        sheet.write(2, 1, "部门：某某局")
        sheet.write(2, 3, "金额单位：万元")
        for column, text in enumerate(("科目名称", "合计", "基本\n支出"), 1):
            sheet.write(4, column, text)
        sheet.write(5, 1, "合计")
        sheet.write_number(5, 2, 4570.5083, money)
        sheet.write_string(5, 3, " 1,200.30 ")
        sheet.write(6, 1, "教育支出")
        sheet.write(7, 1, "农林水支出")
        sheet.write_number(7, 2, 1, money)
        sheet.write(9, 1, "注：本表反映支出。")

    found = _read(_book(fill))
    assert found.text == (
        "支出决算表\n公开03表\n部门：某某局 金额单位：万元\n\n科目名称\t合计\t基本 支出\n"
        "合计\t4,570.51\t1,200.30\n教育支出\t\t\n农林水支出\t1.00\t\n\n注：本表反映支出。\n\n"
    )
    assert found.notices == ()
    assert found.layout is not None
    at = found.text.index("4,570.51")
    assert found.layout.at(at, at + 8) == {"sheet": "Sheet1", "cell": "C6"}
    assert found.layout.at(found.text.index("注"), 0) == {"sheet": "Sheet1", "cell": "B10"}


def test_forms_below_one_another_stand_apart() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Sheet1")
        rows = [
            "收入决算表",
            "",
            "项目|金额",
            "甲|1",
            "",
            "支出决算表",
            "单位：元",
            "项目|金额",
            "乙|2",
            "",
            "丙|3",
            "其中：",
        ]
        for at, row in enumerate(rows):
            for column, text in enumerate(row.split("|")):
                sheet.write(at, column, text)

    assert _read(_book(fill)).text == (
        "收入决算表\n\n项目\t金额\n甲\t1\n\n支出决算表\n单位：元\n项目\t金额\n乙\t2\n\n丙\t3\n其中：\n\n"
    )


def test_the_name_of_a_sheet_stands_for_a_missing_title() -> None:
    def fill(book: Any) -> None:
        for name, title in (("收入决算表", ""), ("支出", "支出决算表"), ("工作表3", "")):
            sheet = book.add_worksheet(name)
            sheet.write(0, 0, title)
            sheet.write_row(1, 0, ["项目", "金额"])

    assert _read(_book(fill)).text == "收入决算表\n项目\t金额\n\n支出决算表\n项目\t金额\n\n项目\t金额\n\n"


def test_hidden_sheets_rows_and_columns_are_left_out_and_said_so() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("甲")
        book.add_worksheet("乙").hide()
        for at in range(3):
            sheet.write_row(at, 0, [f"项{at}", at, 9])
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})

    found = _read(_book(fill))
    assert found.text == "甲\n项0\t9\n项2\t9\n\n"
    assert [n for n in found.notices if "乙" in n]
    assert [n for n in found.notices if "“甲”有 2 行或列" in n]


def test_merged_cells_stand_once_even_where_something_is_stored_below() -> None:
    cells = "".join(
        f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="B{r}"><v>7</v></c><c r="C{r}"><v>8</v></c></row>' for r in (1, 2)
    )
    sheet = (
        f'<sheetData>{cells}</sheetData><mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="C1:C1048576"/></mergeCells>'
    )
    assert _read(_raw(sheet)).text == "一\n1\t\t8\n2\t7\t\n\n"


def test_strings_of_every_kind() -> None:
    strings = "<si><r><t>收</t></r><r><rPr/><t>入</t></r><rPh><t>shou</t></rPh></si>"
    sheet = (
        '<sheetData><row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>行内</t></is></c><c t="str"><f>A1</f><v>算得</v></c>'
        '<c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c t="s"><v>9</v></c><c><v>1</v></c></row></sheetData>'
    )
    found = _read(_raw(sheet, strings=strings))
    assert found.text == "一\n收入\t行内\t算得\tTRUE\t#REF!\t1\n\n"
    assert found.layout is not None
    assert found.layout.at(found.text.index("1"), 0)["cell"] == "G1"


def test_characters_that_xml_cannot_hold_are_taken_for_what_they_stand_for() -> None:
    strings = "<si><t>人员_x000D_\n经费_x005F_x000D__xD800__xyz_</t></si>"
    sheet = '<sheetData><row><c t="s"><v>0</v></c><c t="str"><f>A1</f><v>甲_x0009_乙</v></c></row></sheetData>'
    assert _read(_raw(sheet, strings=strings)).text == "一\n人员 经费_x000D__xD800__xyz_\t甲 乙\n\n"


@pytest.mark.parametrize(("record", "at"), [(b"\x00\x02\x0e\x00", 7), (b"\xfc\x00", 11)])
def test_an_old_workbook_that_says_it_is_enormous_never_reaches_the_library(record: bytes, at: int) -> None:
    """The library takes the memory it is told to take, and ends the process where there is none."""
    import xlwt

    book = xlwt.Workbook()
    book.add_sheet("一").write(0, 0, "甲")
    kept = BytesIO()
    book.save(kept)
    data = bytearray(kept.getvalue())
    where = data.index(record, 512)
    data[where + at : where + at + 4] = b"\xff\xff\xff\x7f"
    with pytest.raises(Unreadable, match="不合规定"):
        _read(bytes(data))


def test_an_old_workbook_with_far_corners_is_refused_before_the_library_fills_in_the_blanks() -> None:
    import xlwt

    book = xlwt.Workbook()
    for name in "一二":
        sheet = book.add_sheet(name)
        sheet.write(0, 0, "甲")
        sheet.write(999, 99, 1.0)
    kept = BytesIO()
    book.save(kept)
    with pytest.raises(Unreadable, match="--limit cells="):
        _read(kept.getvalue(), cells=150_000)
    assert "甲" in _read(kept.getvalue(), cells=450_000).text


def test_a_formula_that_was_never_computed_is_announced() -> None:
    sheet = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>SUM(A1)</f></c><c r="C1"><f>A1*2</f><v>2</v></c></row></sheetData>'
    found = _read(_raw(sheet))
    assert found.text == "一\n1\t#未算出\t2\n\n"
    assert [n for n in found.notices if "1 个公式没有算出的值（B1）" in n]


def test_zeros_may_be_switched_off_and_dates_counted_from_1904() -> None:
    styles = '<numFmts><numFmt numFmtId="164" formatCode="0.00"/></numFmts><cellXfs><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs>'
    sheet = '<sheetViews><sheetView showZeros="0"/></sheetViews><sheetData><row><c s="0"><v>0</v></c><c s="0"><v>1</v></c><c s="1"><v>43829</v></c></row></sheetData>'
    assert _read(_raw(sheet, styles=styles, workbook='<workbookPr date1904="1"/>')).text == "一\n1.00\t2023/12/31\n\n"


def test_the_strict_variant_reads_alike() -> None:
    data = _raw("<sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>")
    import zipfile

    members = {n: zipfile.ZipFile(BytesIO(data)).read(n) for n in zipfile.ZipFile(BytesIO(data)).namelist()}
    strict = {
        name: content.replace(_MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            _RELATIONS.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, content in members.items()
    }
    assert _read(package(dict(strict))).text == "一\n1\t2\n\n"


def test_what_looks_like_a_formula_or_markup_stays_text() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Sheet1")
        sheet.write_string(0, 0, "=cmd|' /C calc'!A0")
        sheet.write_string(0, 1, "<table><tr>")

    assert _read(_book(fill)).text == "=cmd|' /C calc'!A0\t<table><tr>\n\n"


def test_cells_far_apart_cost_no_more_than_near_ones() -> None:
    sheet = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row><row r="1048576"><c r="A1048576"><v>3</v></c></row></sheetData>'
    assert _read(_raw(sheet), cells=20).text == "一\n1\t2\n\n3\n\n"


def test_too_many_cells_are_refused() -> None:
    rows = "".join("<row>" + "<c><v>1</v></c>" * 10 + "</row>" for _ in range(10))
    with pytest.raises(Unreadable, match="--limit cells="):
        _read(_raw(f"<sheetData>{rows}</sheetData>"), cells=150)
    rows = "".join(f'<row><c r="{cell_name(at, at)}"><v>1</v></c><c><v>1</v></c></row>' for at in range(40))
    with pytest.raises(Unreadable, match="--limit cells="):  # a diagonal is as wide as it is high
        _read(_raw(f"<sheetData>{rows}</sheetData>"), cells=400)


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(Unreadable, match="没有可见的内容"):
        _read(_raw("<sheetData/>"))


# the old kind


def _old(fill: Callable[[Any], object]) -> bytes:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    fill(book)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_an_old_workbook_reads_alike() -> None:
    import xlwt

    def fill(book: Any) -> None:
        sheet = book.add_sheet("Sheet1")
        sheet.write_merge(0, 0, 0, 2, "支出决算表")
        for column, text in enumerate(("科目", "合计", "日期")):
            sheet.write(2, column, text)
        sheet.write(3, 0, "合计")
        sheet.write(3, 1, 4570.5083, xlwt.easyxf(num_format_str="#,##0.00"))
        sheet.write(3, 2, 45291, xlwt.easyxf(num_format_str="yyyy/m/d"))
        sheet.write(4, 0, "教育支出")
        sheet.write(4, 1, 1200, xlwt.easyxf(num_format_str="0.00"))
        sheet.write(4, 2, 2080505)
        book.add_sheet("藏").visibility = 1

    found = _read(_old(fill))
    assert found.text == "支出决算表\n\n科目\t合计\t日期\n合计\t4,570.51\t2023/12/31\n教育支出\t1200.00\t2080505\n\n"
    assert [n for n in found.notices if "藏" in n]
    assert found.layout is not None
    assert found.layout.at(found.text.index("4,570"), 0) == {"sheet": "Sheet1", "cell": "B4"}


def test_an_old_workbook_hides_and_shows_as_the_new_kind() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_sheet("Sheet1")
        for row in range(4):
            for column, value in enumerate((f"项{row}", 0, 45.5, -1234567.891, row == 1, 2e9)):
                sheet.write(row, column, value)
        sheet.row(1).hidden = True
        sheet.col(2).hidden = True
        sheet.show_zeros = 1

    found = _read(_old(fill))
    row = "\t0\t-1234567.891\tFALSE\t2000000000\n"
    assert found.text == f"项0{row}项2{row}项3{row}\n"
    assert [n for n in found.notices if "有 2 行或列隐藏着" in n]


def test_numbers_packed_in_four_bytes_are_unpacked() -> None:
    assert [_packed(struct.pack("<I", bits)) for bits in (0x3FF00000, 0x004B5646, 0x004B5647, 0x40600001, 0xFFFFFFF6)] == [
        1.0, 1234321, 12343.21, 1.28, -3,
    ]  # fmt: skip


def test_damaged_old_workbooks_are_refused() -> None:
    data = _old(lambda book: book.add_sheet("甲").write(0, 0, "乙"))
    for cut in (600, 2000, len(data) // 2):
        with pytest.raises(Unreadable):
            _read(data[:cut])


def test_a_container_whose_lists_run_in_circles_is_refused_at_once() -> None:
    data = bytearray(_old(lambda book: book.add_sheet("甲").write(0, 0, 1.5)))
    data += b"\0" * 2_000_000
    own = struct.pack("<I", len(data) // 512 - 2)
    struct.pack_into("<I", data, 0x48, 0xFFFF)
    data[0x44:0x48] = own
    data[-512:] = own * 128  # the list of lists names itself, and its tables too
    displays_of(bytes(data), Budget("表.xls", Limits()))
    data[0x4C : 0x4C + 4] = own
    with pytest.raises(ValueError, match=r".+"):
        displays_of(bytes(data), Budget("表.xls", Limits()))
