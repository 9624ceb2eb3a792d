"""The synthetic reports are what their labels say: reproducible, articulated, and faulty only where a fault was planted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from eval.synthetic.__main__ import run
from eval.synthetic.case import Case, make, save
from eval.synthetic.score import score, summary
from eval.synthetic.template import names

SEED = 7
KINDS = {
    "value-mismatch", "unit-error", "ratio-error", "delta-error", "direction-error", "sum-error", "table-sum-error",
    "cross-table-mismatch", "narrative-conflict", "entity-mismatch", "period-mismatch", "list-mismatch", "format-error",
}  # fmt: skip
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


@cache
def clean(number: int) -> Case:
    return make(SEED, number, False)


@cache
def faulty(number: int) -> Case:
    return make(SEED, number, True)


# a reader of its own: it shares nothing with the writer


def rows(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield (title, rows of cells) of the tables printed with pipes or tabs; the title is the last line before with 表."""
    title, table = "", list[list[str]]()
    for line in [*text.splitlines(), ""]:
        if line.startswith("|") or "\t" in line:
            cells = line.strip("|").split("|") if line.startswith("|") else line.split("\t")
            if not set(line) <= set("|- "):
                table.append([re.sub(r"</?b>|(?<=\D) (?=\D)", "", cell).strip() for cell in cells])
        else:
            if table and line.strip() and title:
                yield title, table
                table = []
            if line.rstrip("*》").endswith(("表", "）")) and "。" not in line and not re.match(r"公开|表", line):
                title, table = line.strip("#*《》 "), []
    if table:
        yield title, table


def value(cell: str) -> Decimal:
    return Decimal(cell.replace(",", "")) if NUMBER.fullmatch(cell) else Decimal(0)


def subject_rows(table: list[list[str]]) -> dict[str, list[Decimal]]:
    """Return code → values of the rows of a subject table, 合计 under “”; codes in one cell or parted 201 03 01."""
    found = {}
    for row in table:
        at = next((i for i, cell in enumerate(row) if re.search(r"[\u4e00-\u9fff]", cell)), None)
        if at is None:
            continue
        code = "".join(row[:at])
        if row[at] == "合计" or re.fullmatch(r"\d{3}|\d{5}|\d{7}", code):
            found[code] = [value(cell) for cell in row[at + 1 :]]
    return found


def table_of(text: str, name: str) -> dict[str, list[Decimal]]:
    return next(subject_rows(table) for title, table in rows(text) if re.fullmatch(rf"(\d{{4}}年度)?{name}", title))


def gridded(count: int) -> list[Case]:
    return [case for case in map(clean, range(count)) if case.shape in ("tabs", "markdown")]


# reproducible


def test_same_seed_same_bytes_however_many_are_asked_for(tmp_path: Path) -> None:
    few, many = tmp_path / "few", tmp_path / "many"
    for out, count in ((few, 2), (many, 5)):
        run_command("write", out, count)
    files = sorted(path.relative_to(few) for path in few.rglob("*.*"))
    assert len(files) == 12  # two clean and two faulty reports of three files each
    assert all((few / name).read_bytes() == (many / name).read_bytes() for name in files)


def run_command(command: str, out: Path, count: int) -> None:
    import argparse

    assert run(argparse.Namespace(command=command, out=out, seed=SEED, clean=count, faulty=count)) == 0


def test_another_seed_writes_other_reports() -> None:
    assert clean(0).text != make(SEED + 1, 0, False).text


def test_every_template_comes_in_every_shape() -> None:
    seen = {(case.template, case.shape) for case in map(clean, range(300))}
    assert len(names("final")) >= 5
    assert len(names("budget")) >= 3
    assert len(seen) == 4 * len(names())


# articulated


def test_subject_tables_add_up() -> None:
    sums = 0
    for case in gridded(60):
        for title, table in rows(case.text):
            found = subject_rows(table)
            if "" not in found:
                continue
            for code, printed in found.items():
                below = [
                    v for c, v in found.items() if len(c) == {0: 3, 3: 5, 5: 7, 7: 9}[len(code)] and c.startswith(code)
                ]
                for at in range(len(printed)) if below else ():
                    total = sum(row[at] for row in below)
                    assert abs(total - printed[at]) <= Decimal("0.005") * (len(below) + 1), (case.name, title, code)
                    sums += total > 0
    assert sums > 2000


def test_narrative_totals_are_those_of_the_tables() -> None:
    compared = 0
    for case in gridded(80):
        stated = re.search(r"(?<!财政拨款)支出合计([\d,.]+)(万元|元)[。，]", case.text)
        if not stated or not case.template.endswith("-final"):
            continue
        table = table_of(case.text, "支出决算表")
        assert value(stated[1].strip(",.")) == table[""][0], case.name
        compared += 1
    assert compared > 15


def test_shares_follow_from_the_figures_beside_them() -> None:
    pattern = re.compile(r"支出合计([\d,.]+)(?:万元|元).{0,60}?基本支出([\d,.]+)(?:万元|元)，占[^0-9]{0,8}([\d.]+)%")
    compared = 0
    for case in map(clean, range(60)):
        for whole, part, share in pattern.findall(case.text.replace("\n", "")):
            exact = value(part) * 100 / value(whole)
            places = len(share.partition(".")[2])
            assert abs(exact - Decimal(share)) <= Decimal(1) / 10**places, (case.name, share)
            compared += 1
    assert compared > 10


# labelled


@pytest.mark.parametrize("number", range(60))
def test_labels_and_traps_stand_where_they_say(number: int) -> None:
    case = faulty(number)
    lines = case.text.split("\n")
    assert 1 <= len(case.labels) <= 3
    for item in [*case.labels, *(e for label in case.labels for e in label["evidence"]), *case.traps]:
        assert item["quote"]
        assert item["quote"] in lines[item["line"] - 1]
    assert {label["kind"] for label in case.labels} <= KINDS
    assert {trap["kind"] for trap in case.traps} <= KINDS | {"rounding"}


def test_every_kind_is_planted() -> None:
    assert {label["kind"] for number in range(200) for label in faulty(number).labels} == KINDS


def test_a_fault_has_another_side() -> None:
    """Only what stands alone (a missing sign, a residue) is labelled without evidence."""
    alone = [label for number in range(200) for label in faulty(number).labels if not label["evidence"]]
    assert {label["kind"] for label in alone} <= {"format-error"}


def test_only_planted_lines_differ() -> None:
    compared = 0
    for number in range(80):
        before, after = clean(number), faulty(number)
        if before.shape == "pdf":  # a longer figure moves the line breaks
            continue
        one, two = before.text.split("\n"), after.text.split("\n")
        assert len(one) == len(two)
        planted = {place["line"] for label in after.labels for place in (label, *label["evidence"])}
        changed = {at for at, (a, b) in enumerate(zip(one, two, strict=True), 1) if a != b}
        assert changed
        assert changed <= planted, after.name
        assert {label["line"] for label in after.labels} <= changed, after.name
        compared += 1
    assert compared > 40


def test_near_misses_are_in_clean_and_faulty_reports() -> None:
    assert sum(bool(clean(number).traps) for number in range(60)) > 30
    assert sum(bool(faulty(number).traps) for number in range(60)) > 30


# measured


def test_score_counts_reports_labels_and_findings(tmp_path: Path) -> None:
    total = score(SEED, 2, 3)
    assert [result.faulty for result in total.results] == [False, False, True, True, True]
    assert not any(result.failed for result in total.results)
    assert sum(len(result.hits) for result in total.results) == sum(len(faulty(number).labels) for number in range(3))
    assert any(line.startswith("无错报告 2 份") for line in summary(total))
    path = save(faulty(0), tmp_path)
    assert path.read_text("utf-8") == faulty(0).text
