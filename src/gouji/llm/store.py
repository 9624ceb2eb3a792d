"""Replies kept on disk, so that a run can be repeated without the model: SQLite, or JSON lines for reviewing and passing on.

A row is all that one question was and all that came back. `finish` is empty, or says why the reply ended early (cut-off, refused).
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

from gouji.errors import UsageError, trouble

_WAIT = 20  # seconds for another process that writes
_SQLITE = b"SQLite format 3\x00"
_MODES = "CREATE TABLE IF NOT EXISTS modes (endpoint TEXT, model TEXT, mode TEXT, PRIMARY KEY (endpoint, model))"


class StoreTrouble(UsageError):
    """A store that cannot be read or written: damaged, on a full disk, held by another process."""


@contextmanager
def _sound(name: Path | str) -> Iterator[None]:
    """Raise StoreTrouble for what SQLite raises."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise StoreTrouble(f"{name}：回复缓存用不了（{error}）；请用 [llm] 的 cache 另指一处。") from error
        raise StoreTrouble(
            f"{name}：这不是 gouji 的回复缓存，或已损坏；请移走它（会重新建立），或用 [llm] 的 cache 另指一处。"
        ) from error


@dataclass(frozen=True, slots=True)
class Stored:
    """One reply. `input` is the conversation as JSON; `endpoint` is without user, password and query."""

    key: str
    endpoint: str
    model: str
    prompt: str
    version: int
    schema: str
    input: str
    reply: str
    finish: str
    input_tokens: int
    output_tokens: int


_COLUMNS = tuple(f.name for f in fields(Stored))
_NUMBERS = {"version", "input_tokens", "output_tokens"}
_TABLE = "CREATE TABLE IF NOT EXISTS replies ({})".format(
    ", ".join(f"{c} {'INTEGER' if c in _NUMBERS else 'TEXT'}{' PRIMARY KEY' if c == 'key' else ''}" for c in _COLUMNS)
)


class Store:
    """The replies of one file. `Store.memory()` keeps them for one session only."""

    def __init__(self, db: sqlite3.Connection, name: str) -> None:
        self._db = db
        self.name = name

    @classmethod
    def memory(cls) -> Self:
        """Return an empty store that is gone with the process."""
        store = cls(sqlite3.connect(":memory:", isolation_level=None), "（内存）")
        store._prepare()
        return store

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Return the store of a file that may be written, made if it is absent. Raises UsageError."""
        path = Path(path)
        try:
            # what was sent to the model is nobody else's business on a shared machine
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _sound(path):
                _ensure_sqlite(path)
                store = cls(sqlite3.connect(path, timeout=_WAIT, isolation_level=None), str(path))
                # no WAL: SQLite does not wait for another process while a file changes over to it
                store._prepare()
        except OSError as error:
            raise StoreTrouble(f"{path}：回复缓存打不开（{trouble(error)}）；请用 [llm] 的 cache 另指一处。") from error
        return store

    @classmethod
    def read(cls, path: Path | str) -> Self:
        """Return the store of a file that is only read: SQLite or JSON lines. Raises UsageError."""
        path = Path(path)
        try:
            with path.open("rb") as file:
                is_sqlite = file.read(len(_SQLITE)) == _SQLITE
        except OSError as error:
            raise UsageError(f"{path}：录下的回复读不出来（{trouble(error)}）；请核对路径。") from error
        if not is_sqlite:
            store = cls.memory()
            store.name = str(path)
            store.take(path)
            return store
        with _sound(path):
            return cls(_read_only(path), str(path))

    def _prepare(self) -> None:
        self._db.execute(_TABLE)
        self._db.execute(_MODES)
        self._db.execute("SELECT {} FROM replies LIMIT 1".format(", ".join(_COLUMNS)))  # a table of another shape

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, key: str) -> Stored | None:
        """Return the reply kept under a key. Raises StoreTrouble, as all that follow."""
        rows = self._rows(f"SELECT {', '.join(_COLUMNS)} FROM replies WHERE key = ?", key)
        return Stored(*rows[0]) if rows else None

    def put(self, *rows: Stored) -> None:
        """Keep replies, in place of earlier ones under the same keys; all of them or none."""
        marks = ", ".join("?" for _ in _COLUMNS)
        insert = f"INSERT OR REPLACE INTO replies ({', '.join(_COLUMNS)}) VALUES ({marks})"
        with _sound(self.name):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._db.executemany(insert, [tuple(asdict(row).values()) for row in rows])
                self._db.execute("COMMIT")
            except BaseException:
                self._db.rollback()
                raise

    def mode(self, endpoint: str, model: str) -> str:
        """Return how the endpoint wants to be asked, or '' where that is not known."""
        rows = self._rows("SELECT mode FROM modes WHERE endpoint = ? AND model = ?", endpoint, model)
        return str(rows[0][0]) if rows else ""

    def set_mode(self, endpoint: str, model: str, mode: str) -> None:
        """Remember how the endpoint wants to be asked."""
        self._rows("INSERT OR REPLACE INTO modes VALUES (?, ?, ?)", endpoint, model, mode)

    def sources(self) -> list[tuple[str, str]]:
        """Return the endpoints and models the replies come from, sorted."""
        return self._rows("SELECT DISTINCT endpoint, model FROM replies ORDER BY endpoint, model")

    def _rows(self, statement: str, *values: str) -> list[Any]:
        with _sound(self.name):
            return self._db.execute(statement, values).fetchall()

    def counts(self) -> list[tuple[str, str, str, int]]:
        """Return endpoint, model, prompt and number of replies, sorted."""
        tally = Counter((row.endpoint, row.model, row.prompt) for row in self)
        return [(*labels, number) for labels, number in sorted(tally.items())]

    def __iter__(self) -> Iterator[Stored]:
        """Yield all replies, in an order that does not depend on when they came."""
        order = "endpoint, model, prompt, version, key"
        for row in self._rows(f"SELECT {', '.join(_COLUMNS)} FROM replies ORDER BY {order}"):
            yield Stored(*row)

    def lines(self) -> Iterator[str]:
        """Yield all replies as JSON lines, the same bytes for the same replies."""
        for row in self:
            yield json.dumps(asdict(row), ensure_ascii=False) + "\n"

    def export(self, path: Path | str) -> int:
        """Write all replies to a file of JSON lines, whole or not at all; return their number. Raises UsageError."""
        lines = list(self.lines())
        target = Path(path).resolve()
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            part.write_text("".join(lines), "utf-8", newline="\n")
            part.replace(target)
        except OSError as error:
            raise UsageError(f"{path}：写不出去（{trouble(error)}）；请换一个可写的位置。") from error
        finally:
            part.unlink(missing_ok=True)
        return len(lines)

    def take(self, path: Path | str) -> int:
        """Keep the replies of a file of JSON lines, all of them or none; return their number. Raises UsageError."""
        rows = rows_of(path)
        self.put(*rows)
        return len(rows)


def rows_of(path: Path | str) -> list[Stored]:
    """Return the replies of a file of JSON lines. Raises UsageError."""
    try:
        text = Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}：读不出来（{trouble(error)}）；请核对路径。") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}：不是 UTF-8 的 JSON 行；可用 gouji replies export 写出。") from error
    return list(_rows(text.split("\n"), str(path)))


def _rows(lines: Iterable[str], name: str) -> Iterator[Stored]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{name}：第{number}行不是一个 JSON 对象；可用 gouji replies export 写出。") from error
        if not isinstance(data, dict) or data.keys() != {*_COLUMNS} or not all(_fits(c, v) for c, v in data.items()):
            raise UsageError(f"{name}：第{number}行不是一条回复；应有 {'、'.join(_COLUMNS)}。")
        yield Stored(**data)


def _fits(column: str, value: Any) -> bool:
    if column in _NUMBERS:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
    return isinstance(value, str) and _is_text(value)


def _is_text(value: str) -> bool:
    """Whether UTF-8 can hold the text: JSON can spell halves of a character."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _read_only(path: Path) -> sqlite3.Connection:
    """Return a connection that cannot write and leaves nothing beside the file, in a folder of any rights."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=_WAIT)
    try:
        db.execute("SELECT {} FROM replies LIMIT 1".format(", ".join(_COLUMNS)))
    except sqlite3.Error:
        db.close()
        raise
    return db


def _ensure_sqlite(path: Path) -> None:
    """Raise sqlite3.DatabaseError for a file that is something else: SQLite would say so only at the first writing."""
    if path.exists() and path.stat().st_size:
        with path.open("rb") as file:
            if file.read(len(_SQLITE)) != _SQLITE:
                raise sqlite3.DatabaseError
