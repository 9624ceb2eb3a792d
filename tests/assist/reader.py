"""A careful reader in the model's place: answers given by task, read by the same schemas as a reply."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from gouji.llm.session import Question, Reply, Usage


class Reader:
    """Has the session's part of asking; `answers` holds one answer a task, given to every question of it."""

    def __init__(self, answers: Mapping[str, Mapping[str, Any]]) -> None:
        self.answers = answers
        self.asked: list[Question] = []
        self.usage = Usage()
        self.source = ("", "")

    def ask(self, questions: Sequence[Question]) -> list[Reply]:
        """Return the replies in order; a task without an answer gets none."""
        self.asked += questions
        return [self._reply(q) for q in questions]

    def _reply(self, question: Question) -> Reply:
        given = self.answers.get(question.prompt.name)
        if given is None:
            return Reply(question, "0" * 64, "", None, "missing", False)
        text = json.dumps(given, ensure_ascii=False)
        try:
            return Reply(question, "0" * 64, text, question.schema.model_validate(given), "", True)
        except ValidationError:
            return Reply(question, "0" * 64, text, None, "wrong-schema", True)


def figure(mark: str, measure: str, subject: str = "", **given: str) -> dict[str, Any]:
    """Return the label of one number as an answer holds it."""
    plain = {"basis": "", "period": "本年", "versus": "", "direction": ""}
    return {"id": mark, "measure": measure, "subject": subject, **plain, **given}
