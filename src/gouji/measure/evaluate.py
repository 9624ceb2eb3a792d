"""Many cases run and scored: the evaluation, its JSON and its table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gouji.errors import InputError, UsageError
from gouji.ingest.sources import read_source
from gouji.measure.cases import Case, load_case
from gouji.measure.counts import Counts, precision, ratio
from gouji.measure.remarks import remarks
from gouji.measure.render import to_table
from gouji.measure.result import CaseScore, Evaluation
from gouji.measure.score import score

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Evaluation", "evaluate", "to_json", "to_table"]

SCHEMA = "gouji-eval/1"


def evaluate(folders: Sequence[Path], run: Callable[[Path], dict[str, Any]]) -> Evaluation:
    """Return the scores of the cases in `folders`. `run` takes a report's path and gives the JSON of its run.

    A report that cannot be read is a failed case, not the end of the others. Raises UsageError for a folder that is no
    case or given twice, InputError for a line that is no label; both before anything is run.
    """
    if not folders:
        raise UsageError("没有案例；请给出含 report.*、labels.jsonl 的案例文件夹。")
    seen: set[Path] = set()
    for folder in folders:
        if folder.resolve() in seen:
            raise UsageError(f"{folder}：给了两次，会重复计数；每个案例只给一次。")
        seen.add(folder.resolve())
    cases = [load_case(folder) for folder in folders]
    return Evaluation(tuple(_scored(case, run) for case in cases))


def _scored(case: Case, run: Callable[[Path], dict[str, Any]]) -> CaseScore:
    try:
        source = read_source(str(case.report), "report")
        return score(case, run(case.report), source)
    except InputError as error:
        return score(case, {"error": {"code": error.code, "message": str(error)}}, None)


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return what can be saved and compared: whole numbers, and ratios to four places (None: empty denominator)."""
    from gouji.measure import tally

    cases = evaluation.cases
    return {
        "schema": SCHEMA,
        "tool": {"name": "gouji", "version": evaluation.version},
        "total": _counts_json(evaluation.total),
        "kinds": {str(k): _kind_json(row) for k, row in _records(tally.by_kind(cases))},
        "checks": {str(k): _verdict_json(row) for k, row in _records(tally.by_check(cases))},
        "bands": {str(k): _verdict_json(row) for k, row in _records(tally.by_band(cases))},
        "cases": [_case_json(case) for case in cases],
    }


def _records(frame: DataFrame) -> list[tuple[str, dict[str, int]]]:
    return [(str(key), {str(c): int(v) for c, v in row.items()}) for key, row in frame.iterrows()]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _counts_json(counts: Counts) -> dict[str, Any]:
    rates = {name: _rounded(getattr(counts, name)) for name in ("recall", "wide_recall", "precision", "coverage")}
    return {**rates, **asdict(counts)}


def _kind_json(row: dict[str, int]) -> dict[str, Any]:
    return {"recall": _rounded(ratio(row["certain_found"], row["certain"])), **row}


def _verdict_json(row: dict[str, int]) -> dict[str, Any]:
    return {"precision": _rounded(precision(row["true"], row["half"], row["loud"])), **row}


def _case_json(case: CaseScore) -> dict[str, Any]:
    groups = {group: [asdict(entry) for entry in entries] for group, entries in remarks(case).items()}
    return {"name": case.name, "failed": case.failed, "counts": _counts_json(case.counts), **groups}
