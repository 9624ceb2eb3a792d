"""OFD bytes to text, by the same reading of pages as a PDF's."""

from __future__ import annotations

from gouji.ingest.flow import text_of
from gouji.ingest.limits import Budget
from gouji.ingest.ofd.package import pages_of
from gouji.ingest.read import Read
from gouji.ingest.scans import told_of_scans


def read_ofd(data: bytes, budget: Budget) -> Read:
    """Return the text of an OFD. Raises Unreadable for a file that is damaged, locked, only pictures, or beyond a limit."""
    drawn = pages_of(data, budget)
    pages = [d.page for d in drawn]
    unread = [n for n, d in enumerate(drawn, 1) if d.is_scan and d.page.recognised is None]
    return text_of(pages, budget, told_of_scans(budget.name, pages, unread))
