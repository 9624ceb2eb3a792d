"""A reader who errs: the careful one's answers, a share of them spoiled in the ways models err. What errs hangs on the question alone."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

from eval.llm.reader import Entry, Message, Reader, stands_in

_SENTENCE = re.compile(r"[^。；;]*")
MARK = re.compile(r"⟦(F\d+) ([^⟦⟧]*)⟧")


class ErringReader(Reader):
    """Spoils the answers to a share of the questions."""

    def __init__(self, path: Path, share: float, seed: int = 0) -> None:
        super().__init__(path)
        self._share, self._seed = share, seed

    def reply(self, task: str, messages: list[Message]) -> str:
        """Return an answer that fits the schema, right or wrong."""
        answer = super().reply(task, messages)
        question = messages[-1]["content"]
        luck = random.Random(f"{self._seed} {task} {question}")
        if luck.random() >= self._share:
            return answer
        spoil = {"label-figures": _mislabel, "choose-row": mischosen, "compare-statements": misjudged}.get(task)
        return json.dumps(spoil(json.loads(answer), question, luck), ensure_ascii=False) if spoil else answer


def block_of(question: str) -> str:
    """Return the text of the document that a question holds."""
    return question.partition("<<<文档\n")[2].rpartition("\n文档>>>")[0]


def _mislabel(answer: Entry, question: str, luck: random.Random) -> Entry:
    """Another period, another direction, another operand; and a sum that nobody stated."""
    for figure in answer["figures"]:
        if luck.random() < 0.5:
            figure["period"] = luck.choice(["本年", "上年"])
        if figure["direction"] and luck.random() < 0.5:
            figure["direction"] = {"增加": "减少", "减少": "增加"}[figure["direction"]]
    units = dict(MARK.findall(question))
    for relation in answer["relations"]:
        known = [m for m in units if m not in relation["operands"] and m != relation["result"]]
        same = [m for m in known if units[m] == units[relation["operands"][0]]]
        if same:
            relation["operands"][luck.randrange(len(relation["operands"]))] = luck.choice(same)
    return {**answer, "relations": [*answer["relations"], *guessed(question, luck)]}


def guessed(question: str, luck: random.Random) -> list[dict[str, Any]]:
    """Return a sum of the amounts of one sentence, said to be the first or last of them."""
    block = block_of(question)
    for sentence in _SENTENCE.findall(block):
        marks = [mark for mark, unit in MARK.findall(sentence) if unit == "万元"]
        if len(marks) > 2 and len(sentence) <= 200:
            result = luck.choice([marks[0], marks[-1]])
            operands = [mark for mark in marks if mark != result]
            return [{"kind": "合计", "result": result, "operands": operands, "quote": sentence}]
    return []


def mischosen(answer: Entry, question: str, luck: random.Random) -> Entry:
    """Any other row of those offered, with words that do stand in the paragraph."""
    rows = [row for row in re.findall(r"^(R\d+) ", question, re.M) if row != answer["choice"]]
    block = block_of(question)
    words = answer["quote"] if answer["quote"] and stands_in(answer["quote"], block) else MARK.split(block)[0][-8:]
    return {"choice": luck.choice(rows), "quote": words} if rows and words else answer


def misjudged(answer: Entry, question: str, luck: random.Random) -> Entry:
    """The opposite, pointing at the first numbers that differ."""
    blocks = re.findall(r"<<<文档\n(.*?)\n文档>>>", question, re.S)
    left, right = (re.findall(r"⟦V\d+ [^⟦⟧]*⟧", block) for block in blocks)
    differ = [(a, b) for a, b in zip(left, right, strict=False) if a != b]
    if not answer["both_true"] or not differ:
        return {**answer, "both_true": True}
    a, b = luck.choice(differ)
    return {"both_true": False, "differs": "数", "left": a, "right": b}
