"""A whole report mutated: every class is detected, labels are left alone, and the same seed gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gouji.errors import UsageError
from gouji.measure.cases import load_report
from gouji.measure.mutation.plants import Group
from gouji.measure.mutation.render import to_table
from gouji.measure.mutation.tally import to_json
from gouji.measure.mutation.trials import Mutation, mutate
from tests.measure.build import case, label
from tests.measure.mutation.build import REPORT, classes, mutated


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mutation") / "xikou.md"
    path.write_text(REPORT, "utf-8")
    return path


@pytest.fixture(scope="module")
def whole(report: Path) -> Mutation:
    return mutated(report)


def test_every_figure_word_and_cell_of_the_narrative_and_its_tables_is_planted(whole: Mutation) -> None:
    planted = {name: counts["planted"] for name, counts in classes(whole).items()}
    # 增加 and 增长 twice, 大于, 小于; 2023 eight times and 2022 twice; the office six times and its county once by itself
    assert planted == {
        "amount": 13, "ratio": 7, "unit": 13, "direction": 6, "year": 10, "entity": 7, "subject": 9, "cell": 45, "label": 14,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["amount", "ratio", "unit", "direction", "cell"])
def test_what_sums_and_tables_fix_is_detected_without_exception(whole: Mutation, name: str) -> None:
    counts = classes(whole)[name]
    assert (counts["bound_detected"], counts["detected"]) == (counts["bound"], counts["planted"])


@pytest.mark.parametrize("name", ["year", "entity", "subject", "label"])
def test_names_and_years_are_detected_too(whole: Mutation, name: str) -> None:
    counts = classes(whole)[name]
    assert 0 < counts["detected"] <= counts["planted"]
    assert counts["bound"] == counts["planted"]


def test_what_nothing_detected_is_listed_with_place_and_change(whole: Mutation) -> None:
    [only] = to_json(whole)["reports"]
    trials = [t for t in whole.trials if t.check is None]
    assert len(only["missed"]) == len(trials)
    for entry, trial in zip(only["missed"], trials, strict=True):
        span = trial.plant.span
        assert entry["old"] == REPORT[span.start : span.end] != entry["new"]
        assert entry["line"] == REPORT.count("\n", 0, span.start) + 1
    assert only["false"] == []


def test_the_same_seed_gives_the_same_bytes_in_any_number_of_processes(report: Path) -> None:
    one, two = (json.dumps(to_json(mutated(report, sample=2, seed=5, jobs=jobs))) for jobs in (1, 2))
    assert one == two
    other = to_json(mutated(report, sample=2, seed=6))
    assert other["seed"] == 6
    assert json.loads(one)["total"] != other["total"] or json.loads(one)["reports"] != other["reports"]


def test_a_sample_takes_so_many_of_each_class_and_of_the_same_plants(report: Path, whole: Mutation) -> None:
    some = mutated(report, sample=3)
    assert {counts["planted"] for counts in classes(some).values()} == {3}
    assert {t.plant for t in some.trials} <= {t.plant for t in whole.trials}


def test_labelled_passages_are_left_alone(tmp_path: Path, whole: Mutation) -> None:
    labels = [label("a", "占本年支出63.64%", 52), label("b", "与2022年度相比，收、支总计各增加30.00万元", 48)]
    labelled = mutated(case(tmp_path / "xikou", labels, text=REPORT))
    gone = {t.plant for t in whole.trials} - {t.plant for t in labelled.trials}
    groups = sorted(plant.group.value for plant in gone)
    assert groups == ["amount", "direction", "ratio", "unit", "year"]


def test_what_the_untouched_run_says_without_a_label_is_a_false_alarm_and_left_alone(tmp_path: Path) -> None:
    wrong = REPORT.replace("占本年支出63.64%", "占本年支出66.36%")
    bare = mutated(case(tmp_path / "bare", [], text=wrong), sample=1)
    assert [entry["quote"] for entry in to_json(bare)["reports"][0]["false"]] == ["占本年支出66.36%"]
    known = mutated(case(tmp_path / "known", [label("a", "66.36%", 52)], text=wrong), sample=1)
    assert to_json(known)["reports"][0]["false"] == []
    for mutation in (bare, known):
        assert all(t.plant.new != "66.36" and t.plant.before[:12] != "contradicted" for t in mutation.trials)


def test_a_report_that_cannot_be_read_fails_alone(tmp_path: Path, report: Path) -> None:
    empty = tmp_path / "empty.md"
    empty.write_text("", "utf-8")
    done = mutate([load_report(empty), load_report(report)], sample=1)
    assert [bool(r.failed) for r in done.reports] == [True, False]
    assert "empty.md：没有结果，未植入。" in to_table(done)


def test_a_report_given_twice_is_refused(report: Path) -> None:
    with pytest.raises(UsageError, match="给了两次"):
        mutate([load_report(report), load_report(report)])


def test_the_table_shows_every_class_and_with_verbose_every_miss(whole: Mutation) -> None:
    rows = {line.split()[0]: line.split()[1:] for line in to_table(whole).splitlines() if line.strip()}
    assert rows["金额"] == ["13/13", "100.0%", "13/13", "100.0%"]
    assert rows["正文数字合计"] == ["20/20", "100.0%", "20/20", "100.0%"]
    missed = [t.plant for t in whole.trials if t.check is None and t.plant.group is Group.YEAR]
    verbose = [line for line in to_table(whole, verbose=True).splitlines() if line.startswith("  年度 有据")]
    assert len(verbose) == len(missed)
    assert "未检出" not in to_table(whole)


def test_progress_is_told_until_all_are_tried(report: Path) -> None:
    told: list[tuple[str, int, int]] = []
    mutated(report, sample=1, progress=lambda *step: told.append(step))
    assert told[-1] == ("xikou.md", 9, 9)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
