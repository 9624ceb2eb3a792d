"""What comes out of a store: questions, exports, DataFrames."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import gouji
from gouji.batch import sheets
from gouji.batch.answers import answer_text, safe
from gouji.batch.export import NAMES, export
from gouji.batch.query import QUESTIONS, Answer, ask
from gouji.batch.record import region_of
from gouji.batch.schema import PUBLIC
from gouji.errors import UsageError
from gouji.reporters.plain import Style, width
from tests.batch.reports import batch, rows, write_case, write_reports
from tests.cases import FIXTURES
from tests.checks.cases import all_cases
from tests.commands import FAULTY
from tests.commands import gouji as run


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six short reports, one long one with tables, two of one office's years, and one that is empty."""
    folder = tmp_path_factory.mktemp("store")
    write_reports(folder / "in" / "甲县", 6)
    (folder / "in" / "空.txt").write_text("", "utf-8")
    write_case(next(c for c in all_cases() if c.code == "BY04" and c.shape == "bad"), folder / "in" / "乙县")
    batch(folder / "in", FAULTY, out=folder / "out")
    return folder / "out"


def test_the_store_says_what_a_run_says(store: Path) -> None:
    seen = gouji.check(str(FAULTY))
    (report,) = rows(store, "SELECT report FROM reports WHERE path LIKE '%report.md'")[0]
    where = f"WHERE report = {report}"
    assert rows(store, f"SELECT id, severity, message FROM findings {where} ORDER BY finding") == [
        (f.id, f.severity.value, f.message) for f in seen.findings
    ]
    assert rows(store, f"SELECT quote, state FROM figures {where} ORDER BY figure") == [
        (seen.document.text(e.figure.span), e.state.value) for e in seen.ledger
    ]
    assert rows(store, f"SELECT title, row_count FROM tables {where} ORDER BY table_no") == [
        (t.title, len(t.rows) or t.height) for t in seen.tables
    ]
    printed = [c for t in seen.tables for r in t.rows for c in r.cells.values() if c.printed]
    cells = rows(store, f"SELECT value, start, end FROM cells {where}")
    text = seen.document.sources[0].text
    assert len(cells) == len(printed)
    assert all(Decimal(value) == Decimal(text[start:end].replace(",", "")) for value, start, end in cells if start)
    places = rows(store, f"SELECT quote, start, end FROM places {where}")
    assert places
    assert all(text[start:end] == quote for quote, start, end in places)


@pytest.mark.parametrize("name", QUESTIONS)
def test_named_questions_have_answers(store: Path, name: str) -> None:
    answer = ask(store, name)
    assert answer.rows
    assert all(len(row) == len(answer.columns) for row in answer.rows)
    words = {
        v
        for row in answer.rows
        for c, v in zip(answer.columns, row, strict=True)
        if c in ("类型", "名称", "级别", "原因")
    }
    assert not [w for w in words if w.isascii()], "给人看的都是中文"


def test_the_worst_come_first_and_failures_are_told(store: Path) -> None:
    assert str(FAULTY).endswith(ask(store, "worst").rows[0][0].rpartition("/")[2])
    assert [(r[1], r[2]) for r in ask(store, "failures").rows] == [("读不了", "empty")]
    regions = {row[0].rpartition("/")[2]: row[1] for row in ask(store, "regions").rows}
    assert regions["甲县"] == 6  # no office is named there, so that the folder stands in


@pytest.mark.parametrize(
    "sql",
    ["DELETE FROM reports", "ATTACH 'other.db' AS other", "PRAGMA user_version = 9", "SELECT 1; SELECT 2", "SELECT nothing FROM x", "worsst"],
)  # fmt: skip
def test_a_question_only_reads(store: Path, sql: str) -> None:
    with pytest.raises(UsageError):
        ask(store, sql)


def test_the_questions_of_the_documentation_have_answers(store: Path) -> None:
    page = (FIXTURES.parent / "docs" / "store.md").read_text("utf-8")
    questions = re.findall(r"```sql\n(.*?)```", page, re.S)
    assert len(questions) == 3
    for question in questions:
        assert ask(store, question).rows, question


def test_answers_are_printed_as_asked(store: Path) -> None:
    question = "SELECT severity, count(*) AS n FROM findings GROUP BY 1 ORDER BY 1"
    assert json.loads(run("query", store, question, "-f", "json").out)[0]["severity"] == "error"
    assert run("query", store, question, "-f", "csv").out.startswith("severity,n\nerror,")
    assert len(run("query", store, question, "-f", "jsonl").out.splitlines()) == len(ask(store, question).rows)
    assert run("query", store, "worst").out.splitlines()[0].split() == ["报告", "单位", "年度", "错误", "警告", "正文数字", "已核对"]  # fmt: skip
    assert run("query", store.parent, "worst").status == 2


@pytest.mark.parametrize(
    ("value", "shown"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("-甲", "'-甲"), ("＝1", "'＝1"), ("\t=1", "'\t=1"), ("-5.00", "-5.00"), ("+3", "'+3"), (-1, -1), (None, None)],
)  # fmt: skip
def test_no_cell_of_a_csv_is_a_formula(value: object, shown: object) -> None:
    assert safe(value) == shown


def test_every_format_holds_the_same(store: Path, tmp_path: Path) -> None:
    assert {p.name for p in export(store, "jsonl", folder=tmp_path)} == {f"{name}.jsonl" for name in NAMES}
    export(store, "csv", folder=tmp_path)
    for table in PUBLIC:
        lines = (tmp_path / f"{table.name}.jsonl").read_text("utf-8").splitlines()
        objects = [json.loads(line) for line in lines]
        with (tmp_path / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as file:
            read = list(csv.DictReader(file))
        assert [[safe("" if v is None else v) for v in o.values()] for o in objects] == [
            [type(v)(c) if isinstance(v, int | float) else c for v, c in zip(o.values(), r.values(), strict=True)]
            for o, r in zip(objects, read, strict=True)
        ]
    (book,) = export(store, "xlsx", folder=tmp_path)
    workbook = CalamineWorkbook.from_path(str(book))
    assert workbook.sheet_names == ["reports", "findings", "places"]
    findings = [json.loads(line) for line in (tmp_path / "findings.jsonl").read_text("utf-8").splitlines()]
    sheet = workbook.get_sheet_by_name("findings").to_python()
    assert [row[sheet[0].index("message")] for row in sheet[1:]] == [f["message"] for f in findings]
    column = sheet[0].index("value")
    assert all(isinstance(row[column], float) for row, f in zip(sheet[1:], findings, strict=True) if f["unit"])


def test_a_line_of_jsonl_is_one_line_for_every_reader(tmp_path: Path) -> None:
    path = tmp_path / "in.txt"
    path.write_text(
        "白鹭县2023年度部门决算\n某\u2028站\x85基本支出110.00万元，比上年增加10.00万元，增长20.00%。\n", "utf-8"
    )
    db = batch(path, out=tmp_path / "out") and sqlite3.connect(tmp_path / "out" / "gouji.sqlite")
    db.execute("UPDATE reports SET entity = '某\u2028站\x85'")
    db.commit()
    db.close()
    (lines,) = export(tmp_path / "out", "jsonl", ("reports",))
    assert [json.loads(line)["entity"] for line in lines.read_text("utf-8").splitlines()] == ["某\u2028站\x85"]


def test_exports_are_the_same_bytes_each_time(store: Path, tmp_path: Path) -> None:
    for format in ("jsonl", "csv", "xlsx"):
        once = [p.read_bytes() for p in export(store, format, folder=tmp_path / "a")]
        assert once == [p.read_bytes() for p in export(store, format, folder=tmp_path / "b")]


def test_a_long_sheet_goes_on_over_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 4)
    path = tmp_path / "x.xlsx"
    found = [("=1+1", "1.50", n) for n in range(6)] + [("a\x00<b>&", "1234567890123456.7", None)]
    sheets.write_sheets(path, [("甲", ["a", "b", "c"], frozenset([1]), found)])
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["甲", "甲 2", "甲 3"]
    read = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()[1:]]
    assert read[0] == ["=1+1", 1.5, 0.0]
    assert read[6] == ["a·<b>&", "1234567890123456.7", ""]


def test_data_frames_hold_the_tables(store: Path) -> None:
    loaded = gouji.load(store)
    assert len(loaded.reports) == 10
    assert set(loaded.reports["status"]) == {"done", "failed"}
    assert loaded.findings["report"].isin(loaded.reports["report"]).all()
    assert len(loaded.figures) == rows(store, "SELECT count(*) FROM figures")[0][0]
    assert loaded.figures["value"].map(Decimal).iloc[0] == Decimal(loaded.figures["value"].iloc[0])
    assert str(loaded.reports["year"].dtype) == "Int64"
    for name in NAMES:
        assert not getattr(loaded, name).empty
    assert next(iter(loaded.query("kinds").columns)) == "类型"
    with pytest.raises(UsageError, match="没有 gouji batch 的结果"):
        gouji.load(store.parent)


def test_a_store_of_another_version_is_refused_and_left_alone(store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "gouji.sqlite"
    copy.write_bytes((store / "gouji.sqlite").read_bytes())
    db = sqlite3.connect(copy)
    db.execute("PRAGMA user_version = 99")
    db.close()
    before = copy.read_bytes()
    with pytest.raises(UsageError, match="另一版"):
        ask(tmp_path, "worst")
    with pytest.raises(UsageError, match="另一版"):
        batch(FAULTY, out=tmp_path)
    assert copy.read_bytes() == before


@pytest.mark.analysis
def test_parquet_and_duckdb_say_the_same(store: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    for path in export(store, "parquet", folder=tmp_path):
        assert pq.read_table(path).num_rows == len(getattr(gouji.load(store), path.stem))
    sql = "SELECT severity, count(*) AS n FROM findings GROUP BY 1 ORDER BY 1"
    assert ask(store, sql, "duckdb") == ask(store, sql)
    for name in QUESTIONS:
        assert ask(store, name, "duckdb").columns == ask(store, name).columns
        assert [str(row) for row in ask(store, name, "duckdb").rows] == [str(row) for row in ask(store, name).rows]
    with pytest.raises(UsageError):
        ask(store, "SELECT * FROM read_csv('/etc/hostname')", "duckdb")


@pytest.mark.parametrize(
    ("entity", "region"),
    [
        ("白鹭县渡口管理站", "白鹭县"),
        ("清江市白鹭区住房和城市更新局", "清江市白鹭区"),
        ("中共白鹭县委办公室", "白鹭县"),
        ("白鹭县市场监督管理局", "白鹭县"),
        ("渡口管理站", None),
        (None, None),
    ],
)
def test_a_region_is_what_an_office_begins_with(entity: str | None, region: str | None) -> None:
    assert region_of(entity) == region


def test_a_region_goes_by_its_longest_name(tmp_path: Path) -> None:
    for number, place in enumerate(("白鹭县", "青州市白鹭县", "鼓楼区", "甲州市鼓楼区", "乙州市鼓楼区")):
        text = f"{place}水文站2023年度部门决算\n基本支出决算为{number + 1}.00万元。\n"
        (tmp_path / f"{number}.txt").write_text(text, "utf-8")
    batch(tmp_path, out=tmp_path.with_name("out"))
    regions = {row[0]: row[1] for row in ask(tmp_path.with_name("out"), "regions").rows}
    assert regions == {"青州市白鹭县": 2, "鼓楼区": 1, "甲州市鼓楼区": 1, "乙州市鼓楼区": 1}


def test_a_table_fits_the_terminal_and_is_whole_elsewhere() -> None:
    answer = Answer(("单位", "说明"), [("甲县档案馆", "长" * 60 + "尾")])
    lines = answer_text(answer, "terminal", Style(columns=60)).splitlines()
    assert max(width(line) for line in lines) <= 60
    assert lines[1].endswith("尾")
    assert "长" * 60 in answer_text(answer, "terminal", Style())
