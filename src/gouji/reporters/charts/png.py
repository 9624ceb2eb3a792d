"""The pictures as PNG, drawn by Pillow at twice the size, with a Chinese font of this machine."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from gouji.errors import UsageError
from gouji.model.run import Run
from gouji.reporters.charts.canvas import INKS, WIDTH, Rect, Squares
from gouji.reporters.charts.poster import poster

_SCALE = 2  # two pixels for one of the page, as screens and print want
_MARGIN = 24
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}
# Fonts with Chinese characters, by the files they come in on macOS, Windows and Linux; Pillow looks through the system's folders.
_FONTS = (
    "PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Light.ttc", "msyh.ttc", "msyh.ttf", "Deng.ttf", "simhei.ttf", "simsun.ttc",
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf", "NotoSansSC-Regular.ttf",
    "NotoSansSC[wght].ttf", "NotoSansCJK-VF.otf.ttc", "SourceHanSansSC-Regular.otf", "SourceHanSansCN-Regular.otf", "SourceHanSans.ttc",
    "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "uming.ttc", "ukai.ttc",
)  # fmt: skip


def render(run: Run, titles: Mapping[str, str]) -> bytes:
    """Return all pictures of a run as a PNG. Raises UsageError where the machine has no Chinese font."""
    picture = poster(run)
    size = ((WIDTH + 2 * _MARGIN) * _SCALE, round((picture.height + 2 * _MARGIN) * _SCALE))
    image = Image.new("RGB", size, INKS["paper"])
    draw = ImageDraw.Draw(image)
    for shape in picture.shapes:
        ink = INKS[shape.ink]
        if isinstance(shape, Rect):
            _fill(draw, shape.x, shape.y, shape.width, shape.height, ink)
        elif isinstance(shape, Squares):
            for x, y in shape.corners:
                _fill(draw, x, y, shape.side, shape.side, ink)
        else:
            at = ((shape.x + _MARGIN) * _SCALE, (shape.y + _MARGIN) * _SCALE)
            bold = 0.5 if shape.bold else 0.0
            draw.text(
                at, shape.text, ink, _font(round(shape.size * _SCALE)), _ANCHORS[shape.anchor], stroke_width=bold,
                stroke_fill=ink,
            )  # fmt: skip
    data = io.BytesIO()
    # The palette costs less time than it saves in packing; Pillow's `optimize` packs 6% more in three times as long.
    image.quantize(64, Image.Quantize.FASTOCTREE).save(data, "PNG", compress_level=6)
    return data.getvalue()


def _fill(draw: ImageDraw.ImageDraw, x: float, y: float, width: float, height: float, ink: str) -> None:
    left, top = round((x + _MARGIN) * _SCALE), round((y + _MARGIN) * _SCALE)
    right, bottom = round((x + width + _MARGIN) * _SCALE), round((y + height + _MARGIN) * _SCALE)
    if right > left and bottom > top:
        draw.rectangle((left, top, right - 1, bottom - 1), ink)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    raise UsageError(
        "PNG：这台电脑没有找到中文字体，图上的字会成为方框；请装一种（如 Noto Sans CJK：apt install fonts-noto-cjk），或改用 --format svg。"
    )
