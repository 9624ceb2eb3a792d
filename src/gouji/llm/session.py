"""Questions of one run put to the model: kept replies first, caps before every call, replies in the order asked.

What is sent, counted and kept depends on the questions and replies alone, not on which thread is first: a question is sent when
the one `concurrency` places before it is settled, and settled in its turn. Only the caller's thread touches the store.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from threading import Thread
from typing import TYPE_CHECKING, Self, TypeVar

from gouji.errors import InternalError, UsageError
from gouji.llm.budget import Budget
from gouji.llm.dialect import Dialect, canonical
from gouji.llm.endpoint import Caps, Endpoint, Prices
from gouji.llm.exchange import TROUBLES, Estimate, Question, Reply, Spending, Usage
from gouji.llm.prompts import Message
from gouji.llm.reading import read_answer
from gouji.llm.store import Store, Stored, StoreTrouble
from gouji.llm.talk import Asked, Outcome, asked, talk

if TYPE_CHECKING:
    from gouji.llm.client import Client

__all__ = ["TROUBLES", "Caps", "Endpoint", "Estimate", "Prices", "Question", "Reply", "Session", "Usage"]

_UNREACHED = {"timeout", "connection", "rate-limit", "server-error", "not-found", "not-api"}
_MOST_UNREACHED = 3  # questions in a row, each tried `retries` times more
_NO_CAPS = Caps()
T = TypeVar("T")


class Session:
    """The model during one run. `show` is given every conversation that is sent, or would be in a dry run; `progress` the task,
    how many of its questions are settled, and how many are sent in all.

    `after` is the session of the report before: where the endpoint failed it, the first failure here stops the assistant, so that
    a folder of reports does not wait for a server that is down again and again.
    """

    def __init__(
        self, endpoint: Endpoint | None, store: Store, *, replay: bool = False, caps: Caps = _NO_CAPS,
        prices: Prices | None = None, show: Callable[[Question, list[Message]], None] | None = None, dry: bool = False,
        after: Session | None = None, progress: Callable[[str, int, int], None] | None = None,
    ) -> None:  # fmt: skip
        if endpoint is None and not (replay or dry):
            raise UsageError("没有设置模型；请设置 base_url 和 model，或用录下的回复。")
        self._endpoint = endpoint
        self._store = store
        self._replay = replay
        self._dry = dry
        self._show = show
        self._progress = progress
        self._budget = Budget(caps, prices)
        self._source = _source(endpoint, store if replay else None)
        self._client: Client | None = None
        self._unreached: int = min(after._unreached, _MOST_UNREACHED - 1) if after else 0
        self.usage = Usage(cost=Decimal(0) if prices else None, currency=prices.currency if prices else "")
        mode = self._tried(lambda: store.mode(*self._source), "") if not (replay or dry) else ""
        self._dialect = Dialect.parse(mode)  # None: not known yet

    @property
    def source(self) -> tuple[str, str]:
        """The address as it may be shown, and the model."""
        return self._source

    def close(self) -> None:
        """Close the connections; the store stays open."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, questions: Sequence[Question]) -> list[Reply]:
        """Return one reply a question, in their order. Never raises for what an endpoint does.

        A question put twice is sent once.
        """
        prepared = [self._prepared(question) for question in questions]
        first = {one.key: one for one in reversed(prepared)}
        replies: dict[str, Reply] = {}
        fresh = []
        for one in dict.fromkeys(one.key for one in prepared):
            reply = self._kept(first[one])
            if reply is not None:
                replies[one] = self._counted(reply)
            else:
                fresh.append(first[one])
        if self._replay:
            replies |= {one.key: self._counted(_without(one, "missing")) for one in fresh}
        elif self._dry:
            self._estimate(fresh)
            replies |= {one.key: self._counted(_without(one, "dry")) for one in fresh}
        elif fresh:
            self._send(fresh, replies)
        return [self._given(replies[one.key], one, first[one.key] is one) for one in prepared]

    def _prepared(self, question: Question) -> Asked:
        prompt = question.prompt
        if question.schema.__name__ != prompt.schema:
            raise InternalError(
                f"提示词 {prompt.name}：schema 是 {prompt.schema}，问题用的却是 {question.schema.__name__}。"
            )
        messages = prompt.messages(**question.variables)
        schema = question.schema.model_json_schema()
        shape = sha256(canonical(schema).encode("utf-8")).hexdigest()
        whole = canonical([*self._source, prompt.name, prompt.version, shape, messages])
        return asked(question, sha256(whole.encode("utf-8")).hexdigest(), messages, schema)

    def _kept(self, one: Asked) -> Reply | None:
        """Return the kept reply. One that cannot be used counts in a replay only: asked again, the model may do better."""
        row = self._tried(lambda: self._store.get(one.key), None)
        if row is None:
            return None
        answer, trouble, _ = read_answer(row.reply, one.question.schema)
        if answer is None and not self._replay:
            return None
        trouble = trouble and (row.finish or trouble)
        return Reply(one.question, one.key, row.reply, answer, trouble, cached=True)

    def _counted(self, reply: Reply) -> Reply:
        self.usage.cached += reply.cached
        if reply.trouble:
            self.usage.troubles[reply.trouble] += 1
        return reply

    def _given(self, reply: Reply, one: Asked, first: bool) -> Reply:
        """Return the reply for each of several equal questions; the later ones cost nothing."""
        if first:
            return reply
        self.usage.cached += reply.answer is not None
        return replace(reply, question=one.question, cached=reply.answer is not None)

    def _estimate(self, fresh: Iterable[Asked]) -> None:
        before = self.usage.estimate
        most = Spending(before.calls, before.input_tokens, before.output_tokens) if before else Spending()
        for one in fresh:
            most += one.most
            self._shown(one.question, one.messages)
        self.usage.estimate = self._budget.estimate(most)
        self.usage.stopped = self._budget.exceeded(most)

    def _send(self, fresh: Sequence[Asked], replies: dict[str, Reply]) -> None:
        assert self._endpoint is not None
        width = max(1, self._endpoint.concurrency)
        under_way: deque[tuple[Asked, Spending, Future[Outcome]]] = deque()

        def settle() -> None:
            one, most, future = under_way.popleft()
            replies[one.key] = self._counted(self._settled(one, most, future.result()))
            self._told(fresh, replies)

        self._told(fresh, replies)
        try:
            for one in fresh:
                while under_way and (
                    len(under_way) >= width or not self._known_to_answer() or self._budget.exceeded(one.most)
                ):
                    settle()
                if not self._may_send(one):
                    replies[one.key] = self._counted(_without(one, self._why_unsent()))
                    continue
                under_way.append(self._start(one))
            while under_way:
                settle()
            self._told(fresh, dict.fromkeys(one.key for one in fresh))
        except BaseException:  # interrupted: nothing is tried again
            self.close()
            raise

    def _told(self, fresh: Sequence[Asked], settled: Mapping[str, object]) -> None:
        if self._progress is not None:
            done = sum(one.key in settled for one in fresh)
            self._progress(fresh[0].question.prompt.name, done, len(fresh))

    def _known_to_answer(self) -> bool:
        """Whether several questions may be under way. One alone finds out how the endpoint wants to be asked, and after a failure
        whether it is there again.
        """
        return self._dialect is not None and not self._unreached

    def _may_send(self, one: Asked) -> bool:
        if not self.usage.stopped:
            self.usage.stopped = self._budget.exceeded(one.most)
            if self.usage.stopped:
                self.usage.needed = self._budget.estimate(self._budget.spent + one.most)
            self.usage.stopped = self.usage.stopped or self._unopened()
        return not self.usage.stopped

    def _why_unsent(self) -> str:
        return "stopped" if self.usage.stopped == "endpoint" else "capped"

    def _unopened(self) -> str:
        """Open the endpoint where that is still to do; return 'endpoint' if its address cannot be used, else an empty text."""
        if self._client is None:
            from gouji.llm.client import Client

            assert self._endpoint is not None
            try:
                self._client = Client(self._endpoint)
            except Exception:  # openai and httpx2 have many words for an address that is none, some of them holding it
                return "endpoint"
        return ""

    def _start(self, one: Asked) -> tuple[Asked, Spending, Future[Outcome]]:
        assert self._client is not None
        may_mend = not self._budget.exceeded(one.most + one.mending)
        most = one.most + one.mending if may_mend else one.most
        self._budget.set_aside(most)
        self._shown(one.question, one.messages)
        client, dialect = self._client, self._dialect or Dialect()
        return one, most, _begun(lambda: talk(client, one, dialect, may_mend))

    def _settled(self, one: Asked, most: Spending, outcome: Outcome) -> Reply:
        """Count and keep what came of a question."""
        self._budget.settle(most, outcome.spent)
        if outcome.sent:
            self._shown(one.question, [*one.messages, *outcome.sent])
        usage, spent = self.usage, self._budget.spent
        usage.calls, usage.input_tokens, usage.output_tokens = spent.calls, spent.input_tokens, spent.output_tokens
        usage.cost = self._budget.cost(spent)
        usage.failed += outcome.answer is None
        usage.repaired += outcome.answer is not None and outcome.spent.calls > 1
        if outcome.reached:
            self._keep(one, outcome)
        if outcome.trouble == "auth":
            self._unreached = _MOST_UNREACHED
        else:
            self._unreached = self._unreached + 1 if outcome.trouble in _UNREACHED else 0
        if self._unreached >= _MOST_UNREACHED:
            usage.stopped = usage.stopped or "endpoint"
        return Reply(one.question, one.key, outcome.text, outcome.answer, outcome.trouble, cached=False)

    def _keep(self, one: Asked, outcome: Outcome) -> None:
        prompt, spent = one.question.prompt, outcome.spent
        row = Stored(
            one.key, *self._source, prompt.name, prompt.version, prompt.schema, canonical(one.messages), outcome.text,
            outcome.finish, spent.input_tokens, spent.output_tokens,
        )  # fmt: skip
        self._tried(lambda: self._store.put(row), None)
        if outcome.dialect != self._dialect:
            self._dialect = outcome.dialect
            self._tried(lambda: self._store.set_mode(*self._source, str(outcome.dialect)), None)

    def _shown(self, question: Question, messages: list[Message]) -> None:
        if self._show is not None:
            self._show(question, messages)

    def _tried(self, act: Callable[[], T], otherwise: T) -> T:
        """Return what the store gives. A full disk or a file that breaks meanwhile costs the replies, not the run."""
        try:
            return act()
        except StoreTrouble:
            self.usage.unkept = True
            return otherwise


def _begun(work: Callable[[], T]) -> Future[T]:
    """Return work that goes on in a thread of its own. Not in a pool: a program that is interrupted waits for the threads of pools."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # raised again by whoever asks for the result
            future.set_exception(error)

    Thread(target=run, name="gouji-llm", daemon=True).start()
    return future


def _without(one: Asked, trouble: str) -> Reply:
    return Reply(one.question, one.key, "", None, trouble, cached=False)


def _source(endpoint: Endpoint | None, replayed: Store | None) -> tuple[str, str]:
    """Return the address and model that replies are kept under: those of the endpoint; in a replay of another, those of the file.

    Raises UsageError where a file holds replies of several and none of them is the endpoint.
    """
    own = (endpoint.shown, endpoint.model) if endpoint else ("", "")
    sources = replayed.sources() if replayed is not None else []
    if not sources or own in sources:
        return own
    if len(sources) > 1:
        listed = "；".join(f"{address} {model}" for address, model in sources)
        raise UsageError(f"录下的回复来自 {len(sources)} 处（{listed}）；请用 base_url 和 model 指明一处。")
    return sources[0]
