"""Findings that rest on another report: followed, accepted and explained with it, and left open without it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import gouji
from gouji.checks.registry import all_checks
from gouji.compare.baseline import load, written
from gouji.compare.recheck import recheck
from gouji.compare.traces import others_in, same_file, traces_in, traces_of
from gouji.config import Settings
from gouji.model.run import Run
from gouji.model.trace import Fate, Followed, Recheck
from gouji.reporters.json import dumps, to_dict
from tests.checks.cases import Case, all_cases
from tests.commands import Done
from tests.commands import gouji as command

CODES = frozenset(c.code for c in all_checks())
CASES = [c for c in all_cases() if c.code[:2] in ("BY", "BU") and c.shape == "bad"]
_CASE = next(c for c in CASES if c.code == "BY01")
_WRONG, _RIGHT = "增加45.00万元，增长9.09%", "增加40.00万元，增长8.00%"
_CORRECTED = _CASE.text.replace(_WRONG, _RIGHT)
# the same statement, wrong in another way that agrees within itself
_OTHERWISE = _CASE.text.replace(_WRONG, "增加50.00万元，增长10.20%")


def _written(folder: Path, case: Case = _CASE) -> tuple[str, list[str]]:
    """Write a case; return the path of the report and those of the others."""
    (folder / "report.md").write_text(case.text, "utf-8")
    others = [folder / f"other{number}.md" for number in range(len(case.prior))]
    for other, text in zip(others, case.prior, strict=True):
        other.write_text(text, "utf-8")
    return str(folder / "report.md"), [str(other) for other in others]


def _compared(before: Run, run: Run) -> Recheck:
    """Return the re-check of two runs; the JSON of the old one must give the same."""
    data = json.loads(dumps(to_dict(before, "")))
    others = others_in(data, "run.json")
    found = recheck("old.md", "", traces_of(before, before.findings), run, CODES, others)
    assert recheck("old.md", "", traces_in(data, "run.json"), run, CODES, others) == found
    return found


def _again(folder: Path, text: str, *, prior: str | None = "") -> Recheck:
    """Return the re-check of the case, its report now `text`; `prior` is the other report now, None where it is not given."""
    report, others = _written(folder)
    before = gouji.check(report, prior=others)
    Path(report).write_text(text, "utf-8")
    if prior:
        Path(others[0]).write_text(prior, "utf-8")
    return _compared(before, gouji.check(report, prior=[] if prior is None else others))


def _resting(found: Recheck) -> Followed:
    [item] = [f for f in found.followed if f.old and f.old.check == _CASE.code]
    return item


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.name}")
def test_a_report_against_itself_keeps_every_finding(case: Case, tmp_path: Path) -> None:
    report, others = _written(tmp_path, case)
    run = gouji.check(report, prior=others)
    found = _compared(run, run)
    assert {f.fate for f in found.followed} == {Fate.REMAINS}
    assert not any(f.how for f in found.followed)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.name}")
def test_without_the_other_report_nothing_is_rechecked_and_the_notes_say_so(case: Case, tmp_path: Path) -> None:
    report, others = _written(tmp_path, case)
    before = gouji.check(report, prior=others)
    found = _compared(before, gouji.check(report))
    resting = [f for f in found.followed if f.old and f.old.others]
    here = {f.new.id for f in resting if f.new}  # those that rest on a place of this report too stand without the other
    assert here == {f.id for f in gouji.check(report).findings} & {f.old.id for f in resting if f.old}
    left = [f for f in resting if not f.new]
    assert all(f.fate is Fate.NOT_RECHECKED and "--prior" in f.how for f in left)
    [note] = [note for note in found.notes if "没有给出 --prior" in note]
    assert (f"有关的 {len(left)} 处未再核对" if left else "没有再与它对照") in note
    assert others[0] in note


def test_a_corrected_figure_is_corrected(tmp_path: Path) -> None:
    found = _again(tmp_path, _CORRECTED)
    assert (_resting(found).fate, found.clean) == (Fate.CORRECTED, True)


def test_what_agrees_within_itself_is_not_corrected_by_that(tmp_path: Path) -> None:
    assert _resting(_again(tmp_path, _OTHERWISE)).fate is Fate.REMAINS
    assert _resting(_again(tmp_path, _OTHERWISE, prior=None)).fate is Fate.NOT_RECHECKED


def test_the_other_report_corrected_is_said(tmp_path: Path) -> None:
    item = _resting(_again(tmp_path, _CASE.text, prior=_CASE.prior[0].replace("500.00", "495.00")))
    assert (item.fate, item.how) == (Fate.CORRECTED, "改的是另一处")


def test_another_report_that_could_not_be_used_corrects_nothing(tmp_path: Path) -> None:
    found = _again(tmp_path, _OTHERWISE, prior=_CASE.prior[0].replace("2022", "2020"))
    assert _resting(found).fate is Fate.NOT_RECHECKED
    assert not any("没有给出 --prior" in note for note in found.notes)


def test_the_other_report_is_known_by_what_stands_in_it_too(tmp_path: Path) -> None:
    report, [other] = _written(tmp_path)
    before = gouji.check(report, prior=[other])
    moved = Path(other).rename(tmp_path / "last-year.md")
    Path(report).write_text(_CORRECTED, "utf-8")
    assert _resting(_compared(before, gouji.check(report, prior=[str(moved)]))).fate is Fate.CORRECTED


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("2022/report.pdf", "./2022/report.pdf", True),
        ("2022/report.pdf", "../2022/report.pdf", True),
        ("report.pdf", "/data/2022/report.pdf", True),
        ("/data/2022/report.pdf", "2022/report.pdf", True),
        ("2022/report.pdf", "2021/report.pdf", False),
        ("/a/report.pdf", "/b/a/report.pdf", False),
        ("xreport.pdf", "report.pdf", False),
    ],
)
def test_a_file_is_known_from_another_folder(old: str, new: str, same: bool) -> None:
    assert same_file(old, new) is same_file(new, old) is same


def test_a_file_of_the_same_name_is_another_report(tmp_path: Path) -> None:
    report, _ = _written(tmp_path)
    last, budget = tmp_path / "2022" / "r.md", tmp_path / "2023" / "r.md"
    for path, text in ((last, _CASE.prior[0]), (budget, _CASE.prior[0].replace("2022年度部门决算", "2023年部门预算"))):
        path.parent.mkdir()
        path.write_text(text, "utf-8")
    before = gouji.check(report, prior=[str(last)])
    Path(report).write_text(_OTHERWISE, "utf-8")
    run = gouji.check(report, prior=[str(budget)])
    assert _resting(_compared(before, run)).fate is Fate.NOT_RECHECKED


def test_an_old_result_without_findings_says_that_it_was_held_against_more(tmp_path: Path) -> None:
    report, others = _written(tmp_path)
    Path(report).write_text(_CORRECTED, "utf-8")
    found = _compared(gouji.check(report, prior=others), gouji.check(report))
    assert found.followed == ()
    assert any("没有再与它对照" in note for note in found.notes)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.name}")
def test_accepted_findings_are_not_listed(case: Case, tmp_path: Path) -> None:
    report, others = _written(tmp_path, case)
    file = tmp_path / "baseline.json"
    before = gouji.check(report, prior=others)
    file.write_text(json.dumps(written(before, "口径调整")), "utf-8")
    settings = Settings(accepted=load(str(file)))
    run = gouji.check(report, prior=others, settings=settings)
    assert (run.findings, run.ignored, run.notes) == ((), len(before.findings), before.notes)
    alone = gouji.check(report, settings=settings).notes
    assert not any("没有再出现" in note for note in alone)  # nobody has looked
    unseen = len(before.findings) - len(gouji.check(report).findings)
    assert any(f"有 {unseen} 处对照的是别的报告" in note for note in alone) == (unseen > 0)


def test_an_entry_that_no_longer_matches_is_reported_once_somebody_has_looked(tmp_path: Path) -> None:
    report, others = _written(tmp_path)
    data = written(gouji.check(report, prior=others), "口径调整")
    (tmp_path / "baseline.json").write_text(json.dumps(data), "utf-8")
    Path(report).write_text(_CORRECTED, "utf-8")
    run = gouji.check(report, prior=others, settings=Settings(accepted=load(str(tmp_path / "baseline.json"))))
    assert any("BY01" in note and "没有再出现" in note for note in run.notes)


def test_a_baseline_written_again_without_the_other_report_keeps_its_reasons(tmp_path: Path) -> None:
    report, others = _written(tmp_path)
    data = written(gouji.check(report, prior=others), "口径调整")
    (tmp_path / "baseline.json").write_text(json.dumps(data), "utf-8")
    known = load(str(tmp_path / "baseline.json"))
    assert [e for e in data["accepted"] if "others" in e] == written(gouji.check(report), "", known)["accepted"]
    assert [e["others"] for e in data["accepted"]] == [others]


@pytest.fixture
def accused(tmp_path: Path) -> tuple[Path, Path, str]:
    """The report, the other one, and the id of what stands between them."""
    report, [other] = _written(tmp_path)
    done = command("check", report, "--prior", other, "-o", tmp_path / "run.json")
    assert done.status == 1
    [found] = json.loads((tmp_path / "run.json").read_text("utf-8"))["findings"]
    return Path(report), Path(other), found["id"]


def test_from_a_baseline_to_a_silent_check(accused: tuple[Path, Path, str], tmp_path: Path) -> None:
    report, other, finding = accused
    done = command("baseline", "write", report, "--prior", other, cwd=tmp_path)
    assert "写出 1 处，1 处还没有理由" in done.err
    file = tmp_path / "gouji-baseline.json"
    assert command("accept", file, finding, "--reason", "口径调整").status == 0
    assert command("check", report, "--prior", other, "--baseline", file).status == 0
    assert command("recheck", report, report, "--prior", other, "--baseline", file).status == 0


def test_a_recheck_from_a_result_and_from_the_report(accused: tuple[Path, Path, str], tmp_path: Path) -> None:
    report, other, _ = accused
    new = tmp_path / "new.md"

    def status(text: str, old: Path, *more: object) -> Done:
        new.write_text(text, "utf-8")
        return command("recheck", old, new, *more)

    for old in (tmp_path / "run.json", report):
        assert "仍在 1" in status(_CASE.text, old, "--prior", other).out
        done = status(_CORRECTED, old, "--prior", other)
        assert (done.status, "已改正 1" in done.out) == (0, True)
    done = status(_CORRECTED, tmp_path / "run.json")
    assert (done.status, "有关的 1 处未再核对" in done.out) == (1, True)


def test_figures_and_explanations_are_those_of_the_check(accused: tuple[Path, Path, str]) -> None:
    report, other, finding = accused
    figures = json.loads(command("figures", report, "--prior", other, "--format", "json").out)["figures"]
    assert any(f["state"] == "contradicted" for f in figures)
    (report.parent / "replies.jsonl").write_text("", "utf-8")
    for replies in ((), ("--llm-replay", report.parent / "replies.jsonl")):
        done = command("explain-finding", report, finding, "--prior", other, *replies)
        assert (done.status, "500.00" in done.out) == (0, True), done.err


@pytest.mark.parametrize("name", ["baseline write", "figures", "explain-finding", "recheck run.json"])
def test_the_other_report_is_never_written_over(name: str, accused: tuple[Path, Path, str]) -> None:
    report, other, _ = accused
    before = other.read_bytes()
    assert command(*name.split(), report, "--prior", other, "-o", other, cwd=report.parent).status == 2
    assert other.read_bytes() == before
