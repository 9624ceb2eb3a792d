"""From settings to assignments: one store of replies for a run, one session with its own caps for each report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gouji.assist.assistant import TASKS, Assignment
from gouji.config import near
from gouji.errors import UsageError
from gouji.llm.endpoint import Caps, Endpoint, Prices
from gouji.llm.prompts import Message
from gouji.llm.session import Question, Session
from gouji.llm.store import Store
from gouji.llm_settings import LlmSettings

Assign = Callable[[], Assignment]
Show = Callable[[Question, list[Message]], None]


@contextmanager
def assigning(
    settings: LlmSettings, *, replay: str = "", dry: bool = False, show: Show | None = None, alone: bool = False
) -> Iterator[Assign]:
    """Give what makes the assignment of each report. Raises UsageError before any report is read.

    `replay` is a file of recorded replies, `dry` only counts: nothing is sent, and neither address nor model has to be set.
    """
    tasks = _tasks(settings)
    endpoint, prices = None, None
    if not (replay or dry):
        settings = settings.resolved()
        endpoint = Endpoint(
            settings.base_url, settings.model, settings.api_key, settings.timeout, settings.retries, settings.concurrency
        )  # fmt: skip
    elif named := settings.named():  # which of the recorded replies are meant
        endpoint = Endpoint(*named)
    if settings.input_price is not None and settings.output_price is not None:
        prices = Prices(settings.input_price, settings.output_price, settings.currency)
    caps = Caps(settings.max_calls, settings.max_tokens, settings.max_cost)
    store = _store(settings, replay, dry)
    sessions: list[Session] = []

    def assign() -> Assignment:
        session = Session(
            endpoint, store, replay=bool(replay), caps=caps, prices=prices, show=show, dry=dry,
            after=sessions[-1] if sessions else None,
        )  # fmt: skip
        sessions.append(session)
        return Assignment(session, tasks, alone)

    try:
        yield assign
    finally:
        for session in sessions:
            session.close()
        store.close()


def _store(settings: LlmSettings, replay: str, dry: bool) -> Store:
    if replay:
        return Store.read(replay)
    file = settings.cache_file()
    if not dry:
        return Store.open(file)
    return Store.read(file) if Path(file).is_file() else Store.memory()


def _tasks(settings: LlmSettings) -> tuple[str, ...]:
    """Return the tasks wanted, in the order they are done. Raises UsageError."""
    for name in settings.tasks:
        if name not in TASKS:
            raise UsageError(
                f"{settings.file}：[llm] tasks 里没有“{name}”这个任务{near(name, TASKS)}；可用的有 {'、'.join(TASKS)}。"
            )
    return tuple(t for t in TASKS if t in settings.tasks) if settings.tasks else TASKS
