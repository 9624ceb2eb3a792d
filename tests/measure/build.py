"""Small cases and runs, written by hand, for the tests of scoring."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gouji.measure.evaluate import evaluate, to_json

REPORT = """溪口县档案馆2023年度部门决算
一、收入支出总体情况
收、支总计320.50万元，比上年增加20.50万元，增长6.40%。
二、支出情况
支出合计318.00万元，其中基本支出210.00万元，项目支出109.00万元。
项目支出用于库房改造，由溪口县档案管安排，共计109.00万元。
三、其他说明
基本支出占支出合计的66.03%，项目支出占33.96%。办公用房面积与上年相同，没有新增房产；车辆编制二辆，实有二辆，均为机要通信用车，全年运行正常，未发生事故，也未更新购置，年末仍在使用。
"""


def label(id: str, quote: str, line: int, **fields: Any) -> dict[str, Any]:
    """Return a label as labels.jsonl holds it: a certain ratio-error unless told otherwise."""
    given = {"kind": "ratio-error", "severity": "error", "confidence": "certain", "evidence": [], "why": "复算不符"}
    return {"id": id, "quote": quote, "line": line, **given, **fields}


def place(quote: str, line: int, text: str = REPORT) -> dict[str, Any]:
    """Return a place as a run prints it: the first `quote` on the line."""
    start = text.index(quote, sum(len(x) + 1 for x in text.split("\n")[: line - 1]))
    return {"quote": quote, "location": {"file": 0, "line": line, "start": start, "end": start + len(quote)}}


def finding(claim: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a finding as a run prints it: a sure ratio-error unless told otherwise."""
    given = {"check": "WX02", "kind": "ratio-error", "severity": "error", "confidence": 0.95, "message": "两数不符"}
    return {**given, "claim": claim, "also": [], "evidence": [], **fields}


def run(*findings: dict[str, Any], figures: int = 0, checked: int = 0) -> dict[str, Any]:
    """Return what a check prints as JSON."""
    coverage = {"figures": figures, "checked": checked}
    return {
        "schema": "gouji/1",
        "tool": {"name": "gouji", "version": "0.1.0"},
        "coverage": coverage,
        "findings": [*findings],
    }


def case(
    folder: Path, labels: list[dict[str, Any]], traps: list[dict[str, Any]] | None = None, text: str = REPORT
) -> Path:
    """Write a case folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.txt").write_text(text, "utf-8")
    (folder / "labels.jsonl").write_text(jsonl(labels), "utf-8")
    if traps is not None:
        (folder / "traps.jsonl").write_text(jsonl(traps), "utf-8")
    return folder


def jsonl(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def scored(folder: Path, result: dict[str, Any]) -> dict[str, Any]:
    """Return the evaluation of one case as JSON, its counts moved up beside its lists."""
    only = to_json(evaluate([folder], lambda _: result))["cases"][0]
    return {**only.pop("counts"), **only}
