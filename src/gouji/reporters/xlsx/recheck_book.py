"""The 复核表 as a workbook: what became of every finding, a row each. No cell of it is a formula or a link."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from gouji.model.trace import Fate, Followed, Mark, Recheck
from gouji.reporters.plain import clean
from gouji.reporters.recheck import SEVERITIES, WORDS, head_of, line_of, tally
from gouji.reporters.xlsx.book import MADE, NEVER
from gouji.reporters.xlsx.styles import Styles, fitting, height_of, printed_on_a4

COLUMNS = {"序号": 5, "结果": 11, "说明": 20, "级别": 6, "问题": 22, "原处": 34, "现处": 34, "详情": 40, "处理意见": 14}
_HEAD = 2
_LOOKS = {Fate.REMAINS: "error", Fate.NEW: "error", Fate.NOT_RECHECKED: "warning", Fate.REMOVED: "warning"}


def render(found: Recheck, titles: Mapping[str, str]) -> bytes:
    """Return the workbook."""
    from xlsxwriter import Workbook

    out = BytesIO()
    book: Any = Workbook(out, {"in_memory": True, **NEVER})
    styles = Styles(book)
    book.set_properties({"title": "勾稽复核表", "author": "gouji", "created": MADE})
    sheet = book.add_worksheet("复核表")
    _write(sheet, styles, found, titles)
    book.close()
    return out.getvalue()


def _write(sheet: Any, styles: Styles, found: Recheck, titles: Mapping[str, str]) -> None:
    last = len(COLUMNS) - 1
    heads = ((f"复核：{clean(found.old_path)} → {clean(found.new_path)}", "title"), (tally(found), "note"))
    for row, (text, look) in enumerate(heads):
        sheet.merge_range(row, 0, row, last, "", styles.get(look))
        styles.text(sheet, row, 0, text, look)
    for column, (name, wide) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, wide)
        styles.text(sheet, _HEAD, column, name, "head")
    ordered = [item for fate in WORDS for item in found.of(fate)]
    for number, item in enumerate(ordered, 1):
        _row(sheet, styles, number, item, titles)
    sheet.autofilter(_HEAD, 0, _HEAD + max(1, len(ordered)), last)
    sheet.freeze_panes(_HEAD + 1, 1)
    printed_on_a4(sheet, _HEAD, _HEAD)


def _row(sheet: Any, styles: Styles, number: int, item: Followed, titles: Mapping[str, str]) -> None:
    trace = item.told
    now = item.new.claim if item.new else item.now
    texts = (
        str(number), WORDS[item.fate], item.how, SEVERITIES.get(trace.severity, ""), head_of(trace, titles, severity=False),
        _place(item.old.claim if item.old else None), _place(now), fitting(trace.message), "",
    )  # fmt: skip
    for column, text in enumerate(texts):
        styles.text(sheet, _HEAD + number, column, text, _LOOKS.get(item.fate, "middle") if column == 1 else "cell")
    sheet.write_number(_HEAD + number, 0, number, styles.get("middle"))
    sheet.set_row(_HEAD + number, height_of(list(zip(texts, COLUMNS.values(), strict=True))))


def _place(mark: Mark | None) -> str:
    return "" if mark is None else line_of(mark)
