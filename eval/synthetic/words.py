"""The writer's own lists: subjects, economic items, offices, words. Nothing of src/gouji is read here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class Office:
    """A kind of department: its name without the place, main 款, items with their nature, fund items, projects."""

    name: str
    section: str
    items: tuple[tuple[str, str], ...]  # (code, "b" basic, "p" project, "m" both)
    funds: tuple[str, ...]
    projects: tuple[str, ...]


def _rows(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip()]


def _office(row: list[str]) -> Office:
    name, section, items, funds, projects = row
    coded = tuple((item[1:], item[0]) for item in items.split())
    return Office(name, section, coded, tuple(funds.split()), tuple(projects.split()))


SUBJECTS: dict[str, str] = dict(_rows("classes.tsv"))
ECONOMIC: dict[str, str] = {code: name for code, name, _ in _rows("economic.tsv")}
LIKELY: dict[str, int] = {code: int(chance) for code, _, chance in _rows("economic.tsv")}
OFFICES: list[Office] = [_office(row) for row in _rows("offices.tsv")]
WORDS: dict[str, list[str]] = {key: text.split() for key, text in _rows("words.txt")}
