"""The reviewer's page: each finding with both places and its arithmetic, then how much was checked."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from gouji.model.alignment import Why
from gouji.model.context import Contexts
from gouji.model.document import OTHER_REPORT, DocumentKind
from gouji.model.finding import Finding
from gouji.model.outcome import Severity, Witness
from gouji.model.run import Run
from gouji.reporters.assistance import summary
from gouji.reporters.json import coverage_of
from gouji.reporters.plain import Style, clean, quoted, shortened, width, wrapped
from gouji.reporters.snippet import snippets
from gouji.reporters.spots import line_note, spot

_BAR = 22  # columns of the bar of what was checked; fits beside its figure on the narrowest terminal
_MOST_KINDS = 4
_SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
_KINDS = {DocumentKind.BUDGET: "预算", DocumentKind.FINAL_ACCOUNT: "决算", DocumentKind.TEMPLATE: "未填写的模板"}
_REASONS = {why.slug: why.text for why in Why}
_MOST_PLACES = 6  # a sum of twenty cells would push its own message off the screen
_HIGH, _MIDDLE = 0.9, 0.6  # the bands of confidence in the contract


def page(run: Run, titles: Mapping[str, str], style: Style | None = None) -> str:
    """Return the page. `titles` gives the Chinese title of a check by its code."""
    style = style or Style()
    contexts = Contexts(run.document)
    lines = [style.bold(line) for line in wrapped(_heading(run), style.columns, "  ")]
    for note in _first(run):
        lines += wrapped(f"说明：{clean(note)}", style.columns, "  ")
    lines.append("")
    for finding in run.findings:
        lines += [*finding_lines(run, finding, titles.get(finding.check, finding.name), style, contexts), ""]
    return "\n".join([*lines, *_closing(run, titles, style)]) + "\n"


def _first(run: Run) -> list[str]:
    """Return the notices to be read before any finding: under the tables of another report every one of them would be void."""
    return [note for note in run.notes if OTHER_REPORT in note]


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


def finding_lines(
    run: Run, finding: Finding, title: str, style: Style, contexts: Contexts | None = None
) -> Iterator[str]:
    """Yield one finding: title and severity, its places with the figures underlined, message, arithmetic, cause and suggestion."""
    contexts = contexts or Contexts(run.document)
    yield _head(finding, title, style)
    yield from snippets(run, finding, (finding.claim, *finding.evidence[:_MOST_PLACES]), contexts, style)
    rest = finding.evidence[_MOST_PLACES:]
    if rest:
        yield from _labelled("另有", "、".join(_short(run, w) for w in rest), style)
    yield from wrapped(f"  {clean(finding.message)}", style.columns, "  ")
    if finding.formula:
        yield from _labelled("算式", finding.formula, style)
    if finding.cause:
        yield from _labelled("可能原因", finding.cause, style)
    if finding.suggestion:
        yield from _labelled("建议", f"核实后改为{quoted(finding.suggestion)}", style)
    corrected = run.assistance.corrections.get(finding.id) if run.assistance else None
    if corrected:
        yield from _labelled("改正（模型拟，请核实）", corrected, style)
    if finding.origin == "model":
        # not wrapped: the command is there to be pasted
        yield style.dim(f"  模型辅助读出，程序核算；看经过：gouji explain-finding {_pasted(run)} {finding.id}")
    for witness in finding.also:
        yield from (style.dim(line) for line in wrapped(f"  又见 {place_line(run, witness)}", style.columns, "    "))


def _head(finding: Finding, title: str, style: Style) -> str:
    """Return what is wrong on the left, how far it matters on the right; between them the id that explain-finding and accept take."""
    right = f"{_SEVERITIES[finding.severity]} · 把握{band(finding.confidence)}"
    left = shortened(f"{finding.check} {clean(title)}", style.room - width(right) - 2)
    spare = style.room - width(left) - width(right)
    number = f"  {finding.id}" if spare >= len(finding.id) + 4 else ""
    return f"{style.bold(left)}{style.dim(number)}{' ' * (spare - len(number))}{style.severity(finding.severity.value, right)}"


def _labelled(label: str, text: str, style: Style) -> list[str]:
    lines = wrapped(f"  {label}：{clean(text)}", style.columns, "      ")
    return [lines[0].replace(f"{label}：", style.dim(f"{label}："), 1), *lines[1:]]


def _pasted(run: Run) -> str:
    """Return the path of the report as a shell takes it."""
    return shlex.quote(clean(run.document.sources[0].path))


def place_line(run: Run, witness: Witness) -> str:
    """Return where a witness stands and what is printed there."""
    place = witness.place
    source = run.document.sources[place.span.file]
    file = f"{clean(source.path)} " if place.span.file else ""
    line = f"{file}{spot(run, place)}".strip()
    quote = quoted(run.document.text(place.span))
    if place.table is None:
        kind = "对照" if source.role == "prior" else "正文"
        return f"{kind}  {' '.join(p for p in (line, clean(place.section or '')) if p)}  {quote}"
    title = run.tables[place.table].title
    words = (
        witness.words
        if title and witness.words.startswith(title)
        else f"{title}{quoted(witness.words) if witness.words else ''}"
    )
    return f"表格  {line} {clean(words) or '（无题名的表）'}  {quote}"


def _short(run: Run, witness: Witness) -> str:
    return f"{spot(run, witness.place)}{quoted(run.document.text(witness.place.span))}"


def _closing(run: Run, titles: Mapping[str, str], style: Style) -> Iterator[str]:
    """Yield what is read in five seconds: how many of which severity, of what kind, how much was checked; then the remarks."""
    found = {s: sum(f.severity is s for f in run.findings) for s in Severity}
    ignored = f"；按设置略去 {run.ignored} 处" if run.ignored else ""
    if run.findings:
        named = "，".join(style.severity(s.value, f"{_SEVERITIES[s]} {n}") for s, n in found.items() if n)
        yield f"{style.bold(f'发现 {len(run.findings)} 处：')}{named}{ignored}。"
        yield from wrapped(_kinds(run, titles), style.columns, "  ")
    else:
        unfinished = "核对没有完成，" if run.crashes else ""
        yield style.bold(f"{unfinished}没有发现不一致{ignored}。")
    yield from _coverage(run, style)
    counts = coverage_of(run)["counts"]
    if counts["figures"]:
        ends = f"已核对 {counts['checked']}，未核对 {counts['not_checked']}"
        yield from wrapped(f"另有数量（人、辆、次等）{counts['figures']} 个：{ends}。", style.columns, "  ")
    asked = summary(run.assistance) if run.assistance else ()
    notes = (*(n for n in run.notes if n not in _first(run)), line_note(run))
    for line in (*asked, *(f"说明：{clean(note)}" for note in notes if note)):
        yield from wrapped(line, style.columns, "  ")
    for crash in run.crashes:
        told = f"核对 {crash.code} 出错，它的结果缺失，其他核对不受影响：{clean(crash.error)}"
        yield from (style.severity("error", line) for line in wrapped(told, style.columns, "  "))


def _kinds(run: Run, titles: Mapping[str, str]) -> str:
    """Return which checks found most."""
    counts = Counter((f.check, titles.get(f.check, f.name)) for f in run.findings)
    ordered = sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    named = [f"{check} {clean(title)} {n}" for (check, title), n in ordered[:_MOST_KINDS]]
    rest = sum(n for _, n in ordered[_MOST_KINDS:])
    return "  " + "，".join([*named, *([f"其他 {rest}"] if rest else [])])


def _coverage(run: Run, style: Style) -> Iterator[str]:
    c = coverage_of(run)
    if c["figures"]:
        yield f"  {_bar(c, style)}  {100 * c['checked'] / c['figures']:.0f}% 已核对"
    yield from wrapped(coverage_line(run), style.columns, "  ")


def _bar(coverage: Mapping[str, Any], style: Style) -> str:
    """Return the figures as a bar, = consistent, x contradicted, . not checked; what there is at all has a part of it."""
    parts = [coverage[key] for key in ("consistent", "contradicted", "not_checked")]
    whole = sum(parts)
    cells = [max(1, part * _BAR // whole) if part else 0 for part in parts]
    cells[cells.index(max(cells))] += _BAR - sum(cells)
    good, bad, left = (sign * n for sign, n in zip("=x.", cells, strict=True))
    return f"[{style.good(good)}{style.severity('error', bad)}{style.dim(left)}]"


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
