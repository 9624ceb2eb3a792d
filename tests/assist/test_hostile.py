"""Answers made at random, each as its schema wants it: what the rules found stays, and nothing breaks."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import gouji
from gouji import pipeline
from gouji.assist.assistant import Assignment
from gouji.llm.session import Question, Reply
from gouji.model.outcome import Severity
from gouji.model.run import State
from gouji.reporters.json import to_dict
from tests.assist.reader import Reader
from tests.cases import FIXTURES

REPORTS = [
    FIXTURES / "llm" / "linchuan-market-2022-final" / "report.md",
    FIXTURES / "llm" / "meiling-agriculture-2024-final" / "report.md",
    FIXTURES / "documents" / "yanxi-2022-final" / "report.txt",
]


class Hostile(Reader):
    """Picks measures, marks, rows and words at random."""

    def __init__(self, seed: int) -> None:
        super().__init__({})
        self.random = random.Random(seed)

    def ask(self, questions: Sequence[Question]) -> list[Reply]:
        return [self._reply(self._given(q), q) for q in questions]

    def _given(self, question: Question) -> dict[str, Any]:
        pick, given = self.random.choice, question.variables
        match question.prompt.name:
            case "label-figures":
                text = given["paragraph"]
                marks = re.findall(r"⟦(F\d+)[^⟦⟧]*⟧", text)
                return {"figures": [self._label(m, text) for m in marks], "relations": self._relations(text, marks)}
            case "choose-row":
                return {"choice": pick(given["rows"].splitlines()).split()[0], "quote": self._words(given["paragraph"])}
            case "compare-statements":
                said = {side: self._words(given[side], 14) for side in ("left", "right")}
                return {"both_true": False, "differs": pick(("数", "名称", "年份", "范围")), **said}
            case _:
                return {"sentence": pick(("请把⟦A⟧改为⟦B⟧。", "请把⟦A⟧改为⟦E⟧。", "⟦A⟧与⟦B⟧不一致。"))}

    def _label(self, mark: str, text: str) -> dict[str, Any]:
        pick = self.random.choice
        return {
            "id": mark, "subject": self._words(text),
            "measure": pick(("数额", "增减额", "增减率", "执行率", "占比", "百分点", "其他")),
            "basis": pick(("", "年初预算", "全年预算", "预算", "决算")), "period": pick(("本年", "上年", "其他年度")),
            "versus": pick(("", "上年", "年初预算", "预算", "其他年度")), "direction": pick(("", "增加", "减少")),
        }  # fmt: skip

    def _relations(self, text: str, marks: Sequence[str]) -> list[dict[str, Any]]:
        told = []
        for _ in range(3 * len(marks) if len(marks) > 2 else 0):
            result, *operands = self.random.sample(marks, self.random.choice((2, 3)))
            at = text.index(f"⟦{result} ") if f"⟦{result} " in text else text.index(f"⟦{result}⟧")
            quote = text[max(0, at - 60) : text.index("⟧", at) + 1]
            kind = self.random.choice(("合计", "增减额", "增减率", "占比", "执行率", "相同"))
            told.append({"kind": kind, "result": result, "operands": operands, "quote": quote})
        return told[:100]

    def _words(self, text: str, most: int = 6) -> str:
        at = self.random.randrange(len(text))
        return text[at : at + self.random.randint(1, most)]

    def _reply(self, answer: dict[str, Any], question: Question) -> Reply:  # type: ignore[override]
        return Reply(question, "0" * 64, "", question.schema.model_validate(answer), "", False)


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.parent.name)
def test_what_the_rules_found_stays_whatever_is_answered(report: Path) -> None:
    rules = gouji.check(str(report))
    for seed in range(4):
        run = pipeline.check(str(report), assignment=Assignment(Hostile(seed)))  # type: ignore[arg-type]
        assert not [note for note in run.notes if "出错" in note]
        found = [f for f in to_dict(run, "")["findings"] if f["origin"] == "rule"]
        assert found == to_dict(rules, "")["findings"]
        assert len({f.id for f in run.findings}) == len(run.findings)
        accused = {w.figure.index for f in run.findings if f.severity is not Severity.INFO for w in (f.claim, *f.also) if w.figure}  # fmt: skip
        for before, after in zip(rules.ledger, run.ledger, strict=True):
            if before.state is not State.NOT_CHECKED:
                assert (before.state, before.by) == (after.state, after.by)
            assert (after.state is State.CONTRADICTED) is (after.figure.index in accused)
        assert all(f.severity is not Severity.ERROR for f in run.findings if f.origin == "model")
