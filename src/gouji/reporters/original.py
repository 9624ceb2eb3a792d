"""The user's own file once more, for outputs that are drawn into it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from gouji.errors import Unreadable, trouble
from gouji.model.document import Source


def original(source: Source) -> bytes:
    """Return the bytes the source was read from. Raises Unreadable where they cannot be had again, or are others by now."""
    if source.path == "-":
        raise Unreadable("标准输入：批注要写进原文件，标准输入没有文件；请直接给出报告文件。", "no-file")
    try:
        data = Path(source.path).read_bytes()
    except (OSError, ValueError) as error:
        why = trouble(error) if isinstance(error, OSError) else str(error)
        raise Unreadable(f"{source.path}：写批注时原文件读不出来（{why}）；请核对路径和权限。") from error
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise Unreadable(f"{source.path}：核对之后文件有改动，批注会落错位置；请保存好文件，重新核对一次。", "changed")
    return data
