"""The sheet 核对率: section by section how the figures ended, and why some were not checked."""

from __future__ import annotations

from typing import Any

from gouji.model.alignment import Why
from gouji.model.run import Run, State
from gouji.reporters.by_section import Share, shares
from gouji.reporters.problems import remarks_of
from gouji.reporters.xlsx.styles import Styles, height_of, printed_on_a4

_COLUMNS = {"部分": 40, "数字": 8, "一致": 8, "不一致": 8, "未核对": 8, "核对率": 8}
_REASON_WIDTH = 12
_HEAD = 1


def write_coverage(sheet: Any, styles: Styles, run: Run, left_out: int) -> None:
    """Write a row for each section and one for the whole, then the notices of the run and how many tables have no sheet."""
    rows = shares(run)
    reasons = [why for why, _ in rows[-1].reasons.most_common()]
    styles.text(sheet, 0, 0, "正文数字（数额、比率）核对了多少；后面各栏是没有核对的原因", "title")
    for column, name in enumerate([*_COLUMNS, *(why.text for why in reasons)]):
        styles.text(sheet, _HEAD, column, name, "head")
        sheet.set_column(column, column, list(_COLUMNS.values())[column] if column < len(_COLUMNS) else _REASON_WIDTH)
    sheet.set_row(_HEAD, height_of([("部分", 8), *((why.text, _REASON_WIDTH) for why in reasons)]))
    for row, share in enumerate(rows, _HEAD + 1):
        _write(sheet, styles, row, share, reasons, "whole" if share is rows[-1] else "cell")
    unshown = [f"另有 {left_out} 张表没有列出（没有问题的附表，或表太多）。"] if left_out else []
    for row, remark in enumerate([*remarks_of(run), *unshown], _HEAD + 2 + len(rows)):
        styles.text(sheet, row, 0, f"说明：{remark}", "note")
    sheet.freeze_panes(_HEAD + 1, 1)
    printed_on_a4(sheet, _HEAD, _HEAD)


def _write(sheet: Any, styles: Styles, row: int, share: Share, reasons: list[Why], look: str) -> None:
    styles.text(sheet, row, 0, share.section, look)
    states = (share.states[s] for s in (State.CONSISTENT, State.CONTRADICTED, State.NOT_CHECKED))
    plain = styles.get(look)
    for column, number in enumerate((share.figures, *states), 1):
        sheet.write_number(row, column, number, plain)
    if share.figures:
        sheet.write_number(row, 5, share.checked / share.figures, styles.get(look, "0%"))
    else:
        styles.text(sheet, row, 5, share.percent, look)
    for column, why in enumerate(reasons, len(_COLUMNS)):
        if share.reasons[why]:
            sheet.write_number(row, column, share.reasons[why], plain)
        else:
            sheet.write_blank(row, column, None, plain)
