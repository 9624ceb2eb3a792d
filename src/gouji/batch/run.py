"""A whole batch: reports found, checked in processes, written to the store as they come; what is there already is left as it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from gouji.batch.items import Item, items_of
from gouji.batch.links import Link
from gouji.batch.pages import write_pages
from gouji.batch.pool import WORK, Done, Lost, Pool, processes
from gouji.batch.progress import Progress
from gouji.batch.record import failed
from gouji.batch.schema import FAILED, GONE, PENDING
from gouji.batch.store import Store, link_rows
from gouji.batch.worker import Setup, Task, key_of, out_of_memory
from gouji.config import Settings
from gouji.errors import UsageError, trouble

_AGAIN = ("timeout", "crash", "memory", "internal")  # what may end otherwise another time; a damaged file stays damaged


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that could not be checked, why, and what to do about it."""

    path: str
    reason: str
    message: str


@dataclass(slots=True)
class Summary:
    """What a batch came to. `unchanged` were there already; `linked` were held against others, `unlinked` could not be against
    some; `left` were not reached, because it
    was stopped.
    """

    reports: int = 0
    unchanged: int = 0
    left: int = 0
    gone: int = 0
    clean: int = 0
    with_findings: int = 0
    crashed_checks: int = 0
    linked: int = 0
    unlinked: int = 0
    pages_missing: int = 0
    errors: int = 0
    warnings: int = 0
    figures: int = 0
    checked: int = 0
    failures: tuple[Failure, ...] = ()

    @property
    def status(self) -> int:
        """The exit status, the highest that applies: as `gouji check`; a process that crashed is a defect of ours."""
        statuses = [4 if f.reason in ("crash", "internal") else 3 for f in self.failures]
        statuses += [4] if self.crashed_checks else []
        return max(statuses, default=int(self.with_findings > 0))


@dataclass(frozen=True, slots=True)
class Options:
    """How a batch is run; none of it changes a result.

    `jobs` processes of this machine, by default as many as it has processors, or the workers of the cluster of a `scheduler`.
    """

    jobs: int | None = None
    formats: tuple[str, ...] = ()
    retry: bool = False
    quiet: bool = False
    function: str = WORK
    scheduler: str | None = None


class _Engine(Protocol):
    def results(self, tasks: Iterable[Task]) -> Iterator[Done]: ...


_Start = Callable[[Setup], AbstractContextManager[_Engine]]


def run_batch(inputs: Sequence[str], out: Path, settings: Settings, options: Options) -> Summary:
    """Check what is new or changed and return what the store then holds of these reports. Raises UsageError.

    Stopped by Ctrl-C it returns too, with what is left counted.
    """
    settings = _usable(settings)
    with _starter(options) as start, Store(out) as store:
        items = items_of(inputs, out, store.base)
        if not items:
            raise UsageError(f"{'、'.join(inputs)}：没有可核对的文件。")
        return _Batch(store, settings, options, items).run(start)


@contextmanager
def _starter(options: Options) -> Iterator[_Start]:
    """Yield what starts that which checks; a cluster is reached before anything is written. Raises UsageError."""
    if options.scheduler is None:
        yield lambda setup: Pool(setup, options.jobs or processes(), function=options.function)
        return
    if options.jobs is not None:
        raise UsageError("--jobs 与 --scheduler 不能同用：集群有几个工作进程，就同时核对几份。")
    from gouji.batch.cluster import Cluster, connected

    with connected(options.scheduler) as client:
        yield lambda setup: Cluster(client, setup, function=options.function)


def _usable(settings: Settings) -> Settings:
    """Return the settings as the processes need them, having loaded the profile once. Raises UsageError."""
    from gouji.lexicon import load

    profile = settings.profile
    if profile is not None:
        load(profile)
        settings = replace(settings, profile=str(Path(profile).absolute()) if Path(profile).is_file() else profile)
    return settings


class _Batch:
    def __init__(self, store: Store, settings: Settings, options: Options, items: list[Item]) -> None:
        self.store, self.options, self.items = store, options, items
        self.number, hash = store.begin(settings)
        self.setup = Setup(settings, hash, options.formats, str(store.base))
        self.plan = store.plan(items)
        self.done = self.same = self.failed = 0
        self.waiting: dict[str, tuple[Link, ...]] = {}  # reports still to be held against others, by name

    def run(self, start: _Start) -> Summary:
        """Check every report by itself; then those that have to do with others once more, together with them."""
        stopped = False
        try:
            with start(self.setup) as engine:
                with Progress("核对", len(self.items), quiet=self.options.quiet) as progress:
                    for task, reply in engine.results(self._tasks()):
                        self._settle(task, self._record(task, reply))
                        self.done += 1
                        progress(self.done, self.failed)
                self._link(engine)
        except KeyboardInterrupt:
            stopped = True
        return self._summary(stopped)

    def _link(self, engine: _Engine) -> None:
        """Hold reports against the others; one that cannot be is done again by itself, with the reason beside it."""
        files = {item.name: item.files for item in self.items}
        self.waiting = self.store.unlinked(self.plan, self.options.retry)
        resting = self.store.resting()
        tasks: list[Task] = []
        apart: dict[str, str] = {}
        for name, found in list(self.waiting.items()):
            prior = tuple(self._file(x.path, files) for x in found if x.problem is None)
            if prior or name in resting:
                tasks.append(Task(name, files[name], None, prior))
            else:
                with self._writing():
                    self.store.note_links(self.plan[name][0], self.waiting.pop(name))
        with Progress("与别的报告核对", len(tasks), quiet=self.options.quiet) as progress:
            for number, (task, reply) in enumerate(engine.results(tasks), 1):
                record = self._record(task, reply)
                if record["report"]["status"] == FAILED and task.prior:
                    apart[task.name] = record["report"]["message"]
                else:
                    self._settle(task, record, self.waiting.pop(task.name))
                progress(number, len(apart))
        for task, reply in engine.results([Task(name, files[name]) for name in apart]):
            self._settle(task, self._record(task, reply), self.waiting.pop(task.name), apart[task.name])

    def _file(self, name: str, files: Mapping[str, tuple[str, ...]]) -> str:
        return files[name][0] if name in files else name

    def _tasks(self) -> Iterator[Task]:
        again = set()
        if self.options.retry:
            marks = ", ".join("?" * len(_AGAIN))
            again = {r for (r,) in self.store.rows(f"SELECT report FROM reports WHERE reason IN ({marks})", _AGAIN)}
        for item in self.items:
            report, key = self.plan[item.name]
            kept = key if report not in again and self.store.has_pages(report, self.options.formats) else None
            yield Task(item.name, item.files, kept)

    def _record(self, task: Task, reply: bytes | Lost) -> dict[str, Any]:
        """Return what came of a report. Raises UsageError for what would come of every one."""
        record: dict[str, Any] = self._lost(task, reply) if isinstance(reply, Lost) else json.loads(reply)
        if "usage" in record:
            raise UsageError(record["usage"])
        if self.options.scheduler and record.get("report", {}).get("reason") == "unreadable":
            return self._unseen(task, record) or record
        return record

    def _settle(
        self, task: Task, record: dict[str, Any], links: Sequence[Link] = (), problem: str | None = None
    ) -> None:
        """Write what came of a report: its pages first, so that a report that is in the store has them."""
        if record.get("same"):
            self.same += 1
            return
        fields = record["report"]
        self.failed += fields["status"] == FAILED
        record["links"] = link_rows(links, problem)
        with self._writing():
            record["pages"] = list(write_pages(self.store.out, task.name, self.options.formats, record))
            self.store.put(self.plan[task.name][0], self.number, record)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UsageError(f"{self.store.out}：写不进去（{trouble(error)}）；腾出位置再运行一次就接着做。") from error

    def _lost(self, task: Task, lost: Lost) -> dict[str, Any]:
        if lost.reason == "memory":
            return out_of_memory(Task(task.name, tuple(str(self.store.base / file) for file in task.files)), self.setup)
        seconds = self.setup.settings.limits.seconds
        told = f"{task.name}：核对时工作进程意外结束（{lost.detail or '原因不明'}）；请单独用 gouji check 核对，并告诉维护者。"
        if lost.reason == "timeout":
            told = f"{task.name}：核对超过 {seconds:,.10g} 秒的上限；文件可信时用 --limit seconds=更大的数 放宽。"
        record = failed(lost.reason, lost.reason, told)
        record["report"]["key"] = self._key(task)
        return record

    def _unseen(self, task: Task, record: dict[str, Any]) -> dict[str, Any] | None:
        """Return what to say of a report that a worker of a cluster could not open although it can be opened here, else None.

        Without a key: it is not the report that has to change before it is tried again.
        """
        if record["report"]["key"] is not None or self._key(task) is None:
            return None
        told = f"{task.name}：集群的工作进程读不到，这里读得到；请放在各台机器都能以同一路径读到的地方，再运行一次。"
        record = failed("unreadable", "unseen", told)
        record["report"]["key"] = None
        return record

    def _key(self, task: Task) -> str | None:
        return key_of(tuple(str(self.store.base / file) for file in task.files), self.setup.settings_hash)

    def _summary(self, stopped: bool) -> Summary:
        summary = Summary(reports=len(self.items), unchanged=self.same)
        failures = []
        wanted = {report for report, _ in self.plan.values()}
        columns = "report, path, status, reason, message, errors, warnings, figures, checked, crashes"
        for report, path, status, reason, message, *counts in self.store.rows(
            f"SELECT {columns} FROM reports ORDER BY path"
        ):
            if report not in wanted:
                summary.gone += status == GONE
            elif status == PENDING:
                summary.left += 1
            elif status == FAILED:
                failures.append(Failure(path, reason, message))
            else:
                _add(summary, *counts)
        if stopped:  # what was done in an earlier run may still have to be looked at for changes
            summary.left = summary.left or len(self.items) - self.done or len(self.waiting)
        summary.failures = tuple(failures)
        linked = "SELECT count(DISTINCT report) FROM links JOIN reports USING (report) WHERE problem IS NULL AND status = 'done'"
        [(summary.linked,)] = self.store.rows(linked)
        [(summary.unlinked,)] = self.store.rows(linked.replace("IS NULL", "IS NOT NULL"))
        missing = "SELECT count(*) FROM pages JOIN reports USING (report) WHERE file IS NULL AND status = 'done'"
        [(summary.pages_missing,)] = self.store.rows(missing)
        return summary


def _add(summary: Summary, errors: int, warnings: int, figures: int, checked: int, crashes: int) -> None:
    summary.errors += errors
    summary.warnings += warnings
    summary.figures += figures
    summary.checked += checked
    summary.crashed_checks += crashes
    found = errors + warnings > 0
    summary.with_findings += found
    summary.clean += not found
