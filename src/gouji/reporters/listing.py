"""What was read, for people: every figure with its state, every table with its identities."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gouji.model.run import Entry, Run, State
from gouji.model.table import Identity, Table
from gouji.reporters.plain import Style, aligned, clean, quoted
from gouji.reporters.terminal import coverage_line, place_line

_BY = {"table": "与表相符", "arithmetic": "算式相符", "restatement": "与别处相符"}
_SOURCES = {"row": "各栏之和", "column": "各行之和", "hierarchy": "类款项之和", "sides": "收支相等", "note": "表下公式"}
_KEYS = {"annex": "附表"}
_CLOSES = {True: "闭合", False: "不闭合", None: "无可核对"}
_MOST_TERMS = 8


def figures_page(run: Run, style: Style | None = None) -> str:
    """Return every figure of the narrative under its heading: line, quote, state, and what it was held against."""
    style = style or Style()
    lines: list[str] = []
    rows: list[tuple[str, ...]] = []
    heading = None
    for entry in run.ledger:
        head = entry.figure.paragraph.section.above(2)
        here = head.heading if head else ""
        if here != heading:
            lines += [*aligned(rows), "", style.bold(clean(here or "（标题之前）"))]
            heading, rows = here, []
        rows.append(_figure_row(run, entry))
    lines += [*aligned(rows), "", coverage_line(run)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _figure_row(run: Run, entry: Entry) -> tuple[str, ...]:
    span = entry.figure.span
    line = f"  {run.document.sources[span.file].spot(span.start)}"
    claim = entry.claim
    subject = clean(claim.subject.words) if claim and claim.subject else ""
    about = f"{subject} {claim.measure.value if claim else ''}".strip()
    against = place_line(run, entry.against[0]) if entry.against else ""
    more = f" 等{len(entry.against)}处" if len(entry.against) > 1 else ""
    return line, quoted(run.document.text(span)), about, _state(entry), against + more


def _state(entry: Entry) -> str:
    helped = "，模型辅助读出" if entry.origin == "model" else ""
    if entry.state is State.CONSISTENT:
        return f"一致（{_BY.get(entry.by or '', entry.by or '')}{helped}）"
    if entry.state is State.CONTRADICTED:
        return "不一致" + (f"（{helped[1:]}）" if helped else "")
    return f"未核对（{entry.why.text if entry.why else '原因不明'}）"


def tables_page(run: Run, style: Style | None = None) -> str:
    """Return every table as read, with the identities that fail."""
    style = style or Style()
    lines = []
    for table in run.tables:
        name = style.bold(f"{_KEYS.get(table.key, table.key)} {clean(table.title) or '（无题名）'}")
        size = f"{len(table.rows) or table.height} 行 × {len(table.columns) or table.width} 列"
        unit = f"单位 {clean(table.unit)}" if table.unit else "未注明单位"
        lines.append("  ".join(p for p in (name, _line(run, table), unit, size, _closes(table, style)) if p))
        lines += [f"  {text}" for text in _failing(table)]
    counts = "，".join(f"{name} {sum(t.closes is key for t in run.tables)}" for key, name in _CLOSES.items())
    lines.append(f"共 {len(run.tables)} 张：{counts}。")
    return "\n".join(lines) + "\n"


def _line(run: Run, table: Table) -> str:
    return run.document.sources[table.span.file].spot(table.span.start) if table.span else ""


def _closes(table: Table, style: Style) -> str:
    tested = [i for i in table.identities if not i.empty and (i.holds or not i.open)]
    text = _CLOSES[table.closes]
    if table.closes is None:
        return text
    good = sum(not i.fails for i in tested)
    return style.severity("info" if table.closes else "error", f"{text}（等式 {len(tested)} 个，成立 {good}）")


def _failing(table: Table) -> Iterator[str]:
    for identity in table.identities:
        if identity.fails:
            yield f"{_name(table, identity)}：{sum_text(identity)}"


def _name(table: Table, identity: Identity) -> str:
    row = next((r for r in table.rows for c in r.cells.values() if c is identity.left), None)
    place = f"“{clean(row.label)}”" if row else ""
    return f"{place}第{identity.left.column + 1}列 {_SOURCES.get(identity.source, clean(identity.source))}"


def sum_text(identity: Identity) -> str:
    """Return `左 ≠ 甲 + 乙 = 和，相差 x` as printed, in the unit of the table."""
    left = identity.left.printed
    filled = [(t.coefficient, t.cell.printed) for t in identity.terms if t.cell.printed]
    parts = [f"{'−' if k < 0 else '+'} {p.value:f}" for k, p in filled]
    shown = " ".join(parts[:_MOST_TERMS]).removeprefix("+ ") + (
        f" …（共{len(parts)}项）" if len(parts) > _MOST_TERMS else ""
    )
    total = sum((k * p.value for k, p in filled), Decimal(0))
    value = left.value if left else Decimal(0)
    return f"{f'{value:f}' if left else '空白'} ≠ {shown or '0'} = {total:f}，相差 {abs(value - total):f}"
