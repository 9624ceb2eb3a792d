"""The tasks of the assistant for one report: what is asked, what code takes from the answers, and the account of it all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from gouji.assist.answers import Answer, CompareAnswer, LabelAnswer, RowAnswer, WriteAnswer
from gouji.assist.corrections import Draft, drafts, worded
from gouji.assist.figures import is_open, paragraphs_asked, propose
from gouji.assist.masking import Masked, masked
from gouji.assist.pairs import Pair, incompatible, pairs
from gouji.assist.rows import Offer, chosen, offer_of
from gouji.llm.prompts import load_prompt
from gouji.llm.session import Question, Reply, Session
from gouji.model.alignment import Reading
from gouji.model.assistance import Assistance, Estimate, Exchange
from gouji.model.claim import Claim
from gouji.model.document import Document, Paragraph
from gouji.model.finding import Finding
from gouji.model.proposal import Proposals
from gouji.model.quantity import Quantity
from gouji.model.run import Entry

T = TypeVar("T")
A = TypeVar("A", bound=Answer)
Taken = tuple[list[str], Counter[str]]  # what was made of an answer, line by line, and what was dropped by reason
LABEL, CHOOSE, COMPARE, WRITE = TASKS = ("label-figures", "choose-row", "compare-statements", "write-correction")


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the assistant is to do for one report. `alone`: it reads every figure, and no rule does; only evaluation wants that.

    `session` keeps caps and recorded replies and counts what was spent.
    """

    session: Session
    tasks: tuple[str, ...] = TASKS
    alone: bool = False


class Assistant:
    """Asks about one report."""

    def __init__(self, document: Document, ledger: Sequence[Entry], assignment: Assignment) -> None:
        self.document, self.ledger = document, ledger
        self.session, self.tasks, self.alone = assignment.session, assignment.tasks, assignment.alone
        self._figures: dict[int, list[Quantity]] = defaultdict(list)
        for entry in ledger:
            self._figures[entry.figure.paragraph.index].append(entry.figure)
        self.account = Assistance()
        self.proposals = Proposals()

    def read(self, findings: Sequence[Finding]) -> None:
        """Propose labels and relations for the figures the rules left open, and pairs that cannot both be true."""
        if LABEL in self.tasks:
            self._label()
        if COMPARE in self.tasks:
            self._compare(findings)

    def _label(self) -> None:
        open_figures = frozenset(e.figure.index for e in self.ledger if self.alone or is_open(e))

        def take(paragraph: Masked, answer: LabelAnswer, request: str) -> Taken:
            return propose(paragraph, answer, request, open_figures, self.proposals)

        asked = paragraphs_asked(self.ledger, every=self.alone)
        variables = [{"headings": m.headings, "paragraph": m.text} for m in asked]
        self._ask(LABEL, LabelAnswer, asked, variables, [self._place(m.paragraph) for m in asked], take)

    def _compare(self, findings: Sequence[Finding]) -> None:
        def take(pair: Pair, answer: CompareAnswer, request: str) -> Taken:
            found, problem = incompatible(pair, answer, request)
            if found is not None:
                self.proposals.incompatible.append(found)
            return _taken("不能同时成立" if found else "可以同时成立", problem)

        spoken_of = frozenset(w.figure.index for f in findings for w in (f.claim, *f.evidence, *f.also) if w.figure)
        asked = pairs(self.document, self.ledger, spoken_of)
        places = [self._place(p.left.paragraph, p.left.start) for p in asked]
        self._ask(COMPARE, CompareAnswer, asked, [p.variables for p in asked], places, take)

    def choose(
        self, undecided: Sequence[tuple[Claim, Sequence[Reading]]], column_name: Callable[[str, str], str]
    ) -> None:
        """Propose a cell for each amount that has several readings or none, out of those offered."""
        if CHOOSE not in self.tasks:
            return

        def take(offer: Offer, answer: RowAnswer, request: str) -> Taken:
            choice, problem = chosen(offer, answer, request)
            if choice is not None:
                self.proposals.choices[choice.figure] = choice
            return _taken(f"{offer.mark} → {offer.line(answer.choice)}", problem)

        labels = self.proposals.labels
        asked = [
            offer_of(self._masked(claim), claim.quantity, found, column_name, labels) for claim, found in undecided
        ]
        places = [self._place(offer.paragraph.paragraph) for offer in asked]
        self._ask(CHOOSE, RowAnswer, asked, [offer.variables for offer in asked], places, take)

    def write(self, findings: Sequence[Finding], titles: Mapping[str, str]) -> None:
        """Word the correction of every finding above info."""
        if WRITE not in self.tasks:
            return

        def take(draft: Draft, answer: WriteAnswer, _: str) -> Taken:
            sentence, problem = worded(draft, answer)
            if sentence:
                self.account.corrections[draft.finding.id] = sentence
            return _taken(sentence, problem)

        asked = list(drafts(self.document, findings, titles))
        self._ask(WRITE, WriteAnswer, asked, [d.variables for d in asked], [d.where for d in asked], take)

    def _ask(
        self, task: str, schema: type[A], asked: Sequence[T], variables: Sequence[dict[str, str]], places: Sequence[str],
        take: Callable[[T, A, str], Taken],
    ) -> None:  # fmt: skip
        """Put one question for each of `asked`, and note what `take` makes of the answers."""
        if not asked:
            return
        prompt = load_prompt(task)
        questions = [Question(prompt, v, schema, place) for v, place in zip(variables, places, strict=True)]
        for one, reply in zip(asked, self.session.ask(questions), strict=True):
            made: list[str] = []
            if isinstance(reply.answer, schema):
                made, dropped = take(one, reply.answer, reply.key)
                self.account.dropped.update(dropped)
            self._note(reply, made)

    def _masked(self, claim: Claim) -> Masked:
        paragraph = claim.quantity.paragraph
        return masked(paragraph, self._figures[paragraph.index])

    def _place(self, paragraph: Paragraph, at: int = 0) -> str:
        view = paragraph.view
        return self.document.sources[view.file].spot(view.offset(at))

    def _note(self, reply: Reply, made: Sequence[str]) -> None:
        question = reply.question
        self.account.questions[question.prompt.name] += 1
        sent = tuple((m["role"], m["content"]) for m in question.prompt.messages(**question.variables))
        self.account.exchanges.append(
            Exchange(
                reply.key, question.prompt.name, question.prompt.version, question.place, sent,
                reply.text, reply.cached, reply.trouble, tuple(made),
            )
        )  # fmt: skip

    def settled(self) -> Assistance:
        """Return the account of it all, with what the session spent."""
        account, usage = self.account, self.session.usage
        account.endpoint, account.model = self.session.source
        account.calls, account.cached, account.failed, account.repaired = (
            usage.calls, usage.cached, usage.failed, usage.repaired,
        )  # fmt: skip
        account.input_tokens, account.output_tokens = usage.input_tokens, usage.output_tokens
        account.cost, account.currency, account.stopped = usage.cost, usage.currency, usage.stopped
        account.troubles.update(usage.troubles)
        most = usage.estimate
        if most is not None:
            account.estimate = Estimate(most.calls, most.input_tokens, most.output_tokens, most.cost)
        return account


def _taken(said: str, problem: str) -> Taken:
    return [said + (f"（未采用：{problem}）" if problem else "")], Counter([problem] if problem else [])
