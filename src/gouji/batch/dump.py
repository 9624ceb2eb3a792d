"""The tables of a store as they leave it: sorted by path, reports told by path, nothing in them that another run would have otherwise."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from gouji.batch.schema import PUBLIC, Column, Table

Row = tuple[Any, ...]
_REPORT = Column("report", "TEXT", "报告的路径")
_OWN = ("report", "path", "run")  # of reports: what is told by the path, or by the columns of the run
_RUN = (Column("version", "TEXT", "gouji 的版本"), Column("settings_hash", "TEXT", "设置的散列"))


def table_named(name: str) -> Table | None:
    """Return a public table, or None."""
    return next((t for t in PUBLIC if t.name == name), None)


def dump(db: sqlite3.Connection, table: Table) -> tuple[tuple[Column, ...], Iterator[Row]]:
    """Return the columns and the rows of a public table; `report` is the path. Reports not yet reached, or gone, are left out."""
    if table.name == "reports":
        kept = tuple(c for c in table.columns if c.name not in _OWN)
        columns = (_REPORT, *kept, *_RUN)
        wanted = ", ".join(f"reports.{c.name}" for c in kept)
        sql = f"SELECT path, {wanted}, version, settings_hash FROM reports JOIN runs USING (run) ORDER BY path"
    else:
        columns = (_REPORT, *table.columns[1:])
        wanted = ", ".join(f"{table.name}.{c.name}" for c in columns[1:])
        order = ", ".join(f"{table.name}.{c}" for c in table.names[1 : table.key])
        sql = f"SELECT reports.path, {wanted} FROM reports JOIN {table.name} USING (report) ORDER BY reports.path, {order}"
    return columns, iter(db.execute(sql))
