"""The reviewer's page: each finding with both places and its arithmetic, then how much was checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gouji.model.alignment import Why
from gouji.model.document import DocumentKind
from gouji.model.finding import Finding
from gouji.model.outcome import Severity, Witness
from gouji.model.run import Run
from gouji.reporters.assistance import summary
from gouji.reporters.json import coverage_of
from gouji.reporters.plain import Style, clean, quoted, width

_WIDTH = 78
_SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
_KINDS = {DocumentKind.BUDGET: "预算", DocumentKind.FINAL_ACCOUNT: "决算", DocumentKind.TEMPLATE: "未填写的模板"}
_REASONS = {why.slug: why.text for why in Why}
_MOST_PLACES = 6  # a sum of twenty cells would push its own message off the screen
_HIGH, _MIDDLE = 0.9, 0.6  # the bands of confidence in the contract


def page(run: Run, titles: Mapping[str, str], style: Style | None = None) -> str:
    """Return the page. `titles` gives the Chinese title of a check by its code."""
    style = style or Style()
    lines = [style.bold(_heading(run)), ""]
    for finding in run.findings:
        lines += [*finding_lines(run, finding, titles.get(finding.check, finding.name), style), ""]
    return "\n".join([*lines, *_closing(run, style)]) + "\n"


def _heading(run: Run) -> str:
    document = run.document
    year = f"{document.year}年" if document.year else ""
    kind = _KINDS.get(document.kind)
    what = f"{year}{kind}" if kind else "看不出是预算还是决算"
    forms = sum(bool(t.rows) for t in run.tables)
    others = f"、其他表 {len(run.tables) - forms} 张" if len(run.tables) > forms else ""
    parts = [clean(document.entity or ""), what, f"读到报表 {forms} 张{others}"]
    paths = "、".join(clean(s.path) for s in document.sources)
    return f"{paths}：{'，'.join(p for p in parts if p)}"


def band(confidence: float) -> str:
    """Return 高, 中 or 低."""
    return "高" if confidence >= _HIGH else "中" if confidence >= _MIDDLE else "低"


def finding_lines(run: Run, finding: Finding, title: str, style: Style) -> Iterator[str]:
    """Yield one finding: title and severity, its places, message, arithmetic, cause and suggestion."""
    left, right = f"{finding.check} {title}", f"{_SEVERITIES[finding.severity]} · 把握{band(finding.confidence)}"
    gap = " " * max(2, _WIDTH - width(left) - width(right))
    yield style.bold(left) + gap + style.severity(finding.severity.value, right)
    for witness in (finding.claim, *finding.evidence[:_MOST_PLACES]):
        yield f"  {place_line(run, witness)}"
    rest = finding.evidence[_MOST_PLACES:]
    if rest:
        yield f"  另有  {'、'.join(_short(run, w) for w in rest)}"
    yield f"  {clean(finding.message)}"
    if finding.formula:
        yield f"  算式：{clean(finding.formula)}"
    if finding.cause:
        yield f"  可能原因：{clean(finding.cause)}"
    if finding.suggestion:
        yield f"  建议：核实后改为{quoted(finding.suggestion)}"
    corrected = run.assistance.corrections.get(finding.id) if run.assistance else None
    if corrected:
        yield f"  改正（模型拟，请核实）：{clean(corrected)}"
    if finding.origin == "model":
        yield style.dim(f"  模型辅助读出，程序核算；看经过：gouji explain-finding 报告 {finding.id}")
    for witness in finding.also:
        yield style.dim(f"  又见 {place_line(run, witness)}")


def place_line(run: Run, witness: Witness) -> str:
    """Return where a witness stands and what is printed there."""
    place = witness.place
    source = run.document.sources[place.span.file]
    file = f"{clean(source.path)} " if place.span.file else ""
    line = f"{file}{source.spot(place.span.start)}"
    quote = quoted(run.document.text(place.span))
    if source.role == "prior":
        return f"往年  {line} {clean(witness.words)}  {quote}"
    if place.table is None:
        return f"正文  {line} {clean(place.section or '')}  {quote}".replace("   ", "  ")
    title = run.tables[place.table].title
    words = (
        witness.words
        if title and witness.words.startswith(title)
        else f"{title}{quoted(witness.words) if witness.words else ''}"
    )
    return f"表格  {line} {clean(words) or '（无题名的表）'}  {quote}"


def _short(run: Run, witness: Witness) -> str:
    span = witness.place.span
    return f"{run.document.sources[span.file].spot(span.start)}{quoted(run.document.text(span))}"


def _closing(run: Run, style: Style) -> Iterator[str]:
    found = {s: sum(f.severity is s for f in run.findings) for s in Severity}
    ignored = f"；按设置略去 {run.ignored} 处" if run.ignored else ""
    if run.findings:
        named = "，".join(f"{_SEVERITIES[s]} {n}" for s, n in found.items() if n)
        yield style.bold(f"发现 {len(run.findings)} 处：{named}{ignored}。")
    else:
        unfinished = "核对没有完成，" if run.crashes else ""
        yield style.bold(f"{unfinished}没有发现不一致{ignored}。")
    yield coverage_line(run)
    counts = coverage_of(run)["counts"]
    if counts["figures"]:
        ends = f"已核对 {counts['checked']}，未核对 {counts['not_checked']}"
        yield f"另有数量（人、辆、次等）{counts['figures']} 个：{ends}。"
    yield from summary(run.assistance) if run.assistance else ()
    yield from (f"说明：{clean(note)}" for note in run.notes)
    yield from (
        style.severity("error", f"核对 {c.code} 出错，它的结果缺失，其他核对不受影响：{clean(c.error)}")
        for c in run.crashes
    )


def coverage_line(run: Run) -> str:
    """Return how the figures of the narrative ended, with the reasons of what was not checked."""
    c = coverage_of(run)
    if not c["figures"]:
        return "正文没有可核对的数额或比率。"
    why = "，".join(f"{_REASONS.get(slug, slug)} {n}" for slug, n in c["reasons"].items())
    left = f"未核对 {c['not_checked']}" + (f"（{why}）" if why else "")
    share = f"{100 * c['checked'] / c['figures']:.0f}%"
    ends = f"一致 {c['consistent']}，不一致 {c['contradicted']}，{left}"
    return f"正文数字 {c['figures']} 个：{ends}；已核对 {c['checked']} 个（{share}）。"


def render(run: Run, titles: Mapping[str, str]) -> bytes:
    """Return the page as a file holds it: no colours."""
    return page(run, titles).encode("utf-8", "backslashreplace")
