"""Rules, model and both on the passages of fixtures/llm, with the recorded replies of a careful reader.

They show what the mechanism does with good answers, and that the recordings belong to the prompts as they are; no model is measured.
"""

from __future__ import annotations

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from eval.llm.__main__ import drawn, erred, record
from eval.llm.reader import Reader, as_sent
from eval.llm.server import Server
from gouji.assist.answers import LabelAnswer
from gouji.batch import checked
from gouji.llm.prompts import all_prompts
from gouji.llm.store import Store
from gouji.llm_settings import LlmSettings
from gouji.measure.assisted import Comparison, Way, compare
from gouji.measure.assisted_render import to_json, to_table
from gouji.measure.cases import load_case
from tests.cases import FIXTURES
from tests.commands import gouji

FOLDER = FIXTURES / "llm"
CASES = sorted(path.parent for path in FOLDER.glob("*/labels.jsonl"))
NAMES = [case.name for case in CASES]
RECORD = "python -m eval.llm record fixtures/llm/*/"
PROMPTS = {prompt.name: prompt for prompt in all_prompts()}


def compared(folders: list[Path], llm: LlmSettings | None = None, replay: Path | None = None) -> Comparison:
    return compare(folders, llm or LlmSettings(), lambda path, task: checked(str(path), (), None, task), "0", replay)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compared(CASES)


def entries(case: Path) -> dict[str, list[dict[str, Any]]]:
    read: dict[str, list[dict[str, Any]]] = yaml.safe_load((case / "reader.yml").read_text("utf-8"))
    return read


# the recordings


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_replies_belong_to_the_prompts_as_they_are(case: Path) -> None:
    with Store.read(case / "replies.jsonl") as store:
        stale = {row.prompt for row in store if PROMPTS[row.prompt].version != row.version}
    assert not stale, f"{case.name}: recorded with another version of {stale}; record again: {RECORD}"


def test_no_question_is_without_a_recorded_reply(comparison: Comparison) -> None:
    for way, spent in comparison.spent.items():
        assert not spent.troubles, f"{way.value}: {dict(spent.troubles)}; record again: {RECORD}"
    assert comparison.replayed


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_reader_saw_marks_and_no_values(case: Path) -> None:
    with Store.read(case / "replies.jsonl") as store:
        for row in store:
            asked = json.loads(row.input)[-1]["content"]
            blocks = re.findall(r"<<<文档\n(.*?)\n文档>>>", asked, re.S)
            assert blocks
            assert not any(re.search(r"\d+\.\d+", block) for block in blocks), row.key


def test_there_are_forty_passages_over_six_documents_and_three_adversarial_ones() -> None:
    passages = sum(len(entries(case)["label-figures"]) for case in CASES)
    adversarial = [name for name in NAMES if name.startswith("adversarial")]
    assert passages >= 40
    assert len(adversarial) >= 3
    assert len(CASES) - len(adversarial) >= 6


# the reader


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_readers_answers_fit_the_schema_and_quote_their_paragraph(case: Path) -> None:
    for entry in entries(case)["label-figures"]:
        LabelAnswer.model_validate({"figures": entry["figures"], "relations": entry["relations"]})
        marks = re.findall(r"⟦(F\d+) ", entry["paragraph"])
        assert [figure["id"] for figure in entry["figures"]] == marks
        for relation in entry["relations"]:
            assert relation["quote"] in entry["paragraph"]
            assert {relation["result"], *relation["operands"]} <= {*marks}


def test_words_are_copied_as_they_were_sent() -> None:
    sent = "三公经费(决算)⟦F1 万元⟧,比上年多⟦F2 万元⟧。"
    assert as_sent("（决算）⟦F1 万元⟧，比上年", sent) == "决算)⟦F1 万元⟧,比上年"
    assert as_sent("多⟦ 万元⟧", sent) == "多⟦F2 万元⟧"
    assert as_sent("不在其中", sent) == "不在其中"


def test_what_the_reader_has_no_entry_for_is_declined_and_counted() -> None:
    reader = Reader(CASES[0] / "reader.yml")
    asked = [{"role": "user", "content": "标题：无\n<<<文档\n另一段⟦F1 万元⟧。\n文档>>>"}]
    assert json.loads(reader.reply("label-figures", asked)) == {"figures": [], "relations": []}
    assert reader.unread == {"label-figures": 1}


def test_recording_goes_through_the_client_and_a_server(tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(FOLDER / "adversarial-orders", case)
    recorded = {row.reply for row in Store.read(case / "replies.jsonl")}
    with Server({prompt.turns[0][1]: prompt.name for prompt in PROMPTS.values()}, port=0) as server:
        number, _ = record(case, server)
    again = list(Store.read(case / "replies.jsonl"))
    assert len(again) == number > 0
    assert {row.reply for row in again} == recorded


# what it adds


def test_the_model_raises_the_share_checked_and_finds_what_rules_do_not(comparison: Comparison) -> None:
    rules, both = comparison.scores[Way.RULES].total, comparison.scores[Way.BOTH].total
    assert both.checked > 5 * rules.checked
    assert both.must_found >= rules.must_found + 20


@pytest.mark.parametrize("way", Way)
def test_there_is_no_false_alarm_and_no_trap(comparison: Comparison, way: Way) -> None:
    total = comparison.scores[way].total
    assert (total.false, total.half, total.quiet_false, total.tripped) == (0, 0, 0, 0)
    assert (total.astray, total.unplaced) == (0, 0)


def test_what_rules_find_stays(comparison: Comparison) -> None:
    for alone, both in zip(comparison.scores[Way.RULES].cases, comparison.scores[Way.BOTH].cases, strict=True):
        found = {(j.finding.check, j.finding.quote, j.finding.severity, j.finding.confidence) for j in both.findings}
        told = {(j.finding.check, j.finding.quote, j.finding.severity, j.finding.confidence) for j in alone.findings}
        assert told <= found


def test_a_reader_who_errs_in_half_of_the_answers_raises_no_false_alarm() -> None:
    cases = [FOLDER / name for name in ("shihu-water-2022-final", "linchuan-market-2022-final", "adversarial-json")]
    with Server({prompt.turns[0][1]: prompt.name for prompt in PROMPTS.values()}, port=0) as server:
        counts = erred(cases, server, share=0.5, seed=1)
    assert (counts.false, counts.tripped) == (0, 0)
    assert counts.quiet_false > 10, "nothing was spoiled"
    assert counts.must_found >= 3


@pytest.mark.parametrize("name", ["lanjiang-office-2023-final", "chengbei-2024-budget"])
def test_a_reader_who_answers_at_random_accuses_nothing(name: str) -> None:
    report = load_case(FIXTURES / "documents" / name).report
    with Server({prompt.turns[0][1]: prompt.name for prompt in PROMPTS.values()}, port=0) as server:
        counts = drawn(report, server, seed=1)
    assert counts["questions"] > 10
    assert (counts["error"], counts["warning"]) == (0, 0)


# what is printed


def test_tokens_of_recorded_replies_are_priced() -> None:
    case = FOLDER / "adversarial-orders"
    llm = LlmSettings(input_price=Decimal(2), output_price=Decimal(8), currency="元")
    spent = compared([case], llm).spent[Way.BOTH]
    assert spent.cost == (2 * spent.input_tokens + 8 * spent.output_tokens) / Decimal(1_000_000)
    assert spent.questions == spent.replies > 0


def test_json_and_table_tell_all_three_ways(comparison: Comparison) -> None:
    data = to_json(comparison)
    assert list(data["ways"]) == ["rules", "alone", "both"]
    assert data["ways"]["rules"]["assistant"] is None
    assert data["ways"]["both"]["assistant"]["sources"][0]["model"] == "careful-reader"
    assert data["ways"]["both"]["total"]["checked"] == comparison.scores[Way.BOTH].total.checked
    table = to_table(comparison)
    assert all(words in table for words in ("只用规则", "只用模型", "规则加模型", "不说明任何一个模型的水平"))


def test_a_replay_without_replies_leaves_the_rules_result(tmp_path: Path) -> None:
    nothing = tmp_path / "none.jsonl"
    nothing.write_text("", "utf-8")
    done = compared([FOLDER / "linchuan-market-2022-final"], replay=nothing)
    assert done.scores[Way.BOTH].total == done.scores[Way.RULES].total
    assert done.spent[Way.BOTH].troubles["missing"] == done.spent[Way.BOTH].questions > 0


def test_the_command_runs_from_the_replies_beside_the_reports() -> None:
    case = str(FOLDER / "adversarial-json")
    page = gouji("eval", "--llm", case)
    assert page.status == 0
    assert "规则加模型" in page.out
    assert json.loads(gouji("eval", "--llm", "--json", case).out)["replayed"] is True


def test_mutations_are_not_compared() -> None:
    refused = gouji("eval", "--mutate", "--llm", str(CASES[0]))
    assert refused.status == 2
    assert "--mutate" in refused.err
