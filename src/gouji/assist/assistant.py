"""The tasks of the assistant for one report: what is asked, what code takes from the answers, and the account of it all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gouji.assist.answers import CompareAnswer, LabelAnswer, RowAnswer, WriteAnswer
from gouji.assist.corrections import drafts, worded
from gouji.assist.figures import is_open, paragraphs_asked, propose
from gouji.assist.masking import Masked, masked
from gouji.assist.pairs import incompatible, pairs
from gouji.assist.rows import chosen, offered
from gouji.llm.prompts import load_prompt
from gouji.llm.session import Question, Reply, Session
from gouji.model.alignment import Reading
from gouji.model.assistance import Assistance, Estimate, Exchange
from gouji.model.claim import Claim
from gouji.model.document import Document
from gouji.model.finding import Finding
from gouji.model.proposal import Proposals
from gouji.model.run import Entry

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
        self.account = Assistance()
        self.proposals = Proposals()

    def read(self, findings: Sequence[Finding]) -> None:
        """Propose labels and relations for the figures the rules left open, and pairs that cannot both be true."""
        if LABEL in self.tasks:
            self._label()
        if COMPARE in self.tasks:
            self._compare(findings)

    def _label(self) -> None:
        asked = paragraphs_asked(self.ledger, every=self.alone)
        prompt = load_prompt(LABEL)
        questions = [
            Question(prompt, {"headings": m.headings, "paragraph": m.text}, LabelAnswer, self._place(m)) for m in asked
        ]
        open_figures = frozenset(e.figure.index for e in self.ledger if self.alone or is_open(e))
        for paragraph, reply in zip(asked, self._ask(questions), strict=True):
            told: list[str] = []
            if isinstance(reply.answer, LabelAnswer):
                told, dropped = propose(paragraph, reply.answer, reply.key, open_figures, self.proposals)
                self.account.dropped.update(dropped)
            self._note(reply, told)

    def _compare(self, findings: Sequence[Finding]) -> None:
        spoken_of = frozenset(w.figure.index for f in findings for w in (f.claim, *f.evidence, *f.also) if w.figure)
        found = pairs(self.document, self.ledger, spoken_of)
        prompt = load_prompt(COMPARE)
        questions = [Question(prompt, p.variables, CompareAnswer, self._spot(p.left.paragraph.view.offset(p.left.start), p.left.paragraph.view.file)) for p in found]  # fmt: skip
        for pair, reply in zip(found, self._ask(questions), strict=True):
            told = []
            if isinstance(reply.answer, CompareAnswer):
                contradiction, problem = incompatible(pair, reply.answer, reply.key)
                if contradiction is not None:
                    self.proposals.incompatible.append(contradiction)
                self._drop(problem)
                told = [(problem and f"未采用：{problem}") or ("不能同时成立" if contradiction else "可以同时成立")]
            self._note(reply, told)

    def choose(
        self, undecided: Sequence[tuple[Claim, Sequence[Reading]]], column_name: Callable[[str, str], str]
    ) -> None:
        """Propose a cell for each amount that has several readings or none, out of those offered."""
        if CHOOSE not in self.tasks or not undecided:
            return
        prompt = load_prompt(CHOOSE)
        paragraphs = {c.quantity.paragraph.index: self._masked(c) for c, _ in undecided}
        questions = []
        for claim, readings in undecided:
            paragraph = paragraphs[claim.quantity.paragraph.index]
            variables = {
                "headings": paragraph.headings, "paragraph": paragraph.text,
                "mark": paragraph.mark_of(claim.quantity), "rows": offered(readings, column_name),
            }  # fmt: skip
            questions.append(Question(prompt, variables, RowAnswer, self._place(paragraph)))
        for (claim, readings), reply in zip(undecided, self._ask(questions), strict=True):
            told = []
            if isinstance(reply.answer, RowAnswer):
                paragraph = paragraphs[claim.quantity.paragraph.index]
                choice, problem = chosen(paragraph, claim.quantity, readings, reply.answer, reply.key)
                if choice is not None:
                    self.proposals.choices[choice.figure] = choice
                self._drop(problem)
                told = [f"{paragraph.mark_of(claim.quantity)} → {reply.answer.choice}" + (f"（未采用：{problem}）" if problem else "")]  # fmt: skip
            self._note(reply, told)

    def write(self, findings: Sequence[Finding], titles: Mapping[str, str]) -> None:
        """Word the correction of every finding above info."""
        if WRITE not in self.tasks:
            return
        asked = list(drafts(self.document, findings, titles))
        prompt = load_prompt(WRITE)
        questions = [Question(prompt, d.variables, WriteAnswer, d.variables["place"]) for d in asked]
        for one, reply in zip(asked, self._ask(questions), strict=True):
            told = []
            if isinstance(reply.answer, WriteAnswer):
                sentence, problem = worded(one, reply.answer)
                if sentence:
                    self.account.corrections[one.finding.id] = sentence
                self._drop(problem)
                told = [sentence or f"未采用：{problem}"]
            self._note(reply, told)

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

    # what it takes to ask

    def _masked(self, claim: Claim) -> Masked:
        paragraph = claim.quantity.paragraph
        return masked(paragraph, [e.figure for e in self.ledger if e.figure.paragraph is paragraph])

    def _place(self, paragraph: Masked) -> str:
        view = paragraph.paragraph.view
        return self._spot(view.offset(0), view.file)

    def _spot(self, offset: int, file: int) -> str:
        return self.document.sources[file].spot(offset)

    def _ask(self, questions: Sequence[Question]) -> Sequence[Reply]:
        return self.session.ask(questions)

    def _drop(self, problem: str) -> None:
        if problem:
            self.account.dropped[problem] += 1

    def _note(self, reply: Reply, told: Sequence[str]) -> None:
        prompt = reply.question.prompt
        self.account.questions[prompt.name] += 1
        sent = tuple((m["role"], m["content"]) for m in prompt.messages(**reply.question.variables))
        self.account.exchanges.append(
            Exchange(
                reply.key, prompt.name, prompt.version, reply.question.place, sent,
                reply.text, reply.cached, reply.trouble, tuple(told),
            )
        )  # fmt: skip
