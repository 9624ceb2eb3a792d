"""One workbook of a run. No cell of it is a formula or a link, whatever the document prints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from gouji.model.run import Run
from gouji.reporters.problems import problems, subject_of
from gouji.reporters.xlsx.coverage_sheet import write_coverage
from gouji.reporters.xlsx.problem_sheet import write_problems
from gouji.reporters.xlsx.styles import Styles, fitting
from gouji.reporters.xlsx.table_sheets import write_tables

NEVER = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LONGEST_TITLE = 200
MADE = datetime(2000, 1, 1, tzinfo=UTC)  # the same run gives the same bytes


def render(run: Run, titles: Mapping[str, str]) -> bytes:
    """Return the workbook."""
    from xlsxwriter import Workbook

    out = BytesIO()
    book: Any = Workbook(out, {"in_memory": True, **NEVER})
    styles = Styles(book)
    book.set_properties(
        {"title": fitting(f"{subject_of(run)}勾稽核对问题清单")[:_LONGEST_TITLE], "author": "gouji", "created": MADE}
    )
    found = problems(run, titles)
    write_problems(book.add_worksheet("问题清单"), styles, run, found)
    coverage = book.add_worksheet("核对率")
    write_coverage(coverage, styles, run, write_tables(book, styles, run))
    book.close()
    return out.getvalue()
