"""What SQLite is told about the tables of a store."""

from __future__ import annotations

import sqlite3

import pytest

from gouji.batch.schema import CHILDREN, Table


@pytest.mark.parametrize("table", CHILDREN, ids=lambda table: table.name)
def test_many_rows_of_one_report_are_inserted_by_one_statement(table: Table) -> None:
    db = sqlite3.connect(":memory:")
    db.execute(table.ddl)
    width = len(table.columns) - 1
    rows = [tuple(range(10 * row, 10 * row + width)) for row in range(3)]
    db.execute(table.insert(3), (7, *(value for row in rows for value in row)))
    stored = db.execute(f"SELECT * FROM {table.name} ORDER BY 2").fetchall()
    assert [tuple(map(float, row)) for row in stored] == [tuple(map(float, (7, *row))) for row in rows]
