"""PDF files give the text, tables and findings of the report they were set from."""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from gouji.config import Limits, Settings
from gouji.errors import Unreadable
from gouji.ingest.lattice import lattices_of
from gouji.ingest.limits import Budget
from gouji.ingest.ocr import engine
from gouji.ingest.page import Page, Stroke
from gouji.ingest.pdf.drawing import drawing_of
from gouji.ingest.pdf.plumbed import PlumbedPages
from gouji.ingest.pdf.reader import read_pdf
from gouji.ingest.read import Read
from gouji.ingest.sources import read_source
from gouji.model.layout import Frame
from gouji.model.run import Run
from gouji.pipeline import check
from tests.cases import FIXTURES
from tests.ingest.pdf.build import FONT, pdf_of

_DOCUMENTS = Path(__file__).parents[3] / "fixtures" / "documents"
_SET = ("lanjiang-office-2023-final", "tingpu-culture-2024-final", "chengbei-2024-budget")


def read(data: bytes) -> Read:
    return read_pdf(data, Budget("报告.pdf", Limits()))


def drawn(draw: Callable[[Canvas], None], **given: object) -> bytes:
    """Return a PDF of whatever `draw` puts on its canvas."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, **given)
    canvas.setFont(FONT, 12)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def report(slug: str) -> Path:
    return next((_DOCUMENTS / slug).glob("report.*"))


@pytest.fixture(scope="module", params=_SET)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a text report and the PDF set from it."""
    source = report(request.param)
    path = tmp_path_factory.mktemp("pdf") / f"{request.param}.pdf"
    path.write_bytes(pdf_of(source.read_text("utf-8").replace("☑", "√")))  # pdfminer does not map the first
    return source, path


def said(run: Run) -> list[tuple[str, str, str]]:
    return sorted((f.check, f.severity.value, f.message) for f in run.findings)


def test_a_pdf_gives_the_findings_of_its_text(pair: tuple[Path, Path]) -> None:
    text, pdf = (check(str(path)) for path in pair)
    assert len(text.findings) > 10
    assert said(pdf) == said(text)
    assert len(pdf.ledger) == len(text.ledger)
    assert sum(e.why is None for e in pdf.ledger) == sum(e.why is None for e in text.ledger)


@pytest.mark.parametrize("slug", _SET)
def test_tables_without_lines_raise_no_alarm_of_their_own(slug: str, tmp_path: Path) -> None:
    source, path = report(slug), tmp_path / "无线.pdf"
    path.write_bytes(pdf_of(source.read_text("utf-8"), ruled=False))
    run, known = check(str(path)), {(f.check, f.message) for f in check(str(source)).findings}
    about_tables = {(f.check, f.message) for f in run.findings if f.check[:2] in ("WT", "BT", "XT")}
    assert len(about_tables & known) >= 4
    assert not {said for said in about_tables - known if said[0] not in ("WT05", "WT06")}  # whose titles moved
    assert sum(t.closes is True for t in run.tables) >= 4
    assert "没有框线的表，按数字的位置分列" in "".join(run.notes)


def test_lines_nothing_tells_apart_are_given_up(tmp_path: Path) -> None:
    """Rows set as tight as the lines of one cell, some labels broken: no grid can be had from the places."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(200, 760, "收入支出决算总表")
        for k, (label, amount) in enumerate([("会议费", "3.20"), ("培训费", "1.00"), ("差旅费", "4.00")]):
            canvas.drawString(72, 700 - 13 * k, label)
            canvas.drawString(300, 700 - 13 * k, amount)
        canvas.drawString(72, 640, "合计")
        canvas.drawString(300, 640, "8.20")

    shown = read(drawn(draw))
    assert "会议费" not in shown.text
    assert (
        "第 1 页有没有框线的表，分不清行列，没有核对；请给出有框线的文件，或用 --tables 给出 Excel 报表"
        in shown.notices[0]
    )


def test_every_finding_stands_on_its_quote(pair: tuple[Path, Path]) -> None:
    """Cut the boxes of a quote out of the page: pdfplumber reads the quote there."""
    run = check(str(pair[1]))
    source = run.document.sources[0]
    assert source.layout is not None
    with pdfplumber.open(pair[1]) as opened:
        for finding in run.findings[:8]:
            for witness in (finding.claim, *finding.evidence):
                span = witness.place.span
                place = source.layout.at(span.start, span.end)
                page = opened.pages[place["page"] - 1]
                shown = "".join(
                    char["text"]
                    for number, *box in place["boxes"]
                    for char in opened.pages[number - 1].chars
                    if box[0] - 0.5 <= (char["x0"] + char["x1"]) / 2 <= box[2] + 0.5
                    and box[1] <= (char["top"] + char["bottom"]) / 2 <= box[3]
                    and char["text"].strip()
                )
                assert shown == "".join(source.text[span.start : span.end].split()), (finding.check, page)


def test_tables_are_those_pdfplumber_reads(pair: tuple[Path, Path]) -> None:
    data = pair[1].read_bytes()
    document, slow = pypdfium2.PdfDocument(data), PlumbedPages(data)
    compared = 0
    with pdfplumber.open(io.BytesIO(data)) as opened:
        for index, page in enumerate(opened.pages):
            drawing = drawing_of(document.raw, index)
            assert drawing is not None
            ours, _ = lattices_of(
                slow.page(index, drawing.frame) if drawing.lost else drawing.page, Budget("report", Limits())
            )
            theirs = page.extract_tables()
            assert [_rows(t.texts()) for t in ours] == [_rows(t) for t in theirs]
            compared += len(theirs)
    document.close()
    slow.close()
    assert compared > 10


def _rows(table: list[list[str | None]] | list[list[str]]) -> list[list[str]]:
    return [["".join((cell or "").split()) for cell in row] for row in table]


def test_page_furniture_is_left_out(pair: tuple[Path, Path]) -> None:
    text = read_source(str(pair[1]), "report").text
    assert "部门决算公开文本" not in text
    assert "— 3 —" not in text


def test_a_repeated_header_of_a_table_stands_once() -> None:
    rows = "\n".join(f"20101{k:02}\t科目{k}\t{k}.00" for k in range(10, 90))
    text = f"科目编码\t科目名称\t合计\n类\t款\t项\n栏次\t\t1\n{rows}\n\n以上为全部。"
    shown = read(pdf_of(text)).text
    assert shown.count("科目编码\t科目名称\t合计") == 1
    assert [line for line in shown.split("\n") if line.startswith("20101")] == rows.split("\n")
    assert "\n\n以上" in shown or "\n以上" in shown


def test_what_the_edge_of_the_page_cuts_off_is_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "支出合计1,530.80万元。")
        canvas.drawString(72, 100, "支出合计9.99万元。")
        canvas.drawString(-200, 650, "隐")
        canvas.setCropBox((0, 400, 595, 842))

    assert read(drawn(draw)).text == "支出合计1,530.80万元。\n"


def _written(content: bytes, *objects: bytes, pages: bytes = b"", page: bytes = b"", font: bytes = b"") -> bytes:
    """Return a PDF of one page; `pages`, `page` and `font` are further entries, `objects` follow from the sixth on."""
    made = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]%s>>" % pages,
        b"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>%s>>" % page,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica%s>>" % font,
        *(b"<</Length %d>>stream\n%s\nendstream" % (len(x), x) for x in (content, *objects)),
    ]  # fmt: skip
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % at for at in enumerate(made, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R/Size 9>>\n%%EOF"


def test_a_layer_of_recognised_text_over_a_picture_is_said_to_be_one() -> None:
    def draw(canvas: Canvas, mode: int) -> None:
        words = canvas.beginText(72, 700)
        words.setFont(FONT, 12)
        words.setTextRenderMode(mode)
        words.textLine("支出合计1,530.80万元，比上年增加100.00万元，其中基本支出。")
        canvas.drawText(words)
        _scan(canvas)

    assert "第 1 页是扫描图片，文字层由别的软件识别得来" in "".join(read(drawn(lambda c: draw(c, 3))).notices)
    assert read(drawn(lambda c: draw(c, 0))).notices == ()


def test_what_is_filled_into_a_form_is_announced() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "支出合计")
        canvas.acroForm.textfield(name="a", value="1530.80", x=150, y=690)

    assert "第 1 页有表单域" in "".join(read(drawn(draw)).notices)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_inherits_its_boxes(rotation: int) -> None:
    boxes = b"/MediaBox[0 0 595 842]/CropBox[40 300 595 842]/Rotate %d" % rotation
    found = read(_written(b"BT /F1 12 Tf 50 700 Td (Hello) Tj 0 -500 Td (Outside) Tj ET", pages=boxes))
    assert found.text == "Hello\n"
    assert found.layout is not None
    assert found.layout.at(0, 5)["boxes"][0][1] == 10  # from the left edge of what is shown


def test_characters_of_two_halves_are_one_and_a_half_alone_is_none() -> None:
    codes = b"2 beginbfchar <41> <D840DC00> <42> <D800> endbfchar"
    codes = b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange " + codes + b" endcmap"
    content = b"BT /F1 12 Tf 50 700 Td (AB1.00) Tj ET"
    found = read(_written(content, codes, page=b"/MediaBox[0 0 595 842]", font=b"/ToUnicode 6 0 R"))
    assert found.text == "\U00020000\ufffd1.00\n"
    assert found.text.encode()


def test_too_many_objects_are_not_read_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    from gouji.ingest.pdf import reader

    asked: list[int] = []
    monkeypatch.setattr(
        reader.PlumbedPages, "page", lambda _self, index, _frame, _turned: asked.append(index) or Page(595, 842)
    )
    monkeypatch.setattr(reader, "_adds_up", lambda _drawing: False)
    many = drawn(lambda canvas: [canvas.drawString(72, 100 + n, "支出") for n in range(50)])
    read(many)
    assert asked == [0]
    monkeypatch.setattr(reader, "_MOST_SLOW", 20)
    assert "第 1 页有些字可能没有读到" in "".join(read(many).notices)
    assert asked == [0]


def test_lines_of_a_huge_page_are_refused_before_their_fields_are_made() -> None:
    lines = [Stroke(4.0 * n, 0.0, 1300.0) for n in range(300)]
    page = Page(1300, 1300, horizontal=lines, vertical=list(lines))
    with pytest.raises(Unreadable, match="--limit cells="):
        lattices_of(page, Budget("report", Limits(cells=80_000)))
    assert len(lattices_of(page, Budget("report", Limits()))[0]) == 1


def test_reading_order_is_the_eyes() -> None:
    """Numbers drawn after all words, lines drawn from the bottom up."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 680, "其中基本支出")
        canvas.drawString(204, 680, "万元，占")
        canvas.drawString(72, 700, "本年支出合计")
        canvas.drawString(204, 700, "万元。")
        canvas.drawString(150, 680, "1,203.44")
        canvas.drawString(150, 700, "1,530.80")
        canvas.drawString(256, 680, "78.61%")

    assert read(drawn(draw)).text.split("\n")[:2] == [
        "本年支出合计1,530.80万元。",
        "其中基本支出1,203.44万元，占78.61%",
    ]


def test_sentences_with_blanks_around_their_numbers_stay_sentences() -> None:
    """Numbers filled into the blanks of a template: no columns, whatever stands above one another."""

    def draw(canvas: Canvas) -> None:
        for k, number in enumerate(["1530.80", "1203.44", "327.36", "12.08"]):
            y = 700 - 20 * k
            canvas.drawString(72, y, "本年支出")
            canvas.drawString(150, y, number)
            canvas.drawString(230, y, "万元，占")
            canvas.drawString(300, y, f"{10 + k}.50%")
            canvas.drawString(370, y, "；主要是人员经费。")

    shown = read(drawn(draw))
    assert "\t" not in shown.text
    assert "本年支出1203.44万元，占11.50%；主要是人员经费。" in shown.text.replace(" ", "")
    assert shown.notices == ()


def test_a_missing_component_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(drawn(lambda canvas: canvas.drawString(72, 700, "支出")))
    monkeypatch.delitem(sys.modules, "gouji.ingest.pdf.reader")
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(Unreadable, match=r"a\.pdf：读这种文件要用的组件 pypdfium2 没有装好；请重新安装"):
        read_source(str(path), "report")


def _lost(data: bytes) -> list[int]:
    document = pypdfium2.PdfDocument(data)
    drawings = [drawing_of(document.raw, index) for index in range(len(document))]
    document.close()
    return [drawing.lost for drawing in drawings if drawing is not None]


def _once_more(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "预算")
    canvas.drawString(72, 700, "预算")


def _outline_less_space(canvas: Canvas) -> None:
    canvas.drawString(72, 700, " ")


def _embedded_space(canvas: Canvas) -> None:
    canvas.setFont("Vera", 12)
    canvas.drawString(72, 700, " ")


def _hidden_space(canvas: Canvas) -> None:
    line = canvas.beginText(72, 700)
    line.setFont("Vera", 12)
    line.setTextRenderMode(3)
    line.textOut(" ")
    canvas.drawText(line)


@pytest.mark.parametrize(
    ("draw", "lost"), [(_once_more, 1), (_outline_less_space, 1), (_embedded_space, 0), (_hidden_space, 1)]
)
def test_text_counts_as_lost_unless_it_plainly_shows_nothing(draw: Callable[[Canvas], None], lost: int) -> None:
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    assert _lost(drawn(draw)) == [lost]


def test_no_page_of_a_word_processor_needs_the_slow_reading() -> None:
    assert set(_lost((FIXTURES / "formats" / "libreoffice.pdf").read_bytes())) == {0}


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_a_rotated_page_reads_as_people_see_it(quarter: int) -> None:
    data = pdf_of(
        "部门决算情况\n\n项目\t预算数\t决算数\n会议费\t3.20\t3.10\n培训费\t1.00\t\n\n以上单位为万元。", furniture=False
    )

    def draw(canvas: Canvas) -> None:
        canvas.translate(*{1: (595, 0), 2: (595, 842), 3: (0, 842)}[quarter])
        canvas.rotate(90 * quarter)
        canvas.setFont(FONT, 12)
        canvas.drawString(80, 500, "会议费")
        canvas.drawString(80, 480, "培训费")
        canvas.drawString(180, 500, "3.20万元")
        canvas.drawString(180, 480, "1.00万元")
        canvas.grid([70, 170, 300], [470, 495, 520])

    turned = pypdfium2.PdfDocument(data)
    turned[0].set_rotation(90 * quarter)
    out = io.BytesIO()
    turned.save(out)
    turned.close()
    upright = read(data).text
    assert "会议费\t3.20\t3.10\n培训费\t1.00\t\n" in upright
    assert "会议费\t3.20万元\n培训费\t1.00万元" in read(drawn(draw)).text  # the drawing itself is turned
    assert read(out.getvalue()).text == upright  # only the page is


def test_merged_cells_stand_where_they_begin() -> None:
    def draw(canvas: Canvas) -> None:
        #  | 项目      | 本年支出    |
        #  | 编码 名称 | 合计 | 其中 |
        xs, ys = [72, 132, 232, 332, 432], [600, 630, 660, 690]
        for y in ys:
            canvas.line(xs[0], y, xs[-1], y) if y != 660 else canvas.line(xs[2], y, xs[-1], y)
        for k, x in enumerate(xs):
            canvas.line(x, 600, x, 690 if k in (0, 2, 4) else 630 if k == 1 else 660)
        canvas.drawString(90, 655, "项目")
        canvas.drawString(260, 670, "本年支出")
        canvas.drawString(240, 640, "合计")
        canvas.drawString(340, 640, "基本支出")
        for x, word in zip(xs, ("201", "一般公共服务", "10.00", "6.00"), strict=False):
            canvas.drawString(x + 4, 610, word)

    assert read(drawn(draw)).text.strip("\n").split("\n") == [
        "项目\t\t本年支出\t",
        "\t\t合计\t基本支出",
        "201\t一般公共服务\t10.00\t6.00",
    ]


def test_a_paragraph_goes_on_over_lines_and_pages() -> None:
    sentence = "本单位2023年度支出合计1530.80万元，其中基本支出1203.44万元，占本年支出的78.61%，项目支出327.36万元。"
    text = "\n".join(["一、支出决算情况说明", *[f"第{k}段：" + sentence * 3 for k in range(1, 40)]])
    lines = [line for line in read(pdf_of(text)).text.split("\n") if line]
    assert lines == text.split("\n")


def test_a_locked_file_is_named_with_the_remedy() -> None:
    data = drawn(lambda c: c.drawString(72, 700, "密"), encrypt=StandardEncryption("geheim", canPrint=0))
    with pytest.raises(Unreadable, match=r"报告\.pdf：PDF 加了密码；请取消密码") as caught:
        read(data)
    assert caught.value.code == "encrypted"


def test_a_damaged_file_is_named_with_the_remedy() -> None:
    with pytest.raises(Unreadable, match=r"报告\.pdf：PDF 已损坏") as caught:
        read(b"%PDF-1.7\n" + b"\x00\xff" * 400)
    assert caught.value.code == "damaged"


@pytest.mark.parametrize("seed", range(24))
def test_a_file_with_holes_is_read_or_refused(seed: int, capfd: pytest.CaptureFixture[str]) -> None:
    """Bytes changed, cut out or cut off: never anything but an answer, and nothing printed by the libraries."""
    data, chance = bytearray((FIXTURES / "formats" / "libreoffice.pdf").read_bytes()), random.Random(seed)
    if seed % 3 == 0:
        del data[chance.randrange(len(data)) :]
    elif seed % 3 == 1:
        for _ in range(chance.randrange(5, 400)):
            data[chance.randrange(len(data))] = chance.randrange(256)
    else:
        start = chance.randrange(len(data))
        del data[start : start + chance.randrange(3000)]
    try:
        answer = read(bytes(data)).text
    except Unreadable as error:
        answer = str(error)
    assert answer
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("seed", [1, 3, 4])
def test_the_slow_reading_of_a_broken_file_ends_quietly(seed: int, capfd: pytest.CaptureFixture[str]) -> None:
    """Files on which pdfplumber fails again when it is closed."""
    data, chance = bytearray((FIXTURES / "formats" / "libreoffice.pdf").read_bytes()), random.Random(seed)
    for _ in range(200):
        data[chance.randrange(len(data))] = chance.randrange(256)
    slow = PlumbedPages(bytes(data))
    with suppress(Exception):
        slow.page(0, Frame(0.0, 0.0, 595.0, 842.0, 0))
    slow.close()
    assert capfd.readouterr().err == ""


def _scan(canvas: Canvas) -> None:
    picture = pypdfium2.PdfDocument(pdf_of("支出合计1530.80万元。"))[0].render(scale=2).to_pil()
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    canvas.showPage()


def _two_scans(canvas: Canvas) -> None:
    _scan(canvas)
    _scan(canvas)


def _four_pages(canvas: Canvas) -> None:
    for number in range(4):
        canvas.drawString(72, 700, f"第{number}段")
        canvas.showPage()


def test_scans_are_recognised_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_NEEDS", ("no_such_engine",))  # as without the extra
    with pytest.raises(Unreadable, match=r"2 页都是扫描图片.*gouji\[ocr\]") as caught:
        read(drawn(_two_scans))
    assert caught.value.code == "scanned"

    def half(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "本年支出合计1530.80万元，其余见扫描件，印章页附后，请查阅。")
        canvas.showPage()
        _scan(canvas)

    (said,) = read(drawn(half)).notices
    assert said.startswith("报告.pdf：第 2 页是扫描图片，没有文字，其中的内容没有核对；安装文字识别")


@pytest.mark.ocr
def test_a_scanned_page_is_recognised_with_the_extra() -> None:
    pytest.importorskip("rapidocr")
    shown = read(drawn(_scan))
    assert "支出合计1530.80万元" in shown.text
    assert "第 1 页是扫描图片，文字由识别得来" in shown.notices[0]


def test_the_limit_of_pages_names_its_option(tmp_path: Path) -> None:
    path = tmp_path / "长.pdf"
    path.write_bytes(drawn(_four_pages))
    with pytest.raises(Unreadable, match=r"长\.pdf：页数超过 3 页的上限.*--limit pages="):
        check(str(path), settings=Settings(limits=Limits(pages=3)))


def test_the_unit_at_the_right_and_the_office_below_it_are_two_lines() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "本部门一般公共预算财政拨款收入支出情况说明如下所列各表以及各项说明所")
        canvas.drawRightString(510, 660, "单位：万元")
        canvas.drawString(72, 640, "部门：柳川县档案馆")

    assert "单位：万元\n部门：柳川县档案馆" in read(drawn(draw)).text


@pytest.mark.parametrize(
    ("line", "entity"),
    [
        ("单位：万元部门：柳川县档案馆", "柳川县档案馆"),
        ("单位：元氏县档案馆", "元氏县档案馆"),
        ("单位：元", "柳川县档案馆"),
    ],
)
def test_a_unit_is_no_office(line: str, entity: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        f"柳川县档案馆2023年度部门决算\n\n收入决算表\n{line}\n\n合计\t9.00\n\n本年收入9.00万元。\n", "utf-8"
    )
    assert check(str(path)).document.entity == entity
