"""Runs in which every text that comes from a document is one the author of a document might wish for."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from gouji.model.alignment import Why
from gouji.model.assistance import Assistance
from gouji.model.document import Document, DocumentKind, GridCell, Paragraph, RawTable, Section, Source, View
from gouji.model.finding import Expected, Finding
from gouji.model.location import Place, Span
from gouji.model.outcome import Kind, Severity, Witness
from gouji.model.quantity import Modifier, Quantity
from gouji.model.run import Crash, Entry, Run, State
from gouji.model.table import Row, Table
from gouji.values.printed import Printed
from gouji.values.units import WAN

ATTACKS = (
    "=cmd|'/c calc'!A1", "+1+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "-2+3", "\t=1+1", "\r=1+1", "＝1+1", " =1", "'=1",
    "=HYPERLINK(\"http://example.invalid\")", "{=1+1}", "_x003D_1", "_x000D_", "https://example.invalid/a", "mailto:a@example.invalid",
    "external:c:\\a.xls", "<script>alert(1)</script>", "]]><b>", "&lt;b&gt;", "<!-- -->", "![a](https://example.invalid/x.png)",
    "[a](javascript:alert(1))", "<https://example.invalid>", "www.example.invalid", "@someone", "org/repo#12", "GH-12", "a|b|c", "`a`",
    "# a", "> a", "1. a", "- a", "| a |", "***", "~~a~~", "$a$", ":smile:", "{0} [a](1)", "\x00\x07\x1b[31m", "\x85\x9b31m", "a\u202egnp.exe",
    "\u2066a\u2069", "\u200b\ufeff", "\ud800", "a\udfffb", "\ufffe\uffff", "\U000e0041", "\n\n", "a\nb", "a\u2028b", '"', "'",
    "\\", "[Red]", "&C&P",
)  # fmt: skip
LONG = "=长" * 20_000  # more than a cell of a spreadsheet holds
texts = (
    st.lists(st.sampled_from(ATTACKS) | st.text(st.characters(), max_size=8), min_size=1, max_size=3)
    .map("".join)
    .filter(bool)
)


def against_hostile_text(test: Callable[[str], None]) -> Callable[[], None]:
    """Return the test tried on every attack alone, then on combinations."""
    tried = given(texts)(test)
    for attack in ATTACKS:
        tried = example(attack)(tried)
    tried.__name__ = test.__name__
    return tried


def hostile(text: str) -> Run:
    """Return a run of one finding, one table, one figure and one failed check, whose every word is `text`."""
    span = Span(0, len(text))
    section = Section(2, "", text, None, 1)
    view = View(text, (0,), (0,))
    raw = RawTable(
        text, span, section, certain=True, unit=text, rows=[[GridCell.of(text, span), GridCell.of("1.00", span)]]
    )
    table = Table(0, "T1", text, span, text, True, rows=[Row(0, text, span)], height=1, width=2)
    printed = Printed(Decimal("1.50"), WAN)
    quantity = Quantity(0, Paragraph(view, section, 0), 0, len(text), printed, Modifier.NONE)
    claim = Witness(Place(span, text), "claim", printed, quantity, text)
    cell = Witness(Place(span, None, 0, 0, 0), "table", printed, None, text)
    finding = Finding(
        "0123456789ab", "XT01", "text-table-mismatch", Kind.VALUE_MISMATCH, Severity.ERROR, 0.95, "model", text, claim,
        Expected(text, None), (cell, claim), text, text, None, text, (claim,),
    )  # fmt: skip
    starts = (0, *(i + 1 for i, c in enumerate(text) if c == "\n"))
    source = Source(text, "0" * 64, "text", "utf-8", "report", text, starts)
    document = Document((source,), (quantity.paragraph,), (raw,), (section,), text, 2023, DocumentKind.FINAL_ACCOUNT)
    entry = Entry(quantity, None, State.NOT_CHECKED, Why.NO_ROW, None, ())
    assistance = Assistance(model=text, currency=text, cost=Decimal(1), corrections={finding.id: text})
    return Run(
        document, (table,), (entry,), (finding,), (Crash("WX03", text),), (text,), 1, text, text, assistance=assistance
    )
