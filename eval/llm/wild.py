"""A reader who answers at random, in the right form: labels, arithmetics, rows and verdicts that nobody stated."""

from __future__ import annotations

import json
import random
import re

from eval.llm.erring import MARK, block_of, guessed, mischosen, misjudged
from eval.llm.reader import Entry, Message

_WORDS = re.compile(r"[^，。；、,;:：()（）⟦⟧\s]{2,20}")
_SENTENCE = re.compile(r"[^。；;]{1,200}")
_NO_ROW: Entry = {"choice": "无", "quote": ""}
_FINE: Entry = {"both_true": True, "differs": "数", "left": "", "right": ""}


class WildReader:
    """The same question gets the same answer; `seed` gives others."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed

    def reply(self, task: str, messages: list[Message]) -> str:
        """Return an answer that fits the schema."""
        question = messages[-1]["content"]
        luck = random.Random(f"{self._seed} {task} {question}")
        answer = {
            "label-figures": lambda: _labels(question, luck),
            "choose-row": lambda: mischosen(_NO_ROW, question, luck),
            "compare-statements": lambda: misjudged(_FINE, question, luck),
            "write-correction": lambda: {"sentence": "请核实两处。"},
        }[task]()
        return json.dumps(answer, ensure_ascii=False)


def _labels(question: str, luck: random.Random) -> Entry:
    block = block_of(question)
    words = _WORDS.findall(MARK.sub("，", block)) or [""]
    figures = [
        {
            "id": mark,
            "measure": luck.choice(["数额", "增减额"] if "元" in unit else ["增减率", "执行率", "占比"] if unit == "%" else ["其他"]),
            "subject": luck.choice(words),
            "basis": luck.choice(["", "年初预算", "全年预算", "预算", "决算"]),
            "period": "本年",
            "versus": luck.choice(["", "上年", "年初预算", "预算"]),
            "direction": luck.choice(["", "增加", "减少"]),
        }
        for mark, unit in MARK.findall(block)
    ]  # fmt: skip
    relations = [one for sentence in _SENTENCE.findall(block) for one in _relations(sentence, luck)]
    return {"figures": figures[:200], "relations": [*guessed(question, luck), *relations][:100]}


def _relations(sentence: str, luck: random.Random) -> list[Entry]:
    """Return a difference of any amounts of a sentence, and a rate of any two of them."""
    marks = MARK.findall(sentence)
    amounts, rates = ([mark for mark, unit in marks if unit == wanted] for wanted in ("万元", "%"))
    found = []
    if len(amounts) > 2:
        result, *operands = luck.sample(amounts, 3)
        found.append({"kind": "增减额", "result": result, "operands": operands, "quote": sentence})
    if len(amounts) > 1 and rates:
        kind, rate = luck.choice(["占比", "增减率", "执行率"]), luck.choice(rates)
        found.append({"kind": kind, "result": rate, "operands": luck.sample(amounts, 2), "quote": sentence})
    return found
