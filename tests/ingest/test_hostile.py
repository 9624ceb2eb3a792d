"""Office files made to do harm, or broken: a message that names the file and the remedy, within the limits."""

from __future__ import annotations

import re
import struct
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from gouji.config import Limits
from gouji.errors import Unreadable
from gouji.ingest.formats import format_of
from gouji.ingest.limits import Budget
from gouji.ingest.sources import _read as read_as
from gouji.ingest.sources import read_source
from tests.commands import gouji
from tests.ingest.blocks import Grid, Line, docx_of, html_of, xls_of, xlsx_of
from tests.ingest.build import document
from tests.ingest.word import abstract, level, num, numbered, p, package, r, saved, tbl, tc, tr, word

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BLOCKS = [
    Line("柳川县档案馆2023年度部门决算"),
    Line("支出决算表"),
    Grid(tuple((f"项{n}", f"{n}.00") for n in range(200))),
]
_WRITERS = {"docx": docx_of, "xlsx": xlsx_of, "xls": xls_of, "html": html_of}


def _refused(data: bytes, path: Path, **limits: float) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_source(str(saved(data, path)), "report", Limits(**limits))
    assert str(path) in str(caught.value)
    assert "；" in str(caught.value)
    return caught.value


def _body(inside: str, doctype: str = "") -> bytes:
    return package({"word/document.xml": f"{doctype}<w:document {_W}><w:body>{inside}</w:body></w:document>"})


@pytest.mark.parametrize("name", ["word/document.xml", "xl/workbook.xml"])
def test_a_zip_bomb_is_refused_before_it_unpacks(name: str, tmp_path: Path) -> None:
    bomb = package({name: b" " * 50_000_000})
    started = time.process_time()
    error = _refused(bomb, tmp_path / "report")
    assert (error.code, "--limit ratio=" in str(error)) == ("too-large", True)
    assert time.process_time() - started < 1


def test_every_limit_of_a_package_names_its_option(tmp_path: Path) -> None:
    data = word(p("甲" * 500), styles="<w:style/>")
    assert "--limit members=" in str(_refused(data, tmp_path / "a", members=1))
    assert "--limit unpacked=" in str(_refused(data, tmp_path / "b", unpacked=100))
    assert "--limit bytes=" in str(_refused(data, tmp_path / "c", bytes=100))
    assert "--limit characters=" in str(_refused(data, tmp_path / "d", characters=100))
    assert "--limit depth=" in str(_refused(data, tmp_path / "e", depth=3))
    assert "--limit seconds=" in str(_refused(data, tmp_path / "f", seconds=0))
    assert "--limit cells=" in str(_refused(word(tbl(tr("1", "2"))), tmp_path / "g", cells=1))
    wide = tr(tc("1", '<w:gridSpan w:val="999999999"/>'), "2")
    assert "--limit cells=" in str(_refused(word(tbl(wide)), tmp_path / "h", cells=60))


@pytest.mark.parametrize("many", [60, 300, 100_000])
def test_xml_that_nests_too_deeply_is_refused(many: int, tmp_path: Path) -> None:
    error = _refused(_body("<w:ins>" * many + "</w:ins>" * many), tmp_path / "report", depth=50, ratio=1e6)
    assert (error.code, "--limit depth=" in str(error)) == ("too-large", True)


def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    secret = saved(b"secret", tmp_path / "secret.txt")
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    for at, doctype in enumerate(
        (f'<!DOCTYPE x [<!ENTITY a0 "哈">{laughs}]>', f'<!DOCTYPE x [<!ENTITY a9 SYSTEM "file://{secret}">]>', '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">')
    ):  # fmt: skip
        inside = "" if "http" in doctype else "<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>"
        assert "DTD" in str(_refused(_body(inside, doctype), tmp_path / f"report{at}"))


def _refusal(path: Path) -> str | None:
    """Return why a file is not read; None when it is."""
    try:
        read_source(str(path), "report")
    except Unreadable as error:
        return str(error)
    return None


@pytest.mark.parametrize("kind", ["docx", "html", "xlsx"])
def test_a_file_cut_off_anywhere_is_refused_or_read_as_far_as_it_goes(kind: str, tmp_path: Path) -> None:
    data = _WRITERS[kind](_BLOCKS)
    path = tmp_path / f"report.{kind}"
    for part in range(1, 20):
        path.write_bytes(data[: len(data) * part // 20])
        refusal = _refusal(path)
        assert (refusal is None) == (kind == "html")
        assert refusal is None or str(path) in refusal


@pytest.mark.parametrize("kind", ["docx", "xlsx", "xls"])
def test_a_file_with_damaged_bytes_never_ends_in_a_traceback(kind: str, tmp_path: Path) -> None:
    data = _WRITERS[kind](_BLOCKS)
    path = tmp_path / f"report.{kind}"
    for at in range(30, len(data), max(len(data) // 60, 1)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        assert str(path) in (_refusal(path) or str(path))


def test_what_is_encrypted_is_said_to_be(tmp_path: Path) -> None:
    wrapped = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100
    assert _refused(wrapped, tmp_path / "a.docx").code == "encrypted"
    flagged = bytearray(word(p("甲")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = flagged.find(mark)
        struct.pack_into("<H", flagged, at + offset, 1)
    assert "密码" in str(_refused(bytes(flagged), tmp_path / "b.docx"))


def test_packages_without_what_they_promise_are_refused(tmp_path: Path) -> None:
    assert "没有正文" in str(_refused(package({"word/document.xml": f"<w:document {_W}/>"}), tmp_path / "a"))
    assert "不是完整的 XML" in str(_refused(package({"word/document.xml": "<w:document"}), tmp_path / "b"))
    assert "缺少" in str(_refused(package({"xl/workbook.xml": "<workbook/>"}), tmp_path / "c"))
    assert "不是 Word、Excel" in str(_refused(package({"甲.txt": "乙"}), tmp_path / "d"))


def test_numbers_that_are_none_do_no_harm(tmp_path: Path) -> None:
    body = (
        p("甲", '<w:numPr><w:ilvl w:val="99999999999"/><w:numId w:val="x"/></w:numPr><w:outlineLvl w:val="y"/>')
        + tbl(tr(tc("1", '<w:gridSpan w:val="z"/>'), "2", properties='<w:gridBefore w:val="-5"/>'))
        + '<w:p><w:r><w:sym w:char="zz"/><w:sym/></w:r></w:p>'
    )
    levels = '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="77"/><w:lvl/></w:abstractNum><w:num w:numId="x"><w:abstractNumId w:val="0"/></w:num>'
    path = saved(word(body, numbering=levels), tmp_path / "report.docx")
    assert read_source(str(path), "report").text == "甲\n\n1\t2\n\n"


def test_numbers_in_sheets_and_pages_may_be_anything(tmp_path: Path) -> None:
    from tests.ingest.test_html import _read as page
    from tests.ingest.test_spreadsheet import _raw
    from tests.ingest.test_spreadsheet import _read as book

    for odd in ("²", "9" * 5000, "-1", "x", ""):
        sheet = (
            f'<cols><col min="{odd}" max="{odd}" hidden="1"/></cols><sheetData><row r="{odd}"><c r="{odd}1" s="{odd}"><v>1</v></c>'
            f'<c t="s"><v>{odd}</v></c><c><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A{odd}:B2"/></mergeCells>'
        )
        assert "1" in book(_raw(sheet)).text
        assert page(f"<table><tr><td colspan='{odd}' rowspan='{odd}'>甲<td>1</table>").text.startswith("甲\t")
        assert page(f"<ol start='{odd}'><li value='{odd}'>甲</ol>").text.endswith("甲\n")


def test_a_style_based_on_itself_is_read_once(tmp_path: Path) -> None:
    style = '<w:style w:type="paragraph" w:styleId="1"><w:basedOn w:val="2"/></w:style><w:style w:styleId="2"><w:basedOn w:val="1"/></w:style>'
    path = saved(word(p("甲", '<w:pStyle w:val="1"/>'), styles=style), tmp_path / "report.docx")
    assert read_source(str(path), "report").text == "甲\n"


def test_styles_based_on_one_another_without_end_take_no_time(tmp_path: Path) -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{n}"><w:basedOn w:val="{n + 1}"/></w:style>' for n in range(1500)
    )
    body = "".join(p("甲", f'<w:pStyle w:val="{n}"/>') for n in range(1500))
    started = time.process_time()
    read_source(str(saved(word(body, styles=styles), tmp_path / "report.docx")), "report")
    assert time.process_time() - started < 3  # ten without an end


def _noted() -> bytes:
    calls = '<w:r><w:footnoteReference w:id="1"/></w:r>' * 300
    return word(f"<w:p>{calls}{r('甲。')}</w:p>", footnotes=f'<w:footnote w:id="1">{p("注" * 3000)}</w:footnote>')


def _labelled() -> bytes:
    return word(numbered("甲") * 300, numbering=abstract(level(0, "decimal", "号" * 3000)) + num())


def _shared() -> bytes:
    from tests.ingest.test_spreadsheet import _raw

    rows = ("<row>" + '<c t="s"><v>0</v></c>' * 30 + "</row>") * 10
    return _raw(f"<sheetData>{rows}</sheetData>", strings=f"<si><t>{'字' * 3000}</t></si>")


@pytest.mark.parametrize("made", [_noted, _labelled, _shared], ids=["notes", "numbers", "strings"])
def test_one_text_in_many_places_is_refused_before_it_fills_the_memory(
    made: Callable[[], bytes],
) -> None:
    data, budget = made(), Budget("report", Limits(characters=100_000))
    kind = format_of(data, "report")
    tracemalloc.start()
    with pytest.raises(Unreadable, match="--limit characters="):
        read_as(kind, data, budget)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000  # written out whole it is more


def test_cells_that_reach_down_a_page_count_in_every_row(tmp_path: Path) -> None:
    page = "<html><body><table><tr>" + "<td colspan=1000 rowspan=65534>1</td>" * 2 + "<tr>" * 1000
    assert "--limit cells=" in str(_refused(page.encode(), tmp_path / "report", cells=100_000))


@pytest.mark.parametrize("tags", ["<div>", "<div><b>", "<span>" * 2 + "</i>" * 20])
def test_a_page_that_nests_without_end_never_reaches_the_parser(tags: str, tmp_path: Path) -> None:
    started = time.process_time()
    error = _refused(b"<html><body>" + tags.encode() * 200_000, tmp_path / "report")
    assert (error.code, "--limit depth=" in str(error)) == ("too-large", True)
    assert time.process_time() - started < 5  # a minute and more in the parser


def test_a_long_page_of_unclosed_tags_is_read(tmp_path: Path) -> None:
    page = "<html><body>" + "<p>甲<table><tr><td>1<td>2</table><font>" * 4000
    assert read_source(str(saved(page.encode(), tmp_path / "report")), "report").text.startswith("甲\n")


def test_a_package_packed_in_another_way_or_with_odd_names_is_refused(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", f"<w:document {_W}/>")
    assert "压缩方法" in str(_refused((tmp_path / "a").read_bytes(), tmp_path / "a"))
    odd = bytearray(word(p("甲")).replace(b"word/document.xml", b"word/documen\xff.xml", 1))
    struct.pack_into("<H", odd, 6, 0x800)  # the name is said to be UTF-8
    assert _refused(bytes(odd), tmp_path / "b").code == "damaged"


def test_text_that_looks_like_markup_is_text(tmp_path: Path) -> None:
    from gouji.ingest.report import document_of

    body = p("2023年度部门决算") + p("&lt;table&gt;") + p("# 一、甲") + p("| 乙 | 丙 |") + p("支出为1.00万元。")
    source = read_source(str(saved(word(body), tmp_path / "report.docx")), "report")
    found = document_of([source])[0]
    assert found.tables == ()
    assert "支出为1.00万元。" in "".join(x.view.folded for x in found.paragraphs)
    assert document("2023年度部门决算\n\n<table>\n<tr><td>支出</td></tr>\n</table>").tables != ()


@pytest.mark.parametrize(
    "piece",
    [r("甲"), p("甲", '<w:rPr><w:del/></w:rPr>'), tbl(tr("1", "2")), p("甲", '<w:numPr><w:numId w:val="1"/></w:numPr>'),
     '<w:p><w:r><w:pict><w:txbxContent><w:p/></w:txbxContent></w:pict></w:r></w:p>', '<w:txbxContent><w:p/></w:txbxContent>',
     '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'],
    ids=["run", "joined", "table", "list", "box", "boxes", "field"],
)  # fmt: skip
def test_twice_the_text_takes_no_more_than_about_twice_the_time(piece: str, tmp_path: Path) -> None:
    def seconds(many: int) -> float:
        inside = piece * many if piece.startswith(("<w:p>", "<w:tbl>")) else f"<w:p>{piece * many}</w:p>"
        if piece.startswith("<w:txbx"):
            inside = f"<w:p><w:r><w:pict>{piece * many}</w:pict></w:r></w:p>"
        path = saved(word(inside), tmp_path / "report.docx")
        started = time.process_time()
        read_source(str(path), "report", Limits(ratio=1e6))
        return time.process_time() - started

    def best(many: int) -> float:
        return min(seconds(many) for _ in range(3))

    assert best(8000) < 3.2 * max(best(4000), 0.01)


def test_a_page_whose_forms_draw_each_other_for_ever_ends_with_its_limit(tmp_path: Path) -> None:
    file = tmp_path / "f.pdf"
    file.write_bytes(endless_forms())
    done = gouji("check", file, "--limit", "seconds=1")
    assert done.status == 3
    assert re.search(r"f\.pdf：读取时间超过 1 秒的上限.*--limit seconds=", done.err)
    done = gouji("check", file, "--limit", "memory=100000000")
    assert done.status == 3
    assert re.search(r"f\.pdf：读取所占的内存超过 100,000,000 字节的上限.*--limit memory=", done.err)


def endless_forms(depth: int = 11) -> bytes:
    """Return a PDF whose page draws a form that draws ten forms that draw ten forms …"""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> /Contents 4 0 R >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        _stream(b"", b"/X Do"),
    ]
    for i in range(depth):
        last = i == depth - 1
        names = b"" if last else b"/Resources << /XObject << /X %d 0 R >> >>" % (6 + i)
        head = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + names
        objects.append(_stream(head, b"0 0 1 1 re f" if last else b"/X Do " * 10))
    body, places = b"%PDF-1.4\n", []
    for i, given in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (i, given)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + head + table + trailer


def _stream(head: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(content), content)
