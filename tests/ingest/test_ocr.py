"""Scans: lines and tilt found on the picture, text recognised with its confidence, and a plain word where the extra is missing.

What needs rapidocr itself is marked `ocr`; the picture is handled without it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gouji.config import Limits
from gouji.errors import Unreadable
from gouji.ingest.lattice import lattices_of
from gouji.ingest.limits import Budget
from gouji.ingest.ocr import engine, raster, reader
from gouji.ingest.page import Page
from tests.cases import FIXTURES
from tests.ingest.scan import saved

SCALE = 200 / 72
SCANS = FIXTURES / "scans"


def budget(**limits: float) -> Budget:
    """Return a budget for a file called 扫描.png."""
    return Budget("扫描.png", Limits(**limits))


def sheet(rows: int = 4, columns: int = 3, seal: bool = False) -> Image.Image:
    """Return a page with a table whose second row is one merged cell, and dashes in place of writing."""
    image = Image.new("RGB", (1200, 900), "white")
    draw = ImageDraw.Draw(image)
    for row in range(rows + 1):
        draw.line((100, 200 + 60 * row, 100 + 300 * columns, 200 + 60 * row), "black", 2)
    for column in range(columns + 1):
        for row in range(rows):
            if row != 1 or column in (0, columns):
                x = 100 + 300 * column
                draw.line((x, 200 + 60 * row, x, 260 + 60 * row), "black", 2)
    for row in range(rows):
        for k in range(6):
            draw.rectangle((120 + 25 * k, 225 + 60 * row, 137 + 25 * k, 228 + 60 * row), "black")
            draw.rectangle((127 + 25 * k, 215 + 60 * row, 130 + 25 * k, 245 + 60 * row), "black")
    if seal:
        draw.ellipse((500, 100, 800, 400), outline=(215, 40, 40), width=9)
    return image


def shape(image: Any) -> list[tuple[int, int, int]]:
    """Return columns, rows and cells of the tables on an image."""
    across, down = raster.ruled(image, SCALE)
    page = Page(image.shape[1] / SCALE, image.shape[0] / SCALE)
    page.horizontal, page.vertical = raster.strokes(across, SCALE), raster.strokes(down, SCALE)
    return [(len(t.xs) - 1, len(t.ys) - 1, len(t.cells)) for t in lattices_of(page, Budget("scan", Limits()))[0]]


# the picture


@pytest.mark.parametrize("tilt", [0.0, 0.7, -1.6, 2.5])
def test_a_tilted_table_is_set_upright_and_has_its_cells(tilt: float) -> None:
    image = sheet().rotate(tilt, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    upright, turned = raster.upright(np.asarray(image))
    assert turned == pytest.approx(-tilt, abs=0.1)
    assert shape(upright) == [(3, 4, 10)]


def test_a_table_on_grainy_paper_has_its_cells() -> None:
    grain = np.random.default_rng(7).normal(0, 25, (900, 1200, 1))
    image = np.clip(np.asarray(sheet()).astype(float) + grain, 0, 255).astype(np.uint8)
    assert shape(image) == [(3, 4, 10)]


def test_an_empty_page_has_no_tilt_and_no_lines() -> None:
    blank = np.full((900, 1200, 3), 255, np.uint8)
    upright, turned = raster.upright(blank)
    assert (turned, shape(upright)) == (0.0, [])
    assert shape(np.full((20, 20, 3), 0, np.uint8)) == []


def test_bars_of_ink_are_no_ruling_lines() -> None:
    image = sheet()
    ImageDraw.Draw(image).rectangle((100, 600, 1000, 640), "black")
    assert shape(np.asarray(image)) == [(3, 4, 10)]


def test_lines_are_painted_out_and_writing_stays() -> None:
    image = np.asarray(sheet())
    bare = raster.without(image, *raster.ruled(image, SCALE))
    assert shape(bare) == []
    assert (bare[:, 100:104] == 255).all()
    assert (bare[225:228, 120:137] == image[225:228, 120:137]).all()
    assert (image[200, 100:1000] == 0).all()


def test_a_seal_is_taken_out_and_red_writing_stays() -> None:
    stamped = sheet(seal=True)
    ImageDraw.Draw(stamped).rectangle((900, 700, 990, 715), (215, 40, 40))
    bare = raster.unstamped(np.asarray(stamped), SCALE)
    red = (bare[:, :, 0].astype(int) - bare[:, :, 1]) > 50
    assert not red[:500].any()
    assert red[700:715, 900:990].all()
    plain = np.asarray(sheet())
    assert raster.unstamped(plain, SCALE) is plain


# figures and words


@pytest.mark.parametrize(
    ("seen", "means"),
    [
        ("3, 817, 921 00", "3,817,921.00"),
        ("3,817, 92100", "3,817,921.00"),
        ("-1,234,56", "-1,234.56"),
        ("3,817,921.00", None),
        ("3,817,921", None),
        ("12 00", None),
        ("2023 12", None),
        ("1,23 4", None),
        ("第1,234 56", None),
    ],
)
def test_a_decimal_point_that_was_not_seen_is_put_where_only_one_can_be(seen: str, means: str | None) -> None:
    assert engine.mended(seen) == means


def test_characters_share_the_width_of_their_word() -> None:
    glyphs = list(reader._glyphs(engine.Word("合计12", 100, 50, 160, 70, 0.9), 2.0))
    assert [(g.text, g.x0, g.x1) for g in glyphs] == [("合", 50, 60), ("计", 60, 70), ("1", 70, 75), ("2", 75, 80)]
    assert {(g.y, g.em) for g in glyphs} == {(33.0, 8.2)}


def test_a_word_over_a_ruling_line_is_recognised_again_in_its_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    widths: list[int] = []

    def again(image: Any) -> list[engine.Word]:
        widths.append(image.shape[1])
        return [engine.Word(f"{len(widths)}.00", 0, 0, image.shape[1], image.shape[0], 0.8)]

    monkeypatch.setattr(engine, "words_of_line", again)
    image = np.full((100, 400, 3), 255, np.uint8)
    line = [engine.Word("1.002.00", 100, 40, 300, 60, 0.9), engine.Word("年", 300, 40, 320, 60, 0.9)]
    through, beside, below = (
        raster.Segment(199, 200, 0, 100),
        raster.Segment(301, 302, 0, 100),
        raster.Segment(150, 151, 70, 99),
    )
    found = list(reader._cut(line, [through, beside, below], image))
    assert [(w.text, w.x0, w.x1) for w in found] == [("1.00", 100, 199.5), ("2.00", 199.5, 300), ("年", 300, 320)]
    assert widths == [98, 100]


# files


def _without_size(tiff: bytes) -> bytes:
    """Return a TIFF whose pages after the first do not say how wide they are."""
    width = b"\x00\x01\x04\x00" if b"\x00\x01\x04\x00" in tiff else b"\x00\x01\x03\x00"
    first = tiff.index(width) + len(width)
    return tiff[:first] + tiff[first:].replace(width, b"\x77" + width[1:])


def test_without_the_extra_a_picture_is_told_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_NEEDS", ("no_such_package",))
    with pytest.raises(Unreadable, match=r'扫描\.png：这是图片.*pip install "gouji\[ocr\]"') as error:
        reader.read_image(saved([sheet()]), budget())
    assert error.value.code == "scanned"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_every_kind_of_picture_is_opened(form: str) -> None:
    ((image, scale),) = reader._frames(saved([sheet()], form), budget())
    assert image.shape == (900, 1200, 3)
    assert scale == pytest.approx(1200 / 842 if form == "WEBP" else SCALE, rel=0.01)


def test_what_is_transparent_is_paper_and_grey_has_three_channels() -> None:
    clear = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    assert (next(reader._frames(saved([clear]), budget()))[0] == 255).all()
    assert next(reader._frames(saved([sheet().convert("L")]), budget()))[0].shape == (900, 1200, 3)
    assert next(reader._frames(saved([sheet().convert("1")]), budget()))[0].shape == (900, 1200, 3)


@pytest.mark.parametrize(
    ("data", "limits", "says"),
    [
        (saved([sheet()] * 3, "TIFF"), {"pages": 2}, "页数超过 2 页"),
        (saved([sheet()]), {"unpacked": 1e6}, "解压后的大小超过 1,000,000 字节"),
        (saved([Image.new("1", (20_000, 20_000))]), {}, "解压后的大小超过 314,572,800 字节"),
        (saved([sheet()])[:2000], {}, "图片已损坏"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), {}, "图片已损坏"),
        (b"II*\x00" + bytes(100), {}, "图片已损坏"),
        (_without_size(saved([sheet()] * 2, "TIFF")), {}, "图片已损坏"),
    ],
    ids=["pages", "large", "bomb", "cut short", "no picture", "no pages", "no size"],
)
def test_a_picture_that_is_damaged_or_too_large_is_declined(data: bytes, limits: dict[str, float], says: str) -> None:
    with pytest.raises(Unreadable, match=rf"扫描\.png：{says}"):
        list(reader._frames(data, budget(**limits)))


def test_recognition_gets_time_of_its_own() -> None:
    spent = budget(seconds=1e-9)
    with pytest.raises(Unreadable, match="读取时间超过"):
        spent.ensure_time()
    spent.grant(20)
    spent.ensure_time()
    assert 19 < spent.left() <= 20


def test_the_notice_names_pages_and_confidence() -> None:
    assert reader.notice("a.pdf", [0.99, 0.97], [3, 5]) == (
        "a.pdf：第 3、5 页是扫描图片，文字由识别得来（平均置信度 98%）；涉及的结果请对照原件核实。"
    )
    assert "2 页是扫描图片，文字由识别得来（平均置信度 80%，把握不高）" in reader.notice("a.png", [0.8, 0.8])
    assert "（平均置信度 99.9%）" in reader.notice("a.png", [0.9999])


# rapidocr itself


@pytest.mark.ocr
@pytest.mark.parametrize("scan", sorted(p for p in SCANS.iterdir() if p.suffix != ".txt"), ids=lambda p: p.stem)
def test_a_scan_is_read_as_it_was_printed(scan: Path) -> None:
    read = reader.read_image(scan.read_bytes(), Budget(scan.name, Limits()))
    assert _lines(read.text) == _lines(scan.with_suffix(".txt").read_text("utf-8"))
    assert read.notices[0].startswith(f"{scan.name}：1 页是扫描图片，文字由识别得来（平均置信度 9")
    assert read.layout is not None
    at = read.text.index("合计")
    (page, x0, y0, x1, y1), *_ = read.layout.at(at, at + 2)["boxes"]
    assert page == 1
    assert 0 < x0 < x1 < 842
    assert 0 < y0 < y1 < 842


def _lines(text: str) -> list[str]:
    """Return the lines that hold something, without full stops: one at the end of a line is small, and may be missed."""
    return [line for line in text.replace("。", "").split("\n") if line.strip()]
