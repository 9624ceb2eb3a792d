"""Reports of a batch held against each other: last year's, the budget, the units; what changes when one of them does."""

from __future__ import annotations

from pathlib import Path
from random import Random
from time import process_time

import pytest

import gouji
from gouji.batch.links import Known, Link, links_of
from gouji.batch.worker import Setup, Task, work
from tests.batch.reports import batch, contents, rows, write_case
from tests.checks.cases import Case, all_cases

_LINKED = [c for c in all_cases() if c.shape == "bad" and c.prior and "severity" not in c.fields]
_FIRST = list({c.code: c for c in reversed(_LINKED)}.values())[::-1]
_YEARS = next(c for c in _LINKED if c.code == "BY04")
_UNITS = next(c for c in _LINKED if c.code == "BU01")
_NOTED = "SELECT path, relation, other, problem FROM links JOIN reports USING (report) ORDER BY path, number"


def _found(out: Path = Path("out")) -> list[tuple[str, str]]:
    return rows(
        out,
        "SELECT id, findings.message FROM findings JOIN reports USING (report) WHERE path = 'in/报告.md' ORDER BY finding",
    )


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("case", _FIRST, ids=lambda c: f"{c.code} {c.name}")
def test_a_batch_finds_what_the_reports_given_by_hand_show(case: Case) -> None:
    write_case(case, Path("in"))
    batch(Path("in"), out=Path("out"))
    used = [other for path, _, other, _ in rows(Path("out"), _NOTED) if path == "in/报告.md"]
    run = gouji.check("in/报告.md", prior=used)
    assert any(f.check == case.code for f in run.findings)
    assert _found() == [(f.id, f.message) for f in run.findings]
    places = rows(
        Path("out"),
        "SELECT sources.path FROM places JOIN findings USING (report, finding) JOIN sources ON sources.report = places.report"
        f" AND sources.file = places.file WHERE check_code = '{case.code}' AND part = 'evidence' AND places.file > 0",
    )
    assert {path for (path,) in places} <= {*used}
    assert places


def test_it_is_told_who_was_held_against_whom() -> None:
    write_case(_UNITS, Path("in"))
    summary = batch(Path("in"), out=Path("out"))
    assert summary.linked == 1
    assert rows(Path("out"), _NOTED) == [("in/报告.md", "unit", f"in/其他{n}.md", None) for n in range(3)]


def test_again_does_nothing_and_order_and_processes_do_not_show() -> None:
    write_case(_UNITS, Path("in"))
    batch(Path("in"), out=Path("out"))
    before = contents(Path("out"))
    assert batch(Path("in"), out=Path("out")).unchanged == 4
    assert contents(Path("out")) == before
    files = sorted(Path("in").iterdir(), reverse=True)
    batch(*files, out=Path("one"), jobs=1)
    assert contents(Path("one")) == before


@pytest.mark.parametrize("change", ["changed", "gone", "new"])
def test_another_that_changes_changes_the_report(change: str) -> None:
    write_case(_YEARS, Path("in"))
    other = Path("in/其他0.md")
    text = other.read_text("utf-8")
    if change == "new":
        other.unlink()
    batch(Path("in"), out=Path("out"))
    if change == "gone":
        other.unlink()
    else:
        other.write_text(text if change == "new" else text.replace("2022", "2021"), "utf-8")
    batch(Path("in"), out=Path("out"))
    batch(Path("in"), out=Path("fresh"))
    assert contents(Path("out")) == contents(Path("fresh"))
    assert any("上年" in m or "年末" in m for _, m in _found()) == (change == "new")


def test_of_two_with_different_content_neither_is_used() -> None:
    write_case(_YEARS, Path("in"))
    copy = Path("in/又一份.md")
    copy.write_text(Path("in/其他0.md").read_text("utf-8"), "utf-8")
    batch(Path("in"), out=Path("out"))
    assert [row[2] for row in rows(Path("out"), _NOTED)] == ["in/其他0.md"]
    copy.write_text(copy.read_text("utf-8") + "\n第二稿。\n", "utf-8")
    summary = batch(Path("in"), out=Path("out"))
    assert (summary.linked, summary.unlinked) == (0, 1)
    assert [(other, "有2份内容不同的" in why) for *_, other, why in rows(Path("out"), _NOTED)] == [
        ("in/其他0.md", True),
        ("in/又一份.md", True),
    ]
    batch(Path("in"), out=Path("fresh"))
    assert contents(Path("out")) == contents(Path("fresh"))


def alone_only(task: Task, setup: Setup) -> bytes:
    """What a worker does whose memory is too small for two reports."""
    if task.prior:
        raise MemoryError
    return work(task, setup)


def test_what_cannot_be_done_together_is_kept_alone_with_the_reason() -> None:
    write_case(_YEARS, Path("in"))
    summary = batch(Path("in"), out=Path("out"), function="tests.batch.test_links:alone_only")
    assert (summary.reports, summary.linked, summary.failures) == (2, 0, ())
    [(path, relation, other, problem)] = rows(Path("out"), _NOTED)
    assert (path, relation, other) == ("in/报告.md", "last-year", "in/其他0.md")
    assert "内存" in problem
    assert batch(Path("in"), out=Path("out")).linked == 0
    assert batch(Path("in"), out=Path("out"), retry=True).linked == 1
    assert _found()


def _known(
    path: str, entity: str, year: int = 2023, kind: str = "final-account", scope: str = "", units: tuple[str, ...] = ()
) -> Known:
    return Known(path, f"key of {path}", entity, scope, year, kind, units)


def test_names_that_drift_are_linked_and_others_are_not() -> None:
    reports = [
        _known("a", "江州市临河区人民政府办公室"),
        _known("b", "临河区政府办", 2022),
        _known("c", "江州市临河区人民政府办公室", kind="budget"),
        _known("d", "江州市临河区人民政府办公室（本级）", 2022),
        _known("e", "江州市南山区人民政府办公室", 2022),
        _known("f", "临河区政府办", 2021, scope="单位"),
        _known("g", "临河区", scope="部门"),
        _known("h", "江州市临河区财政局", units=("局机关", "临河区会计中心", "临河区投资评审所")),
        _known("i", "临河区会计中心", scope="单位"),
        _known("j", "江州市临河区财政局机关", scope="单位"),
    ]
    found = {
        report.path: [(x.relation, x.path) for x in links if x.problem is None] for report, links in links_of(reports)
    }
    assert {path: links for path, links in found.items() if links} == {
        "a": [("budget", "c"), ("last-year", "b")],
        "b": [("last-year", "f"), ("unit", "d")],
        "g": [("unit", "a"), ("unit", "h")],
        "h": [("unit", "i"), ("unit", "j")],
    }
    Random(3).shuffle(reports)
    assert {
        r.path: [(x.relation, x.path) for x in links if x.problem is None] for r, links in links_of(reports)
    } == found


def test_the_same_content_twice_counts_once() -> None:
    last = [Known(path, "same", "临河区档案馆", "", 2022, "budget") for path in ("z", "b")]
    [*_, (_, links)] = links_of([*last, _known("a", "临河区档案馆", kind="budget")])
    assert links == (Link("last-year", "b", "same"),)


def _links(*reports: Known) -> dict[str, list[tuple[str, str]]]:
    found = {
        report.path: [(x.relation, x.path) for x in links if x.problem is None] for report, links in links_of(reports)
    }
    return {path: links for path, links in found.items() if links}


def test_schools_of_other_counties_are_not_units_of_a_department_that_lists_them_without_their_place() -> None:
    reports = [
        _known("a", "江州市临河区教育局", scope="部门", units=("教育局本级", "第一中学", "城关镇中心小学")),
        _known("b", "江州市临河区第一中学", scope="单位"),
        _known("c", "江州市第一中学", scope="单位"),
        _known("d", "石河县第一中学", scope="单位"),
        _known("e", "石河县城关镇中心小学", scope="单位"),
        _known("f", "城关镇中心小学", scope="单位"),
        _known("g", "石河县教育局本级", scope="单位"),
    ]
    assert _links(*reports) == {"a": [("unit", "b")]}


def test_a_name_without_a_place_is_linked_only_where_one_place_is_there() -> None:
    bare = [_known("a", "教育局", 2022), _known("b", "江州市临河区教育局")]
    assert _links(*bare) == {"b": [("last-year", "a")]}
    assert _links(*bare, _known("c", "江州市南山区教育局", 2021)) == {}
    assert _links(*bare, _known("c", "临河区教育局", 2022)) == {}  # of two neither is known to be the one
    namesakes = [_known("a", "临河区教育局", 2022), _known("b", "江州市临河区教育局")]
    assert _links(*namesakes) == {"b": [("last-year", "a")]}
    assert _links(*namesakes, _known("c", "石州市临河区教育局", 2021)) == {}
    assert _links(*namesakes, _known("c", "江州市教育局", 2022)) == {"b": [("last-year", "a")]}
    vague = [_known("a", "区教育局", 2022), _known("b", "区教育局")]
    assert _links(*vague) == {"b": [("last-year", "a")]}
    assert _links(*vague, _known("c", "区教育局")) == {}
    assert _links(*vague, _known("c", "临河区教育局", 2020), _known("d", "南山区教育局", 2020)) == {}


def test_a_units_report_that_repeats_its_departments_list_has_no_units() -> None:
    names = ("临河区教育局本级", "临河区第一中学", "临河区第二中学")
    schools = [_known(n, f"临河区第{n}中学", units=names) for n in ("一", "二")]
    own = _known("own", "临河区教育局本级", units=names)
    department = _known("all", "临河区教育局", units=names)
    assert _links(*schools, own) == {}
    assert _links(*schools, own, department) == {"all": [("unit", "own"), ("unit", "一"), ("unit", "二")]}
    alone = _known("alone", "临河区教育局", scope="单位", units=names)
    assert _links(*schools, alone) == {}
    assert _links(_known("a", "临河区第三中学", units=names), schools[0]) == {}
    town = _known("town", "临河区石桥镇人民政府", units=("镇机关", "石桥镇文化站"))
    assert _links(town, _known("station", "临河区石桥镇文化站")) == {"town": [("unit", "station")]}


def test_a_departments_own_report_is_no_unit_of_it() -> None:
    units = ("临河区教育局", "临河区第一中学")
    both = [_known(path, "临河区教育局", scope="部门", units=units) for path in ("a", "copy")]
    assert _links(*both) == {}
    school = _known("school", "临河区第一中学")
    own = _known("own", "临河区教育局", scope="单位")
    assert _links(both[0], school, own) == {"a": [("unit", "own"), ("unit", "school")]}


def test_what_two_departments_list_is_neithers() -> None:
    reports = [
        _known("a", "临河区林业局", units=("临河区林场", "临河区苗圃场")),
        _known("b", "临河区水利局", units=("临河区林场",)),
        _known("c", "临河区林场"),
        _known("d", "临河区苗圃场"),
    ]
    assert _links(*reports) == {"a": [("unit", "d")]}


def test_what_a_department_counts_already_is_not_counted_again_in_its_place() -> None:
    reports = [
        _known("a", "江州市临河区"),
        _known("b", "临河区教育局", units=("临河区教师发展办公室",)),
        _known("c", "临河区教育局（本级）"),
        _known("d", "临河区教师发展办公室"),
        _known("e", "临河区第一中学"),
        _known("f", "江州市公安局"),
    ]
    assert _links(*reports)["a"] == [("unit", "b")]
    assert "a" not in _links(*reports, _known("g", "江州市临河区"))  # covers that name the place, not the office


def test_committees_of_a_place_are_many() -> None:
    names = ("中共临河区委员会", "政协临河区委员会", "共青团临河区委员会", "民革临河区委员会", "临河区人大常委会")
    reports = [_known(f"{name}{year}", name, year) for name in names for year in (2022, 2023)]
    assert _links(*reports) == {f"{name}2023": [("last-year", f"{name}2022")] for name in names}
    assert _links(*reports[::3]) == {}


def _province(counties: int) -> list[Known]:
    """A 教育局 with its schools in every county, one of which does not tell its county."""
    reports = []
    for n in range(counties):
        place = f"江州市{chr(0x4E00 + n % 60)}{chr(0x5000 + n // 60)}县"
        units = ("教育局本级", "第一中学", "城关镇中心小学")
        names = {f"{place}教育局": units, f"{place}教育局本级": (), f"{place}第一中学": (), "城关镇中心小学": ()}
        reports += [_known(f"{n:04}/{name}", name, units=units) for name, units in names.items()]
        reports.append(_known(f"{n:04}/去年", f"{place}教育局", 2022))
    return reports


def test_a_province_of_offices_named_alike_takes_no_longer_a_report() -> None:
    def seconds(counties: int) -> float:
        reports = _province(counties)
        found = []
        for _ in range(2):
            start = process_time()
            links = list(links_of(reports))
            found.append(process_time() - start)
            assert sum(len(of) for _, of in links) == 3 * counties  # last year's, the department alone and the school
        return min(found)

    seconds(50)  # names are taken apart once
    assert seconds(1600) < 9 * seconds(400) + 0.05
