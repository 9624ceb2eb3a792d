"""Pictures as SVG: each inside the page, where the page's own colours apply, or all of them in one file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape as escape_markup  # xml.sax.saxutils would bring urllib and ssl along

from gouji.model.run import Run
from gouji.reporters.charts.canvas import INKS, WIDTH, Picture, Rect, Shape, Squares
from gouji.reporters.charts.poster import poster

_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_FONTS = (
    "PingFang SC, Hiragino Sans GB, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, WenQuanYi Micro Hei, "
    "WenQuanYi Zen Hei, sans-serif"
)


def render(run: Run, titles: Mapping[str, str]) -> bytes:
    """Return all pictures of a run, one below the other, as an SVG file."""
    picture, margin = poster(run), 24
    width, height = WIDTH + 2 * margin, round(picture.height + 2 * margin)
    body = "".join(_shapes(picture.shapes))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="{-margin} {-margin} {width} {height}" '
        f'role="img" font-family="{_FONTS}"><title>{escape(picture.title)}</title><desc>{escape(picture.told)}</desc>'
        f'<rect x="{-margin}" y="{-margin}" width="{width}" height="{height}" fill="{INKS["paper"]}"/>{body}</svg>\n'
    ).encode()


def inline(picture: Picture) -> str:
    """Return a picture for the page: colours and fonts are the page's."""
    return (
        f'<svg viewBox="0 0 {WIDTH} {round(picture.height)}" role="img" aria-label="{escape(picture.told)}">'
        f"{''.join(_shapes(picture.shapes))}</svg>"
    )


def _shapes(shapes: list[Shape]) -> Iterator[str]:
    for shape in shapes:
        paint = f'class="{shape.ink}" fill="{INKS[shape.ink]}"'
        if isinstance(shape, Rect):
            yield _rect(shape, paint)
        elif isinstance(shape, Squares):
            side = _number(shape.side)
            path = "".join(f"M{_number(x)} {_number(y)}h{side}v{side}h-{side}z" for x, y in shape.corners)
            yield f'<path {paint} d="{path}"/>'
        else:
            bold = ' font-weight="600"' if shape.bold else ""
            anchor = f' text-anchor="{shape.anchor}"' if shape.anchor != "start" else ""
            at = f'x="{_number(shape.x)}" y="{_number(shape.y)}" font-size="{_number(shape.size)}"'
            yield f"<text {paint} {at}{anchor}{bold}>{escape(shape.text)}</text>"


def _rect(shape: Rect, paint: str) -> str:
    title = f"<title>{escape(shape.title)}</title>" if shape.title else ""
    at = (
        f'x="{_number(shape.x)}" y="{_number(shape.y)}" width="{_number(shape.width)}" height="{_number(shape.height)}"'
    )
    drawn = f"<rect {paint} {at}>{title}</rect>" if title else f"<rect {paint} {at}/>"
    return f'<a href="#{shape.link}">{drawn}</a>' if shape.link else drawn


def escape(text: str) -> str:
    """Return text for XML, which has no place for some characters that HTML bears."""
    return escape_markup(_NOT_XML.sub("\ufffd", text))


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
