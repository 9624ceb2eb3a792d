"""OFD bytes to text, by the same reading of pages as a PDF's."""

from __future__ import annotations

from gouji.errors import Unreadable
from gouji.ingest.flow import text_of
from gouji.ingest.limits import Budget
from gouji.ingest.ofd.package import pages_of
from gouji.ingest.read import Read


def read_ofd(data: bytes, budget: Budget) -> Read:
    """Return the text of an OFD. Raises Unreadable for a file that is damaged, locked, only pictures, or beyond a limit."""
    drawn = pages_of(data, budget)
    scans = [n for n, d in enumerate(drawn, 1) if d.is_scan and d.page.recognised is None]
    if len(scans) == len(drawn):
        raise Unreadable(
            f"{budget.name}：{len(drawn)} 页都是扫描图片，没有文字；请给出可以复制文字的文件，"
            '或安装文字识别（pip install "gouji[ocr]"，在本机运行，不联网）。',
            "scanned",
        )
    notices = []
    if scans:
        where = "、".join(map(str, scans))
        notices.append(f"{budget.name}：第 {where} 页是扫描图片，没有文字，其中的内容没有核对。")
    read = {n: d.page.recognised for n, d in enumerate(drawn, 1) if d.page.recognised is not None}
    if read:
        from gouji.ingest.ocr.reader import notice

        notices.append(notice(budget.name, list(read.values()), list(read)))
    return text_of([d.page for d in drawn], budget, notices)
