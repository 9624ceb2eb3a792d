"""Questions to a store: SQL that can only read, and a few that everybody asks."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gouji.batch.schema import ALL, REASONS
from gouji.batch.store import reader
from gouji.errors import UsageError
from gouji.model.alignment import Why
from gouji.reporters.problems import KINDS, SEVERITIES

ENGINES = ("sqlite", "duckdb")


def _told(column: str, words: Mapping[str, str]) -> str:
    """Return SQL for what people read in place of a slug."""
    cases = " ".join(f"WHEN '{slug}' THEN '{text}'" for slug, text in words.items())
    return f"CASE {column} {cases} ELSE {column} END"


_KIND = _told("kind", {kind.value: text for kind, text in KINDS.items()})
_SEVERITY = _told("severity", {severity.value: text for severity, text in SEVERITIES.items()})
_TITLE = "title_of_check"  # replaced when it is asked: the titles stand in the checks, which take long to load
_SHARE = "CASE WHEN sum(figures) > 0 THEN round(100.0 * sum(checked) / sum(figures), 1) END"
# a place goes by its longest name, where all the longer ones are of one: 清河县 and 恩施州清河县, not 鼓楼区 of two cities
_REGIONS = """WITH seen AS (SELECT DISTINCT region AS name FROM reports WHERE status = 'done' AND region IS NOT NULL),
        longest AS (SELECT s.name, max(length(l.name)) AS most FROM seen s JOIN seen l ON l.name LIKE '%' || s.name GROUP BY s.name),
        places AS (SELECT o.name, CASE WHEN count(*) = 1 THEN max(l.name) ELSE o.name END AS place
        FROM longest o JOIN seen l ON l.name LIKE '%' || o.name AND length(l.name) = o.most GROUP BY o.name)"""
_PLACE = "coalesce(place, nullif(folder, ''), '（不明）')"


@dataclass(frozen=True, slots=True)
class Question:
    """A question by name; the columns of its answer are Chinese."""

    about: str
    sql: str


QUESTIONS = {
    "worst": Question(
        "错误最多的报告",
        """SELECT path AS 报告, entity AS 单位, year AS 年度, errors AS 错误, warnings AS 警告, figures AS 正文数字, checked AS 已核对
        FROM reports WHERE status = 'done' AND errors + warnings > 0 ORDER BY errors DESC, warnings DESC, path""",
    ),
    "kinds": Question(
        "各类发现",
        f"""SELECT {_KIND} AS 类型, check_code AS 核对项, {_TITLE} AS 名称, {_SEVERITY} AS 级别, count(*) AS 发现, count(DISTINCT report) AS 报告
        FROM findings GROUP BY 1, 2, 3, 4 ORDER BY 发现 DESC, 1, 2, 4""",
    ),
    "regions": Question(
        "各地的发现",
        f"""{_REGIONS} SELECT {_PLACE} AS 地区, count(*) AS 报告, sum(errors + warnings > 0) AS 有错误或警告, sum(errors) AS 错误, sum(warnings) AS 警告,
        round(1.0 * sum(errors) / count(*), 2) AS 每份错误, {_SHARE} AS "已核对%"
        FROM reports LEFT JOIN places ON name = region WHERE status = 'done' GROUP BY 1 ORDER BY 每份错误 DESC, 1""",
    ),
    "years": Question(
        "与上年报告、同年预算、所属单位不符的",
        f"""SELECT entity AS 单位, year AS 年度, check_code AS 核对项, {_SEVERITY} AS 级别, findings.message AS 说明, path AS 报告
        FROM findings JOIN reports USING (report) WHERE check_code LIKE 'BY%' OR check_code LIKE 'BU%' ORDER BY 1, 2, path, finding""",
    ),
    "coverage": Question(
        "没有核对的数，按原因",
        f"""SELECT {_told("reason", {why.slug: why.text for why in Why})} AS 原因, count(*) AS 数字, count(DISTINCT report) AS 报告,
        round(100.0 * count(*) / (SELECT count(*) FROM figures WHERE counts), 1) AS "占全部%"
        FROM figures WHERE counts AND state = 'not_checked' GROUP BY 1 ORDER BY 数字 DESC, 1""",
    ),
    "failures": Question(
        "没有核成的报告",
        f"SELECT path AS 报告, {_told('reason', REASONS)} AS 原因, code AS 细目, message AS 说明 FROM reports WHERE status = 'failed' ORDER BY path",
    ),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the names of the columns, and the rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def ask(out: Path, question: str, engine: str = "sqlite") -> Answer:
    """Return the answer to a question by name, or to SQL. Raises UsageError."""
    named = QUESTIONS.get(question)
    sql = named.sql if named else question
    if not named and " " not in sql.strip():
        known = "、".join(f"{name}（{q.about}）" for name, q in QUESTIONS.items())
        raise UsageError(f"没有“{question}”这个问题；可用的有 {known}，或一句 SELECT …。")
    if _TITLE in sql:
        from gouji.checks.registry import all_checks

        sql = sql.replace(_TITLE, _told("name", {c.name: c.title for c in all_checks()}))
    return _duckdb(out, sql) if engine == "duckdb" else _sqlite(out, sql)


def _sqlite(out: Path, sql: str) -> Answer:
    db = reader(out)
    try:
        db.set_authorizer(_only_read)
        cursor = db.execute(sql)
        return Answer(_names(cursor.description), cursor.fetchall())
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise UsageError(f"这句 SQL 不行（{error}）；只能是一句 SELECT，各表见 docs/store.md。") from error
    finally:
        db.close()


def _only_read(action: int, *_: object) -> int:
    """Let a question read, and reach no other file."""
    reading = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
    return sqlite3.SQLITE_OK if action in reading else sqlite3.SQLITE_DENY


def _names(description: Sequence[Any] | None) -> tuple[str, ...]:
    if description is None:
        raise UsageError("这句 SQL 没有结果；只能是一句 SELECT。")
    return tuple(column[0] for column in description)


def _duckdb(out: Path, sql: str) -> Answer:
    """Ask DuckDB about the tables that the question names, the same as SQLite has."""
    try:
        import duckdb

        from gouji.batch.parquet import arrow_table
    except ModuleNotFoundError as error:
        raise UsageError(
            f"--engine duckdb 要用的组件 {error.name} 没有装好；请 pip install gouji[analysis]。"
        ) from error
    db = reader(out)
    try:
        with duckdb.connect(":memory:") as engine:
            for table in ALL:
                if re.search(rf"\b{table.name}\b", sql):
                    rows = db.execute(f"SELECT * FROM {table.name} ORDER BY {table.order}")
                    engine.register(table.name, arrow_table(table.columns, rows))
            engine.execute("SET enable_external_access = false")
            done = engine.execute(sql)
            return Answer(_names(done.description), done.fetchall())
    except duckdb.Error as error:
        raise UsageError(f"这句 SQL 不行（{error}）；各表见 docs/store.md。") from error
    finally:
        db.close()
