"""The units a report lists: which names, and whether it tells how many there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.ingest.members import Members, members_of
from gouji.ingest.report import document_of
from gouji.ingest.sources import read_source

_OWN, _FARM = "临河区林业局本级", "临河区林场"
_THREE = "\n| 序号 | 单位名称 |\n|---|---|\n| 1 | 临河区林业局本级 |\n| 2 | 临河区林场 |\n| 3 | 临河区苗圃 |\n"


@pytest.mark.parametrize(
    ("text", "names", "count"),
    [
        ("纳入编制范围的预算单位共2个，包括：临河区林业局本级、临河区林场。", (_OWN, _FARM), 2),
        ("纳入编制范围的预算单位包括行政单位1个、事业单位2个：临河区林业局本级、临河区林场、临河区苗圃。", (_OWN, _FARM), 3),
        ("纳入编制范围的预算单位3个单位，其中行政单位1个、事业单位2个：临河区林业局本级、临河区林场。", (_OWN, _FARM), 3),
        ("纳入编制范围的预算单位包括行政单位1个、事业单位1个：临河区林业局本级。", (_OWN,), 2),
        ("纳入编制范围的预算单位包括：临河区林业局本级、临河区林场、临河区苗圃。", (_OWN, _FARM), 0),
        (_THREE, (_OWN, _FARM), 3),
        ("预算单位共2个：临河区林业局本级、临河区林场。临河区第一中学单独编报，不纳入本部门。", (_OWN, _FARM), 2),
        ("预算单位共2个：临河区林业局本级、临河区林场。与上年相比减少1个单位，原临河区种苗站并入临河区农技站。", (_OWN, _FARM), 2),
        ("本部门与临河区农业局、临河区水利局合署办公。", (), 0),
    ],
)  # fmt: skip
def test_units_and_their_number(tmp_path: Path, text: str, names: tuple[str, ...], count: int) -> None:
    path = tmp_path / "report.md"
    path.write_text(
        f"# 临河区林业局2023年度部门决算\n\n## 一、部门决算单位构成\n\n{text}\n\n## 二、收入情况\n\n收入合计12.00万元。\n",
        "utf-8",
    )
    document, _ = document_of([read_source(str(path), "report")])
    assert members_of(document) == Members(names, count)
