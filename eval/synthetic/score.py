"""Writes reports, runs gouji on them through `import gouji`, and counts false alarms, hits and misses."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import gouji

from .case import Case, Span, make
from .shapes import SHAPES

LOUD = ("error", "warning")


@dataclass(slots=True)
class Alarm:
    """A finding above info, as counted. `of`: the labels it is about; none on a clean report."""

    number: int
    faulty: bool
    template: str
    shape: str
    check: str
    kind: str
    message: str
    quote: str
    line: int
    of: list[int]


@dataclass(slots=True)
class Result:
    """What one report gave. `hits`: for each label whether a loud finding named it, and the label."""

    name: str
    number: int
    faulty: bool
    template: str
    shape: str
    alarms: list[Alarm]
    hits: list[tuple[dict[str, Any], bool]]
    figures: int
    checked: int
    quiet: int = 0
    traps: int = 0
    tripped: int = 0
    failed: str = ""


@dataclass(slots=True)
class Score:
    results: list[Result] = field(default_factory=list)
    written: float = 0.0
    elapsed: float = 0.0


def score(seed: int, clean: int, faulty: int, jobs: int = 1) -> Score:
    """Return the results of reports 0 … of the seed: so many clean ones, then so many with faults."""
    tasks = [(number, False) for number in range(clean)] + [(number, True) for number in range(faulty)]
    began = perf_counter()
    total = Score()
    for number, flag in tasks[: min(200, len(tasks))]:
        make(seed, number, flag)
    total.written = (perf_counter() - began) / max(1, min(200, len(tasks)))
    began = perf_counter()
    work = partial(check, seed)
    if jobs > 1:
        with get_context("spawn").Pool(jobs) as pool:
            total.results = pool.map(work, tasks, chunksize=20)
    else:
        total.results = [work(task) for task in tasks]
    total.elapsed = perf_counter() - began
    return total


def check(seed: int, task: tuple[int, bool]) -> Result:
    """Write one report to a temporary file, run gouji on it and compare."""
    number, faulty = task
    case = make(seed, number, faulty)
    result = Result(case.name, number, faulty, case.template, case.shape, [], [], 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report.{SHAPES[case.shape]}"
        path.write_bytes(case.text.encode())
        try:
            run = gouji.check(str(path))
        except Exception as error:  # a report that cannot be read is a result
            result.failed = f"{type(error).__name__}: {error}"
            result.hits = [(label, False) for label in case.labels]
            return result
    result.failed = "; ".join(str(crash) for crash in run.crashes)
    named: set[int] = set()
    for finding in run.findings:
        if finding.severity.value not in LOUD:
            result.quiet += 1
            continue
        about = [at for at in range(len(case.labels)) if touches(finding, case.planted[at], case.proofs[at])]
        named |= set(about)
        result.alarms.append(_alarm(case, number, faulty, finding, about))
    result.hits = [(label, at in named) for at, label in enumerate(case.labels)]
    claims = [
        [_span(finding.claim), *map(_span, finding.also)] for finding in run.findings if finding.severity.value in LOUD
    ]
    result.traps = len(case.near)
    result.tripped = sum(any(_meet(places, [span]) for places in claims) for span in case.near)
    states = [entry.state.value for entry in run.ledger]
    result.figures, result.checked = len(states), sum(state in ("consistent", "contradicted") for state in states)
    return result


def _alarm(case: Case, number: int, faulty: bool, finding: Any, about: list[int]) -> Alarm:
    start, end = _span(finding.claim)
    line = case.text.count("\n", 0, start) + 1
    place = (number, faulty, case.template, case.shape)
    return Alarm(*place, finding.check, finding.kind.value, finding.message, case.text[start:end], line, about)


def _span(witness: Any) -> Span:
    return witness.place.span.start, witness.place.span.end


def touches(finding: Any, planted: list[Span], proofs: list[Span]) -> bool:
    """Return whether the finding is about the fault: any of its places meets the planted passage, or its claim the other side."""
    claims = [_span(finding.claim), *map(_span, finding.also)]
    everywhere = [*claims, *map(_span, finding.evidence)]
    return _meet(everywhere, planted) or _meet(claims, proofs)


def _meet(places: Iterable[Span], spans: Iterable[Span]) -> bool:
    wanted = list(spans)
    return any(a < d and c < b for a, b in places for c, d in wanted)


# what is printed


def summary(total: Score, first: int = 10) -> Iterator[str]:
    """Yield the lines of the summary."""
    clean = [r for r in total.results if not r.faulty]
    faulty = [r for r in total.results if r.faulty]
    noisy = [r for r in clean if r.alarms]
    figures, checked = sum(r.figures for r in total.results), sum(r.checked for r in total.results)
    yield f"写出每秒 {1 / total.written:,.0f} 份（每分钟 {60 / total.written:,.0f} 份）；写出并核对 {len(total.results)} 份用时 {total.elapsed:.1f} 秒"
    yield f"正文数字 {figures} 个，已核对 {checked} 个（{_ratio(checked, figures)}）；读不了或检查出错 {sum(bool(r.failed) for r in total.results)} 份"
    yield f"无错报告 {len(clean)} 份，其中 {len(noisy)} 份有提示以上的发现，共 {sum(len(r.alarms) for r in noisy)} 条"
    traps, tripped = sum(r.traps for r in total.results), sum(r.tripped for r in total.results)
    yield f"似错而无误之处 {traps} 个，被指为错 {tripped} 个"
    yield from _table("误报按检查", Counter(a.check for r in noisy for a in r.alarms))
    yield from _table("误报按样式", Counter(f"{r.template} {r.shape}" for r in noisy))
    for result in noisy[:first]:
        for alarm in result.alarms[:2]:
            yield f"  第{result.number}份 {result.template} {result.shape} 第{alarm.line}行 {alarm.check} {alarm.message}｜{alarm.quote}"
    labels = [(r, label, hit) for r in faulty for label, hit in r.hits]
    alarms = [alarm for r in faulty for alarm in r.alarms]
    true = sum(bool(alarm.of) for alarm in alarms)
    yield f"有错报告 {len(faulty)} 份，植入 {len(labels)} 处，指出 {sum(h for *_, h in labels)} 处：查全率 {_ratio(sum(h for *_, h in labels), len(labels))}"
    named = Counter((a.number, at) for a in alarms for at in a.of)
    yield f"发现 {len(alarms)} 条，其中 {true} 条有据：查准率 {_ratio(true, len(alarms))}；同一处最多引出 {max(named.values(), default=0)} 条"
    yield from _rates("按类型", ((label["kind"], hit) for _, label, hit in labels))
    yield from _rates("按手法", ((_slip(label), hit) for _, label, hit in labels))
    yield from _rates("按模板", ((r.template, hit) for r, _, hit in labels))
    yield from _rates("按形状", ((r.shape, hit) for r, _, hit in labels))
    yield from _table("有错报告中无据的发现按检查", Counter(a.check for a in alarms if not a.of))


def _slip(label: dict[str, Any]) -> str:
    return f"{label['kind']} {label['why'].rpartition('（')[2].rstrip('）。')}"


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def _table(title: str, counts: Counter[str]) -> Iterator[str]:
    if counts:
        yield f"{title}：" + "，".join(f"{key} {n}" for key, n in counts.most_common())


def _rates(title: str, pairs: Iterable[tuple[str, bool]]) -> Iterator[str]:
    whole: Counter[str] = Counter()
    part: Counter[str] = Counter()
    for key, hit in pairs:
        whole[key] += 1
        part[key] += hit
    yield f"{title}："
    for key in sorted(whole):
        yield f"  {key}  {part[key]}/{whole[key]}  {_ratio(part[key], whole[key])}"
