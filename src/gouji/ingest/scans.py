"""Pages that are pictures: what a run says of those that were recognised and of those that could not be read."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.errors import Unreadable
from gouji.ingest.page import Page

EXTRA = 'pip install "gouji[ocr]"'


def told_of_scans(name: str, pages: Sequence[Page], unread: Sequence[int]) -> list[str]:
    """Return the notices about scanned pages; `unread` are the numbers, from 1, of those without text.

    Raises Unreadable (code `scanned`) when there is nothing else.
    """
    if unread and len(unread) == len(pages):
        raise Unreadable(
            f"{name}：{len(pages)} 页都是扫描图片，没有文字；请给出可以复制文字的文件，或安装文字识别（{EXTRA}，在本机运行，不联网）。",
            "scanned",
        )
    notices = []
    if unread:
        where = "、".join(map(str, unread))
        notices.append(
            f"{name}：第 {where} 页是扫描图片，没有文字，其中的内容没有核对；安装文字识别（{EXTRA}）后可以读出。"
        )
    recognised = {number: page.recognised for number, page in enumerate(pages, 1) if page.recognised is not None}
    if recognised:
        from gouji.ingest.ocr.reader import notice

        notices.append(notice(name, list(recognised.values()), list(recognised)))
    return notices
