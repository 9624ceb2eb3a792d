"""OFD: the same findings as the text of the report, the place of every character, and a plain word for what cannot be read."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

import gouji
from gouji.config import Limits
from gouji.errors import Unreadable
from gouji.ingest.limits import Budget
from gouji.ingest.ocr import engine
from gouji.ingest.ofd.package import pages_of
from gouji.ingest.ofd.reader import read_ofd
from gouji.ingest.page import Glyph, Page
from tests.cases import FIXTURES
from tests.ingest.ofd_file import Habits, Sheet, line_object, package, text_object, written
from tests.ingest.scan import saved
from tests.ingest.spanned import blocks_of

REPORTS = sorted((FIXTURES / "documents").glob("*/report.md"))
POINTS = 72 / 25.4


def one_page(*objects: str, units: tuple[str, ...] = (), **limits: float) -> Page:
    """Return the page these objects make."""
    return pages_of(package([Sheet(objects=list(objects))], list(units)), Budget("a.ofd", Limits(**limits)))[0].page


def text(*codes: str, more: str = "", size: float = 4) -> str:
    """Return a text object at 20, 30 made of TextCode elements."""
    return f'<ofd:TextObject ID="0" Boundary="20 30 100 10" Size="{size}" {more}>{"".join(codes)}</ofd:TextObject>'


def path(data: str, more: str = "", inner: str = "") -> str:
    """Return a path object over the page."""
    return f'<ofd:PathObject ID="0" Boundary="0 0 210 297" {more}>{inner}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def places(page: Page) -> list[tuple[str, float, float]]:
    """Return the characters with their millimetres from the left and their baselines, without the page number."""
    return [(g.text, round(g.x0 / POINTS, 2), round(g.y / POINTS, 2)) for g in page.glyphs[:-1]]


def rules(page: Page) -> list[tuple[str, float, float, float]]:
    """Return the ruling lines in millimetres."""
    named = [("h", s) for s in page.horizontal] + [("v", s) for s in page.vertical]
    return [(kind, *(round(v / POINTS, 2) for v in (s.at, s.low, s.high))) for kind, s in named]


# the whole report


@pytest.mark.parametrize("report", REPORTS, ids=lambda p: p.parent.name)
@pytest.mark.parametrize(
    "habits",
    [Habits(), Habits(by_character=True, boxed=True, shared=True, header="部门决算公开文本")],
    ids=["lines", "characters"],
)
def test_a_report_gives_the_findings_of_its_text(report: Path, habits: Habits, tmp_path: Path) -> None:
    file = tmp_path / "report.ofd"
    file.write_bytes(written(blocks_of(report.read_text("utf-8")), habits))
    here, there = gouji.check(str(file)), gouji.check(str(report))
    assert Counter((f.check, f.message) for f in here.findings) == Counter((f.check, f.message) for f in there.findings)
    # titles in a list of contents make tables without rows where a line each is all there is to see
    assert [len(t.rows) for t in here.tables if t.rows] == [len(t.rows) for t in there.tables if t.rows]


def test_a_finding_is_led_back_to_its_page_and_box(tmp_path: Path) -> None:
    file = tmp_path / "report.ofd"
    file.write_bytes(written(blocks_of(REPORTS[0].read_text("utf-8"))))
    run = gouji.check(str(file))
    source = run.document.sources[0]
    assert source.format == "ofd"
    assert source.layout is not None
    for finding in run.findings:
        span = finding.claim.place.span
        place = source.layout.at(span.start, span.end)
        assert place["page"] >= 1
        assert place["boxes"]
        for _, x0, y0, x1, y1 in place["boxes"]:
            assert 0 < x0 < x1 < 297 * POINTS
            assert 0 < y0 < y1 < 297 * POINTS


# characters


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('<ofd:TextCode X="1" Y="4" DeltaX="4 5">部门12</ofd:TextCode>', [("部", 21, 34), ("门", 25, 34), ("1", 30, 34), ("2", 32, 34)]),
        ('<ofd:TextCode X="0" Y="4" DeltaX="g 2 4.5 3">部门决算</ofd:TextCode>', [("部", 20, 34), ("门", 24.5, 34), ("决", 29, 34), ("算", 32, 34)]),
        ('<ofd:TextCode X="0" Y="4" DeltaY="g 2 5">部门局</ofd:TextCode>', [("部", 20, 34), ("门", 20, 39), ("局", 20, 44)]),
        ('<ofd:TextCode X="0" Y="4" DeltaX="4 4">部 门</ofd:TextCode>', [("部", 20, 34), ("门", 28, 34)]),
        ('<ofd:TextCode X="0" Y="4">部</ofd:TextCode><ofd:TextCode X="9">门</ofd:TextCode>', [("部", 20, 34), ("门", 29, 34)]),
        ('<ofd:TextCode X="0" Y="4" DeltaX="g 2">部门</ofd:TextCode>', [("部", 20, 34), ("门", 24, 34)]),
    ],
    ids=["steps", "counted steps", "downwards", "a space takes a step", "the baseline goes on", "broken steps"],
)  # fmt: skip
def test_characters_stand_where_their_steps_lead(code: str, expected: list[tuple[str, float, float]]) -> None:
    assert places(one_page(text(code))) == expected


def test_a_transform_scales_and_moves_characters() -> None:
    page = one_page(text('<ofd:TextCode X="1" Y="1" DeltaX="1">部门</ofd:TextCode>', more='CTM="4 0 0 4 2 3"', size=1))
    assert places(page) == [("部", 26, 37), ("门", 30, 37)]
    assert page.glyphs[0].em == pytest.approx(4 * POINTS)


def test_characters_narrower_than_usual_keep_their_own_width() -> None:
    first = one_page(text('<ofd:TextCode X="0" Y="4" DeltaX="1.6">1，</ofd:TextCode>')).glyphs[0]
    assert first.x1 - first.x0 == pytest.approx(1.6 * POINTS)
    before_a_gap = one_page(text('<ofd:TextCode X="0" Y="4" DeltaX="30">12</ofd:TextCode>')).glyphs[0]
    assert before_a_gap.x1 - before_a_gap.x0 == pytest.approx(2 * POINTS)


def test_what_is_not_shown_is_not_read() -> None:
    shown = text('<ofd:TextCode X="0" Y="4">是</ofd:TextCode>')
    hidden = text('<ofd:TextCode X="0" Y="4">否</ofd:TextCode>', more='Visible="false"')
    beyond = text('<ofd:TextCode X="300" Y="4">外</ofd:TextCode>')
    sizeless = text('<ofd:TextCode X="0" Y="4">无</ofd:TextCode>').replace('Size="4"', "")
    assert [g.text for g in one_page(shown, hidden, beyond, sizeless).glyphs[:-1]] == ["是"]


def test_a_table_that_lies_on_its_side_is_turned_upright() -> None:
    rows = [("合计", "12.00"), ("其中", "3.00")]
    turned = [
        f'<ofd:TextObject ID="0" Boundary="{120 - 8 * r} {40 + 30 * c} 10 40" CTM="0 1 -1 0 10 0" Size="4">'
        f'<ofd:TextCode X="0" Y="4" DeltaX="g {len(word) - 1} {2 if word[0].isdigit() else 4}">{word}</ofd:TextCode></ofd:TextObject>'
        for r, row in enumerate(rows)
        for c, word in enumerate(row)
    ]
    page = one_page(*turned)
    assert (round(page.width / POINTS), round(page.height / POINTS)) == (297, 210)
    shown: dict[float, list[Glyph]] = {}
    for glyph in page.glyphs[:-1]:
        shown.setdefault(round(glyph.y), []).append(glyph)
    assert ["".join(g.text for g in sorted(row, key=lambda g: g.x0)) for _, row in sorted(shown.items())] == [
        "".join(row) for row in rows
    ]


# ruling lines


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (path("M 10 20 L 60 20"), [("h", 20, 10, 60)]),
        (path("M 60 20 L 10 20"), [("h", 20, 10, 60)]),
        (path("M10 20L10 50"), [("v", 10, 20, 50)]),
        (path("M 10 20 L 60 20 L 60 40 L 10 40 C"), [("h", 20, 10, 60), ("h", 40, 10, 60), ("v", 60, 20, 40), ("v", 10, 20, 40)]),
        (path("M 10 20 L 60 20 L 60 20.3 L 10 20.3 C", 'Stroke="false" Fill="true"'), [("h", 20.15, 10, 60)]),
        (path("M 10 20 L 10.3 20 L 10.3 50 L 10 50 C", 'Stroke="false" Fill="true"'), [("v", 10.15, 20, 50)]),
        (path("M 10 20 L 60 20 L 60 40 L 10 40 C", 'Stroke="false" Fill="true"'), []),
        (path("M 10 20 B 20 20 40 20 60 20"), []),
        (path("M 10 20 L 60 50"), []),
        (path("M 10 20 L 60 20", 'Stroke="false"'), []),
        (path("M 10 20 L 60 20", inner='<ofd:StrokeColor Value="255 255 255"/>'), []),
        (path("M 10 20 L 60 20", inner='<ofd:StrokeColor Value="255 0 0"/>'), [("h", 20, 10, 60)]),
        (path("M 10 20 L 60 20", inner='<ofd:StrokeColor Value="0 0 0" Alpha="0"/>'), []),
        (path("M 10 20 L 60"), []),
        (path("M 10 20 L nan 20 L 60 20"), []),
        (path("M -50 20 L 600 20"), [("h", 20, 0, 210)]),
        (path("M 0 0 L 50 0").replace('Boundary="0 0 210 297"', 'Boundary="10 20 30 0"'), [("h", 20, 10, 41)]),
    ],
    ids=["across", "backwards", "down, unspaced", "a box", "a thin box", "a thin upright box", "shading", "a curve", "aslant", "not drawn",
         "white", "red", "transparent", "cut short", "no number", "off the page", "beyond its boundary"],
)  # fmt: skip
def test_ruling_lines_are_found_however_they_are_drawn(
    drawn: str, expected: list[tuple[str, float, float, float]]
) -> None:
    assert rules(one_page(drawn)) == expected


def test_composites_are_drawn_where_they_are_used() -> None:
    unit = line_object(0, 0, 50, 0, Habits()) + text_object(1, 5, "合计", 4, Habits())
    used = '<ofd:CompositeObject ID="0" Boundary="10 20 100 100" CTM="2 0 0 2 0 0" ResourceID="1001"/>'
    page = one_page(used, f"<ofd:PageBlock>{used}</ofd:PageBlock>", units=(unit,))
    assert rules(page) == [("h", 20, 10, 110)] * 2
    assert places(page)[:2] == [("合", 12, 30), ("计", 20, 30)]


# pages


def test_a_template_stands_under_every_page_that_names_it() -> None:
    sheets = [Sheet(objects=[text('<ofd:TextCode X="0" Y="4">一</ofd:TextCode>')]) for _ in range(3)]
    pages = pages_of(package(sheets, header="公开"), Budget("a.ofd", Limits()))
    assert ["".join(g.text for g in p.page.glyphs) for p in pages] == ["公开一1", "公开一2", "公开一3"]


def test_a_page_counts_from_the_corner_of_its_box() -> None:
    sheet = Sheet(objects=[text('<ofd:TextCode X="0" Y="4">部</ofd:TextCode>')])
    data = package([sheet])
    moved = _replaced(data, "Doc_0/Pages/Page_0/Content.xml", "<ofd:PhysicalBox>0 0 ", "<ofd:PhysicalBox>10 5 ")
    assert places(pages_of(moved, Budget("a.ofd", Limits()))[0].page) == [("部", 10, 29)]


@pytest.mark.parametrize("box", ["0 0 1e308 1e308", "0 0 210 999999999", "0 0 0 297", "a b c d"])
def test_a_page_of_no_possible_size_is_an_ordinary_one(box: str) -> None:
    data = package([Sheet(objects=[text('<ofd:TextCode X="0" Y="4">部</ofd:TextCode>')])])
    for part, size in (("Doc_0/Pages/Page_0/Content.xml", "210.0 297.0"), ("Doc_0/Document.xml", "210 297")):
        data = _replaced(data, part, f"<ofd:PhysicalBox>0 0 {size}<", f"<ofd:PhysicalBox>{box}<")
    assert read_ofd(data, Budget("a.ofd", Limits())).text == "部\n"


def test_a_transform_that_overflows_draws_nothing() -> None:
    line = '<ofd:PathObject ID="91" Boundary="0 0 9 9" CTM="1e308 0 1e308 0 0 0"><ofd:AbbreviatedData>M 0 0 L 9 9</ofd:AbbreviatedData></ofd:PathObject>'
    inside = text('<ofd:TextCode X="0" Y="4">部</ofd:TextCode>') + line
    use = '<ofd:CompositeObject ID="92" ResourceID="1001" Boundary="0 0 9 9" CTM="1e308 1e308 -1e308 1e308 0 0"/>'
    page = pages_of(package([Sheet(objects=[use * 2])], units=[inside]), Budget("a.ofd", Limits()))[0]
    assert [g.text for g in page.page.glyphs] == ["1"]  # the number of the page, which is no part of it
    assert page.items == 1


@pytest.mark.parametrize(
    "location", ["/Doc_0/Pages/Page_0/Content.xml", "./Pages/../Pages/page_0/content.xml", "Pages\\Page_0\\Content.xml"]
)
def test_parts_are_found_by_absolute_and_crooked_names(location: str) -> None:
    data = package([Sheet(objects=[text('<ofd:TextCode X="0" Y="4">部</ofd:TextCode>')])])
    named = _replaced(data, "Doc_0/Document.xml", "Pages/Page_0/Content.xml", location)
    assert pages_of(named, Budget("a.ofd", Limits()))[0].page.glyphs[0].text == "部"


def test_drafts_without_the_namespace_are_read() -> None:
    data = package([Sheet(objects=[text('<ofd:TextCode X="0" Y="4">部</ofd:TextCode>')])])
    other = _replaced(data, "Doc_0/Pages/Page_0/Content.xml", "http://www.ofdspec.org/2016", "http://www.ofdspec.org")
    assert pages_of(other, Budget("a.ofd", Limits()))[0].page.glyphs[0].text == "部"


@pytest.mark.parametrize("heading", ["（二）项目支出情况", "(二)项目支出情况", "二、项目支出情况"])
def test_a_heading_under_a_full_line_stands_by_itself(heading: str) -> None:
    full = "支出决算为三千一百零四万元，较上年增加二千一百六十二万元，主要原因是人员增加。"
    lines = [full[:20], full[20:], heading]
    page = Sheet(objects=[text_object(30, 40 + 8 * k, line, 7.8, Habits()) for k, line in enumerate(lines)])
    assert read_ofd(package([page]), Budget("a.ofd", Limits())).text.split() == [full, heading]


# what cannot be read

_PICTURE = '<ofd:ImageObject ID="0" Boundary="0 0 210 297" ResourceID="7"/>'


def test_pages_that_are_pictures_are_said_to_be() -> None:
    with pytest.raises(Unreadable, match="2 页都是扫描图片") as error:
        read_ofd(package([Sheet(objects=[_PICTURE])] * 2), Budget("a.ofd", Limits()))
    assert error.value.code == "scanned"
    prose = text_object(26, 60, "本部门2023年度收入合计为120.00万元，支出合计为120.00万元。", 4, Habits())
    read = read_ofd(package([Sheet(objects=[prose]), Sheet(objects=[_PICTURE])]), Budget("a.ofd", Limits()))
    assert "120.00万元" in read.text
    assert read.notices == (
        'a.ofd：第 2 页是扫描图片，没有文字，其中的内容没有核对；安装文字识别（pip install "gouji[ocr]"）后可以读出。',
    )


def _scanned(media: bytes) -> bytes:
    """Return an OFD whose only page is a picture."""
    resources = (
        '<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016" BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image">'
        "<ofd:MediaFile>image_7.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
    )
    data = io.BytesIO(package([Sheet(objects=[_PICTURE])]))
    kept = io.BytesIO()
    with zipfile.ZipFile(data) as before, zipfile.ZipFile(kept, "w") as after:
        for name in before.namelist():
            content = before.read(name).decode()
            after.writestr(name, resources if name == "Doc_0/PublicRes.xml" else content)
        after.writestr("Doc_0/Res/image_7.png", media)
    return kept.getvalue()


def test_a_scanned_page_is_recognised_where_that_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recogniser itself is tried in test_ocr.py; here a word stands where it would see one."""
    monkeypatch.setattr(engine, "is_there", lambda: True)
    monkeypatch.setattr(engine, "words", lambda image: [[engine.Word("合计12.00", 210, 297, 410, 337, 0.97)]])
    picture = saved([Image.new("RGB", (2100, 2970), "white")])
    read = read_ofd(_scanned(picture), Budget("a.ofd", Limits()))
    assert read.text.strip() == "合计12.00"
    assert read.notices[0].startswith("a.ofd：第 1 页是扫描图片，文字由识别得来（平均置信度 97%）")
    assert read.layout is not None
    ((page, x0, *_),) = read.layout.at(read.text.index("合"), read.text.index("合") + 4)["boxes"]
    assert (page, x0) == (1, round(21 * POINTS, 1))
    with pytest.raises(Unreadable, match="1 页都是扫描图片"):
        read_ofd(_scanned(b"JB2 or what else"), Budget("a.ofd", Limits()))


def test_a_scanned_page_without_the_extra_is_told_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "is_there", lambda: False)
    with pytest.raises(Unreadable, match=r'1 页都是扫描图片.*pip install "gouji\[ocr\]"'):
        read_ofd(_scanned(saved([Image.new("RGB", (210, 297), "white")])), Budget("a.ofd", Limits()))


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("OFD.xml", "<ofd:OFD", "damaged"),
        ("OFD.xml", '<OFD xmlns="http://www.ofdspec.org/2016"/>', "damaged"),
        ("Doc_0__Pages__Page_0__Content.xml", "", "damaged"),
        ("Encryptions.xml", "<a/>", "encrypted"),
        ("Doc_0__Document.xml", "<a>" * 150 + "</a>" * 150, "too-large"),
    ],
    ids=["not XML", "no document", "an empty page", "locked", "nested too deep"],
)
def test_a_broken_or_locked_file_is_declined(part: str, content: str, code: str) -> None:
    with pytest.raises(Unreadable, match=r"a\.ofd：") as error:
        read_ofd(package([Sheet()], **{part: content}), Budget("a.ofd", Limits()))
    assert error.value.code == code


def test_a_part_that_defines_entities_is_declined(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密")
    inner = f'<!DOCTYPE p [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    data = package([Sheet(objects=[text('<ofd:TextCode X="0" Y="4">外&e;</ofd:TextCode>')])])
    opened = _replaced(data, "Doc_0/Pages/Page_0/Content.xml", "<ofd:Page ", f"{inner}<ofd:Page ", most=1)
    with pytest.raises(Unreadable, match="实体定义"):
        pages_of(opened, Budget("a.ofd", Limits()))


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ({"pages": 2}, "页数超过 2 页"),
        ({"characters": 3}, "文字超过 3 个字符"),
        ({"members": 3}, "压缩包内的文件超过 3 个"),
    ],
)
def test_a_file_beyond_a_limit_is_declined_with_its_name(limits: dict[str, float], says: str) -> None:
    sheets = [Sheet(objects=[text('<ofd:TextCode X="0" Y="4">部门</ofd:TextCode>')])] * 3
    with pytest.raises(Unreadable, match=says) as error:
        read_ofd(package(sheets), Budget("a.ofd", Limits(**limits)))
    assert f"--limit {next(iter(limits))}=" in str(error.value)


def test_composites_that_hold_themselves_or_one_another_end_at_a_limit() -> None:
    def use(number: int) -> str:
        return f'<ofd:CompositeObject ID="0" Boundary="0 0 210 297" ResourceID="{number}"/>'

    with pytest.raises(Unreadable, match="嵌套层数超过 100 层"):
        one_page(use(1001), units=(use(1001),))
    doubled = [use(1002 + n) * 10 for n in range(8)]
    with pytest.raises(Unreadable, match="文字超过 5,000 个字符"):
        one_page(use(1001), units=(*doubled, text_object(1, 5, "合计", 4, Habits())), characters=5000)
    with pytest.raises(Unreadable, match="读取时间超过"):
        one_page(use(1001), units=(*doubled, ""), seconds=0.2)


def test_a_count_in_the_steps_is_no_bomb() -> None:
    steps = "g 99999999999 1 " * 50
    assert len(one_page(text(f'<ofd:TextCode X="0" Y="4" DeltaX="{steps}">部门</ofd:TextCode>')).glyphs) == 3


def _replaced(data: bytes, part: str, old: str, new: str, most: int = -1) -> bytes:
    """Return the package with words of one part replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            content = before.read(name).decode()
            assert name != part or old in content
            after.writestr(name, content.replace(old, new, most) if name == part else content)
    return file.getvalue()
