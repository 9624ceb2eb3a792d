"""Labelled cases: a folder with one report, what is wrong in it, and what only looks wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gouji.errors import InputError, UsageError
from gouji.measure.rows import Row, rows_of, shown
from gouji.model.outcome import Kind, Severity

LABELS = "labels.jsonl"
TRAPS = "traps.jsonl"
_RESULTS = {".json", ".jsonl"}  # a saved run beside the report is not another report
_CONFIDENCES = ("certain", "arguable")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the report. `line` is 1-based; None where a paged report is labelled by page."""

    quote: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Label:
    """One contradiction a reviewer found. `certain` means arithmetic or the text itself proves it."""

    id: str
    kind: Kind
    severity: Severity
    certain: bool
    passage: Passage
    evidence: tuple[Passage, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Trap:
    """Something that looks wrong as `kind` and is right, with the reason."""

    id: str
    kind: Kind
    passage: Passage
    evidence: tuple[Passage, ...]
    why_ok: str


@dataclass(frozen=True, slots=True)
class Case:
    """One report with its labels and traps. `name` is that of the folder."""

    name: str
    report: Path
    labels: tuple[Label, ...]
    traps: tuple[Trap, ...]


def load_case(folder: Path) -> Case:
    """Return the case in `folder`.

    Raises UsageError for a folder that is no case, InputError for a line that is no label.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}：不是文件夹；请给出含 report.*、{LABELS} 的案例文件夹。")
    report = _report_in(folder)
    labels, traps = folder / LABELS, folder / TRAPS
    if not labels.is_file():
        raise UsageError(f"{folder}：缺少 {LABELS}；每行一条标注，没有错误的报告放一个空的 {LABELS}。")
    return Case(
        folder.resolve().name,
        report,
        tuple(_label(row) for row in rows_of(labels)),
        tuple(_trap(row) for row in rows_of(traps)) if traps.is_file() else (),
    )


def load_report(path: Path) -> Case:
    """Return the report at `path`, a file or a folder, with the labels and traps beside it in a folder; none is needed.

    Raises UsageError for a folder without a report, InputError for a line that is no label.
    """
    if not path.is_dir():
        return Case(path.resolve().parent.name if path.stem == "report" else path.name, path, (), ())
    if (path / LABELS).is_file():
        return load_case(path)
    return Case(path.resolve().name, _report_in(path), (), ())


def _report_in(folder: Path) -> Path:
    reports = sorted(p for p in folder.glob("report.*") if p.suffix not in _RESULTS)
    if not reports:
        raise UsageError(f"{folder}：没有报告；请放入 report.txt 或 report.md。")
    if len(reports) > 1:
        names = "、".join(p.name for p in reports)
        raise UsageError(f"{folder}：有 {len(reports)} 份报告（{names}），不知道标注属于哪一份；请只留一份 report.*。")
    return reports[0]


def _label(row: Row) -> Label:
    confidence = row.fields.get("confidence")
    if confidence not in _CONFIDENCES:
        raise row.no_choice("confidence", list(_CONFIDENCES))
    kind, severity = row.choice("kind", Kind), row.choice("severity", Severity)
    why = str(row.fields.get("why") or "")
    return Label(row.text("id"), kind, severity, confidence == "certain", _passage(row), _evidence(row), why)


def _trap(row: Row) -> Trap:
    why_ok = str(row.fields.get("why_ok") or "")
    return Trap(row.text("id"), row.choice("kind", Kind), _passage(row), _evidence(row), why_ok)


def _evidence(row: Row) -> tuple[Passage, ...]:
    parts = row.fields.get("evidence") or []
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise InputError(f"{row.where}：evidence 应是对象的列表，每个带 quote 和 line。")
    return tuple(_passage(Row(f"{row.where} evidence 第 {n} 项", part)) for n, part in enumerate(parts, 1))


def _passage(row: Row) -> Passage:
    line, page = row.fields.get("line"), row.fields.get("page")
    if not _counts(line) and not (line is None and _counts(page)):
        raise InputError(f"{row.where}：line 应是从 1 起的行号，现为 {shown(line)}；分页的报告改用 page。")
    return Passage(row.text("quote"), line)


def _counts(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1
