"""OFD bytes to text, by the same reading of pages as a PDF's."""

from __future__ import annotations

from gouji.errors import Unreadable
from gouji.ingest.flow import text_of
from gouji.ingest.limits import Budget
from gouji.ingest.ofd.package import pages_of
from gouji.ingest.read import Read

_FEW_GLYPHS = 20
_PICTURES = 0.6  # of the page, for a page without text to be a scan


def read_ofd(data: bytes, budget: Budget) -> Read:
    """Return the text of an OFD. Raises Unreadable for a file that is damaged, locked, only pictures, or beyond a limit."""
    drawn = pages_of(data, budget)
    scans = [n for n, d in enumerate(drawn, 1) if d.pictures > _PICTURES and len(d.page.glyphs) < _FEW_GLYPHS]
    if len(scans) == len(drawn):
        raise Unreadable(
            f"{budget.name}：{len(drawn)} 页都是扫描图片，没有文字；请给出可以复制文字的文件，或先做文字识别。",
            "scanned",
        )
    notices = []
    if scans:
        where = "、".join(map(str, scans))
        notices.append(f"{budget.name}：第 {where} 页是扫描图片，没有文字，其中的内容没有核对。")
    return text_of([d.page for d in drawn], budget, notices)
