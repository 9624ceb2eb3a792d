"""A store written to files that other programs read; each is there whole or not at all, and the same bytes for the same reports."""

from __future__ import annotations

import csv
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from gouji.batch.answers import safe
from gouji.batch.dump import Row, dump
from gouji.batch.schema import PUBLIC, Column, Table
from gouji.batch.sheets import write_sheets
from gouji.batch.store import reader
from gouji.errors import UsageError, trouble
from gouji.reporters.json import dumps

FORMATS = ("jsonl", "csv", "xlsx", "parquet")
NAMES = tuple(t.name for t in PUBLIC)
FOLDER = "export"
_FOR_PEOPLE = ("reports", "findings", "places")  # what a workbook holds unless others are asked for
_AMOUNTS = frozenset(("value", "base", "expected_value", "expected_low", "expected_high"))

_Write = Callable[[Path, Sequence[Column], Iterator[Row]], None]


def export(out: Path, format: str, tables: Sequence[str] = (), folder: Path | None = None) -> list[Path]:
    """Write tables of a store, all or in a workbook those that people look at; return the files. Raises UsageError."""
    write = _writer(format)
    wanted = [t for t in PUBLIC if t.name in (tables or (_FOR_PEOPLE if format == "xlsx" else NAMES))]
    folder = folder or out / FOLDER
    db = reader(out)
    try:
        db.execute("BEGIN")  # one moment of a store that a batch may be writing to
        folder.mkdir(parents=True, exist_ok=True)
        if write is None:
            return [_workbook(db, wanted, folder / "gouji.xlsx")]
        return [_file(db, table, folder / f"{table.name}.{format}", write) for table in wanted]
    except OSError as error:
        raise UsageError(f"-o {folder}：写不出去（{trouble(error)}）；请换一个可写的位置。") from error
    finally:
        db.close()


def _writer(format: str) -> _Write | None:
    """Return what writes one table to a file; None for a workbook, which holds them all."""
    if format == "parquet":
        try:
            from gouji.batch.parquet import write_parquet
        except ModuleNotFoundError as error:
            raise UsageError(
                f"导出 parquet 要用的组件 {error.name} 没有装好；请 pip install gouji[analysis]。"
            ) from error
        return write_parquet
    return {"jsonl": _jsonl, "csv": _csv, "xlsx": None}[format]


def _file(db: sqlite3.Connection, table: Table, path: Path, write: _Write) -> Path:
    columns, rows = dump(db, table)
    with _whole(path) as part:
        write(part, columns, rows)
    return path


def _jsonl(path: Path, columns: Sequence[Column], rows: Iterator[Row]) -> None:
    names = [c.name for c in columns]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(dumps(dict(zip(names, row, strict=True)), lines=True) + "\n")


def _csv(path: Path, columns: Sequence[Column], rows: Iterator[Row]) -> None:
    """With a byte-order mark: without it a spreadsheet takes Chinese for something else."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([c.name for c in columns])
        writer.writerows([safe(value) for value in row] for row in rows)


def _workbook(db: sqlite3.Connection, tables: Sequence[Table], path: Path) -> Path:
    def sheets() -> Iterator[tuple[str, list[str], frozenset[int], Iterator[Row]]]:
        for table in tables:
            columns, rows = dump(db, table)
            numbers = frozenset(i for i, c in enumerate(columns) if c.name in _AMOUNTS)
            yield table.name, [c.name for c in columns], numbers, rows

    with _whole(path) as part:
        write_sheets(part, sheets())
    return path


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file to write beside the one wanted, which takes its name when it is done."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
