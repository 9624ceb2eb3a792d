"""The store of a batch: one SQLite file that the parent alone writes, one commit a report.

Killed at any moment it holds whole reports, and what is missing is found by asking for them again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path
from typing import Any, Self

from gouji import __version__
from gouji.batch.items import Item
from gouji.batch.links import Known, Link, links_of
from gouji.batch.schema import (
    ALL,
    APPLICATION,
    CHILDREN,
    DONE,
    FAILED,
    GONE,
    LINKS,
    PAGES,
    PENDING,
    REPORTS,
    VERSION,
    Table,
)
from gouji.config import Settings
from gouji.errors import UsageError, trouble
from gouji.model.entities import office_key

FILE = "gouji.sqlite"
_AT_A_TIME = 32  # rows of one statement
_INSERT = {table.name: (table.insert(), table.insert(_AT_A_TIME)) for table in (*CHILDREN, PAGES)}
_CLEARED = ", ".join(
    f"{c.name} = NULL" for c in REPORTS.columns if c.name not in ("report", "path", "folder", "status")
)


class Store:
    """A store open for writing. Raises UsageError where it cannot be: another batch has it, it is of another version or damaged."""

    def __init__(self, out: Path) -> None:
        self.out = out
        try:
            out.mkdir(parents=True, exist_ok=True)
            self._lock = _Lock(out / ".lock")
        except OSError as error:
            raise UsageError(f"-o {out}：写不了（{trouble(error)}）；请换一个可写的文件夹。") from error
        try:
            self._db = sqlite3.connect(out / FILE, isolation_level=None)
        except sqlite3.Error as error:
            self._lock.release()
            raise UsageError(f"{out / FILE}：打不开（{error}）；请换一个文件夹。") from error
        try:
            self._ready()
            self.base = _base(self._db, out)
        except (sqlite3.Error, UsageError) as error:
            self._db.close()
            self._lock.release()
            if isinstance(error, UsageError):
                raise
            raise UsageError(f"{out / FILE}：不是 gouji 的库，或已损坏（{error}）；请换一个文件夹。") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave one file behind, which can be copied and read anywhere."""
        with suppress(sqlite3.OperationalError):  # somebody is reading: then it stays as it is, which is as good here
            self._db.execute("PRAGMA journal_mode = DELETE")
        self._db.close()
        self._lock.release()

    def _ready(self) -> None:
        db = self._db
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] and version != VERSION:
            raise UsageError(f"{self.out / FILE}：由另一版 gouji 写成；请换一个文件夹。")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA wal_autocheckpoint = 8000")  # pages: nobody waits while the log is taken over
        db.execute(
            "PRAGMA synchronous = NORMAL"
        )  # a killed process loses nothing, a power cut at most the last reports
        if version != VERSION:
            with self._transaction():
                for table in ALL:
                    db.execute(table.ddl)
                db.execute("CREATE UNIQUE INDEX reports_by_path ON reports (path)")
                db.execute("INSERT INTO meta VALUES ('base', ?)", (_base_text(self.out),))
                db.execute(f"PRAGMA application_id = {APPLICATION}")
                db.execute(f"PRAGMA user_version = {VERSION}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of it or, where Ctrl-C comes in between, nothing."""
        self._db.execute("BEGIN")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # a full disk has ended it already
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def begin(self, settings: Settings) -> tuple[int, str]:
        """Return the number and the hash of a version and its settings, noted the first time they are used."""
        told, hash = settings_text(settings)
        found = self._db.execute("SELECT run FROM runs WHERE settings_hash = ?", (hash,)).fetchone()
        if found:
            return int(found[0]), hash
        run = self._db.execute("SELECT coalesce(max(run), 0) + 1 FROM runs").fetchone()[0]
        self._db.execute("INSERT INTO runs VALUES (?, ?, ?, ?)", (run, __version__, hash, told))
        return run, hash

    def plan(self, items: Sequence[Item]) -> dict[str, tuple[int, str | None]]:
        """Note the reports that are new, mark those whose file is gone; return the number of each, and its key where it is done."""
        known = {row[1]: row for row in self._db.execute("SELECT report, path, key, status FROM reports")}
        number = max((row[0] for row in known.values()), default=0)
        plan: dict[str, tuple[int, str | None]] = {}
        with self._transaction():
            for item in items:
                if item.name in known:
                    report, _, key, status = known.pop(item.name)
                    plan[item.name] = report, key if status in (DONE, FAILED) else None
                else:
                    number += 1
                    self._db.execute(
                        "INSERT INTO reports (report, path, folder, status) VALUES (?, ?, ?, ?)",
                        (number, item.name, item.name.rpartition("/")[0], PENDING),
                    )
                    plan[item.name] = number, None
            for report, path, _, status in known.values():
                if status != GONE and not os.path.exists(self.base / path):  # noqa: PTH110 - a name may be no path at all
                    self._clear(report, GONE)
        return plan

    def unlinked(self, plan: Mapping[str, tuple[int, str | None]], retry: bool) -> dict[str, tuple[Link, ...]]:
        """Return which of the planned reports are still to be held against which others, by name, an office's years together.

        Another that is gone or has changed counts as well: then what is in the store rests on what was.
        """
        columns = "path, key, entity, scope, year, kind, units"
        wanted = (
            "WHERE status = 'done' AND entity IS NOT NULL AND year IS NOT NULL AND kind IN ('budget', 'final-account')"
        )
        known = [
            Known(path, key, entity, scope or "", year, kind, tuple(json.loads(units)))
            for path, key, entity, scope, year, kind, units in self._db.execute(
                f"SELECT {columns} FROM reports {wanted}"
            )
        ]
        noted: dict[str, list[Link]] = defaultdict(list)
        troubled = set()
        columns = "path, relation, other, other_key, problem"
        for path, relation, other, key, problem in self._db.execute(
            f"SELECT {columns} FROM links JOIN reports USING (report) ORDER BY report, number"
        ):
            noted[path].append(Link(relation, other, key))
            if problem and retry:
                troubled.add(path)
        found = {k.path: links for k, links in links_of(known)}
        ordered = (k.path for k in sorted(known, key=lambda k: (office_key(k.entity), k.year, k.kind, k.path)))
        known_links = {name: [replace(link, problem=None) for link in links] for name, links in found.items()}
        changed = (n for n in ordered if n in plan and (n in troubled or known_links[n] != noted[n]))
        return {name: found[name] for name in changed}

    def resting(self) -> set[str]:
        """Return the names of the reports whose results rest on others."""
        sql = "SELECT path FROM links JOIN reports USING (report) WHERE problem IS NULL"
        return {path for (path,) in self._db.execute(sql)}

    def note_links(self, report: int, links: Sequence[Link]) -> None:
        """Write which others a report could not be held against; its results are those it has alone. Raises OSError."""
        try:
            with self._transaction():
                self._db.execute("DELETE FROM links WHERE report = ?", (report,))
                self._db.executemany(LINKS.insert(), ((report, *row) for row in link_rows(links)))
        except sqlite3.Error as error:
            raise OSError(str(error)) from error

    def put(self, report: int, run: int, record: Mapping[str, Any]) -> None:
        """Write a report whole, in place of what was there, in one commit. Raises OSError."""
        try:
            self._put_whole(report, run, record)
        except sqlite3.Error as error:  # a full disk, mostly
            raise OSError(str(error)) from error

    def _put_whole(self, report: int, run: int, record: Mapping[str, Any]) -> None:
        try:
            with self._transaction():
                self._put(report, run, record)
        except UnicodeEncodeError:  # half a character of a damaged file
            with self._transaction():
                self._put(report, run, _whole(record))

    def _put(self, report: int, run: int, record: Mapping[str, Any]) -> None:
        db, fields = self._db, record["report"]
        if db.execute("SELECT status FROM reports WHERE report = ?", (report,)).fetchone() != (PENDING,):
            self._clear(report, PENDING)
        for table in (*CHILDREN, PAGES):
            _insert(db, table, report, record.get(table.name, ()))
        names = ", ".join(f"{name} = ?" for name in fields)
        db.execute(f"UPDATE reports SET run = ?, {names} WHERE report = ?", (run, *fields.values(), report))
        if "seconds" in record:
            db.execute("INSERT OR REPLACE INTO timings VALUES (?, ?)", (report, record["seconds"]))

    def has_pages(self, report: int, formats: Sequence[str]) -> bool:
        """Whether all these pages of a report were made, and those that are files are there."""
        if not formats:
            return True
        made = dict(self._db.execute("SELECT format, file FROM pages WHERE report = ?", (report,)))
        return all(f in made and (made[f] is None or (self.out / made[f]).is_file()) for f in formats)

    def _clear(self, report: int, status: str) -> None:
        for table in (*CHILDREN, PAGES):
            self._db.execute(f"DELETE FROM {table.name} WHERE report = ?", (report,))
        self._db.execute(f"UPDATE reports SET {_CLEARED}, status = ? WHERE report = ?", (status, report))

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a question."""
        yield from self._db.execute(sql, values)


def _insert(db: sqlite3.Connection, table: Table, report: int, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows below a report, most of them many at a time: what a statement costs is a fifth of what a row does."""
    one, many = _INSERT[table.name]
    whole = len(rows) - len(rows) % _AT_A_TIME
    for at in range(0, whole, _AT_A_TIME):
        db.execute(many, (report, *chain.from_iterable(rows[at : at + _AT_A_TIME])))
    db.executemany(one, ((report, *row) for row in rows[whole:]))


def link_rows(links: Sequence[Link], problem: str | None = None) -> list[list[Any]]:
    """Return the rows of the links of a report, without its number; `problem` holds for those that could be used otherwise."""
    return [[n, x.relation, x.path, x.key, x.problem or problem] for n, x in enumerate(links)]


def settings_text(settings: Settings) -> tuple[str, str]:
    """Return what of the settings can change a result, as JSON, and the hash of it with the version.

    A profile counts by what is in it. The model is not asked in a batch.
    """
    told = {name: value for name, value in asdict(settings).items() if name != "llm"}
    profile = settings.profile
    if profile and Path(profile).is_file():
        told["profile"] = hashlib.sha256(Path(profile).read_bytes()).hexdigest()
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    return text, hashlib.sha256(f"{__version__}\n{text}".encode("utf-8", "backslashreplace")).hexdigest()


def _base_text(out: Path) -> str:
    """Return the folder names count from, as seen from the store: both may move together."""
    try:
        return Path(os.path.relpath(Path.cwd(), out.resolve())).as_posix()
    except ValueError:  # another drive
        return Path.cwd().as_posix()


def _base(db: sqlite3.Connection, out: Path) -> Path:
    (text,) = db.execute("SELECT value FROM meta WHERE name = 'base'").fetchone()
    return Path(os.path.normpath(out.resolve() / text))


def _whole(value: Any) -> Any:
    """Return the same with halves of characters escaped, which have no encoding."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, Mapping):
        return {key: _whole(item) for key, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, list | tuple) else value


def reader(out: Path) -> sqlite3.Connection:
    """Return a connection that can only read. Raises UsageError where there is no store."""
    file = out / FILE
    if not file.is_file():
        raise UsageError(f"{out}：这里没有 gouji batch 的结果（{FILE}）；请给出 batch 的 -o 所指的文件夹。")
    db = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
    try:
        (version,) = db.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        raise UsageError(f"{file}：不是 gouji 的库，或已损坏（{error}）。") from error
    if version != VERSION:
        raise UsageError(f"{file}：由另一版 gouji 写成；请用那一版，或重新核对。")
    return db


class _Lock:
    """One batch at a time: held by the system, which lets go of it however the process ends."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a+b")
        try:
            _hold(self._file.fileno())
        except OSError as error:
            self._file.close()
            raise UsageError(f"{path.parent}：另一个 gouji batch 正往这里写；请等它结束，或换一个文件夹。") from error

    def release(self) -> None:
        self._file.close()


if os.name == "nt":

    def _hold(descriptor: int) -> None:
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:

    def _hold(descriptor: int) -> None:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
