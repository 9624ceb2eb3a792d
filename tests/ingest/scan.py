"""Pages drawn as pictures, as a scanner would leave them, for the tests of recognition.

`python -m tests.ingest.scan` writes the pictures of fixtures/scans; it needs the font named below.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFont

from gouji.config import Limits
from gouji.ingest.flow import text_of
from gouji.ingest.limits import Budget
from gouji.ingest.ofd.package import pages_of
from gouji.ingest.page import Page
from tests.cases import FIXTURES
from tests.ingest.ofd_file import written
from tests.ingest.spanned import blocks_of

# WenQuanYi Zen Hei (GPL 2 with the exception for documents that embed it), Debian's fonts-wqy-zenhei
FONT = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"
_HEIGHT = 320.0  # points of the pages that are drawn for fixtures


def picture(page: Page, dots: int = 200, tilt: float = 0.0, noise: float = 0.0, seal: bool = False) -> Image.Image:
    """Return a page as a grey or (with a seal) coloured picture of so many dots an inch."""
    scale = dots / 72
    image = Image.new("RGB", (round(page.width * scale), round(page.height * scale)), "white")
    draw = ImageDraw.Draw(image)
    for stroke in page.horizontal:
        draw.line((stroke.low * scale, stroke.at * scale, stroke.high * scale, stroke.at * scale), "black", 2)
    for stroke in page.vertical:
        draw.line((stroke.at * scale, stroke.low * scale, stroke.at * scale, stroke.high * scale), "black", 2)
    fonts: dict[int, Any] = {}
    for glyph in page.glyphs:
        size = round(glyph.em * scale)
        font = fonts.setdefault(size, ImageFont.truetype(FONT, size))
        draw.text((glyph.x0 * scale, glyph.y * scale), glyph.text, "black", font, anchor="ls")
    if seal:
        side = 110 * scale
        at = (image.width * 0.55, image.height * 0.15)
        stamp = Image.new("RGB", image.size, "white")
        ring = (*at, at[0] + side, at[1] + side)
        ImageDraw.Draw(stamp).ellipse(ring, outline=(215, 40, 40), width=round(3 * scale))
        image = ImageChops.multiply(image, stamp)  # what is printed shows through a stamp
    if tilt:
        image = image.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    if noise:
        random = np.random.default_rng(7)
        grain = random.normal(0, noise, (image.height, image.width, 1))
        image = Image.fromarray(np.clip(np.asarray(image).astype(float) + grain, 0, 255).astype(np.uint8))
    return image


def saved(images: list[Image.Image], form: str = "PNG", dots: int = 200) -> bytes:
    """Return pictures as a file; several need TIFF."""
    kept = io.BytesIO()
    more = {"save_all": True, "append_images": images[1:]} if len(images) > 1 else {}
    images[0].save(kept, form, dpi=(dots, dots), **more)
    return kept.getvalue()


# the fixtures: what is printed, and how it was scanned

_PROSE = """柳川县档案馆2023年度部门决算情况说明

一、收入支出决算总体情况说明

2023年度收入合计1,234.56万元，比上年增加12.34万元，增长1.01%，主要原因是馆藏数字化项目增加。

合计支出1,230.00万元，完成年初预算的98.40%。
"""
_TABLE = """支出决算表

单位：万元

| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
|---|---|---|---|---|
|  | 合计 | 1,230.00 | 930.50 | 299.50 |
| 201 | 一般公共服务支出 | 1,105.25 | 805.75 | 299.50 |
| 208 | 社会保障和就业支出 | 80.15 | 80.15 |  |
| 221 | 住房保障支出 | 44.60 | 44.60 |  |
"""
_SCANS = {
    "prose": (_PROSE, "JPEG", {"noise": 12.0, "tilt": -0.5}),
    "table": (_TABLE, "PNG", {"seal": True, "tilt": 0.7}),
}


def main() -> None:
    """Write fixtures/scans: the pictures, and the text that was printed on them."""
    for name, (markdown, form, how) in _SCANS.items():
        page = pages_of(written(blocks_of(markdown)), Budget(name, Limits()))[0].page
        page.glyphs = [glyph for glyph in page.glyphs if glyph.y < _HEIGHT]  # without the page number
        page.height = _HEIGHT
        image = picture(page, **how)  # type: ignore[arg-type]
        image = image.quantize(16) if form == "PNG" else image.convert("L")
        kept = io.BytesIO()
        image.save(kept, form, dpi=(200, 200), quality=60)
        (FIXTURES / "scans" / f"{name}.{form.lower()}").write_bytes(kept.getvalue())
        (FIXTURES / "scans" / f"{name}.txt").write_text(text_of([page], Budget(name, Limits())).text, "utf-8")


if __name__ == "__main__":
    main()
