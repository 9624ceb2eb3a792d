"""The catalogue of checks for people, and one check explained with its cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gouji.errors import InternalError
from gouji.model.alignment import Why
from gouji.model.outcome import Kind, Severity
from gouji.reporters.plain import Style, aligned

SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
_REASONS = {why.slug: why.text for why in Why}
_KINDS = {"good": "应当相符", "bad": "应当指出", "skip": "应当不核对"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One check as the catalogue shows it. `doc` is its docstring: the title, then five headings."""

    code: str
    name: str
    kind: Kind
    severity: Severity
    since: str
    doc: str

    @property
    def title(self) -> str:
        return self.doc.strip().partition("\n")[0].strip()


class Titles(dict[str, str]):
    """The Chinese titles of checks by code, as every form gets them; `entries` holds what else the catalogue says of them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = {entry.code: entry for entry in entries}
        super().__init__((code, entry.title) for code, entry in self.entries.items())


@dataclass(frozen=True, slots=True)
class Case:
    """One case of fixtures/checks: what it shows, the text or small document, and what should come of it."""

    verdict: str
    shows: str
    text: str
    expected: str


def catalogue_page(entries: Iterable[Entry]) -> str:
    """Return one line a check: code, name, severity, title."""
    rows = [(e.code, SEVERITIES[e.severity], e.title, e.name) for e in entries]
    return (
        "\n".join([*aligned(rows), "", f"共 {len(rows)} 项；用 gouji explain 代码 看一项的依据、容差与例子。"]) + "\n"
    )


def explain_page(entry: Entry, cases: Iterable[Case], style: Style | None = None) -> str:
    """Return the docstring of a check under its code, then its cases."""
    style = style or Style()
    _, _, rest = entry.doc.strip().partition("\n")
    head = f"{entry.code} {entry.title}"
    about = f"名称 {entry.name}；类型 {entry.kind.value}；级别 {SEVERITIES[entry.severity]}；自 {entry.since} 版起"
    lines = [style.bold(head), about, "", *(line.strip() for line in rest.strip().splitlines())]
    return "\n".join([*lines, *_case_lines(cases, style)]) + "\n"


def _case_lines(cases: Iterable[Case], style: Style) -> Iterator[str]:
    verdict = ""
    for case in cases:
        if case.verdict != verdict:
            verdict = case.verdict
            yield ""
            yield style.bold(f"{_KINDS[verdict]}的例子")
        body = case.text.strip().splitlines()
        if len(body) == 1:
            yield f"  {case.shows}：{body[0]}"
        else:
            yield f"  {case.shows}："
            yield from (f"    {line}".rstrip() for line in body)
        if case.expected:
            yield f"    → {case.expected}"


def cases_folder() -> Path:
    """Return the folder of the cases: inside an installed package, else fixtures/checks of the checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "cases"
    return inside if inside.is_dir() else package.parent.parent / "fixtures" / "checks"


def cases_of(code: str, folder: Path | None = None) -> tuple[Case, ...]:
    """Return the cases of a check, good before bad before skip; none where its file is absent. Raises InternalError."""
    file = (folder or cases_folder()) / f"{code}.yml"
    if not file.is_file():
        return ()
    import yaml

    try:
        data = yaml.load(file.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        cases = [_case(str(key), fields) for key, fields in (data or {}).items()]
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise InternalError(f"{file.name}：用例写得不对（{error}）。") from error
    return tuple(sorted(cases, key=lambda c: list(_KINDS).index(c.verdict)))


def _case(key: str, fields: dict[str, Any]) -> Case:
    verdict, _, shows = key.partition(" ")
    if verdict not in _KINDS:
        raise ValueError(f"“{key}”应以 good、bad 或 skip 开头")
    text = str(fields["text"] if "text" in fields else fields["document"])
    return Case(verdict, shows.strip(), text, _expected(verdict, fields.get("quote"), fields.get("reason")))


def _expected(verdict: str, quote: str | None, reason: str | None) -> str:
    where = f"“{quote}”" if quote is not None else ""
    if verdict == "good":
        return f"{where}相符" if where else ""
    why = f"：{_REASONS.get(reason, reason)}" if reason is not None else ""
    return f"{'指出' if verdict == 'bad' else '不核对'}{where}{why}"
