"""Region profiles: which tables a disclosure has, how they are titled, and which cells a phrase of the narrative is about."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from gouji.errors import UsageError, trouble
from gouji.model.document import DocumentKind

_LEAD = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[、.](?!\d)|\d{3,7}(?=[^\d])|[其]中[::]|[-·*]+)+"
)
_DATA = Path(__file__).parent / "data"
_LOWEST_EXPLAINING, _TITLED = 3, 2  # levels of headings that name the table they explain; a titled one ends the search
_MOST_TITLES = 5000  # remembered titles of tables and of sections; long batches start afresh
_NOISE = re.compile(r"[\s“”\"'「」‘’《》<>]+")
_ENDING_BRACKET = re.compile(r"(?<=.)\([^()]{1,24}\)$")
_BRACKETS = re.compile(r"(?<=.)\([^()]{1,24}\)")
_MARKS = re.compile(r"\((?:类|款|项|项级|境内|含[^()]{1,12})\)")


@lru_cache(maxsize=20_000)  # the same subject names stand in every table of every report
def plain(label: str) -> str:
    """Return a row label or phrase as it is compared: no white space, quotes, numbering, code or （类）（款）（项）."""
    return _MARKS.sub("", _LEAD.sub("", _NOISE.sub("", label)))


@lru_cache(maxsize=20_000)
def spellings(label: str) -> tuple[str, ...]:
    """Return the spellings of a subject that mean the same: without its brackets, with and without 支出."""
    bare = plain(label)
    names = dict.fromkeys((bare, _ENDING_BRACKET.sub("", bare), _BRACKETS.sub("", bare)))
    both = (v for n in names for v in (n, n.removesuffix("支出") if n.endswith("支出") else n + "支出"))
    return tuple(v for v in dict.fromkeys(both) if v)


@dataclass(frozen=True, slots=True)
class TableForm:
    """One form of a disclosure. `columns` holds (canonical key, header spellings); `identities` are row-wise sums of signed columns."""

    key: str
    has: tuple[tuple[str, ...], ...]
    lacks: tuple[str, ...]
    layout: str
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    identities: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]
    hierarchy: bool
    sides: tuple[tuple[tuple[str, ...], str, str], ...]

    def fits(self, title: str) -> bool:
        """Whether a title names this form; keyed on words, never on table numbers."""
        return all(any(w in title for w in words) for words in self.has) and not any(w in title for w in self.lacks)


@dataclass(frozen=True, slots=True)
class ConceptCell:
    """Where a concept stands: table, row (a line key, or @total, @data, @personnel …), column, side. `soft` may differ rightly."""

    table: str
    row: str
    column: str
    side: int | None = None
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """Something the narrative speaks of, such as 本年收入合计, with its names and the cells that print it."""

    key: str
    names: tuple[str, ...]
    cells: tuple[ConceptCell, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The knowledge about one kind of disclosure.

    `scopes` says whose money a table holds (all, appropriation, general …). A `generic` concept takes the scope of its section;
    outside the sections of the tables those of `loose_outside` may speak of anything. `without_carryover` gives the word (当年) that
    leaves 上年结转 out of an expenditure, whose table includes it, and the income that is then meant. `section_subjects` names what a section is
    about where its heading does not; the rows of `income_tables` print income, those of `project_tables` projects, those of `economic_tables` the economic classification. `between_cells` and `between_rows` say which
    cells, and which columns of rows with one code, must be equal (=) or not larger (≤). `annex_totals` are the cells
    that a total of an annex (项目支出总额) may repeat. `economic_items` holds the codes of the economic classification by every
    spelling of their names, `economic_names` those names by code, `economic_lists` the 类 codes that a list after such a name goes through.
    `annex_columns` says what a column of an annex holds, by the words of its header without brackets. `required` holds the forms
    that 财预〔2016〕143号 asks every department for.
    """

    name: str
    kind: DocumentKind
    forms: dict[str, TableForm]
    annexes: tuple[str, ...]
    section_order: tuple[str, ...]
    concepts: dict[str, Concept]
    names: dict[str, str]
    lines: dict[str, str]
    compositions: tuple[tuple[str, tuple[str, ...]], ...]
    shares_by: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    scopes: dict[str, str]
    section_words: tuple[tuple[str, str], ...]
    section_subjects: dict[str, str]
    income_tables: frozenset[str]
    economic_tables: frozenset[str]
    project_tables: frozenset[str]
    generic: frozenset[str]
    loose_outside: frozenset[str]
    without_carryover: dict[str, tuple[str, str]]
    side_columns: dict[str, str]
    classes: dict[str, str]
    between_cells: tuple[tuple[ConceptCell, str, ConceptCell], ...]
    between_rows: tuple[tuple[str, str, str, str, str], ...]
    annex_totals: dict[str, tuple[ConceptCell, ...]]
    economic_items: dict[str, str]
    economic_names: dict[str, tuple[str, ...]]
    economic_lists: tuple[tuple[str, tuple[str, ...]], ...]
    personnel_codes: tuple[str, ...]
    public_codes: tuple[str, ...]
    annex_columns: dict[str, str]
    required: tuple[str, ...]
    _forms: dict[str, TableForm | None] = field(default_factory=dict, compare=False)
    _sections: dict[str, str | None] = field(default_factory=dict, compare=False)

    def form_of(self, title: str) -> TableForm | None:
        """Return the form a table title names, or None."""
        if title not in self._forms:
            if len(self._forms) > _MOST_TITLES:
                self._forms.clear()
            self._forms[title] = self._form_of(title)
        return self._forms[title]

    def _form_of(self, title: str) -> TableForm | None:
        if "绩效" in title or "自评" in title or "申报" in title:
            return None
        return next((f for f in self.forms.values() if f.fits(title)), None)

    def table_of_section(self, title: str) -> str | None:
        """Return the key of the table a section of the narrative explains, or None."""
        if title not in self._sections:
            if len(self._sections) > _MOST_TITLES:
                self._sections.clear()
            self._sections[title] = self._table_of_section(title)
        return self._sections[title]

    def table_explained(self, headings: Sequence[tuple[int, str]]) -> str | None:
        """Return the key of the table that a place explains, by its headings (level, title) from the outermost in; None outside.

        The innermost heading of the first three levels decides, but one above it that speaks of less money keeps its own:
        （一）财政拨款支出决算总体情况 in 五、一般公共预算财政拨款支出决算 is about the general public budget alone.
        """
        found: str | None = None
        for level, title in reversed(headings):
            key = self.table_of_section(title) if level <= _LOWEST_EXPLAINING else None
            if key and (found is None or self.width(key) < self.width(found)):
                found = key
            if level <= _TITLED:
                break
        return found

    def width(self, table: str) -> int:
        """Return how much money a table speaks of: 2 all funds, 1 the appropriation, 0 one of the budgets."""
        return {"all": 2, "appropriation": 1}.get(self.scopes.get(table, ""), 0)

    def _table_of_section(self, title: str) -> str | None:
        bare = title.replace("情况说明", "").replace("说明", "")
        found = next((k for k in self.section_order if self.forms[k].fits(bare)), None)
        return found or next(
            (
                k
                for k, word in self.section_words
                if word in bare and ("支出" in bare or "收入" in bare or "收支" in bare)
            ),
            None,
        )


def load(name_or_path: str) -> Profile:
    """Return a built-in profile by name, or one from a JSON file that may extend a built-in one. Raises UsageError."""
    if name_or_path in ("final-account", "budget"):
        return _builtin(name_or_path)
    try:
        data = json.loads(Path(name_or_path).read_text("utf-8"))
        base = _raw(data["extends"]) if "extends" in data else {}
        own = data.get("tables", {})
        rest = {key: form for key, form in base.get("tables", {}).items() if key not in own}
        return _profile({**base, **data, "tables": {**own, **rest}})
    except OSError as error:
        raise UsageError(f"{name_or_path}：地区样式读不出来（{trouble(error)}）；请核对路径。") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{name_or_path}：不能用作地区样式文件（{error}）；需要 JSON，字段同内置的 final-account。"
        ) from error


def profile_for(kind: DocumentKind) -> Profile:
    """Return the built-in profile for a kind of disclosure; unknown kinds are read as final accounts."""
    return load("budget" if kind is DocumentKind.BUDGET else "final-account")


@cache
def _builtin(name: str) -> Profile:
    return _profile(_raw(name))


@cache
def _raw(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((_DATA / f"{name}.json").read_text("utf-8"))
    return read


def _profile(data: dict[str, Any]) -> Profile:
    common = _raw("common")
    forms = {key: _form(key, form) for key, form in data["tables"].items()}
    concepts = {
        key: Concept(key, tuple(names.split("|")), tuple(_cell(c) for c in cells))
        for key, names, cells in data["concepts"]
    }
    return Profile(
        name=data["profile"],
        kind=DocumentKind(data["kind"]),
        forms=forms,
        annexes=tuple(data["annexes"]),
        section_order=tuple(data["sections"]),
        concepts=concepts,
        names={plain(name): key for key, concept in reversed(concepts.items()) for name in concept.names},
        lines={plain(name): key for key, names in common["lines"] for name in names.split("|")},
        compositions=tuple((whole, tuple(parts)) for whole, parts in data["compositions"]),
        shares_by=tuple((whole, tuple((word, part) for word, part in parts)) for whole, parts in data["shares_by"]),
        scopes=data["scopes"],
        section_words=tuple((key, word) for key, word in data["section_words"]),
        section_subjects=data["section_subjects"],
        economic_tables=frozenset(data["economic_tables"]),
        income_tables=frozenset(data["income_tables"]),
        project_tables=frozenset(data["project_tables"]),
        generic=frozenset(data["generic"]),
        loose_outside=frozenset(data["loose_outside"]),
        without_carryover={key: (word, other) for key, (word, other) in data.get("without_carryover", {}).items()},
        side_columns={plain(name): key for key, names in common["side_columns"] for name in names.split("|")},
        classes=common["functional_classes"],
        between_cells=tuple((_cell(left), relation, _cell(right)) for left, relation, right in data["between_cells"]),
        between_rows=tuple((a, b, relation, c, d) for a, b, relation, c, d in data["between_rows"]),
        annex_totals={name: tuple(_cell(c) for c in cells) for name, cells in data["annex_totals"].items()},
        economic_items={
            spelling: code
            for code, names in common["economic_items"].items()
            for name in names.split("|")
            for spelling in spellings(name)
        },
        economic_names={code: tuple(names.split("|")) for code, names in common["economic_items"].items()},
        economic_lists=tuple((name, tuple(heads)) for name, heads in common["economic_lists"]),
        personnel_codes=tuple(common["personnel_codes"]),
        public_codes=tuple(common["public_codes"]),
        annex_columns={name: role for role, names in common["annex_columns"] for name in names.split("|")},
        required=tuple(data.get("required", ())),
    )


def _form(key: str, data: dict[str, Any]) -> TableForm:
    return TableForm(
        key=key,
        has=tuple(tuple(words) for words in data["title"]["has"]),
        lacks=tuple(data["title"]["lacks"]),
        layout=data["layout"],
        columns=tuple(
            (name, tuple(plain(s) for s in spellings.split("|"))) for name, spellings in data.get("columns", ())
        ),
        identities=tuple(
            (left, tuple((-1 if t.startswith("-") else 1, t.lstrip("-")) for t in terms))
            for left, terms in data.get("row_identities", ())
        ),
        hierarchy=data.get("hierarchy", False),
        sides=tuple((tuple(s["columns"]), s["total"], s["name"]) for s in data.get("sides", ())),
    )


def _cell(data: list[Any]) -> ConceptCell:
    table, row, column, *rest = data
    side = next((r for r in rest if isinstance(r, int)), None)
    return ConceptCell(table, row, column, side, "soft" in rest)
