"""Rows as Arrow tables and Parquet files, with the extra `analysis`. Amounts stay text: as printed, digit for digit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gouji.batch.dump import Row
from gouji.batch.schema import Column

_TYPES = {"INTEGER": pa.int64(), "REAL": pa.float64(), "TEXT": pa.string()}
_CHUNK = 50_000  # rows held at a time


def arrow_table(columns: Sequence[Column], rows: Iterable[Row]) -> Any:
    """Return all rows as one Arrow table."""
    return pa.Table.from_batches(_batches(columns, rows), schema=_schema(columns))


def write_parquet(path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """Write the rows, some at a time."""
    with pq.ParquetWriter(path, _schema(columns), compression="zstd") as writer:
        for batch in _batches(columns, rows):
            writer.write_batch(batch)


def _schema(columns: Sequence[Column]) -> Any:
    return pa.schema([(c.name, _TYPES[c.type]) for c in columns])


def _batches(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[Any]:
    schema, coming = _schema(columns), iter(rows)
    while chunk := list(islice(coming, _CHUNK)):
        arrays = [pa.array(values, field.type) for values, field in zip(zip(*chunk, strict=True), schema, strict=True)]
        yield pa.record_batch(arrays, schema=schema)
