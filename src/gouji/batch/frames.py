"""A store as DataFrames. Each is read when it is first asked for; `report` in every one is the path of the report."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from pandas import DataFrame, Series

from gouji.batch.dump import dump, table_named
from gouji.batch.query import ask
from gouji.batch.store import reader
from gouji.errors import InternalError

_TYPES = {"INTEGER": "Int64", "REAL": "float64", "TEXT": "str"}


class Loaded:
    """The tables of a store (docs/store.md). Amounts and ratios are text as printed: `.map(Decimal)` counts exactly, `.astype(float)` fast.

    Whole numbers are Int64, where a missing one is NA.
    """

    def __init__(self, out: Path) -> None:
        """Raises UsageError where there is no store."""
        self.path = out
        reader(out).close()

    @cached_property
    def reports(self) -> DataFrame:
        """A row a report, also where it could not be checked."""
        return self._read("reports")

    @cached_property
    def sources(self) -> DataFrame:
        """A row a file."""
        return self._read("sources")

    @cached_property
    def tables(self) -> DataFrame:
        """A row a table as read."""
        return self._read("tables")

    @cached_property
    def rows(self) -> DataFrame:
        """A row a row of a table: its label, code and key."""
        return self._read("rows")

    @cached_property
    def cells(self) -> DataFrame:
        """A row a cell that prints an amount; `base` is in 元."""
        return self._read("cells")

    @cached_property
    def figures(self) -> DataFrame:
        """A row a figure of the narrative with its state."""
        return self._read("figures")

    @cached_property
    def claims(self) -> DataFrame:
        """A row a figure with what it is said to be."""
        return self._read("claims")

    @cached_property
    def findings(self) -> DataFrame:
        """A row a finding."""
        return self._read("findings")

    @cached_property
    def places(self) -> DataFrame:
        """A row a further place of a finding: evidence, and the others of the same root."""
        return self._read("places")

    @cached_property
    def links(self) -> DataFrame:
        """A row another report of the batch that one was held against."""
        return self._read("links")

    def query(self, question: str, engine: str = "sqlite") -> DataFrame:
        """Return the answer to SQL, or to a question by name (worst, kinds, regions, years, coverage, failures)."""
        answer = ask(self.path, question, engine)
        return DataFrame(answer.rows, columns=list(answer.columns))

    def _read(self, name: str) -> DataFrame:
        table = table_named(name)
        if table is None:
            raise InternalError(f"库里没有 {name} 这张表。")
        db = reader(self.path)
        try:
            columns, rows = dump(db, table)
            values = list(zip(*rows, strict=True)) or [()] * len(columns)
        finally:
            db.close()
        return DataFrame({c.name: Series(v, dtype=_TYPES[c.type]) for c, v in zip(columns, values, strict=True)})
